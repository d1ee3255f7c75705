"""The one reader of the clock. Everything else is handed a `Clock`, or a moment already read."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

Clock = Callable[[], datetime]
LOOK_SECONDS: Final = 1.0
# A clock that is put right by less is waited for: rounds come late by that at most.
FURTHEST_BACK: Final = timedelta(seconds=5)
# What a machine that slept, or was told another day, skips.
FURTHEST_ON: Final = timedelta(minutes=10)


def system_clock() -> datetime:
    """Aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this file is the owner of the clock


async def until_it_jumps(clock: Clock) -> timedelta:
    """Returns when the clock was put back, or on, while no such time has passed; and by how much."""
    loop = asyncio.get_running_loop()
    while True:
        moment, passed = clock(), loop.time()
        await asyncio.sleep(LOOK_SECONDS)
        moved = clock() - moment - timedelta(seconds=loop.time() - passed)
        if moved < -FURTHEST_BACK or moved > FURTHEST_ON:
            return moved


@dataclass(slots=True)
class MovableClock:
    """A clock that runs on from wherever it was put: for the demo and for tests.

    It never goes back, as rows written "later" would then lie in the future of the next turn.
    """

    offset: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return self.now

    @property
    def now(self) -> datetime:
        return system_clock() + self.offset

    def advance(self, by: timedelta) -> datetime:
        """Move forward, and say what time it is then. Raises ValueError when asked to go back."""
        if by < timedelta():
            raise ValueError("this clock only goes forward: give a positive span")
        self.offset += by
        return self.now

    def set(self, to: datetime) -> datetime:
        """Put the clock at an aware moment. A moment already passed leaves it as it is."""
        self.offset += max(to - self.now, timedelta())
        return self.now
