"""What a simulation assumes: figures with their ranges and sources, read from a file and resolved to one set."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from bot.field_faults import in_words
from bot.yaml_file import YamlFile, YamlFileError, read_yaml
from bot.zones import zones
from flows.hours import ContactHours, PublicHolidays
from flows.pathway import Code

Choice = Literal["default", "sceptical"]
# Days between the starts that a year is looked at through: no divisor of a week, so each weekday gets its share.
DAYS_APART: Final = 5
_FROZEN = ConfigDict(frozen=True, extra="forbid")
_ODDS = ("short_odds", "phone_odds")
_AMOUNTS = ("attempt_minutes", "talk_minutes", "message_price", "reply_price", "staff_hour_price")
_COUNTS = ("phone_attempts", "questions", "short_questions")
_SCALES = ("frailty_sd", "latency_median", "latency_sigma")
Share = Annotated[float, Field(gt=0, lt=1)]


class AssumptionsError(YamlFileError):
    """The assumptions are at fault; each line of the message says where and what to do."""


class Figure(BaseModel):
    """One assumed number. `low` to `high`: within which it is drawn when the figures' own uncertainty is asked for."""

    model_config = _FROZEN
    value: float
    sceptical: float
    low: float
    high: float
    inferred: bool
    source: str = Field(min_length=3)

    @model_validator(mode="after")
    def lies_in_its_range(self) -> "Figure":
        if not all(self.low <= each <= self.high for each in (self.value, self.sceptical)):
            raise ValueError("`value` and `sceptical` must lie between `low` and `high`")
        return self


class Level(BaseModel):
    """One wave as it was counted: how many whole questionnaires one invitation brought. `fitted` tells the reader
    what it comes to when it is drawn towards the other waves; the counts are what is used."""

    model_config = _FROZEN
    key: Code
    title: str
    sent: int = Field(gt=0)
    returned: int = Field(ge=0)
    fitted: Share

    @model_validator(mode="after")
    def returns_at_most_all(self) -> "Level":
        if self.returned > self.sent:
            raise ValueError("more came back than were sent")
        return self


class Levels(BaseModel):
    """A beta distribution of the waves' levels, as its mean and its weight in patients, and the waves themselves."""

    model_config = _FROZEN
    mean: Share
    weight: float = Field(gt=0)
    source: str
    waves: tuple[Level, ...] = ()

    @model_validator(mode="after")
    def says_what_comes_out(self) -> "Levels":
        for wave in self.waves:
            if abs(self.shrunk(wave) - wave.fitted) > 0.0006:
                raise ValueError(f"{wave.key}: `fitted` must be {self.shrunk(wave):.3f} by its counts, mean and weight")
        return self

    def shrunk(self, wave: Level) -> float:
        return (wave.returned + self.mean * self.weight) / (wave.sent + self.weight)


class Place(BaseModel):
    """Whose weekdays, holidays and clock contacts are planned on, and what prices are given in."""

    model_config = _FROZEN
    zone: str
    country: str
    year: int = Field(ge=2020, le=2100)
    currency: str = Field(min_length=1, max_length=8)

    @field_validator("zone")
    @classmethod
    def is_zone(cls, zone: str) -> str:
        if zone not in zones():
            raise ValueError("is not a time zone: write it as Europe/Copenhagen")
        return zone

    def time_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def hours(self) -> ContactHours:
        return ContactHours(holidays=PublicHolidays(country=self.country))

    def starts(self) -> tuple[date, ...]:
        """Days on which a wave begins, over the whole year: every weekday, the holidays and both changes of clock."""
        first = date(self.year, 1, 1)
        return tuple(first + timedelta(days=days) for days in range(0, 365, DAYS_APART))


@dataclass(frozen=True, slots=True)
class Assumptions:
    """One set of figures. Shares and chances are 0 to 1, odds are ratios, `latency_median` is in minutes.

    `levels`: wave key → share that one invitation brings back whole; `other_level` for every other wave.
    """

    first: float
    reminder_1: float
    reminder_2: float
    reminder_3: float
    frailty_sd: float
    no_channel: float
    other_channel: float
    short_odds: float
    phone_odds: float
    phone_reach: float
    phone_attempts: float
    latency_median: float
    latency_sigma: float
    drop_easy: float
    drop_typical: float
    drop_free_text: float
    resume: float
    opt_out: float
    attempt_minutes: float
    talk_minutes: float
    message_price: float
    reply_price: float
    staff_hour_price: float
    questions: float
    short_questions: float
    choice: Choice
    levels: Mapping[str, float]
    other_level: float
    file: "AssumptionsFile" = field(repr=False)

    def drawn(self, seed: int) -> "Assumptions":
        """The same with every level drawn from what its counts leave open, and every figure from its range.

        Sceptical figures are kept: their ranges lie almost wholly on the hopeful side of them.
        """
        chance = np.random.default_rng(seed)
        changed: dict[str, Any] = {}
        for name in FIGURES if self.choice == "default" else ():
            figure = self.file.figures[name]
            point = chance.random()  # drawn for each in any case, so that one fixed figure does not move the others
            changed[name] = _from_triangle(figure.low, figure.value, figure.high, point)
        levels = self.file.levels
        a, b = levels.mean * levels.weight, (1 - levels.mean) * levels.weight
        other = float(chance.beta(a, b))
        drawn = {
            each.key: float(chance.beta(a + each.returned, b + each.sent - each.returned)) for each in levels.waves
        }
        return replace(self, levels=drawn, other_level=other, **changed)

    def level_of(self, wave: str) -> float:
        return self.levels.get(wave, self.other_level)

    def as_json(self) -> dict[str, Any]:
        figures = {name: getattr(self, name) for name in FIGURES}
        return {"choice": self.choice, "figures": figures, "levels": dict(self.levels), "other_level": self.other_level}


FIGURES: Final = tuple(
    each.name for each in fields(Assumptions) if each.name not in ("choice", "levels", "other_level", "file")
)


class AssumptionsFile(BaseModel):
    """The whole file: what differs by place, the waves' levels, and each figure by its name."""

    model_config = _FROZEN
    place: Place
    levels: Levels
    figures: dict[str, Figure]

    @model_validator(mode="after")
    def is_whole(self) -> "AssumptionsFile":
        if set(self.figures) != set(FIGURES):
            unknown = sorted(set(self.figures) - set(FIGURES))
            missing = sorted(set(FIGURES) - set(self.figures))
            raise ValueError(f"figures that are not known: {unknown}; that are missing: {missing}")
        for name, figure in self.figures.items():
            lowest, highest = _bounds(name)
            if not (lowest <= figure.low and figure.high <= highest):
                raise ValueError(f"figures.{name} must lie between {lowest:g} and {highest:g}")
        return self

    def choose(self, choice: Choice) -> Assumptions:
        values = {
            name: figure.value if choice == "default" else figure.sceptical for name, figure in self.figures.items()
        }
        levels = {wave.key: self.levels.shrunk(wave) for wave in self.levels.waves}
        return Assumptions(**values, choice=choice, levels=levels, other_level=self.levels.mean, file=self)


def _bounds(name: str) -> tuple[float, float]:
    if name in _ODDS:
        return 0.1, 20
    if name in _AMOUNTS:
        return 0, 10_000
    if name in _COUNTS:
        return 1, 200
    if name in _SCALES:
        return 0.01, 10_000 if name == "latency_median" else 5
    return (
        (0, 0.9) if name in ("no_channel", "other_channel", "opt_out") or name.startswith("drop_") else (0.001, 0.999)
    )


def load_assumptions(path: Path | None = None) -> AssumptionsFile:
    """The shipped assumptions, with what a clinic's own file says differently. Raises AssumptionsError."""
    if path is None:
        return _shipped()
    try:
        own = read_yaml(path)
    except YamlFileError as error:
        raise AssumptionsError(error.faults) from None
    if not isinstance(own.content, dict):
        raise AssumptionsError([own.fault((), "write assumptions as keys and values")])
    return _checked(own, _overlaid(_shipped().model_dump(), own.content))


@lru_cache(maxsize=1)
def _shipped() -> AssumptionsFile:
    with as_file(files("bot").joinpath("assumptions.yaml")) as path:
        source = read_yaml(path)
    return _checked(source, source.content)


def _checked(source: YamlFile, document: Any) -> AssumptionsFile:
    try:
        return AssumptionsFile.model_validate(document)
    except ValidationError as error:
        told = error.errors(include_input=False, include_url=False)
        raise AssumptionsError([source.fault(tuple(item["loc"]), in_words(item)) for item in told]) from None


def _overlaid(under: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Maps are joined key by key; lists and values are replaced, and a figure with a value of its own is whole."""
    joined = dict(under)
    for key, value in over.items():
        known = under.get(key)
        if isinstance(value, dict) and "value" in value:
            joined[key] = _known(value)
        else:
            joined[key] = _overlaid(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return joined


def _known(figure: dict[str, Any]) -> dict[str, Any]:
    """What a clinic has counted holds for the sceptical too, and is not drawn, unless the clinic says otherwise."""
    return {**dict.fromkeys(("sceptical", "low", "high"), figure["value"]), "inferred": False, **figure}


def _from_triangle(low: float, mode: float, high: float, point: float) -> float:
    """The value of the triangular distribution below which `point` (0 to 1) of it lies."""
    if high <= low:
        return mode
    turn = (mode - low) / (high - low)
    if point < turn:
        return low + float(np.sqrt(point * (high - low) * (mode - low)))
    return high - float(np.sqrt((1 - point) * (high - low) * (high - mode)))
