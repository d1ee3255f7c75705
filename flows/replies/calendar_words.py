"""The calendar's words in one language: months, weekdays, and days named from today."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from flows.replies.language import phrases, vocabulary
from flows.replies.text import spellings


@dataclass(frozen=True, slots=True)
class Calendar:
    """One language's months (1–12) and weekdays (Monday 0), by all their names."""

    months: dict[str, int]
    weekdays: dict[str, int]
    before: re.Pattern[str]  # words that may open a date: "on", "den", "it was"


@cache
def days_named(tag: str, entry: str) -> dict[str, int]:
    """Days from today by their phrases: `entry` is "today" or "roughly_today"."""
    table: Mapping[str, int] = getattr(vocabulary(tag), entry)
    return {way: days for phrase, days in table.items() for way in spellings(phrase)}


@cache
def calendar_of(tag: str) -> Calendar:
    from babel.dates import get_day_names, get_month_names  # CLDR is read when the first date question is

    words = vocabulary(tag)
    months: dict[str, int] = dict(words.months)
    weekdays: dict[str, int] = dict(words.weekdays)
    for width in ("wide", "abbreviated"):
        for month, name in get_month_names(width, locale=words.locale).items():
            months.setdefault(str(name).lower().rstrip("."), month)
        for weekday, name in get_day_names(width, locale=words.locale).items():
            weekdays.setdefault(str(name).lower().rstrip("."), weekday)
    opening = "|".join(
        sorted(
            map(
                re.escape, phrases(words.fillers) | {"on", "den", "the", "was", "var", "since", "siden", "sedan", "d."}
            ),
            key=len,
            reverse=True,
        )
    )
    return Calendar(
        _all(months), _all(weekdays), re.compile(rf"^(?:(?:{opening})[ :]+)+(?=\S*\d|[^\W\d]+\.? (?:the )?\d|$)")
    )


def _all(names: dict[str, int]) -> dict[str, int]:
    return {way: value for name, value in names.items() for way in spellings(name)}


NO_CALENDAR: Final = Calendar({}, {}, re.compile(r"(?!)"))
