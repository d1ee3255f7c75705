"""The rows that one batch of turns writes, posted together: few round trips, many rows each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables looked up below
from store.recordset import Part, Row, changing, insertion, run_together

__all__ = ["PATIENT_CHANGES", "SESSION_CHANGES", "WITHDRAWABLE", "Ledger", "Row", "tables", "wake_up"]

tables = SQLModel.metadata.tables
# What a turn may change of a session; everything else is fixed when it is made.
SESSION_CHANGES = (
    "state",
    "sender_id",
    "conversation_sealed",
    "next_action_at",
    "look_at",
    "next_action",
    "contacts",
    "last_contact_at",
    "last_inbound_at",
    "snoozed_until",
    "level",
    "part",
    "arm",
    "best_minute",
    "patient_level",
    "clinician_level",
    "started_at",
    "ended_at",
    "updated_at",
)
PATIENT_CHANGES = ("status", "identified_at", "tries_on", "tries", "channel", "chat_sealed", "chat_index")
# An unsent prompt may be withdrawn; one that is being handed over may not, its fate is the provider's.
WITHDRAWABLE = ("queued", "claimed")  # also spelt out below


@dataclass(slots=True)
class Ledger:
    """Rows by table. Sessions and patients are whole rows as they shall stand; `wakes` are NOTIFY payloads."""

    messages_in: list[Row] = field(default_factory=list)
    messages_out: dict[str, Row] = field(default_factory=dict)  # by message id; see `queue`
    answers: list[Row] = field(default_factory=list)
    assessments: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    consents: list[Row] = field(default_factory=list)
    opt_outs: list[Row] = field(default_factory=list)
    sessions: dict[UUID, Row] = field(default_factory=dict)
    patients: dict[UUID, Row] = field(default_factory=dict)
    wave_status: dict[UUID, Row] = field(default_factory=dict)  # {clinic_id, wave_id, status}
    withdrawn_sessions: dict[UUID, Row] = field(default_factory=dict)  # their unsent prompts; see `withdraw_prompts`
    withdrawn_patients: set[tuple[str, UUID]] = field(default_factory=set)  # everything unsent
    revoked: set[tuple[str, UUID]] = field(default_factory=set)  # patients whose opt-outs end
    wakes: set[str] = field(default_factory=set)
    prompts: dict[UUID, Row] = field(default_factory=dict)  # by session: the last message that waits for a reply

    def queue(self, message_id: str, row: Row) -> None:
        """A message out. One that waits for a reply withdraws what was queued before it in its session."""
        self.messages_out[message_id] = row
        self.wakes.add(f"{row['clinic_id']}/{row['sender_id']}")
        if row["nonce"] is not None:
            self.withdraw_prompts(row)
            self.prompts[row["session_id"]] = row

    def withdraw_prompts(self, session: Row) -> None:
        """What waits for a reply in a session and has not left; told by the patient, as that is how it is found."""
        session_id = session["session_id"]
        self.withdrawn_sessions[session_id] = {name: session[name] for name in _OF_A_SESSION}
        before = self.prompts.get(session_id)
        if before is not None:
            before["status"] = "cancelled"

    def revoke(self, patient: Row, now: datetime) -> None:
        """START: the STOPs so far end, of the patient and of their addresses; those of this very batch too."""
        self.revoked.add((patient["clinic_id"], patient["patient_id"]))
        theirs = (patient["phone_index"], patient["chat_index"])
        for row in self.opt_outs:
            if row["patient_id"] == patient["patient_id"] or (row["address_index"] or b"") in theirs:
                row["revoked_at"] = now

    def post(self, connection: Connection, now: datetime) -> None:
        """Write everything, in one round trip. What is queued here is not withdrawn by its own turn."""
        run_together(
            connection,
            (
                (_WITHDRAW_PROMPTS, list(self.withdrawn_sessions.values())),
                (_WITHDRAW_ALL, _keyed("patient_id", self.withdrawn_patients)),
                (_REVOKE, [{**row, "at": now} for row in _keyed("patient_id", self.revoked)]),
                insertion(tables["message_in"], self.messages_in),
                insertion(tables["answer"], self.answers),
                insertion(tables["message_out"], list(self.messages_out.values())),
                insertion(tables["assessment"], self.assessments),
                insertion(tables["task"], self.tasks),
                insertion(tables["consent"], self.consents),
                insertion(tables["opt_out"], self.opt_outs),
                changing(tables["session"], "session_id", SESSION_CHANGES, self.sessions.values()),
                changing(tables["patient"], "patient_id", PATIENT_CHANGES, self.patients.values()),
                changing(tables["wave"], "wave_id", ("status",), self.wave_status.values()),
                wake_up(self.wakes),
            ),
        )
        self.wakes.clear()

    def notify(self, connection: Connection) -> None:
        """Wake whom there was something for since `post`, when this transaction commits and not before."""
        run_together(connection, [wake_up(self.wakes)])
        self.wakes.clear()


def wake_up(whom: Iterable[str]) -> Part:
    """When this transaction commits, and not before."""
    return _NOTIFY, [{"whom": each} for each in sorted(whom)]


def _keyed(key: str, pairs: Iterable[tuple[str, UUID]]) -> list[Row]:
    return [{"clinic_id": clinic_id, key: value} for clinic_id, value in pairs]


_NOTIFY: Final = "SELECT pg_notify('prosvar_wake', whom) FROM :rows AS wake (whom text)"
# Looked up patient by patient, and asked for once more where the row is locked. In the index of what waits, a message
# that has left stays until it is cleared away: read as a whole, as the planner would, it costs more with each of them.
_OF_A_SESSION: Final = ("clinic_id", "patient_id", "session_id")
_WITHDRAW_PROMPTS: Final = (
    "UPDATE message_out SET status = 'cancelled'"
    " FROM :rows AS wanted (clinic_id text, patient_id uuid, session_id uuid)"
    " CROSS JOIN LATERAL (SELECT clinic_id, message_id FROM message_out WHERE message_out.clinic_id = wanted.clinic_id"
    " AND message_out.patient_id = wanted.patient_id AND message_out.session_id = wanted.session_id"
    " AND message_out.status IN ('queued', 'claimed') AND message_out.nonce IS NOT NULL OFFSET 0) AS found"
    " WHERE message_out.clinic_id = found.clinic_id AND message_out.message_id = found.message_id"
    " AND message_out.status IN ('queued', 'claimed')"
)
_WITHDRAW_ALL: Final = (
    "UPDATE message_out SET status = 'cancelled'"
    " FROM :rows AS wanted (clinic_id text, patient_id uuid)"
    " CROSS JOIN LATERAL (SELECT clinic_id, message_id FROM message_out WHERE message_out.clinic_id = wanted.clinic_id"
    " AND message_out.patient_id = wanted.patient_id AND message_out.status IN ('queued', 'claimed') OFFSET 0) AS found"
    " WHERE message_out.clinic_id = found.clinic_id AND message_out.message_id = found.message_id"
    " AND message_out.status IN ('queued', 'claimed')"
)
# A STOP from before the number was the patient's names the number alone.
_REVOKE: Final = (
    "UPDATE opt_out SET revoked_at = wanted.at"
    " FROM :rows AS wanted (clinic_id text, patient_id uuid, at timestamptz)"
    " JOIN patient ON patient.clinic_id = wanted.clinic_id AND patient.patient_id = wanted.patient_id"
    " WHERE opt_out.clinic_id = wanted.clinic_id AND opt_out.revoked_at IS NULL AND"
    " (opt_out.patient_id = wanted.patient_id OR opt_out.address_index IN (patient.phone_index, patient.chat_index))"
)
