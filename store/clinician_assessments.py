"""Clinicians' own assessments of a session, and their overrides of its colour: only ever added to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, insert, select

from store.ledger import tables

clinician_assessment, assessment, task = (tables[name] for name in ("clinician_assessment", "assessment", "task"))


@dataclass(frozen=True, slots=True)
class Spoken:
    """The newest of each kind, as rows; null where there is none."""

    own: Mapping[str, Any] | None
    override: Mapping[str, Any] | None


def add(connection: Connection, row: Mapping[str, Any]) -> None:
    connection.execute(insert(clinician_assessment), [dict(row)])


def spoken(connection: Connection, clinic_id: str, session_id: UUID) -> Spoken:
    ours = clinician_assessment.c
    rows = connection.execute(
        select(clinician_assessment)
        .where(ours.clinic_id == clinic_id, ours.session_id == session_id)
        .order_by(ours.at, ours.clinician_assessment_id)
    ).mappings()
    newest = {row["kind"]: dict(row) for row in rows}
    return Spoken(newest.get("own"), newest.get("override"))


def judged_at(connection: Connection, clinic_id: str, session_id: UUID) -> datetime | None:
    """When the patient last gave cause for a colour: by an answer, or by words that raised an alert."""
    answered = select(func.max(assessment.c.at)).where(
        assessment.c.clinic_id == clinic_id, assessment.c.session_id == session_id
    )
    alarmed = select(func.max(task.c.raised_at)).where(
        task.c.clinic_id == clinic_id, task.c.session_id == session_id, task.c.kind == "alert"
    )
    newest: datetime | None = connection.execute(
        select(func.greatest(answered.scalar_subquery(), alarmed.scalar_subquery()))
    ).scalar_one()
    return newest
