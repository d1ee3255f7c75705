"""Patients: what they see on their phone, and what they write back. They know nothing but the phone."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from channels.channel import Outbound
from flows.events import Place
from flows.fhir import load_questionnaire
from flows.questionnaire import Question
from tests.replies.table import pairs

ROOT = Path(__file__).parents[2]
FORMS = (
    *(ROOT / "flows/library/questionnaires" / f"{name}.json" for name in ("pain-core", "pain-more", "contact")),
    ROOT / "examples/questionnaires/before-the-visit.json",
)
YEAR = "1948"
GO = {"en": "GO", "da": "JA", "nb": "JA", "sv": "JA"}
YES = {"en": "yes", "da": "ja", "nb": "ja", "sv": "ja"}
NO = {"en": "no", "da": "nej", "nb": "nei", "sv": "nej"}
AGREE = {"en": "AGREE", "da": "JA", "nb": "JA", "sv": "JA"}
# Kinds of messages by what a willing patient does about them.
BEGINS = ("invite", "reminder-1", "reminder-2", "reminder-last")
COMMANDS = {
    "en": ("back", "skip", "later", "help", "call me", "correct 1", "start"),
    "da": ("tilbage", "spring over", "senere", "hjælp", "ring", "ret 1", "start"),
    "nb": ("tilbake", "hopp over", "senere", "hjelp", "ring meg", "rett 1", "start"),
    "sv": ("tillbaka", "hoppa över", "senare", "hjälp", "ring mig", "rätta 1", "start"),
}
WRONG = {"en": "wrong number", "da": "forkert nummer", "nb": "feil nummer", "sv": "fel nummer"}
STOPS = ("STOP", "stop", "STOPP", "afmeld", "Unsubscribe")
JUNK = (
    "", "?", "hm", "ok", "👍", "tak", "thanks", "I am driving and will reply later", "asdf", "x" * 3000, "\x00\u202e",
    "<script>alert(1)</script>", "{{7*7}}", "=cmd()", "'; DROP TABLE answer; --", "17 or 18", "-1", "999", "7 8 9",
    "wat", "sju komma fem", "not as bad as yesterday",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fitting:
    """An answer that fits one question; `value` as it is stored, null where that is the patient's own words."""

    text: str
    value: Any = None


@dataclass
class Person:
    """`question`: the one that was shown last, and `shown` the messages about it since another one was shown.

    `waits`: the last message waits for something, and nothing has been written since.
    """

    ref: str
    name: str
    phone: str
    language: str
    channel: str
    temper: str  # willing, wild, silent, echo
    chat: str = ""
    question: Place | None = None
    shown: set[str] = field(default_factory=set)
    last_kind: str = ""
    waits: bool = False
    hidden: bool = False  # our last message did not reach this phone
    screen: list[tuple[str, str]] = field(default_factory=list)  # (kind, text), as the phone shows them
    to_echo: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.chat if self.channel == "telegram" and self.chat else self.phone

    def see(self, kind: str, outbound: Outbound) -> None:
        """A message arrives on the phone."""
        self.screen.append((kind, outbound.text))
        self.hidden, self.waits, self.last_kind = False, True, kind
        place = question_in(outbound.text, self.language)
        if place is not None:
            self.ask(place, str(outbound.message_id))
        else:  # "do you mean 7?" is about the question, too
            self.shown.add(str(outbound.message_id))
        if self.temper == "echo":
            self.to_echo.append(outbound.text)

    def ask(self, place: Place, message_id: str) -> None:
        if place != self.question:
            self.shown = set()
        self.question = place
        self.shown.add(message_id)

    def fitting(self, dice: random.Random) -> Fitting | None:
        """What a willing patient writes now; null when nothing waits for them."""
        if not self.waits:
            return None
        said = self._about_kind(dice)
        if said is not None:
            return said
        if self.question is not None and self.last_kind in SHOWS_QUESTION:
            return fit(questions()[self.question], self.language, dice)
        return None

    def _about_kind(self, dice: random.Random) -> Fitting | None:
        language, kind = self.language, self.last_kind
        if kind.startswith("reminder") or kind == "invite" or kind in ("offer-more", "offer-again", "later"):
            return Fitting(GO[language])
        if kind in ("identity", "identity-again"):
            return Fitting(YEAR)
        if kind in ("consent", "consent-again"):
            return Fitting(AGREE[language])
        if kind in ("confirm", "confirm-again"):
            return Fitting(YES[language])
        if kind == "reopened" and question_in(self.screen[-1][1], language) is None:
            return Fitting(GO[language])
        return None


# Kinds after which the question that was shown last is still the one to answer.
SHOWS_QUESTION = frozenset(
    {"question", "resume", "reopened", "amended", "moved-on", "stale-button", "cannot-skip", "started-again", "help"}
    | {"call-promised-go-on", "back-at-start", "correct-unknown", "asked-again"}
    | {f"invalid-{kind}" for kind in ("empty", "media", "range", "whole", "several", "choice", "yes-no", "date")}
    | {f"invalid-{kind}" for kind in ("time", "number", "text", "long", "short", "decimals", "many", "few")}
    | {f"explain-{kind}" for kind in ("integer", "decimal", "choice", "yes-no", "date", "time", "text", "many", "few")}
)


@cache
def questions() -> Mapping[Place, Question]:
    """Every question that the example clinic may ask, by its place."""
    forms = [load_questionnaire(json.loads(path.read_text(encoding="utf-8"))) for path in FORMS]
    return {Place(form.url, question.link_id): question for form in forms for question in form.questions}


@cache
def texts(language: str) -> tuple[tuple[str, Place], ...]:
    """What each question is put in, longest first, so that one is not found inside another."""
    found = {
        question.on(channel).text(language): place
        for place, question in questions().items()
        for channel in ("sms", "telegram", "voice")
    }
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


def question_in(text: str, language: str) -> Place | None:
    """The question that a message shows, told by its words alone."""
    return next((place for words, place in texts(language) if words in text), None)


def fit(question: Question, language: str, dice: random.Random) -> Fitting:
    match question.type:
        case "integer":
            value = dice.randint(
                int(question.minimum or 0), int(question.maximum if question.maximum is not None else 9)
            )
            return Fitting(str(value), value)
        case "boolean":
            yes = dice.random() < 0.4
            return Fitting((YES if yes else NO)[language], yes)
        case "choice":
            number = dice.randrange(len(question.options))
            code = question.options[number].code
            return Fitting(str(number + 1), [code] if question.repeats else code)
        case "decimal":
            return Fitting("7")
        case "date":
            return Fitting("1/2/2024")
        case "time":
            return Fitting("22:30")
        case "display":
            return Fitting("ok")
    return Fitting("my knee and the stairs")


@cache
def alarms(language: str) -> tuple[str, ...]:
    """Words that call for help, from the table that the reading of replies is held to."""
    return tuple(words for speech, _, words in pairs("safety.txt", 3) if speech == language)
