"""Messages whose fate nobody knows: the provider is asked before anything is sent again.

A send that timed out may have arrived. Where the provider can be asked, what it has is recorded, and what it does not
have after a grace time is sent once more, marked as a possible second copy. Where it cannot be asked, or a second
attempt is in doubt too, the message stays `unknown` and staff are told.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.outgoing import recompose
from bot.remedies import ask_staff
from bot.running import Running
from bot.statuses import record_sent
from channels.channel import Outbound, SendError, SendUnknownError, Sent
from store import outbox
from store.database import transaction
from store.outbox import Message

# Longer than any channel waits for its provider: a message `sending` for this long has lost its worker.
LOST_AFTER: Final = timedelta(minutes=2)
# A claim is used within seconds. One this old has lost its worker or waits behind slow sends; taking it back is safe
# either way, as a claim is named by its moment and the first to mark it `sending` is the only one.
STALE_AFTER: Final = timedelta(seconds=15)
# A provider's list can lag behind what it has taken.
GRACE: Final = timedelta(minutes=5)
ASK_FOR: Final = timedelta(days=1)
ONE_GO: Final = 50


def note_doubt(connection: Connection, message: Message, now: datetime, *, can_look_up: bool) -> None:
    """A send ended without an answer. Where nobody can be asked about it, staff are told."""
    if outbox.doubt(connection, message) and not can_look_up:
        tell_staff(connection, message, now)


def tell_staff(connection: Connection, message: Message, now: datetime) -> None:
    if outbox.leave_unknown(connection, message):
        ask_staff(connection, message, "undelivered", "unknown", now)


async def resolve_unknown(running: Running) -> int:
    """Find sends that lost their worker, and ask the providers about all in doubt; returns how many it settled."""
    askable = [name for name, channel in running.channels.items() if channel.can_look_up]
    await asyncio.to_thread(find_lost, running, askable)
    await asyncio.to_thread(stop_asking, running)
    messages = await asyncio.to_thread(in_doubt, running, askable)
    settled = [await resolve(running, message) for message in messages]
    return sum(settled)


def release_claims(running: Running) -> int:
    """Messages that a dead worker had claimed and not begun to send are there for the others again."""
    with transaction(running.engine) as connection:
        return outbox.release_stale(connection, running.clock() - STALE_AFTER)


def find_lost(running: Running, askable: list[str]) -> None:
    now = running.clock()
    with transaction(running.engine) as connection:
        for message in outbox.lost_sends(connection, now - LOST_AFTER):
            note_doubt(connection, message, now, can_look_up=message.channel in askable)


def stop_asking(running: Running) -> None:
    """What no provider could tell us for a day, or nobody asked about while every worker was away, is for staff."""
    now = running.clock()
    with transaction(running.engine) as connection:
        for message in outbox.long_unknown(connection, now - ASK_FOR):
            tell_staff(connection, message, now)


def in_doubt(running: Running, askable: list[str]) -> list[Message]:
    with transaction(running.engine) as connection:
        return outbox.unknown_messages(connection, askable, running.clock() - ASK_FOR, ONE_GO)


async def resolve(running: Running, message: Message) -> bool:
    """Ask about one message; True when its fate is known, or it is queued for its second attempt."""
    outbound = await asyncio.to_thread(compose_again, running, message)
    if outbound is None or message.claimed_at is None:
        return False
    try:
        found = await running.channels[message.channel].look_up(outbound, message.claimed_at)
    except (SendError, SendUnknownError):
        return False  # the provider has no answer now: ask again on the next round
    return await asyncio.to_thread(conclude, running, message, found)


def compose_again(running: Running, message: Message) -> Outbound | None:
    with transaction(running.engine) as connection:
        return recompose(connection, running.compiled, running.keyring, message)


def conclude(running: Running, message: Message, found: Sent | None) -> bool:
    now = running.clock()
    with transaction(running.engine) as connection:
        if found is not None and is_its_own(connection, message, found):
            record_sent(connection, running.keyring, message, found, now)
            return True
        assert message.claimed_at is not None, "a message in doubt has been claimed"
        if now - message.claimed_at < GRACE:
            return False
        if message.doubts == 1:
            return outbox.repeat_unknown(connection, message)
        tell_staff(connection, message, now)
        return False


def is_its_own(connection: Connection, message: Message, found: Sent) -> bool:
    """The same words may have gone to the same phone twice: what is another message's receipt is not this one's."""
    holder = outbox.find_by_provider(connection, message.channel, found.provider_id)
    return holder is None or holder.message_id == message.message_id
