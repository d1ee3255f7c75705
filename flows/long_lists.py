"""Lists too long to read out: shown page by page, and searched by the beginning of a word.

The number is the option's place in the whole list, so the reply to it needs no memory of what was shown.
"""

import re
from collections.abc import Iterable
from typing import Final

from flows.items import Option, Question
from flows.replies.text import fold

# More than this fit, and the patient writes more of the word
MOST_SHOWN: Final = 7
# Letters that the options of a page may take: with the question, or with the words around a later page, one SMS mostly
_FIRST_ROOM: Final = 70
_ROOM: Final = 85
# What asks for the next page. The first in each row that begins no option's word is the one that is told.
_MORE_TOLD: Final = {
    "en": ("MORE", "SHOW MORE", "+"),
    "da": ("MERE", "VIS MERE", "+"),
    "nb": ("MER", "VIS MER", "+"),
    "sv": ("MER", "VISA MER", "+"),
}
_MORE_HEARD: Final = {
    "en": ("see more", "more please", "next page", "the next ones"),
    "da": ("flere", "se flere", "vis flere", "se mere", "mere tak", "næste side", "de næste"),
    "nb": (
        "flere",
        "se flere",
        "vis flere",
        "se mer",
        "mer takk",
        "neste side",
        "de neste",
        "meir",
        "fleire",
        "vis meir",
    ),
    "sv": ("fler", "flera", "se fler", "visa fler", "se mer", "mer tack", "nästa sida", "de nästa"),
}
_WRITTEN_AS: Final = {"no": "nb", "nn": "nb"}

Numbered = tuple[int, Option]


def pages(question: Question, language: str) -> tuple[tuple[Numbered, ...], ...]:
    """(number, option) of each page, in the list's order: the same whatever was said before."""
    found: list[list[Numbered]] = [[]]
    left = _FIRST_ROOM
    for numbered in enumerate(question.options, start=1):
        taken = len(shown(question, [numbered], language)) + 1
        if taken > left and found[-1]:
            found.append([])
            left = _ROOM
        found[-1].append(numbered)
        left -= taken
    return tuple(tuple(page) for page in found)


def more_word(question: Question, language: str) -> str:
    """The word to write for the next page: one that could not be the search for an option."""
    return next(word for word in _MORE_TOLD[_spoken(language)] if not _begun(question, _words(word), language))


def asks_for_more(question: Question, written: str, language: str) -> bool:
    """Whether the whole message asks for the next page of this list, and for no option of it."""
    spoken = _spoken(language)
    if written.strip() == "+":
        return True
    said = _words(written)
    asked = any(said == _words(phrase) for phrase in (*_MORE_TOLD[spoken], *_MORE_HEARD[spoken]))
    return bool(said) and asked and not _begun(question, said, language)


def fitting(question: Question, written: str, language: str) -> tuple[Numbered, ...]:
    """(number, option) of every option of whose words each written word begins one; else those that contain it all."""
    wanted = _words(written)
    if not wanted:
        return ()
    whole = " ".join(wanted)
    return _begun(question, wanted, language) or tuple(
        each for each, label in _labelled(question, language) if whole in " ".join(label)
    )


def shown(question: Question, found: Iterable[Numbered], language: str) -> str:
    return "\n".join(f"{number} {question.label(option.code, language)}" for number, option in found)


def _begun(question: Question, wanted: list[str], language: str) -> tuple[Numbered, ...]:
    if not wanted:
        return ()
    return tuple(
        each
        for each, label in _labelled(question, language)
        if all(any(word.startswith(begun) for word in label) for begun in wanted)
    )


def _labelled(question: Question, language: str) -> list[tuple[Numbered, list[str]]]:
    numbered = enumerate(question.options, start=1)
    return [(each, _words(question.label(each[1].code, language))) for each in numbered]


def _spoken(language: str) -> str:
    base = language.split("-")[0].lower()
    spoken = _WRITTEN_AS.get(base, base)
    return spoken if spoken in _MORE_TOLD else "en"


def _words(text: str) -> list[str]:
    return [fold(word) for word in re.findall(r"\w+", text.lower())]
