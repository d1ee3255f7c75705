"""What a text costs as SMS: how many segments, in which alphabet, and how to keep it in the cheap one.

GSM 7-bit default alphabet with its extension table (3GPP TS 23.038): 160 septets, or 153 in each of several
segments. Anything else is sent as UCS-2: 70 units of 16 bits, or 67 each (3GPP TS 23.040 takes the rest as header).
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION: Final = frozenset("\f^{}\\[~]|€")  # each takes two septets: an escape and itself

# What a word processor or a phone's keyboard puts in the place of a plain character, and what it stands for.
PLAIN: Final = str.maketrans(
    dict.fromkeys("‘’‚‛′`´", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " ")
    | dict.fromkeys("\u200b\u2060\ufeff\u00ad", "")
    | dict.fromkeys("\u2028\u2029", "\n")
    | {"…": "...", "•": "-", "·": "-", "⁄": "/"}
)


Alphabet = Literal["gsm-7", "ucs-2"]
ROOM: Final[Mapping[Alphabet, tuple[int, int]]] = {"gsm-7": (160, 153), "ucs-2": (70, 67)}  # alone, each of several


@dataclass(frozen=True, slots=True)
class Count:
    """`units` are septets or 16-bit units; `limit` is what the segments hold together."""

    alphabet: Alphabet
    segments: int
    units: int
    limit: int


def count(text: str) -> Count:
    """An empty text takes one segment, as it does on the wire."""
    alphabet, widths = measure(text)
    alone, each = ROOM[alphabet]
    segments = len(ends(alphabet, widths))
    return Count(alphabet, segments, sum(widths), alone if segments == 1 else segments * each)


def split(text: str) -> tuple[str, ...]:
    """The text as its segments carry it."""
    stops = ends(*measure(text))
    return tuple(text[start:stop] for start, stop in zip([0, *stops], stops, strict=False))


def measure(text: str) -> tuple[Alphabet, list[int]]:
    """The alphabet that can carry the text, and how many of its units each character takes."""
    if is_gsm(text):
        return "gsm-7", [2 if character in EXTENSION else 1 for character in text]
    return "ucs-2", [2 if ord(character) > 0xFFFF else 1 for character in text]


def ends(alphabet: Alphabet, widths: list[int]) -> list[int]:
    """Where each segment ends: an escape and its character, or the halves of a surrogate pair, stay together."""
    alone, each = ROOM[alphabet]
    if sum(widths) <= alone:
        return [len(widths)]
    found, used = [], 0
    for index, width in enumerate(widths):
        if used + width > each:
            found.append(index)
            used = 0
        used += width
    return [*found, len(widths)]


def is_gsm(text: str) -> bool:
    return all(character in BASIC or character in EXTENSION for character in text)


def not_gsm(text: str) -> tuple[str, ...]:
    """The characters that make a text cost more than twice as much, each once, in their order."""
    return tuple(dict.fromkeys(c for c in text if c not in BASIC and c not in EXTENSION))


def gsm_safe(text: str) -> str:
    """Typographic marks made plain, letters composed: for texts as they are saved. Other letters stay as they are."""
    return unicodedata.normalize("NFC", text).translate(PLAIN)
