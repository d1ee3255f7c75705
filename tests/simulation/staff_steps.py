"""What a clinic does about its patients while a play goes on: objections, events, colours, and schedules by chance."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, text

from bot.clinicians import give_own, override_level
from bot.correcting import withdraw_event
from bot.desk import Desk, open_desk
from bot.enrolment import record_event
from bot.enrolment_form import EnrolmentError, EventForm
from bot.experiments import ExperimentError, ExperimentFile
from bot.experiments import start as start_experiment
from bot.experiments import stop as stop_experiment
from bot.objecting import lift_objection, record_objection
from store.database import clinic_transaction, transaction
from tests.simulation.books import CLINIC
from tests.simulation.people import Person
from tests.simulation.world import World
from triage.combine import OverrideError

PATHWAYS: Final = ("pain", "visit")
EVENTS: Final = ("treatment-started", "treatment-ended", "referral-accepted", "visit-booked")
NUDGES: Final = {"minimum_gap": "PT6H", "reminders": [{"after": "PT12H"}, {"after": "P1D", "wording": "reminder-last"}]}
# The guardrail of a play: an experiment's file may not have so small a one, and a play has few patients.
SOON: Final = '{"opt_outs": 0.3, "after": 1}'
_LOWER = text("UPDATE experiment SET document = jsonb_set(document::jsonb, '{guardrail}', CAST(:rail AS jsonb))")


async def object_to(world: World, person: Person, pathway: str) -> None:
    world.note(f"{person.ref} objects to {pathway}")
    await _at_desk(
        world, lambda *stores: record_objection(*stores, person.ref, pathway, "no-time", world.clock(), actor="play")
    )
    if world.rows("objection", patient_id=world.patient_id(person), pathway_id=pathway, lifted_at=None):
        world.books.objected.add((world.patient_id(person), pathway))


async def objection(world: World) -> None:
    person = world.somebody()
    if person is None:
        return
    pathway = world.dice.choice(PATHWAYS)
    if (world.patient_id(person), pathway) not in world.books.objected:
        await object_to(world, person, pathway)
        if world.dice.random() < 0.7:
            await world.settle()
        return
    await lift(world, person, pathway)


async def lift(world: World, person: Person, pathway: str) -> None:
    world.note(f"{person.ref} takes part in {pathway} again")

    def act(connection: Connection, _: Any, desk: Desk) -> None:
        lift_objection(connection, desk, person.ref, pathway, world.clock(), actor="play")

    # Before it is done: a commit that dies afterwards has lifted it, too.
    world.books.objected.discard((world.patient_id(person), pathway))
    await _at_desk(world, act)
    if world.rows("objection", patient_id=world.patient_id(person), pathway_id=pathway, lifted_at=None):
        world.books.objected.add((world.patient_id(person), pathway))


async def event(world: World) -> None:
    """Something happens to a patient, or is taken back."""
    person = world.somebody()
    if person is not None:
        await happens(world, person)


async def happens(world: World, person: Person) -> None:
    kind, back = world.dice.choice(EVENTS), world.dice.random() < 0.35
    day = (world.clock() - timedelta(days=world.dice.choice((0, 0, 1)))).date()
    world.note(f"{person.ref}: {kind} {'taken back' if back else 'recorded'}")

    def act(connection: Connection, _: Any, desk: Desk) -> None:
        form = EventForm(kind=kind, on=day)
        try:
            (withdraw_event if back else record_event)(connection, desk, person.ref, form, world.clock(), actor="play")
        except EnrolmentError:  # no such event, or no pathway that knows it
            world.note("  it cannot be")

    await _at_desk(world, act)
    await world.settle()


async def colour(world: World) -> None:
    """A clinician's own colour, or another than the one in force."""
    sessions = sorted((row for row in world.rows("session") if row["level"]), key=lambda row: str(row["session_id"]))
    erased = {world.patient_id(person) for person in world.people if person.ref in world.books.erased}
    sessions = [row for row in sessions if row["patient_id"] not in erased]
    if not sessions:
        return
    session, level = world.dice.choice(sessions), world.dice.choice(("red", "yellow", "green"))
    give: Callable[..., Any] = world.dice.choice((give_own, override_level))
    world.clock.advance(seconds=20)
    world.note(f"a clinician's {level} by {give.__name__}")
    given: list[Any] = []

    async def act() -> None:
        running = world.running
        with clinic_transaction(running.engine, CLINIC) as connection:
            where = (connection, running.compiled, running.keyring, CLINIC, session["session_id"], level)
            try:
                found = give(*where, reason="seen at the visit, and spoken with", by="nurse", now=world.clock())
            except OverrideError:
                return
        given.append(found)

    if await world.survive(act) and given:
        (row,) = world.rows("session", session_id=session["session_id"])
        world.books.say(row["level"] == given[0].level, f"{given[0].level} was given, {row['level']} is in force")
        if row["level"] == "red" and session["level"] != "red":
            told = world.rows("task", session_id=session["session_id"], kind="assessment")
            world.books.say(bool(told), "a clinician's red is work for nobody")
        world.books.account["clinicians' colours"] += 1


async def experiment(world: World) -> None:
    """Two schedules by chance begin, or are broken off; the guardrail is so low that a STOP or two end it."""
    running = [row for row in world.rows("experiment") if row["ended_at"] is None]
    if running:
        world.note("the experiment is broken off")
        await _at_desk(
            world,
            lambda connection, *_: stop_experiment(
                connection, CLINIC, running[0]["experiment_id"], by="play", now=world.clock()
            ),
        )
        return
    number = len(world.rows("experiment"))
    document = {
        "id": f"try-{number}",
        "pathway": world.dice.choice(PATHWAYS),
        "reason": "a play",
        "ends": (world.clock() + timedelta(days=world.dice.choice((20, 60)))).date().isoformat(),
        "patients": world.dice.choice((None, 20)),
        "guardrail": {"opt_outs": 0.3, "after": 10},
        "arms": {"usual": "pathway", "nudges": NUDGES},
    }
    world.note(f"an experiment on {document['pathway']} begins")
    world.books.gap = min(world.books.gap, timedelta(hours=6))

    def act(connection: Connection, _: Any, desk: Desk) -> None:
        try:
            start_experiment(connection, desk, ExperimentFile.model_validate(document), by="play", now=world.clock())
        except ExperimentError:  # a published schedule is the same as the arm
            world.note("  it cannot be")
            return
        connection.execute(_LOWER, {"rail": SOON})

    await _at_desk(world, act)
    await world.settle()


async def _at_desk(world: World, act: Callable[..., Any]) -> None:
    """`act` takes the connection, what is compiled, and the desk."""

    async def work() -> None:
        running = world.running
        with transaction(running.engine) as connection:
            act(connection, running.compiled, open_desk(connection, running.keyring, CLINIC, world.clock()))

    await world.survive(work)
