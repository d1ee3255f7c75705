"""The form in which a schedule is changed: its fields as they were typed, what is wrong with them, and the schedule.

What somebody typed is never lost: a field that cannot be read comes back as it was, with the reason beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import ValidationError

from bot.field_faults import in_words
from bot.schedule_words import minutes_in_words, read_span, span_in_words
from flows.hours import DAY, WEEKDAYS
from flows.schedule import MOST_REMINDERS, Schedule

# What a new step begins with: two days, as the shipped schedules have it.
_NEW_AFTER: Final = "2 days"
_FIELDS: Final[Mapping[tuple[str, ...], str]] = {
    ("window",): "window_until",
    ("window", "from"): "window_from",
    ("window", "until"): "window_until",
    ("window", "weekdays"): "weekday",
    ("minimum_gap",): "minimum_gap",
    ("frequency_cap",): "cap_contacts",
    ("frequency_cap", "contacts"): "cap_contacts",
    ("frequency_cap", "within"): "cap_within",
    ("phone_after",): "phone_after",
    ("reminders",): "add",
}


@dataclass(frozen=True, slots=True)
class StepFields:
    """One reminder as typed."""

    after: str = _NEW_AFTER
    wording: str = "reminder-1"
    short: bool = False
    channel: str = ""


@dataclass(frozen=True, slots=True)
class ScheduleFields:
    """Every field as typed; "" where nothing was."""

    window_from: str
    window_until: str
    weekdays: tuple[str, ...]
    minimum_gap: str
    cap_contacts: str
    cap_within: str
    best_hour: bool
    phone_after: str
    steps: tuple[StepFields, ...]


def fields_from(schedule: Schedule) -> ScheduleFields:
    window, cap = schedule.window, schedule.frequency_cap
    bounded = window is not None and (window.from_, window.until) != (0, DAY)
    return ScheduleFields(
        window_from=minutes_in_words(window.from_) if window is not None and bounded else "",
        window_until=minutes_in_words(window.until) if window is not None and bounded else "",
        weekdays=tuple(WEEKDAYS if window is None else window.weekdays),
        minimum_gap=span_in_words(schedule.minimum_gap),
        cap_contacts="" if cap is None else str(cap.contacts),
        cap_within="" if cap is None else span_in_words(cap.within),
        best_hour=schedule.best_hour,
        phone_after="" if schedule.phone_after is None else span_in_words(schedule.phone_after),
        steps=tuple(
            StepFields(span_in_words(each.after), each.wording, each.short, each.channel or "")
            for each in schedule.reminders
        ),
    )


def fields_typed(form: Mapping[str, str]) -> ScheduleFields:
    """As a browser sent them; names that are not ours are passed over."""
    count = min(_number(form.get("steps", "")), MOST_REMINDERS + 1)
    return ScheduleFields(
        window_from=form.get("window_from", "").strip(),
        window_until=form.get("window_until", "").strip(),
        weekdays=tuple(day for day in WEEKDAYS if day in form.get("weekday", "").split(",")),
        minimum_gap=form.get("minimum_gap", "").strip(),
        cap_contacts=form.get("cap_contacts", "").strip(),
        cap_within=form.get("cap_within", "").strip(),
        best_hour="best_hour" in form,
        phone_after=form.get("phone_after", "").strip(),
        steps=tuple(
            StepFields(
                after=form.get(f"after-{n}", "").strip(),
                wording=form.get(f"wording-{n}", ""),
                short=f"short-{n}" in form,
                channel=form.get(f"channel-{n}", ""),
            )
            for n in range(1, count + 1)
        ),
    )


def with_steps_changed(fields: ScheduleFields, do: str) -> tuple[ScheduleFields, str]:
    """`do`: add, remove-N, up-N, down-N; returns what was done in words too, "" where there was nothing to do."""
    act, _, number = do.partition("-")
    steps = list(fields.steps)
    place = _number(number) - 1
    if act == "add" and len(steps) < MOST_REMINDERS:
        last = "reminder-last" if steps else "reminder-1"
        return replace(fields, steps=(*steps, StepFields(wording=last))), f"Step {len(steps) + 1} was added."
    if act == "remove" and 0 <= place < len(steps):
        del steps[place]
        return replace(fields, steps=tuple(steps)), f"Step {place + 1} was removed."
    other = place + {"up": -1, "down": 1}.get(act, 0)
    if other != place and 0 <= place < len(steps) and 0 <= other < len(steps):
        steps[place], steps[other] = steps[other], steps[place]
        return replace(fields, steps=tuple(steps)), f"Step {place + 1} is now step {other + 1}."
    return fields, ""


def read_schedule(fields: ScheduleFields) -> tuple[Schedule | None, dict[str, str]]:
    """The schedule, or null and what to do about each field that is not right, by the field's name."""
    faults: dict[str, str] = {}
    document: dict[str, Any] = {
        "window": _window(fields, faults),
        "minimum_gap": _span(fields.minimum_gap, "minimum_gap", faults),
        "frequency_cap": _cap(fields, faults),
        "best_hour": fields.best_hour,
        "phone_after": _span(fields.phone_after, "phone_after", faults) if fields.phone_after else None,
        "reminders": [
            {
                "after": _span(step.after, f"after-{n}", faults),
                "wording": step.wording,
                "short": step.short,
                "channel": step.channel or None,
            }
            for n, step in enumerate(fields.steps, start=1)
        ],
    }
    if faults:
        return None, faults
    try:
        return Schedule.model_validate(document), {}
    except ValidationError as error:
        return None, dict(_named(error))


def _number(text: str) -> int:
    """0 for what is none; longer ones than the form can hold are none either."""
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _window(fields: ScheduleFields, faults: dict[str, str]) -> dict[str, Any] | None:
    """Without times it is the whole day, and without anything said the clinic's own hours."""
    if not fields.weekdays:
        faults["weekday"] = "Choose at least one day."
    if not fields.window_from and not fields.window_until:
        every = len(fields.weekdays) == len(WEEKDAYS)
        return None if every else {"from": 0, "until": DAY, "weekdays": fields.weekdays}
    for name in ("window_from", "window_until"):
        if not getattr(fields, name):
            faults[name] = "Write a time of day as in 08:30, or leave both times empty."
    return {"from": fields.window_from, "until": fields.window_until, "weekdays": fields.weekdays}


def _cap(fields: ScheduleFields, faults: dict[str, str]) -> dict[str, Any] | None:
    if not fields.cap_contacts and not fields.cap_within:
        return None
    if not fields.cap_contacts.isdecimal():
        faults["cap_contacts"] = "Write a whole number, or leave both fields empty."
    return {"contacts": fields.cap_contacts, "within": _span(fields.cap_within, "cap_within", faults)}


def _span(text: str, name: str, faults: dict[str, str]) -> Any:
    try:
        return read_span(text)
    except ValueError as error:
        faults[name] = _sentence(str(error))
        return None


def _named(error: ValidationError) -> Iterator[tuple[str, str]]:
    for item in error.errors(include_input=False, include_url=False):
        yield _field(item["loc"]), _sentence(in_words(item))


def _field(place: Sequence[str | int]) -> str:
    """`("reminders", 1, "after")` → after-2"""
    if len(place) > 1 and place[0] == "reminders":
        return f"{place[2] if len(place) > 2 else 'short'}-{int(place[1]) + 1}"
    return _FIELDS.get(tuple(map(str, place[:2])), "phone_after")


def _sentence(told: str) -> str:
    return f"{told[0].upper()}{told[1:]}{'' if told.endswith('.') else '.'}"
