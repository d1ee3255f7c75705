"""Work for staff."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, exists, insert, literal, select, update
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables looked up below

task = SQLModel.metadata.tables["task"]
patient = SQLModel.metadata.tables["patient"]

# Kinds that the clinic's second level is told of when nobody has seen to them in time.
ESCALATED: Final = ("alert", "assessment")


def open_task(
    connection: Connection,
    task_id: UUID,
    clinic_id: str,
    kind: str,
    detail: Mapping[str, Any],
    now: datetime,
    *,
    patient_id: UUID | None = None,
    session_id: UUID | None = None,
) -> None:
    """Ask staff for something, once: while the same task stands open it is not asked again.

    `detail` holds codes only. A failure that comes back every minute would otherwise bury the rest of the list.
    """
    same = exists().where(
        task.c.clinic_id == clinic_id,
        task.c.kind == kind,
        task.c.patient_id.is_not_distinct_from(patient_id),
        task.c.detail == dict(detail),
        task.c.closed_at.is_(None),
    )
    values = {
        "clinic_id": clinic_id,
        "task_id": task_id,
        "kind": kind,
        "patient_id": patient_id,
        "session_id": session_id,
        "detail": dict(detail),
        "raised_at": now,
    }
    row = select(*(literal(value, task.c[name].type).label(name) for name, value in values.items())).where(~same)
    connection.execute(insert(task).from_select(list(values), row))


def alerts_of(connection: Connection, session: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the alerts of a session were raised for, as the codes in their `detail`."""
    where = [task.c[name] == session[name] for name in ("clinic_id", "patient_id", "session_id")]
    return list(connection.execute(select(task.c.detail).where(*where, task.c.kind == "alert")).scalars())


def task_row(connection: Connection, clinic_id: str, task_id: UUID) -> dict[str, Any] | None:
    """One task, locked; null when the clinic has none with this id."""
    row = connection.execute(
        select(task).where(task.c.clinic_id == clinic_id, task.c.task_id == task_id).with_for_update()
    ).first()
    return None if row is None else dict(row._mapping)


def acknowledge_task(
    connection: Connection, clinic_id: str, task_id: UUID, *, by: str, note_sealed: bytes | None, now: datetime
) -> None:
    """Seen to, by whom and when: the task leaves the list."""
    connection.execute(
        update(task)
        .where(task.c.clinic_id == clinic_id, task.c.task_id == task_id)
        .values(acknowledged_at=now, acknowledged_by=by, note_sealed=note_sealed, closed_at=now)
    )


def overdue(connection: Connection, now: datetime, limit: int, besides: Collection[UUID]) -> list[dict[str, Any]]:
    """What is red, unacknowledged, over its time and not escalated, the longest first, locked; not that which others
    work on. With the patient's ref and wrapped key beside.
    """
    of_task = (patient.c.clinic_id == task.c.clinic_id) & (patient.c.patient_id == task.c.patient_id)
    rows = connection.execute(
        select(task, patient.c.ref, patient.c.key_wrapped)
        .outerjoin(patient, of_task)
        .where(
            task.c.kind.in_(ESCALATED),
            task.c.due_at <= now,
            task.c.acknowledged_at.is_(None),
            task.c.escalated_at.is_(None),
            task.c.closed_at.is_(None),
            task.c.task_id.not_in(list(besides)),
        )
        .order_by(task.c.due_at)
        .limit(limit)
        .with_for_update(of=task, skip_locked=True)
    )
    return [dict(row._mapping) for row in rows]


def mark_escalated(connection: Connection, clinic_id: str, task_id: UUID, now: datetime) -> None:
    connection.execute(
        update(task).where(task.c.clinic_id == clinic_id, task.c.task_id == task_id).values(escalated_at=now)
    )
