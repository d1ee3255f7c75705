"""The chain holds under many writers, and shows where it was tampered with."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import SQLModel

from store.audit import append, verify
from store.database import transaction
from tests.store.rows import insert_row

CLINIC = "north"
DETAIL = {"z": [1, 2.50, 1e22, True, None], "a": {"ø": "\u2028 \\ \" '"}, "n": -0.0}


@pytest.fixture
def clinic(engine: Engine) -> Engine:
    with transaction(engine) as connection:
        for clinic_id in (CLINIC, "south"):
            insert_row(connection, SQLModel.metadata.tables["clinic"], clinic_id)
    return engine


def add(connection: Connection, now: datetime, number: int) -> None:
    append(
        connection,
        CLINIC,
        at=now + timedelta(microseconds=number),
        actor="nurse",
        action="patient.read",
        subject=f"patient/{number}",
        detail=DETAIL,
    )


def tamper(connection: Connection, statement: str) -> None:
    """As somebody who owns the tables and switches the trigger off."""
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    assert connection.execute(text(statement)).rowcount > 0


def test_a_chain_as_it_was_written_holds(clinic: Engine, now: datetime) -> None:
    with transaction(clinic) as connection:
        assert verify(connection, CLINIC) is None
        for number in range(5):
            add(connection, now, number)
        assert verify(connection, CLINIC) is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET actor = 'nobody' WHERE seq = 3", 3),
        ("UPDATE audit SET detail = detail || '{\"a\": 1}' WHERE seq = 1", 1),
        ("UPDATE audit SET at = at + interval '1 microsecond' WHERE seq = 5", 5),
        ("UPDATE audit SET actor = actor || action, action = '' WHERE seq = 2", 2),
        ("UPDATE audit SET hash = previous_hash WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 1", 1),
        ("UPDATE audit SET seq = 9 WHERE seq = 5", 5),
        ("UPDATE audit SET clinic_id = 'south' WHERE seq = 3", 3),
    ],
)
def test_tampering_is_found_where_it_was_done(clinic: Engine, now: datetime, statement: str, broken: int) -> None:
    with transaction(clinic) as connection:
        for number in range(5):
            add(connection, now, number)
    with transaction(clinic) as connection:
        tamper(connection, statement)
    with transaction(clinic) as connection:
        assert verify(connection, CLINIC) == broken


def test_appending_at_the_same_time_makes_one_chain(clinic: Engine, now: datetime) -> None:
    def write(number: int) -> None:
        with transaction(clinic) as connection:
            add(connection, now, number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    with transaction(clinic) as connection:
        assert verify(connection, CLINIC) is None
        assert connection.execute(text("SELECT count(*), max(seq) FROM audit")).one() == (40, 40)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
def test_even_the_owner_is_refused(clinic: Engine, now: datetime, statement: str) -> None:
    with transaction(clinic) as connection:
        add(connection, now, 1)
    with pytest.raises(ProgrammingError, match="only ever added to"), transaction(clinic) as connection:
        connection.execute(text(statement))
