"""Sending: a sender's messages leave in its pace, each at most once per attempt.

Claimed in a batch, marked `sending` one by one in a transaction that looks at everything once more, handed to the
provider outside any transaction, and recorded. A worker that dies in between leaves a message whose fate is unknown:
bot/unknowns.py asks the provider, nothing is repeated blindly.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import OperationalError

from bot.metrics import send_total
from bot.outgoing import prepare
from bot.remedies import Refusal, follow
from bot.running import Running
from bot.statuses import record_sent
from bot.unknowns import note_doubt
from channels.channel import Outbound, SendError, SendUnknownError, Sent
from store import outbox
from store.database import transaction
from store.outbox import Batch, Message, SenderKey

MOST_AT_ONCE: Final = 64  # messages under way: enough for 300 a second at a provider that takes 200 ms
# One go at a sender; after it the others get their turn.
GO: Final = timedelta(seconds=20)
# A message that our own code cannot prepare is set aside after this many tries, so that it cannot stop the rest.
POISONED_AFTER: Final = 5
POISON_WAIT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Drained:
    """What one go at a sender came to; `more`: there was more to send when the go was over."""

    taken: int
    more: bool = False


async def drain(running: Running, key: SenderKey, *, paced: bool = True, stop: asyncio.Event | None = None) -> Drained:
    """Send what a sender has waiting, until there is none, its go is over, or `stop` is set.

    `paced` false leaves the sender's rate aside: for a clock that is moved by hand.
    """
    ends = running.clock() + GO
    taken = 0
    while not (stop and stop.is_set()):
        now = running.clock()
        if now >= ends:
            return Drained(taken, more=True)
        batch = await asyncio.to_thread(claim, running, key, now, paced=paced)
        if batch.messages:
            taken += len(batch.messages)
            await send_batch(running, batch.messages, stop)
        elif batch.again_at is None or batch.again_at > ends:
            return Drained(taken)
        else:
            await pause(batch.again_at - now, stop)
    return Drained(taken, more=True)


async def pause(wait: timedelta, stop: asyncio.Event | None) -> None:
    """Until the sender's pace allows more, or we are to stop."""
    if stop is None:
        await asyncio.sleep(wait.total_seconds())
        return
    try:
        await asyncio.wait_for(stop.wait(), wait.total_seconds())
    except TimeoutError:
        return


def claim(running: Running, key: SenderKey, now: datetime, *, paced: bool) -> Batch:
    with transaction(running.engine) as connection:
        return outbox.claim(connection, key, now, channels=running.channels, paced=paced)


async def send_batch(running: Running, messages: Iterable[Message], stop: asyncio.Event | None) -> None:
    """Side by side, except what goes to one person: that keeps its order.

    One message at fault does not hold up the others; the faults are raised together when all have had their turn.
    """
    chains: dict[object, list[Message]] = {}
    for message in messages:
        chains.setdefault(message.patient_id or message.message_id, []).append(message)
    room = asyncio.Semaphore(MOST_AT_ONCE)
    faults: list[Exception] = []

    async def send_chain(chain: list[Message]) -> None:
        async with room:
            for message in chain:
                try:
                    await send_or_release(running, message, stop)
                except Exception as fault:  # raised again below
                    faults.append(fault)

    await asyncio.gather(*map(send_chain, chains.values()))
    if faults:
        raise ExceptionGroup("some messages could not be sent", faults)


async def send_or_release(running: Running, message: Message, stop: asyncio.Event | None) -> None:
    if stop and stop.is_set():
        await asyncio.to_thread(release, running, message)
        return
    try:
        outbound = await asyncio.to_thread(make_ready, running, message)
    except OperationalError:  # the database's fault, not the message's: its claim is given back in a while
        raise
    except Exception:
        await asyncio.to_thread(set_aside, running, message)
        raise
    if outbound is not None:
        await send(running, message, outbound)


async def send(running: Running, message: Message, outbound: Outbound) -> None:
    """Hand over a message that is marked `sending`, and record what the provider made of it."""
    message = replace(message, attempts=message.attempts + 1)
    outcome: str = "sent"
    try:
        sent = await running.channels[message.channel].send(outbound)
    except SendError as error:
        refusal = Refusal(error.code, error.remedy, retry_after=error.retry_after)
        await asyncio.to_thread(record_refusal, running, message, outbound, refusal)
        outcome = error.remedy
    except SendUnknownError:
        await asyncio.to_thread(record_doubt, running, message)
        outcome = "unknown"
    else:
        await asyncio.to_thread(record, running, message, sent)
    send_total.labels(channel=message.channel, outcome=outcome).inc()


def make_ready(running: Running, message: Message) -> Outbound | None:
    with transaction(running.engine) as connection:
        return prepare(connection, running.compiled, running.keyring, message, running.clock())


def record(running: Running, message: Message, sent: Sent) -> None:
    with transaction(running.engine) as connection:
        record_sent(connection, running.keyring, message, sent, running.clock())
        if sent.segments > 1:
            key = (message.clinic_id, message.sender_id)
            outbox.charge(connection, key, sent.segments - 1, running.clock())


def record_refusal(running: Running, message: Message, outbound: Outbound, refusal: Refusal) -> None:
    index = running.keyring.address_index(message.clinic_id, outbound.address)
    with transaction(running.engine) as connection:
        if outbox.is_ours(connection, message):
            told = replace(refusal, address_index=index)
            follow(connection, running.keyring, message, told, running.clock())


def record_doubt(running: Running, message: Message) -> None:
    can_look_up = running.channels[message.channel].can_look_up
    with transaction(running.engine) as connection:
        note_doubt(connection, message, running.clock(), can_look_up=can_look_up)


def release(running: Running, message: Message) -> None:
    with transaction(running.engine) as connection:
        outbox.release(connection, message)


def set_aside(running: Running, message: Message) -> None:
    """Our own code failed before anything was sent: try again later, and after a few tries ask somebody to look."""
    now = running.clock()
    tried = replace(message, attempts=message.attempts + 1)
    with transaction(running.engine) as connection:
        if tried.attempts < POISONED_AFTER:
            outbox.put_back(connection, tried, now + POISON_WAIT, attempts=tried.attempts, error_code="our-fault")
        else:
            follow(connection, running.keyring, tried, Refusal("our-fault", "give-up"), now)
