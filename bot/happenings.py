"""What has happened to a patient, put into episodes: one run through a pathway each, with its events."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Connection

from bot.desk import Desk
from bot.enrolment_form import EnrolmentError, EnrolmentFault, EventForm
from flows.clinical_events import DECEASED
from store.episodes import add_episode, change_episode, episodes_of, sessions_by_wave
from store.ledger import Row

_FARTHEST: Final = 100  # years from now; beyond that the year is a slip


def take_events(
    connection: Connection, desk: Desk, patient: Row, pathway_id: str, events: Sequence[EventForm], now: datetime
) -> None:
    """Put the patient on a pathway with these events. Raises EnrolmentError."""
    if pathway_id not in desk.pathways:
        known = ", ".join(sorted(desk.pathways)) or "none yet"
        raise EnrolmentError(EnrolmentFault("pathway", f"the clinic has no such pathway. Known: {known}"))
    unknown = sorted({event.kind for event in events} - desk.pathways[pathway_id][1].events)
    if unknown:
        known = ", ".join(sorted(desk.pathways[pathway_id][1].events))
        raise EnrolmentError(EnrolmentFault("events", f"the pathway counts from none of these. Known: {known}"))
    for event in events:
        check_day(event, now)
    add_events(connection, desk, patient, pathway_id, events, now)


def check_day(event: EventForm, now: datetime) -> None:
    if abs(event.on.year - now.year) > _FARTHEST:
        raise EnrolmentError(EnrolmentFault("events", "lies more than a hundred years away: check the year"))


def pathways_for(
    connection: Connection, desk: Desk, patient: Row, event: EventForm, pathway: str | None
) -> Sequence[str]:
    """The patient's pathways that count from such an event. Raises EnrolmentError where there is none."""
    theirs = {
        episode["pathway_id"]: desk.pathway(connection, episode["pathway_id"], episode["pathway_version"])
        for episode in episodes_of(connection, desk.clinic_id, patient["patient_id"])
    }
    if pathway is not None:
        if pathway not in theirs:
            raise EnrolmentError(EnrolmentFault("pathway", "the patient is not on this pathway"))
        theirs = {pathway: theirs[pathway]}
    found = sorted(pathway_id for pathway_id, each in theirs.items() if event.kind in each.events)
    if not found:
        known = ", ".join(sorted({kind for each in theirs.values() for kind in each.events})) or "none"
        told = f"no pathway of the patient counts from it. Known: {DECEASED}, {known}"
        raise EnrolmentError(EnrolmentFault("kind", told))
    return found


def add_events(
    connection: Connection, desk: Desk, patient: Row, pathway_id: str, events: Sequence[EventForm], now: datetime
) -> None:
    """Put events into the running episode; one whose earlier wave is over begins a new episode."""
    episodes = [
        episode
        for episode in episodes_of(connection, desk.clinic_id, patient["patient_id"])
        if episode["pathway_id"] == pathway_id
    ]
    known = {(event["kind"], event["at"]) for episode in episodes for event in episode["events"]}
    new = [event for event in events if (event.kind, event.on.isoformat()) not in known]
    running = next((episode for episode in reversed(episodes) if episode["ended_at"] is None), None)
    if running is not None and any(_begins_anew(connection, desk, patient, running, event) for event in new):
        change_episode(connection, running, {"ended_at": now})
        running = None
    if running is None and (new or not episodes):
        _begin_episode(connection, desk, patient, pathway_id, new, now)
    elif running is not None and new:
        change_episode(connection, running, {"events": [*running["events"], *(_written(event, now) for event in new)]})


def _begins_anew(connection: Connection, desk: Desk, patient: Row, episode: Row, event: EventForm) -> bool:
    """Whether a wave that counts from this kind of event was begun here, and was over before it happened again."""
    pathway = desk.pathway(connection, episode["pathway_id"], episode["pathway_version"])
    keys = {wave.key for wave in pathway.waves if wave.event == event.kind}
    happened = datetime.combine(event.on, time(), UTC)
    return any(
        session["closes_at"] <= happened
        for session in sessions_by_wave(connection, desk.clinic_id, patient["patient_id"]).values()
        if session["episode_id"] == episode["episode_id"]
        and session["wave_key"] in keys
        and session["conversation_sealed"] is not None
    )


def _begin_episode(
    connection: Connection, desk: Desk, patient: Row, pathway_id: str, events: Sequence[EventForm], now: datetime
) -> None:
    row: dict[str, Any] = {
        "clinic_id": desk.clinic_id,
        "episode_id": uuid4(),
        "patient_id": patient["patient_id"],
        "pathway_id": pathway_id,
        "pathway_version": desk.pathways[pathway_id][0],
        "events": [_written(event, now) for event in events],
        "created_at": now,
        "ended_at": None,
    }
    add_episode(connection, row)


def _written(event: EventForm, now: datetime) -> dict[str, str]:
    return {"kind": event.kind, "at": event.on.isoformat(), "recorded_at": now.isoformat()}
