"""The messages that wait to be sent: taking them in a sender's pace, and what becomes of each.

A claim is named by its moment: a message is still ours while it is `claimed` with the `claimed_at` that we wrote.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables looked up below

tables = SQLModel.metadata.tables
message_out = tables["message_out"]
sender = tables["sender"]
clinic = tables["clinic"]
control = tables["control"]

SenderKey = tuple[str, str]  # clinic_id, sender_id
UNPACED_BATCH = 64
# How far ahead of its rate a sender may run: the span of one batch, so that a fast sender is not asked one by one.
BURST = timedelta(seconds=0.25)


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the outbox as taken. `doubts` above 0: this may be a second copy, and is marked as such."""

    clinic_id: str
    message_id: UUID
    seq: int
    session_id: UUID | None
    patient_id: UUID | None
    sender_id: str
    channel: str
    kind: str
    content_sealed: bytes
    address_sealed: bytes | None
    language: str
    priority: int
    exempt: bool
    status: str
    not_before: datetime
    expires_at: datetime | None
    attempts: int
    doubts: int
    claimed_at: datetime | None
    provider_id: str | None
    nonce: str | None
    created_at: datetime


COLUMNS = tuple(message_out.c[field.name] for field in fields(Message))


@dataclass(frozen=True, slots=True)
class Batch:
    """What a sender may send now; where that is nothing, `again_at` is when its pace allows more of what waits."""

    messages: tuple[Message, ...]
    again_at: datetime | None


def as_message(row: Row[Any]) -> Message:
    """Of a row of COLUMNS."""
    values: Sequence[Any] = row
    return Message(*values)


def where_message(message: Message) -> ColumnElement[bool]:
    return and_(message_out.c.clinic_id == message.clinic_id, message_out.c.message_id == message.message_id)


def sending_paused() -> Any:
    return func.coalesce(select(control.c.sending_paused).limit(1).scalar_subquery(), False)


def open_senders() -> Select[Any]:
    """Senders that nobody has paused, of clinics that are live."""
    return (
        select(sender.c.clinic_id, sender.c.sender_id, sender.c.rate, sender.c.free_at)
        .join(clinic, clinic.c.clinic_id == sender.c.clinic_id)
        .where(~sender.c.paused, ~clinic.c.paused, clinic.c.live, ~sending_paused())
    )


# What each round and each go at a sender ask is put together once: that costs more than to ask it. Of a message that
# may be sent: its moment has come, and this process has its channel.
_SENDABLE: Final = and_(
    message_out.c.status == "queued",
    message_out.c.not_before <= bindparam("now"),
    message_out.c.channel == func.any(bindparam("channels", type_=ARRAY(String))),
)
_READY: Final = (
    open_senders()
    .where(
        exists().where(
            message_out.c.clinic_id == sender.c.clinic_id, message_out.c.sender_id == sender.c.sender_id, _SENDABLE
        )
    )
    .order_by(sender.c.clinic_id, sender.c.sender_id)
)
_SENDER: Final = (
    open_senders()
    .where(sender.c.clinic_id == bindparam("of_clinic"), sender.c.sender_id == bindparam("of_sender"))
    .with_for_update(of=sender)
)
_WAITING: Final = and_(
    message_out.c.clinic_id == bindparam("of_clinic"), message_out.c.sender_id == bindparam("of_sender"), _SENDABLE
)
_SOME_WAIT: Final = select(exists().where(_WAITING))
_NEXT: Final = (
    select(message_out.c.clinic_id, message_out.c.message_id)
    .where(_WAITING)
    .order_by(message_out.c.priority, message_out.c.not_before, message_out.c.seq)
    .limit(bindparam("room", type_=Integer))
    .with_for_update(skip_locked=True)
).cte("next_ones")
_TAKE: Final = (
    update(message_out)
    .where(tuple_(message_out.c.clinic_id, message_out.c.message_id).in_(select(_NEXT.c.clinic_id, _NEXT.c.message_id)))
    .values(status="claimed", claimed_at=bindparam("now"))
    .returning(*COLUMNS)
)


def senders_ready(connection: Connection, now: datetime, channels: Iterable[str]) -> list[SenderKey]:
    """Senders with a message that may go now."""
    rows = connection.execute(_READY, {"now": now, "channels": list(channels)})
    return [(row.clinic_id, row.sender_id) for row in rows]


def claim(connection: Connection, key: SenderKey, now: datetime, *, channels: Iterable[str], paced: bool) -> Batch:
    """Take the next messages of a sender, most urgent first, as many as its rate has room for.

    The sender's row is locked, so that two workers together keep its rate. A message counts as one segment here;
    what it is beyond that is charged when it was sent.
    """
    which = {"of_clinic": key[0], "of_sender": key[1]}
    row = connection.execute(_SENDER, which).first()
    if row is None:
        return Batch((), None)
    free_at = max(row.free_at or now, now)
    waiting = {**which, "now": now, "channels": list(channels)}
    room = room_for(row.rate, free_at - now) if paced else UNPACED_BATCH
    if not room:
        some = connection.execute(_SOME_WAIT, waiting).scalar_one()
        return Batch((), free_at if some else None)
    taken = map(as_message, connection.execute(_TAKE, {**waiting, "room": room}))
    messages = tuple(sorted(taken, key=lambda m: (m.priority, m.not_before, m.seq)))
    if paced and messages:
        charge(connection, key, len(messages), now)
    return Batch(messages, None)


def room_for(rate: float, behind: timedelta) -> int:
    """Segments that fit before the burst is used up; one always fits when nothing is behind."""
    span = max(BURST, timedelta(seconds=1 / rate))
    return max(0, int((span - behind).total_seconds() * rate + 1e-6))


def charge(connection: Connection, key: SenderKey, segments: int, now: datetime) -> None:
    """Segments used of the sender's rate, from now on."""
    connection.execute(
        update(sender)
        .where(sender.c.clinic_id == key[0], sender.c.sender_id == key[1])
        .values(
            free_at=func.greatest(func.coalesce(sender.c.free_at, now), now)
            + func.make_interval(0, 0, 0, 0, 0, 0, segments / sender.c.rate)
        )
    )


def hold_sender(connection: Connection, message: Message, until: datetime) -> None:
    """The provider asked the whole sender to wait."""
    connection.execute(
        update(sender)
        .where(sender.c.clinic_id == message.clinic_id, sender.c.sender_id == message.sender_id)
        .values(free_at=func.greatest(func.coalesce(sender.c.free_at, until), until))
    )


def set_back(connection: Connection, now: datetime, by: timedelta) -> None:
    """The clock was put back: what was reckoned by it before would keep senders, and replies, silent for that long."""
    connection.execute(
        update(sender).where(sender.c.free_at > now).values(free_at=func.greatest(now, sender.c.free_at - by))
    )
    connection.execute(
        update(message_out)
        .where(message_out.c.status == "queued", message_out.c.not_before > now, message_out.c.created_at > now)
        .values(not_before=func.greatest(now, message_out.c.not_before - by))
    )


def change(connection: Connection, message: Message, **values: Any) -> None:
    connection.execute(update(message_out).where(where_message(message)).values(**values))


def begin_sending(connection: Connection, messages: Iterable[Message]) -> None:
    """These are being handed over: whoever finds one like this later does not know its fate."""
    keys = [(message.clinic_id, message.message_id) for message in messages]
    connection.execute(_BEGIN, {"keys": keys})


_BEGIN: Final = (
    update(message_out)
    .where(tuple_(message_out.c.clinic_id, message_out.c.message_id).in_(bindparam("keys", expanding=True)))
    .values(status="sending", attempts=message_out.c.attempts + 1, error_code=None)
)


def put_back(connection: Connection, message: Message, not_before: datetime | None = None, **values: Any) -> None:
    """Queued again; without `not_before` at the moment it already had."""
    change(
        connection,
        message,
        status="queued",
        claimed_at=None,
        not_before=not_before or message.not_before,
        **values,
    )


def cancel(connection: Connection, message: Message, why: str) -> None:
    change(connection, message, status="cancelled", error_code=why)


def cancel_waiting(
    connection: Connection, clinic_id: str, patient_id: UUID, why: str, *, contacts_only: str | None = None
) -> int:
    """What is queued or claimed for a patient will not be sent; or only the schedule's contacts by one channel."""
    which = [
        message_out.c.clinic_id == clinic_id,
        message_out.c.patient_id == patient_id,
        message_out.c.status.in_(("queued", "claimed")),
    ]
    if contacts_only is not None:
        which += [~message_out.c.exempt, message_out.c.channel == contacts_only]
    return connection.execute(update(message_out).where(*which).values(status="cancelled", error_code=why)).rowcount


def release(connection: Connection, message: Message) -> None:
    """Give back a claim that will not be used now; what has been cancelled since stays so."""
    connection.execute(
        update(message_out)
        .where(
            where_message(message),
            message_out.c.status == "claimed",
            message_out.c.claimed_at == message.claimed_at,
        )
        .values(status="queued", claimed_at=None)
    )


def doubt(connection: Connection, message: Message) -> bool:
    """Nobody knows whether the provider took it. False when more is known by now, or the attempt is not ours."""
    doubted = connection.execute(
        update(message_out)
        .where(
            where_message(message),
            message_out.c.status == "sending",
            message_out.c.claimed_at == message.claimed_at,
        )
        .values(status="unknown", doubts=message_out.c.doubts + 1)
    )
    return doubted.rowcount == 1


def is_ours(connection: Connection, message: Message) -> bool:
    """Lock the message; False for a worker that was thought dead and whose attempt was taken away."""
    ours = select(message_out.c.message_id).where(
        where_message(message),
        message_out.c.status.in_(("sending", "unknown")),
        message_out.c.claimed_at == message.claimed_at,
    )
    return connection.execute(ours.with_for_update()).first() is not None


def release_stale(connection: Connection, before: datetime) -> int:
    """Claims whose worker died before it sent anything."""
    return connection.execute(
        update(message_out)
        .where(message_out.c.status == "claimed", message_out.c.claimed_at < before)
        .values(status="queued", claimed_at=None)
    ).rowcount


def lost_sends(connection: Connection, before: datetime) -> list[Message]:
    """Sends whose worker died in the middle, locked: nobody knows whether the provider took them."""
    rows = connection.execute(
        select(*COLUMNS)
        .where(message_out.c.status == "sending", message_out.c.claimed_at < before)
        .with_for_update(skip_locked=True)
    )
    return [as_message(row) for row in rows]


def unknown_messages(connection: Connection, channels: Iterable[str], since: datetime, limit: int) -> list[Message]:
    """Messages of unknown fate, oldest first, of the channels that can be asked."""
    rows = connection.execute(
        select(*COLUMNS)
        .where(
            message_out.c.status == "unknown",
            message_out.c.channel.in_(list(channels)),
            message_out.c.claimed_at >= since,
        )
        .order_by(message_out.c.claimed_at)
        .limit(limit)
    )
    return [as_message(row) for row in rows]


def long_unknown(connection: Connection, before: datetime) -> list[Message]:
    """Messages of unknown fate that are no longer asked about, and that nobody was told of."""
    rows = connection.execute(
        select(*COLUMNS).where(
            message_out.c.status == "unknown", message_out.c.claimed_at < before, message_out.c.error_code.is_(None)
        )
    )
    return [as_message(row) for row in rows]


def repeat_unknown(connection: Connection, message: Message) -> bool:
    """Queue it once more, unless its fate has become known meanwhile."""
    repeated = connection.execute(
        update(message_out)
        .where(where_message(message), message_out.c.status == "unknown", message_out.c.doubts == message.doubts)
        .values(status="queued", claimed_at=None)
    )
    return repeated.rowcount == 1


def leave_unknown(connection: Connection, message: Message) -> bool:
    """Note that nothing more is done about it; False when that was noted before."""
    left = connection.execute(
        update(message_out)
        .where(where_message(message), message_out.c.status == "unknown", message_out.c.error_code.is_(None))
        .values(error_code="unknown")
    )
    return left.rowcount == 1


def find_by_provider(connection: Connection, channel: str, provider_id: str) -> Message | None:
    row = connection.execute(_BY_PROVIDER, {"of_channel": channel, "of_id": provider_id}).first()
    return None if row is None else as_message(row)


# Each status of each message asks this, and to put a statement together costs more than to ask it.
_BY_PROVIDER: Final = (
    select(*COLUMNS)
    .where(message_out.c.channel == bindparam("of_channel"), message_out.c.provider_id == bindparam("of_id"))
    .with_for_update()
)


def queued_to(connection: Connection, clinic_id: str, sender_id: str, address_index: bytes) -> list[Message]:
    """What one sender still has to say to the patient at this address, oldest first."""
    patient = tables["patient"]
    at = or_(patient.c.phone_index == address_index, patient.c.chat_index == address_index)
    theirs = select(patient.c.patient_id).where(patient.c.clinic_id == clinic_id, at)
    rows = connection.execute(
        select(*COLUMNS)
        .where(
            message_out.c.clinic_id == clinic_id,
            message_out.c.sender_id == sender_id,
            message_out.c.patient_id.in_(theirs),
            message_out.c.status == "queued",
        )
        .order_by(message_out.c.seq)
    )
    return [as_message(row) for row in rows]


def next_not_before(connection: Connection) -> datetime | None:
    """The earliest moment at which any queued message may go."""
    return connection.execute(
        select(func.min(message_out.c.not_before)).where(message_out.c.status == "queued")
    ).scalar()
