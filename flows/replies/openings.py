"""What is said at the doors: begin, agree, the short form, and the year of birth."""

import re
from datetime import date
from typing import Final

from rapidfuzz.distance import OSA

from flows.replies.language import Language, language
from flows.replies.text import Text, fold, normalise, shorten
from flows.replies.yes_no import bare_words, read_yes_no

_SHORTEST_NEAR: Final = 4
_YEARS: Final = range(1890, 2100)
_YEAR_LOOKALIKES: Final = re.compile(r"(?<![^\W_])[1il2][0o89][\doil]{2}(?![^\W_])")
_DIGITS_OF_LETTERS: Final = str.maketrans("oil", "011")


def read_start(text: str, language: str) -> bool:
    """Whether the text says "begin" to an invitation or a reminder."""
    read, speech = normalise(text), _speech(language)
    if speech is None:
        return read.said in ("go", "ok", "start", "yes") or read_yes_no(read, None).value is True
    if _says(read, speech, "begin"):
        return True
    reply = read_yes_no(read, speech)
    return reply.kind == "answer" and reply.value is True


def read_consent(text: str, language: str) -> bool | None:
    """Agreement or refusal; null for anything that is not plainly one of them."""
    read, speech = normalise(text), _speech(language)
    if speech is not None and _says(read, speech, "agree"):
        return True
    if speech is not None and _says(read, speech, "disagree"):
        return False
    if speech is None and read.said in ("go", "yes", "no"):
        return read.said != "no"
    reply = read_yes_no(read, speech)
    # "yes, but …" is a condition, and consent has none
    plain = reply.kind == "answer" and (reply.comment is None or reply.value is False)
    return bool(reply.value) if plain else None


def read_short(text: str, language: str) -> bool:
    """Whether the text asks for the short form."""
    read, speech = normalise(text), _speech(language)
    return _says(read, speech, "short") if speech else read.said == "short"


def nearly_short(text: str, language: str) -> bool:
    """Whether the text is one slip away from asking for the short form; always asked back."""
    read, speech = normalise(text), _speech(language)
    if len(read.words) != 1 or len(read.said) < _SHORTEST_NEAR:
        return False
    known = ("short",) if speech is None else [word for word in speech.words("short") if len(word) >= _SHORTEST_NEAR]
    return any(OSA.distance(read.said, word, score_cutoff=1) <= 1 for word in known)


def read_year(text: str) -> int | None:
    """The year of birth in the text, alone or in a date; null where there is none or more than one."""
    plain = normalise(text).plain
    found = {int(number) for number in re.findall(r"(?<![\d.,])\d{4}(?!\d)|(?<=\d[.])\d{4}(?!\d)", plain)}
    found |= {year for run in re.findall(r"(?<!\d)\d{8}(?!\d)", plain) for year in _years_of_run(run)}
    if not found:
        found = {int(seen.translate(_DIGITS_OF_LETTERS)) for seen in _YEAR_LOOKALIKES.findall(plain)}
    years = {year for year in found if year in _YEARS}
    return years.pop() if len(years) == 1 and len(found) == 1 else None


def _years_of_run(run: str) -> set[int]:
    """19480312 and 12031948, as on identity cards."""
    ways = ((run[:4], run[4:6], run[6:]), (run[4:], run[2:4], run[:2]))
    return {int(year) for year, month, day in ways if int(year) in _YEARS and _is_date(int(year), int(month), int(day))}


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _speech(tag: str) -> Language | None:
    return language(tag)


def _says(text: Text, speech: Language, entry: str) -> bool:
    known = speech.words(entry)
    words = bare_words(text, speech)
    bare = " ".join(words)
    ways = (text.said, fold(text.said), bare, fold(bare), *shorten(text.said))
    return any(way in known for way in ways if way)
