"""What is asked for while many clinics write is found by clinic and key, however many rows there are."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from psycopg import ClientCursor
from sqlalchemy import Connection, Engine, event, text

from bot.statuses import kept_for
from store.circumstances import circumstances
from store.contacts import contacts_since
from store.due import locked_sessions
from store.ledger import Ledger
from store.outbox import COLUMNS, Message
from store.sessions import (
    alarms_since,
    answers_of,
    heard_since,
    last_contact,
    latest_answer,
    lock_patient_of,
    open_sessions_of,
    patients_by_id,
    push_forward,
    session_row,
)

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


def withdraw(connection: Connection) -> None:
    ledger = Ledger()
    ledger.withdrawn_patients.add(("north", uuid4()))
    ledger.post(connection, NOW)


def withdraw_prompts(connection: Connection) -> None:
    ledger = Ledger()
    ledger.withdraw_prompts({"clinic_id": "north", "patient_id": uuid4(), "session_id": uuid4()})
    ledger.post(connection, NOW)


def correct(connection: Connection) -> None:
    latest_answer(connection, "north", uuid4(), "https://clinic.example/q", "pain", "")


def read(connection: Connection) -> None:
    answers_of(connection, "north", uuid4())


def hear(connection: Connection) -> None:
    heard_since(connection, "north", b"address", NOW)


def count_alarms(connection: Connection) -> None:
    alarms_since(connection, "north", b"address", NOW)


def lock_session(connection: Connection) -> None:
    locked_sessions(connection, [("north", uuid4())])


def read_session(connection: Connection) -> None:
    session_row(connection, "north", uuid4())


def read_open_sessions(connection: Connection) -> None:
    open_sessions_of(connection, "north", uuid4(), ("asking",))


def set_aside(connection: Connection) -> None:
    push_forward(connection, "north", uuid4(), uuid4(), NOW, NOW)


def lock_patient(connection: Connection) -> None:
    lock_patient_of(connection, "north", uuid4())


def read_patients(connection: Connection) -> None:
    patients_by_id(connection, [("north", uuid4())])


def read_last_contact(connection: Connection) -> None:
    last_contact(connection, "north", uuid4())


def read_contacts(connection: Connection) -> None:
    contacts_since(connection, [("north", uuid4())], NOW)


def read_early_statuses(connection: Connection) -> None:
    kept_for(connection, [("sms", "SM1")])


CROWDS = """
    SET LOCAL session_replication_role = replica;
    INSERT INTO message_out (clinic_id, message_id, session_id, patient_id, sender_id, channel, kind, content_sealed,
        language, priority, exempt, status, not_before, attempts, doubts, created_at)
    SELECT 'north', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'sms', 'sms', 'question', '\\x00', 'da', 5,
        false, 'queued', now(), 0, 0, now() FROM generate_series(1, 5000);
    INSERT INTO answer (clinic_id, answer_id, session_id, patient_id, questionnaire_url, questionnaire_version, link_id,
        how, confidence, language, channel, answered_by, answered_at)
    SELECT 'north', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'https://clinic.example/q', '1', 'pain',
        'digits', 'read', 'da', 'sms', 'patient', now() FROM generate_series(1, 5000);
    INSERT INTO message_in (clinic_id, message_id, channel, provider_id, sender_id, session_id, address_index, media,
        received_at, outcome)
    SELECT 'north', gen_random_uuid(), 'sms', 'SM' || n, 'sms', CASE WHEN mod(n, 50) > 0 THEN gen_random_uuid() END,
        sha256(n::text::bytea), 0, now(), 'answer' FROM generate_series(1, 5000) AS n;
    ANALYZE message_in, message_out, answer;
"""


# Of many clinics: an id that comes without its clinic is not found by a key that begins with the clinic.
MANY_CLINICS = """
    INSERT INTO patient (clinic_id, patient_id, ref, language, zone, channel, status, facts, tries, created_at)
    SELECT 'clinic-' || mod(n, 50), gen_random_uuid(), n, 'da', 'Europe/Copenhagen', 'sms', 'active', '{}', 0, now()
        FROM generate_series(1, 5000) AS n;
    INSERT INTO session (clinic_id, session_id, patient_id, episode_id, wave_id, wave_key, pathway_id, pathway_version,
        state, language, zone, sender_id, contacts, due_at, closes_at, created_at, updated_at)
    SELECT 'clinic-' || mod(n, 50), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
        'week-2', 'hip', 1, 'asking', 'da', 'Europe/Copenhagen', 'sms', 1, now(), now(), now(), now()
        FROM generate_series(1, 5000) AS n;
    INSERT INTO status_callback (clinic_id, callback_id, channel, provider_id, status, received_at, applied)
    SELECT 'clinic-' || mod(n, 50), gen_random_uuid(), 'sms', 'SM' || n, 'delivered', now(), false
        FROM generate_series(1, 5000) AS n;
    ANALYZE patient, session, status_callback;
"""


def plan_among_crowds(engine: Engine, do: Callable[[Connection], object], more: str = "") -> list[str]:
    """How PostgreSQL goes about the one statement of `do`, as it would whatever values it is given."""
    asked: list[str] = []
    with engine.begin() as connection:
        connection.exec_driver_sql(CROWDS + more)
        event.listen(connection, "before_cursor_execute", lambda _c, _k, sql, *_: asked.append(sql))
        do(connection)
        statements = [numbered(sql) for sql in asked]
        statements += connection.execute(text("SELECT statement FROM pg_prepared_statements")).scalars()
        [sql] = statements
        driver: Any = connection.connection.driver_connection
        return [row[0].strip() for row in ClientCursor(driver).execute(f"EXPLAIN (GENERIC_PLAN) {sql}").fetchall()]


@pytest.mark.parametrize("do", [withdraw, withdraw_prompts], ids=lambda do: do.__name__)
def test_what_has_left_is_not_looked_through_for_what_waits(engine: Engine, do: Callable[[Connection], None]) -> None:
    """Its entries are in the index of what waits until they are cleared away, and the planner takes them for few."""
    plan = plan_among_crowds(engine, do, "UPDATE message_out SET status = 'sent'; ANALYZE message_out")
    assert any("patient_id" in line for line in plan if line.startswith("Index Cond")), plan


def numbered(sql: str) -> str:
    """The parameters as PostgreSQL sees them."""
    numbers = count(1)
    return re.sub(r"%\(\w+\)s", lambda _: f"${next(numbers)}", sql)


@pytest.mark.parametrize(
    ("do", "index"),
    [
        (withdraw, "outbox_patient"),
        (correct, "answer_session"),
        (read, "answer_session"),
        (hear, "inbound_outside"),
        (count_alarms, "inbound_outside"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_it_is_found_by_an_index_and_its_clinic(engine: Engine, do: Callable[[Connection], None], index: str) -> None:
    plan = plan_among_crowds(engine, do)
    assert any(index in line for line in plan), plan
    found = next(line for line in plan if line.startswith("Index Cond"))
    assert "clinic_id" in found, plan
    assert " AND " in found, plan
    assert not any("Seq Scan" in line for line in plan), plan


def test_what_surrounds_a_message_is_read_without_looking_through_all_that_was_ever_said(engine: Engine) -> None:
    """Right before each is sent: a look through what all patients ever wrote would slow every sender down."""
    message = Message(**{column.name: None for column in COLUMNS} | {"clinic_id": "north", "message_id": uuid4()})
    plan = plan_among_crowds(engine, lambda connection: circumstances(connection, message, None))
    assert any("message_out" in line for line in plan), plan
    assert not any("Seq Scan on message" in line for line in plan), plan


@pytest.mark.parametrize(
    ("do", "keys"),
    [
        (lock_session, {"clinic_id", "session_id"}),
        (read_session, {"clinic_id", "session_id"}),
        (read_open_sessions, {"clinic_id", "patient_id"}),
        (set_aside, {"clinic_id", "session_id"}),
        (lock_patient, {"clinic_id", "session_id"}),
        (read_patients, {"clinic_id", "patient_id"}),
        (read_last_contact, {"clinic_id", "session_id"}),
        (read_contacts, {"clinic_id", "patient_id"}),
        (read_early_statuses, {"channel", "provider_id"}),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_row_is_found_by_its_whole_key(engine: Engine, do: Callable[[Connection], None], keys: set[str]) -> None:
    """PostgreSQL 18 passes over the clinics in an index, and the versions before it read the whole table."""
    plan = plan_among_crowds(engine, do, MANY_CLINICS)
    found = [line for line in plan if line.startswith("Index Cond")]
    assert keys <= set(re.findall(r"\w+", found[0])), plan
    assert all(re.search(r"\b(clinic_id|channel)\b", line) for line in found), plan
    assert not any("Seq Scan" in line for line in plan), plan
