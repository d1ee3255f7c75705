"""The time zones that this machine knows."""

from functools import cache
from zoneinfo import available_timezones


@cache
def zones() -> frozenset[str]:
    """Names such as Europe/Oslo. Reading them off the disk takes longer than a turn does."""
    return frozenset(available_timezones())
