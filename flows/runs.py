"""Runs through a pathway: when what happens again begins a new one, and what still counts in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from flows.clinical_events import PathwayEvent
from flows.pathway import Pathway
from flows.spans import at_wall_time


@dataclass(frozen=True, slots=True)
class BegunAsking:
    """An asking in which something was said, and the time in which it takes answers."""

    key: str
    due_at: datetime
    closes_at: datetime


def begins_anew(pathway: Pathway, begun: Iterable[BegunAsking], event: PathwayEvent, zone: ZoneInfo) -> bool:
    """Whether a wave that counts from such an event was begun, and is over before it would be asked anew."""
    midnight = at_wall_time(datetime.combine(event.on, time()), zone)
    for asking in begun:
        wave = pathway.wave(asking.key)
        if not wave.counts_from(event) or asking.due_at >= midnight:
            continue
        if asking.closes_at <= wave.opens.after(wave.offset.after(midnight, zone), zone):
            return True
    return False


def taken_over(
    pathway: Pathway, events: Sequence[PathwayEvent], begun: Iterable[BegunAsking], again: Sequence[PathwayEvent]
) -> tuple[PathwayEvent, ...]:
    """What happened in the run that ends and still counts in the next, with the waves that it has led to already.

    A second procedure of a kind begins its own waves anew, and takes nothing from the yearly ones.
    """
    keys = [asking.key for asking in begun]
    kept = []
    for event in events:
        led_to = [wave for wave in pathway.waves if wave.counts_from(event)]
        if not any(wave.counts_from(other) for wave in led_to for other in again):
            asked = {key for key in keys if pathway.wave(key).counts_from(event)}
            kept.append(replace(event, asked=event.asked | asked))
    return tuple(kept)
