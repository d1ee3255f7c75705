"""The questions that the tables ask, by short name."""

from datetime import date
from decimal import Decimal
from typing import Final

from flows.replies.reply import Asked, AskedOption

_ABILITY: Final = {
    "en": ("No, not at all", "A little", "Some", "A lot", "Cannot do it"),
    "da": ("Nej, slet ikke", "Lidt", "Noget", "Meget", "Kan ikke"),
    "nb": ("Nei, ikke i det hele tatt", "Litt", "Noe", "Mye", "Kan ikke"),
    "sv": ("Nej, inte alls", "Lite", "En del", "Mycket", "Kan inte"),
}
_PLACES: Final = {
    "en": ("Head", "Neck", "Back", "Arms", "Legs", "Another place"),
    "da": ("Hoved", "Nakke", "Ryg", "Arme", "Ben", "Et andet sted"),
    "nb": ("Hode", "Nakke", "Rygg", "Armer", "Bein", "Et annet sted"),
    "sv": ("Huvud", "Nacke", "Rygg", "Armar", "Ben", "Något annat ställe"),
}
_ABILITY_CODES: Final = ("none", "little", "some", "much", "cannot")
_PLACE_CODES: Final = ("head", "neck", "back", "arms", "legs", "other")
_NUMBERS: Final = {
    "scale": ("integer", 0, 10),
    "hundred": ("integer", 0, 100),
    "steps": ("integer", 0, 50000),
    "temperature": ("decimal", 30, 45),
    "hours": ("decimal", 0, 24),
}


def question(name: str, language: str) -> Asked:
    """The question as a patient of that language sees it; today is Friday 20 November 2026."""
    if name in _NUMBERS:
        kind, low, high = _NUMBERS[name]
        return Asked("decimal" if kind == "decimal" else "integer", Decimal(low), Decimal(high))
    match name:
        case "ability":
            return Asked("choice", options=_options(_ABILITY_CODES, _ABILITY[language]))
        case "places":
            return Asked("choice", options=_options(_PLACE_CODES, _PLACES[language]), repeats=True)
        case "yes-no":
            return Asked("boolean")
        case "date":
            return Asked("date", today=date(2026, 11, 20))
        case "time":
            return Asked("time")
    assert name == "text", f"no question is called {name}"
    return Asked("text")


def _options(codes: tuple[str, ...], labels: tuple[str, ...]) -> tuple[AskedOption, ...]:
    return tuple(AskedOption(code, label) for code, label in zip(codes, labels, strict=True))
