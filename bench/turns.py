"""Whole turns against the least that any engine must do: `python -m bench.turns [people]`.

Ours: inbox, unseal, understand, advance, triage, answer, outbox, timer, seal, commit on the embedded PostgreSQL as it
is installed, 64 callers at once. The floor: sqlite with synchronous=FULL, one hand-written turn and one commit each,
the same twelve questions and replies on the same disk. Both take turns, question by question and round by round, so
that what else the machine does meets both. Only the ratio means something. Beside it stands what a turn takes of the
processor: ours is this process and its lanes, PostgreSQL's is the processes that serve it. `--processes N` gives each
of N lanes a process of its own, as PROSVAR_TURN_PROCESSES does.

`--peers FOLDER` holds other engines' programs for the same script; those that this machine has what it needs for are
run too.
"""

import argparse
import asyncio
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from psycopg.pq import Trace
from sqlalchemy import Engine, event, text

from bench.installation import KINDS, MORNING, form, installed
from bench.peers import run_peers
from bot.compiled import Compiled
from bot.desk import open_desk
from bot.due import run_due
from bot.enrolment import enrol
from bot.loaded import keep_loaded
from bot.process_lane import ProcessLane
from bot.turns import TurnLoop
from channels.channel import Inbound
from prosvar.serve import take_short_turns
from store.crypto import Keyring
from store.database import transaction

CALLERS = 64
ROUNDS = 3
ALONE = 20  # people of the one caller
NUMBER = "+4520000002"
STEPS = len(KINDS) + 1


def reply_to(person: int, question: int) -> str:
    """The same for both engines, different from person to person."""
    dice = (person * 7919 + question * 104_729) % 1_000_003
    return {
        "scale": str(dice % 11),
        "choice": str(dice % 5 + 1),
        "yes": "yes",
        "words": f"Note of person {person}: slept badly.",
    }[KINDS[question]]


@dataclass(slots=True)
class Bench:
    """One installation with a clinic in it; `now` is moved by hand."""

    engine: Engine
    keyring: Keyring
    turns: TurnLoop
    now: list[datetime]
    home: Path
    lanes: Sequence[ProcessLane]

    def enrol(self, people: range) -> None:
        with transaction(self.engine) as connection:
            desk = open_desk(connection, self.keyring, "fjordby", self.now[0])
            for person in people:
                enrol(connection, desk, form(person), self.now[0], actor="bench")
        run_due(self.engine, self.keyring, Compiled(self.keyring), lambda: self.now[0])
        with transaction(self.engine) as connection:  # as PostgreSQL does by itself soon after rows have come
            connection.execute(text("ANALYZE"))

    def send(self) -> None:
        """Sending is stood in for by one statement, as providers are not what is measured."""
        self.now[0] += timedelta(minutes=1)
        with transaction(self.engine) as connection:
            connection.execute(text("UPDATE message_out SET status = 'sent', sent_at = now() WHERE status = 'queued'"))

    async def ask(self, people: range, step: int, callers: int) -> list[float]:
        """One message from each; seconds until each was acknowledged."""
        taken: list[float] = []
        waiting = iter(people)

        async def call() -> None:
            for person in waiting:
                begun = time.perf_counter()
                await self.turns.take(inbound(person, step, self.now[0]))
                taken.append(time.perf_counter() - begun)

        await asyncio.gather(*(call() for _ in range(callers)))
        return taken

    def busy(self) -> float:
        """Seconds of the processor that this process and its lanes have had."""
        return time.process_time() + sum(busy_seconds(psutil.Process(lane.pid)) for lane in self.lanes)

    def answers(self) -> int:
        with transaction(self.engine) as connection:
            kept = "SELECT count(*) FROM answer WHERE value IS NOT NULL OR text_sealed IS NOT NULL"
            return int(connection.execute(text(kept)).scalar_one())


@contextmanager
def open_bench(home: Path, processes: int = 0) -> Iterator[Bench]:
    keep_loaded()
    take_short_turns()
    with installed(home) as house, ExitStack() as opened:
        now = [MORNING]
        lanes = [opened.enter_context(closing(ProcessLane(house.url, house.key))) for _ in range(processes)]
        for lane in lanes:
            lane.take([], now[0])  # returns when it has begun
        turns = TurnLoop(house.engine, house.keyring, lambda: now[0], lanes)
        yield Bench(house.engine, house.keyring, turns, now, home, lanes)


@dataclass(slots=True)
class Round:
    """One cohort: seconds of the floor and of ours, of the processor for both sides of ours, and of each turn."""

    floor: float = 0.0
    ours: float = 0.0
    python: float = 0.0
    postgresql: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return self.floor / self.ours

    def told(self) -> str:
        turns = len(self.latencies)
        busy = f"{self.python / turns * 1e6:.0f} + {self.postgresql / turns * 1e6:.0f} us of processor"
        rates = f"floor {turns / self.floor:5.0f}/s   ours {turns / self.ours:5.0f}/s"
        return f"{rates}   ratio {self.ratio:.2f}   {busy}   {spread(self.latencies)}"


async def measure_round(bench: Bench, floor: sqlite3.Connection, people: range) -> Round:
    """One cohort, the floor and ours in turn for each question."""
    bench.enrol(people)
    server, found = server_of(bench.engine), Round()
    for step in range(STEPS):
        bench.send()
        python, postgresql, begun = bench.busy(), busy_seconds(server), time.perf_counter()
        found.latencies += await bench.ask(people, step, CALLERS)
        found.ours += time.perf_counter() - begun
        found.python += bench.busy() - python
        found.postgresql += busy_seconds(server) - postgresql
        begun = time.perf_counter()
        answer_floor(floor, people, step)
        found.floor += time.perf_counter() - begun
    return found


def server_of(engine: Engine) -> psutil.Process:
    """The server that it leads to."""
    with transaction(engine) as connection:
        found = psutil.Process(connection.execute(text("SELECT pg_backend_pid()")).scalar_one()).parent()
    assert found is not None, "a backend is a child of its server"
    return found


def busy_seconds(server: psutil.Process) -> float:
    """What a PostgreSQL server and its processes have had of the processor, those that have ended too."""
    own = server.cpu_times()
    seconds = own.user + own.system + own.children_user + own.children_system
    for process in server.children():
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            seconds += times.user + times.system
    return float(seconds)


async def measure_alone(bench: Bench, people: range) -> tuple[list[float], float]:
    """(latencies of one caller who waits each time, round trips a turn)."""
    bench.enrol(people)
    latencies, trips = [], 0
    for step in range(STEPS):
        bench.send()
        latencies += await bench.ask(people, step, 1)
    people = range(people.stop, people.stop + len(people))
    bench.enrol(people)
    for step in range(STEPS):
        bench.send()
        with watched(bench) as told:
            await bench.ask(people, step, 1)
        trips += round_trips(told)
    return latencies, trips / len(latencies)


async def count_together(bench: Bench, people: range) -> float:
    """Round trips to PostgreSQL a turn with all callers at once."""
    bench.enrol(people)
    trips = 0
    for step in range(STEPS):
        bench.send()
        with watched(bench) as told:
            await bench.ask(people, step, CALLERS)
        trips += round_trips(told)
    return trips / (len(people) * STEPS)


@contextmanager
def watched(bench: Bench) -> Iterator[Path]:
    """What passes between the driver and PostgreSQL meanwhile, as libpq tells it, a line for each message."""
    told = bench.home / "wire"
    with told.open("w"), told.open("a") as wire:

        def watch(connection: Any, *_: Any) -> None:
            connection.pgconn.trace(wire.fileno())
            connection.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)

        def leave(connection: Any, *_: Any) -> None:
            connection.pgconn.untrace()

        event.listen(bench.engine, "checkout", watch)
        event.listen(bench.engine, "checkin", leave)
        try:
            yield told
        finally:
            event.remove(bench.engine, "checkout", watch)
            event.remove(bench.engine, "checkin", leave)


def round_trips(told: Path) -> int:
    """How often something was asked for and waited for."""
    sent = (line.split("\t") for line in told.read_text("utf-8", "replace").splitlines())
    return sum(1 for message in sent if message[0] == "F" and message[2] in ("Query", "Sync"))


def inbound(person: int, step: int, at: datetime) -> Inbound:
    said = "GO" if step == 0 else reply_to(person, step - 1)
    return Inbound("sms", f"SM{step}-{person}", NUMBER, f"+4520{person:06}", said, at)


def open_floor(home: Path) -> sqlite3.Connection:
    database = sqlite3.connect(home / "floor.db", isolation_level=None)
    for statement in (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "CREATE TABLE place (person INTEGER PRIMARY KEY, question INTEGER NOT NULL)",
        "CREATE TABLE answer (person INTEGER, question INTEGER, value, PRIMARY KEY (person, question)) WITHOUT ROWID",
    ):
        database.execute(statement)
    return database


def answer_floor(database: sqlite3.Connection, people: range, step: int) -> None:
    """The floor's turn of each: find the place, read a digit, store, move on, commit."""
    for person in people:
        database.execute("BEGIN IMMEDIATE")
        row = database.execute("SELECT question FROM place WHERE person = ?", (person,)).fetchone()
        if row is None:
            database.execute("INSERT INTO place VALUES (?, 0)", (person,))
        else:
            said = reply_to(person, step - 1)
            value = int(said) if said.isdigit() else said
            database.execute("INSERT INTO answer VALUES (?, ?, ?)", (person, row[0], value))
            database.execute("UPDATE place SET question = ? WHERE person = ?", (row[0] + 1, person))
        database.execute("COMMIT")


async def run(people: int, home: Path, processes: int) -> None:
    """Measures and prints."""
    with open_bench(home, processes) as bench:
        floor = open_floor(home)
        rounds = [await measure_round(bench, floor, range(n * people, (n + 1) * people)) for n in range(ROUNDS)]
        last = ROUNDS * people
        alone, trips_alone = await measure_alone(bench, range(last, last + ALONE))
        trips = await count_together(bench, range(last + 2 * ALONE, last + 2 * ALONE + 2 * CALLERS))
        expected = (last + 2 * ALONE + 2 * CALLERS) * len(KINDS)
        assert bench.answers() == expected, "every reply is an answer"
    print(f"{ROUNDS} rounds of {people} people, {people * STEPS} turns each, {CALLERS} callers at once")
    for each in rounds:
        print(f"  {each.told()}")
    everyone = [latency for each in rounds for latency in each.latencies]
    print(f"median ratio {median(each.ratio for each in rounds):.2f}   {spread(everyone)}")
    print(f"one caller: {spread(alone)}")
    if not processes:  # those of other processes are not seen from here
        print(f"round trips a turn: {trips:.2f} together, {trips_alone:.1f} alone")
    print(
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, all {people * ROUNDS} people"
    )


def spread(latencies: list[float]) -> str:
    ordered = sorted(latencies)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return f"p50 {middle * 1e3:.1f} ms   p99 {late * 1e3:.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.turns")
    parser.add_argument("people", type=int, nargs="?", default=300)
    parser.add_argument("--processes", type=int, default=0, help="lanes that are processes, instead of two threads")
    parser.add_argument("--peers", type=Path, help="a folder with other engines' programs for the same script")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="prosvar-bench-") as folder:
        asyncio.run(run(given.people, Path(folder), given.processes))
    if given.peers is not None:
        run_peers(given.peers, given.people)


if __name__ == "__main__":
    main()
