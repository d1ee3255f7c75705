"""Why a patient was or was not contacted, and what comes next: the answer to staff's first question.

Future contacts come from flows.schedule alone, so what is shown is what will be done.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from bot.compiled import schedule_of
from bot.desk import Desk
from bot.enrolment import UnknownPatientError
from bot.planning import planned_waves, standing_of, status_of
from bot.surroundings import learn_best_minute, read_surroundings
from flows.machine import OPEN
from flows.pathway import Pathway
from flows.reasons import FIXES
from flows.schedule import Schedule, future_actions
from flows.script import load
from flows.waves import PlannedWave
from store.clinics import clinic_row, senders_of, sending_is_paused
from store.episodes import contacts_of, episodes_of, sessions_by_wave, waves_of
from store.ledger import Row
from store.patients import patient_by_ref

# What stops a conversation that has begun, or everything, and what lets it go on.
HOLDS: Final[Mapping[str, str]] = {
    "held-by-safety": "Somebody acknowledges the alert and lets the questionnaire go on.",
    "handed-over": "Staff go on by phone: see the open task.",
    "clinic-not-live": "Complete the clinic's file and apply it with live: true.",
    "clinic-paused": "Resume the clinic: prosvar clinic resume.",
    "sender-paused": "See why the sender is paused, then: prosvar sender resume.",
    "sending-paused": "Resume all sending: prosvar send resume.",
}
_SCHEDULE_PRIORITY: Final = 5
_WAITING: Final = OPEN - {"scheduled"}


@dataclass(frozen=True, slots=True)
class PastContact:
    """A message that was queued; `sent_at` null: it has not left, `status` says why not."""

    kind: str
    channel: str
    scheduled: bool  # by the schedule, not an answer to the patient
    status: str
    queued_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    error_code: str | None


@dataclass(frozen=True, slots=True)
class FutureContact:
    """`act`: contact, phone (staff ring) or close. `rule` is the reason by its fixed code.

    `channel`: the one it changes to. `short`: it offers the short form. `because`: what moved it, by fixed codes.
    """

    at: datetime
    act: str
    rule: str
    wording: str
    channel: str | None = None
    short: bool = False
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WaveReport:
    """One wave: how it stands, and the one reason why nothing comes of it, with what would change that.

    `detail`: the pathway's own words where one of its conditions is the reason.
    """

    pathway: str
    pathway_version: int
    wave: str
    title: str
    status: str
    state: str | None
    session_id: UUID | None
    due_at: datetime | None
    closes_at: datetime | None
    reason: str | None
    detail: str | None
    fix: str | None
    past: tuple[PastContact, ...]
    future: tuple[FutureContact, ...]
    part: str | None = None  # what a completed wave counts by: core, short or optional
    arm: str | None = None  # experiment/arm whose schedule it goes by


@dataclass(frozen=True, slots=True)
class Hold:
    reason: str
    fix: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`holds` stop every message to this patient, whatever a wave says. Times are UTC; `zone` is the patient's."""

    ref: str
    status: str
    language: str
    channel: str
    zone: str
    holds: tuple[Hold, ...]
    waves: tuple[WaveReport, ...]
    other: tuple[PastContact, ...]  # messages that belong to no wave


def plan(connection: Connection, desk: Desk, ref: str, now: datetime) -> Plan:
    """Every past and future contact of one patient. Raises UnknownPatientError."""
    patient = patient_by_ref(connection, desk.clinic_id, ref)
    if patient is None:
        raise UnknownPatientError(UnknownPatientError.__doc__)
    past = _past(connection, desk, patient)
    return Plan(
        ref=ref,
        status=patient["status"],
        language=patient["language"],
        channel=patient["channel"],
        zone=patient["zone"],
        holds=tuple(Hold(reason, HOLDS[reason]) for reason in _holds(connection, desk, patient)),
        waves=tuple(_Reporting(connection, desk, patient, now, past).reports()),
        other=tuple(past.get(None, ())),
    )


def _past(connection: Connection, desk: Desk, patient: Row) -> dict[UUID | None, list[PastContact]]:
    found: dict[UUID | None, list[PastContact]] = {}
    for row in contacts_of(connection, desk.clinic_id, patient["patient_id"]):
        contact = PastContact(
            kind=row["kind"],
            channel=row["channel"],
            scheduled=row["priority"] == _SCHEDULE_PRIORITY,
            status=row["status"],
            queued_at=row["created_at"],
            sent_at=row["sent_at"],
            delivered_at=row["delivered_at"],
            error_code=row["error_code"],
        )
        found.setdefault(row["session_id"], []).append(contact)
    return found


def _holds(connection: Connection, desk: Desk, patient: Row) -> Iterator[str]:
    clinic = clinic_row(connection, desk.clinic_id)
    assert clinic is not None, "a desk is of a clinic that is there"
    if not clinic["live"]:
        yield "clinic-not-live"
    if clinic["paused"]:
        yield "clinic-paused"
    sender_id = desk.sender_for(patient["channel"])
    if sender_id is not None and senders_of(connection, desk.clinic_id)[sender_id]["paused"]:
        yield "sender-paused"
    if sending_is_paused(connection):
        yield "sending-paused"


class _Reporting:
    """Reads one patient's waves and says how each stands."""

    def __init__(
        self,
        connection: Connection,
        desk: Desk,
        patient: Row,
        now: datetime,
        past: Mapping[UUID | None, list[PastContact]],
    ) -> None:
        self.connection = connection
        self.desk = desk
        self.patient = patient
        self.now = now
        self.past = past
        self.waves = {
            (row["episode_id"], row["wave_key"]): row
            for row in waves_of(connection, desk.clinic_id, patient["patient_id"])
        }
        self.sessions = sessions_by_wave(connection, desk.clinic_id, patient["patient_id"])
        around = read_surroundings(connection, [(patient, desk.file.senders)], now)
        self.surroundings = around[patient["patient_id"]]

    def reports(self) -> Iterator[WaveReport]:
        for episode in episodes_of(self.connection, self.desk.clinic_id, self.patient["patient_id"]):
            pathway = self.desk.pathway(self.connection, episode["pathway_id"], episode["pathway_version"])
            planned = planned_waves(self.connection, self.desk, self.patient, episode, pathway, self.now)
            for each in (*planned, *self._no_longer_planned(episode, planned)):
                yield self._report(episode, pathway, each)

    def _no_longer_planned(self, episode: Row, planned: Sequence[PlannedWave]) -> Iterator[PlannedWave]:
        """Askings that were begun and that nothing would lead to now: they were made, so they are shown."""
        keys = {each.key for each in planned}
        for (episode_id, key), wave in self.waves.items():
            if episode_id == episode["episode_id"] and key not in keys and wave["wave_id"] in self.sessions:
                yield PlannedWave(key, wave["due_at"], wave["closes_at"])

    def _report(self, episode: Row, pathway: Pathway, planned: PlannedWave) -> WaveReport:
        wave = self.waves.get((episode["episode_id"], planned.key))
        session = None if wave is None else self.sessions.get(wave["wave_id"])
        if session is not None and session["pathway_version"] != episode["pathway_version"]:
            pathway = self.desk.pathway(self.connection, pathway.id, session["pathway_version"])
        reason = planned.reason if session is None else self._stopped(session, planned)
        future = () if session is None or wave is None else self._future(pathway, wave, session, reason)
        dates: Mapping[str, datetime | None] = (
            {"due_at": planned.due_at, "closes_at": planned.closes_at} if session is None else session
        )
        return WaveReport(
            pathway=pathway.id,
            pathway_version=episode["pathway_version"] if session is None else session["pathway_version"],
            wave=planned.key,
            title=pathway.wave(planned.key).title,
            status="not_due" if wave is None else wave["status"],
            state=None if session is None else session["state"],
            session_id=None if session is None else session["session_id"],
            due_at=dates["due_at"],
            closes_at=dates["closes_at"],
            reason=reason,
            detail=planned.detail if reason is not None and reason == planned.reason else None,
            fix=None if reason is None else FIXES.get(reason) or HOLDS[reason],
            past=() if session is None else tuple(self.past.get(session["session_id"], ())),
            future=future,
            part=None if session is None else session["part"],
            arm=None if session is None else session["arm"],
        )

    def _stopped(self, session: Row, planned: PlannedWave) -> str | None:
        """What stands against the next contact of a session, null when nothing does or when it is over."""
        if session["state"] not in OPEN:
            return None
        status = status_of(self.connection, self.patient)
        if status != "active":
            return {"opted_out": "opted-out", "wrong_person": "wrong-person"}.get(status, status)
        if not self.surroundings.channels:
            return "no-usable-number"
        if session["state"] == "handed_over":
            return "handed-over"
        if session["conversation_sealed"] is not None and self._is_held(session):
            return "held-by-safety"
        if session["state"] == "scheduled" and planned.reason is not None:
            return planned.reason  # the patient wrote before it was due, so it was not dropped
        if session["state"] == "scheduled" and session["due_at"] <= self.now and self._another_is_open(session):
            return "earlier-wave-open"
        return None

    def _is_held(self, session: Row) -> bool:
        key = self.desk.keyring.patient_key(self.desk.key, self.patient["patient_id"], self.patient["key_wrapped"])
        opened = key.open(
            session["conversation_sealed"],
            table="session",
            column="conversation_sealed",
            row=str(session["session_id"]),
        )
        return load(opened).held

    def _another_is_open(self, session: Row) -> bool:
        return any(
            other["state"] in _WAITING and other["episode_id"] != session["episode_id"]
            for other in self.sessions.values()
        )

    def _future(self, pathway: Pathway, wave: Row, session: Row, reason: str | None) -> tuple[FutureContact, ...]:
        if session["state"] not in OPEN:
            return ()
        if reason is not None and reason != "earlier-wave-open":
            return (FutureContact(session["closes_at"], "close", "close", ""),)
        plain = standing_of(session, core_done=wave["status"] == "completed")
        schedule = schedule_of(self.connection, self.desk.clinic_id, pathway, session["arm"])
        best = learn_best_minute(self.connection, self.patient, session, plain, schedule, self.now)
        channel = self.desk.channel_of(session["sender_id"]) or self.patient["channel"]
        standing = self.surroundings.around(plain, session | {"best_minute": best}, channel, self._schedule)
        return tuple(
            FutureContact(each.at, each.act, each.rule, each.wording, each.channel, each.short, each.because)
            for each in future_actions(schedule, self.desk.file.hours, standing, self.now)
        )

    def _schedule(self, pathway_id: str, version: int, arm: str | None) -> Schedule:
        pathway = self.desk.pathway(self.connection, pathway_id, version)
        return schedule_of(self.connection, self.desk.clinic_id, pathway, arm)
