"""The provider's own list of messages, held against ours: after a restore, or after days in which nobody listened.

What patients wrote and we do not know is taken as if it came now, but at its own time and in its order. What we have
sent and do not know is found again among what waits to be sent, by receiver and words, so that no question goes out
twice and every reply meets the question it was about.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.copies import CLOCKS_DIFFER
from bot.due import run_due
from bot.outgoing import recompose
from bot.running import Running
from bot.statuses import record_sent
from bot.turns import TurnLoop
from channels.channel import Channel, Handed, Inbound, KeepsList
from store.database import transaction
from store.ledger import tables
from store.outbox import Message, queued_to

_OUT, _SENDER = tables["message_out"], tables["sender"]


class NothingToAskError(Exception):
    """No sender's provider keeps a list of messages: there is nothing to hold ours against."""


@dataclass(slots=True)
class Reconciled:
    """What one sender's list came to. `foreign`: sent by this address, but not by what we know of.

    `waiting` is what is still queued by this sender afterwards, and goes out when sending is resumed.
    """

    clinic_id: str
    sender_id: str
    heard: int = 0
    stops: int = 0
    known: int = 0
    recognised: int = 0
    foreign: int = 0
    waiting: int = 0


async def reconcile(running: Running, since: datetime) -> list[Reconciled]:
    """Ask every provider that keeps a list, and take what all of them say in its order: a patient may write to several.

    Raises NothingToAskError, and the channel's errors; nothing is taken before every list is there.
    """
    senders = await asyncio.to_thread(_senders, running)
    found: list[Reconciled] = []
    listed: list[tuple[Reconciled, Inbound | Handed]] = []
    for clinic_id, sender_id, channel_name, address in senders:
        channel: Channel | None = running.channels.get(channel_name)
        if isinstance(channel, KeepsList):
            came = Reconciled(clinic_id, sender_id)
            found.append(came)
            listed += [(came, each) for each in await channel.history(address, since)]
    if not found:
        raise NothingToAskError(NothingToAskError.__doc__)
    await _hold_against(running, sorted(listed, key=lambda pair: _place(pair[1])))
    for came in found:
        came.waiting = await asyncio.to_thread(_waiting, running, came)
    return found


async def _hold_against(running: Running, listed: Sequence[tuple[Reconciled, Inbound | Handed]]) -> None:
    for came, each in listed:
        if isinstance(each, Inbound):
            await _hear(running, came, each)
        else:
            await asyncio.to_thread(_recognise, running, came, each)


def _place(each: Inbound | Handed) -> tuple[datetime, bool]:
    """Their times have whole seconds: in one of them, the reply that we answered comes before our answer."""
    return (each.received_at, False) if isinstance(each, Inbound) else (each.at, True)


async def _hear(running: Running, came: Reconciled, inbound: Inbound) -> None:
    """At its own time: "later" means the day after it was written, and a window that was open then counts.

    It is no answer to a question that was sent after it: that one is put again.
    """
    loop = TurnLoop(running.engine, running.keyring, lambda: inbound.received_at)
    taken = await loop.take(inbound)
    if taken.outcome == "replayed":
        came.known += 1
        return
    came.heard += 1
    came.stops += taken.outcome in ("stop", "stranger-stop")


def _recognise(running: Running, came: Reconciled, handed: Handed) -> None:
    """A message of ours at the provider: known, or the receipt of one that waits, or of one that was due then."""
    with transaction(running.engine) as connection:
        if _is_known(connection, handed):
            came.known += 1
            return
    for again in (False, True):
        if again:
            run_due(running.engine, running.keyring, running.compiled, lambda: handed.at + CLOCKS_DIFFER)
        with transaction(running.engine) as connection:
            message = _waiting_for(connection, running, came, handed)
            if message is not None:
                record_sent(connection, running.keyring, message, handed.sent, handed.at)
                came.recognised += 1
                return
    came.foreign += 1


def _is_known(connection: Connection, handed: Handed) -> bool:
    known = select(_OUT.c.message_id).where(
        _OUT.c.channel == handed.channel, _OUT.c.provider_id == handed.sent.provider_id
    )
    return connection.execute(known.limit(1)).first() is not None


def _waiting_for(connection: Connection, running: Running, came: Reconciled, handed: Handed) -> Message | None:
    """The oldest unsent message to this receiver that says just these words."""
    index = running.keyring.address_index(came.clinic_id, handed.address)
    for message in queued_to(connection, came.clinic_id, came.sender_id, index):
        outbound = recompose(connection, running.compiled, running.keyring, message)
        if outbound is not None and outbound.text.strip() == handed.text.strip():
            return message
    return None


def _senders(running: Running) -> list[tuple[str, str, str, str]]:
    with transaction(running.engine) as connection:
        rows = connection.execute(
            select(_SENDER.c.clinic_id, _SENDER.c.sender_id, _SENDER.c.channel, _SENDER.c.address).order_by(
                _SENDER.c.clinic_id, _SENDER.c.sender_id
            )
        )
        return [(row.clinic_id, row.sender_id, row.channel, row.address) for row in rows]


def _waiting(running: Running, came: Reconciled) -> int:
    with transaction(running.engine) as connection:
        waiting = select(_OUT.c.message_id).where(
            _OUT.c.clinic_id == came.clinic_id, _OUT.c.sender_id == came.sender_id, _OUT.c.status == "queued"
        )
        return len(connection.execute(waiting).all())
