"""Forgetting one patient: his key goes, and with it whatever was sealed under it, in every copy of the row."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update

from store.ledger import WITHDRAWABLE
from store.rotation import PATIENT, sealed_tables, tables

GONE = b""
OPEN_WAVES = ("not_due", "scheduled", "open")


def shred(connection: Connection, clinic_id: str, patient_id: UUID, now: datetime) -> None:
    """Nothing is sent or asked any more. Coded answers, consents, opt-outs and the audit stay, under the bare id.

    Opt-outs stay by the address's blind index: whoever said STOP has said it for good.
    """
    ours = (PATIENT.c.clinic_id == clinic_id) & (PATIENT.c.patient_id == patient_id)
    indexes = connection.execute(
        select(PATIENT.c.phone_index, PATIENT.c.chat_index).where(ours).with_for_update()
    ).one()
    _forget_messages(connection, clinic_id, patient_id, [index for index in indexes if index is not None])
    _end_everything(connection, clinic_id, patient_id, now)
    for table, columns in sealed_tables().items():
        if "patient_id" in table.c:
            emptied = {column.name: None for column in columns if column.nullable}
            if emptied:
                _change(connection, table.name, clinic_id, table.c.patient_id == patient_id, emptied)
    forgotten: dict[str, Any] = {
        "key_wrapped": None,
        "phone_index": None,
        "chat_index": None,
        "identified_at": None,
        "facts": {},
    }
    connection.execute(update(PATIENT).where(ours).values(status="erased", **forgotten))


def _forget_messages(connection: Connection, clinic_id: str, patient_id: UUID, indexes: list[bytes]) -> None:
    """Those from before he was known too: they are under the clinic's key, but from his address."""
    inbox = tables["message_in"]
    his = or_(inbox.c.patient_id == patient_id, inbox.c.address_index.in_(indexes))
    gone = {"address_index": GONE, "address_sealed": None, "body_sealed": None}
    _change(connection, "message_in", clinic_id, his, gone)


def _end_everything(connection: Connection, clinic_id: str, patient_id: UUID, now: datetime) -> None:
    outbox, session, wave, task = (tables[name] for name in ("message_out", "session", "wave", "task"))
    unsent = (outbox.c.patient_id == patient_id) & outbox.c.status.in_(WITHDRAWABLE)
    _change(connection, "message_out", clinic_id, unsent, {"status": "cancelled", "error_code": "erased"})
    ended = {"next_action_at": None, "next_action": None, "ended_at": func.coalesce(session.c.ended_at, now)}
    _change(connection, "session", clinic_id, session.c.patient_id == patient_id, ended)
    open_waves = (wave.c.patient_id == patient_id) & wave.c.status.in_(OPEN_WAVES)
    _change(connection, "wave", clinic_id, open_waves, {"status": "cancelled"})
    open_tasks = (task.c.patient_id == patient_id) & task.c.closed_at.is_(None)
    _change(connection, "task", clinic_id, open_tasks, {"closed_at": now})
    link = tables["link_token"]
    connection.execute(delete(link).where(link.c.clinic_id == clinic_id, link.c.patient_id == patient_id))


def _change(
    connection: Connection, name: str, clinic_id: str, which: ColumnElement[bool], values: dict[str, Any]
) -> None:
    connection.execute(update(tables[name]).where(tables[name].c.clinic_id == clinic_id, which).values(values))
