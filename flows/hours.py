"""When a clinic's messages may go out: open stretches of local days, as moments."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from holidays import country_holidays

from flows.contact_hours import DAY, WEEKDAYS, ContactHours, DayWindow, PublicHolidays
from flows.spans import at_wall_time

__all__ = [
    "DAY",
    "WEEKDAYS",
    "ContactHours",
    "DayWindow",
    "NeverOpenError",
    "PublicHolidays",
    "closing",
    "next_open",
    "quiet_from",
]

# A clinic that is never open within this is misconfigured: what waits for it would wait for ever.
_LONGEST_CLOSED: Final = 400  # days
# A message's validity need not be told further ahead than this, even where there are no quiet hours at all.
_LONGEST_OPEN: Final = 2  # days


_NEVER_OPEN: Final = (
    "These hours leave no moment for a message: check weekdays, closed days, quiet hours and the schedule's window."
)
_A_DAY: Final = timedelta(days=1)


class NeverOpenError(ValueError):
    """These hours leave no moment for a message."""

    def __init__(self) -> None:
        super().__init__(_NEVER_OPEN)


def next_open(hours: ContactHours, zone: ZoneInfo, at: datetime, window: DayWindow | None = None) -> datetime:
    """The earliest moment not before `at` when a message may go out. Raises NeverOpenError."""
    day = at.astimezone(zone).date()
    for _ in range(_LONGEST_CLOSED):
        for opens, closes in _open_on(day, hours, zone, window):
            if closes > at:
                return at if at > opens else opens
        day += _A_DAY
    raise NeverOpenError


def closing(
    hours: ContactHours, zone: ZoneInfo, at: datetime, window: DayWindow | None = None, days: int = 0
) -> datetime:
    """When the open day around `at`, else the next one, ends; or one `days` open days later. Raises NeverOpenError."""
    ends: dict[date, datetime] = {}
    for start, end in _open_stretches(hours, zone, at, window):
        if end > at:
            ends[start.astimezone(zone).date()] = end
        if len(ends) > days + 1:  # the day asked for may have had several stretches
            return list(ends.values())[days]
    raise NeverOpenError


def quiet_from(hours: ContactHours, zone: ZoneInfo, at: datetime) -> datetime:
    """When the open stretch around `at` ends (when it is not open: the next one), at most two days after it begins.

    Raises NeverOpenError.
    """
    found: datetime | None = None
    limit = at
    for opens, closes in _open_stretches(hours, zone, at, None):
        if found is None:
            if closes > at:
                found, limit = closes, max(opens, at) + timedelta(days=_LONGEST_OPEN)
        elif opens > found or found >= limit:
            break
        else:
            found = closes
    if found is None:
        raise NeverOpenError
    return min(found, limit)


def _open_stretches(
    hours: ContactHours, zone: ZoneInfo, at: datetime, window: DayWindow | None
) -> Iterator[tuple[datetime, datetime]]:
    """Open stretches in UTC, each within one local day, beginning with the day of `at`."""
    day = at.astimezone(zone).date()
    for _ in range(_LONGEST_CLOSED):
        yield from _open_on(day, hours, zone, window)
        day += _A_DAY


def _open_on(
    day: date, hours: ContactHours, zone: ZoneInfo, window: DayWindow | None
) -> list[tuple[datetime, datetime]]:
    """The open stretches of one local day, in UTC."""
    if not _is_open_day(hours, day, window):
        return []
    earliest, latest = (0, DAY) if window is None else (window.from_, window.until)
    minutes = _open_minutes(hours.quiet_from, hours.quiet_until, earliest, latest)
    return [found for start, end in minutes if (found := _stretch(day, start, end, zone)) is not None]


@lru_cache(maxsize=1024)
def _stretch(day: date, start: int, end: int, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Where the clock strikes twice, only what is open both times counts as open. The same for all of a day."""
    opens, closes = at_wall_time(_wall(day, start), zone, last=True), at_wall_time(_wall(day, end), zone)
    return (opens, closes) if opens < closes else None


def _wall(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 - a wall time, by design


@lru_cache(maxsize=256)
def _open_minutes(quiet: int, until: int, earliest: int, latest: int) -> tuple[tuple[int, int], ...]:
    """The day without its quiet hours, within a window; ends are not included. The same for a whole clinic."""
    parts = [(0, quiet), (until, DAY)] if quiet <= until else [(until, quiet)]
    if quiet == until:
        parts = [(0, DAY)]
    kept = [(max(start, earliest), min(end, latest)) for start, end in parts]
    return tuple([(start, end) for start, end in kept if start < end])


def _is_open_day(hours: ContactHours, day: date, window: DayWindow | None) -> bool:
    weekday = WEEKDAYS[day.weekday()]
    if weekday not in hours.weekdays or day in hours.closed_days:
        return False
    if window is not None and weekday not in window.weekdays:
        return False
    kept = hours.holidays
    return kept is None or day not in _holidays(kept.country, kept.region, day.year)


@lru_cache(maxsize=256)
def _holidays(country: str, region: str | None, year: int) -> frozenset[date]:
    return frozenset(country_holidays(country, subdiv=region, years=year))
