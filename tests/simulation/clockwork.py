"""What makes a play repeat itself exactly: one thread, one source of chance, a clock, and processes that die on cue."""

import asyncio
import os
import random
from collections.abc import Callable, Iterator
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


class OneThread(asyncio.SelectorEventLoop):
    """Runs what others hand to threads at once, in its own: the order is the order of the calls.

    Whoever waits for it is told in the loop's next round, as if a thread had come back.
    """

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        future = self.create_future()
        try:
            self.call_soon(_tell, future, func(*args), None)
        except BaseException as error:  # the death of a process too: whoever waits is told
            self.call_soon(_tell, future, None, error)
        return future


def _tell(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.done():  # cancelled meanwhile
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)


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
    with asyncio.Runner(loop_factory=OneThread) as runner:
        loop = runner.get_loop()
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
    """A fault at one of the next commits of the engine. `dead`: the process is gone, none of its commits happens.

    `commits` counts those that went through, as whoever looked at the rows before has to look again.
    """

    left: int = 0
    how: How | None = None
    times: int = 1
    dead: bool = False
    commits: int = 0
    happened: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def watch(self, engine: Engine) -> Iterator[None]:
        event.listen(engine, "commit", self._at_commit)
        try:
            yield
        finally:
            event.remove(engine, "commit", self._at_commit)

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
        self.commits += 1
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
