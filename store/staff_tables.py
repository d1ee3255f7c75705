"""What staff do and are: their work, calls, accounts and word, the trail of it, and their switch for all sending."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import BigInteger, Field, SQLModel

from store.columns import clinic_key, clinic_key_as_read, json_document, moment, sealed


class ClinicianAssessment(SQLModel, table=True):
    """A clinician's word on a session, only ever added: `kind` own (their assessment), or override of what `was`."""

    __tablename__ = "clinician_assessment"
    __table_args__ = (Index("clinician_assessment_session", "clinic_id", "session_id"),)
    clinic_id: str = clinic_key()
    clinician_assessment_id: UUID = Field(primary_key=True)
    session_id: UUID
    patient_id: UUID
    kind: str
    was: str | None = None
    level: str
    reason_sealed: bytes | None = sealed()
    assessed_by: str
    at: datetime = moment(nullable=False)


class Task(SQLModel, table=True):
    """Work for staff: alert, contact, not_understood, wrong_number, bad_number, undelivered, loop, phone, sender, …"""

    __table_args__ = (
        Index("task_open", "clinic_id", "due_at", postgresql_where=text("closed_at IS NULL")),
        Index("task_patient", "clinic_id", "patient_id"),
    )
    clinic_id: str = clinic_key_as_read()
    task_id: UUID = Field(primary_key=True)
    kind: str
    level: str | None = None
    patient_id: UUID | None = None
    session_id: UUID | None = None
    message_id: UUID | None = None  # the inbound message that raised it
    detail: dict[str, Any] = json_document()  # codes only: safety group, linkId, error code
    raised_at: datetime = moment(nullable=False)
    due_at: datetime | None = moment()
    acknowledged_at: datetime | None = moment()
    acknowledged_by: str | None = None
    note_sealed: bytes | None = sealed()
    escalated_at: datetime | None = moment()
    closed_at: datetime | None = moment()


class Audit(SQLModel, table=True):
    """Append-only and hash-chained within a clinic: each row's hash covers the one before it."""

    clinic_id: str = clinic_key()
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    at: datetime = moment(nullable=False)
    actor: str
    action: str
    subject: str
    detail: dict[str, Any] = json_document()
    previous_hash: bytes = sealed(nullable=False)
    hash: bytes = sealed(nullable=False)


class PhoneAttempt(SQLModel, table=True):
    """One call to a patient about a task; `outcome` is a code, `call_again_at` what was agreed on."""

    __tablename__ = "phone_attempt"
    __table_args__ = (Index("phone_attempt_task", "clinic_id", "task_id"),)
    clinic_id: str = clinic_key()
    attempt_id: UUID = Field(primary_key=True)
    task_id: UUID
    session_id: UUID | None = None
    patient_id: UUID
    outcome: str
    note_sealed: bytes | None = sealed()
    called_by: str
    at: datetime = moment(nullable=False)
    call_again_at: datetime | None = moment()


class Objection(SQLModel, table=True):
    """A patient who wants no part in one pathway, as staff have recorded it. It stands until it is lifted."""

    __table_args__ = (Index("objection_patient", "clinic_id", "patient_id"),)
    clinic_id: str = clinic_key()
    objection_id: UUID = Field(primary_key=True)
    patient_id: UUID
    pathway_id: str
    reason: str  # a code
    recorded_by: str
    at: datetime = moment(nullable=False)
    lifted_at: datetime | None = moment()
    lifted_by: str | None = None


class Experiment(SQLModel, table=True):
    """Two schedules of one pathway, given to patients by chance. `document`: arms, share, outcome and guardrail.

    `ended_reason`: complete, guardrail, stopped. Nothing of the outcome is shown before `ended_at`.
    """

    clinic_id: str = clinic_key()
    experiment_id: str = Field(primary_key=True)
    pathway_id: str
    pathway_version: int
    document: dict[str, Any] = json_document()
    started_at: datetime = moment(nullable=False)
    ends_at: datetime = moment(nullable=False)
    ended_at: datetime | None = moment()
    ended_reason: str | None = None
    started_by: str
    reason: str


class StaffAccount(SQLModel, table=True):
    """Somebody who signs in to the staff pages. `password_hash` is argon2's own string; `role`: reader or editor."""

    __tablename__ = "staff_account"
    clinic_id: str = clinic_key()
    staff_id: UUID = Field(primary_key=True)
    login: str = Field(unique=True)
    name: str
    role: str
    password_hash: str
    failures: int = 0  # wrong passwords in a row
    locked_until: datetime | None = moment()
    created_at: datetime = moment(nullable=False)
    signed_in_at: datetime | None = moment()
    disabled_at: datetime | None = moment()


class StaffSession(SQLModel, table=True):
    """A signed-in browser; the cookie's token is kept as a hash only."""

    __tablename__ = "staff_session"
    clinic_id: str = clinic_key()
    token_hash: bytes = Field(sa_type=LargeBinary, primary_key=True, unique=True)
    staff_id: UUID
    csrf: str
    created_at: datetime = moment(nullable=False)
    seen_at: datetime = moment(nullable=False)
    expires_at: datetime = moment(nullable=False)


class Control(SQLModel, table=True):
    """One row: the switch that pauses all sending, of every clinic."""

    control_id: int = Field(default=1, primary_key=True)
    sending_paused: bool = False
    paused_reason: str | None = None
    changed_at: datetime | None = moment()
