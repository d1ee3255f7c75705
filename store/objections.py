"""Objections of patients to single pathways: recorded by staff, and lifted, never forgotten."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, exists, insert, select, update

from store.ledger import Row, tables

_OBJECTION = tables["objection"]


def add_objection(connection: Connection, row: Row) -> None:
    connection.execute(insert(_OBJECTION), [row])


def has_objected(connection: Connection, clinic_id: str, patient_id: UUID, pathway_id: str) -> bool:
    stands = exists().where(*_standing(clinic_id, patient_id, pathway_id))
    return bool(connection.execute(select(stands)).scalar())


def lift(connection: Connection, clinic_id: str, patient_id: UUID, pathway_id: str, now: datetime, *, by: str) -> bool:
    """False where none stood."""
    lifted = connection.execute(
        update(_OBJECTION).where(*_standing(clinic_id, patient_id, pathway_id)).values(lifted_at=now, lifted_by=by)
    )
    return lifted.rowcount > 0


def _standing(clinic_id: str, patient_id: UUID, pathway_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        _OBJECTION.c.clinic_id == clinic_id,
        _OBJECTION.c.patient_id == patient_id,
        _OBJECTION.c.pathway_id == pathway_id,
        _OBJECTION.c.lifted_at.is_(None),
    )
