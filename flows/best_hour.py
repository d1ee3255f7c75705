"""The time of day at which a patient answers: learned from their own replies, and only where there is a habit."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LOOK_BACK: Final = timedelta(days=180)
# Fewer days than this are chance, not a habit.
FEWEST_DAYS: Final = 3
# So near to each other, replies of different days are of one habit; more than half of all days must be.
NEAR: Final = 60  # minutes
STEP: Final = 15  # minutes
_DAY: Final = 24 * 60


def best_minute(replies: Iterable[datetime], zone: ZoneInfo, now: datetime) -> int | None:
    """The minute of the local day, on a quarter of an hour, at which most days' first reply came; else None.

    Only the first reply of a day counts, as the others follow it. The rule is our own convention: no trial has shown
    which hour, or which way of finding it, is best.
    """
    first: dict[object, int] = {}
    for reply in sorted(replies):
        if now - LOOK_BACK <= reply <= now:
            wall = reply.astimezone(zone)
            first.setdefault(wall.date(), wall.hour * 60 + wall.minute)
    minutes = list(first.values())
    if len(minutes) < FEWEST_DAYS:
        return None
    # The middle of the densest hours; of two equally dense ones the earlier.
    best = min(minutes, key=lambda minute: (-_near(minute, minutes), _spread(minute, minutes), minute))
    return best // STEP * STEP if 2 * _near(best, minutes) > len(minutes) else None


def _near(minute: int, minutes: list[int]) -> int:
    return sum(_apart(minute, other) <= NEAR for other in minutes)


def _spread(minute: int, minutes: list[int]) -> int:
    return sum(apart for other in minutes if (apart := _apart(minute, other)) <= NEAR)


def _apart(one: int, other: int) -> int:
    """Over midnight too."""
    return min(abs(one - other), _DAY - abs(one - other))
