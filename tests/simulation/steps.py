"""What may happen next in a play: each step is one coroutine on the world."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from bot.desk import open_desk
from bot.keys import erase_patient
from bot.phone_call import Line, NotOnThePhoneError, answer_call, begin_call
from bot.publishing import publish
from bot.staff import NoSuchTaskError, acknowledge
from channels.channel import Inbound
from flows.occurrences import spot_of
from flows.schedule import Schedule
from store.database import transaction
from tests.simulation.books import CLINIC
from tests.simulation.clockwork import How
from tests.simulation.people import COMMANDS, JUNK, STOPS, Person, alarms, fit, question_in, questions
from tests.simulation.world import World

# The schedules that staff may publish; in each, contacts are at least six hours apart.
GAP: Final = timedelta(hours=6)
SCHEDULES: Final = (
    {
        "window": {"from": "10:00", "until": "16:00"},
        "minimum_gap": "P1D",
        "reminders": [{"after": "P1D"}, {"after": "P2D", "wording": "reminder-last"}],
    },
    {
        "minimum_gap": "PT6H",
        "reminders": [
            {"after": "PT12H"},
            {"after": "P1D", "channel": "telegram"},
            {"after": "P1D", "wording": "reminder-2"},
        ],
        "phone_after": "P1D",
        "best_hour": True,
    },
    {
        "minimum_gap": "PT8H",
        "frequency_cap": {"contacts": 2, "within": "P7D"},
        "reminders": [
            {"after": "P1D"},
            {"after": "P1D", "channel": "phone"},
            {"after": "P1D", "wording": "reminder-last"},
        ],
    },
)


async def patient_writes(world: World) -> None:
    person = world.somebody()
    if person is None:
        return
    await world.post_late(person)
    world.note(f"{person.ref} ({person.temper}, {person.language}, {person.channel}) writes")
    await world.post([_words_of(world, person)])
    if world.dice.random() < 0.85:
        await world.settle()


def _words_of(world: World, person: Person) -> Inbound:
    dice = world.dice
    fitting = person.fitting(dice)
    chance = {"willing": 0.9, "wild": 0.5, "silent": 0.1, "echo": 0.0}[person.temper]
    if person.to_echo:
        return said(world, person, person.to_echo.pop(0))
    if fitting is not None and dice.random() < chance:
        return said(world, person, fitting.text, fits=True, value=fitting.value)
    drawn = dice.random()
    if drawn < 0.06:
        return said(world, person, dice.choice(STOPS))
    if drawn < 0.14:
        return said(world, person, dice.choice(alarms(person.language)), alarm=True)
    if drawn < 0.2:
        return said(world, person, "START")
    if drawn < 0.5:
        return said(world, person, dice.choice(COMMANDS[person.language]))
    if drawn < 0.7:
        return said(world, person, str(dice.randint(0, 12)))
    return said(world, person, dice.choice(JUNK))


def said(world: World, person: Person, words: str, **more: Any) -> Inbound:
    world.note(f"  {words[:60]!r}{' +' if person.waits else ''}{' (hidden)' if person.hidden else ''}")
    return world.text(person, words, **more)


async def two_at_once(world: World) -> None:
    """Two texts of one person in one batch, and one of somebody else between them."""
    person, other = world.somebody(), world.somebody()
    if person is None or other is None:
        return
    await world.post_late(person)
    await world.post_late(other)
    world.note(f"{person.ref} writes twice, and {other.ref}")
    texts = [_words_of(world, person), _words_of(world, other), _words_of(world, person)]
    await world.post(texts)
    await world.settle()


async def second_copies(world: World) -> None:
    """Webhooks that come again, some of them long after."""
    known = [
        written for written in world.books.written.values() if written.inbound.provider_id in world.books.acknowledged
    ]
    again = world.dice.sample(known, min(len(known), 5))
    world.note(f"{len(again)} second copies")
    await world.post([written.inbound for written in again])


async def statuses(world: World) -> None:
    world.note("statuses")
    await world.tell_statuses(world.dice.choice((0.3, 0.7, 1.0)))
    await world.settle()


async def one_round(world: World) -> None:
    name = world.dice.choice(("due", "drain", "unknowns", "deliver", "escalate", "tidy", "ages", "experiments"))
    world.note(f"a round: {name}")
    await world.round(name)


async def all_rounds(world: World) -> None:
    world.note("all rounds")
    await world.settle_all()


async def minutes(world: World) -> None:
    world.clock.advance(seconds=world.dice.choice((5, 20, 90, 200, 400, 1500)))
    world.note("minutes pass")


async def hours(world: World) -> None:
    world.clock.advance(minutes=world.dice.randint(30, 1200))
    world.note("hours pass")
    await world.settle()


async def days(world: World) -> None:
    world.clock.advance(days=world.dice.choice((1, 1, 2, 3, 5)), minutes=world.dice.randint(0, 600))
    world.note("days pass")
    await world.settle()


async def wrong_clock(world: World) -> None:
    """The machine's clock jumps by an hour, or is put right again."""
    world.clock.wrong = timedelta(hours=world.dice.choice((-1, 0, 0, 1)))
    world.note(f"the clock is wrong by {world.clock.wrong}")
    await world.settle()


async def weather(world: World) -> None:
    bad = world.dice.random() < 0.6
    world.weather(bad)
    world.note(f"providers have a {'bad' if bad else 'good'} day")


async def endpoint(world: World) -> None:
    world.endpoint.up = world.dice.random() < 0.5
    world.note(f"the clinic's system is {'up' if world.endpoint.up else 'down'}")


async def crash(world: World) -> None:
    how: How = world.dice.choice(("before", "before", "after", "after", "away"))
    world.crashes.arm(how, world.dice.randint(1, 6))
    world.note(f"a commit will fail: {how}, after {world.crashes.left}")


async def new_process(world: World) -> None:
    await world.start_anew()


async def fault_in_a_turn(world: World) -> None:
    """A text that our code cannot work on: its batch fails, and it alone fails."""
    person = world.somebody()
    if person is None:
        return
    await world.post_late(person)
    world.note(f"{person.ref} writes what fails")
    text = said(world, person, "poison")
    world.books.poisoned.add(text.provider_id)
    world.crashes.arm("fault", 1, times=2)
    await world.post([text])
    world.crashes.disarm()


async def staff_acknowledge(world: World) -> None:
    tasks = [task for task in world.rows("task") if task["closed_at"] is None]
    tasks.sort(key=lambda task: (task["raised_at"], str(task["task_id"])))
    if not tasks:
        return
    await see_to(world, world.dice.choice(tasks), resume=world.dice.random() < 0.6)
    await world.settle()


async def see_to(world: World, task: Mapping[str, Any], *, resume: bool) -> None:
    world.books.resumed.add((task["patient_id"], world.clock()))
    world.note(f"staff acknowledge {task['kind']}, resume {resume}")

    async def act() -> None:
        with transaction(world.running.engine) as connection:
            stores = (world.running.compiled, world.running.keyring, CLINIC, task["task_id"])
            acknowledge(connection, *stores, by="nurse", note="seen", resume=resume, now=world.clock())

    try:
        await world.survive(act)
    except NoSuchTaskError:
        world.note("  somebody else has")


async def phone_call(world: World) -> None:
    """Staff ring and read out up to three questions."""
    person = world.somebody()
    if person is not None:
        await ring(world, person)


async def ring(world: World, person: Person, most: int = 3) -> None:
    """The question that is read out last waits for an answer, if there is one."""
    await world.post_late(person)
    patient = world.patient_id(person)
    sessions = sorted(world.rows("session", patient_id=patient), key=lambda row: str(row["session_id"]))
    if not sessions:
        return
    session = world.dice.choice(sessions)["session_id"]
    world.note(f"staff ring {person.ref}")
    try:
        line = await _talk(world, lambda *stores: begin_call(*stores, session, by="nurse", now=world.clock()))
        _hear(world, person, session, line)
        for _ in range(most):
            if line is None or line.over:
                return
            line = await _answer(world, person, session, line)
    except NotOnThePhoneError as error:
        world.note(f"  {error}")


async def _talk(world: World, call: Callable[..., Line]) -> Line | None:
    said: list[Line] = []

    async def act() -> None:
        with transaction(world.running.engine) as connection:
            line = call(connection, world.running.compiled, world.running.keyring, CLINIC)
        said.append(line)

    return said[-1] if await world.survive(act) and said else None


async def _answer(world: World, person: Person, session: Any, line: Line) -> Line | None:
    """The answer is to the question that was read out, and to no other."""
    place = question_in(line.text, person.language)
    words = world.dice.choice(("GO", "JA", "1948", "AGREE"))
    fitting = None
    if place is not None:
        fitting = fit(questions()[place], person.language, world.dice)
        words = fitting.text
    world.clock.advance(seconds=15)
    before = {row["answer_id"] for row in world.rows("answer", session_id=session)}
    spoken = await _talk(
        world,
        lambda *stores: answer_call(*stores, session, words, answered_by="relative", by="nurse", now=world.clock()),
    )
    for row in world.rows("answer", session_id=session):
        if row["answer_id"] not in before and row["how"] not in ("carried", "outdated"):
            heard = None if place is None else place.spot
            kept = spot_of(row["link_id"], row["occurrence"])
            world.books.say(kept == heard, f"told on the phone: {heard}, stored on {kept}")
    world.note(f"  on the phone: {words}")
    person.waits, person.last_kind = False, ""
    _hear(world, person, session, spoken)
    return spoken


def _hear(world: World, person: Person, session: Any, line: Line | None) -> None:
    """Somebody on the phone has that question in mind which was read out last."""
    place = None if line is None else question_in(line.text, person.language)
    if place is not None:
        spoken = world.rows("message_out", session_id=session, channel="voice")
        for row in spoken:  # besides what the phone has shown of the same question
            person.ask(place, str(row["message_id"]))


async def new_schedule(world: World) -> None:
    pathway = world.dice.choice(("pain", "visit"))
    await publish_schedule(world, pathway, world.dice.randrange(len(SCHEDULES)), move=world.dice.random() < 0.5)


async def publish_schedule(world: World, pathway: str, number: int, *, move: bool) -> None:
    schedule = Schedule.model_validate(SCHEDULES[number])
    world.note(f"schedule {number} for {pathway}, move {move}")
    world.books.gap = min(world.books.gap, GAP)

    async def act() -> None:
        with transaction(world.running.engine) as connection:
            desk = open_desk(connection, world.running.keyring, CLINIC, world.clock())
            version, current = desk.pathways[pathway]
            if current.schedule != schedule:
                how = {"by": "nurse", "reason": "a play", "move": move, "now": world.clock()}
                publish(connection, desk, pathway, schedule, based_on=version, **how)

    await world.survive(act)
    await world.settle()


async def erase(world: World) -> None:
    person = world.somebody()
    if person is not None and not world.books.erased:
        await world.post_late(person)
        await erase_person(world, person)


async def erase_person(world: World, person: Person) -> None:
    world.note(f"{person.ref} is erased")

    async def act() -> None:
        with transaction(world.running.engine) as connection:
            erase_patient(connection, CLINIC, person.ref, world.clock(), actor="play", reason="asked")

    await world.survive(act)
    if world.rows("patient", ref=person.ref)[0]["status"] == "erased":
        world.books.erased.add(person.ref)


async def stranger(world: World) -> None:
    world.note("a stranger writes")
    await world.post([world.text(None, world.dice.choice(("hello?", "STOP", "who are you")), phone="+4520000999")])
    await world.settle()


async def next_wave(world: World) -> None:
    """Another pathway begins for somebody who is on one."""
    person = world.somebody()
    if person is None or world.crashes.how is not None:
        return
    world.note(f"{person.ref} is enrolled again")
    world.enrol(person, world.dice.choice(("pain", "visit")))
