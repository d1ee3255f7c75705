"""A schedule in plain words for staff, what differs between two of them, and lengths of time as people write them."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from flows.hours import DAY, WEEKDAYS, DayWindow
from flows.schedule import Reminder, Schedule
from flows.spans import Span, parse_span

WORDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {"reminder-1": "friendly reminder", "reminder-2": "second reminder", "reminder-last": "last reminder"}
)
CHANNELS: Final[Mapping[str, str]] = MappingProxyType({"sms": "SMS", "telegram": "Telegram", "phone": "phone list"})
DAY_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    dict(zip(WEEKDAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
)
# What stands for each rule of an action, see flows.schedule.Action.
_RULES: Final[Mapping[str, str]] = MappingProxyType(
    {"first": "invitation", "snooze": "as the patient asked", "phone": "phone list", "close": "closes"}
)
_UNITS: Final[Mapping[str, str]] = MappingProxyType({"month": "M", "week": "W", "day": "D", "hour": "H", "minute": "M"})
_PART: Final = re.compile(r"(\d+)\s*(months?|weeks?|days?|hours?|minutes?|mins?|min|h|d|w)")
_SHORT_UNITS: Final[Mapping[str, str]] = MappingProxyType({"min": "minute", "h": "hour", "d": "day", "w": "week"})
HOW_LONG: Final = "write a length of time as in 2 days, 12 hours or 1 week"


def span_in_words(span: Span) -> str:
    """`P2D` → "2 days", `PT36H` → "36 hours". What is before something has a minus."""
    days, hours, minutes = abs(span.days), abs(span.seconds) // 3600, abs(span.seconds) % 3600 // 60
    weeks = days // 7 if days % 7 == 0 else 0
    counts = (
        (abs(span.months), "month"),
        (weeks, "week"),
        (0 if weeks else days, "day"),
        (hours, "hour"),
        (minutes, "minute"),
    )
    told = " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counts if count) or "0 days"
    return f"-{told}" if min(span.months, span.days, span.seconds) < 0 else told


def read_span(text: str) -> Span:
    """Read "2 days", "1 day 12 hours" or `P2D`. Raises ValueError that says what is accepted."""
    plain = text.strip().lower().replace(" and ", " ").replace(",", " ")
    if re.match(r"[+-]?p", plain):
        return parse_span(text.strip().upper())
    found = _PART.findall(plain)
    if not found or _PART.sub("", plain).strip():
        raise ValueError(HOW_LONG)
    counts: dict[str, int] = {}
    for number, unit in found:
        whole = _SHORT_UNITS.get(unit.rstrip("s"), unit.rstrip("s"))
        if whole in counts:
            raise ValueError(HOW_LONG)
        counts[whole] = int(number)
    days = 7 * counts.pop("week", 0) + counts.pop("day", 0)
    months = f"{counts.pop('month')}M" if "month" in counts else ""
    passing = "".join(f"{counts[unit]}{_UNITS[unit]}" for unit in ("hour", "minute") if unit in counts)
    return parse_span(f"P{months}{f'{days}D' if days or not (months or passing) else ''}{passing and 'T' + passing}")


def minutes_in_words(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def days_in_words(weekdays: Sequence[str]) -> str:
    """ "Monday to Friday", "Tuesday and Thursday", "every day"."""
    places = [WEEKDAYS.index(day) for day in WEEKDAYS if day in weekdays]
    if len(places) == len(WEEKDAYS):
        return "every day"
    names = [DAY_NAMES[WEEKDAYS[place]] for place in places]
    if len(places) > 2 and places == list(range(places[0], places[-1] + 1)):
        return f"{names[0]} to {names[-1]}"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def schedule_in_words(schedule: Schedule) -> tuple[str, ...]:
    """One sentence for each thing that the schedule says; what it does not say has none."""
    lines = ["The invitation goes out when the questions are due."]
    lines += [_step(number, reminder) for number, reminder in enumerate(schedule.reminders, start=1)]
    if not schedule.reminders:
        lines.append("Nobody is reminded.")
    if schedule.phone_after is not None:
        after = span_in_words(schedule.phone_after)
        lines.append(f"After {after} more without a reply the patient goes on the phone list, for staff to ring.")
    lines.append(_hours(schedule.window))
    lines.append(f"Between two contacts of one patient there is at least {span_in_words(schedule.minimum_gap)}.")
    if schedule.frequency_cap is not None:
        cap = schedule.frequency_cap
        times = "1 message" if cap.contacts == 1 else f"{cap.contacts} messages"
        lines.append(f"No patient gets more than {times} that we begin within {span_in_words(cap.within)}.")
    if schedule.best_hour:
        lines.append("Each patient is written to at the time of day at which they have answered before.")
    return tuple(lines)


def difference_in_words(old: Schedule, new: Schedule) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(what is no longer said, what is said instead), each as whole sentences."""
    before, after = schedule_in_words(old), schedule_in_words(new)
    return tuple(line for line in before if line not in after), tuple(line for line in after if line not in before)


def rule_in_words(rule: str) -> str:
    """ "reminder 2", "invitation", "again by Telegram"."""
    if rule.startswith("by-"):
        channel = rule.removeprefix("by-")
        return f"again by {CHANNELS.get(channel, channel)}"
    return _RULES.get(rule, rule.replace("-", " "))


def _step(number: int, reminder: Reminder) -> str:
    after = span_in_words(reminder.after)
    if reminder.channel == "phone":
        return f"{number}. After {after} without a reply the patient goes on the phone list, for staff to ring."
    told = f"{number}. After {after} without a reply a {WORDINGS[reminder.wording]} is sent"
    if reminder.channel is not None:
        told += f", from here on by {CHANNELS[reminder.channel]} where the patient has it"
    if reminder.short:
        told += "; it offers the short form where there is one"
    return told + "."


def _hours(window: DayWindow | None) -> str:
    if window is None:
        return "Messages go out in the clinic's own hours."
    days = days_in_words(window.weekdays)
    if (window.from_, window.until) == (0, DAY):
        return f"Messages go out {days}, in the clinic's own hours."
    between = f"between {minutes_in_words(window.from_)} and {minutes_in_words(window.until)}"
    return f"Messages go out {days}, {between}, within the clinic's own hours."
