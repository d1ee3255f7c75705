"""When a clinic's messages may go out, as it writes it down: quiet hours, weekdays, public holidays, closed days."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from holidays import list_supported_countries
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

DAY: Final = 24 * 60  # minutes
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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
