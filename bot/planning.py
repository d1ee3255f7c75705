"""A patient's waves as rows: planned again whenever an event, a fact or the patient's standing changes.

What has begun is never touched. A session that has not said anything yet moves with its wave, or goes with it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.desk import Desk
from flows.clinical_events import PathwayEvent
from flows.pathway import Pathway
from flows.schedule import Action, Standing, next_action
from flows.waves import PlannedWave, Situation, plan_waves
from store.episodes import episodes_of, sessions_by_wave, waves_of, write_sessions, write_waves
from store.ledger import Row
from store.patients import has_opted_out, last_consent

_WAITING = ("scheduled", "not_due")


def replan(connection: Connection, desk: Desk, patient: Row, now: datetime) -> None:
    """Bring waves and sessions of every episode that goes on in line with what is known now."""
    sessions = sessions_by_wave(connection, desk.clinic_id, patient["patient_id"], lock=True)
    known = {
        (row["episode_id"], row["wave_key"]): row for row in waves_of(connection, desk.clinic_id, patient["patient_id"])
    }
    changes = _Changes(desk, patient, now)
    for episode in episodes_of(connection, desk.clinic_id, patient["patient_id"]):
        pathway = desk.pathway(connection, episode["pathway_id"], episode["pathway_version"])
        situation = situation_of(connection, desk, patient, episode["pathway_id"], now)
        events = () if episode["ended_at"] is not None else events_of(episode)
        for planned in plan_waves(pathway, events, situation, now, ZoneInfo(patient["zone"])):
            wave = known.get((episode["episode_id"], planned.key))
            session = None if wave is None else sessions.get(wave["wave_id"])
            if episode["ended_at"] is not None:
                planned = PlannedWave(planned.key, None, None, "ended")
            changes.plan(episode, pathway, planned, wave, session)
    write_waves(connection, changes.new_waves, changes.changed_waves)
    write_sessions(connection, changes.new_sessions, changes.moved_sessions, changes.dropped_sessions)


def reason_now(connection: Connection, desk: Desk, patient: Row, session: Row, now: datetime) -> str | None:
    """Why a session may not begin after all; null when it may. Much can have happened since it was planned."""
    for episode in episodes_of(connection, desk.clinic_id, patient["patient_id"]):
        if episode["episode_id"] != session["episode_id"]:
            continue
        if episode["ended_at"] is not None:
            return "ended"
        pathway = desk.pathway(connection, episode["pathway_id"], episode["pathway_version"])
        situation = situation_of(connection, desk, patient, episode["pathway_id"], now)
        planned = plan_waves(pathway, events_of(episode), situation, now, ZoneInfo(patient["zone"]))
        return next(wave.reason for wave in planned if wave.key == session["wave_key"])
    raise AssertionError("a session belongs to an episode of its patient")


def situation_of(connection: Connection, desk: Desk, patient: Row, pathway_id: str, now: datetime) -> Situation:
    """What the pathway must know of the patient; `age` in whole years is known wherever the birth year is."""
    facts = dict(patient["facts"])
    birth_year = birth_year_of(desk, patient)
    if birth_year is not None:
        facts.setdefault("age", now.astimezone(ZoneInfo(patient["zone"])).year - birth_year)
    status = patient["status"]
    if status == "active" and has_opted_out(connection, patient):
        status = "opted_out"
    return Situation(
        status=status,
        consent=last_consent(connection, desk.clinic_id, patient["patient_id"], pathway_id),
        reachable=is_reachable(desk, patient),
        unlicensed=desk.unlicensed,
        facts=facts,
    )


def is_reachable(desk: Desk, patient: Row) -> bool:
    """Whether there is an address for the patient's channel, and a sender to write from."""
    if desk.sender_for(patient["channel"]) is None:
        return False
    if patient["channel"] == "telegram":
        return patient["chat_index"] is not None
    return patient["phone_index"] is not None and patient["unreachable_at"] is None


def birth_year_of(desk: Desk, patient: Row) -> int | None:
    if patient["birth_year_sealed"] is None or patient["key_wrapped"] is None:
        return None
    key = desk.keyring.patient_key(desk.key, patient["patient_id"], patient["key_wrapped"])
    sealed = patient["birth_year_sealed"]
    return int(key.open(sealed, table="patient", column="birth_year_sealed", row=str(patient["patient_id"])))


def events_of(episode: Mapping[str, Any]) -> Sequence[PathwayEvent]:
    return [PathwayEvent(event["kind"], date.fromisoformat(event["at"])) for event in episode["events"]]


def standing_of(session: Row) -> Standing:
    """How a session stands, as the schedule asks for it."""
    return Standing(
        due_at=session["due_at"],
        closes_at=session["closes_at"],
        contacts=session["contacts"],
        last_contact_at=session["last_contact_at"],
        last_inbound_at=session["last_inbound_at"],
        snoozed_until=session["snoozed_until"],
        zone=ZoneInfo(session["zone"]),
        state=session["state"],
    )


class _Changes:
    """The rows that a new plan writes."""

    def __init__(self, desk: Desk, patient: Row, now: datetime) -> None:
        self.desk = desk
        self.patient = patient
        self.now = now
        self.new_waves: list[Row] = []
        self.changed_waves: list[Row] = []
        self.new_sessions: list[Row] = []
        self.moved_sessions: list[Row] = []
        self.dropped_sessions: list[Row] = []

    def plan(self, episode: Row, pathway: Pathway, planned: PlannedWave, wave: Row | None, session: Row | None) -> None:
        if session is not None and (session["state"] != "scheduled" or session["conversation_sealed"] is not None):
            return
        if wave is not None and session is None and wave["status"] not in _WAITING:
            return
        wave = self._wave(episode, planned, wave)
        if planned.reason is not None:
            if session is not None:
                self.dropped_sessions.append(session)
            return
        if session is None:
            self.new_sessions.append(self._session(episode, pathway, planned, wave))
            return
        moved = self._placed(session, pathway, planned)
        if moved != session:
            self.moved_sessions.append(moved)

    def _wave(self, episode: Row, planned: PlannedWave, wave: Row | None) -> Row:
        values = {
            "due_at": planned.due_at,
            "closes_at": planned.closes_at,
            "status": "scheduled" if planned.reason is None else "not_due",
            "reason": planned.reason,
        }
        if wave is None:
            wave = {
                "clinic_id": self.desk.clinic_id,
                "wave_id": uuid4(),
                "episode_id": episode["episode_id"],
                "patient_id": self.patient["patient_id"],
                "wave_key": planned.key,
                **values,
            }
            self.new_waves.append(wave)
        elif any(wave[name] != value for name, value in values.items()):
            wave = wave | values
            self.changed_waves.append(wave)
        return wave

    def _session(self, episode: Row, pathway: Pathway, planned: PlannedWave, wave: Row) -> Row:
        fresh = {
            "clinic_id": self.desk.clinic_id,
            "session_id": uuid4(),
            "patient_id": self.patient["patient_id"],
            "episode_id": episode["episode_id"],
            "wave_id": wave["wave_id"],
            "wave_key": planned.key,
            "pathway_id": episode["pathway_id"],
            "pathway_version": episode["pathway_version"],
            "state": "scheduled",
            "contacts": 0,
            "last_contact_at": None,
            "last_inbound_at": None,
            "snoozed_until": None,
            "created_at": self.now,
            "updated_at": self.now,
        }
        return self._placed(fresh, pathway, planned)

    def _placed(self, session: Row, pathway: Pathway, planned: PlannedWave) -> Row:
        """The session in its wave's time, in the patient's language, by the patient's channel, with its timer set."""
        sender_id = self.desk.sender_for(self.patient["channel"])
        assert sender_id is not None, "a patient without a sender is not reachable"
        placed = session | {
            "due_at": planned.due_at,
            "closes_at": planned.closes_at,
            "sender_id": sender_id,
            "language": self.patient["language"],
            "zone": self.patient["zone"],
        }
        action: Action = next_action(pathway.schedule, self.desk.file.hours, standing_of(placed), self.now)
        timed = {"next_action_at": action.at, "next_action": action.rule}
        if any(session.get(name) != value for name, value in (placed | timed).items()):
            timed["updated_at"] = self.now
        return placed | timed
