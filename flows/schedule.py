"""When a patient is contacted. Every contact time in the product comes from here: timer, plan, preview, simulation.

Times are planned on the clock where the patient lives and returned in UTC.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from flows.hours import ContactHours, DayWindow, NeverOpenError, next_open, quiet_from
from flows.machine import OPEN
from flows.spans import CalendarSpan, Span, is_positive

__all__ = [
    "Action",
    "ContactHours",
    "DayWindow",
    "NeverOpenError",
    "Schedule",
    "Standing",
    "future_actions",
    "next_action",
    "next_open",
    "quiet_from",
]

Act = Literal["contact", "close", "phone"]
# Two messages nobody asked for within this look like a fault to the one who gets them, whatever a clinic writes.
SHORTEST_GAP: Final = timedelta(minutes=10)
MOST_REMINDERS: Final = 8
# Where nothing is asked by text any more, or only as an offer, the schedule has nothing left to say but the end.
_SILENT: Final = frozenset({"handed_over", "offering"})


class Reminder(BaseModel):
    """One reminder: how long after the contact before it was sent, and the message kind it is worded in."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    after: CalendarSpan
    wording: Literal["reminder-1", "reminder-2", "reminder-last"] = "reminder-1"

    @field_validator("after")
    @classmethod
    def is_later(cls, after: Span) -> Span:
        if after.shortest < SHORTEST_GAP:
            raise ValueError("a reminder comes at least PT10M after the contact before it")
        return after


class Schedule(BaseModel):
    """Contacts of one wave, as a pathway writes them.

    `window` narrows the clinic's own hours. `phone_after`: this long after the last reminder the patient goes on the
    list of people to ring; without it nobody is rung. `minimum_gap` stands between any two contacts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    window: DayWindow | None = None
    reminders: tuple[Reminder, ...] = Field(default=(), max_length=MOST_REMINDERS)
    phone_after: CalendarSpan | None = None
    minimum_gap: CalendarSpan = Span("PT12H", seconds=12 * 3600)

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


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one session has come. `contacts` counts what the schedule did: messages, and the phone list.

    `last_contact_at`: when the last of them was sent. `state`: the machine's, of a session that is not held.
    `core_done`: what counts is answered, so nobody is reminded or rung about the rest.
    """

    due_at: datetime
    closes_at: datetime
    contacts: int
    last_contact_at: datetime | None
    last_inbound_at: datetime | None
    snoozed_until: datetime | None
    zone: ZoneInfo
    state: str
    core_done: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """What the schedule does next. `rule` is the fixed code of why: first, reminder-N, snooze, phone, close."""

    at: datetime
    act: Act
    rule: str
    wording: str = ""


def next_action(schedule: Schedule, hours: ContactHours, standing: Standing, now: datetime) -> Action:
    """The next thing the schedule does; it is due when `at` is not after `now`.

    The answer does not change while time passes without events, until `at`; what was missed is done as soon as the
    hours allow. Raises ValueError for a closed conversation, for which there is nothing to plan.
    """
    if standing.state not in OPEN:
        raise ValueError(f"a conversation that is {standing.state} has no next contact")
    close = Action(standing.closes_at, "close", "close")
    step = None if standing.state in _SILENT else _next_step(schedule, standing)
    if step is None or now >= standing.closes_at:
        return close
    spaced = max(step.at, now, *_earliest(schedule, standing))
    if spaced >= standing.closes_at:
        return close
    try:
        at = next_open(hours, standing.zone, spaced, schedule.window)
    except NeverOpenError:
        return close
    return replace(step, at=at) if at < standing.closes_at else close


def future_actions(schedule: Schedule, hours: ContactHours, standing: Standing, now: datetime) -> tuple[Action, ...]:
    """All that the schedule will do if the patient stays silent, the closing included; nothing when it is closed."""
    actions: list[Action] = []
    while standing.state in OPEN:
        action = next_action(schedule, hours, standing, now)
        actions.append(action)
        if action.act == "close":
            break
        now = max(now, action.at)
        standing = after_contact(schedule, standing, action)
    return tuple(actions)


def after_contact(schedule: Schedule, standing: Standing, action: Action) -> Standing:
    """How the session stands when this contact was made at its moment and nothing else happened.

    A message that the patient asked for by "later" takes the place of a reminder where one is left, and never that of
    the phone list.
    """
    messages = 1 + len(schedule.reminders)
    return replace(
        standing,
        contacts=messages + 1 if action.act == "phone" else min(standing.contacts + 1, messages),
        last_contact_at=action.at,
        snoozed_until=None,
        state="invited" if standing.state == "scheduled" else standing.state,
    )


def _next_step(schedule: Schedule, standing: Standing) -> Action | None:
    """The next contact at its own moment, before gaps and hours; null when the schedule is used up."""
    if standing.state == "scheduled":
        return Action(standing.due_at, "contact", "first", "invite")
    if standing.snoozed_until is not None:
        return Action(standing.snoozed_until, "contact", "snooze", "resume")
    if standing.core_done:
        return None
    # Who writes while a question waits needs no reminder yet: silence is counted from the last word of either side.
    moments = (standing.due_at, standing.last_contact_at, standing.last_inbound_at)
    base = max(moment for moment in moments if moment is not None)
    done = max(standing.contacts - 1, 0)
    if done < len(schedule.reminders):
        reminder = schedule.reminders[done]
        return Action(reminder.after.after(base, standing.zone), "contact", f"reminder-{done + 1}", reminder.wording)
    if done == len(schedule.reminders) and schedule.phone_after is not None:
        return Action(schedule.phone_after.after(base, standing.zone), "phone", "phone")
    return None


def _earliest(schedule: Schedule, standing: Standing) -> tuple[datetime, ...]:
    if standing.last_contact_at is None:
        return ()
    return (schedule.minimum_gap.after(standing.last_contact_at, standing.zone),)
