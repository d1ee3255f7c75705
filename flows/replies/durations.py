"""Lengths of time in words, for a question that wants hours: minutes, quarters, half hours and what joins them."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from flows.replies.language import Language
from flows.replies.text import Text

_HALF_HOUR: Final = 30
_UNITS: Final = (("half_hours", _HALF_HOUR), ("quarter_hours", 15), ("minute_words", 1))
_HOUR: Final = Decimal(60)
_WRITTEN: Final = {"1 / 2": "½", "1 / 4": "¼", "3 / 4": "¾"}
_MARKS: Final = frozenset({",", ".", "!"})
_FRACTIONS: Final = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}


class Duration(NamedTuple):
    """`hours` has two decimals; doubtful where they had to be rounded or an article was the only number."""

    hours: Decimal
    doubtful: bool


def read_duration(text: Text, speech: Language) -> Duration | None:
    """Hours from minutes, quarters and half hours; null where none is named or something else was said too."""
    if not text.words or (len(text.words) == 1 and not _may_be_length(text.words[0], speech)):
        return None
    written = " ".join(token.text for token in text.tokens if token.text not in _MARKS)
    for fraction, sign in _WRITTEN.items():
        written = f" {written} ".replace(f" {fraction} ", f" {sign} ").strip()
    words = written.split(" ")
    if any(not word.isalnum() and word not in _FRACTIONS and "'" not in word for word in words):
        return None
    walk = _Walk(_between_fillers(words, speech), speech)
    minutes = walk.minutes()
    if minutes is None or not walk.named:
        return None
    hours = (minutes / _HOUR).quantize(Decimal("0.01"))
    return Duration(hours.normalize() + 0, walk.doubtful or hours * _HOUR != minutes)


def _may_be_length(word: str, speech: Language) -> bool:
    """Whether one word beside digits can be anything but plain hours."""
    listed = ("minute_words", "quarter_hours", "half_hours")
    return any(word in speech.words(entry) for entry in listed) or speech.units.get(word) == "hours"


def _between_fillers(words: list[str], speech: Language) -> list[str]:
    """Past "about" and "it was"; politeness at the end is left off too."""
    while len(words) > 1:
        found = speech.roles.find(words, 0)
        if found is None or found[0] not in "FM" or found[1] >= len(words):
            break
        words = words[found[1] :]
    idle = _idle(speech)
    end = len(words)
    while end > 1 and words[end - 1] in idle:
        end -= 1
    return words[:end]


@lru_cache
def _idle(speech: Language) -> frozenset[str]:
    return (speech.words("polite") | speech.words("fillers")) - speech.words("minute_words")


@lru_cache
def _lengths(speech: Language) -> Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]:
    """Minutes by their phrases, the longest first, under the first word of each."""
    listed: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for entry, minutes in _UNITS:
        for phrase in speech.words(entry):
            row = tuple(phrase.split(" "))
            listed.setdefault(row[0], []).append((row, minutes))
    return {first: tuple(sorted(found, key=lambda each: -len(each[0]))) for first, found in listed.items()}


class _Walk:
    __slots__ = ("at", "doubtful", "named", "speech", "words")

    def __init__(self, words: list[str], speech: Language) -> None:
        self.words = words
        self.speech = speech
        self.at = 0
        self.named = False  # a length that is not a plain number of hours
        self.doubtful = False

    def minutes(self) -> Decimal | None:
        total = Decimal(0)
        hours_said = False
        while self.at < len(self.words):
            part = self._part(after_hours=hours_said)
            if part is None:
                return None
            minutes, hours_said = part
            total += minutes
            if hours_said and self._is("conjunctions"):
                self.at += 1
        return total

    def _part(self, *, after_hours: bool) -> tuple[Decimal, bool] | None:
        """(minutes, whether a number of hours was named)."""
        alone = self._unit(without_number=True)
        if alone == _HALF_HOUR:
            return Decimal(30), False
        if after_hours and self._rest_is_a_half():
            return Decimal(30), False
        if alone:
            self.doubtful = True
            return Decimal(15), False
        amount, bare_article = self._amount()
        if amount is None:
            return None
        length = self._unit()
        if length:
            return amount * length, False
        if after_hours and self.at < len(self.words) and self.words[self.at] == "m":
            self.at += 1
            self.named = True
            return amount, False
        if self.at < len(self.words) and self.speech.units.get(self.words[self.at]) == "hours":
            self.at += 1
            if bare_article and self.at == len(self.words) and not after_hours:
                self.doubtful = self.named = True
            return amount * _HOUR, True
        bare_minutes = after_hours and self.at == len(self.words) and amount < _HOUR
        if not bare_minutes:
            return None
        self.named = True
        return amount, False

    def _amount(self) -> tuple[Decimal | None, bool]:
        """A number, and whether it was only an article."""
        word = self.words[self.at]
        if word in _FRACTIONS:
            self.at += 1
            self.named = True
            return _FRACTIONS[word], False
        if word.isdigit() and len(word) <= 4:
            self.at += 1
            whole = Decimal(word)
            if self.at < len(self.words) and self.words[self.at] in _FRACTIONS:
                self.at += 1
                whole += _FRACTIONS[self.words[self.at - 1]]
            return whole, False
        read = self.speech.reader.read(self.words, self.at)
        if read is not None:
            self.at += read[1]
            return Decimal(read[0]), False
        if word in self.speech.words("articles"):
            self.at += 1
            return Decimal(1), True
        return None, False

    def _rest_is_a_half(self) -> bool:
        """ "an hour and a half": a half of an hour, for the conjunction is already behind."""
        rest = " ".join(self.words[self.at :])
        worth = self.speech.halves.get(rest)
        if worth != 0.5:
            return False
        self.at = len(self.words)
        self.named = True
        return True

    def _unit(self, *, without_number: bool = False) -> int:
        """Minutes of the unit that stands here, past it; 0 where none does. Minutes are counted, never alone."""
        if self.at >= len(self.words):
            return 0
        for phrase, minutes in _lengths(self.speech).get(self.words[self.at], ()):
            if without_number and minutes == 1:
                continue
            if tuple(self.words[self.at : self.at + len(phrase)]) == phrase:
                self.at += len(phrase)
                self.named = True
                return minutes
        return 0

    def _is(self, entry: str) -> bool:
        return self.at < len(self.words) - 1 and self.words[self.at] in self.speech.words(entry)
