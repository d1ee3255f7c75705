"""Work for staff."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, insert, literal, select
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
