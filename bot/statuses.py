"""What a provider says about a message, at once or later, in its order or not: a message only goes forward."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Literal
from uuid import uuid4

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel

from bot.remedies import Refusal, follow
from channels.channel import Sent, StatusChange
from channels.remedies import remedy
from store.crypto import Keyring
from store.outbox import Message, change, find_by_provider, message_out

tables = SQLModel.metadata.tables
status_callback = tables["status_callback"]
sender = tables["sender"]
answer = tables["answer"]

# A late "sent" does not undo "delivered"; a phone that was reached after all does undo "undelivered".
RANK: Final = {"queued": 1, "sending": 1, "sent": 1, "undelivered": 2, "failed": 2, "delivered": 3, "read": 4}
ARRIVED: Final = frozenset({"delivered", "read"})
REFUSED: Final = frozenset({"undelivered", "failed"})
# With us again, for another attempt or for none: of the attempt before, only an arrival is still news.
WITH_US: Final = frozenset({"queued", "claimed", "sending", "unknown", "cancelled"})

Outcome = Literal["applied", "kept", "repeated", "not-ours"]


def record_status(connection: Connection, keyring: Keyring, said: StatusChange) -> Outcome:
    """Take in a status. One that comes before our own record of the send is kept until then; a repeat does nothing."""
    agree(connection, said.channel, said.provider_id)
    message = find_by_provider(connection, said.channel, said.provider_id)
    clinic_id = clinic_of(connection, said) if message is None else message.clinic_id
    if clinic_id is None:
        return "not-ours"
    if not keep(connection, clinic_id, said):
        return "repeated"
    if message is None:
        return "kept"
    go_forward(connection, keyring, message, said.status, said.error_code, said.received_at)
    mark_applied(connection, said.channel, said.provider_id)
    return "applied"


def record_sent(connection: Connection, keyring: Keyring, message: Message, sent: Sent, now: datetime) -> None:
    """Record a provider's receipt, and what the provider had said before the receipt reached us.

    The reply clock starts here: `sent_at` is the moment the schedule counts from.
    """
    agree(connection, message.channel, sent.provider_id)
    change(
        connection,
        message,
        status="sent",
        provider_id=sent.provider_id,
        segments=sent.segments,
        sent_at=now,
        error_code=None,
    )
    stamp_answers(connection, message, "sent_at", now)
    message = replace(message, status="sent", provider_id=sent.provider_id)
    message = go_forward(connection, keyring, message, sent.status, sent.error_code, now)
    for row in kept_for(connection, message):
        message = go_forward(connection, keyring, message, row.status, row.error_code, row.received_at)
    mark_applied(connection, message.channel, sent.provider_id)


def go_forward(
    connection: Connection, keyring: Keyring, message: Message, status: str, code: str | None, at: datetime
) -> Message:
    """The message as the status leaves it, in the row too; a status that is no news leaves it as it is."""
    if not is_news(message, status):
        return message
    if status in ARRIVED:
        delivered_at = func.coalesce(message_out.c.delivered_at, at)
        change(connection, message, status=status, delivered_at=delivered_at, error_code=None)
        stamp_answers(connection, message, "delivered_at", at)
    else:
        follow(connection, keyring, message, refusal_of(message.channel, status, code), at)
    return replace(message, status=status)


def is_news(message: Message, status: str) -> bool:
    if message.status in WITH_US:
        return status in ARRIVED
    return RANK.get(status, 0) > RANK[message.status]


def refusal_of(channel: str, status: str, code: str | None) -> Refusal:
    """A phone that was not reached this minute is not reached the next: what may be tried again is tried slowly."""
    asked = remedy(channel, code) if code else "give-up"
    ended: Literal["failed", "undelivered"] = "undelivered" if status == "undelivered" else "failed"
    return Refusal(code or status, "retry-slowly" if asked == "retry" else asked, ended)


def agree(connection: Connection, channel: str, provider_id: str) -> None:
    """One at a time for each provider id: a receipt and a status that cross would otherwise miss each other."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{channel}:{provider_id}", 0))))


def clinic_of(connection: Connection, said: StatusChange) -> str | None:
    found = select(sender.c.clinic_id).where(sender.c.channel == said.channel, sender.c.address == said.sender_address)
    clinic_id: str | None = connection.execute(found).scalar()
    return clinic_id


def keep(connection: Connection, clinic_id: str, said: StatusChange) -> bool:
    """False when the same was said before."""
    kept = connection.execute(
        insert(status_callback)
        .values(
            clinic_id=clinic_id,
            callback_id=uuid4(),
            channel=said.channel,
            provider_id=said.provider_id,
            status=said.status,
            error_code=said.error_code,
            received_at=said.received_at,
            applied=False,
        )
        .on_conflict_do_nothing(index_elements=["channel", "provider_id", "status"])
        .returning(status_callback.c.callback_id)
    )
    return kept.first() is not None


def kept_for(connection: Connection, message: Message) -> Sequence[Row[Any]]:
    return connection.execute(
        select(status_callback)
        .where(
            status_callback.c.channel == message.channel,
            status_callback.c.provider_id == message.provider_id,
            ~status_callback.c.applied,
        )
        .order_by(status_callback.c.received_at)
    ).all()


def mark_applied(connection: Connection, channel: str, provider_id: str) -> None:
    connection.execute(
        update(status_callback)
        .where(status_callback.c.channel == channel, status_callback.c.provider_id == provider_id)
        .values(applied=True)
    )


def stamp_answers(connection: Connection, message: Message, column: str, at: datetime) -> None:
    """A reply can overtake the receipt of its question: the answer then learns of it here."""
    if message.session_id is None:
        return
    connection.execute(
        update(answer)
        .where(
            answer.c.clinic_id == message.clinic_id,
            answer.c.session_id == message.session_id,
            answer.c.asked_message_id == message.message_id,
            answer.c[column].is_(None),
        )
        .values({column: at})
    )
