"""Days told from today: yesterday, on Tuesday, three weeks ago."""

from datetime import date, timedelta
from typing import Final

from flows.replies.calendar_words import Calendar, days_named
from flows.replies.language import Language
from flows.replies.near import nearest
from flows.replies.reply import Reply

_MOST_AROUND: Final = 6  # words in a reply that names a day and when in it
_DAY: Final = timedelta(days=1)


def read_relative(said: str, today: date, speech: Language, calendar: Calendar) -> Reply | None:
    """The day that the words name by its distance from `today`; null where they name none."""
    words = speech.vocabulary
    for way in dict.fromkeys((said, said.replace("'", ""))):
        exact = days_named(speech.tag, "today").get(way)
        if exact is not None:
            return Reply("answer", value=(today + exact * _DAY).isoformat(), how="relative")
        rough = days_named(speech.tag, "roughly_today").get(way)
        if rough is not None:
            return Reply("confirm", value=(today + rough * _DAY).isoformat(), how="relative")
    within = _day_within(said, speech)
    if within is not None:
        return Reply("confirm", value=(today + within * _DAY).isoformat(), how="relative")
    weekday = _weekday(said, today, speech, calendar)
    if weekday is not None:
        return Reply("confirm", value=weekday.isoformat(), how="weekday")
    ago = _ago(said, today, speech)
    if ago is not None:
        return ago
    if " " not in said:
        near = nearest(said, {word: days for word, days in words.today.items() if " " not in word}, speech.ordinary)
        near_weekday = nearest(said, calendar.weekdays, speech.ordinary) if near is None and len(said) > 4 else None
        if near is not None:
            return Reply("confirm", value=(today + near * _DAY).isoformat(), how="fuzzy")
        if near_weekday is not None:
            return Reply("confirm", value=_last(near_weekday, today).isoformat(), how="fuzzy")
    return None


def _day_within(said: str, speech: Language) -> int | None:
    """ "yesterday around noon": the day that opens a short reply, when nothing after it counts or denies."""
    words = [word.strip(",.!") for word in said.split(" ")]
    if not 1 < len(words) <= _MOST_AROUND or any(sign.isdigit() for sign in said):
        return None
    for length in range(len(words) - 1, 0, -1):
        opening = " ".join(words[:length])
        known = days_named(speech.tag, "today") | days_named(speech.tag, "roughly_today")
        if opening in known:
            rest = words[length:]
            unclear = speech.words("negations") | speech.words("ranges") | speech.words("corrections")
            return (
                known[opening]
                if unclear.isdisjoint(rest) and not any(word in speech.numbers for word in rest)
                else None
            )
    return None


def _weekday(said: str, today: date, speech: Language, calendar: Calendar) -> date | None:
    lead, _, name = said.rpartition(" ")
    weekday = calendar.weekdays.get(name.strip("."))
    if weekday is None:
        return None
    if not lead:
        return today if today.weekday() == weekday else _last(weekday, today)
    if lead in speech.words("last_weekday"):
        return _last(weekday, today)
    if lead in speech.words("next_weekday"):
        return today + ((weekday - today.weekday() - 1) % 7 + 1) * _DAY
    return None


def _last(weekday: int, today: date) -> date:
    return today - ((today.weekday() - weekday - 1) % 7 + 1) * _DAY


def _ago(said: str, today: date, speech: Language) -> Reply | None:
    """So many days ago is a day; weeks and months are about, and asked back."""
    for pattern in speech.words("ago"):
        before, after = pattern.split("# UNIT")
        if not said.startswith(before) or not said.endswith(after):
            continue
        amount, _, unit = said[len(before) : len(said) - len(after) or None].strip().rpartition(" ")
        count = _count(amount, speech)
        if count is None:
            continue
        if unit in speech.words("day_words"):
            return Reply("answer", value=(today - count * _DAY).isoformat(), how="relative")
        if unit in speech.words("week_words"):
            return Reply("confirm", value=(today - 7 * count * _DAY).isoformat(), how="relative")
        if unit in speech.words("month_words"):
            return Reply("confirm", value=months_before(today, count).isoformat(), how="relative")
    return None


def _count(amount: str, speech: Language) -> int | None:
    if amount.isdigit() and len(amount) < 4:
        return int(amount)
    return 1 if amount in speech.words("articles") else speech.numbers.get(amount)


def months_before(today: date, count: int) -> date:
    """The same day of an earlier month, or its 28th."""
    year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
    return make_date(year, month + 1, today.day) or make_date(year, month + 1, 28) or today


def make_date(year: int | None, month: int, day: int) -> date | None:
    """A date, or null where the calendar has no such day."""
    try:
        return date(year or 0, month, day)
    except ValueError:
        return None
