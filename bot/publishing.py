"""A pathway's schedule changed: what a change would do, the change made, and the history of all changes.

A schedule is published as a new version of its pathway that differs in nothing else. Every wave that has not begun
follows it; a conversation that has begun keeps the schedule it began with, unless it is moved. Patients on a version
that asks other questions stay on that, as a schedule may not change what somebody is asked.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection

from bot.compiled import schedule_of
from bot.desk import Desk
from bot.planning import standing_of
from bot.sample_timelines import Sample, samples_of, silent_timeline
from bot.schedule_words import difference_in_words
from bot.surroundings import with_channels
from flows.hours import NeverOpenError, next_open
from flows.machine import OPEN
from flows.pathway import Pathway
from flows.schedule import Action, Schedule, Standing, next_action
from store.audit import append
from store.clinics import add_pathway, clinic_row
from store.ledger import Row
from store.publishing import (
    experiment_on,
    lock_patients_on,
    move_episodes,
    move_sessions,
    open_sessions_on,
    versions_of,
)

LONGEST_REASON: Final = 500


class NoSuchPathwayError(Exception):
    """The clinic has no pathway with this id: see its file, or `prosvar clinic apply`."""


class StaleVersionError(Exception):
    """Somebody has published another version meanwhile: look at it, and make the change to that one."""

    def __init__(self, current: int) -> None:
        super().__init__(self.__doc__)
        self.current = current


class PublishError(Exception):
    """A schedule that cannot be published as it is; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Change:
    """What publishing would do. All are numbers of conversations of this pathway.

    `waiting` have not begun and follow the new schedule; of these the first contact moves in `rescheduled`.
    `running` have begun and keep theirs, unless they are moved; then the next contact would move in `movable`.
    `apart` are on versions that ask other questions. `compared` get their schedule from an experiment. These stay.
    """

    version: int
    waiting: int
    rescheduled: int
    running: int
    movable: int
    apart: int
    compared: int
    experiment: str | None
    samples: tuple[Sample, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One published version. `gone` and `come`: what the schedule no longer said, and said instead, in sentences.

    `only_schedule`: it differs in nothing else from the version before it. The first has nothing to differ from.
    """

    version: int
    schedule: Schedule
    published_at: datetime
    published_by: str
    reason: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    only_schedule: bool
    by_staff: bool


def preview_change(connection: Connection, desk: Desk, pathway_id: str, schedule: Schedule, now: datetime) -> Change:
    """Reads, and writes nothing. Raises NoSuchPathwayError, or PublishError for what can never send."""
    version, pathway = _current(desk, pathway_id)
    require_open(desk, schedule, now)
    reached = _reached(connection, desk, pathway, schedule, now)
    return Change(
        version=version,
        waiting=len(reached.waiting),
        rescheduled=sum(_is_moved(row, action) for row, action in reached.waiting),
        running=len(reached.running),
        movable=sum(_is_moved(row, action) for row, action in reached.running),
        apart=reached.apart,
        compared=reached.compared,
        experiment=experiment_on(connection, desk.clinic_id, pathway_id),
        samples=samples_of(pathway, schedule, desk.file.hours, desk.file.time_zone(), now),
        warnings=tuple(_warnings(desk, pathway, schedule, now)),
    )


def publish(
    connection: Connection,
    desk: Desk,
    pathway_id: str,
    schedule: Schedule,
    *,
    based_on: int,
    by: str,
    reason: str,
    move: bool,
    now: datetime,
) -> int:
    """The new version. `move`: conversations that have begun follow too.

    Raises NoSuchPathwayError, StaleVersionError when `based_on` is not the version in force, or PublishError.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise PublishError(f"Say in 1 to {LONGEST_REASON} characters why: colleagues will ask.")
    clinic_row(connection, desk.clinic_id, lock=True)  # one at a time, and not while the clinic's file is applied
    require_open(desk, schedule, now)
    versions = versions_of(connection, desk.clinic_id, pathway_id)
    if pathway_id not in desk.file.pathways or not versions:
        raise NoSuchPathwayError(NoSuchPathwayError.__doc__)
    if versions[0]["version"] != based_on:
        raise StaleVersionError(versions[0]["version"])
    current = Pathway.model_validate(versions[0]["document"])
    if not any(difference_in_words(current.schedule, schedule)):
        raise PublishError(f"This says the same as version {based_on}: there is nothing to publish.")
    changed = current.model_copy(update={"schedule": schedule})
    new = based_on + 1
    document = changed.model_dump(mode="json")
    row = {
        "clinic_id": desk.clinic_id,
        "pathway_id": pathway_id,
        "version": new,
        "content_hash": content_hash(document),
        "document": document,
        "published_at": now,
        "published_by": by,
        "reason": reason,
    }
    add_pathway(connection, row)
    followed, moved = bring_over(connection, desk, changed, new, move=move, now=now)
    detail = {"version": new, "based_on": based_on, "waiting": followed, "moved": moved}
    subject = f"pathway/{pathway_id}"
    append(connection, desk.clinic_id, at=now, actor=by, action="pathway.publish", subject=subject, detail=detail)
    return new


def bring_over(
    connection: Connection, desk: Desk, pathway: Pathway, version: int, *, move: bool, now: datetime
) -> tuple[int, int]:
    """Let what has not begun follow this new version, and with `move` what has; returns how many of each.

    Timers are set by the same planner that sets them otherwise. It is asked again, with all that surrounds a patient,
    when a timer comes, so one that is set too early does no harm.
    """
    alike = _alike(connection, desk, pathway)
    lock_patients_on(connection, desk.clinic_id, pathway.id, alike)
    move_episodes(connection, desk.clinic_id, pathway.id, alike, version)
    reached = _reached(connection, desk, pathway, pathway.schedule, now)
    follow = [*reached.waiting, *(reached.running if move else ())]
    timed = [(row["session_id"], action.at, action.rule) for row, action in follow]
    move_sessions(connection, desk.clinic_id, timed, version, now)
    return len(reached.waiting), len(reached.running) if move else 0


def history(connection: Connection, clinic_id: str, pathway_id: str) -> tuple[Version, ...]:
    """Every version, newest first, each with what it changed."""
    rows = versions_of(connection, clinic_id, pathway_id)
    pathways = [Pathway.model_validate(row["document"]) for row in rows]
    return tuple(
        _version(row, pathway, older)
        for row, pathway, older in zip(rows, pathways, [*pathways[1:], None], strict=False)
    )


def content_hash(document: Mapping[str, Any]) -> str:
    """By which two versions are known to say the same."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def by_staff(published_by: str) -> bool:
    """Whether a version came from the staff page, and not from the clinic's file."""
    return published_by.startswith("staff:")


def require_open(desk: Desk, schedule: Schedule, now: datetime) -> None:
    """Raises PublishError when the clinic's hours and the schedule's window leave no moment to write."""
    try:
        next_open(desk.file.hours, desk.file.time_zone(), now, schedule.window)
    except NeverOpenError:
        told = "With the clinic's own hours this leaves no moment to write: choose other hours or days."
        raise PublishError(told) from None


@dataclass(frozen=True, slots=True)
class _Reached:
    """Conversations that a new schedule reaches, each with what it would do next there."""

    waiting: Sequence[tuple[Row, Action]]
    running: Sequence[tuple[Row, Action]]
    apart: int
    compared: int


def _reached(connection: Connection, desk: Desk, pathway: Pathway, schedule: Schedule, now: datetime) -> _Reached:
    alike = set(_alike(connection, desk, pathway))
    rows = open_sessions_on(connection, desk.clinic_id, pathway.id, OPEN)
    timed = _planner(desk, schedule, now)
    is_compared = cache(lambda arm: schedule_of(connection, desk.clinic_id, pathway, arm) is not pathway.schedule)
    waiting: list[tuple[Row, Action]] = []
    running: list[tuple[Row, Action]] = []
    apart = compared = 0
    for row in rows:
        if row["arm"] is not None and is_compared(row["arm"]):
            compared += 1
        elif row["pathway_version"] not in alike:
            apart += 1
        else:
            (waiting if row["state"] == "scheduled" else running).append((row, timed(row)))
    return _Reached(waiting, running, apart, compared)


def _planner(desk: Desk, schedule: Schedule, now: datetime) -> Callable[[Row], Action]:
    """What the schedule does next in a session. Many waves wait for one and the same day: these are planned once."""

    @cache
    def planned(standing: Standing) -> Action:
        return next_action(schedule, desk.file.hours, standing, now)

    def timed(row: Row) -> Action:
        channel = desk.channel_of(row["sender_id"]) or row["channel"]
        return planned(with_channels(standing_of(row), row, channel, desk.file.senders))

    return timed


def _is_moved(row: Row, action: Action) -> bool:
    """A timer that has come, and is only waiting for its turn, is not moved by being set to this moment."""
    at = row["next_action_at"]
    return bool(at is None or abs((at - action.at).total_seconds()) >= 1) and action.rule != "close"


def _alike(connection: Connection, desk: Desk, pathway: Pathway) -> list[int]:
    """The versions that differ from this one in their schedule only."""
    rest = _without_schedule(pathway)
    return [
        row["version"]
        for row in versions_of(connection, desk.clinic_id, pathway.id)
        if _without_schedule(Pathway.model_validate(row["document"])) == rest
    ]


def _without_schedule(pathway: Pathway) -> Mapping[str, Any]:
    return pathway.model_dump(mode="json", exclude={"schedule"})


def _current(desk: Desk, pathway_id: str) -> tuple[int, Pathway]:
    if pathway_id not in desk.pathways:
        raise NoSuchPathwayError(NoSuchPathwayError.__doc__)
    return desk.pathways[pathway_id]


def _version(row: Row, pathway: Pathway, older: Pathway | None) -> Version:
    gone, come = ((), ()) if older is None else difference_in_words(older.schedule, pathway.schedule)
    return Version(
        version=row["version"],
        schedule=pathway.schedule,
        published_at=row["published_at"],
        published_by=row["published_by"],
        reason=row["reason"],
        gone=gone,
        come=come,
        only_schedule=older is not None and _without_schedule(pathway) == _without_schedule(older),
        by_staff=by_staff(row["published_by"]),
    )


def _warnings(desk: Desk, pathway: Pathway, schedule: Schedule, now: datetime) -> Iterator[str]:
    """What a schedule says and will not do."""
    wanted = len(schedule.reminders) + (schedule.phone_after is not None)
    for wave in pathway.waves:
        timeline = silent_timeline(wave, schedule, desk.file.hours, desk.file.time_zone(), now)
        left = wanted - sum(action.rule not in ("first", "close") for action in timeline)
        if left > 0:
            told = "the last step comes" if left == 1 else f"the last {left} steps come"
            yield f"In “{wave.title}” {told} after the questions have closed, so nobody meets it."
    for channel in _lacking(schedule, desk):
        yield f"The clinic has no sender for {channel}: that step goes by the channel the patient has."
    if any(reminder.short for reminder in schedule.reminders) and not any(wave.short for wave in pathway.waves):
        yield "No wave of this pathway has a short form: the steps that offer one go out as plain reminders."


def _lacking(schedule: Schedule, desk: Desk) -> Iterable[str]:
    names = {"sms": "SMS", "telegram": "Telegram"}
    wanted = dict.fromkeys(reminder.channel for reminder in schedule.reminders)
    return [names[each] for each in wanted if each in names and desk.sender_for(each) is None]
