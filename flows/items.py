"""One form's items as values: a tree of groups, questions and displays, with their texts in every language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from babel.dates import format_date

from flows.expressions import Condition, Expression, as_values
from flows.limits import NO_LIMITS, Limits, Refusal, refusal
from flows.occurrences import asks_one_more
from flows.replies.reply import Asked, AskedOption, QuestionType, Value

ItemType = QuestionType | Literal["display"]
# language tag → text; "" is the form's own language where it names none
Texts = Mapping[str, str]

_YES_NO: Final = {"en": ("Yes", "No"), "da": ("Ja", "Nej"), "nb": ("Ja", "Nei"), "sv": ("Ja", "Nej")}
_WRITTEN_AS: Final = {"no": "nb", "nn": "nb"}
# More options than this are not read out: see flows/long_lists.py
_MOST_READ_OUT: Final = 15
_CALENDARS: Final = {"da": "da", "nb": "nb", "sv": "sv"}


def in_language(texts: Texts, language: str, own: str) -> str:
    """The text in the language, its base language, the form's own language, or any there is; "" for none."""
    if language in texts:  # as mostly
        return texts[language]
    base = language.split("-")[0].lower()
    for tag in (base, _WRITTEN_AS.get(base, base), own, ""):
        if tag in texts:
            return texts[tag]
    return next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `code` is what an answer holds; `answer` is the FHIR value it stands for, as {"valueCoding": …}."""

    code: str
    labels: Texts
    answer: Mapping[str, Any]
    weight: Decimal | None = None
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A leaf that is put to the patient. `fhir_type` is the item's own type.

    `safety`: never passed over in silence. `contact`: a yes asks the clinic to get in touch. `varies`: which of its
    options stand open depends on other answers; `made`: an expression makes them, and `known` are those it may choose
    among, with their words.
    """

    link_id: str
    type: ItemType
    texts: Texts
    own_language: str
    fhir_type: str = ""
    required: bool = False
    safety: bool = False
    contact: bool = False
    options: tuple[Option, ...] = ()
    repeats: bool = False
    open: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: Mapping[str, str] | None = None  # a FHIR Coding
    codes: tuple[tuple[str, str], ...] = ()  # (system, code)
    limits: Limits = NO_LIMITS
    said_on: Mapping[str, Texts] = field(default_factory=dict)  # channel → the text as it is put there
    varies: bool = False
    made: bool = False
    known: tuple[Option, ...] = ()

    @property
    def is_long_list(self) -> bool:
        return self.type == "choice" and len(self.options) > _MOST_READ_OUT

    @property
    def is_text(self) -> bool:
        """The answer may hold the patient's own words, which are never stored in the open."""
        return self.type == "text" or self.open or self.made

    def is_in_words(self, value: Value | None) -> bool:
        """Whether it holds the patient's own words, free or as an option: they are sealed, and never queryable."""
        if not self.is_text:
            return False
        return self.type == "text" or any(isinstance(one, str) and not self.option(one) for one in as_values(value))

    def offering(self, labels: Iterable[tuple[str, str]]) -> "Question":
        """With the options that stood before the patient, (code, label) each, in their order."""
        kept = (self.option(code) or Option(code, {"": label}, {}) for code, label in labels)
        return replace(self, options=tuple(kept))

    def offered(self, language: str) -> tuple[tuple[str, str], ...]:
        """The options as `offering` takes them."""
        return tuple((option.code, self.label(option.code, language)) for option in self.options)

    def on(self, channel: str) -> "Question":
        """The question as it is put on a channel; where it has no text for a language there, the original stands."""
        if channel not in self.said_on:
            return self
        return replace(self, texts={**self.texts, **self.said_on[channel]})

    def text(self, language: str) -> str:
        return in_language(self.texts, language, self.own_language)

    def asked(self, language: str, today: date) -> Asked:
        """How the question stands before the patient, for `understand`. Displays are not asked."""
        assert self.type != "display", "a display waits for no answer"
        options = [
            AskedOption(option.code, in_language(option.labels, language, self.own_language), option.exclusive)
            for option in self.options
        ]
        more = asks_one_more(self.link_id)
        return Asked(self.type, self.minimum, self.maximum, tuple(options), self.repeats, self.open, today, more)

    def option(self, code: str) -> Option | None:
        return next((option for option in (*self.options, *self.known) if option.code == code), None)

    def refusal(self, value: Value, language: str) -> Refusal | None:
        """Why a value of the right type may still not stand, in words of the language; null where it may."""
        if isinstance(value, str) and self.option(value) is not None:
            return None
        found = refusal(self.limits, value, moment=self.type in ("date", "time"))
        if found is None:
            return None
        args = found.args
        if self.type in ("date", "time"):
            args = {name: self.label(each, language) for name, each in args.items()}
        if found.kind == "invalid-pattern-told":
            args = {"value": in_language(self.limits.told, language, self.own_language)}
        elif found.kind == "invalid-pattern-like":
            args = {"example": in_language(self.limits.like, language, self.own_language)}
        return Refusal(found.kind, args)

    def label(self, value: Value, language: str) -> str:
        """A stored value as a person reads it: the option's words, "Yes", "2,5 kg", "1. maj 2026"."""
        if isinstance(value, tuple):
            return ", ".join(self.label(one, language) for one in value)
        base = _WRITTEN_AS.get(language.split("-")[0], language.split("-")[0])
        if isinstance(value, bool):
            return _YES_NO.get(base, _YES_NO["en"])[0 if value else 1]
        if isinstance(value, str):
            return self._label_text(value, language, base)
        number = f"{value:f}" if isinstance(value, Decimal) else str(value)
        if base in _YES_NO and base != "en":
            number = number.replace(".", ",")
        unit = self.unit and (self.unit.get("display") or self.unit.get("code"))
        return f"{number} {unit}" if unit else number

    def _label_text(self, value: str, language: str, base: str) -> str:
        option = self.option(value)
        if option is not None:
            return in_language(option.labels, language, self.own_language)
        if self.type == "date" and len(value) >= 10:
            return format_date(date.fromisoformat(value[:10]), "medium", locale=_CALENDARS.get(base, "en_GB"))
        return value


@dataclass(frozen=True, slots=True)
class Choices:
    """What decides which options a question has. `made` gives them all, in place of options of its own.

    `toggles`: (codes, expression); a code that some of them name stands open where one of those holds.
    """

    made: Expression | None = None
    toggles: tuple[tuple[frozenset[str], Expression], ...] = ()

    @property
    def expressions(self) -> tuple[Expression, ...]:
        return (*((self.made,) if self.made else ()), *(expression for _, expression in self.toggles))


@dataclass(frozen=True, slots=True)
class Constraint:
    """Broken where its expression is false. `link_id`: the item it stands on, null for the whole form.

    `about`: the questions that it looks at, which it waits for. `told`: the form's own words by language.
    """

    link_id: str | None
    key: str
    severity: Literal["error", "warning"]
    told: Texts
    expression: Expression
    about: frozenset[str]

    def words(self, language: str, own: str) -> str:
        return in_language(self.told, language, own)

    def refusal(self, language: str, own: str) -> Refusal:
        """The words that the form has for an answer that cannot be; the question is put again with them."""
        return Refusal("invalid-pattern-told", {"value": self.words(language, own)}, again=True)


@dataclass(frozen=True, slots=True)
class Occurs:
    """How often a group may come, at least and at most. `label`: what the form calls one of them, where it says."""

    least: int
    most: int
    label: Texts


@dataclass(frozen=True, slots=True)
class Item:
    """A node of the form. `question` is null for groups without words and for types that a chat cannot ask.

    `repeats`: it may hold several answers, each as text, though a chat asks for several choices only. `occurs`: it is a
    group that may come more than once.
    `enabled_when` and `expression` decide whether it counts; `looks_at` are the linkIds that the former reads.
    `calculated` gives its value; `variables` are FHIRPath expressions by name for it and what is below it.
    """

    link_id: str
    fhir_type: str
    question: Question | None
    items: tuple["Item", ...] = ()
    repeats: bool = False
    hidden: bool = False
    enabled_when: Condition | None = None
    looks_at: tuple[str, ...] = ()
    expression: Expression | None = None
    calculated: Expression | None = None
    variables: tuple[tuple[str, Expression], ...] = ()
    initial: Value | None = None
    text: str = ""
    definition: str | None = None
    choices: Choices | None = None
    occurs: Occurs | None = None

    @property
    def holds_answer(self) -> bool:
        return self.fhir_type not in ("group", "display")
