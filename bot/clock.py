"""The one reader of the clock. Everything else is handed a `Clock`, or a moment already read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this file is the owner of the clock


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
