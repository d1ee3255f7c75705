"""When a clinic's messages may go out: quiet hours, weekdays, public holidays and the clinic's own closed days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from holidays import country_holidays, list_supported_countries
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from flows.spans import at_wall_time

DAY: Final = 24 * 60  # minutes
# A clinic that is never open within this is misconfigured: what waits for it would wait for ever.
_LONGEST_CLOSED: Final = 400  # days
# A message's validity need not be told further ahead than this, even where there are no quiet hours at all.
_LONGEST_OPEN: Final = 2  # days

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class NeverOpenError(ValueError):
    """These hours leave no moment for a message: check weekdays, closed days, quiet hours and the schedule's window."""


def minute_of_day(text: object) -> int:
    """Read `08:30` as minutes after midnight; `24:00` is the end of the day."""
    if isinstance(text, int) and not isinstance(text, bool) and 0 <= text <= DAY:
        return text
    hour, colon, minute = str(text).partition(":")
    if colon and hour.isdecimal() and minute.isdecimal() and len(hour) <= 2 and len(minute) == 2:
        total = int(hour) * 60 + int(minute)
        if int(minute) < 60 and total <= DAY:
            return total
    raise ValueError('write a time of day as in "08:30"')


def _written(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


MinuteOfDay = Annotated[
    int,
    PlainValidator(minute_of_day),
    PlainSerializer(_written, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["08:30"]}),
]
_FROZEN = ConfigDict(frozen=True, extra="forbid")


class DayWindow(BaseModel):
    """The part of the day and of the week in which a schedule writes. `until` is not before `from`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)
    from_: MinuteOfDay = Field(alias="from")
    until: MinuteOfDay
    weekdays: tuple[Weekday, ...] = Field(default=WEEKDAYS, min_length=1)

    @model_validator(mode="after")
    def is_a_stretch(self) -> "DayWindow":
        if self.from_ >= self.until:
            raise ValueError("the window's `until` must be later than its `from`")
        return self


class PublicHolidays(BaseModel):
    """Whose public holidays are kept: ISO 3166 country, and a region where its holidays differ."""

    model_config = _FROZEN
    country: str
    region: str | None = None

    @model_validator(mode="after")
    def are_known(self) -> "PublicHolidays":
        regions = list_supported_countries().get(self.country)
        if regions is None:
            raise ValueError(f"the holidays of {self.country!r} are not known: give a country code such as DK")
        if self.region is not None and self.region not in regions:
            known = ", ".join(regions) or "none"
            raise ValueError(f"{self.country} has no region {self.region!r} with its own holidays. Known: {known}")
        return self


class ContactHours(BaseModel):
    """When the clinic may write first. Quiet hours may run over midnight; equal ends mean that there are none."""

    model_config = _FROZEN
    quiet_from: MinuteOfDay = 21 * 60
    quiet_until: MinuteOfDay = 8 * 60
    weekdays: tuple[Weekday, ...] = Field(default=WEEKDAYS, min_length=1)
    holidays: PublicHolidays | None = None
    closed_days: tuple[date, ...] = ()

    @field_validator("closed_days")
    @classmethod
    def in_order(cls, days: tuple[date, ...]) -> tuple[date, ...]:
        return tuple(sorted(set(days)))

    def model_post_init(self, _: Any, /) -> None:
        if (self.quiet_from, self.quiet_until) in ((0, DAY), (DAY, 0)):
            raise ValueError("quiet hours cover the whole day: nothing could ever be sent")


def next_open(hours: ContactHours, zone: ZoneInfo, at: datetime, window: DayWindow | None = None) -> datetime:
    """The earliest moment not before `at` when a message may go out. Raises NeverOpenError."""
    for start, end in _open_stretches(hours, zone, at, window):
        if end > at:
            return max(start, at)
    raise NeverOpenError(NeverOpenError.__doc__)


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
    raise NeverOpenError(NeverOpenError.__doc__)


def quiet_from(hours: ContactHours, zone: ZoneInfo, at: datetime) -> datetime:
    """When the open stretch around `at` ends (when it is not open: the next one), at most two days after it begins."""
    stretches = _open_stretches(hours, zone, at, None)
    start, end = next((start, end) for start, end in stretches if end > at)
    limit = max(start, at) + timedelta(days=_LONGEST_OPEN)
    for following, until in stretches:
        if following > end or end >= limit:
            break
        end = until
    return min(end, limit)


def _open_stretches(
    hours: ContactHours, zone: ZoneInfo, at: datetime, window: DayWindow | None
) -> Iterator[tuple[datetime, datetime]]:
    """Open stretches in UTC, each within one local day, beginning with the day of `at`."""
    day = at.astimezone(zone).date()
    narrowed = (0, DAY) if window is None else (window.from_, window.until)
    minutes = _open_minutes(hours.quiet_from, hours.quiet_until, *narrowed)
    for _ in range(_LONGEST_CLOSED):
        if _is_open_day(hours, day, window):
            for start, end in minutes:
                # Where the clock strikes twice, only what is open both times counts as open.
                opens = _moment(day, start, zone, last=True)
                closes = _moment(day, end, zone, last=False)
                if opens < closes:
                    yield opens, closes
        day += timedelta(days=1)


@lru_cache(maxsize=1024)
def _moment(day: date, minute: int, zone: ZoneInfo, *, last: bool) -> datetime:
    """The same for all patients of a day, and asked for four times in each turn."""
    return at_wall_time(_wall(day, minute), zone, last=last)


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
