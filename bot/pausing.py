"""The switches that stop sending, for everybody, one clinic or one sender; each turn of one is written down.

The sending side looks at them right before every message, so what is already claimed is held back too.
"""

from datetime import datetime

from sqlalchemy import Connection, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables looked up below
from store.audit import append

tables = SQLModel.metadata.tables
clinic, sender, control = tables["clinic"], tables["sender"], tables["control"]


class NoSuchSenderError(Exception):
    """The clinic has no sender of this id."""


def pause_all(connection: Connection, paused: bool, now: datetime, actor: str, reason: str | None) -> None:
    """Every clinic's audit says it: each is a data controller that must be able to explain its silence."""
    values = {"sending_paused": paused, "paused_reason": reason, "changed_at": now}
    connection.execute(
        insert(control)
        .values(control_id=1, **values)
        .on_conflict_do_update(index_elements=[control.c.control_id], set_=values)
    )
    for clinic_id in connection.execute(select(clinic.c.clinic_id).order_by(clinic.c.clinic_id)).scalars():
        note(connection, clinic_id, now, actor, paused, "all", reason)
    wake(connection, None)


def pause_clinic(
    connection: Connection, clinic_id: str, paused: bool, now: datetime, actor: str, reason: str | None
) -> None:
    connection.execute(update(clinic).where(clinic.c.clinic_id == clinic_id).values(paused=paused))
    note(connection, clinic_id, now, actor, paused, f"clinic:{clinic_id}", reason)
    wake(connection, clinic_id)


def pause_sender(
    connection: Connection, clinic_id: str, sender_id: str, paused: bool, now: datetime, actor: str, reason: str | None
) -> None:
    """Raises NoSuchSenderError, naming those there are."""
    of_clinic = sender.c.clinic_id == clinic_id
    changed = connection.execute(
        update(sender).where(of_clinic, sender.c.sender_id == sender_id).values(paused=paused, paused_reason=reason)
    )
    if changed.rowcount == 0:
        known = connection.execute(select(sender.c.sender_id).where(of_clinic)).scalars()
        raise NoSuchSenderError(f"{clinic_id} has no sender {sender_id!r}, only: {', '.join(sorted(known)) or 'none'}")
    note(connection, clinic_id, now, actor, paused, f"sender:{sender_id}", reason)
    wake(connection, clinic_id)


def note(
    connection: Connection, clinic_id: str, now: datetime, actor: str, paused: bool, subject: str, reason: str | None
) -> None:
    action = "sending.pause" if paused else "sending.resume"
    append(connection, clinic_id, at=now, actor=actor, action=action, subject=subject, detail={"reason": reason})


def wake(connection: Connection, clinic_id: str | None) -> None:
    """Tell the workers to look again at these senders, when this transaction is committed."""
    wanted = select(sender.c.clinic_id, sender.c.sender_id)
    if clinic_id is not None:
        wanted = wanted.where(sender.c.clinic_id == clinic_id)
    for row in connection.execute(wanted):
        connection.execute(
            text("SELECT pg_notify('prosvar_wake', :payload)"), {"payload": f"{row.clinic_id}/{row.sender_id}"}
        )
