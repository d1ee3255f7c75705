"""What size costs: `python -m bench.growth [sessions …]`, by default 1,000, 100,000 and 1,000,000 open sessions.

At each size the same people play the same turns, 64 at once, beside sessions of others that only stand there with
their timers; and of those timers one in a thousand is due and claimed. What counts is how the cost at a large size
compares with that at the smallest in the same run, and how long the slowest claims take. Beside the time stands what a
turn and a claim take of the processor, here and in PostgreSQL: other work on the machine bears less on that.
"""

import asyncio
import resource
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import psutil
from sqlalchemy import Engine, text

from bench.installation import KINDS, MORNING, form, installed
from bench.turns import busy_seconds, inbound, server_of
from bot.compiled import Compiled
from bot.desk import open_desk
from bot.due import LOOKS, run_due
from bot.enrolment import enrol
from bot.turns import TurnLoop
from store.crypto import Keyring
from store.database import transaction
from store.due import claim_due, look_later

PEOPLE = 128
SIZES = (1_000, 100_000, 1_000_000)
CLAIM = 64
PAGE = 50_000


def fill(engine: Engine, have: int, want: int) -> None:
    """Patients and open sessions that are copies of one of ours but for their ids, spread over a year of timers."""
    with transaction(engine) as connection:
        names = {
            table: [
                name
                for (name,) in connection.execute(
                    text(
                        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
                        " AND table_name = :table AND is_identity = 'NO' ORDER BY ordinal_position"
                    ),
                    {"table": table},
                )
            ]
            for table in ("patient", "session", "message_in")
        }
    own = {
        "patient": {"patient_id": "new.patient_id", "ref": "'F-' || new.n", "phone_index": "new.mark"},
        "session": {
            "session_id": "new.session_id",
            "patient_id": "new.patient_id",
            "wave_id": "new.wave_id",
            "state": "'asking'",
            "next_action": "'reminder-1'",
            "next_action_at": "new.at",
            "look_at": "new.at",
            "closes_at": "new.at + interval '60 days'",
        },
        "message_in": {
            "message_id": "new.session_id",
            "provider_id": "'F' || new.n",
            "patient_id": "new.patient_id",
            "session_id": "new.session_id",
        },
    }
    for begin in range(have, want, PAGE):
        with transaction(engine) as connection:
            connection.execute(
                text(
                    "CREATE TEMPORARY TABLE new ON COMMIT DROP AS SELECT n, gen_random_uuid() AS patient_id,"
                    " gen_random_uuid() AS session_id, gen_random_uuid() AS wave_id, sha256(n::text::bytea) AS mark,"
                    " CAST(:morning AS timestamptz) + interval '1 day' + (n % 525600) * interval '1 minute' AS at"
                    " FROM generate_series(CAST(:begin AS int), CAST(:last AS int)) AS n"
                ),
                {"morning": MORNING, "begin": begin, "last": min(begin + PAGE, want) - 1},
            )
            for table, changes in own.items():
                columns = ", ".join(names[table])
                values = ", ".join(changes.get(name, f"one.{name}") for name in names[table])
                connection.execute(
                    text(
                        f"INSERT INTO {table} ({columns}) SELECT {values}"
                        f" FROM new, (SELECT * FROM {table} LIMIT 1) AS one"
                    )
                )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


async def play(engine: Engine, keyring: Keyring, first: int) -> tuple[list[float], list[float]]:
    """Milliseconds a turn, and of the processor, step by step, of people nobody has heard of before."""
    now = [MORNING]
    people = range(first, first + PEOPLE)
    with transaction(engine) as connection:
        desk = open_desk(connection, keyring, "fjordby", MORNING)
        for person in people:
            enrol(connection, desk, form(person), MORNING, actor="bench")
    run_due(engine, keyring, Compiled(keyring), lambda: now[0])
    turns, server = TurnLoop(engine, keyring, lambda: now[0]), server_of(engine)
    spent, busy = [], []
    for step in range(len(KINDS) + 1):
        with transaction(engine) as connection:
            connection.execute(text("UPDATE message_out SET status = 'sent', sent_at = now() WHERE status = 'queued'"))
        now[0] += timedelta(minutes=1)
        working, begun = processor(server), time.perf_counter()
        await asyncio.gather(*(turns.take(inbound(person, step, now[0])) for person in people))
        spent.append(1e3 * (time.perf_counter() - begun) / PEOPLE)
        busy.append(1e3 * (processor(server) - working) / PEOPLE)
    await turns.drain()
    return spent, busy


def processor(server: psutil.Process) -> float:
    """Seconds of the processor that this process and PostgreSQL have had."""
    return time.process_time() + busy_seconds(server)


def claims(engine: Engine, sessions: int) -> tuple[list[float], float]:
    """Milliseconds of each claim until all that is due is claimed, and of the processor, in the mean.

    Before them, of each transaction in which as many that were answered since are looked at later.
    """
    due = max(CLAIM, sessions // 1000)
    with transaction(engine) as connection:
        # In the past by as much as its place: a claim takes the oldest.
        connection.execute(
            text(
                "UPDATE session SET next_action_at = CAST(:morning AS timestamptz) - interval '1 hour'"
                " WHERE session_id IN (SELECT session_id FROM session WHERE next_action_at > :morning"
                " ORDER BY next_action_at DESC LIMIT :due)"
            ),
            {"morning": MORNING, "due": due},
        )
        connection.execute(
            text(
                "UPDATE session SET look_at = CAST(:morning AS timestamptz) - interval '1 hour'"
                " WHERE session_id IN (SELECT session_id FROM session WHERE next_action_at > :morning"
                " ORDER BY next_action_at LIMIT :due)"
            ),
            {"morning": MORNING, "due": due},
        )
    server = server_of(engine)
    working, taken, spent = processor(server), 1, []
    while taken:
        begun = time.perf_counter()
        with transaction(engine) as connection:
            taken = look_later(connection, MORNING, LOOKS)
        spent.append(1e3 * (time.perf_counter() - begun))
    taken = 1
    while taken:
        begun = time.perf_counter()
        with transaction(engine) as connection:
            rows = claim_due(connection, MORNING, CLAIM)
            taken = len(rows)
            connection.execute(
                text("UPDATE session SET next_action_at = :later WHERE session_id = ANY(:ids)"),
                {"later": MORNING + timedelta(days=400), "ids": [row["session_id"] for row in rows]},
            )
        spent.append(1e3 * (time.perf_counter() - begun))
    return sorted(spent), 1e3 * (processor(server) - working) / len(spent)


def main() -> None:
    sizes = sorted(int(word) for word in sys.argv[1:]) or list(SIZES)
    with tempfile.TemporaryDirectory(prefix="prosvar-bench-") as folder, installed(Path(folder)) as house:
        asyncio.run(play(house.engine, house.keyring, 0))  # what is read once is read
        measure(house.engine, house.keyring, sizes)


def measure(engine: Engine, keyring: Keyring, sizes: list[int]) -> None:
    base, busy_base, have = 0.0, 0.0, 0
    for number, size in enumerate(sizes, start=1):
        fill(engine, have, size)
        have = size
        turn, busy = (
            statistics.median(each[1:])  # the first only says "go"
            for each in asyncio.run(play(engine, keyring, 1000 * number))
        )
        base, busy_base = base or turn, busy_base or busy
        spent, working = claims(engine, size)
        late = spent[min(len(spent) - 1, int(len(spent) * 0.99))]
        print(
            f"{size:9,} sessions: {turn:.2f} ms a turn, {turn / base:.2f} times the first;"
            f" {busy:.2f} ms of processor, {busy / busy_base:.2f} times;"
            f" {len(spent)} claims and looks: p50 {statistics.median(spent):.1f} ms, p99 {late:.1f} ms,"
            f" {working:.1f} ms of processor;"
            f" {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most"
        )


if __name__ == "__main__":
    main()
