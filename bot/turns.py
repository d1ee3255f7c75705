"""Turns: what people write becomes committed state. Nothing is acknowledged before its commit."""

import asyncio
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import Engine

from bot.batch import Taken
from bot.clock import Clock
from bot.lane import Lane, Results, ThreadLane
from bot.line import Line
from bot.metrics import inbound_total, optouts_total
from bot.process_lane import TurnDeadlyError
from channels.channel import Inbound
from store.crypto import Keyring

__all__ = ["Taken", "TurnLoop"]

log = structlog.get_logger(__name__)

# As many turns as one transaction takes: beyond this the wait for the others outweighs the shared commit.
BATCH = 64
# Transactions at once: while PostgreSQL works on one batch, we work on another.
LANES = 2

# Who is free waits so long for the end of what is under way, to share a transaction with more. What takes longer is
# stuck, mostly behind somebody else's lock, and nobody waits for it but the people in it.
MOMENT = 0.25
# So many more transactions may be opened beside stuck ones, each with a thread and a connection.
SPARE = 4

Found = TypeVar("Found")
Waiting = tuple[Inbound, "asyncio.Future[Taken]"]


class TurnLoop:
    """Takes those that wait in a few transactions at once, two unless it is given other lanes.

    A person's messages are taken in the order in which they came, as are copies of one message.
    """

    def __init__(self, engine: Engine, keyring: Keyring, clock: Clock, lanes: Sequence[Lane] = ()) -> None:
        """`lanes`, each for one batch at a time, instead of two threads of this process."""
        self._clock = clock
        self._here = ThreadLane(engine, keyring)
        self._lanes = list(lanes) or [self._here] * LANES
        self._most = len(self._lanes)
        self._free = list(lanes) or [self._here] * (LANES + SPARE)
        self._line: Line[Waiting] = Line(_names)
        self._under_way: set[asyncio.Task[None]] = set()
        self._stuck = 0  # transactions
        self._awaited = 0  # messages, in those that are not stuck
        self._threads = ThreadPoolExecutor(len(self._free), thread_name_prefix="turns")

    def works(self) -> bool:
        """Whether there is anybody to take a turn. It may begin a process, which is known the next time."""
        return any(lane.works() for lane in self._lanes)

    async def take(self, inbound: Inbound) -> Taken:
        """Returns after the commit. Raises what kept it from being taken or parked, mostly sqlalchemy's DBAPIError."""
        future: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        self._line.join((inbound, future))
        self._open_lane()
        return await future

    async def drain(self) -> None:
        """Wait until nothing is under way: for an orderly stop."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def _open_lane(self) -> None:
        if self._has_room(len(self._under_way) + 1) and len(self._line) and self._is_enough():
            self._under_way.add(asyncio.create_task(self._run(), name="turns"))

    def _has_room(self, transactions: int) -> bool:
        return bool(self._free) and transactions - self._stuck <= self._most

    def _is_enough(self) -> bool:
        """Whether those who wait are worth a transaction beside what is under way: they share what it costs by itself.

        Otherwise they wait for more, or for the end of the other one, or for a moment.
        """
        return len(self._line) * self._most >= self._awaited

    async def _run(self) -> None:
        try:
            while self._has_room(len(self._under_way)) and self._is_enough():
                if not (batch := self._line.serve(self._share())):
                    break
                await self._serve(batch)
                await asyncio.sleep(0)  # who was answered just now may have more to say
        finally:
            self._under_way.discard(asyncio.current_task())

    def _share(self) -> int:
        """So many that the lanes have equal parts of all who are here."""
        return min(BATCH, -(-(len(self._line) + self._awaited) // self._most))

    async def _serve(self, batch: Sequence[Waiting]) -> None:
        lane, now = self._free.pop(), self._clock()
        inbounds = [inbound for inbound, _ in batch]
        results: list[Taken | BaseException]
        with self._timed(len(batch)):
            self._open_lane()
            try:
                results = list(await self._in_thread(lane.take, inbounds, now))
                await self._park_deadly(inbounds, results, now)
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

    async def _park_deadly(
        self, inbounds: Sequence[Inbound], results: list[Taken | BaseException], now: datetime
    ) -> None:
        """What a process died of is parked by this one, which only stores it."""
        for place, result in enumerate(results):
            if isinstance(result, TurnDeadlyError):
                log.error("turn_failed", error=type(result).__name__)
                results[place] = await self._in_thread(self._here.park, inbounds[place], now)

    async def _in_thread(self, act: Callable[..., Found], *given: Any) -> Found:
        return await asyncio.get_running_loop().run_in_executor(self._threads, act, *given)

    @contextmanager
    def _timed(self, size: int) -> Iterator[None]:
        """A transaction that is awaited for a moment, and after that only by those who are in it."""
        stuck = False

        def outwait() -> None:
            nonlocal stuck
            stuck = True
            self._stuck += 1
            self._awaited -= size
            self._open_lane()

        self._awaited += size
        timer = asyncio.get_running_loop().call_later(MOMENT, outwait)
        try:
            yield
        finally:
            timer.cancel()
            if stuck:
                self._stuck -= 1
            else:
                self._awaited -= size


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
