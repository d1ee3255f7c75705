"""The catalogues as data, and what stands in for the values that a clinic and a patient bring."""

import re
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot.words import LANGUAGES

LOCALES = Path(__file__).parents[2] / "locales"

# The longest that is usual: a clinic's name is bounded when its file is read, first names hardly ever pass 12 letters.
LONGEST = {
    "name": "Christophers",
    "clinic": "Nordre Klinik for Aftaler",
    "phone": "+45 12 34 56 78",
    "count": "12",
    "done": "10",
    "total": "12",
    "number": "12",
    "occurrence": "12.3",
    "value": "Meget, men mest om natten og om morgenen",
    "min": "0",
    "max": "100",
    "example": "24/12",
    "low": "11",
    "high": "12",
    "word": "SHOW MORE",
    "told": "That is a lot for one day.",
}
assert len(LONGEST["clinic"]) == 25


def template() -> dict[str, Message]:
    with (LOCALES / "prosvar.pot").open("rb") as file:
        return {str(message.context): message for message in read_po(file) if message.context}


def catalogue(language: str) -> dict[str, Message]:
    with (LOCALES / language / "LC_MESSAGES" / "prosvar.po").open("rb") as file:
        return {str(message.context): message for message in read_po(file, locale=language) if message.context}


def forms(message: Message) -> tuple[str, ...]:
    """One text, or one for each plural form."""
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string,)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def every_text() -> list[tuple[str, str, str]]:
    """(kind, language, text) of all there is, plural forms one by one."""
    return [
        (kind, language, text)
        for language in LANGUAGES
        for kind, message in catalogue(language).items()
        for text in forms(message)
    ]


def told_words(text: str) -> list[str]:
    """The words a text tells the patient to write: those in capitals, one alone or two together."""
    return re.findall(r"\b[A-ZÆØÅÄÖ]{2,}(?: [A-ZÆØÅÄÖ]{2,})*\b|\b[YN]\b", text)
