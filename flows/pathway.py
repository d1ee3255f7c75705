"""Who is asked what, and when: a pathway as a clinic writes it, and the waves it comes to for one patient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from flows.schedule import Schedule
from flows.spans import CalendarSpan, Span, at_wall_time, is_positive

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
_FROZEN = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

# Every reason why a wave is not asked, and what would change it; the codes are stored and counted.
FIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "deceased": "Nothing: the patient has died.",
        "erased": "Nothing: the patient's data have been erased.",
        "wrong-person": "Check the number with the patient and enrol again with the right one.",
        "opted-out": "Only the patient can change this, by writing START.",
        "no-consent": "Talk with the patient; a consent given to staff can be recorded.",
        "no-usable-number": "Get a number that takes text messages, or send a Telegram link.",
        "ended": "Record a new event if the patient is in the pathway again.",
        "excluded": "Correct the patient's facts if they are wrong; the rule is in the pathway.",
        "not-included": "Correct the patient's facts if they are wrong; the rule is in the pathway.",
        "fact-missing": "Record the fact that the pathway's inclusion asks for.",
        "licence-missing": "Record the licence of the questionnaire in the clinic's file.",
        "event-missing": "Record the event that the wave counts from.",
        "window-passed": "Nothing for this wave: its window was over before it could be asked.",
        "later-wave-wins": "Nothing: a later wave of the pathway has taken its place.",
        "earlier-wave-open": "Nothing: it is asked when the patient has finished the other questionnaire.",
    }
)


class Condition(BaseModel):
    """A readable condition about one fact of the patient; exactly one of the comparisons. `reason` is for staff."""

    model_config = _FROZEN
    fact: Code
    equals: bool | int | str | None = None
    one_of: tuple[bool | int | str, ...] | None = None
    at_least: int | None = None
    below: int | None = None
    reason: str

    @model_validator(mode="after")
    def compares_once(self) -> "Condition":
        given = [name for name in ("equals", "one_of", "at_least", "below") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of equals, one_of, at_least, below")
        return self

    def holds(self, facts: Mapping[str, Any]) -> bool | None:
        """None where the fact is not known, or is no number where one is compared."""
        value = facts.get(self.fact)
        if value is None:
            return None
        if self.equals is not None:
            return bool(value == self.equals)
        if self.one_of is not None:
            return value in self.one_of
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return bool(value >= self.at_least) if self.at_least is not None else bool(value < (self.below or 0))


class WavePlan(BaseModel):
    """One asking: `offset` after its event it is due, and for `window` from then it takes answers."""

    model_config = _FROZEN
    key: Code
    title: str
    event: Code
    offset: CalendarSpan = Span("P0D")
    window: CalendarSpan
    core: tuple[str, ...] = Field(min_length=1)
    optional: tuple[str, ...] = ()

    @field_validator("window")
    @classmethod
    def is_open_for_a_while(cls, window: Span) -> Span:
        if not is_positive(window):
            raise ValueError("the window is a length of time above nothing")
        return window

    @model_validator(mode="after")
    def asks_once(self) -> "WavePlan":
        asked = (*self.core, *self.optional)
        if len(set(asked)) != len(asked):
            raise ValueError("a questionnaire stands twice in this wave")
        return self


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
        return self

    @property
    def events(self) -> frozenset[str]:
        """Every event that means something here."""
        return frozenset(wave.event for wave in self.waves) | frozenset(self.ends_with)

    def wave(self, key: str) -> WavePlan:
        for wave in self.waves:
            if wave.key == key:
                return wave
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class PathwayEvent:
    """Something that happened to the patient, by the day it happened on."""

    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class Situation:
    """What a plan must know of the patient besides events.

    `consent`: the last word about this pathway, null when there was none. `unlicensed`: urls of questionnaires that
    may not be sent. `facts`: what conditions read.
    """

    status: str = "active"
    consent: bool | None = None
    reachable: bool = True
    unlicensed: frozenset[str] = frozenset()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedWave:
    """`reason` null: due. The dates are null only where the event is missing. `detail`: the pathway's own words."""

    key: str
    due_at: datetime | None
    closes_at: datetime | None
    reason: str | None = None
    detail: str | None = None

    @property
    def fix(self) -> str | None:
        return None if self.reason is None else FIXES[self.reason]


def plan_waves(
    pathway: Pathway, events: Sequence[PathwayEvent], situation: Situation, now: datetime, zone: ZoneInfo
) -> tuple[PlannedWave, ...]:
    """Every wave of the pathway in its order, due or with the one reason why not.

    An event that happened again starts its waves anew, from the latest day. A wave closes at the latest when the
    next one of the pathway is due: a later asking wins over an open earlier one.
    """
    whole = _reason_for_all(pathway, situation)
    planned = [_plan_wave(wave, pathway, events, situation, whole, now, zone) for wave in pathway.waves]
    detail = _words_for(pathway, situation, whole)
    return tuple(replace(_yield_to_later(wave, planned, now), detail=detail) for wave in planned)


def _plan_wave(
    wave: WavePlan,
    pathway: Pathway,
    events: Sequence[PathwayEvent],
    situation: Situation,
    whole: str | None,
    now: datetime,
    zone: ZoneInfo,
) -> PlannedWave:
    on = max((event.on for event in events if event.kind == wave.event), default=None)
    if on is None:
        return PlannedWave(wave.key, None, None, whole or "event-missing")
    due_at = wave.offset.after(at_wall_time(datetime.combine(on, time()), zone), zone)
    closes_at = wave.window.after(due_at, zone)
    reason = whole or _reason_for_wave(wave, pathway, events, situation, on)
    if reason is None and closes_at <= now:
        reason = "window-passed"
    return PlannedWave(wave.key, due_at, closes_at, reason)


def _reason_for_all(pathway: Pathway, situation: Situation) -> str | None:
    """The gravest thing that stands against asking this patient anything."""
    if situation.status != "active":
        return {"opted_out": "opted-out", "wrong_person": "wrong-person"}.get(situation.status, situation.status)
    if situation.consent is False:
        return "no-consent"
    if not situation.reachable:
        return "no-usable-number"
    if any(condition.holds(situation.facts) for condition in pathway.exclusion):
        return "excluded"
    held = [condition.holds(situation.facts) for condition in pathway.inclusion]
    if False in held:
        return "not-included"
    return "fact-missing" if None in held else None


def _words_for(pathway: Pathway, situation: Situation, whole: str | None) -> str | None:
    """What the pathway says about the condition that keeps this patient out."""
    if whole == "excluded":
        against = [each for each in pathway.exclusion if each.holds(situation.facts)]
    elif whole in ("not-included", "fact-missing"):
        keeps_out = False if whole == "not-included" else None
        against = [each for each in pathway.inclusion if each.holds(situation.facts) is keeps_out]
    else:
        return None
    return "; ".join(condition.reason for condition in against)


def _reason_for_wave(
    wave: WavePlan, pathway: Pathway, events: Sequence[PathwayEvent], situation: Situation, on: date
) -> str | None:
    ended = max((event.on for event in events if event.kind in pathway.ends_with), default=None)
    if ended is not None and wave.event not in pathway.ends_with and ended >= on:
        return "ended"
    if situation.unlicensed.intersection((*wave.core, *wave.optional)):
        return "licence-missing"
    return None


def _yield_to_later(wave: PlannedWave, waves: Sequence[PlannedWave], now: datetime) -> PlannedWave:
    if wave.reason is not None or wave.due_at is None or wave.closes_at is None:
        return wave
    later = [
        other.due_at
        for place, other in enumerate(waves)
        if other.reason is None
        and other.due_at is not None
        and (other.due_at, place) > (wave.due_at, waves.index(wave))
    ]
    closes_at = min([wave.closes_at, *later])
    if closes_at <= max(wave.due_at, now):
        return replace(wave, reason="later-wave-wins")
    return replace(wave, closes_at=closes_at)
