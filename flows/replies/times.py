"""Times of day. Eight may be in the evening, so an hour alone is asked back; 08:30 and `halv otte` are not."""

import re
from typing import Final

from flows.replies.language import Language
from flows.replies.reply import Reply
from flows.replies.text import Text

NOT_UNDERSTOOD: Final = Reply("invalid", reason="not-understood")
NO_SUCH_TIME: Final = Reply("invalid", reason="no-such-time")
_CLOCKED: Final = re.compile(r"(\d{1,2}) ?[:.,h] ?(\d{2})(?::\d{2})?")
_RUN: Final = re.compile(r"(\d{1,2})(\d{2})")
_PAIR: Final = re.compile(r"(\d{1,2}) (\d{2})")
_RANGE: Final = re.compile(r"\d ?- ?\d")
_HOUR: Final = re.compile(r"\d{1,2}")
_HALVES_OF_DAY: Final = re.compile(r"(?<=[\d ])(am|pm)$|(?<=[\d ])([ap]) ?m$")


def read_time(text: Text, speech: Language | None) -> Reply:
    """A time of day as HH:MM."""
    said = re.sub(r"\s+", " ", text.plain).strip(" .,!?()\"'")
    said = re.sub(r"\b([ap])\.? ?m\b\.?", r"\1m", said)
    if _RANGE.search(said):
        return Reply("invalid", reason="range")
    said, half_of_day = _half_of_day(_without_politeness(said, speech), speech)
    fixed = _midnight_or_noon(said, speech)
    if fixed is not None:
        return fixed
    said, spoken_hour = _without_openings(said, speech)
    return _digits(said, half_of_day, spoken_hour=spoken_hour) or _words(said, half_of_day, speech) or NOT_UNDERSTOOD


def _without_politeness(said: str, speech: Language | None) -> str:
    if speech is None:
        return said
    words = said.split(" ")
    while len(words) > 1 and words[-1].strip(".,!") in speech.polite.phrases:
        words.pop()
    said = " ".join(words)
    for phrase in speech.words("clock"):
        if " " in phrase:
            said = said.replace(phrase, phrase.replace(" ", ""))
    return said.strip(" ,")


def _half_of_day(said: str, speech: Language | None) -> tuple[str, str | None]:
    found = _HALVES_OF_DAY.search(said)
    if found:
        return said[: found.start()].strip(), "evening" if "p" in found[0] else "morning"
    for half in ("morning", "evening") if speech else ():
        assert speech is not None, "the loop is empty without a language"
        for phrase in sorted(speech.words(half), key=len, reverse=True):
            if said.endswith(f" {phrase}"):
                return said.removesuffix(phrase).strip(" ,"), half
            if said.startswith(f"{phrase} ") and " " in phrase:
                return said.removeprefix(phrase).strip(" ,"), half
    return said, None


def _midnight_or_noon(said: str, speech: Language | None) -> Reply | None:
    if speech is None:
        return None
    if said in speech.words("midnight"):
        return Reply("answer", value="00:00", how="word")
    return Reply("answer", value="12:00", how="word") if said in speech.words("noon") else None


def _without_openings(said: str, speech: Language | None) -> tuple[str, bool]:
    """Past "kl", "at about" and politeness; whether "o'clock" or "kl" showed that an hour is meant."""
    if speech is None:
        return said, False
    clock = speech.words("clock") | speech.words("hour_words")
    words = [word for word in said.split(" ") if word]
    shown = False
    while len(words) > 1:
        first, last = words[0].rstrip(".,:"), words[-1].strip(".,:")
        filler = speech.roles.find([word.rstrip(".,:") for word in words], 0)
        if first in clock:
            words, shown = words[1:], True
        elif filler is not None and filler[0] == "F" and filler[1] < len(words):
            words = words[filler[1] :]
        elif last in clock:
            words, shown = words[:-1], True
        elif last in speech.polite.phrases:
            words = words[:-1]
        else:
            break
    return " ".join(words), shown


def _digits(said: str, half_of_day: str | None, *, spoken_hour: bool) -> Reply | None:
    clocked = _CLOCKED.fullmatch(said)
    if clocked:
        return _at(int(clocked[1]), int(clocked[2]), half_of_day, sure=True, how="digits")
    run = _RUN.fullmatch(said)
    if run:
        # 0830 is how a clock is written down, 830 might be anything
        return _at(int(run[1]), int(run[2]), half_of_day, sure=len(said) == 4, how="digits")
    pair = _PAIR.fullmatch(said)
    if pair:
        return _at(int(pair[1]), int(pair[2]), half_of_day, sure=False, how="digits")
    if _HOUR.fullmatch(said):
        afternoon = spoken_hour and 13 <= int(said) <= 23
        return _at(int(said), 0, half_of_day, sure=half_of_day is not None or afternoon, how="hour")
    return None


def _at(hour: int, minute: int, half_of_day: str | None, *, sure: bool, how: str) -> Reply:
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return NO_SUCH_TIME
    if half_of_day == "morning" and hour > 12:
        return NO_SUCH_TIME
    if half_of_day == "morning" and hour == 12:
        hour = 0
    elif half_of_day == "evening" and hour < 12:
        hour += 12
    if hour == 24:
        hour, sure = 0, False
    return Reply("answer" if sure else "confirm", value=f"{hour:02}:{minute:02}", how=how)


def _words(said: str, half_of_day: str | None, speech: Language | None) -> Reply | None:
    if speech is None:
        return None
    words = said.replace("-", " ").split(" ")
    half = _half_hour(words, half_of_day, speech)
    if half is not None:
        return half
    counted = _past_or_to(said.replace("-", " "), half_of_day, speech)
    if counted is not None:
        return counted
    hour = _number(words[:1], speech)
    if hour is None:
        return None
    if len(words) == 1:
        return _at(hour, 0, half_of_day, sure=half_of_day is not None, how="hour")
    minute = _number(words[1:], speech)
    return None if minute is None or minute < 10 else _at(hour, minute, half_of_day, sure=False, how="word")


def _half_hour(words: list[str], half_of_day: str | None, speech: Language) -> Reply | None:
    said = " ".join(words)
    for phrase in speech.words("half_past"):
        hour = _number(said.removeprefix(f"{phrase} ").split(" "), speech) if said.startswith(f"{phrase} ") else None
        if hour is not None and hour <= 12:
            return _at(hour, 30, half_of_day, sure=True, how="half")
    if len(words) == 1 and speech.vocabulary.half_to_is_sure:
        words = _parted(words[0], speech)
    hour = _number(words[1:], speech) if words[0] in speech.words("half_to") and len(words) > 1 else None
    if hour is None or not 1 <= hour <= 24:
        return None
    return _at(_before(hour), 30, half_of_day, sure=speech.vocabulary.half_to_is_sure, how="half")


def _parted(word: str, speech: Language) -> list[str]:
    """ "halvåtta" as "halv åtta"."""
    lead = next((half for half in speech.words("half_to") if word.startswith(half) and word != half), "")
    return [lead, word[len(lead) :]] if lead else [word]


def _past_or_to(said: str, half_of_day: str | None, speech: Language) -> Reply | None:
    """ "kvart over otte", "ten to nine", "fem over halv otte"."""
    for entry, sign in (("past", 1), ("to", -1)):
        for joint in speech.words(entry):
            minutes_said, found, hour_said = said.partition(f" {joint} ")
            if not found:
                continue
            quarter = minutes_said in speech.words("quarter")
            counted, _, unit = minutes_said.rpartition(" ")
            if not counted or unit not in speech.words("minute_words"):
                counted = minutes_said
            minutes = 15 if quarter else _number(counted.split(" "), speech)
            hour_words = hour_said.split(" ")
            half = len(hour_words) > 1 and hour_words[0] in speech.words("half_to")
            hour = _number(hour_words[1:] if half else hour_words, speech)
            if minutes is None or hour is None or not 1 <= minutes < 30 or not 1 <= hour <= 24:
                continue
            total = (hour * 60 - (30 if half else 0) + sign * minutes) % (24 * 60 if hour > 12 else 12 * 60)
            if hour == 12 and total < 60 and not half_of_day:
                total += 12 * 60
            return _at(total // 60, total % 60, half_of_day, sure=True, how="clock")
    return None


def _before(hour: int) -> int:
    return 12 if hour == 1 else hour - 1


def _number(words: list[str], speech: Language) -> int | None:
    if len(words) == 1 and words[0].isdigit():
        return int(words[0]) if len(words[0]) < 3 else None
    if len(words) == 1 and words[0] in speech.ones:
        return 1
    read = speech.reader.read(words, 0) if words and words[0] else None
    return read[0] if read is not None and read[1] == len(words) else None
