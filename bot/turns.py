"""Turns: what people write becomes committed state. Nothing is acknowledged before its commit."""

import asyncio
from collections import Counter
from collections.abc import Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.batch import Taken, run_batch
from bot.clock import Clock
from bot.compiled import Compiled
from bot.line import Line
from bot.metrics import inbound_total, optouts_total
from bot.parking import park
from channels.channel import Inbound
from store.crypto import Keyring
from store.database import transaction

__all__ = ["Taken", "TurnLoop"]

# As many turns as one transaction takes: beyond this the wait for the others outweighs the shared commit.
BATCH = 64
# Transactions at once: while PostgreSQL works on one batch, we work on another.
LANES = 2
# Two transactions that waited for each other: PostgreSQL ends one, which is as it never was and is done again.
ENTANGLED = ("40P01", "40001")
ENTANGLED_TRIES = 3

log = structlog.get_logger(__name__)

Waiting = tuple[Inbound, "asyncio.Future[Taken]"]


class TurnLoop:
    """Takes those that wait in two transactions at once; if one fails, one by one: one message cannot stop the rest.

    A person's messages are taken in the order in which they came, as are copies of one message.
    """

    def __init__(self, engine: Engine, keyring: Keyring, clock: Clock) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock
        self._compiled = Compiled(keyring)
        self._line: Line[Waiting] = Line(_names)
        self._lanes: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(LANES, thread_name_prefix="turns")

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
        if len(self._lanes) < LANES and self._is_enough():
            self._lanes.add(asyncio.create_task(self._run(), name="turns"))

    def _is_enough(self) -> bool:
        """Whether those who wait are worth a transaction beside what is under way: they share what it costs by itself.

        Otherwise they wait for more, or for the end of the other one.
        """
        return len(self._line) * LANES >= self._line.serving

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
        return min(BATCH, -(-(len(self._line) + self._line.serving) // LANES))

    async def _serve(self, batch: Sequence[Waiting]) -> None:
        loop = asyncio.get_running_loop()
        results: Sequence[Taken | BaseException]
        try:
            taken = loop.run_in_executor(self._threads, self._take_batch, [inbound for inbound, _ in batch])
            results = await taken
        except Exception as error:  # told to those who wait: none of them waits for ever
            results = [error] * len(batch)
        finally:
            self._line.release(batch)
        for (_, future), result in zip(batch, results, strict=True):
            if future.cancelled():
                continue
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)

    def _take_batch(self, batch: Sequence[Inbound]) -> list[Taken | BaseException]:
        try:
            return list(self.take_now(batch))
        except (OperationalError, PoolTimeoutError) as error:
            if not _is_entangled(error):
                return [error] * len(batch)
        except Exception as error:  # decided one by one below: a poisoned message must not take the others with it
            log.warning("batch_failed", size=len(batch), error=type(error).__name__)
        return [self._take_alone(inbound) for inbound in batch]

    def _take_alone(self, inbound: Inbound, tries: int = ENTANGLED_TRIES) -> Taken | BaseException:
        try:
            return self.take_now([inbound])[0]
        except (OperationalError, PoolTimeoutError) as error:
            if tries > 1 and _is_entangled(error):
                return self._take_alone(inbound, tries - 1)
            return error
        except Exception as error:  # parked below: the words are kept and staff are told
            log.error("turn_failed", error=type(error).__name__)
            return self._park(inbound)

    def take_now(self, batch: Sequence[Inbound]) -> list[Taken]:
        """One transaction for the whole batch; the counts follow the commit."""
        now = self._clock()
        with transaction(self._engine) as connection:
            taken = run_batch(connection, self._compiled, self._keyring, batch, now)
        _count(batch, taken)
        return taken

    def _park(self, inbound: Inbound) -> Taken | BaseException:
        try:
            with transaction(self._engine) as connection:
                message_id = park(connection, self._compiled, self._keyring, inbound, self._clock())
        except Exception as error:  # the provider is told that it is not taken: nobody waits for ever
            log.error("park_failed", error=type(error).__name__)
            return error
        inbound_total.labels(channel=inbound.channel, outcome="parked").inc()
        return Taken("parked", message_id)


def _count(batch: Sequence[Inbound], taken: Sequence[Taken]) -> None:
    counted = Counter((inbound.channel, result.outcome) for inbound, result in zip(batch, taken, strict=True))
    for (channel, outcome), number in counted.items():
        inbound_total.labels(channel=channel, outcome=outcome).inc(number)
        if outcome in ("stop", "stranger-stop"):
            optouts_total.labels(source="patient").inc(number)


def _is_entangled(error: OperationalError | PoolTimeoutError) -> bool:
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in ENTANGLED


def _names(waiting: Waiting) -> tuple[Hashable, ...]:
    """What two transactions may not have at once: the person's address, and the provider's id of the message."""
    inbound, _ = waiting
    return (inbound.channel, "from", inbound.address), (inbound.channel, "id", inbound.provider_id)
