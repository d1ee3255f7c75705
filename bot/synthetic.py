"""People who do not exist, for the demo and for tests: made-up names, and numbers of ranges that nobody is given."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from bot.enrolment_form import EnrolmentForm, EventForm

# The country code and the first number of a range; the United Kingdom's and Sweden's are set aside for fiction.
_NUMBERS: Final[Mapping[str, int]] = {
    "da": 45_2000_1000,
    "nb": 47_9000_1000,
    "sv": 46_70_1740_605,
    "en": 44_7700_900_100,
}
_ROOM: Final[Mapping[str, int]] = {"da": 8_000, "nb": 8_000, "sv": 95, "en": 900}
_SHARES: Final[Sequence[str]] = ("da",) * 12 + ("nb",) * 4 + ("sv", "en")
_NAMES: Final[Mapping[str, Sequence[str]]] = {
    "da": ("Asta", "Birk", "Dagny", "Esben", "Frida", "Gorm", "Inger", "Jeppe", "Karla", "Laurits", "Mette", "Søren"),
    "nb": ("Astrid", "Eirik", "Gudrun", "Håkon", "Ingvild", "Jostein", "Kjersti", "Magnus", "Oddny", "Sindre"),
    "sv": ("Agneta", "Björn", "Elsa", "Göran", "Hedvig", "Lennart", "Märta", "Nils", "Sigrid", "Åke"),
    "en": ("Alfred", "Beatrice", "Clara", "Dorothy", "Edmund", "Florence", "George", "Harriet", "Mabel", "Walter"),
}


def patients(count: int, seed: int, today: date, *, pathway: str = "pain") -> list[EnrolmentForm]:
    """The same people for the same seed. Raises ValueError beyond what the number ranges hold.

    Half are newly referred; the others began treatment up to a year ago, so that later waves are due as well.
    """
    chance = Random(seed)  # noqa: S311 - the same people each time is the point
    used = dict.fromkeys(_NUMBERS, 0)
    made = []
    for number in range(1, count + 1):
        language = chance.choice(_SHARES)
        if used[language] >= _ROOM[language]:
            language = "da"
        if used[language] >= _ROOM[language]:
            raise ValueError(f"there are numbers for {sum(_ROOM.values())} made-up patients at most")
        made.append(
            EnrolmentForm(
                ref=f"S-{number:04}",
                phone=f"+{_NUMBERS[language] + used[language]}",
                name=chance.choice(_NAMES[language]),
                birth_year=int(chance.triangular(1931, 2004, 1964)),
                language=language,
                pathway=pathway,
                events=_events(chance, today),
                facts={"interpreter": chance.random() < 0.02},
            )
        )
        used[language] += 1
    return made


def with_visitor(forms: Sequence[EnrolmentForm], today: date) -> list[EnrolmentForm]:
    """The last who writes English is asked before a visit instead: a form that the clinic has imported."""
    place = max((n for n, form in enumerate(forms) if form.language == "en"), default=None)
    if place is None:
        return list(forms)
    booked = (EventForm(kind="visit-booked", on=today),)
    visitor = forms[place].model_copy(update={"pathway": "visit", "events": booked, "facts": {}})
    return [*forms[:place], visitor, *forms[place + 1 :]]


def answerer(number: int, language: str, pathway: str, event: str, today: date) -> EnrolmentForm:
    """Somebody to answer a form that was brought; `number` from 1. Their numbers lie beyond those of `patients`."""
    names = _NAMES[language]
    return EnrolmentForm(
        ref=f"F-{number:04}",
        phone=f"+{_NUMBERS['da'] + _ROOM['da'] + number}",
        name=names[number % len(names)],
        birth_year=1964,
        language=language,
        channel="sms",
        pathway=pathway,
        events=(EventForm(kind=event, on=today),),
    )


def _events(chance: Random, today: date) -> tuple[EventForm, ...]:
    if chance.random() < 0.5:
        return (EventForm(kind="referral-accepted", on=today - timedelta(days=chance.randint(0, 10))),)
    started = today - timedelta(days=chance.randint(20, 380))
    referred = started - timedelta(days=chance.randint(14, 60))
    return (
        EventForm(kind="referral-accepted", on=referred),
        EventForm(kind="treatment-started", on=started),
    )
