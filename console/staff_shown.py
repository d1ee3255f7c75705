"""Schedules and their versions as the pages show them: contacts in local time, in words, and drawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.publishing import NoSuchPathwayError, Version, history
from bot.sample_timelines import Sample, silent_timeline
from bot.schedule_words import CHANNELS, rule_in_words
from console.staff_pages import shown_moment
from console.staff_timeline import WIDE, Drawing, draw
from console.staff_visitors import StaffRefusal
from console.staff_work import Visit
from flows.pathway import Pathway
from flows.schedule import BECAUSE, Action, Schedule


@dataclass(frozen=True, slots=True)
class ShownAction:
    """A contact as a list shows it; `at` is local."""

    at: datetime
    act: str
    rule: str
    told: str
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownSample:
    title: str
    told: str
    stays: bool
    past: tuple[ShownAction, ...]
    before: tuple[ShownAction, ...]
    after: tuple[ShownAction, ...]
    drawing: Drawing


def current_of(at: Visit, pathway_id: str) -> tuple[int, Pathway]:
    if pathway_id not in at.desk.pathways:
        raise StaffRefusal(404, NoSuchPathwayError.__doc__)
    return at.desk.pathways[pathway_id]


def version_of(at: Visit, pathway_id: str, number: str) -> Version:
    for version in history(at.connection, at.desk.clinic_id, pathway_id):
        if str(version.version) == number:
            return localised(version, at.zone)
    raise StaffRefusal(404, "This pathway has no such version: see its history.")


def localised(version: Version, zone: ZoneInfo) -> Version:
    return replace(version, published_at=version.published_at.astimezone(zone))


def timeline_of(at: Visit, pathway: Pathway, schedule: Schedule, width: int = WIDE) -> dict[str, Any]:
    """One patient who is invited today and never replies."""
    actions = silent_timeline(pathway.waves[0], schedule, at.desk.file.hours, at.zone, at.now)
    shown = _shown(actions, at.zone)
    return {
        "steps": shown,
        "drawing": draw({"Contacts": actions}, at.zone, at.now, _told(actions, at.zone), width),
    }


def shown_sample(sample: Sample, at: Visit) -> ShownSample:
    lanes: dict[str, Sequence[Action]] = {
        "Today’s": (*sample.past, *sample.before),
        "New": (*sample.past, *sample.after),
    }
    every = [action for actions in lanes.values() for action in actions]
    return ShownSample(
        title=sample.title,
        told=sample.told,
        stays=sample.stays,
        past=_shown(sample.past, at.zone),
        before=_shown(sample.before, at.zone),
        after=_shown(sample.after, at.zone),
        drawing=draw(lanes, at.zone, at.now, _told(every, at.zone)),
    )


def _told(actions: Iterable[Action], zone: ZoneInfo) -> dict[Action, str]:
    return {action: f"{rule_in_words(action.rule)}, {shown_moment(action.at.astimezone(zone))}" for action in actions}


def _shown(actions: Iterable[Action], zone: ZoneInfo) -> tuple[ShownAction, ...]:
    return tuple(
        ShownAction(
            at=action.at.astimezone(zone),
            act=action.act,
            rule=action.rule,
            told=_what(action),
            moved=tuple(BECAUSE[code] for code in action.because),
        )
        for action in actions
    )


def _what(action: Action) -> str:
    if action.act == "close":
        return "The questions close"
    if action.act == "phone":
        return "On the phone list, for staff to ring"
    told = rule_in_words(action.rule).capitalize()
    if action.channel is not None:
        told += f" by {CHANNELS[action.channel]}"
    return told + (", offers the short form" if action.short else "")
