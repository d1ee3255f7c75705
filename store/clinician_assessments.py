"""Clinicians' own assessments of a session, and their overrides of its colour: only ever added to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from store.ledger import tables

clinician_assessment = tables["clinician_assessment"]


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
