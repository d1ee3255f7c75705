"""What surrounds a message at the moment before it is sent: all that may forbid it, read in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, case, exists, func, literal, or_, select
from sqlmodel import SQLModel

from store.outbox import Message, clinic, message_out, sender, sending_paused, where_message

tables = SQLModel.metadata.tables
message_in = tables["message_in"]
patient = tables["patient"]
session = tables["session"]
opt_out = tables["opt_out"]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Keys and sealed columns are as stored; what is the patient's is null where no patient is known.

    `opted_out_since`: after the message was queued. `moved_on`: the conversation went on without it.
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


def circumstances(connection: Connection, message: Message, address_index: bytes | None) -> Circumstances | None:
    """Lock the message and read what surrounds it; None when it is no longer ours: a STOP has cancelled it.

    `address_index` of the address where no patient is known. A turn that cancels waits for the lock or goes first.
    """
    moved_on = or_(newer_message(message), newer_reply(message)) if message.session_id else literal(False)
    statement = (
        select(
            sending_paused().op("OR")(clinic.c.paused).label("sending_paused"),
            clinic.c.live,
            sender.c.paused.label("sender_paused"),
            sender.c.address.label("sender_address"),
            patient.c.status.label("patient_status"),
            patient.c.key_wrapped.label("patient_key"),
            clinic.c.applied_at,
            *(patient.c[name] for name in ("name_sealed", "phone_sealed", "chat_sealed", "phone_index", "chat_index")),
            case((message_out.c.channel == "telegram", patient.c.chat_unreachable_at), else_=patient.c.unreachable_at)
            .is_not(None)
            .label("unreachable"),
            session.c.state.label("session_state"),
            session.c.pathway_id,
            session.c.pathway_version,
            func.coalesce(session.c.zone, patient.c.zone).label("zone"),
            opted_out(message, address_index).label("opted_out"),
            opted_out(message, address_index, opt_out.c.at > message.created_at).label("opted_out_since"),
            moved_on.label("moved_on"),
        )
        .select_from(message_out)
        .join(clinic, clinic.c.clinic_id == message_out.c.clinic_id)
        .join(sender, and_(sender.c.clinic_id == clinic.c.clinic_id, sender.c.sender_id == message_out.c.sender_id))
        .outerjoin(patient, of_message(patient, "patient_id"))
        .outerjoin(session, of_message(session, "session_id"))
        .where(
            where_message(message),
            message_out.c.status == message.status,
            message_out.c.claimed_at == message.claimed_at,
        )
        .with_for_update(of=message_out)
    )
    row = connection.execute(statement).first()
    return None if row is None else Circumstances(**row._mapping)


def of_message(table: Any, column: str) -> Any:
    return and_(table.c.clinic_id == message_out.c.clinic_id, table.c[column] == message_out.c[column])


def opted_out(message: Message, address_index: bytes | None, *when: Any) -> Any:
    """A STOP that stands, of the patient or of the address, whichever of them gave it."""
    whose = [
        opt_out.c.address_index == patient.c.phone_index,
        opt_out.c.address_index == patient.c.chat_index,
    ]
    if message.patient_id is not None:
        whose.append(opt_out.c.patient_id == message.patient_id)
    if address_index is not None:
        whose.append(opt_out.c.address_index == address_index)
    return (
        exists()
        .where(opt_out.c.clinic_id == message.clinic_id, opt_out.c.revoked_at.is_(None), or_(*whose), *when)
        .correlate(patient)
    )


def newer_message(message: Message) -> Any:
    """Something was queued for the session after this one: the conversation has gone on without it."""
    newer = message_out.alias("newer")
    return exists().where(
        newer.c.clinic_id == message.clinic_id,
        newer.c.session_id == message.session_id,
        newer.c.seq > message.seq,
        newer.c.status != "cancelled",
    )


def newer_reply(message: Message) -> Any:
    return exists().where(
        message_in.c.clinic_id == message.clinic_id,
        message_in.c.session_id == message.session_id,
        message_in.c.received_at > message.created_at,
    )
