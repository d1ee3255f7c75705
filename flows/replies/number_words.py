"""Words for numbers: what num2words says, the language's other forms, and reading them in a row of words."""

import re
from collections.abc import Mapping
from itertools import product
from typing import Final

from flows.replies.text import fold, spellings
from flows.replies.vocabulary import Vocabulary

_LARGEST_ORDINAL: Final = 20
_LONGEST: Final = 8  # words in the longest number that anyone writes out
_SHORTEST_MULTIPLE: Final = 5
_HEAD: Final = 3  # letters by which most words are seen to begin no number
_JOINED: Final = 4  # "one hundred and five" is read by parts; "fem og halv treds" is the longest number below 100


def number_words(words: Vocabulary) -> tuple[dict[str, int], dict[str, int], frozenset[str]]:
    """(words for 0–99, joined as one word; ordinals; the articles that are also the number one).

    Multiples of a hundred are composed when read.
    """
    from num2words import num2words  # here, because loading it costs more than a short command should

    said = {value: str(num2words(value, lang=words.num2words)) for value in range(100)}
    numbers = {_one_word(word): value for value, word in said.items()}
    numbers |= {_one_word(word): value for word, value in words.numbers.items()}
    units = [(word, value) for word, value in numbers.items() if 0 < value < 10]
    units += [(article, 1) for article in words.articles.split("|")]
    tens = [(word, value) for word, value in numbers.items() if value in range(20, 100, 10)]
    for (ten, tens_value), (unit, unit_value) in product(tens, units):
        if words.tens_first:
            numbers.setdefault(ten + unit, tens_value + unit_value)
        if words.units_first:
            numbers.setdefault(unit + words.units_first + ten, tens_value + unit_value)
    ones = _ways(words.articles) if said[1] in words.articles.split("|") else frozenset()
    for article in words.articles.split("|"):
        numbers.pop(article, None)
    ordinals = {
        str(num2words(value, lang=words.num2words, to="ordinal")): value for value in range(1, _LARGEST_ORDINAL)
    }
    ordinals |= words.ordinals
    for word in words.ambiguous_ordinals.split("|"):
        ordinals.pop(word, None)
    return _spelt(numbers), _spelt(ordinals), ones


class NumberReader:
    """Reads the numbers of one language out of a row of words."""

    __slots__ = ("articles", "compound", "heads", "hundred", "joint", "multiples", "numbers", "thousand")

    def __init__(self, numbers: Mapping[str, int], words: Vocabulary) -> None:
        self.numbers = numbers
        self.hundred = _ways(words.hundred)
        self.thousand = _ways(words.thousand)
        self.multiples = self.hundred | self.thousand
        self.compound = re.compile("|".join(map(re.escape, sorted(self.multiples))))
        self.articles = _ways(words.articles)
        self.joint = words.joint
        leading = (*numbers, *self.multiples)
        self.heads = frozenset(word[:length] for word in leading for length in range(_HEAD + 1))
        self.heads |= {article[:_HEAD] for article in self.articles}

    def read(self, words: list[str], start: int) -> tuple[int, int] | None:
        """(the number that begins at `start`, how many words it takes); null where none does."""
        if not self.may_begin(words[start]):
            return None
        row: list[str] = []
        owners: list[int] = []
        for index in range(start, min(len(words), start + _LONGEST)):
            for part in self._parts(words[index]):
                row.append(part)
                owners.append(index - start)
        below, taken = self._below_hundred(row, 0)
        total = self._multiplied(row, below, taken)
        if total is None and below is None:
            return None
        value, used = total if total is not None else (below or 0, taken)
        whole_words = used == len(row) or owners[used] != owners[used - 1]
        return (value, owners[used - 1] + 1) if whole_words else None

    def may_begin(self, word: str) -> bool:
        """Whether a number could begin with this word: few words do, and the rest cost no more than this look."""
        if word[:_HEAD] in self.heads or not word.isascii() or "'" in word:
            return True
        return len(word) > _SHORTEST_MULTIPLE and self.compound.search(word) is not None

    def _parts(self, word: str) -> list[str]:
        """A compound such as "tvåtusenfemhundra" taken apart; any other word as it is."""
        if word in self.numbers or word in self.articles or len(word) <= _SHORTEST_MULTIPLE:
            return [word]
        for multiple in (*self.thousand, *self.hundred):
            if multiple not in word:
                continue
            head, found, tail = word.partition(multiple)
            if head and not self._is_number(head):
                continue
            rest = tail if self._is_number(tail) else tail.removeprefix(self.joint)
            if not rest or self._is_number(rest):
                return [*(self._parts(head) if head else []), found, *(self._parts(rest) if rest else [])]
        return [word]

    def _is_number(self, word: str) -> bool:
        return word in self.numbers or word in self.articles or (bool(word) and len(self._parts(word)) > 1)

    def _below_hundred(self, row: list[str], at: int) -> tuple[int | None, int]:
        for length in range(min(_JOINED, len(row) - at), 0, -1):
            joined = "".join(row[at : at + length]).replace("'", "")
            value = self.numbers.get(joined)
            if value is None and not joined.isascii():
                value = self.numbers.get(fold(joined))
            if value is not None:
                return value, length
        return None, 0

    def _multiplied(self, row: list[str], below: int | None, at: int) -> tuple[int, int] | None:
        """[n] thousand [n hundred] [and] [n], or null where there is neither hundred nor thousand."""
        if below is None and row and row[0] in self.articles:
            at = 1
        if at >= len(row) or row[at] not in self.multiples:
            return None
        value = (1 if below is None else below) * (100 if row[at] in self.hundred else 1000)
        at += 1
        if at < len(row) and row[at] in self.thousand:
            value, at = value * 1000, at + 1
        rest, used = self._rest(row, at, below=1000 if value >= 1000 else 100)
        return value + rest, at + used

    def _rest(self, row: list[str], at: int, below: int) -> tuple[int, int]:
        joint = 1 if at < len(row) and row[at] == self.joint else 0
        value, used = self._below_hundred(row, at + joint) if at + joint < len(row) else (None, 0)
        if value is None:
            return 0, 0
        end = at + joint + used
        if below == 1000 and value < 10 and end < len(row) and row[end] in self.hundred:
            last, more = self._rest(row, end + 1, below=100)
            return value * 100 + last, joint + used + 1 + more
        return value, joint + used


def _one_word(phrase: str) -> str:
    return phrase.replace(" ", "").replace("-", "").replace(",", "")


def _spelt(numbers: Mapping[str, int]) -> dict[str, int]:
    """With the spellings without marks, which never push out a word of its own."""
    table = dict(numbers)
    for word, value in numbers.items():
        for way in spellings(word):
            table.setdefault(way, value)
    return table


def _ways(entry: str) -> frozenset[str]:
    return frozenset(way for word in entry.split("|") for way in spellings(word))
