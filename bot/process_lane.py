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
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Any, Final

import structlog

from bot.lane import Results, ThreadLane
from bot.loaded import keep_loaded
from bot.logs import configure_logs
from channels.channel import Inbound
from store.crypto import Keyring
from store.database import STATEMENT_SECONDS, open_engine

# An interpreter from the beginning: one that has threads, as ours has, must not be copied as it runs.
CONTEXT: Final = multiprocessing.get_context("spawn")
END_SECONDS: Final = STATEMENT_SECONDS + 10
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
# Messages go through the pipe as bare tuples: a frozen dataclass takes ten times as long to pack.
packed: Final = attrgetter(*(field.name for field in fields(Inbound)))

log = structlog.get_logger(__name__)


class LaneLostError(Exception):
    """The process that took the turn has died. The turn may be committed: said again, it is known by its id."""


class ProcessLane:
    """One batch at a time. A process that has died is replaced for the next one."""

    def __init__(self, url: str, key: str) -> None:
        """`url` as libpq reads it, `key` as PROSVAR_KEY has it. Both go through a pipe, where nobody else looks."""
        self._opening = (url, key)
        self._one = threading.Lock()
        self._start()
        atexit.register(self.close)

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def take(self, batch: Sequence[Inbound], now: datetime) -> Results:
        """Raises LaneLostError."""
        said = [packed(inbound) for inbound in batch], now
        with self._one:
            try:
                self._pipe.send(said)
            except OSError:  # it has died since the last batch, and has seen nothing of this one
                self._restart()
                self._pipe.send(said)
            try:
                results: Results = self._pipe.recv()
            except (EOFError, OSError):
                self._restart()
                raise LaneLostError from None
        return results

    def close(self) -> None:
        """It ends what it works on, and itself."""
        atexit.unregister(self.close)
        with self._one:
            self._end()

    def _start(self) -> None:
        self._pipe, theirs = CONTEXT.Pipe()
        level = logging.getLogger("bot").level
        self._process = CONTEXT.Process(
            target=serve_batches, args=(theirs, *self._opening, level), name="lane", daemon=True
        )
        self._process.start()
        theirs.close()  # or its end would never be heard

    def _restart(self) -> None:
        log.error("lane-lost", pid=self._process.pid)
        self._end()
        self._start()

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
