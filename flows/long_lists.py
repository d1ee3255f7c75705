"""Lists too long to read out: the patient writes the beginning of a word and is shown what fits, by its number.

The number is the option's place in the whole list, so the reply to it needs no memory of what was shown.
"""

import re
from typing import Final

from flows.items import Option, Question
from flows.replies.text import fold

# More than this fit, and the patient writes more of the word
MOST_SHOWN: Final = 7


def fitting(question: Question, written: str, language: str) -> tuple[tuple[int, Option], ...]:
    """(number, option) of every option of whose words each written word begins one; else those that contain it all."""
    wanted = _words(written)
    if not wanted:
        return ()
    numbered = tuple(enumerate(question.options, start=1))
    labels = [_words(question.label(option.code, language)) for option in question.options]
    found = tuple(
        each
        for each, label in zip(numbered, labels, strict=True)
        if all(any(word.startswith(begun) for word in label) for begun in wanted)
    )
    if found:
        return found
    whole = " ".join(wanted)
    return tuple(each for each, label in zip(numbered, labels, strict=True) if whole in " ".join(label))


def shown(question: Question, found: tuple[tuple[int, Option], ...], language: str) -> str:
    return "\n".join(f"{number} {question.label(option.code, language)}" for number, option in found)


def _words(text: str) -> list[str]:
    return [fold(word) for word in re.findall(r"\w+", text.lower())]
