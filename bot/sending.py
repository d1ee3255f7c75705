"""Sending: a sender's messages leave in its pace, each at most once per attempt.

Claimed in a batch, marked `sending` one by one in a transaction that looks at everything once more, handed to the
provider outside any transaction, and recorded. A worker that dies in between leaves a message whose fate is unknown:
bot/unknowns.py asks the provider, nothing is repeated blindly.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.exc import OperationalError

from bot.metrics import send_total
from bot.outgoing import prepare, prepare_all
from bot.remedies import Refusal, follow
from bot.running import Running
from bot.statuses import record_all_sent
from bot.unknowns import note_doubt
from channels.channel import Outbound, SendError, SendUnknownError, Sent
from store import outbox
from store.database import transaction
from store.outbox import Batch, Message, SenderKey

log = structlog.get_logger(__name__)

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
    ready = await asyncio.to_thread(make_all_ready, running, [chain[0] for chain in chains.values()])
    room = asyncio.Semaphore(MOST_AT_ONCE)
    receipts = Receipts(running)
    faults: list[Exception] = []

    async def send_chain(chain: list[Message]) -> None:
        async with room:
            for message in chain:
                try:
                    if message.message_id not in ready:
                        await send_or_release(running, message, receipts, stop)
                    elif (outbound := ready[message.message_id]) is not None:
                        await send(running, message, outbound, receipts)
                except Exception as fault:  # raised again below
                    faults.append(fault)

    await asyncio.gather(*map(send_chain, chains.values()))
    if faults:
        raise ExceptionGroup("some messages could not be sent", faults)


async def send_or_release(running: Running, message: Message, receipts: "Receipts", stop: asyncio.Event | None) -> None:
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
        await send(running, message, outbound, receipts)


async def send(running: Running, message: Message, outbound: Outbound, receipts: "Receipts") -> None:
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
        await receipts.note(message, sent)
    send_total.labels(channel=message.channel, outcome=outcome).inc()


class Receipts:
    """Receipts that come in while others are being written are written together, in one transaction."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._waiting: list[tuple[Message, Sent, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def note(self, message: Message, sent: Sent) -> None:
        """Returns when it is committed."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((message, sent, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await written

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(record_all, self._running, [(message, sent) for message, sent, _ in batch])
            except Exception:  # decided one by one: a receipt at fault must not leave the others in doubt
                for message, sent, written in batch:
                    await self._write_alone(message, sent, written)
            else:
                for _, _, written in batch:
                    if not written.done():
                        written.set_result(None)

    async def _write_alone(self, message: Message, sent: Sent, written: "asyncio.Future[None]") -> None:
        try:
            await asyncio.to_thread(record_all, self._running, [(message, sent)])
        except Exception as fault:
            if not written.done():
                written.set_exception(fault)
        else:
            if not written.done():
                written.set_result(None)


def make_all_ready(running: Running, messages: Sequence[Message]) -> dict[UUID, Outbound | None]:
    """What can be decided together, in one transaction; nothing where one at fault has spoilt it for the others."""
    try:
        with transaction(running.engine) as connection:
            return prepare_all(connection, running.compiled, running.keyring, messages, running.clock())
    except OperationalError:
        raise
    except Exception as error:  # each is tried alone, and the one at fault is set aside
        log.warning("batch_failed", size=len(messages), error=type(error).__name__)
        return {}


def make_ready(running: Running, message: Message) -> Outbound | None:
    with transaction(running.engine) as connection:
        return prepare(connection, running.compiled, running.keyring, message, running.clock())


def record_all(running: Running, receipts: Sequence[tuple[Message, Sent]]) -> None:
    now = running.clock()
    more: Counter[SenderKey] = Counter()
    for message, sent in receipts:
        more[message.clinic_id, message.sender_id] += max(sent.segments - 1, 0)
    with transaction(running.engine) as connection:
        record_all_sent(connection, running.keyring, receipts, now)
        for key, segments in sorted(more.items()):
            if segments:
                outbox.charge(connection, key, segments, now)


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
