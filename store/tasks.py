"""Work for staff."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, insert, literal, select, update
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the table looked up below

task = SQLModel.metadata.tables["task"]


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
