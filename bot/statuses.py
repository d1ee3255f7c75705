"""What a provider says about a message, at once or later, in its order or not: a message only goes forward."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Literal
from uuid import uuid4

from sqlalchemy import Connection, Row, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel

from bot.remedies import Refusal, follow
from channels.channel import Sent, StatusChange
from channels.remedies import remedy
from store.crypto import Keyring
from store.outbox import Message, find_by_provider
from store.recordset import run_together, tuples_by

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
    if not keep(connection, clinic_id, said, applied=message is not None):
        return "repeated"
    if message is None:
        return "kept"
    go_forward(connection, keyring, message, said.status, said.error_code, said.received_at)
    return "applied"


def record_sent(connection: Connection, keyring: Keyring, message: Message, sent: Sent, now: datetime) -> None:
    """Record a provider's receipt, and what the provider had said before the receipt reached us.

    The reply clock starts here: `sent_at` is the moment the schedule counts from.
    """
    record_all_sent(connection, keyring, [(message, sent)], now)


def record_all_sent(
    connection: Connection, keyring: Keyring, receipts: Sequence[tuple[Message, Sent]], now: datetime
) -> None:
    """The same of many in few statements."""
    _agree_on(connection, receipts)
    rows = [
        {
            "clinic_id": message.clinic_id,
            "message_id": message.message_id,
            "session_id": message.session_id,
            "provider_id": sent.provider_id,
            "segments": sent.segments,
            "sent_at": now,
        }
        for message, sent in receipts
    ]
    new = {message_id for (message_id,) in tuples_by(connection, _SENT, rows)}
    run_together(connection, [(_STAMP, [row for row in rows if row["session_id"] is not None])])
    kept = kept_for(connection, [(message.channel, sent.provider_id) for message, sent in receipts])
    for message, sent in receipts:
        if message.message_id not in new:
            continue
        gone = replace(message, status="sent", provider_id=sent.provider_id)
        gone = go_forward(connection, keyring, gone, sent.status, sent.error_code, now)
        said = kept.get((message.channel, sent.provider_id), ())
        for row in said:
            gone = go_forward(connection, keyring, gone, row.status, row.error_code, row.received_at)
        if said:
            mark_applied(connection, message.channel, sent.provider_id)


# A receipt that is known, as another worker has found it at the provider, must not undo what was said since.
_SENT: Final = (
    "UPDATE message_out SET status = 'sent', provider_id = new.provider_id, segments = new.segments,"
    " sent_at = new.sent_at, error_code = NULL"
    " FROM :rows AS new (clinic_id text, message_id uuid, provider_id text, segments int, sent_at timestamptz)"
    " WHERE message_out.clinic_id = new.clinic_id AND message_out.message_id = new.message_id"
    " AND message_out.provider_id IS DISTINCT FROM new.provider_id"
    " RETURNING message_out.message_id"
)
# A reply can overtake the receipt of its question: the answer then learns of it here.
_STAMP: Final = (
    "UPDATE answer SET sent_at = new.sent_at"
    " FROM :rows AS new (clinic_id text, message_id uuid, session_id uuid, sent_at timestamptz)"
    " WHERE answer.clinic_id = new.clinic_id AND answer.session_id = new.session_id"
    " AND answer.asked_message_id = new.message_id AND answer.sent_at IS NULL"
)


def _agree_on(connection: Connection, receipts: Sequence[tuple[Message, Sent]]) -> None:
    """As `agree`, for all of them, in an order in which no two can wait for each other."""
    names = sorted(_lock_name(message.channel, sent.provider_id) for message, sent in receipts)
    connection.execute(_AGREE, {"names": names})


_AGREE: Final = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(CAST(:names AS text[])) AS name"
)


def kept_for(connection: Connection, ids: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[Row[Any]]]:
    """What a provider has said too early about these (channel, provider id), in its order."""
    found: dict[tuple[str, str], list[Row[Any]]] = {}
    early = (
        select(status_callback)
        .where(
            tuple_(status_callback.c.channel, status_callback.c.provider_id).in_(list(ids)), ~status_callback.c.applied
        )
        .order_by(status_callback.c.received_at)
    )
    for row in connection.execute(early):
        found.setdefault((row.channel, row.provider_id), []).append(row)
    return found


def go_forward(
    connection: Connection, keyring: Keyring, message: Message, status: str, code: str | None, at: datetime
) -> Message:
    """The message as the status leaves it, in the row too; a status that is no news leaves it as it is."""
    if not is_news(message, status):
        return message
    if status in ARRIVED:
        names = {"clinic": message.clinic_id, "message": message.message_id, "session": message.session_id}
        connection.execute(_ARRIVED, {**names, "status": status, "at": at})
    else:
        follow(connection, keyring, message, refusal_of(message.channel, status, code), at)
    return replace(message, status=status)


# A reply can overtake the news that its question arrived: the answer then learns of it here.
_ARRIVED: Final = text(
    "WITH arrived AS (UPDATE message_out"
    " SET status = :status, delivered_at = coalesce(delivered_at, :at), error_code = NULL"
    " WHERE clinic_id = :clinic AND message_id = :message)"
    " UPDATE answer SET delivered_at = :at"
    " WHERE clinic_id = :clinic AND session_id = :session AND asked_message_id = :message AND delivered_at IS NULL"
)


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
    connection.execute(_AGREE, {"names": [_lock_name(channel, provider_id)]})


def _lock_name(channel: str, provider_id: str) -> str:
    return f"{channel}:{provider_id}"


def clinic_of(connection: Connection, said: StatusChange) -> str | None:
    found = select(sender.c.clinic_id).where(sender.c.channel == said.channel, sender.c.address == said.sender_address)
    clinic_id: str | None = connection.execute(found).scalar()
    return clinic_id


def keep(connection: Connection, clinic_id: str, said: StatusChange, *, applied: bool) -> bool:
    """False when the same was said before."""
    row = {
        "clinic_id": clinic_id,
        "callback_id": uuid4(),
        "channel": said.channel,
        "provider_id": said.provider_id,
        "status": said.status,
        "error_code": said.error_code,
        "received_at": said.received_at,
        "applied": applied,
    }
    return connection.execute(_KEEP, row).first() is not None


_KEEP: Final = (
    insert(status_callback)
    .on_conflict_do_nothing(index_elements=["channel", "provider_id", "status"])
    .returning(status_callback.c.callback_id)
)


def mark_applied(connection: Connection, channel: str, provider_id: str) -> None:
    connection.execute(
        update(status_callback)
        .where(status_callback.c.channel == channel, status_callback.c.provider_id == provider_id)
        .values(applied=True)
    )
