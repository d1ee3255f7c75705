"""What has happened to a patient, put into episodes: one run through a pathway each, with its events."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.desk import Desk
from bot.enrolment_form import EnrolmentError, EnrolmentFault, EventForm
from bot.planning import events_of
from flows.clinical_events import DECEASED, PathwayEvent
from flows.pathway import Pathway
from flows.runs import BegunAsking, begins_anew, taken_over
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
    episodes = _episodes(connection, desk, patient, pathway_id)
    known = [event for episode in episodes for event in episode["events"] if is_standing(event)]
    new = [event for event in events if not any(is_same(row, event) for row in known)]
    running = next((episode for episode in reversed(episodes) if episode["ended_at"] is None), None)
    rows = [written(event, now) for event in new]
    if running is not None and new:
        pathway = desk.pathway(connection, pathway_id, running["pathway_version"])
        begun = _begun(connection, desk, patient, running)
        happened = [PathwayEvent(event.kind, event.on, event.detail) for event in new]
        again = [event for event in happened if begins_anew(pathway, begun, event, ZoneInfo(patient["zone"]))]
        if again:
            rows = [*_rows_taken_over(pathway, running, begun, again), *rows]
            change_episode(connection, running, {"ended_at": now})
            running = None
    if running is None and (new or not episodes):
        _begin_episode(connection, desk, patient, pathway_id, rows, now)
    elif running is not None and new:
        change_episode(connection, running, {"events": [*running["events"], *rows]})


def is_standing(row: Mapping[str, Any]) -> bool:
    """Not withdrawn as recorded wrongly."""
    return row.get("withdrawn_at") is None


def is_same(row: Mapping[str, Any], event: EventForm) -> bool:
    return (row["kind"], row["at"], row.get("detail", {})) == (event.kind, event.on.isoformat(), event.detail)


def _episodes(connection: Connection, desk: Desk, patient: Row, pathway_id: str) -> list[Row]:
    found = episodes_of(connection, desk.clinic_id, patient["patient_id"])
    return [episode for episode in found if episode["pathway_id"] == pathway_id]


def _begun(connection: Connection, desk: Desk, patient: Row, episode: Row) -> list[BegunAsking]:
    return [
        BegunAsking(session["wave_key"], session["due_at"], session["closes_at"])
        for session in sessions_by_wave(connection, desk.clinic_id, patient["patient_id"]).values()
        if session["episode_id"] == episode["episode_id"] and session["conversation_sealed"] is not None
    ]


def _rows_taken_over(
    pathway: Pathway, episode: Row, begun: Sequence[BegunAsking], again: Sequence[PathwayEvent]
) -> list[dict[str, Any]]:
    """As the next episode keeps them: with the time at which they were recorded at first."""
    recorded = {(row["kind"], row["at"]): row["recorded_at"] for row in filter(is_standing, episode["events"])}
    return [
        {
            "kind": event.kind,
            "at": event.on.isoformat(),
            "recorded_at": recorded[event.kind, event.on.isoformat()],
            "asked": sorted(event.asked),
            **({"detail": dict(event.detail)} if event.detail else {}),
        }
        for event in taken_over(pathway, events_of(episode), begun, again)
    ]


def _begin_episode(
    connection: Connection, desk: Desk, patient: Row, pathway_id: str, events: list[dict[str, Any]], now: datetime
) -> None:
    row: dict[str, Any] = {
        "clinic_id": desk.clinic_id,
        "episode_id": uuid4(),
        "patient_id": patient["patient_id"],
        "pathway_id": pathway_id,
        "pathway_version": desk.pathways[pathway_id][0],
        "events": events,
        "created_at": now,
        "ended_at": None,
    }
    add_episode(connection, row)


def written(event: EventForm, now: datetime) -> dict[str, Any]:
    """An event as an episode keeps it."""
    row: dict[str, Any] = {"kind": event.kind, "at": event.on.isoformat(), "recorded_at": now.isoformat()}
    return row | ({"detail": dict(event.detail)} if event.detail else {})
