"""The contacts of one wave as a pathway writes them: steps, gaps and caps. When they come is for flows/schedule.py."""

from datetime import timedelta
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from flows.contact_hours import DayWindow
from flows.spans import CalendarSpan, Span, is_positive

# Two messages nobody asked for within this look like a fault to the one who gets them, whatever a clinic writes.
SHORTEST_GAP: Final = timedelta(minutes=10)
MOST_REMINDERS: Final = 8
# How far back contacts are counted: a cap over longer than this would need the whole history of a patient.
LONGEST_CAP: Final = timedelta(days=35)


class Reminder(BaseModel):
    """One reminder: how long after the contact before it was sent, and the message kind it is worded in.

    `short`: it offers the wave's short form, where the wave has one. `channel`: from this step on the patient is
    written to by that channel, where they have it and the clinic writes by it; `phone`: they go on the list of people
    to ring, and nothing is sent at this step.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    after: CalendarSpan
    wording: Literal["reminder-1", "reminder-2", "reminder-last"] = "reminder-1"
    short: bool = False
    channel: Literal["sms", "telegram", "phone"] | None = None

    @field_validator("after")
    @classmethod
    def is_later(cls, after: Span) -> Span:
        if after.shortest < SHORTEST_GAP:
            raise ValueError("a reminder comes at least PT10M after the contact before it")
        return after

    @model_validator(mode="after")
    def is_read(self) -> "Reminder":
        if self.short and self.channel == "phone":
            raise ValueError("a step by phone sends no message, so it cannot offer the short form: leave out `short`")
        return self


class FrequencyCap(BaseModel):
    """The most messages that we begin within any such length of time, to one patient over all pathways together."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    contacts: int = Field(ge=1, le=100)
    within: CalendarSpan

    @field_validator("within")
    @classmethod
    def is_counted(cls, within: Span) -> Span:
        if not is_positive(within) or within.longest > LONGEST_CAP:
            raise ValueError("the cap counts over a length of time above nothing and up to P35D")
        return within


class Schedule(BaseModel):
    """Contacts of one wave, as a pathway writes them.

    `window` narrows the clinic's own hours. `phone_after`: this long after the last reminder the patient goes on the
    list of people to ring; without it nobody is rung. `minimum_gap` stands between any two contacts, and between this
    pathway's and another's. `best_hour`: write at the time of day at which the patient has answered before.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    window: DayWindow | None = None
    reminders: tuple[Reminder, ...] = Field(default=(), max_length=MOST_REMINDERS)
    phone_after: CalendarSpan | None = None
    minimum_gap: CalendarSpan = Span("PT12H", seconds=12 * 3600)
    frequency_cap: FrequencyCap | None = None
    best_hour: bool = False

    @field_validator("minimum_gap")
    @classmethod
    def is_wide_enough(cls, gap: Span) -> Span:
        if gap.shortest < SHORTEST_GAP:
            raise ValueError("contacts are at least PT10M apart")
        return gap

    @model_validator(mode="after")
    def phones_later(self) -> "Schedule":
        if self.phone_after is not None and not is_positive(self.phone_after):
            raise ValueError("`phone_after` counts from the last reminder: give a length of time above nothing")
        return self
