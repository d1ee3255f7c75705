"""What has happened to a patient, put into episodes: one run through a pathway each, with its events."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.desk import Desk
from bot.enrolment_form import EnrolmentError, EnrolmentFault, EventForm
from flows.clinical_events import DECEASED, PathwayEvent
from flows.pathway import Pathway, WavePlan
from flows.spans import at_wall_time
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
    again = [] if running is None else [each for each in new if _begins_anew(connection, desk, patient, running, each)]
    taken_over: list[dict[str, Any]] = []
    if running is not None and again:
        taken_over = list(_taken_over(connection, desk, patient, running, again))
        change_episode(connection, running, {"ended_at": now})
        running = None
    if running is None and (new or not episodes):
        _begin_episode(connection, desk, patient, pathway_id, [*taken_over, *(written(each, now) for each in new)], now)
    elif running is not None and new:
        change_episode(connection, running, {"events": [*running["events"], *(written(event, now) for event in new)]})


def is_standing(row: Mapping[str, Any]) -> bool:
    """Not withdrawn as recorded wrongly."""
    return row.get("withdrawn_at") is None


def is_same(row: Mapping[str, Any], event: EventForm) -> bool:
    return (row["kind"], row["at"], row.get("detail", {})) == (event.kind, event.on.isoformat(), event.detail)


def _episodes(connection: Connection, desk: Desk, patient: Row, pathway_id: str) -> list[Row]:
    found = episodes_of(connection, desk.clinic_id, patient["patient_id"])
    return [episode for episode in found if episode["pathway_id"] == pathway_id]


def _begins_anew(connection: Connection, desk: Desk, patient: Row, episode: Row, event: EventForm) -> bool:
    """Whether a wave that counts from such an event was begun here, and is over before it would be asked anew."""
    pathway = desk.pathway(connection, episode["pathway_id"], episode["pathway_version"])
    zone = ZoneInfo(patient["zone"])
    happened = PathwayEvent(event.kind, event.on, event.detail)
    midnight = at_wall_time(datetime.combine(event.on, time()), zone)
    return any(
        session["closes_at"] <= wave.offset.after(midnight, zone)
        for wave, session in _begun(connection, desk, patient, episode, pathway)
        if wave.counts_from(happened) and session["due_at"] < midnight
    )


def _begun(
    connection: Connection, desk: Desk, patient: Row, episode: Row, pathway: Pathway
) -> Iterator[tuple[WavePlan, Row]]:
    for session in sessions_by_wave(connection, desk.clinic_id, patient["patient_id"]).values():
        if session["episode_id"] == episode["episode_id"] and session["conversation_sealed"] is not None:
            yield pathway.wave(session["wave_key"]), session


def _taken_over(
    connection: Connection, desk: Desk, patient: Row, episode: Row, again: Sequence[EventForm]
) -> Iterator[dict[str, Any]]:
    """What happened in the run that ends and still counts in the next, with the waves that it has led to already.

    A second procedure of a kind begins its own waves anew, and takes nothing from the yearly ones.
    """
    pathway = desk.pathway(connection, episode["pathway_id"], episode["pathway_version"])
    begun = [(wave, session["wave_key"]) for wave, session in _begun(connection, desk, patient, episode, pathway)]
    replaced = [PathwayEvent(event.kind, event.on, event.detail) for event in again]
    for row in filter(is_standing, episode["events"]):
        event = PathwayEvent(row["kind"], date.fromisoformat(row["at"]), row.get("detail", {}))
        led_to = [wave for wave in pathway.waves if wave.counts_from(event)]
        if any(wave.counts_from(other) for wave in led_to for other in replaced):
            continue
        asked = {*row.get("asked", ()), *(key for wave, key in begun if wave.counts_from(event))}
        yield {**row, "asked": sorted(asked)}


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
