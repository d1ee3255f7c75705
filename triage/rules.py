"""Clinic-owned rules: conditions, levels and deadlines as data, each with its source."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from triage.colours import Level

_FROZEN = ConfigDict(frozen=True, extra="forbid")
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]


def _exact(value: Any) -> Any:
    return str(value) if isinstance(value, float) else value


Number = Annotated[Decimal, BeforeValidator(_exact)]


class Condition(BaseModel):
    """What must hold: about an answer (by linkId), a score (by its code), a change in either, or the contact itself.

    `worse_by` and `better_by` compare with the `last` value or with `baseline`, in the score's own direction;
    `percent` makes them a share of the earlier value. A score that no pack knows needs `direction`.
    """

    model_config = _FROZEN
    answer: str | None = None
    score: str | None = None
    questionnaire: str | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None
    equals: Number | bool | str | None = None
    one_of: tuple[str, ...] | None = None
    differs_from: Number | bool | str | None = None
    exists: bool | None = None
    band: str | None = None
    worse_by: Number | None = None
    better_by: Number | None = None
    percent: bool = False
    since: Literal["last", "baseline"] = "last"
    direction: Literal["higher-is-worse", "higher-is-better"] | None = None
    missing_core: Literal[True] | None = None
    contact_requested: Literal[True] | None = None
    alarm: Literal[True] | None = None
    all: tuple["Condition", ...] = ()
    any: tuple["Condition", ...] = ()

    @model_validator(mode="after")
    def is_about_one_thing(self) -> "Condition":
        subjects = (self.answer, self.score, self.missing_core, self.contact_requested, self.alarm)
        count = sum(subject is not None for subject in subjects) + bool(self.all) + bool(self.any)
        if count != 1:
            raise ValueError("give exactly one of answer, score, missing_core, contact_requested, alarm, all, any")
        if (self.answer or self.score) and not self._comparisons():
            raise ValueError(
                "say what to compare with: at_least, at_most, above, below, equals, one_of, band, worse_by"
            )
        return self

    def compares(self) -> bool:
        """Whether it looks at a change since an earlier asking, anywhere in it."""
        here = self.worse_by is not None or self.better_by is not None
        return here or any(part.compares() for part in (*self.all, *self.any))

    def _comparisons(self) -> bool:
        names: tuple[str, ...] = ("at_least", "at_most", "above", "below", "equals", "one_of", "differs_from")
        names += ("exists", "band", "worse_by", "better_by")
        return any(getattr(self, name) is not None for name in names)


class Rule(BaseModel):
    """`level` when the condition holds; `deadline` in working days (0: the same working day), null for none.

    `title` says in plain words, by language, why; `source`, `author` and `date` say who stands behind it.
    """

    model_config = _FROZEN
    id: Code
    version: Annotated[str, BeforeValidator(str)] = "1"
    level: Literal["red", "yellow", "green"]
    deadline: int | None = Field(default=None, ge=0, le=365)
    title: dict[str, str] = Field(min_length=1)
    when: Condition
    source: str = Field(min_length=1)
    author: str = Field(min_length=1)
    date: date | None

    @model_validator(mode="after")
    def has_a_deadline(self) -> "Rule":
        if self.level != "green" and self.deadline is None:
            raise ValueError("a red or yellow rule needs its deadline in working days")
        return self


class RuleError(ValueError):
    """A rule of the pathway cannot be used; the message names the rule, the field and what is wrong."""


def parse_rules(raw: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """The `rules` of a pathway. Raises RuleError; two rules may not share an id."""
    rules = []
    for place, mapping in enumerate(raw):
        try:
            rules.append(Rule.model_validate(dict(mapping)))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise RuleError(f"rules[{place}] {mapping.get('id', '')} {where}: {first['msg']}") from error
    ids = [rule.id for rule in rules]
    twice = sorted({rule_id for rule_id in ids if ids.count(rule_id) > 1})
    if twice:
        raise RuleError(f"rules share the id {', '.join(twice)}: each needs its own")
    return tuple(rules)


def _standing(rule_id: str, level: Level, deadline: int, when: Mapping[str, Any], source: str, *titles: str) -> Rule:
    return Rule.model_validate(
        {
            "id": rule_id,
            "version": "1",
            "level": level,
            "deadline": deadline,
            "title": dict(zip(("en", "da", "nb", "sv"), titles, strict=True)),
            "when": when,
            "source": source,
            "author": "Prosvar",
            "date": date(2026, 11, 21),
        }
    )


# These hold in every pathway; a pathway's own rule about the same thing is judged beside them.
STANDING_RULES: Final = (
    _standing(
        "safety-words",
        "red",
        0,
        {"alarm": True},
        "Words of danger are never left to a score",
        "The patient wrote words that may mean danger",
        "Patienten skrev ord, der kan betyde fare",
        "Pasienten skrev ord som kan bety fare",
        "Patienten skrev ord som kan betyda fara",
    ),
    _standing(
        "phq-9-item-9",
        "red",
        0,
        {"score": "phq-9.item-9", "at_least": 1},
        "Any answer but the first to item 9 of the PHQ-9 asks for a person, whatever the total",
        "Thoughts of death or self-harm",
        "Tanker om død eller selvskade",
        "Tanker om død eller selvskading",
        "Tankar om död eller självskada",
    ),
    _standing(
        "contact-requested",
        "yellow",
        1,
        {"contact_requested": True},
        "A patient who asks for a person gets one",
        "The patient asks to be contacted",
        "Patienten ønsker at blive kontaktet",
        "Pasienten ønsker å bli kontaktet",
        "Patienten vill bli kontaktad",
    ),
)
