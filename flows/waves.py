"""The waves that a pathway comes to for one patient, each due or with the one reason why it is not asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flows.clinical_events import PathwayEvent
from flows.condition import Condition
from flows.pathway import MOST_REPEATS, Pathway, WavePlan
from flows.reasons import FIXES
from flows.spans import Span, at_wall_time

_STATUS = {"opted_out": "opted-out", "wrong_person": "wrong-person"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The colour that one asking came to, and the day it was known on."""

    level: str
    on: date


@dataclass(frozen=True, slots=True)
class Situation:
    """What a plan must know of the patient besides events.

    `consent`: the last word about this pathway, null when there was none. `objected`: to this pathway, and it stands.
    `unlicensed` and `missing`: questionnaires, as the pathway names them, that may not be sent or are not there.
    `facts`: what conditions read. `outcomes`: of the askings so far, by wave key.
    """

    status: str = "active"
    consent: bool | None = None
    objected: bool = False
    reachable: bool = True
    unlicensed: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    facts: Mapping[str, Any] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedWave:
    """`reason` null: due. The dates are null only where nothing yet says when. `detail`: the pathway's own words."""

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
    next one of the pathway is due: a later asking wins over an open earlier one. Of a wave that comes again every
    asking stands there up to the first that lies ahead.
    """
    whole = _reason_for_all(pathway, situation)
    planning = _Planning(pathway, events, situation, whole, now, zone)
    planned = [each for wave in pathway.waves for each in planning.askings(wave)]
    return tuple(_yield_to_later(wave, planned, now) for wave in planned)


@dataclass(frozen=True, slots=True)
class _Stop:
    """What stands against asking: a reason, and the pathway's own words for it."""

    reason: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class _Planning:
    """One patient's plan in the making."""

    pathway: Pathway
    events: Sequence[PathwayEvent]
    situation: Situation
    whole: _Stop | None
    now: datetime
    zone: ZoneInfo

    def askings(self, wave: WavePlan) -> Iterator[PlannedWave]:
        """The wave, or of one that comes again every asking up to the first that lies ahead."""
        anchor = max((event for event in self.events if wave.counts_from(event)), key=_day, default=None)
        if anchor is None:
            happened = any(event.kind == wave.event for event in self.events)
            stop = self.whole or _Stop("event-other-detail" if happened else "event-missing")
            yield PlannedWave(wave.numbered(1), None, None, stop.reason, stop.detail)
            return
        since, target = anchor.on, wave.offset.after(self._midnight(anchor.on), self.zone)
        for number in range(1, self._most(wave) + 1):
            asking = self._asking(wave, number, anchor, since, target)
            yield asking
            assert asking.due_at is not None, "an asking with a target has its dates"
            if self._is_last(wave, asking.due_at, target, anchor):
                return
            since = target.astimezone(self.zone).date()
            following = self._next_target(wave, number, anchor, target)
            if following is None:
                if number < self._most(wave):
                    stop = self.whole or _Stop("colour-awaited")
                    yield PlannedWave(wave.numbered(number + 1), None, None, stop.reason, stop.detail)
                return
            target = following

    def _asking(self, wave: WavePlan, number: int, anchor: PathwayEvent, since: date, target: datetime) -> PlannedWave:
        """`since`: the day from which an event may close this asking."""
        key = wave.numbered(number)
        due_at, closes_at = wave.opens.after(target, self.zone), wave.window.after(target, self.zone)
        closing = _closing(wave, self.events, since, self.zone)
        if closing is not None:
            closes_at = min(closes_at, closing)
        stop = self.whole or self._stop(wave, key, anchor, target)
        if stop is None and closes_at <= due_at:
            stop = _Stop("event-closed")
        if stop is None and closes_at <= self.now:
            stop = _Stop("window-passed")
        if stop is None:
            return PlannedWave(key, due_at, closes_at)
        return PlannedWave(key, due_at, closes_at, stop.reason, stop.detail)

    def _stop(self, wave: WavePlan, key: str, anchor: PathwayEvent, target: datetime) -> _Stop | None:
        if key in anchor.asked:
            return _Stop("asked-before")
        if self._has_ended(wave, anchor) or self._is_past_until(wave, target, anchor):
            return _Stop("ended")
        kept_out = _against(wave.inclusion, wave.exclusion, self.situation.facts)
        if kept_out is not None:
            return kept_out
        if self.situation.missing.intersection(wave.core):
            return _Stop("questionnaire-missing")
        if self.situation.unlicensed.intersection(wave.questionnaires):
            return _Stop("licence-missing")
        return None

    def _has_ended(self, wave: WavePlan, anchor: PathwayEvent) -> bool:
        ended = max((event.on for event in self.events if event.kind in self.pathway.ends_with), default=None)
        return ended is not None and wave.event not in self.pathway.ends_with and ended >= anchor.on

    def _is_past_until(self, wave: WavePlan, target: datetime, anchor: PathwayEvent) -> bool:
        if wave.repeat is None or wave.repeat.until is None:
            return False
        ends = [event.on for event in self.events if event.kind == wave.repeat.until and event.on >= anchor.on]
        return bool(ends) and target.astimezone(self.zone).date() > min(ends)

    def _is_last(self, wave: WavePlan, due_at: datetime, target: datetime, anchor: PathwayEvent) -> bool:
        """What is planned reaches up to the first asking ahead: the one after it is planned when its time comes."""
        if wave.repeat is None or due_at > self.now:
            return True
        return self._is_past_until(wave, target, anchor)

    def _next_target(self, wave: WavePlan, number: int, anchor: PathwayEvent, target: datetime) -> datetime | None:
        """Null while the asking that it counts from has no colour and is not over."""
        assert wave.repeat is not None, "only what comes again has a next target"
        every = wave.repeat.every
        if isinstance(every, Span):
            first = wave.offset.after(self._midnight(anchor.on), self.zone)
            return every.times(number).after(first, self.zone)
        outcome = self.situation.outcomes.get(wave.numbered(number))
        if outcome is not None:
            return every.after(outcome.level).after(self._midnight(outcome.on), self.zone)
        if wave.window.after(target, self.zone) > self.now:
            return None
        return every.after("grey").after(target, self.zone)

    def _most(self, wave: WavePlan) -> int:
        return 1 if wave.repeat is None else wave.repeat.times or MOST_REPEATS

    def _midnight(self, day: date) -> datetime:
        return at_wall_time(datetime.combine(day, time()), self.zone)


def _closing(wave: WavePlan, events: Sequence[PathwayEvent], since: date, zone: ZoneInfo) -> datetime | None:
    """When the first day since then is over on which something happened that closes the wave; null without any.

    The day itself still counts, as many answer in the waiting room.
    """
    days = [event.on for event in events if event.kind in wave.closes_on and event.on >= since]
    return at_wall_time(datetime.combine(min(days) + timedelta(days=1), time()), zone) if days else None


def _day(event: PathwayEvent) -> date:
    return event.on


def _reason_for_all(pathway: Pathway, situation: Situation) -> _Stop | None:
    """The gravest thing that stands against asking this patient anything."""
    if situation.status != "active":
        return _Stop(_STATUS.get(situation.status, situation.status))
    if situation.objected:
        return _Stop("objected")
    if situation.consent is False:
        return _Stop("no-consent")
    if not situation.reachable:
        return _Stop("no-usable-number")
    return _against(pathway.inclusion, pathway.exclusion, situation.facts)


def _against(inclusion: Sequence[Condition], exclusion: Sequence[Condition], facts: Mapping[str, Any]) -> _Stop | None:
    """Which conditions keep the patient out, in the pathway's own words."""
    excluding = [each for each in exclusion if each.holds(facts)]
    lacking = [each for each in inclusion if each.holds(facts) is False]
    unknown = [each for each in inclusion if each.holds(facts) is None]
    for reason, against in (("excluded", excluding), ("not-included", lacking), ("fact-missing", unknown)):
        if against:
            return _Stop(reason, "; ".join(condition.reason for condition in against))
    return None


def _yield_to_later(wave: PlannedWave, waves: Sequence[PlannedWave], now: datetime) -> PlannedWave:
    if wave.reason is not None or wave.due_at is None or wave.closes_at is None:
        return wave
    own = (wave.due_at, waves.index(wave))
    later = [
        other.due_at
        for place, other in enumerate(waves)
        if other.reason is None and other.due_at is not None and (other.due_at, place) > own
    ]
    closes_at = min([wave.closes_at, *later])
    if closes_at <= max(wave.due_at, now):
        return replace(wave, reason="later-wave-wins")
    return replace(wave, closes_at=closes_at)
