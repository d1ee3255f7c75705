"""One play from one seed: steps, then everything heals, then the account is drawn up.

python -m tests.simulation.play SEED [STEPS]     plays one seed again and prints what happened
"""

import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from bot.delivering import replay
from flows.machine import OPEN
from store.audit import verify
from store.database import transaction
from store.embedded import start_embedded, url_of
from store.schema import migrate
from tests.conftest import TEMPLATE, UNSAFE_AND_FAST
from tests.simulation.books import CLINIC, is_open
from tests.simulation.chances import STEPS
from tests.simulation.clockwork import run_alone, seeded
from tests.simulation.staff_steps import experiment
from tests.simulation.stage import Stage, Stages
from tests.simulation.world import World, open_world

LENGTH = 60
HEALING_DAYS = 5
FROM_THE_START = 0.3  # of the plays; a round that has begun takes no part in an experiment


@dataclass(frozen=True, slots=True)
class Played:
    """`account`: attempted, acknowledged, lost, duplicated, recovered and more; `log` is the same for the same seed."""

    seed: int
    account: Counter[str]
    log: tuple[str, ...]


class PlayFailedError(AssertionError):
    """A promise was broken; the message holds the seed and every step that led there."""


def play(stage: Stage, seed: int, length: int = LENGTH) -> Played:
    """Raises PlayFailedError."""
    worlds: list[World] = []

    async def whole(make: Callable[[], Awaitable[World]]) -> Played:
        world = await make()
        worlds.append(world)
        await act(world, length)
        await heal(world)
        close_books(world)
        return Played(seed, account(world), tuple(world.log))

    with seeded(seed), open_world(stage, seed) as make:
        try:
            played: Played = run_alone(lambda: whole(make))
        except Exception as error:
            log = "\n".join(worlds[0].log) if worlds else "(before the first step)"
            raise PlayFailedError(f"seed {seed}: {type(error).__name__}: {error}\n{log}") from error
    return played


async def act(world: World, length: int) -> None:
    steps, often = [step for step, _ in STEPS], [weight for _, weight in STEPS]
    if world.dice.random() < FROM_THE_START:
        await experiment(world)
    await world.settle()
    for _ in range(length):
        (step,) = world.dice.choices(steps, often)
        world.books.account[f"steps {step.__name__}"] += 1
        await step(world)
        world.books.check()


async def heal(world: World) -> None:
    """Everything is up again, and time passes; whoever is willing goes on answering."""
    world.note("healing")
    world.crashes.disarm()
    world.clock.wrong = timedelta()
    world.weather(bad=False)
    world.endpoint.up = True
    await world.post_late()
    for _ in range(HEALING_DAYS):
        await world.tell_statuses(1.0)
        await world.settle()
        await answer_all(world)
        world.clock.advance(days=1, minutes=world.dice.randint(0, 90))
        until_open(world)
        world.books.check()
    replay_parked(world)
    await deliver_all(world)
    world.clock.advance(days=60)
    until_open(world)
    await deliver_all(world)
    world.books.check()


async def deliver_all(world: World) -> None:
    await world.settle_all()
    for _ in range(24):
        await world.settle()
        if not world.rows("delivery", status="pending"):
            return
        world.clock.advance(hours=1)


def replay_parked(world: World) -> None:
    """What could not be told for a week stands in a list; staff send it again when the clinic's system is back."""
    if any(row["last_error"] != "erased" for row in world.rows("delivery", status="parked")):
        world.books.say(bool(world.rows("task", kind="delivery")), "parked, and nobody was told")
        with transaction(world.running.engine) as connection:
            replay(connection, CLINIC, now=world.clock(), endpoint_id="on-call")


def until_open(world: World) -> None:
    """What waits for the morning would wait for ever if it were only looked for at night."""
    while not is_open(world.clock()):
        world.clock.advance(hours=1)


async def answer_all(world: World) -> None:
    for _ in range(30):
        told = False
        for person in world.people:
            said = (
                person.fitting(world.dice)
                if person.temper == "willing" and person.ref not in world.books.erased
                else None
            )
            if said is not None and not person.hidden and person.ref not in world.books.stopped:
                world.clock.advance(seconds=20)
                world.note(f"{person.ref} answers {said.text!r}")
                await world.post([world.text(person, said.text, fits=True, value=said.value)])
                told = True
        await world.settle()
        if not told:
            return


def close_books(world: World) -> None:
    """What has to be true when all is well again."""
    books = world.books
    with transaction(world.running.engine) as connection:
        books.say(verify(connection, CLINIC) is None, "the audit's chain is broken")
    books.check_guardrails()
    _check_outbox(world)
    _check_summaries(world)
    _check_erased(world)
    for session in world.rows("session"):
        books.say(
            session["state"] not in OPEN or _is_stuck_well(world, session),
            f"a conversation never ended: {session['state']}",
        )
    for person in world.people:
        if person.temper == "echo" and len(person.screen) > 30:
            told = {task["kind"] for task in world.rows("task", patient_id=world.patient_id(person))}
            books.say(bool(told), "two machines talked, and nobody was told")


def _is_stuck_well(world: World, session: dict[str, Any]) -> bool:
    """Of a patient who is not to be asked any more."""
    (patient,) = world.rows("patient", patient_id=session["patient_id"])
    return patient["status"] != "active" or session["closes_at"] > world.clock()


def _check_outbox(world: World) -> None:
    told = {task["patient_id"] for task in world.rows("task") if task["kind"] == "undelivered"}
    for row in world.rows("message_out"):
        status = row["status"]
        world.books.say(status not in ("claimed", "sending"), f"a message stays {status}")
        world.books.say(status != "queued", f"a message was never sent: {row['kind']}")
        if status == "unknown":
            world.books.say(row["patient_id"] in told, "a message of unknown fate that nobody was told of")


def _check_summaries(world: World) -> None:
    deliveries = world.rows("delivery")
    erased = {row["patient_id"] for row in world.rows("patient", status="erased")}
    for row in deliveries:
        if row["patient_id"] in erased:
            continue
        bodies = world.endpoint.received.get(str(row["delivery_id"]), [])
        world.books.say(row["status"] == "delivered" and bool(bodies), f"{row['type']} never reached the clinic")
        world.books.say(len(set(bodies)) == 1, "one id came with two bodies")
    told = {(row["session_id"], row["type"]) for row in deliveries}
    for session in world.rows("session", state="completed"):
        if session["patient_id"] not in erased:
            world.books.say((session["session_id"], "session.completed") in told, "a completed session was not told")


def _check_erased(world: World) -> None:
    for ref in world.books.erased:
        (patient,) = world.rows("patient", ref=ref)
        kept = [
            name
            for name in ("key_wrapped", "name_sealed", "phone_sealed", "phone_index", "chat_sealed")
            if patient[name]
        ]
        world.books.say(not kept, f"an erased patient keeps {kept}")
        for name in ("message_in", "session", "answer"):
            for row in world.rows(name, patient_id=patient["patient_id"]):
                sealed = [key for key, value in row.items() if key.endswith("_sealed") and value]
                world.books.say(not sealed, f"an erased patient's {name} keeps {sealed}")


def account(world: World) -> Counter[str]:
    found = Counter(world.books.account)
    for provider in world.providers.values():
        found.update({f"send {fate}": number for fate, number in provider.asked.items()})
    found.update(world.crashes.happened)
    found.update({"processes": world.processes, "seeds": 1})
    found["completed"] = len(world.rows("session", state="completed"))
    for row in world.rows("experiment"):
        found[f"experiments, {row['ended_reason'] or 'running'}"] += 1
    found["stops"] = len(world.rows("opt_out"))
    found["echoes"] = sum(len(person.screen) for person in world.people if person.temper == "echo")
    found["wrong persons"] = len(world.rows("session", state="wrong_person"))
    found["objections"] = len(world.rows("objection"))
    found["summaries"] = len(world.endpoint.received)
    return found


@contextmanager
def own_stages(home: Path) -> Iterator[Stages]:
    """On a server of their own, which is stopped afterwards."""
    server = start_embedded(home, settings={**UNSAFE_AND_FAST, "synchronous_commit": "off"})
    try:
        with psycopg.connect(url_of(server.cluster, "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE}")
        migrate(url_of(server.cluster, TEMPLATE))
        yield Stages(server.cluster, TEMPLATE)
    finally:
        server.stop()


def main() -> None:
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of sets is chance, too
        os.execve(
            sys.executable,
            [sys.executable, "-m", "tests.simulation.play", *sys.argv[1:]],
            {**os.environ, "PYTHONHASHSEED": "0"},
        )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to stop"))  # its database is stopped, too
    seed, length = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else LENGTH
    with tempfile.TemporaryDirectory() as home, own_stages(Path(home) / "play") as stages, stages.stage() as stage:
        played = play(stage, seed, length)
    print("\n".join(played.log))
    print(dict(sorted(played.account.items())))


if __name__ == "__main__":
    random.seed(0)
    main()
