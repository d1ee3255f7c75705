"""A patient's waves as rows: planned again whenever an event, a fact or the patient's standing changes.

What has begun is never touched. A session that has not said anything yet moves with its wave, or goes with it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.arms import Arms, read_arms
from bot.desk import Desk
from bot.surroundings import channels_of, has_channel
from flows.clinical_events import PathwayEvent
from flows.machine import OPEN
from flows.pathway import Pathway
from flows.schedule import Action, Standing, next_action
from flows.waves import Outcome, PlannedWave, Situation, plan_waves
from store.assessments import first_judged
from store.episodes import (
    change_closing,
    drop_waves,
    episodes_of,
    restore_time,
    sessions_by_wave,
    waves_of,
    write_sessions,
    write_waves,
)
from store.ledger import Row
from store.objections import has_objected
from store.patients import has_opted_out, last_consent

_WAITING = ("scheduled", "not_due")
# What has begun is asked no further where its event never was, or where something has come after it.
_UNFOUNDED = ("event-missing", "event-other-detail")
_CLOSED = ("completed", "partial", "expired")
_OVERTAKEN = ("event-closed", "later-wave-wins")


def replan(connection: Connection, desk: Desk, patient: Row, now: datetime) -> list[Row]:
    """Bring waves and sessions of every episode that goes on in line with what is known now.

    Returns, locked, the sessions under way whose time is over by that: the next round closes what nobody closes before.
    And those that a withdrawn event had closed, which have their time again, as it is recorded once more.
    """
    sessions = sessions_by_wave(connection, desk.clinic_id, patient["patient_id"], lock=True)
    waves = waves_of(connection, desk.clinic_id, patient["patient_id"])
    changes = _Changes(desk, patient, read_arms(connection, desk.clinic_id), now)
    for episode in episodes_of(connection, desk.clinic_id, patient["patient_id"]):
        pathway = desk.pathway(connection, episode["pathway_id"], episode["pathway_version"])
        known = {row["wave_key"]: row for row in waves if row["episode_id"] == episode["episode_id"]}
        for planned in planned_waves(connection, desk, patient, episode, pathway, now):
            wave = known.pop(planned.key, None)
            session = None if wave is None else sessions.get(wave["wave_id"])
            changes.plan(episode, pathway, planned, wave, session)
        for wave in known.values():
            changes.forget(episode, wave, sessions.get(wave["wave_id"]))
    for session, closes_at in changes.closings:
        change_closing(connection, session, closes_at, now)
    for session, planned in changes.restored:
        assert planned.due_at is not None, "what is due has its day"
        assert planned.closes_at is not None, "and closes"
        restore_time(connection, session, planned.due_at, planned.closes_at)
    write_sessions(connection, changes.new_sessions, changes.moved_sessions, changes.dropped_sessions)
    write_waves(connection, changes.new_waves, changes.changed_waves)
    drop_waves(connection, changes.dropped_waves)
    over = [session for session, closes_at in changes.closings if closes_at <= now]
    return [*over, *(session for session, _ in changes.restored)]


def planned_waves(
    connection: Connection, desk: Desk, patient: Row, episode: Row, pathway: Pathway, now: datetime
) -> tuple[PlannedWave, ...]:
    """What an episode comes to; in one that has ended nothing more is asked."""
    situation = situation_of(connection, desk, patient, episode, pathway, now)
    planned = plan_waves(pathway, events_of(episode), situation, now, ZoneInfo(patient["zone"]))
    if episode["ended_at"] is None:
        return planned
    return tuple(PlannedWave(wave.key, None, None, "ended") for wave in planned)


def reason_now(connection: Connection, desk: Desk, patient: Row, session: Row, now: datetime) -> str | None:
    """Why a session may not begin after all; null when it may. Much can have happened since it was planned."""
    for episode in episodes_of(connection, desk.clinic_id, patient["patient_id"]):
        if episode["episode_id"] != session["episode_id"]:
            continue
        pathway = desk.pathway(connection, episode["pathway_id"], episode["pathway_version"])
        planned = planned_waves(connection, desk, patient, episode, pathway, now)
        return next((wave.reason for wave in planned if wave.key == session["wave_key"]), "event-missing")
    raise AssertionError("a session belongs to an episode of its patient")


def situation_of(
    connection: Connection, desk: Desk, patient: Row, episode: Row, pathway: Pathway, now: datetime
) -> Situation:
    """What the pathway must know of the patient; `age` in whole years is known wherever the birth year is."""
    facts = dict(patient["facts"])
    birth_year = birth_year_of(desk, patient)
    if birth_year is not None:
        facts.setdefault("age", now.astimezone(ZoneInfo(patient["zone"])).year - birth_year)
    whose = (connection, desk.clinic_id, patient["patient_id"], pathway.id)
    return Situation(
        status=status_of(connection, patient),
        consent=last_consent(*whose),
        objected=has_objected(*whose),
        reachable=is_reachable(desk, patient),
        unlicensed=desk.unlicensed,
        missing=desk.missing(pathway),
        facts=facts,
        outcomes=_outcomes(connection, desk, patient, episode, pathway) if pathway.repeats_by_colour else {},
    )


def _outcomes(connection: Connection, desk: Desk, patient: Row, episode: Row, pathway: Pathway) -> dict[str, Outcome]:
    """What the askings that come again by colour have come to, those that an earlier run asked included."""
    taken_over = {key for event in events_of(episode) for key in event.asked}
    sessions = {
        session["session_id"]: session
        for session in sessions_by_wave(connection, desk.clinic_id, patient["patient_id"]).values()
        if session["pathway_id"] == pathway.id
        and (session["episode_id"] == episode["episode_id"] or session["wave_key"] in taken_over)
    }
    zone = ZoneInfo(patient["zone"])
    judged = first_judged(connection, desk.clinic_id, sessions)
    by_age = sorted(judged, key=lambda session_id: judged[session_id])
    return {
        sessions[each]["wave_key"]: Outcome(sessions[each]["level"] or "grey", judged[each].astimezone(zone).date())
        for each in by_age
    }


def status_of(connection: Connection, patient: Row) -> str:
    """The patient's status, a STOP of another address of theirs included."""
    status: str = patient["status"]
    return "opted_out" if status == "active" and has_opted_out(connection, patient) else status


def is_reachable(desk: Desk, patient: Row) -> bool:
    """Whether the patient has the channel they are to be written to by, and that one or another can be written to.

    One whose chat was never opened is not written to by text message instead: that was not what was agreed on.
    """
    return has_channel(patient, patient["channel"]) and bool(channels_of(patient, desk.file.senders))


def birth_year_of(desk: Desk, patient: Row) -> int | None:
    if patient["birth_year_sealed"] is None or patient["key_wrapped"] is None:
        return None
    key = desk.keyring.patient_key(desk.key, patient["patient_id"], patient["key_wrapped"])
    sealed = patient["birth_year_sealed"]
    return int(key.open(sealed, table="patient", column="birth_year_sealed", row=str(patient["patient_id"])))


def events_of(episode: Mapping[str, Any]) -> Sequence[PathwayEvent]:
    """What has happened, without what was recorded wrongly."""
    return [
        PathwayEvent(
            kind=event["kind"],
            on=date.fromisoformat(event["at"]),
            detail=event.get("detail", {}),
            asked=frozenset(event.get("asked", ())),
        )
        for event in episode["events"]
        if event.get("withdrawn_at") is None
    ]


def standing_of(session: Row, *, state: str | None = None, core_done: bool = False) -> Standing:
    """How a session stands, as the schedule asks for it; `state` where it is another than the row's by now."""
    return Standing(  # by place, as a turn makes one: by name it takes twice as long
        session["due_at"],
        session["closes_at"],
        session["contacts"],
        session["last_contact_at"],
        session["last_inbound_at"],
        session["snoozed_until"],
        ZoneInfo(session["zone"]),
        session["state"] if state is None else state,
        core_done,
        (),
        session["best_minute"],
    )


def has_begun(session: Row) -> bool:
    """Whether anything was ever said in it."""
    return session["state"] != "scheduled" or session["conversation_sealed"] is not None


def _is_same_asking(planned: PlannedWave, session: Row) -> bool:
    """Whether the plan is still about this asking, not about one that counts from a later day.

    What has begun may be of an older version than its run: those that a run follows differ in no date.
    """
    return bool(planned.due_at == session["due_at"])


def was_closed_by_a_withdrawal(episode: Row, session: Row) -> bool:
    """Not by an objection, which it stays closed by, nor by the patient: its time ended as an event was withdrawn."""
    at = session["closes_at"]
    withdrawn = [event["withdrawn_at"] for event in episode["events"] if event.get("withdrawn_at") is not None]
    return session["state"] in _CLOSED and any(datetime.fromisoformat(each) == at for each in withdrawn)


class _Changes:
    """The rows that a new plan writes."""

    def __init__(self, desk: Desk, patient: Row, arms: Arms, now: datetime) -> None:
        self.desk = desk
        self.patient = patient
        self.arms = arms
        self.now = now
        self.new_waves: list[Row] = []
        self.changed_waves: list[Row] = []
        self.new_sessions: list[Row] = []
        self.moved_sessions: list[Row] = []
        self.dropped_sessions: list[Row] = []
        self.dropped_waves: list[Row] = []
        self.closings: list[tuple[Row, datetime]] = []  # sessions under way, and when they close from now on
        self.restored: list[tuple[Row, PlannedWave]] = []

    def plan(self, episode: Row, pathway: Pathway, planned: PlannedWave, wave: Row | None, session: Row | None) -> None:
        if session is not None and has_begun(session):
            self._begun(episode, planned, session)
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
        moved = self._placed(session, episode, pathway, planned)
        if moved != session:
            self.moved_sessions.append(moved)

    def forget(self, episode: Row, wave: Row, session: Row | None) -> None:
        """An asking that the plan does not know any more: gone, unless something was said in it."""
        if session is not None and has_begun(session):
            if session["state"] in OPEN and episode["ended_at"] is None:
                self._close_now(session)
        elif wave["status"] in _WAITING:
            self.dropped_waves.append(wave)
            self.dropped_sessions += [] if session is None else [session]

    def _begun(self, episode: Row, planned: PlannedWave, session: Row) -> None:
        """What has begun stays as it was, but for its end: its event was withdrawn, or something else closes it."""
        if planned.reason is None and was_closed_by_a_withdrawal(episode, session):
            self.restored.append((session, planned))
            return
        if session["state"] not in OPEN or episode["ended_at"] is not None:
            return
        if planned.reason in _UNFOUNDED:
            self._close_now(session)
        elif _is_same_asking(planned, session):
            self._end_as_planned(planned, session)

    def _end_as_planned(self, planned: PlannedWave, session: Row) -> None:
        assert planned.closes_at is not None, "what has a day to begin has one to close"
        if planned.reason in _OVERTAKEN:
            self._close_now(session)
        elif planned.reason in (None, "window-passed") and planned.closes_at != session["closes_at"]:
            self.closings.append((session, planned.closes_at))

    def _close_now(self, session: Row) -> None:
        if session["closes_at"] > self.now:
            self.closings.append((session, self.now))

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
            "state": "scheduled",
            "contacts": 0,
            "best_minute": None,
            "last_contact_at": None,
            "last_inbound_at": None,
            "snoozed_until": None,
            "created_at": self.now,
            "updated_at": self.now,
        }
        return self._placed(fresh, episode, pathway, planned)

    def _placed(self, session: Row, episode: Row, pathway: Pathway, planned: PlannedWave) -> Row:
        """The session in its wave's time, in the patient's language, by the patient's channel, with its timer set."""
        sender_id = self.desk.sender_for(channels_of(self.patient, self.desk.file.senders)[0])
        assert sender_id is not None, "a patient without a sender is not reachable"
        assert planned.closes_at is not None, "what is due closes"
        arm = self.arms.of(pathway.id, self.patient["patient_id"], planned.closes_at)
        schedule = pathway.schedule if arm is None else self.arms.schedule(pathway.id, arm)
        placed = session | {
            "arm": arm,
            "due_at": planned.due_at,
            "closes_at": planned.closes_at,
            "pathway_version": episode["pathway_version"],
            "sender_id": sender_id,
            "language": self.patient["language"],
            "zone": self.patient["zone"],
        }
        action: Action = next_action(schedule, self.desk.file.hours, standing_of(placed), self.now)
        timed = {"next_action_at": action.at, "next_action": action.rule}
        if any(session.get(name) != value for name, value in (placed | timed).items()):
            timed["updated_at"] = self.now
        return placed | timed
