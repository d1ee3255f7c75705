"""What was recorded wrongly is withdrawn: the plan is then as if it had never been, and the record keeps both."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.closing import plan_and_close
from bot.desk import Desk
from bot.enrolment import UnknownPatientError
from bot.enrolment_form import EnrolmentError, EnrolmentFault, EventForm
from bot.happenings import is_same, is_standing
from bot.planning import has_begun
from flows.clinical_events import DECEASED
from store.audit import append
from store.episodes import change_episode, episodes_of, sessions_by_wave
from store.ledger import Row
from store.patients import change_patient, patient_by_ref


def withdraw_event(
    connection: Connection,
    desk: Desk,
    ref: str,
    event: EventForm,
    now: datetime,
    *,
    actor: str,
    pathway: str | None = None,
) -> None:
    """Take an event back, in every pathway of the patient or in one. What has begun for its sake is closed.

    Without a detail the event of that kind and day is meant. Raises UnknownPatientError, and EnrolmentError where
    there is no such event or more than one could be meant.
    """
    patient = patient_by_ref(connection, desk.clinic_id, ref, lock=True)
    if patient is None:
        raise UnknownPatientError(UnknownPatientError.__doc__)
    if event.kind == DECEASED:
        _revive(connection, desk, patient)
    else:
        episodes = episodes_of(connection, desk.clinic_id, patient["patient_id"])
        _withdraw(connection, [each for each in episodes if pathway in (None, each["pathway_id"])], event, now)
        _rejoin_runs(connection, desk, patient, now)
    plan_and_close(connection, desk, patient, now)
    append(
        connection,
        desk.clinic_id,
        at=now,
        actor=actor,
        action="patient.event-withdrawn",
        subject=f"patient/{patient['patient_id']}",
        detail={"kind": event.kind, "on": event.on.isoformat(), "detail": dict(event.detail)},
    )


def _revive(connection: Connection, desk: Desk, patient: Row) -> None:
    if patient["status"] != "deceased":
        raise EnrolmentError(EnrolmentFault("kind", "the patient is not recorded as deceased"))
    change_patient(connection, desk.clinic_id, patient["patient_id"], {"status": "active"})
    patient["status"] = "active"


def _withdraw(connection: Connection, episodes: Sequence[Row], event: EventForm, now: datetime) -> None:
    meant = [row for episode in episodes for row in episode["events"] if is_standing(row) and _is_meant(row, event)]
    if not meant:
        raise EnrolmentError(EnrolmentFault("kind", "no such event of this day is recorded: see the patient's plan"))
    if any(row.get("detail", {}) != meant[0].get("detail", {}) for row in meant):
        raise EnrolmentError(EnrolmentFault("detail", "more than one such event is recorded on this day: say which"))
    for episode in episodes:
        events = [
            {**row, "withdrawn_at": now.isoformat()} if is_standing(row) and _is_meant(row, event) else row
            for row in episode["events"]
        ]
        if events != episode["events"]:
            change_episode(connection, episode, {"events": events})


def _is_meant(row: dict[str, Any], event: EventForm) -> bool:
    if event.detail:
        return is_same(row, event)
    return (row["kind"], row["at"]) == (event.kind, event.on.isoformat())


def _rejoin_runs(connection: Connection, desk: Desk, patient: Row, now: datetime) -> None:
    """A run that only a withdrawn event began, and in which nothing was said, gives way to the one before it."""
    begun = {
        session["episode_id"]
        for session in sessions_by_wave(connection, desk.clinic_id, patient["patient_id"]).values()
        if has_begun(session)
    }
    before: dict[str, Row] = {}
    for episode in episodes_of(connection, desk.clinic_id, patient["patient_id"]):
        earlier = before.get(episode["pathway_id"])
        own = [row for row in episode["events"] if is_standing(row) and "asked" not in row]
        if earlier is not None and episode["ended_at"] is None and not own and episode["episode_id"] not in begun:
            change_episode(connection, episode, {"ended_at": now})
            change_episode(connection, earlier, {"ended_at": None})
        before[episode["pathway_id"]] = episode
