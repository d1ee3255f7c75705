"""What follows when a provider refuses a message, at once or in a later status: one table, one place.

Which refusal asks for which remedy is data beside each channel; how long to wait and how often is here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID, uuid4

import structlog
from sqlalchemy import ColumnElement, Connection, case, insert, select, update
from sqlmodel import SQLModel

from bot.backoff import wait_before
from bot.delivering import queue_event
from bot.metrics import optouts_total
from channels.channel import Remedy
from store.crypto import Keyring
from store.outbox import Message, cancel_waiting, change, hold_sender, put_back
from store.sessions import look_again, session_row
from store.tasks import open_task

log = structlog.get_logger(__name__)

clinic = SQLModel.metadata.tables["clinic"]
patient = SQLModel.metadata.tables["patient"]
sender = SQLModel.metadata.tables["sender"]
opt_out = SQLModel.metadata.tables["opt_out"]

# A provider's bad minutes: together a little over three hours, then somebody should phone.
RETRIES: Final = tuple(timedelta(seconds=s) for s in (10, 30, 120, 600, 1800, 7200))
# A phone that is off or out of reach: three tries within a day.
SLOW_RETRIES: Final = tuple(timedelta(hours=h) for h in (1, 4, 12))


@dataclass(frozen=True, slots=True)
class Refusal:
    """`status` is how the message ends when nothing more is tried: failed, or undelivered as the provider said.

    `address_index` is needed for an opt-out of an address that no patient has.
    """

    code: str
    remedy: Remedy
    status: Literal["failed", "undelivered"] = "failed"
    retry_after: timedelta | None = None
    address_index: bytes | None = None


def follow(connection: Connection, keyring: Keyring, message: Message, refusal: Refusal, now: datetime) -> None:
    """Do what the remedy says, in the caller's transaction."""
    log.info(
        "send-refused",
        clinic=message.clinic_id,
        sender=message.sender_id,
        message=str(message.message_id),
        code=refusal.code,
        remedy=refusal.remedy,
        attempt=message.attempts,
    )
    if refusal.retry_after is not None:
        hold_sender(connection, message, now + refusal.retry_after)
    if refusal.remedy == "opt-out":
        record_opt_out(connection, keyring, message, refusal, now)
    else:
        REMEDIES[refusal.remedy](connection, message, refusal, now)


def retry(connection: Connection, message: Message, refusal: Refusal, now: datetime) -> None:
    if message.attempts > len(RETRIES):
        give_up(connection, message, refusal, now)
        return
    wait = max(wait_before(message.attempts, RETRIES, message.message_id), refusal.retry_after or timedelta())
    put_back(connection, message, now + wait, error_code=refusal.code)


def retry_slowly(connection: Connection, message: Message, refusal: Refusal, now: datetime) -> None:
    if message.attempts > len(SLOW_RETRIES):
        give_up(connection, message, refusal, now)
        return
    wait = wait_before(message.attempts, SLOW_RETRIES, message.message_id)
    put_back(connection, message, now + wait, error_code=refusal.code)


def give_up(connection: Connection, message: Message, refusal: Refusal, now: datetime) -> None:
    end(connection, message, refusal)
    ask_staff(connection, message, "undelivered", refusal.code, now)


def stop_number(connection: Connection, message: Message, refusal: Refusal, now: datetime) -> None:
    """No more contacts to a number or a chat that cannot be reached. Replies go on: whoever writes from it is answered.

    The schedule decides at once whether the patient is reached by another channel.
    """
    end(connection, message, refusal)
    if message.patient_id is not None:
        dead = patient.c.chat_unreachable_at if message.channel == "telegram" else patient.c.unreachable_at
        connection.execute(update(patient).where(of_patient(message), dead.is_(None)).values({dead: now}))
        cancel_waiting(connection, message.clinic_id, message.patient_id, "bad-number", contacts_only=message.channel)
        look_again(connection, message.clinic_id, message.patient_id, now)
    ask_staff(connection, message, "bad_number", refusal.code, now)


def record_opt_out(connection: Connection, keyring: Keyring, message: Message, refusal: Refusal, now: datetime) -> None:
    """The provider holds a STOP that we have not seen: ours must say the same, and the clinic must know."""
    end(connection, message, refusal)
    index = refusal.address_index
    if message.patient_id is not None:
        row = connection.execute(
            update(patient)
            .where(of_patient(message))
            .values(status=case((patient.c.status == "active", "opted_out"), else_=patient.c.status))
            .returning(patient.c.phone_index, patient.c.chat_index)
        ).one()
        index = row.chat_index if message.channel == "telegram" else row.phone_index
        cancel_waiting(connection, message.clinic_id, message.patient_id, "opted-out")
    if (index is None and message.patient_id is None) or stands(connection, message, index):
        return
    connection.execute(
        insert(opt_out).values(
            clinic_id=message.clinic_id,
            opt_out_id=uuid4(),
            patient_id=message.patient_id,
            address_index=index,
            channel=message.channel,
            source="provider",
            at=now,
        )
    )
    ask_staff(connection, message, "opt_out", refusal.code, now)
    optouts_total.labels(source="provider").inc()
    if message.patient_id is not None:
        tell_of_opt_out(connection, keyring, message, message.patient_id, now)


def tell_of_opt_out(
    connection: Connection, keyring: Keyring, message: Message, patient_id: UUID, now: datetime
) -> None:
    """The same event as for a STOP that was written to us; without a session where none was under way."""
    row = connection.execute(
        select(patient.c.ref, patient.c.key_wrapped, clinic.c.key_wrapped.label("clinic_key"))
        .join(clinic, clinic.c.clinic_id == patient.c.clinic_id)
        .where(of_patient(message))
    ).one()
    if row.key_wrapped is None:  # erased: there is nobody left to tell of
        return
    data = {"patient": row.ref, "channel": message.channel}
    session = None if message.session_id is None else session_row(connection, message.clinic_id, message.session_id)
    if session is not None:
        about = {"pathway": "pathway_id", "wave": "wave_key", "session": "session_id"}
        data |= {name: str(session[column]) for name, column in about.items()}
    queue_event(
        connection,
        message.clinic_id,
        "optout.received",
        data,
        now=now,
        data_key=keyring.patient_key(
            keyring.clinic_key(message.clinic_id, row.clinic_key), patient_id, row.key_wrapped
        ),
        patient_id=patient_id,
        session_id=message.session_id,
    )


def pause_sender(connection: Connection, message: Message, refusal: Refusal, now: datetime) -> None:
    """Our configuration is at fault, not this message: it waits, with all the others, until somebody has looked."""
    put_back(connection, message, error_code=refusal.code)
    connection.execute(
        update(sender)
        .where(sender.c.clinic_id == message.clinic_id, sender.c.sender_id == message.sender_id)
        .values(paused=True, paused_reason=refusal.code)
    )
    detail = {"sender": message.sender_id, "code": refusal.code}
    open_task(connection, uuid4(), message.clinic_id, "sender", detail, now)
    log.error("sender-paused", clinic=message.clinic_id, sender=message.sender_id, code=refusal.code)


def stop_loop(connection: Connection, message: Message, refusal: Refusal, now: datetime) -> None:
    end(connection, message, refusal)
    if message.patient_id is not None:
        cancel_waiting(connection, message.clinic_id, message.patient_id, "loop")
    ask_staff(connection, message, "loop", refusal.code, now)


REMEDIES: Final[dict[Remedy, Callable[[Connection, Message, Refusal, datetime], None]]] = {
    "retry": retry,
    "retry-slowly": retry_slowly,
    "stop-number": stop_number,
    "pause-sender": pause_sender,
    "loop": stop_loop,
    "give-up": give_up,
}


def end(connection: Connection, message: Message, refusal: Refusal) -> None:
    change(connection, message, status=refusal.status, error_code=refusal.code)


def ask_staff(connection: Connection, message: Message, kind: str, code: str, now: datetime) -> None:
    open_task(
        connection,
        uuid4(),
        message.clinic_id,
        kind,
        {"code": code, "channel": message.channel, "kind": message.kind},
        now,
        patient_id=message.patient_id,
        session_id=message.session_id,
    )


def of_patient(message: Message) -> ColumnElement[bool]:
    return (patient.c.clinic_id == message.clinic_id) & (patient.c.patient_id == message.patient_id)


def stands(connection: Connection, message: Message, index: bytes | None) -> bool:
    """Whether an opt-out of this patient, or of this address, has been recorded already."""
    whose = (
        opt_out.c.address_index == index if message.patient_id is None else (opt_out.c.patient_id == message.patient_id)
    )
    found = select(opt_out.c.opt_out_id).where(
        opt_out.c.clinic_id == message.clinic_id, opt_out.c.revoked_at.is_(None), whose
    )
    return connection.execute(found.limit(1)).first() is not None
