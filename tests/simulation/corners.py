"""Corners in which a promise is easily broken: several happenings around one patient, close after each other."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from channels.channel import Inbound
from flows.machine import OPEN
from tests.simulation.people import COMMANDS, JUNK, STOPS, WRONG, Person, alarms, fit, questions
from tests.simulation.staff_steps import happens, lift, object_to
from tests.simulation.steps import erase_person, ring, said, see_to
from tests.simulation.world import World

CORRECT: Final = 5  # where "correct 1" stands among the commands


async def burst(world: World) -> None:
    """Somebody writes on before our answers have left: a question is put again while a copy of it still waits."""
    person = world.somebody()
    if person is None:
        return
    await world.post_late(person)
    world.note(f"{person.ref} writes on and on")
    for _ in range(world.dice.randint(2, 4)):
        await _write_on(world, person)
    await world.settle()


async def _write_on(world: World, person: Person) -> None:
    world.clock.advance(seconds=world.dice.choice((1, 20, 90)))
    await world.post_late(person)
    await world.post([_hasty(world, person)])
    drawn = world.dice.random()
    if drawn < 0.25:
        await world.round("drain")
    elif drawn < 0.4:
        await world.tell_statuses(0.5)


def _hasty(world: World, person: Person) -> Inbound:
    """About the question that was on the phone last, whatever has been written about it since."""
    dice = world.dice
    drawn = dice.random()
    if drawn < 0.5 and person.question is not None:
        fitting = fit(questions()[person.question], person.language, dice)
        return said(world, person, fitting.text, fits=True, value=fitting.value)
    if drawn < 0.8:
        return said(world, person, dice.choice(COMMANDS[person.language]))
    return said(world, person, str(dice.randint(0, 12)) if drawn < 0.9 else dice.choice(JUNK))


async def correction(world: World) -> None:
    """An earlier answer is taken up again, perhaps while copies of that question or of the next one are under way."""
    person = await _somebody_asked(world) or world.somebody()
    if person is None:
        return
    await world.post_late(person)
    word = COMMANDS[person.language][CORRECT].partition(" ")[0]
    for _ in range(world.dice.randint(1, 2)):
        await _write(world, person, f"{word} {world.dice.randint(1, 4)}")
        await _sometimes_settle(world, 0.7)
        await _write_on(world, person)
        await _sometimes_settle(world, 0.7)
    await world.tell_statuses(0.5)
    await world.settle()


async def text_after_a_call(world: World) -> None:
    """The line breaks, or staff hang up, and what was read out last is answered by text."""
    person = await _somebody_asked(world)
    if person is None:
        return
    await ring(world, person, most=world.dice.randint(0, 1))
    for _ in range(world.dice.randint(1, 3)):
        await _write_on(world, person)
    await world.settle()


async def after_an_objection(world: World) -> None:
    """The patient, staff and time could all take up again what the objection has ended."""
    person = await _somebody_asked(world)
    if person is None:
        return
    patient = world.patient_id(person)
    pathway = world.dice.choice(_open_pathways(world, person))
    await _sometimes_settle(world, 0.5)
    if (patient, pathway) not in world.books.objected:
        await object_to(world, person, pathway)
    attempts: list[Callable[[], Awaitable[None]]] = [
        lambda: _write(world, person, "START"),
        lambda: _write(world, person, COMMANDS[person.language][CORRECT]),
        lambda: _write_on(world, person),
        lambda: _hand_back(world, person),
        lambda: ring(world, person, most=1),
        lambda: happens(world, person),
        lambda: world.tell_statuses(1.0),
        lambda: _hours_pass(world),
    ]
    for attempt in world.dice.sample(attempts, 3):
        await attempt()
        await _sometimes_settle(world, 0.5)
    if world.dice.random() < 0.4 and (patient, pathway) in world.books.objected:
        await lift(world, person, pathway)
    await world.settle()


async def call_for_help(world: World) -> None:
    """Words that call for help where they are easily overheard: each has an alert of its own all the same."""
    person = await _somebody_asked(world) or world.somebody()
    if person is None:
        return
    await world.post_late(person)
    where = world.dice.choice(("after a STOP", "beside an answer", "in a call", "while held"))
    world.note(f"{person.ref} calls for help {where}")
    if where == "after a STOP":
        await world.post([said(world, person, world.dice.choice(STOPS))])
        await _sometimes_settle(world, 0.5)
    elif where == "in a call":
        await ring(world, person, most=0)
    elif where == "while held":
        await world.post([_alarm(world, person)])
        await _sometimes_settle(world, 0.5)
    texts = [_alarm(world, person), *([_hasty(world, person)] if where == "beside an answer" else [])]
    world.dice.shuffle(texts)
    await world.post(texts)
    await _sometimes_settle(world, 0.7)
    if world.dice.random() < 0.6:
        await _hand_back(world, person)
        await _write_on(world, person)
    await world.settle()


async def wrong_number(world: World) -> None:
    """Whoever has the phone says that it is somebody else's; staff may find the patient's right number."""
    person = world.somebody()
    if person is None:
        return
    await world.post_late(person)
    world.note(f"at {person.ref}'s number somebody else answers")
    await world.post([said(world, person, WRONG[person.language])])
    await _sometimes_settle(world, 0.7)
    if world.dice.random() < 0.6 and world.crashes.how is None:
        await world.post_late(person)
        world.note("  the patient has another number")
        world.move(person, f"+4520001{len(world.books.written):03}")
    await world.settle()


async def erased_midway(world: World) -> None:
    """While something is being sent to them, or its fate is unknown."""
    person = await _somebody_asked(world)
    if person is None or world.books.erased:
        return
    await world.post_late(person)
    world.note(f"{person.ref} writes, and is to be erased")
    await world.post([_hasty(world, person)])
    weather = {name: provider.weather for name, provider in world.providers.items()}
    fate = world.dice.choice(("taken", "doubt", "taken-doubt", "die", "taken-die", "retry", "lost"))
    for provider in world.providers.values():
        provider.weather = {fate: 1}
    await world.round("drain")
    for name, provider in world.providers.items():
        provider.weather = weather[name]
    await erase_person(world, person)
    await world.settle()


async def _somebody_asked(world: World) -> Person | None:
    """One who is in the middle of a conversation, where there is one."""
    present = [person for person in world.people if person.ref not in world.books.erased]
    asked = [person for person in present if _open_pathways(world, person)]
    return world.dice.choice(asked) if asked else None


def _open_pathways(world: World, person: Person) -> list[str]:
    rows = world.rows("session", patient_id=world.patient_id(person))
    return sorted({row["pathway_id"] for row in rows if row["state"] in OPEN and row["contacts"] > 0})


async def _write(world: World, person: Person, words: str, **more: Any) -> None:
    world.clock.advance(seconds=20)
    await world.post_late(person)
    await world.post([said(world, person, words, **more)])


def _alarm(world: World, person: Person) -> Inbound:
    return said(world, person, world.dice.choice(alarms(person.language)), alarm=True)


async def _hand_back(world: World, person: Person) -> None:
    """Staff see to what the patient's conversations have raised, and let them go on."""
    tasks = world.rows("task", patient_id=world.patient_id(person), closed_at=None)
    for task in sorted(tasks, key=lambda task: (task["raised_at"], str(task["task_id"]))):
        await see_to(world, task, resume=True)


async def _hours_pass(world: World) -> None:
    world.clock.advance(minutes=world.dice.randint(30, 1500))
    await world.settle()


async def _sometimes_settle(world: World, share: float) -> None:
    if world.dice.random() < share:
        await world.settle()
