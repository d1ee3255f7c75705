"""A scoring pack: an instrument's items, arithmetic, bands and sources as data, parsed once."""

from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Direction = Literal["higher-is-worse", "higher-is-better"]


def _exact(value: Any) -> Any:
    """YAML reads 0.048 as a float: through text it stays 0.048."""
    return str(value) if isinstance(value, float) else value


def _in_english(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


Number = Annotated[Decimal, BeforeValidator(_exact)]
# By language; a plain string is English
Names = Annotated[dict[str, str], BeforeValidator(_in_english)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PackItem(_Part):
    """One item: how it is found in a form (linkId, or "system|code"), and the values it may take.

    `answers` gives the value of an option by its code, where the form carries no weights.
    """

    key: str
    codes: tuple[str, ...] = ()
    link_ids: tuple[str, ...] = ()
    low: int
    high: int
    answers: dict[str, int] = {}
    reverse: bool = False


class Missing(_Part):
    """How many items may lack and what then: `mean` counts the answered ones for them. `never`: these may not lack."""

    allowed: int = 0
    never: tuple[str, ...] = ()


class TableEntry(_Part):
    """A value that depends on which of two items is higher."""

    greater: tuple[str, str]
    then: Number
    otherwise: Number


class Band(_Part):
    """From this value up to the next band. `score` reads another score of the pack instead.

    `also`: score → the least it must have besides.
    """

    at_least: Number
    label: str
    score: str | None = None
    also: dict[str, Number] = {}


class PackScore(_Part):
    """`formula` over the items' values, then `multiply`, then `table`; the constant stands before both.

    sum: Σ weight·value + constant; mean: that by the number answered; proportion: Σ value by the most that the
    answered could give; share: how many of the answered are at `from` or above; decrements: constant − Σ decrement of
    each item's level.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    code: str
    name: Names
    formula: Literal["sum", "mean", "proportion", "share", "decrements", "highest"] = "sum"
    items: tuple[str, ...]
    signs: dict[str, int] = {}  # what an item counts for, where that is not 1
    from_: int = Field(default=0, alias="from")
    constant: Number = Decimal(0)
    multiply: Number = Decimal(1)
    table: dict[int, Number | TableEntry] = {}
    decrements: dict[str, tuple[Number, ...]] = {}
    missing: Missing = Missing()
    low: Number
    high: Number
    decimals: int = 0
    direction: Direction
    bands: tuple[Band, ...] = ()
    mic: Number | None = None
    mic_percent: Number | None = None
    loinc: str | None = None


class Licence(_Part):
    """`state` free: may be used as published. recorded: nothing is sent until the clinic has recorded its licence."""

    state: Literal["free", "recorded"]
    holder: str
    note: str = ""


class Example(_Part):
    """A worked example, which is a test: item values in, scores out (null: no score), bands where they are named."""

    answers: dict[str, int]
    scores: dict[str, Number | None]
    bands: dict[str, str] = {}
    source: str = ""


class Pack(_Part):
    """`cover_instead`: what to ask where nobody reads alerts, as this instrument may bring one with every answer."""

    id: str
    version: str
    title: str
    source: str
    recall: str
    licence: Licence
    questionnaires: tuple[str, ...] = ()
    cover_instead: tuple[str, ...] = ()
    items: tuple[PackItem, ...]
    scores: tuple[PackScore, ...]
    examples: tuple[Example, ...]

    @model_validator(mode="after")
    def names_hold(self) -> "Pack":
        keys = {item.key for item in self.items}
        for score in self.scores:
            unknown = {*score.items, *score.signs, *score.decrements, *score.missing.never} - keys
            if unknown:
                raise ValueError(f"{self.id}: {score.code} names unknown items {sorted(unknown)}")
        return self

    def item(self, key: str) -> PackItem:
        return next(item for item in self.items if item.key == key)


PACKS: Final = "triage.packs"


@cache
def packs() -> dict[str, Pack]:
    """All packs by id; read once. Raises pydantic.ValidationError when a file is at fault."""
    found = {}
    for file in sorted(files(PACKS).iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            pack = Pack.model_validate(yaml.load(file.read_text("utf-8"), yaml.CSafeLoader))
            found[pack.id] = pack
    return found
