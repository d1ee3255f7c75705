"""What stands open for staff, as the terminal shows it. Codes only: no name, number or text."""

from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables looked up below

tables = SQLModel.metadata.tables


def open_tasks(connection: Connection, clinic_id: str) -> list[dict[str, Any]]:
    """What is red first, then by when it is due."""
    task, patient = tables["task"], tables["patient"]
    red = (task.c.kind == "alert") | func.coalesce(task.c.level == "red", False)
    rows = connection.execute(
        select(
            task.c.task_id,
            task.c.kind,
            task.c.level,
            patient.c.ref,
            task.c.session_id,
            task.c.detail,
            task.c.raised_at,
            task.c.due_at,
            task.c.acknowledged_at,
            task.c.escalated_at,
        )
        .select_from(
            task.outerjoin(
                patient, (patient.c.clinic_id == task.c.clinic_id) & (patient.c.patient_id == task.c.patient_id)
            )
        )
        .where(task.c.clinic_id == clinic_id, task.c.closed_at.is_(None))
        .order_by(red.desc(), task.c.due_at.nulls_last(), task.c.raised_at, task.c.task_id)
    )
    return [dict(row._mapping) for row in rows]
