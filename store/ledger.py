"""The rows that one batch of turns writes, posted together: few round trips, many rows each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, or_, select, text, update
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables looked up below

Row = dict[str, Any]
tables = SQLModel.metadata.tables
# What a turn may change of a session; everything else is fixed when it is made.
SESSION_CHANGES = (
    "state",
    "sender_id",
    "conversation_sealed",
    "next_action_at",
    "next_action",
    "contacts",
    "last_contact_at",
    "last_inbound_at",
    "snoozed_until",
    "level",
    "started_at",
    "ended_at",
    "updated_at",
)
PATIENT_CHANGES = ("status", "identified_at", "tries_on", "tries", "channel", "chat_sealed", "chat_index")
# An unsent prompt may be withdrawn; one that is being handed over may not, its fate is the provider's.
WITHDRAWABLE = ("queued", "claimed")


@dataclass(slots=True)
class Ledger:
    """Rows by table. Sessions and patients are whole rows as they shall stand; `wakes` are NOTIFY payloads."""

    messages_in: list[Row] = field(default_factory=list)
    messages_out: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    assessments: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    consents: list[Row] = field(default_factory=list)
    opt_outs: list[Row] = field(default_factory=list)
    sessions: dict[UUID, Row] = field(default_factory=dict)
    patients: dict[UUID, Row] = field(default_factory=dict)
    wave_status: list[Row] = field(default_factory=list)  # {clinic, wave, status}
    withdrawn_sessions: set[tuple[str, UUID]] = field(default_factory=set)  # their unsent prompts
    withdrawn_patients: set[tuple[str, UUID]] = field(default_factory=set)  # everything unsent
    revoked: set[tuple[str, UUID]] = field(default_factory=set)  # patients whose opt-outs end
    wakes: set[str] = field(default_factory=set)

    def post(self, connection: Connection, now: Any) -> None:
        """Write everything, withdrawals first: what is queued here must not be withdrawn by its own turn."""
        self._withdraw(connection)
        if self.revoked:
            self._revoke(connection, now)
        for name, rows in (
            ("message_in", self.messages_in),
            ("answer", self.answers),
            ("message_out", self.messages_out),
            ("assessment", self.assessments),
            ("task", self.tasks),
            ("consent", self.consents),
            ("opt_out", self.opt_outs),
        ):
            if rows:
                connection.execute(insert(tables[name]), rows)
        _update(connection, "session", "session_id", SESSION_CHANGES, self.sessions.values())
        _update(connection, "patient", "patient_id", PATIENT_CHANGES, self.patients.values())
        _update(connection, "wave", "wave_id", ("status",), self.wave_status)

    def notify(self, connection: Connection) -> None:
        """Wake the senders when this transaction commits, and not before."""
        if self.wakes:
            connection.execute(_NOTIFY, [{"payload": payload} for payload in sorted(self.wakes)])

    def _withdraw(self, connection: Connection) -> None:
        if self.withdrawn_sessions:
            connection.execute(
                _WITHDRAW_PROMPTS,
                [{"clinic": clinic, "session": session} for clinic, session in self.withdrawn_sessions],
            )
        if self.withdrawn_patients:
            connection.execute(
                _WITHDRAW_ALL, [{"clinic": clinic, "patient": patient} for clinic, patient in self.withdrawn_patients]
            )

    def _revoke(self, connection: Connection, now: Any) -> None:
        connection.execute(
            _REVOKE, [{"clinic": clinic, "patient": patient, "now": now} for clinic, patient in self.revoked]
        )


_NOTIFY = text("SELECT pg_notify('prosvar_wake', :payload)")
_OUT = tables["message_out"]
# Spelt out, as a list cannot be a parameter of a statement that runs for many rows.
_UNSENT = or_(*(_OUT.c.status == status for status in WITHDRAWABLE))
_WITHDRAW_PROMPTS = (
    update(_OUT)
    .where(
        _OUT.c.clinic_id == bindparam("clinic"),
        _OUT.c.session_id == bindparam("session"),
        _UNSENT,
        _OUT.c.nonce.is_not(None),
    )
    .values(status="cancelled")
)
_WITHDRAW_ALL = (
    update(_OUT)
    .where(
        _OUT.c.clinic_id == bindparam("clinic"),
        _OUT.c.patient_id == bindparam("patient"),
        _UNSENT,
    )
    .values(status="cancelled")
)
_OPT_OUT, _PATIENT = tables["opt_out"], tables["patient"]
_THEM = (_PATIENT.c.clinic_id == bindparam("clinic"), _PATIENT.c.patient_id == bindparam("patient"))
_REVOKE = (
    update(_OPT_OUT)
    .where(
        _OPT_OUT.c.clinic_id == bindparam("clinic"),
        # a STOP from before the number was the patient's names the number alone
        or_(
            _OPT_OUT.c.patient_id == bindparam("patient"),
            _OPT_OUT.c.address_index.in_(select(_PATIENT.c.phone_index).where(*_THEM)),
            _OPT_OUT.c.address_index.in_(select(_PATIENT.c.chat_index).where(*_THEM)),
        ),
        _OPT_OUT.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("now"))
)


def _update(
    connection: Connection, name: str, key: str, columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]
) -> None:
    rows = list(rows)
    if not rows:
        return
    target = tables[name]
    statement = (
        update(target)
        .where(target.c.clinic_id == bindparam("row_clinic"), target.c[key] == bindparam("row_id"))
        .values({column: bindparam(f"new_{column}", type_=target.c[column].type) for column in columns})
    )
    connection.execute(
        statement,
        [
            {"row_clinic": row["clinic_id"], "row_id": row[key], **{f"new_{name}": row[name] for name in columns}}
            for row in rows
        ],
    )
