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
_SIGNS: Final = {
    "en": ("Fever", "Redness", "Swelling", "Pus or fluid", "None of these"),
    "da": ("Feber", "Rødme", "Hævelse", "Pus eller væske", "Ingen af dem"),
    "nb": ("Feber", "Rødhet", "Hevelse", "Puss eller væske", "Ingen av dem"),
    "sv": ("Feber", "Rodnad", "Svullnad", "Var eller vätska", "Inget av dem"),
}
_KNOWN: Final = {
    "en": ("Yes", "No", "Don't know"),
    "da": ("Ja", "Nej", "Ved ikke"),
    "nb": ("Ja", "Nei", "Vet ikke"),
    "sv": ("Ja", "Nej", "Vet inte"),
}
_STAYS: Final = {
    "en": ("At home", "In hospital", "Care home"),
    "da": ("Hjemme", "På hospitalet", "Plejehjem"),
    "nb": ("Hjemme", "På sykehus", "Sykehjem"),
    "sv": ("Hemma", "På sjukhus", "Äldreboende"),
}
_ABILITY_CODES: Final = ("none", "little", "some", "much", "cannot")
_PLACE_CODES: Final = ("head", "neck", "back", "arms", "legs", "other")
_SIGN_CODES: Final = ("fever", "redness", "swelling", "pus", "none")
_KNOWN_CODES: Final = ("yes", "no", "unknown")
_STAY_CODES: Final = ("home", "hospital", "care")
_NUMBERS: Final = {
    "scale": ("integer", 0, 10),
    "five": ("integer", 1, 5),
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
        case "signs":
            options = _options(_SIGN_CODES, _SIGNS[language])
            return Asked("choice", options=(*options[:-1], options[-1]._replace(exclusive=True)), repeats=True)
        case "known":
            return Asked("choice", options=_options(_KNOWN_CODES, _KNOWN[language]))
        case "stay":
            return Asked("choice", options=_options(_STAY_CODES, _STAYS[language]), open=True)
        case "yes-no":
            return Asked("boolean")
        case "one-more":
            return Asked("boolean", more=True)
        case "date":
            return Asked("date", today=date(2026, 11, 20))
        case "time":
            return Asked("time")
    assert name == "text", f"no question is called {name}"
    return Asked("text")


def _options(codes: tuple[str, ...], labels: tuple[str, ...]) -> tuple[AskedOption, ...]:
    return tuple(AskedOption(code, label) for code, label in zip(codes, labels, strict=True))
