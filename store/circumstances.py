"""What surrounds messages at the moment before they are sent: all that may forbid one, read in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from store.outbox import Message
from store.recordset import rows_by


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Keys and sealed columns are as stored; what is the patient's is null where no patient is known.

    `opted_out_since`: after the message was queued. `moved_on`: the conversation went on without it. `replaced`: it was
    tried before, waits for a reply, and so does a later one of its session.
    """

    sending_paused: bool
    live: bool
    sender_paused: bool
    sender_address: str
    patient_status: str | None
    patient_key: bytes | None
    name_sealed: bytes | None
    phone_sealed: bytes | None
    chat_sealed: bytes | None
    phone_index: bytes | None
    chat_index: bytes | None
    unreachable: bool
    session_state: str | None
    pathway_id: str | None
    pathway_version: int | None
    zone: str | None
    applied_at: datetime
    opted_out: bool
    opted_out_since: bool
    moved_on: bool
    replaced: bool


def circumstances(connection: Connection, message: Message, address_index: bytes | None) -> Circumstances | None:
    """Lock one message and read what surrounds it; None when it is no longer ours: a STOP has cancelled it.

    `address_index` of the address where no patient is known. A turn that cancels waits for the lock or goes first.
    """
    return _read(connection, _WAITING, [message], {message.message_id: address_index}).get(message.message_id)


def circumstances_of(
    connection: Connection, messages: Sequence[Message], address_indexes: Mapping[UUID, bytes | None]
) -> dict[UUID, Circumstances]:
    """The same of many at once. One that somebody else has locked is left out: who holds locks must wait for none."""
    return _read(connection, _PASSING, messages, address_indexes)


def _read(
    connection: Connection, statement: str, messages: Sequence[Message], indexes: Mapping[UUID, bytes | None]
) -> dict[UUID, Circumstances]:
    wanted = [
        {
            "clinic_id": message.clinic_id,
            "message_id": message.message_id,
            "status": message.status,
            "claimed_at": message.claimed_at,
            "address_index": indexes.get(message.message_id),
        }
        for message in messages
    ]
    rows = rows_by(connection, statement, wanted)
    return {row.pop("message_id"): Circumstances(**row) for row in rows}


# A STOP that stands: of the patient or of the address, whichever of them gave it.
_STOPPED: Final = """
    SELECT FROM opt_out
    WHERE opt_out.clinic_id = message_out.clinic_id AND opt_out.revoked_at IS NULL
    AND (opt_out.patient_id = message_out.patient_id
         OR opt_out.address_index IN (patient.phone_index, patient.chat_index, wanted.address_index))
"""
_SURROUNDINGS: Final = f"""
SELECT
    message_out.message_id,
    coalesce((SELECT control.sending_paused FROM control LIMIT 1), false) OR clinic.paused AS sending_paused,
    clinic.live,
    sender.paused AS sender_paused,
    sender.address AS sender_address,
    patient.status AS patient_status,
    patient.key_wrapped AS patient_key,
    clinic.applied_at,
    patient.name_sealed, patient.phone_sealed, patient.chat_sealed, patient.phone_index, patient.chat_index,
    CASE message_out.channel WHEN 'telegram' THEN patient.chat_unreachable_at ELSE patient.unreachable_at END
        IS NOT NULL AS unreachable,
    session.state AS session_state,
    session.pathway_id,
    session.pathway_version,
    coalesce(session.zone, patient.zone) AS zone,
    EXISTS ({_STOPPED}) AS opted_out,
    EXISTS ({_STOPPED} AND opt_out.at > message_out.created_at) AS opted_out_since,
    -- the conversation has gone on without it: by a later message of ours, or of the patient's
    EXISTS (
        SELECT FROM message_out AS newer
        WHERE newer.clinic_id = message_out.clinic_id AND newer.session_id = message_out.session_id
        AND newer.seq > message_out.seq AND newer.status <> 'cancelled'
    ) OR coalesce(session.last_inbound_at > message_out.created_at, false) AS moved_on,
    -- it was being handed over when the later one was queued, so it was not withdrawn
    message_out.attempts > 0 AND message_out.nonce IS NOT NULL AND EXISTS (
        SELECT FROM message_out AS newer
        WHERE newer.clinic_id = message_out.clinic_id AND newer.session_id = message_out.session_id
        AND newer.seq > message_out.seq AND newer.nonce IS NOT NULL AND newer.status <> 'cancelled'
    ) AS replaced
FROM :rows AS wanted (
    clinic_id text, message_id uuid, status text, claimed_at timestamptz, address_index bytea
)
JOIN message_out ON message_out.clinic_id = wanted.clinic_id AND message_out.message_id = wanted.message_id
    AND message_out.status = wanted.status AND message_out.claimed_at IS NOT DISTINCT FROM wanted.claimed_at
JOIN clinic ON clinic.clinic_id = message_out.clinic_id
JOIN sender ON sender.clinic_id = message_out.clinic_id AND sender.sender_id = message_out.sender_id
LEFT JOIN patient ON patient.clinic_id = message_out.clinic_id AND patient.patient_id = message_out.patient_id
LEFT JOIN session ON session.clinic_id = message_out.clinic_id AND session.session_id = message_out.session_id
FOR UPDATE OF message_out
"""  # noqa: S608 - a part of our own
_WAITING: Final = _SURROUNDINGS
_PASSING: Final = f"{_SURROUNDINGS} SKIP LOCKED"
