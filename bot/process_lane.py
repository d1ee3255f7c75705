"""A lane in a process of its own: there it has an interpreter to itself, which does one thing at a time in each.

The process is sent batches and answers with results, over a pipe of which nobody else holds the other end. So it ends
when we do, however that happens: what it works on by then is committed or rolled back, and acknowledged to nobody.
"""

import atexit
import logging
import multiprocessing
import pickle
import signal
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Any, Final

import structlog

from bot.batch import Taken
from bot.lane import Results, ThreadLane, one_by_one
from bot.loaded import keep_loaded
from bot.logs import configure_logs
from channels.channel import Inbound
from store.crypto import Keyring
from store.database import STATEMENT_SECONDS, open_engine

# An interpreter from the beginning: one that has threads, as ours has, must not be copied as it runs.
CONTEXT: Final = multiprocessing.get_context("spawn")
END_SECONDS: Final = 5  # for one that has nothing under way
# Whoever wrote has given up by then, and the database too. What still works then waits for nothing that will come.
HANG_SECONDS: Final = 2 * STATEMENT_SECONDS
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
# Messages go through the pipe as bare tuples: a frozen dataclass takes ten times as long to pack.
packed: Final = attrgetter(*(field.name for field in fields(Inbound)))

log = structlog.get_logger(__name__)


class LaneLostError(Exception):
    """The process that took the turn has died. The turn may be committed: said again, it is known by its id."""


class TurnDeadlyError(LaneLostError):
    """The process has died, or hung, over this message and no other."""


class ProcessLane:
    """One batch at a time. A process that has died, or hangs, is replaced for the next one."""

    def __init__(self, url: str, key: str) -> None:
        """`url` as libpq reads it, `key` as PROSVAR_KEY has it. Both go through a pipe, where nobody else looks."""
        self._opening = (url, key)
        self._one = threading.Lock()
        self._closed = False
        self._failing = self._begun = False
        self._start()
        atexit.register(self.close)

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def works(self) -> bool:
        """Whether there is a process that has begun. One that has died is replaced, which is known the next time."""
        if not self._one.acquire(blocking=False):
            return not self._failing
        try:
            if not self._closed and self._is_over():
                self._renew()
            return not self._closed and self._has_begun(0)
        except (EOFError, OSError):
            return False
        finally:
            self._one.release()

    def take(self, batch: Sequence[Inbound], now: datetime) -> Results:
        """Where the process is lost, once more and one by one: a message that it dies of takes no other with it.

        Such a message's result is a TurnDeadlyError.
        """
        with self._one:
            try:
                return self._ask(batch, now)
            except LaneLostError as lost:
                return self._ask_each(batch, now, lost)

    def close(self) -> None:
        """When it has answered what it was sent. It takes nothing more."""
        atexit.unregister(self.close)
        with self._one:
            self._closed = True
            self._end()

    def _ask_each(self, batch: Sequence[Inbound], now: datetime, lost: LaneLostError) -> Results:
        """One may hang once more; where all do, nobody waits for all of them: the rest are lost as they were."""
        ends = time.monotonic() + 2 * HANG_SECONDS

        def take(inbound: Inbound) -> Taken | BaseException:
            return self._ask_alone(inbound, now) if time.monotonic() < ends else lost

        return one_by_one(batch, take, kept=(TurnDeadlyError,))

    def _ask_alone(self, inbound: Inbound, now: datetime) -> Taken | BaseException:
        try:
            return self._ask([inbound], now)[0]
        except LaneLostError as error:
            return error

    def _ask(self, batch: Sequence[Inbound], now: datetime) -> Results:
        """Raises LaneLostError, or TurnDeadlyError where it had one message and had begun."""
        if self._closed:
            raise LaneLostError
        lost: type[LaneLostError] = LaneLostError
        try:
            if self._is_over():
                self._renew()
            if not self._has_begun(HANG_SECONDS):
                self._process.kill()
                raise EOFError
            lost = TurnDeadlyError if len(batch) == 1 else LaneLostError
            self._pipe.send(([packed(inbound) for inbound in batch], now))
            if not self._pipe.poll(HANG_SECONDS):
                self._process.kill()
            results: Results = self._pipe.recv()
        except (EOFError, OSError):
            log.error("lane-lost", pid=self._process.pid)
            self._failing = True
            self._end()
            raise lost from None
        self._failing = False
        return results

    def _is_over(self) -> bool:
        return self._pipe.closed or self._process.exitcode is not None

    def _has_begun(self, seconds: float) -> bool:
        """Raises EOFError or OSError for one that never will."""
        if not self._begun and self._pipe.poll(seconds):
            self._begun = bool(self._pipe.recv())
        return self._begun

    def _renew(self) -> None:
        self._end()
        self._start()

    def _start(self) -> None:
        ours, theirs = CONTEXT.Pipe()
        level = logging.getLogger("bot").level
        process = CONTEXT.Process(target=serve_batches, args=(theirs, *self._opening, level), name="lane", daemon=True)
        with theirs:  # closed here, or its end would never be heard
            process.start()
        self._pipe, self._process, self._begun = ours, process, False

    def _end(self) -> None:
        self._pipe.close()
        self._process.join(END_SECONDS)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()


def serve_batches(pipe: Connection, url: str, key: str, level: int) -> None:
    """Answer batches until the other end is closed. Signals are for the process that has it, which ends us in order."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    configure_logs(level)
    engine = open_engine(url)
    lane = ThreadLane(engine, Keyring.parse(key))
    keep_loaded()
    with suppress(EOFError, ConnectionError):
        pipe.send(True)  # it has begun: what it dies of from here on is what it is sent
        while True:
            batch, now = pipe.recv()
            results = lane.take([Inbound(*each) for each in batch], now)
            pipe.send([portable(result) for result in results])
    engine.dispose()


def portable(result: Any) -> Any:
    """An error as the other process can read it."""
    if not isinstance(result, BaseException):
        return result
    try:
        pickle.loads(pickle.dumps(result))  # noqa: S301 - our own, packed a moment ago
    except Exception:  # an exception may be packed by any means of its own
        return RuntimeError(type(result).__name__)
    return result
