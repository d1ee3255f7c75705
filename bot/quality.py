"""What in a clinic's own data keeps patients from being asked, or lets the wrong ones be asked: a list for staff."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from operator import itemgetter
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from bot.compiled import Compiled
from bot.desk import Desk
from bot.planning import events_of
from bot.surroundings import channels_of
from flows.clinical_events import KNOWN_DETAILS, PathwayEvent
from flows.pathway import Pathway
from flows.schedule import NeverOpenError, next_open
from store.ledger import Row
from store.quality import active_patients, running_episodes, sessions_of_clinic, waves_of_clinic

QUALITY_FIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "no-way-to-write": "Get a number that takes text messages, or send a Telegram link.",
        "no-end-event": "Record that treatment has ended, or that the patient has left the pathway.",
        "never-answers": "Ask the patient whether they still take part: record the end of treatment, or an objection.",
        "two-open-runs": "Withdraw the event that began the second run: a pathway is run through once at a time.",
        "ended-before-started": "Correct the day of one of the two events: withdraw it and record it again.",
        "detail-unknown": "Withdraw the event and record it again with a detail that the pathway asks for.",
        "detail-missing": "Withdraw the event and record it again with its detail, such as procedure=rf.",
        "detail-contradicts": "Withdraw the wrong one, where not both can be true.",
        "language-without-wording": "Import the questionnaire in this language, or give the patient another one.",
        "never-open": "Widen the pathway's window or the clinic's hours: no moment of the year is in both.",
        "never-sent": "Widen the wave's window or the hours: the wave closes before a message may go out.",
        "questionnaire-missing": "Import the questionnaire and name it in the clinic's file.",
        "licence-missing": "Record the licence of the questionnaire in the clinic's file.",
        "nothing-planned": "See why in the patient's plan: prosvar patient plan REF.",
    }
)
# So long after the last contact, a run through a pathway without an end is a patient whom somebody forgot to close.
QUIET: Final = timedelta(days=400)
# So many askings in a row without a word from the patient, of waves that would come again for ever.
UNANSWERED: Final = 3
# What cannot be over before it begins, of the kinds that mean the same in every clinic.
_IN_ORDER: Final = (
    ("treatment-started", "treatment-ended"),
    ("admission", "discharge"),
    ("referral-accepted", "first-visit"),
)


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """`ref` null: about the pathway, for all its patients. `about`: codes that say more."""

    code: str
    fix: str
    ref: str | None = None
    pathway: str | None = None
    wave: str | None = None
    about: str | None = None


def quality(connection: Connection, compiled: Compiled, desk: Desk, now: datetime) -> list[QualityFinding]:
    """Everything that was found, what concerns a whole pathway first, then patient by patient."""
    return list(_Looking(connection, compiled, desk, now).findings())


class _Looking:
    """One clinic's rows, read once."""

    def __init__(self, connection: Connection, compiled: Compiled, desk: Desk, now: datetime) -> None:
        self.connection = connection
        self.compiled = compiled
        self.desk = desk
        self.now = now
        self.patients = active_patients(connection, desk.clinic_id)
        self.episodes: dict[UUID, list[Row]] = defaultdict(list)
        for episode in running_episodes(connection, desk.clinic_id):
            self.episodes[episode["patient_id"]].append(episode)
        self.waves: dict[UUID, list[Row]] = defaultdict(list)
        for wave in waves_of_clinic(connection, desk.clinic_id):
            self.waves[wave["episode_id"]].append(wave)
        self.sessions: dict[UUID, list[Row]] = defaultdict(list)
        for session in sessions_of_clinic(connection, desk.clinic_id):
            self.sessions[session["episode_id"]].append(session)

    def findings(self) -> Iterator[QualityFinding]:
        for pathway_id, (_, pathway) in sorted(self.desk.pathways.items()):
            yield from self._of_pathway(pathway_id, pathway)
        for patient in self.patients:
            yield from self._of_patient(patient)

    def _of_pathway(self, pathway_id: str, pathway: Pathway) -> Iterator[QualityFinding]:
        try:
            next_open(self.desk.file.hours, self.desk.file.time_zone(), self.now, pathway.schedule.window)
        except NeverOpenError:
            yield _found("never-open", pathway=pathway_id)
        missing = self.desk.missing(pathway)
        for wave in pathway.waves:
            for name in sorted(missing.intersection(wave.questionnaires)):
                yield _found("questionnaire-missing", pathway=pathway_id, wave=wave.key, about=name)
            for name in sorted(self.desk.unlicensed.intersection(wave.questionnaires)):
                yield _found("licence-missing", pathway=pathway_id, wave=wave.key, about=name)

    def _of_patient(self, patient: Row) -> Iterator[QualityFinding]:
        episodes = self.episodes.get(patient["patient_id"], [])
        if episodes and not channels_of(patient, self.desk.file.senders):
            yield _found("no-way-to-write", patient)
        runs = Counter(episode["pathway_id"] for episode in episodes)
        for pathway_id in sorted(each for each, number in runs.items() if number > 1):
            yield _found("two-open-runs", patient, pathway_id)
        for episode in episodes:
            yield from self._of_episode(patient, episode)

    def _of_episode(self, patient: Row, episode: Row) -> Iterator[QualityFinding]:
        pathway = self.desk.pathway(self.connection, episode["pathway_id"], episode["pathway_version"])
        events = events_of(episode)
        sessions = self.sessions.get(episode["episode_id"], [])
        if self._is_forgotten(pathway, episode, events, sessions):
            yield _found("no-end-event", patient, pathway.id)
        if pathway.repeats and (unanswered := _unanswered(sessions)) >= UNANSWERED:
            yield _found("never-answers", patient, pathway.id, about=str(unanswered))
        for code, about in (*_out_of_order(events), *_odd_details(pathway, events)):
            yield _found(code, patient, pathway.id, about=about)
        waves = self.waves.get(episode["episode_id"], [])
        if waves and not sessions and all(wave["reason"] for wave in waves):
            reasons = ", ".join(sorted({wave["reason"] for wave in waves}))
            yield _found("nothing-planned", patient, pathway.id, about=reasons)
        for session in sessions:
            if session["state"] == "scheduled":
                yield from self._of_planned(patient, session)

    def _is_forgotten(
        self, pathway: Pathway, episode: Row, events: Sequence[PathwayEvent], sessions: Sequence[Row]
    ) -> bool:
        """Nothing was said or reported for long, and nobody has said that it is over."""
        ends = {*pathway.ends_with, *(w.repeat.until for w in pathway.waves if w.repeat and w.repeat.until)}
        if not ends or any(event.kind in ends for event in events):
            return False
        recorded = [datetime.fromisoformat(row["recorded_at"]) for row in episode["events"]]
        contacts = [each["last_contact_at"] for each in sessions if each["last_contact_at"] is not None]
        latest: datetime = max((episode["created_at"], *recorded, *contacts))
        return latest < self.now - QUIET

    def _of_planned(self, patient: Row, session: Row) -> Iterator[QualityFinding]:
        about = {"patient": patient, "pathway": session["pathway_id"], "wave": session["wave_key"]}
        if session["next_action"] == "close":
            yield _found("never-sent", **about)
        clinic = self.compiled.clinic(self.connection, self.desk.clinic_id)
        compiled = self.compiled.pathway(self.connection, clinic, session["pathway_id"], session["pathway_version"])
        script = compiled.scripts.get(compiled.pathway.wave(session["wave_key"]).key)
        lacking = [] if script is None else [each for each in script.core if patient["language"] not in each.languages]
        for questionnaire in lacking:
            yield _found("language-without-wording", **about, about=f"{questionnaire.name} {patient['language']}")


def _unanswered(sessions: Sequence[Row]) -> int:
    """How many askings, from the last that is over backwards, the patient has met with silence."""
    over = sorted((each for each in sessions if each["ended_at"] is not None), key=itemgetter("ended_at"), reverse=True)
    return len(list(takewhile(lambda each: each["contacts"] and each["last_inbound_at"] is None, over)))


def _out_of_order(events: Sequence[PathwayEvent]) -> Iterator[tuple[str, str]]:
    for begins, ends in _IN_ORDER:
        begun = [event.on for event in events if event.kind == begins]
        ended = [event.on for event in events if event.kind == ends]
        if begun and ended and max(ended) < min(begun):
            yield "ended-before-started", f"{begins} {min(begun)}, {ends} {max(ended)}"


def _odd_details(pathway: Pathway, events: Sequence[PathwayEvent]) -> Iterator[tuple[str, str]]:
    """Details that no wave asks for and nobody knows, or that lack, or that say two things of one day."""
    by_day: dict[tuple[str, date], int] = Counter((event.kind, event.on) for event in events)
    for kind, on in sorted(day for day, number in by_day.items() if number > 1):
        yield "detail-contradicts", f"{kind} {on}"
    asked = _asked_details(pathway)
    for event in events:
        for name, known in asked.get(event.kind, {}).items():
            value = event.detail.get(name)
            if value is None:
                yield "detail-missing", f"{event.kind} {event.on} {name}"
            elif value not in known:
                yield "detail-unknown", f"{event.kind} {event.on} {name}={value}"


def _asked_details(pathway: Pathway) -> dict[str, dict[str, set[str]]]:
    """Event kind → detail → the values that some wave asks for or that are known everywhere."""
    asked: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for wave in pathway.waves:
        for name, wanted in wave.where.items():
            asked[wave.event][name] |= {wanted} if isinstance(wanted, str) else set(wanted)
            asked[wave.event][name] |= KNOWN_DETAILS.get(name, frozenset())
    return asked


def _found(
    code: str,
    patient: Row | None = None,
    pathway: str | None = None,
    wave: str | None = None,
    about: str | None = None,
) -> QualityFinding:
    return QualityFinding(code, QUALITY_FIXES[code], None if patient is None else patient["ref"], pathway, wave, about)
