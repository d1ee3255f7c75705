"""Patients, what they agreed to, and the links by which they open a chat."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, exists, func, insert, or_, select, text, update

from store.ledger import WITHDRAWABLE, Row, tables

_PATIENT, _CONSENT, _OPT_OUT = tables["patient"], tables["consent"], tables["opt_out"]
_LINK, _OUT = tables["link_token"], tables["message_out"]
# A number of these is nobody's any more, so that it may be another patient's.
_GONE = ("wrong_person", "deceased", "erased")


_ENROLMENT = text("SELECT pg_advisory_xact_lock(hashtextextended('enrolment/' || :clinic, 0))")


def lock_enrolment(connection: Connection, clinic_id: str) -> None:
    """One enrolment of a clinic at a time, until the transaction ends: a reference and a number are one patient's."""
    connection.execute(_ENROLMENT, {"clinic": clinic_id})


def patient_by_ref(connection: Connection, clinic_id: str, ref: str, *, lock: bool = False) -> Row | None:
    statement = select(_PATIENT).where(_PATIENT.c.clinic_id == clinic_id, _PATIENT.c.ref == ref)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return None if row is None else dict(row)


def add_patient(connection: Connection, row: Row) -> None:
    connection.execute(insert(_PATIENT), [row])


def change_patient(connection: Connection, clinic_id: str, patient_id: UUID, values: Row) -> None:
    if values:
        connection.execute(
            update(_PATIENT)
            .where(_PATIENT.c.clinic_id == clinic_id, _PATIENT.c.patient_id == patient_id)
            .values(values)
        )


def patient_by_id(connection: Connection, clinic_id: str, patient_id: UUID, *, lock: bool = False) -> Row:
    statement = select(_PATIENT).where(_PATIENT.c.clinic_id == clinic_id, _PATIENT.c.patient_id == patient_id)
    return dict(connection.execute(statement.with_for_update() if lock else statement).mappings().one())


def phone_is_taken(connection: Connection, clinic_id: str, phone_index: bytes, patient_id: UUID) -> bool:
    """Whether another patient of the clinic is reached at this number: their replies could not be told apart."""
    return _is_taken(connection, clinic_id, _PATIENT.c.phone_index == phone_index, patient_id)


def chat_is_taken(connection: Connection, clinic_id: str, chat_index: bytes, patient_id: UUID) -> bool:
    """The same for a chat."""
    return _is_taken(connection, clinic_id, _PATIENT.c.chat_index == chat_index, patient_id)


def _is_taken(connection: Connection, clinic_id: str, address: ColumnElement[bool], patient_id: UUID) -> bool:
    others = exists().where(
        _PATIENT.c.clinic_id == clinic_id,
        address,
        _PATIENT.c.patient_id != patient_id,
        _PATIENT.c.status.not_in(_GONE),
    )
    return bool(connection.execute(select(others)).scalar())


def has_opted_out(connection: Connection, patient: Row) -> bool:
    """A STOP that stands, of the patient or of an address of theirs."""
    return last_stop(connection, patient) is not None


def last_stop(connection: Connection, patient: Row) -> datetime | None:
    """When the last one came of those that stand."""
    at: datetime | None = connection.execute(
        select(func.max(_OPT_OUT.c.at)).where(
            _OPT_OUT.c.clinic_id == patient["clinic_id"],
            _OPT_OUT.c.revoked_at.is_(None),
            or_(
                _OPT_OUT.c.patient_id == patient["patient_id"],
                _OPT_OUT.c.address_index == patient["phone_index"],
                _OPT_OUT.c.address_index == patient["chat_index"],
            ),
        )
    ).scalar()
    return at


def add_consent(connection: Connection, row: Row) -> None:
    connection.execute(insert(_CONSENT), [row])


def last_consent(connection: Connection, clinic_id: str, patient_id: UUID, pathway_id: str) -> bool | None:
    """The patient's last word about a pathway; null when there is none."""
    given: bool | None = connection.execute(
        select(_CONSENT.c.given)
        .where(
            _CONSENT.c.clinic_id == clinic_id,
            _CONSENT.c.patient_id == patient_id,
            _CONSENT.c.pathway_id == pathway_id,
        )
        .order_by(_CONSENT.c.at.desc())
        .limit(1)
    ).scalar()
    return given


def withdraw_unsent(connection: Connection, clinic_id: str, patient_id: UUID) -> None:
    connection.execute(
        update(_OUT)
        .where(_OUT.c.clinic_id == clinic_id, _OUT.c.patient_id == patient_id, _OUT.c.status.in_(WITHDRAWABLE))
        .values(status="cancelled")
    )


def add_link(connection: Connection, row: Row) -> None:
    """A new link ends the patient's earlier ones that nobody has used."""
    connection.execute(
        update(_LINK)
        .where(
            _LINK.c.clinic_id == row["clinic_id"], _LINK.c.patient_id == row["patient_id"], _LINK.c.used_at.is_(None)
        )
        .values(expires_at=row["created_at"])
    )
    connection.execute(insert(_LINK), [{name: value for name, value in row.items() if name != "created_at"}])


def use_link(connection: Connection, clinic_id: str, token_hash: bytes, now: datetime) -> UUID | None:
    """Whose link this is, used up by this very call; null when it is used, expired or unknown."""
    used: Any = connection.execute(
        update(_LINK)
        .where(
            _LINK.c.clinic_id == clinic_id,
            _LINK.c.token_hash == token_hash,
            _LINK.c.used_at.is_(None),
            _LINK.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(_LINK.c.patient_id)
    ).scalar()
    return used if used is None else UUID(str(used))
