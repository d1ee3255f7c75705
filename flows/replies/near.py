"""Near misses: the one known word that a misspelt one is nearest to. What is found here is always asked back."""

from collections.abc import Container, Mapping
from typing import Final, TypeVar

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

Meaning = TypeVar("Meaning")
_SHORTEST: Final = 3  # ny and ti are both one letter from ni
_LONG: Final = 7  # two slips in a word this long still leave no doubt which it was


def nearest(word: str, known: Mapping[str, Meaning], ordinary: Container[str] = ()) -> Meaning | None:
    """The meaning of the words nearest to `word`, when near enough and when they all mean the same.

    A word of everyday speech (`ordinary`) is what it is, and not a misspelling of another.
    """
    return None if word in ordinary else agreed(close_to(word, known))


def close_to(word: str, known: Mapping[str, Meaning]) -> list[tuple[int, Meaning]]:
    """The known words that are near enough to be meant: how far each is, and what it means."""
    if len(word) < _SHORTEST:
        return []
    most = _allowed(len(word), _LONG)
    return [
        (distance, known[candidate])
        for candidate, distance, _ in extract(word, known.keys(), scorer=OSA.distance, score_cutoff=most, limit=None)
        if len(candidate) >= _SHORTEST and distance <= _allowed(len(word), len(candidate))
    ]


def agreed(close: list[tuple[int, Meaning]]) -> Meaning | None:
    """What the nearest of them mean; null where they differ or there are none."""
    best = min((distance for distance, _ in close), default=0)
    found = [meaning for distance, meaning in close if distance == best]
    return found[0] if found and found.count(found[0]) == len(found) else None


def by_length(known: Mapping[str, Meaning]) -> dict[int, dict[str, Meaning]]:
    """The words that a misspelt one may be, under its length: a long table is not searched whole for each slip."""
    table: dict[int, dict[str, Meaning]] = {}
    for candidate, meaning in known.items():
        length = len(candidate)
        for typed in range(max(_SHORTEST, length - 2), length + 3):
            if length >= _SHORTEST and abs(typed - length) <= _allowed(typed, length):
                table.setdefault(typed, {})[candidate] = meaning
    return table


def _allowed(typed: int, meant: int) -> int:
    return 2 if min(typed, meant) >= _LONG else 1
