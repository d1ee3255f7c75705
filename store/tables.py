"""What is remembered. Every key begins with the clinic: row-level security keeps clinics apart by it.

Columns named `*_sealed` are encrypted (store/crypto.py): under the patient's key where a patient is known, under the
clinic's key otherwise. Columns named `*_index` are blind indexes. Coded answers and scores stay in the clear
under the pseudonymous patient id, so that they can be queried. Times are aware UTC.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Identity, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import BigInteger, Field, SQLModel

import store.staff_tables  # noqa: F401 - declares the tables about staff beside these
from store.columns import clinic_key, clinic_key_as_read, json_document, moment, sealed


class Clinic(SQLModel, table=True):
    """A data controller. `config`: the applied clinic file as JSON without secrets; `live`: safe to send."""

    clinic_id: str = Field(primary_key=True)
    config: dict[str, Any] = json_document()
    key_wrapped: bytes = sealed(nullable=False)
    secrets_sealed: bytes | None = sealed()  # endpoint signing secrets, JSON {endpoint: [whsec_…]}
    live: bool = False
    paused: bool = False
    applied_at: datetime = moment(nullable=False)
    aged_in: int | None = None  # the year for which its patients' ages have been looked at


class Sender(SQLModel, table=True):
    """An address the clinic sends from. (channel, address) is what an inbound message was sent to."""

    __table_args__ = (UniqueConstraint("channel", "address"),)
    clinic_id: str = clinic_key()
    sender_id: str = Field(primary_key=True)
    channel: str
    address: str
    rate: float = 1.0  # segments a second
    free_at: datetime | None = moment()  # nothing before: the rate is used up, or the provider asked us to wait
    paused: bool = False
    paused_reason: str | None = None


class Patient(SQLModel, table=True):
    """`ref` is the clinic's own pseudonymous reference, never a national number. A shredded key means erased."""

    __table_args__ = (
        UniqueConstraint("clinic_id", "ref"),
        Index("patient_phone", "clinic_id", "phone_index"),
        Index("patient_chat", "clinic_id", "chat_index"),
    )
    clinic_id: str = clinic_key()
    patient_id: UUID = Field(primary_key=True)
    ref: str
    key_wrapped: bytes | None = sealed()
    name_sealed: bytes | None = sealed()
    phone_sealed: bytes | None = sealed()
    phone_index: bytes | None = sealed()
    chat_sealed: bytes | None = sealed()  # Telegram chat id
    chat_index: bytes | None = sealed()
    birth_year_sealed: bytes | None = sealed()
    language: str
    zone: str
    channel: str  # preferred
    status: str = "active"  # active, opted_out, wrong_person, deceased, erased
    facts: dict[str, Any] = json_document()  # what pathway conditions read: diagnosis group, interpreter need, …
    unreachable_at: datetime | None = moment()  # the number cannot be texted: no contacts until staff give another
    chat_unreachable_at: datetime | None = moment()  # the chat is gone: no contacts there until a new one is opened
    identified_at: datetime | None = moment()
    tries_on: date | None = None
    tries: int = 0
    created_at: datetime = moment(nullable=False)


class Consent(SQLModel, table=True):
    clinic_id: str = clinic_key()
    consent_id: UUID = Field(primary_key=True)
    patient_id: UUID = Field(index=True)
    pathway_id: str
    given: bool
    how: str  # sms, telegram, staff, …
    at: datetime = moment(nullable=False)


class PathwayVersion(SQLModel, table=True):
    __tablename__ = "pathway_version"
    clinic_id: str = clinic_key()
    pathway_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    content_hash: str
    document: dict[str, Any] = json_document()
    published_at: datetime = moment(nullable=False)
    published_by: str
    reason: str


class QuestionnaireVersion(SQLModel, table=True):
    """A FHIR Questionnaire as imported, once for each (url, version)."""

    __tablename__ = "questionnaire_version"
    clinic_id: str = clinic_key()
    url: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    content_hash: str
    document: dict[str, Any] = json_document()
    licence: dict[str, Any] = json_document()
    imported_at: datetime = moment(nullable=False)


class Episode(SQLModel, table=True):
    """One patient on one pathway. `events` is [{kind, at (ISO date), detail, recorded_at}], in the order of recording.

    `withdrawn_at` in an event: it was recorded wrongly. `asked`: it was taken over from an earlier run, which asked
    the waves of these keys.
    """

    clinic_id: str = clinic_key()
    episode_id: UUID = Field(primary_key=True)
    patient_id: UUID = Field(index=True)
    pathway_id: str
    pathway_version: int
    events: list[dict[str, Any]] = json_document()
    created_at: datetime = moment(nullable=False)
    ended_at: datetime | None = moment()


class Wave(SQLModel, table=True):
    """One asking of one episode. `reason` is the fixed code of why it is not due, null when it is."""

    __table_args__ = (UniqueConstraint("clinic_id", "episode_id", "wave_key"),)
    clinic_id: str = clinic_key()
    wave_id: UUID = Field(primary_key=True)
    episode_id: UUID
    patient_id: UUID = Field(index=True)
    wave_key: str
    due_at: datetime | None = moment()
    closes_at: datetime | None = moment()
    status: str  # not_due, scheduled, open, completed, partial, expired, cancelled
    reason: str | None = None


class Session(SQLModel, table=True):
    """One conversation about one wave. `state` is the machine's; `next_action_at` is its only timer.

    `look_at`: when the schedule looks whether the timer has come, which may be sooner. The database keeps it from being
    later, whoever moves the timer; a new look is given only by who looks.
    """

    __table_args__ = (
        Index(
            "session_due",
            "clinic_id",
            "sender_id",
            "look_at",
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        Index("session_arm", "clinic_id", "arm", postgresql_where=text("arm IS NOT NULL")),
        Index("session_patient", "clinic_id", "patient_id"),
    )
    clinic_id: str = clinic_key()
    session_id: UUID = Field(primary_key=True)
    patient_id: UUID
    episode_id: UUID
    wave_id: UUID
    wave_key: str
    pathway_id: str
    pathway_version: int
    state: str
    language: str
    zone: str
    sender_id: str
    conversation_sealed: bytes | None = sealed()  # flows.conversation.Conversation as JSON
    next_action_at: datetime | None = moment()
    look_at: datetime | None = moment()
    next_action: str | None = None  # rule of the timer: first, reminder-1, snooze, close, …
    contacts: int = 0  # schedule contacts made
    arm: str | None = None  # of the experiment that gave this session its schedule: experiment/arm
    part: str | None = None  # what the wave counts by: core, short, or optional beside the core; null until it counts
    best_minute: int | None = None  # local minute of the day at which this patient tends to reply, when it was learned
    last_contact_at: datetime | None = moment()
    last_inbound_at: datetime | None = moment()
    snoozed_until: datetime | None = moment()  # "later": the schedule speaks no sooner
    due_at: datetime = moment(nullable=False)
    closes_at: datetime = moment(nullable=False)
    level: str | None = None  # the colour in force: what the two below come to, or a clinician's override
    patient_level: str | None = None  # by the answers, provisional until the core is complete
    clinician_level: str | None = None  # the clinician's own, newest assessment
    created_at: datetime = moment(nullable=False)
    started_at: datetime | None = moment()
    ended_at: datetime | None = moment()
    updated_at: datetime = moment(nullable=False)


class Answer(SQLModel, table=True):
    """One answer as given; a corrected one keeps its row, and the new row names it in `supersedes`."""

    __table_args__ = (Index("answer_session", "clinic_id", "session_id"),)
    clinic_id: str = clinic_key_as_read()
    answer_id: UUID = Field(primary_key=True)
    session_id: UUID
    patient_id: UUID
    questionnaire_url: str
    questionnaire_version: str
    link_id: str
    occurrence: str = Field(default="", sa_column_kwargs={"server_default": ""})  # see flows/occurrences.py
    value: Any = Field(default=None, sa_column=Column(JSONB))  # coded value; null for free text and for skips
    text_sealed: bytes | None = sealed()  # free-text value
    raw_sealed: bytes | None = sealed()  # the reply as it came
    comment_sealed: bytes | None = sealed()
    how: str  # the reading: digits, word, label, confirmed, skipped, not-understood, …
    confidence: str  # read, confirmed, none
    language: str
    channel: str
    answered_by: str = "patient"
    asked_message_id: UUID | None = None
    sent_at: datetime | None = moment()
    delivered_at: datetime | None = moment()
    answered_at: datetime = moment(nullable=False)
    supersedes: UUID | None = None


class MessageIn(SQLModel, table=True):
    """An inbound message: (channel, provider_id) is unique, so a replay has no second effect."""

    __tablename__ = "message_in"
    __table_args__ = (
        UniqueConstraint("channel", "provider_id"),
        Index(
            "inbound_outside", "clinic_id", "address_index", "received_at", postgresql_where=text("session_id IS NULL")
        ),
    )
    clinic_id: str = clinic_key_as_read()
    message_id: UUID = Field(primary_key=True)
    channel: str
    provider_id: str
    sender_id: str
    patient_id: UUID | None = None
    session_id: UUID | None = None
    address_index: bytes = sealed(nullable=False)
    address_sealed: bytes | None = sealed()
    body_sealed: bytes | None = sealed()
    media: int = 0
    received_at: datetime = moment(nullable=False)
    outcome: str = "received"  # the reading's kind, or unknown-sender, duplicate, parked, …


class MessageOut(SQLModel, table=True):
    """The outbox: what is to be said, rendered only when sent. `content_sealed` is JSON {kind, args}.

    status: queued → claimed → sending → sent → delivered | undelivered | failed | read; or cancelled, unknown.
    """

    __tablename__ = "message_out"
    __table_args__ = (
        Index(
            "outbox_queued",
            "sender_id",
            "priority",
            "not_before",
            postgresql_where=text("status = 'queued'"),
        ),
        Index("outbox_claimed", "claimed_at", postgresql_where=text("status IN ('claimed', 'sending', 'unknown')")),
        Index("outbox_provider", "channel", "provider_id", postgresql_where=text("provider_id IS NOT NULL")),
        Index("outbox_session", "clinic_id", "session_id"),
        Index("outbox_patient", "clinic_id", "patient_id", postgresql_where=text("status IN ('queued', 'claimed')")),
    )
    clinic_id: str = clinic_key_as_read()
    message_id: UUID = Field(primary_key=True)
    seq: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(), nullable=False))  # order of queueing
    session_id: UUID | None = None
    patient_id: UUID | None = None
    sender_id: str
    channel: str
    kind: str  # the message kind, as in the catalogues: question, invite, safety, …
    content_sealed: bytes = sealed(nullable=False)
    address_sealed: bytes | None = sealed()  # only for an address that no patient has
    language: str
    priority: int = 5  # 0 safety, 3 replies, 5 contacts of the schedule
    exempt: bool = False  # from quiet hours: safety texts, and direct replies to the patient
    status: str = "queued"
    not_before: datetime = moment(nullable=False)
    expires_at: datetime | None = moment()
    attempts: int = 0
    doubts: int = 0  # times nobody knew whether the provider took it; above 0 a repeat may be a second copy
    claimed_at: datetime | None = moment()
    sent_at: datetime | None = moment()
    delivered_at: datetime | None = moment()
    provider_id: str | None = None
    segments: int | None = None
    error_code: str | None = None
    nonce: str | None = None  # opaque button nonce of one question instance
    created_at: datetime = moment(nullable=False)


class StatusCallback(SQLModel, table=True):
    """A provider's word about a message. Orphans (no message yet) are kept and applied when the send is recorded."""

    __tablename__ = "status_callback"
    __table_args__ = (UniqueConstraint("channel", "provider_id", "status"),)
    clinic_id: str = clinic_key()
    callback_id: UUID = Field(primary_key=True)
    channel: str
    provider_id: str
    status: str
    error_code: str | None = None
    received_at: datetime = moment(nullable=False)
    applied: bool = False


class Assessment(SQLModel, table=True):
    """Triage after an answer: findings is [{level, rule, version, question, answer, …}] with coded values only."""

    __table_args__ = (Index("assessment_session", "clinic_id", "session_id"),)
    clinic_id: str = clinic_key_as_read()
    assessment_id: UUID = Field(primary_key=True)
    session_id: UUID
    patient_id: UUID
    level: str
    findings_sealed: bytes | None = sealed()
    scores: dict[str, Any] = json_document()
    final: bool = False
    at: datetime = moment(nullable=False)


class Delivery(SQLModel, table=True):
    """One event for one endpoint of the clinic. `delivery_id` is the webhook id, the same over all attempts."""

    __table_args__ = (
        Index("delivery_due", "next_attempt_at", postgresql_where=text("status = 'pending'")),
        Index("delivery_session", "clinic_id", "session_id"),
    )
    clinic_id: str = clinic_key_as_read()
    delivery_id: UUID = Field(primary_key=True)
    endpoint_id: str
    type: str
    patient_id: UUID | None = None
    session_id: UUID | None = None
    payload_sealed: bytes = sealed(nullable=False)  # JSON {type, timestamp, data}
    status: str = "pending"  # pending, delivered, parked
    attempts: int = 0
    created_at: datetime = moment(nullable=False)
    next_attempt_at: datetime | None = moment()
    give_up_at: datetime = moment(nullable=False)  # parked after this: a week from queueing, or from a replay
    delivered_at: datetime | None = moment()
    parked_at: datetime | None = moment()
    last_status: int | None = None
    last_error: str | None = None


class Endpoint(SQLModel, table=True):
    """Where a clinic is told, with its circuit breaker. `disabled_reason` after a 410 or by staff."""

    clinic_id: str = clinic_key()
    endpoint_id: str = Field(primary_key=True)
    url: str
    events: list[str] = json_document()
    failures: int = 0
    open_until: datetime | None = moment()  # the breaker: no attempt before this
    disabled_at: datetime | None = moment()
    disabled_reason: str | None = None


class OptOut(SQLModel, table=True):
    """A STOP, of a patient and of the address it came from; revoked only by START."""

    __tablename__ = "opt_out"
    __table_args__ = (
        Index("opt_out_address", "clinic_id", "address_index"),
        Index("opt_out_patient", "clinic_id", "patient_id"),
    )
    clinic_id: str = clinic_key()
    opt_out_id: UUID = Field(primary_key=True)
    patient_id: UUID | None = None
    address_index: bytes | None = sealed()
    channel: str
    source: str  # patient, provider, staff
    at: datetime = moment(nullable=False)
    revoked_at: datetime | None = moment()


class ApiToken(SQLModel, table=True):
    __tablename__ = "api_token"
    clinic_id: str = clinic_key()
    token_id: UUID = Field(primary_key=True)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    label: str
    created_at: datetime = moment(nullable=False)
    revoked_at: datetime | None = moment()


class LinkToken(SQLModel, table=True):
    """A single-use deep link by which a patient opens a chat the clinic cannot open itself."""

    __tablename__ = "link_token"
    clinic_id: str = clinic_key()
    token_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    patient_id: UUID
    expires_at: datetime = moment(nullable=False)
    used_at: datetime | None = moment()
