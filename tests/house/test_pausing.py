"""The switches: what they set, who is woken, and what the audit says."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import Connection, Engine, insert, select
from sqlmodel import SQLModel

from bot.pausing import NoSuchSenderError, pause_all, pause_clinic, pause_sender
from bot.worklist import open_tasks
from store.crypto import Keyring
from store.database import transaction

tables = SQLModel.metadata.tables


@pytest.fixture
def two_clinics(engine: Engine, keyring: Keyring, now: datetime) -> Iterator[Connection]:
    with transaction(engine) as connection:
        for clinic_id in ("north", "south"):
            connection.execute(
                insert(tables["clinic"]).values(
                    clinic_id=clinic_id,
                    config={},
                    key_wrapped=keyring.new_clinic_key(),
                    live=True,
                    paused=False,
                    applied_at=now,
                )
            )
            connection.execute(
                insert(tables["sender"]).values(
                    clinic_id=clinic_id, sender_id="sms", channel="sms", address=clinic_id, rate=1.0, paused=False
                )
            )
        yield connection


def paused(connection: Connection) -> tuple[list[bool], list[bool], list[bool]]:
    clinic, sender, control = tables["clinic"], tables["sender"], tables["control"]
    return (
        list(connection.execute(select(control.c.sending_paused)).scalars()),
        list(connection.execute(select(clinic.c.paused).order_by(clinic.c.clinic_id)).scalars()),
        list(connection.execute(select(sender.c.paused).order_by(sender.c.clinic_id)).scalars()),
    )


def audited(connection: Connection) -> list[tuple[str, str, str]]:
    audit = tables["audit"]
    rows = connection.execute(select(audit).order_by(audit.c.clinic_id, audit.c.seq))
    return [(row.clinic_id, row.action, row.subject) for row in rows]


def test_everything(two_clinics: Connection, now: datetime) -> None:
    pause_all(two_clinics, True, now, "cli:ane", "restore")
    assert paused(two_clinics) == ([True], [False, False], [False, False])
    pause_all(two_clinics, False, now, "cli:ane", None)
    assert paused(two_clinics) == ([False], [False, False], [False, False])
    both = [("sending.pause", "all"), ("sending.resume", "all")]
    assert audited(two_clinics) == [(clinic_id, *each) for clinic_id in ("north", "south") for each in both]


def test_one_clinic(two_clinics: Connection, now: datetime) -> None:
    pause_clinic(two_clinics, "south", True, now, "cli:ane", "staff")
    assert paused(two_clinics)[1:] == ([False, True], [False, False])
    assert audited(two_clinics) == [("south", "sending.pause", "clinic:south")]


def test_one_sender_of_one_clinic(two_clinics: Connection, now: datetime) -> None:
    pause_sender(two_clinics, "south", "sms", True, now, "cli:ane", "credit")
    assert paused(two_clinics)[1:] == ([False, False], [False, True])
    with pytest.raises(NoSuchSenderError, match="only: sms"):
        pause_sender(two_clinics, "south", "fax", True, now, "cli:ane", None)


def test_resuming_wakes_the_senders_it_concerns(two_clinics: Connection, engine: Engine, now: datetime) -> None:
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as listener:
        listener.execute("LISTEN prosvar_wake")
        pause_clinic(two_clinics, "north", False, now, "cli:ane", None)
        two_clinics.commit()
        assert [note.payload for note in listener.notifies(timeout=10, stop_after=1)] == ["north/sms"]


def test_the_worklist_puts_alerts_first_and_hides_what_is_closed(two_clinics: Connection, now: datetime) -> None:
    for number, (kind, closed) in enumerate([("contact", None), ("alert", None), ("alert", now)]):
        two_clinics.execute(
            insert(tables["task"]).values(
                clinic_id="north", task_id=UUID(int=number), kind=kind, detail={}, raised_at=now, closed_at=closed
            )
        )
    assert [task["kind"] for task in open_tasks(two_clinics, "north")] == ["alert", "contact"]
    assert open_tasks(two_clinics, "south") == []
