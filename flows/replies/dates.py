"""Dates, as people write them to someone who knows what day it is."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from flows.replies.calendar_words import NO_CALENDAR, Calendar, calendar_of
from flows.replies.language import Language
from flows.replies.near import nearest
from flows.replies.relative_dates import make_date, months_before, read_relative
from flows.replies.reply import Reply
from flows.replies.text import Text

NOT_UNDERSTOOD: Final = Reply("invalid", reason="not-understood")
NO_SUCH_DATE: Final = Reply("invalid", reason="no-such-date")
SEVERAL: Final = Reply("invalid", reason="several")
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMERIC: Final = re.compile(r"(\d{1,2}) ?[-/.] ?(\d{1,2})\.?(?: ?[-/. ] ?(\d{4}|\d{2}))?")
_COMPACT: Final = re.compile(r"(\d{2})(\d{2})(\d{2})(\d{2})?")
_NAMED: Final = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th|\.|:e|e)? ?(?:of )?(?P<month>[^\W\d]+)"
    r"|(?P<first>[^\W\d]+)\.? (?:the )?(?P<later>\d{1,2})(?:st|nd|rd|th|\.)?)"
    r"\.?,?(?: (?P<year>\d{4}|'?\d{2}))?"
)
_DAY_ALONE: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.|:e)?")
_WITH_TIME: Final = re.compile(r"(?P<day>.+?) (?:at|kl\.?|klokken|klokka|klockan) ?\d{1,2}(?:[.:]\d\d)? ?(?:am|pm)?")
_DAY: Final = timedelta(days=1)


def read_date(text: Text, today: date | None, speech: Language | None) -> Reply:
    """A date as YYYY-MM-DD. Without `today` only a full date can be read."""
    said = re.sub(r"\s+", " ", text.plain).strip(" .,!?()\"'")
    calendar = calendar_of(speech.tag) if speech else NO_CALENDAR
    timed = _WITH_TIME.fullmatch(said)
    if timed:
        # the hour is not asked for here; that the day was meant is
        return _asked_back(_read_whole(text, timed["day"].strip(" ,"), today, speech, calendar))
    return _read_whole(text, said, today, speech, calendar)


def _read_whole(text: Text, said: str, today: date | None, speech: Language | None, calendar: Calendar) -> Reply:
    said = calendar.before.sub("", said)
    said = _without_politeness(said, speech)
    said = _with_ordinals_in_digits(said, speech)
    corrected = _corrected(said, speech)
    if corrected is not None:
        return _asked_back(_read_said(text, corrected, today, speech, calendar))
    return _read_said(text, said, today, speech, calendar)


def _with_ordinals_in_digits(said: str, speech: Language | None) -> str:
    """ "third of November" as "3. of November"; the month beside it tells that a day is meant."""
    if speech is None or " " not in said:
        return said
    words = said.split(" ")
    return " ".join(
        f"{speech.ordinals[word]}." if word.isalpha() and word in speech.ordinals else word for word in words
    )


def _corrected(said: str, speech: Language | None) -> str | None:
    """What stands behind "no, I mean" or "not … but"; null where nothing was taken back."""
    if speech is None:
        return None
    words = [word.strip(",.!") if not any(sign.isdigit() for sign in word) else word for word in said.split(" ")]
    denied = words[0] in speech.words("negations")
    for at in range(1, len(words) - 1):
        found = speech.roles.find(words, at)
        if found is None or at + found[1] >= len(words):
            continue
        if found[0] == "X" or (denied and words[at] in speech.words("but")):
            return " ".join(words[at + found[1] :])
    return None


def _read_said(text: Text, said: str, today: date | None, speech: Language | None, calendar: Calendar) -> Reply:
    reply = _numeric(said, today, speech) or _named(said, today, calendar)
    if reply is None and speech is not None and today is not None:
        reply = read_relative(said, today, speech, calendar)
        bare = _without_lead(said, speech)
        if reply is None and bare != said:
            reply = _numeric(bare, today, speech) or _named(bare, today, calendar)
            reply = reply or read_relative(bare, today, speech, calendar)
    if reply is None and today is not None:
        reply = _day_alone(said, today)
    return reply or _unread(text, said)


def _unread(text: Text, said: str) -> Reply:
    written = [token for token in text.tokens if token.kind == "number"]
    return SEVERAL if len(written) > 2 and re.search(r"\b(or|eller|og|och|and)\b", said) else NOT_UNDERSTOOD


def _without_politeness(said: str, speech: Language | None) -> str:
    if speech is None:
        return said
    words = said.split(" ")
    while len(words) > 1 and words[-1].strip(".,!") in speech.polite.phrases:
        words.pop()
    while len(words) > 1 and words[0].strip(".,!") in speech.polite.phrases:
        words.pop(0)
    return " ".join(words).strip(" .,!")


def _without_lead(said: str, speech: Language) -> str:
    """Past "I think it was"."""
    words = said.split(" ")
    while len(words) > 1:
        found = speech.roles.find(words, 0)
        if words[0] in ("was", "var", "since", "on", "den"):
            words = words[1:]
        elif found is not None and found[1] < len(words) and (found[0] == "F" or words[found[1] - 1] in ("was", "var")):
            words = words[found[1] :]
        else:
            break
    return " ".join(words)


def _numeric(said: str, today: date | None, speech: Language | None) -> Reply | None:
    iso = _ISO.fullmatch(said)
    if iso:
        return _dated(make_date(int(iso[1]), int(iso[2]), int(iso[3])), today)
    compact = _COMPACT.fullmatch(said)
    if compact:
        return _compact(said, today, speech)
    written = _NUMERIC.fullmatch(said)
    if not written:
        return None
    first, second = int(written[1]), int(written[2])
    year = _year(written[3], today)
    if speech is not None and speech.vocabulary.month_may_lead and second > 12 >= first:
        reply = _on(second, first, year, today)  # 11/23 can only be an American's date
        return _asked_back(reply)
    reply = _on(first, second, year, today)
    range_like = "-" in said and year is None  # "3-4" may be a day and a month, or two days
    doubtful = speech is None or range_like or (speech.vocabulary.month_may_lead and first <= 12 and first != second)
    return _asked_back(reply) if doubtful else reply


def _compact(said: str, today: date | None, speech: Language | None) -> Reply:
    """ddmmyy, ddmmyyyy, yyyymmdd and Swedish yymmdd, without marks: read, and asked back."""
    ways: list[Callable[[], date | None]] = []
    if len(said) == 8:
        ways.append(lambda: make_date(int(said[:4]), int(said[4:6]), int(said[6:])))
        ways.append(lambda: make_date(int(said[4:]), int(said[2:4]), int(said[:2])))
    else:
        swedish = lambda: make_date(_year(said[:2], today), int(said[2:4]), int(said[4:]))  # noqa: E731  # one of several ways
        danish = lambda: make_date(_year(said[4:], today), int(said[2:4]), int(said[:2]))  # noqa: E731  # one of several ways
        ways += [swedish, danish] if speech and speech.vocabulary.year_may_lead else [danish]
    found = next((day for day in (way() for way in ways) if day is not None), None)
    return NO_SUCH_DATE if found is None else Reply("confirm", value=found.isoformat(), how="date")


def _named(said: str, today: date | None, calendar: Calendar) -> Reply | None:
    weekday, rest = _leading_weekday(said, calendar)
    written = _NAMED.fullmatch(rest)
    if not written:
        numeric = _NUMERIC.fullmatch(rest) if weekday is not None else None
        if numeric is None:
            return None
        return _agreeing(_on(int(numeric[1]), int(numeric[2]), _year(numeric[3], today), today), weekday)
    name = written["month"] or written["first"]
    month = calendar.months.get(name)
    near = nearest(name, calendar.months) if month is None and len(name) > 3 else None
    if month is None and near is None:
        return None
    number = int(written["day"] or written["later"])
    reply = _on(number, month or near or 0, _year(written["year"], today), today)
    return _asked_back(_agreeing(reply, weekday)) if month is None else _agreeing(reply, weekday)


def _leading_weekday(said: str, calendar: Calendar) -> tuple[int | None, str]:
    first, _, rest = said.partition(" ")
    weekday = calendar.weekdays.get(first.strip(".,"))
    return (None, said) if weekday is None else (weekday, re.sub(r"^(den|the|d\.) ", "", rest))


def _agreeing(reply: Reply, weekday: int | None) -> Reply:
    if weekday is None or not isinstance(reply.value, str):
        return reply
    return reply if date.fromisoformat(reply.value).weekday() == weekday else _asked_back(reply)


def _day_alone(said: str, today: date) -> Reply | None:
    """ "the 3rd": the last one there was, asked back."""
    written = _DAY_ALONE.fullmatch(re.sub(r"^(the|den|d\.) ", "", said))
    if not written or not 1 <= int(written[1]) <= 31:
        return None
    day = int(written[1])
    for back in range(3):
        month = months_before(today.replace(day=1), back)
        found = make_date(month.year, month.month, day)
        if found is not None and found <= today:
            return Reply("confirm", value=found.isoformat(), how="day")
    return None


def _on(day: int, month: int, year: int | None, today: date | None) -> Reply:
    """A day and month; without a year, the year that makes it past, asked back when that is not this one."""
    if year is not None:
        return _dated(make_date(year, month, day), today)
    if today is None:
        return NOT_UNDERSTOOD if make_date(2000, month, day) else NO_SUCH_DATE
    this_year = make_date(today.year, month, day)
    if this_year is not None and this_year <= today:
        return Reply("answer", value=this_year.isoformat(), how="date")
    last_year = make_date(today.year - 1, month, day)
    nearest_day = min(filter(None, (this_year, last_year)), key=lambda found: abs(found - today), default=None)
    return Reply("confirm", value=nearest_day.isoformat(), how="date") if nearest_day else NO_SUCH_DATE


def _dated(day: date | None, today: date | None) -> Reply:
    if day is None or not 1900 <= day.year <= (today.year + 10 if today else 2100):
        return NO_SUCH_DATE
    far = today is not None and day > today + 366 * _DAY
    return Reply("confirm" if far else "answer", value=day.isoformat(), how="date")


def _asked_back(reply: Reply) -> Reply:
    return Reply("confirm", value=reply.value, how=reply.how) if reply.kind == "answer" else reply


def _year(written: str | None, today: date | None) -> int | None:
    if not written:
        return None
    year = int(written.lstrip("'"))
    if len(written.lstrip("'")) == 4:
        return year
    this = today.year if today else 2099
    return 2000 + year if 2000 + year <= this + 1 else 1900 + year
