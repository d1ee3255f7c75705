"""Turns: what people write becomes committed state. Nothing is acknowledged before its commit."""

import asyncio
from collections import Counter
from collections.abc import Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from bot.batch import Taken
from bot.clock import Clock
from bot.lane import Lane, Results, ThreadLane
from bot.line import Line
from bot.metrics import inbound_total, optouts_total
from channels.channel import Inbound
from store.crypto import Keyring

__all__ = ["Taken", "TurnLoop"]

# As many turns as one transaction takes: beyond this the wait for the others outweighs the shared commit.
BATCH = 64
# Transactions at once: while PostgreSQL works on one batch, we work on another.
LANES = 2

Waiting = tuple[Inbound, "asyncio.Future[Taken]"]


class TurnLoop:
    """Takes those that wait in a few transactions at once, two unless it is given other lanes.

    A person's messages are taken in the order in which they came, as are copies of one message.
    """

    def __init__(self, engine: Engine, keyring: Keyring, clock: Clock, lanes: Sequence[Lane] = ()) -> None:
        """`lanes`, each for one batch at a time, instead of two threads of this process."""
        self._clock = clock
        self._free = list(lanes) or [ThreadLane(engine, keyring)] * LANES
        self._most = len(self._free)
        self._line: Line[Waiting] = Line(_names)
        self._lanes: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(self._most, thread_name_prefix="turns")

    async def take(self, inbound: Inbound) -> Taken:
        """Returns after the commit. Raises what kept it from being taken or parked, mostly sqlalchemy's DBAPIError."""
        future: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        self._line.join((inbound, future))
        self._open_lane()
        return await future

    async def drain(self) -> None:
        """Wait until nothing is under way: for an orderly stop."""
        while self._lanes:
            await asyncio.wait(self._lanes)

    def _open_lane(self) -> None:
        if len(self._lanes) < self._most and self._is_enough():
            self._lanes.add(asyncio.create_task(self._run(), name="turns"))

    def _is_enough(self) -> bool:
        """Whether those who wait are worth a transaction beside what is under way: they share what it costs by itself.

        Otherwise they wait for more, or for the end of the other one.
        """
        return len(self._line) * self._most >= self._line.serving

    async def _run(self) -> None:
        try:
            while self._is_enough() and (batch := self._line.serve(self._share())):
                self._open_lane()
                await self._serve(batch)
                await asyncio.sleep(0)  # who was answered just now may have more to say
        finally:
            self._lanes.discard(asyncio.current_task())

    def _share(self) -> int:
        """So many that the lanes have equal parts of all who are here."""
        return min(BATCH, -(-(len(self._line) + self._line.serving) // self._most))

    async def _serve(self, batch: Sequence[Waiting]) -> None:
        loop, lane = asyncio.get_running_loop(), self._free.pop()
        inbounds = [inbound for inbound, _ in batch]
        results: Results
        try:
            results = await loop.run_in_executor(self._threads, lane.take, inbounds, self._clock())
        except Exception as error:  # told to those who wait: none of them waits for ever
            results = [error] * len(batch)
        finally:
            self._free.append(lane)
            self._line.release(batch)
        _count(inbounds, results)
        for (_, future), result in zip(batch, results, strict=True):
            if future.cancelled():
                continue
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)


def _count(batch: Sequence[Inbound], results: Results) -> None:
    """In the process that is asked for its metrics, whichever did the work."""
    counted = Counter(
        (inbound.channel, result.outcome)
        for inbound, result in zip(batch, results, strict=True)
        if isinstance(result, Taken)
    )
    for (channel, outcome), number in counted.items():
        inbound_total.labels(channel=channel, outcome=outcome).inc(number)
        if outcome in ("stop", "stranger-stop"):
            optouts_total.labels(source="patient").inc(number)


def _names(waiting: Waiting) -> tuple[Hashable, ...]:
    """What two transactions may not have at once: the person's address, and the provider's id of the message."""
    inbound, _ = waiting
    return (inbound.channel, "from", inbound.address), (inbound.channel, "id", inbound.provider_id)
