"""How often a group may come, as FHIR writes it."""

from decimal import Decimal
from typing import Final

from flows.fhir_values import HL7, SDC, Json, extension_value, extensions, is_true, number, texts
from flows.items import Occurs, Texts

LEAST: Final = f"{HL7}questionnaire-minOccurs"
MOST: Final = f"{HL7}questionnaire-maxOccurs"
SHORT_TEXT: Final = f"{SDC}shortText"
# Asked no further where the form sets no end: more than a list by text message is ever good for
UNTIL: Final = 20
# No group comes more often than this, nor are more occurrences asked without the question for one more: a form whose
# groups within groups each come a hundred times would never be through
EVER: Final = 100
# With the words around it, still one SMS
_LONGEST_LABEL: Final = 40


def occurs_of(raw: Json, own: str, times: int) -> Occurs | None:
    """Of a group; null where it comes once. `times`: how often it comes at least by the groups around it."""
    if not is_true(raw.get("repeats")):
        return None
    least, most = min(bound(raw, LEAST) or 1, max(1, EVER // times)), bound(raw, MOST)
    most = min(max(UNTIL if most is None else most, least), EVER)
    return Occurs(least, most, label_of(raw, own)) if most > 1 else None


def bound(raw: Json, url: str) -> int | None:
    """A whole number of occurrences, however large it is written; null where there is none to be read."""
    found = number(extension_value(raw, url))
    if found is None or found < 0:
        return None
    held = min(found, Decimal(EVER + 1))
    return int(held) if held == held.to_integral_value() else None


def label_of(raw: Json, own: str) -> Texts:
    """What the form calls one of them in few words: its short text, or a text that is a heading; perhaps nothing."""
    for extension in extensions(raw, SHORT_TEXT):
        return _short(texts(extension, "valueString", own))
    return _short(texts(raw, "text", own))


def _short(found: Texts) -> Texts:
    """Without those that ask something, lead on to what follows, or are too long."""
    leading = ("?", ":", "...", "…")
    return {
        tag: text.removesuffix(".")
        for tag, text in found.items()
        if len(text) <= _LONGEST_LABEL and not text.endswith(leading) and "\n" not in text
    }
