"""Who has waited for a row goes by what it became meanwhile, whether it is read, withdrawn or closed."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import sleep
from typing import Any, Final

import pytest
from sqlalchemy import Connection, Engine, select, text, update
from sqlmodel import SQLModel

from store.database import transaction
from store.ledger import Ledger
from store.phone import call_off
from store.sessions import patients_at, sessions_of
from tests.store.rows import MOMENT, insert_row

tables = SQLModel.metadata.tables
message_out, session, patient, task = (tables[name] for name in ("message_out", "session", "patient", "task"))
WAITS: Final = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
PHONE: Final = b"phone"

Row = dict[str, Any]


@pytest.fixture
def asked(engine: Engine) -> Row:
    """The row of a session whose patient has a question waiting, and is to be rung."""
    with transaction(engine) as connection:
        insert_row(connection, tables["clinic"], "north")
        whose = {"patient_id": insert_row(connection, patient, "north", phone_index=PHONE)["patient_id"]}
        row = insert_row(connection, session, "north", **whose)
        whose["session_id"] = row["session_id"]
        insert_row(connection, message_out, "north", **whose, status="queued")
        insert_row(connection, task, "north", **whose, kind="phone", closed_at=None)
    return row


@contextmanager
def meanwhile(engine: Engine, act: Callable[[Connection], Any]) -> Iterator[tuple[Connection, Future[Any]]]:
    """A transaction that changes what `act`, which is begun after it, then waits for; and what `act` comes to."""

    def work() -> Any:
        with transaction(engine) as connection:
            return act(connection)

    with ThreadPoolExecutor(1) as thread:
        with transaction(engine) as connection:
            result: Future[Any] = Future()
            yield connection, result
            waiting = thread.submit(work)
            while not connection.execute(WAITS).scalar_one():
                assert not waiting.done(), "it had to wait"
                sleep(0.01)
        result.set_result(waiting.result())


def withdraw_all(connection: Connection, row: Row) -> None:
    ledger = Ledger()
    ledger.withdrawn_patients.add(("north", row["patient_id"]))
    ledger.post(connection, MOMENT)


def withdraw_prompts(connection: Connection, row: Row) -> None:
    ledger = Ledger()
    ledger.withdraw_prompts(row)
    ledger.post(connection, MOMENT)


@pytest.mark.parametrize("withdraw", [withdraw_all, withdraw_prompts], ids=lambda do: do.__name__)
@pytest.mark.parametrize(("becomes", "ends"), [("claimed", "cancelled"), ("sending", "sending")])
def test_what_is_claimed_while_a_stop_waits_is_withdrawn_and_what_is_handed_over_is_not(
    engine: Engine, asked: Row, withdraw: Callable[[Connection, Row], None], becomes: str, ends: str
) -> None:
    with meanwhile(engine, lambda connection: withdraw(connection, asked)) as (sender, _):
        sender.execute(update(message_out).values(status=becomes, claimed_at=MOMENT))
    with transaction(engine) as connection:
        assert connection.execute(select(message_out.c.status)).scalar_one() == ends


def test_a_turn_that_waited_for_another_reads_what_that_one_wrote(engine: Engine, asked: Row) -> None:
    whose = [("north", asked["patient_id"])]
    with meanwhile(engine, lambda connection: sessions_of(connection, whose)) as (other, found):
        other.execute(update(session).values(state="paused"))
    assert [row["state"] for row in found.result()] == ["paused"]
    with meanwhile(engine, lambda connection: patients_at(connection, [("north", PHONE)])) as (other, found):
        other.execute(update(patient).values(status="opted_out"))
    assert [row["status"] for row in found.result()] == ["opted_out"]


def test_a_call_is_off_though_somebody_has_just_taken_it_on(engine: Engine, asked: Row) -> None:
    with meanwhile(engine, lambda connection: call_off(connection, [asked], MOMENT)) as (staff, _):
        staff.execute(update(task).values(acknowledged_at=MOMENT))
    with transaction(engine) as connection:
        assert connection.execute(select(task.c.closed_at)).scalar_one() == MOMENT
