"""Lengths of time as a pathway writes them: months, days and hours, which are not the same kind of thing.

Months and days are counted on the calendar where the patient lives, so that "two days later" is the same time of day
even when the clocks change in between; hours and minutes are counted as they pass.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from isodate import Duration, ISO8601Error, parse_duration
from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

_SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Span:
    """An ISO 8601 duration. All parts have the same sign; `text` is how it was written."""

    text: str
    months: int = 0
    days: int = 0
    seconds: int = 0

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The aware moment this long after (a negative span: before) another. A month's end stays a month's end."""
        begun = moment.astimezone(UTC)  # else the two moments of an hour that comes twice were one and the same
        if not self.months and not self.days:
            return begun + timedelta(seconds=self.seconds)
        later = _after(begun, zone, self.months, self.days)
        return later + timedelta(seconds=self.seconds) if self.seconds else later

    @property
    def shortest(self) -> timedelta:
        """The least it can come to, whatever the calendar: for checks of what a person wrote."""
        return timedelta(days=28 * self.months + self.days, seconds=self.seconds)

    @property
    def longest(self) -> timedelta:
        """The most it can come to."""
        return timedelta(days=31 * self.months + self.days, seconds=self.seconds)

    def times(self, number: int) -> "Span":
        """So many of it in a row, counted from one beginning: the 31st stays the month's end, and no day is lost."""
        return Span(self.text, self.months * number, self.days * number, self.seconds * number)


@lru_cache(maxsize=128)
def _after(moment: datetime, zone: ZoneInfo, months: int, days: int) -> datetime:
    """All turns of a batch reckon from the same moment, and the calendar takes a third of what a schedule does."""
    passed = relativedelta(months=months, days=days) if months else timedelta(days=days)
    return at_wall_time(moment.astimezone(zone).replace(tzinfo=None) + passed, zone)


def parse_span(text: object) -> Span:
    """Read `P3M`, `P2D`, `PT12H`, `-P3W`. Raises ValueError that says what is accepted."""
    wrong = "write a length of time as in P3M (months), P2W, P2D or PT12H; a minus in front means before"
    if isinstance(text, Span):
        return text
    if not isinstance(text, str):
        raise ValueError(wrong)
    sign = -1 if text.strip().startswith("-") else 1
    days_part, has_time, time_part = text.strip().lstrip("+-").partition("T")
    try:
        # Apart, as the library adds them up: 48 hours and two days are not the same where clocks change.
        read = parse_duration(days_part if days_part != "P" or not has_time else "P0D")
        passing = parse_duration(f"PT{time_part}") if has_time else timedelta()
    except (ISO8601Error, ValueError, OverflowError):
        raise ValueError(wrong) from None
    months = int(read.years * 12 + read.months) if isinstance(read, Duration) else 0
    rest: timedelta = read.tdelta if isinstance(read, Duration) else read
    days, seconds = rest.days, rest.seconds + int(passing.total_seconds())
    if months > 1_200 or days > 40_000 or seconds > 40_000 * _SECONDS_A_DAY:
        raise ValueError("this is longer than a hundred years")
    return Span(text.strip(), sign * months, sign * days, sign * seconds)


def at_wall_time(wall: datetime, zone: ZoneInfo, *, last: bool = False) -> datetime:
    """The UTC moment at which clocks in the zone show this naive time.

    A time that the spring change leaves out is moved forward to the moment of the change. A time that comes twice
    in autumn is the first of the two, or with `last` the second.
    """
    local = wall.replace(tzinfo=zone)
    first, again = local.astimezone(UTC), local.replace(fold=1)
    if again.utcoffset() == local.utcoffset():
        return first
    second = again.astimezone(UTC)
    if first <= second:
        return second if last else first
    early, late = second, first  # in the gap zoneinfo reads fold 1 with the offset after the change
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        early, late = (middle, late) if middle.astimezone(zone).utcoffset() == before else (early, middle)
    return late.replace(microsecond=0)


def _written(span: Span) -> str:
    return span.text


CalendarSpan = Annotated[
    Span,
    PlainValidator(parse_span),
    PlainSerializer(_written, return_type=str),
    WithJsonSchema({"type": "string", "format": "duration", "examples": ["P3M", "P2D"]}),
]


def is_positive(span: Span) -> bool:
    return span.shortest > timedelta()
