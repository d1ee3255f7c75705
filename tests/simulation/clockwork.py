"""What makes a play repeat itself exactly: one thread, one source of chance, a clock, and processes that die on cue."""

import asyncio
import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import psycopg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from tests.doubles.provider import Killed

# before: the process dies and nothing is committed; after: it is committed, and the process dies before it knows;
# away: the database refuses the commit and the process lives; fault: our own code fails, as by a bug.
How = Literal["before", "after", "away", "fault"]


class Inline(ThreadPoolExecutor):
    """Runs what it is handed at once, in the thread that hands it over: the order is the order of the calls."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # the death of a process too: whoever waits is told
            future.set_exception(error)
        return future


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Ids, nonces and keys from the seed, so that whatever is ordered by them is ordered alike each time."""
    source = random.Random(seed)
    urandom = os.urandom
    system = random._urandom  # type: ignore[attr-defined]  # what `secrets` reads
    os.urandom = source.randbytes
    random._urandom = source.randbytes  # type: ignore[attr-defined]
    try:
        yield
    finally:
        os.urandom = urandom
        random._urandom = system  # type: ignore[attr-defined]


def run_alone(main: Callable[[], Any]) -> Any:
    """The coroutine to its end, on a loop without threads."""
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        loop.set_default_executor(Inline())
        loop.set_exception_handler(lambda *_: None)  # tasks of a process that died tell nobody
        return runner.run(main())


@dataclass
class Clock:
    """`true` only goes forward; the product reads `true` and by how much its machine's clock is wrong."""

    true: datetime
    wrong: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.true + self.wrong

    def advance(self, **span: float) -> None:
        self.true += timedelta(**span)


@dataclass
class Crashes:
    """A fault at one of the next commits of the engine. `dead`: the process is gone, none of its commits happens."""

    left: int = 0
    how: How | None = None
    times: int = 1
    dead: bool = False
    happened: dict[str, int] = field(default_factory=dict)

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "commit", self._at_commit)

    def arm(self, how: How, left: int, times: int = 1) -> None:
        self.how, self.left, self.times = how, left, times

    def disarm(self) -> None:
        self.how, self.left, self.times = None, 0, 1

    def note(self, what: str) -> None:
        self.happened[what] = self.happened.get(what, 0) + 1

    def die(self) -> None:
        """Nothing of this process runs any more."""
        self.dead = True
        self.disarm()
        raise Killed

    def _at_commit(self, connection: Connection) -> None:
        if self.dead:
            raise Killed
        if self.how is None:
            return
        self.left -= 1
        if self.left > 0:
            return
        how = self.how
        self.note(f"commit-{how}")
        self.times -= 1
        if self.times <= 0:
            self.disarm()
        if how == "after":
            connection.connection.driver_connection.commit()  # type: ignore[union-attr]
        if how in ("before", "after"):
            self.die()
        if how == "fault":
            raise RuntimeError("a bug of ours")
        raise OperationalError("COMMIT", {}, psycopg.OperationalError("the database is away"))


async def let_die() -> None:
    """End every other task, as they end with their process."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
