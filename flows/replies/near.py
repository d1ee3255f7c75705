"""Near misses: the one known word that a misspelt one is nearest to. What is found here is always asked back."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

Meaning = TypeVar("Meaning")
_SHORTEST: Final = 3  # ny and ti are both one letter from ni
_LONG: Final = 7  # two slips in a word this long still leave no doubt which it was


def nearest(word: str, known: Mapping[str, Meaning], ordinary: Iterable[str] = ()) -> Meaning | None:
    """The meaning of the words nearest to `word`, when near enough and when they all mean the same.

    A word of everyday speech (`ordinary`) is what it is, and not a misspelling of another.
    """
    if len(word) < _SHORTEST or word in ordinary:
        return None
    close = [
        (distance, known[candidate])
        for candidate, distance, _ in extract(word, known.keys(), scorer=OSA.distance, score_cutoff=2, limit=None)
        if len(candidate) >= _SHORTEST and distance <= _allowed(word, candidate)
    ]
    best = min((distance for distance, _ in close), default=0)
    found = [meaning for distance, meaning in close if distance == best]
    return found[0] if found and all(meaning == found[0] for meaning in found) else None


def _allowed(word: str, candidate: str) -> int:
    return 2 if min(len(word), len(candidate)) >= _LONG else 1
