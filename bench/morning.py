"""Everybody due at once: `python -m bench.morning [people] [rate]`, by default 20,000 at 30 messages a second.

Their first contacts are due in the same minute, from one sender. The schedule may decide no more than the sender can
send in ten minutes, and must never leave it idle; a round of it is made each minute, as a worker does, and one
statement sends what the rate has room for in a minute. Time is moved by hand, so what is told is how the contacts are
spread, what a contact costs of the processor, and whether the memory of the process stays where it is.
"""

import sys
import tempfile
import time
from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Engine, text

from bench.installation import MORNING, form, installed
from bot.compiled import Compiled
from bot.desk import open_desk
from bot.due import run_due
from bot.enrolment import enrol
from store.crypto import Keyring
from store.database import transaction
from store.due import BACKLOG
from store.ids import new_id
from store.ledger import tables
from store.recordset import insertion, run_together

PAGE = 5_000
SEND = text(
    "UPDATE message_out SET status = 'sent', sent_at = :now WHERE (clinic_id, message_id) IN (SELECT clinic_id,"
    " message_id FROM message_out WHERE status = 'queued' ORDER BY priority, not_before, seq LIMIT :most)"
)
WAITING = text("SELECT count(*) FROM message_out WHERE status = 'queued'")
NOT_BEGUN = text("SELECT count(*) FROM session WHERE state = 'scheduled'")


def main() -> None:
    people, rate = (int(word) for word in (*sys.argv[1:], *("20000", "30")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory(prefix="prosvar-bench-") as folder, installed(Path(folder)) as house:
        engine, keyring = house.engine, house.keyring
        with transaction(engine) as connection:
            connection.execute(text("UPDATE sender SET rate = :rate"), {"rate": rate})
            enrol(connection, open_desk(connection, keyring, "fjordby", MORNING), form(0), MORNING, actor="bench")
        fill(engine, keyring, people - 1)
        measure(engine, keyring, people, rate)


def fill(engine: Engine, keyring: Keyring, more: int) -> None:
    """More people like the one who was enrolled, each with keys and a number of their own."""
    with transaction(engine) as connection:
        one: dict[str, dict[str, Any]] = {
            name: dict(connection.execute(text(f"SELECT * FROM {name}")).mappings().one())
            for name in ("patient", "episode", "wave", "session")
        }
        wrapped = connection.execute(text("SELECT key_wrapped FROM clinic")).scalar_one()
    clinic_key = keyring.clinic_key("fjordby", wrapped)
    for begin in range(1, more + 1, PAGE):
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in one}
        for person in range(begin, min(begin + PAGE, more + 1)):
            patient_id, phone = new_id(MORNING), f"+4520{person:06}"
            key_wrapped = keyring.new_patient_key(clinic_key, patient_id)
            key = keyring.patient_key(clinic_key, patient_id, key_wrapped)
            ids = {f"{name}_id": new_id(MORNING) for name in ("episode", "wave", "session")} | {
                "patient_id": patient_id
            }
            own = {
                "ref": f"B-{person}",
                "key_wrapped": key_wrapped,
                "phone_sealed": key.seal(phone, table="patient", column="phone_sealed", row=str(patient_id)),
                "phone_index": keyring.address_index("fjordby", phone),
                "name_sealed": None,
                "birth_year_sealed": None,
            }
            for name, row in one.items():
                rows[name].append({column: (own | ids).get(column, row[column]) for column in row})
        with transaction(engine) as connection:
            run_together(connection, [insertion(tables[name], theirs) for name, theirs in rows.items()])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def measure(engine: Engine, keyring: Keyring, people: int, rate: int) -> None:
    now, compiled, process = MORNING, Compiled(keyring), psutil.Process()
    a_minute, most = rate * 60, 0
    sent, memory = [], []
    begun = time.process_time()
    while sum(sent) < people:
        run_due(engine, keyring, compiled, lambda at=now: at)  # type: ignore[misc] # the moment of this round
        now += timedelta(minutes=1)
        with transaction(engine) as connection:
            most = max(most, connection.execute(WAITING).scalar_one())
            sent.append(connection.execute(SEND, {"now": now, "most": a_minute}).rowcount)
        memory.append(process.memory_info().rss / 2**20)
        assert sent[-1], "the sender is never idle while somebody waits"
    spent = time.process_time() - begun
    with transaction(engine) as connection:
        assert connection.execute(NOT_BEGUN).scalar_one() == 0, "everybody was asked"
    assert all(each == a_minute for each in sent[:-1]), "each minute is used"
    print(f"{people:,} due at once, {rate}/s: sent in {len(sent)} minutes, {ceil(people / a_minute)} at the full rate")
    print(f"  at most {most:,} queued, room for {ceil(rate * BACKLOG.total_seconds()):,}")
    print(f"  {spent / people * 1e6:.0f} us of the process for each contact")
    print(f"  memory {memory[len(memory) // 4]:.0f} MB after a quarter, {memory[-1]:.0f} MB at the end")


if __name__ == "__main__":
    main()
