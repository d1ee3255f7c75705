"""Who is asked what, and when: a pathway as a clinic writes it."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from flows.clinical_events import PathwayEvent
from flows.condition import Code, Condition
from flows.schedule import Schedule
from flows.spans import CalendarSpan, Span, is_positive

__all__ = ["Code", "Condition", "Pathway", "Repeat", "WavePlan", "is_pinned"]

_FROZEN = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)
_NUMBERED: Final = re.compile(r"^(?P<key>.+)-[1-9][0-9]*$")
SHORTEST_REPEAT: Final = timedelta(days=7)
MOST_REPEATS: Final = 400


def is_pinned(name: str) -> bool:
    """Whether a questionnaire is named with its version, as every one is that a clinic has imported."""
    return "|" in name


class ByColour(BaseModel):
    """The time to the next asking, by the colour of the last. `grey` stands for one that nobody answered, too."""

    model_config = _FROZEN
    red: CalendarSpan
    yellow: CalendarSpan
    green: CalendarSpan
    grey: CalendarSpan | None = None

    def after(self, level: str) -> Span:
        """Without a word about grey, what is not known is looked at as soon as what is yellow."""
        spans: Mapping[str, Span | None] = {"red": self.red, "green": self.green, "grey": self.grey}
        return spans.get(level) or self.yellow

    def spans(self) -> tuple[Span, ...]:
        return tuple(span for span in (self.red, self.yellow, self.green, self.grey) if span is not None)


class Repeat(BaseModel):
    """A wave that comes again: `times` in all, or until the event. Without either it goes on."""

    model_config = _FROZEN
    every: CalendarSpan | ByColour
    times: int | None = Field(default=None, ge=2, le=MOST_REPEATS)
    until: Code | None = None

    @property
    def is_by_colour(self) -> bool:
        return isinstance(self.every, ByColour)

    @property
    def shortest(self) -> timedelta:
        return min(span.shortest for span in self._spans())

    @model_validator(mode="after")
    def leaves_time(self) -> "Repeat":
        if self.shortest < SHORTEST_REPEAT:
            raise ValueError("a wave comes again after P7D at the soonest")
        return self

    def _spans(self) -> Iterable[Span]:
        return (self.every,) if isinstance(self.every, Span) else self.every.spans()


class WavePlan(BaseModel):
    """One asking. Its target day is `offset` after its event; it is asked from `opens` (before the target, or on it)
    and takes answers until `window` after the target, or until the day of an event that it `closes_on` is over.

    `where`: details that the event must have. `short`: asked instead of what is left of the core when the patient
    takes the short form. `inclusion` and `exclusion` are this wave's own, beside the pathway's.
    """

    model_config = _FROZEN
    key: Code
    title: str
    event: Code
    where: Mapping[Code, Code | tuple[Code, ...]] = Field(default_factory=dict)
    offset: CalendarSpan = Span("P0D")
    opens: CalendarSpan = Span("P0D")
    window: CalendarSpan
    repeat: Repeat | None = None
    closes_on: tuple[Code, ...] = ()
    inclusion: tuple[Condition, ...] = ()
    exclusion: tuple[Condition, ...] = ()
    core: tuple[str, ...] = Field(min_length=1)
    optional: tuple[str, ...] = ()
    short: tuple[str, ...] = ()

    @field_validator("window")
    @classmethod
    def is_open_for_a_while(cls, window: Span) -> Span:
        if not is_positive(window):
            raise ValueError("the window is a length of time above nothing")
        return window

    @field_validator("opens")
    @classmethod
    def opens_before(cls, opens: Span) -> Span:
        if is_positive(opens):
            raise ValueError("`opens` is before the target day: write it as -P1M, and put what is after into `offset`")
        return opens

    @model_validator(mode="after")
    def asks_once(self) -> "WavePlan":
        for asked in ((*self.core, *self.optional), self.short):
            if len(set(asked)) != len(asked):
                raise ValueError("a questionnaire stands twice in this wave")
        return self

    @model_validator(mode="after")
    def is_over_before_it_comes_again(self) -> "WavePlan":
        if self.repeat is not None and self.window.longest - self.opens.longest > self.repeat.shortest:
            raise ValueError("the wave is still open when it comes again: make the window shorter than `every`")
        return self

    @property
    def questionnaires(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.core, *self.optional, *self.short)))

    def counts_from(self, event: PathwayEvent) -> bool:
        """Whether this is an event of the wave's kind with the details it asks for."""
        return event.kind == self.event and all(
            event.detail.get(name) in ((wanted,) if isinstance(wanted, str) else wanted)
            for name, wanted in self.where.items()
        )

    def numbered(self, number: int) -> str:
        """The key of one asking: status-1, status-2 … of a wave that comes again."""
        return self.key if self.repeat is None else f"{self.key}-{number}"


class Pathway(BaseModel):
    """`consent`: asked for before the first question, or exempt. `rules` and `matrix` are for triage, which parses
    them. With a matrix, the clinician's own assessment is needed beside the patient's.

    `identity` null: as the clinic's file says.
    """

    model_config = _FROZEN
    id: Code
    title: str
    consent: Literal["required", "exempt"]
    identity: Literal["birth_year", "none"] | None = None
    inclusion: tuple[Condition, ...] = ()
    exclusion: tuple[Condition, ...] = ()
    waves: tuple[WavePlan, ...] = Field(min_length=1)
    ends_with: tuple[Code, ...] = ()  # events after which nothing more is asked
    schedule: Schedule
    rules: tuple[dict[str, Any], ...] = ()
    matrix: dict[str, Any] | None = None

    @model_validator(mode="after")
    def names_each_wave_once(self) -> "Pathway":
        keys = [wave.key for wave in self.waves]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"waves share the key {', '.join(twice)}: each needs its own")
        repeated = {wave.key for wave in self.waves if wave.repeat is not None}
        for key in keys:
            numbered = _NUMBERED.match(key)
            if numbered is not None and numbered["key"] in repeated:
                raise ValueError(f"{key} is the name of an asking of {numbered['key']}: choose another key")
        return self

    @property
    def events(self) -> frozenset[str]:
        """Every event that means something here."""
        named: set[str] = set(self.ends_with)
        for wave in self.waves:
            named |= {wave.event, *wave.closes_on}
            if wave.repeat is not None and wave.repeat.until is not None:
                named.add(wave.repeat.until)
        return frozenset(named)

    @property
    def repeats(self) -> bool:
        return any(wave.repeat is not None for wave in self.waves)

    @property
    def repeats_by_colour(self) -> bool:
        return any(wave.repeat is not None and wave.repeat.is_by_colour for wave in self.waves)

    def wave(self, key: str) -> WavePlan:
        """The wave of this key, or the one that an asking such as status-2 is of. Raises KeyError."""
        numbered = _NUMBERED.match(key)
        for wave in self.waves:
            if wave.key == key or (numbered and wave.repeat is not None and wave.key == numbered["key"]):
                return wave
        raise KeyError(key)
