"""The response report: every asking that was due in a period, what became of it, and the rates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection

from bot.cases import Case, open_case
from bot.compiled import Compiled, CompiledClinic
from bot.response_rates import (
    Asking,
    DropOff,
    QuestionMark,
    Row,
    StepYield,
    age_band,
    drop_off,
    how_whole,
    reply_curve,
    row_of,
    rows_by,
    yield_by_step,
)
from flows.events import Place
from flows.script import Part, askable, moment_of
from flows.spans import at_wall_time
from store.crypto import Keyring
from store.ledger import Row as StoredRow
from store.response import (
    answered_ways,
    askings_due,
    called_outcomes,
    contacts_sent,
    heard_in,
    phoned_sessions,
    refusals,
    sessions_whole,
    stops_of,
    work_between,
)
from store.sessions import patients_by_id

PAGE: Final = 500
# What one asking is compared by.
GROUPS: Final = ("pathway", "wave", "channel", "language", "age", "year")
TABLES: Final = (("pathway",), ("pathway", "wave"), ("channel",), ("language",), ("age",), ("year",))
# Reasons of waves that were not to be asked, of this patient at all or once more: the run that asked counts it.
_NOT_ELIGIBLE: Final = frozenset({"excluded", "not-included", "ended", "objected", "event-closed", "asked-before"})
_OF_REASON: Final = {
    "deceased": "died",
    "opted-out": "opted-out",
    "wrong-person": "wrong-number",
    "no-usable-number": "no-channel",
}
_OF_CALL: Final = ("on-paper", "declined", "cannot")  # what a call came to, where it says why there is no answer
_OF_STATUS: Final = {"opted_out": "opted-out", "wrong_person": "wrong-number", "deceased": "died"}
# Where nothing can be read any more, as the patient's key is gone, the wave's own word has to do.
_OF_WAVE: Final = {"completed": "complete", "partial": "partial"}


class PeriodError(ValueError):
    """The report's period ends before it begins: give --since and --until as days, the later one last."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the report says of one clinic. `since` and `until` are days there, `until` not included."""

    clinic: str
    since: date
    until: date
    made_at: datetime
    total: Row
    tables: tuple[tuple[Row, ...], ...]
    curve: tuple[tuple[float, float], ...]  # hours after the first message, share of those invited who had replied
    steps: tuple[StepYield, ...]
    questions: tuple[DropOff, ...]
    optional_offered: int
    optional_taken: int
    short_taken: int
    by_others: int
    work: tuple[dict[str, Any], ...]


def report_response(
    connection: Connection,
    compiled: Compiled,
    keyring: Keyring,
    clinic_id: str,
    *,
    since: date,
    until: date,
    now: datetime,
    pathway: str | None = None,
) -> Report:
    """Askings that were due from `since` until before `until`, as they stand now. Raises PeriodError."""
    if since >= until:
        raise PeriodError(PeriodError.__doc__)
    clinic = compiled.clinic(connection, clinic_id)
    begin, end = (at_wall_time(datetime.combine(day, time()), clinic.zone) for day in (since, until))
    askings = [
        asking
        for page in _pages(connection, clinic_id, begin, min(end, now))
        for asking in _Reading(connection, compiled, keyring, clinic, now, page).askings()
        if pathway in (None, asking.groups["pathway"])
    ]
    offered = [asking for asking in askings if asking.optional is not None]
    return Report(
        clinic=clinic_id,
        since=since,
        until=until,
        made_at=now,
        total=row_of(askings, {}),
        tables=tuple(tuple(rows_by(askings, names)) for names in TABLES),
        curve=tuple((moment.total_seconds() / 3600, share) for moment, share in reply_curve(askings)),
        steps=tuple(yield_by_step(askings)),
        questions=tuple(drop_off(askings)),
        optional_offered=len(offered),
        optional_taken=sum(bool(asking.optional) for asking in offered),
        short_taken=sum(asking.short for asking in askings),
        by_others=sum(asking.proxy for asking in askings),
        work=tuple(work_between(connection, clinic_id, begin, min(end, now))),
    )


def _pages(connection: Connection, clinic_id: str, since: datetime, until: datetime) -> Iterator[list[StoredRow]]:
    after: UUID | None = None
    while page := askings_due(connection, clinic_id, since, until, after, PAGE):
        yield page
        after = page[-1]["wave_id"]


class _Reading:
    """One page of askings with all that was sent and heard in them, read in one statement a table."""

    def __init__(
        self,
        connection: Connection,
        compiled: Compiled,
        keyring: Keyring,
        clinic: CompiledClinic,
        now: datetime,
        page: Sequence[StoredRow],
    ) -> None:
        ids = [row["session_id"] for row in page if row["session_id"] is not None]
        patients = {row["patient_id"] for row in page}
        self.connection, self.compiled, self.keyring, self.clinic, self.now = (
            connection,
            compiled,
            keyring,
            clinic,
            now,
        )
        self.page = page
        self.patients = patients_by_id(connection, [(clinic.clinic_id, each) for each in patients])
        self.sessions = sessions_whole(connection, clinic.clinic_id, ids)
        self.sent = contacts_sent(connection, clinic.clinic_id, ids)
        self.heard = heard_in(connection, clinic.clinic_id, ids)
        self.ways = answered_ways(connection, clinic.clinic_id, ids)
        self.phoned = phoned_sessions(connection, clinic.clinic_id, ids)
        self.called = called_outcomes(connection, clinic.clinic_id, ids)
        self.refused = refusals(connection, clinic.clinic_id, patients)
        self.stops = stops_of(connection, clinic.clinic_id, patients)

    def askings(self) -> list[Asking]:
        return [self._asking(row) for row in self.page]

    def _asking(self, row: StoredRow) -> Asking:
        session, patient = self.sessions.get(row["session_id"]), self.patients[row["patient_id"]]
        case = self._case(session, patient)
        marks = () if case is None else tuple(_marks(case, "short" if _is_short(case) else "core"))
        sent = self.sent.get(row["session_id"], [])
        gone = [each for each in sent if each["sent_at"] is not None]
        reply = self._first_reply(row, gone)
        given = any(mark.answered for mark in marks)
        ways = self.ways.get(row["session_id"], [])
        return Asking(
            outcome=self._outcome(row, patient, marks, sent, given=given),
            groups=self._groups(row, session, patient, ways),
            invited=bool(gone),
            delivered=reply is not None or any(each["arrived"] for each in sent),
            started=given,
            optional=_optional(case),
            short=case is not None and _is_short(case),
            proxy=any(way["answered_by"] != "patient" for way in ways),
            reply_after=None if reply is None else reply - gone[0]["sent_at"],
            step=None if reply is None else sum(each["sent_at"] <= reply for each in gone) - 1,
            contacts=len(gone),
            phoned=row["session_id"] in self.phoned,
            marks=(*marks, *(() if case is None else _marks(case, "optional"))) if given else (),
        )

    def _case(self, session: StoredRow | None, patient: StoredRow) -> Case | None:
        """Null where nothing was said yet, and where the patient has been forgotten."""
        if session is None or session["conversation_sealed"] is None or patient["key_wrapped"] is None:
            return None
        return open_case(self.connection, self.compiled, self.keyring, self.clinic, patient, session)

    def _first_reply(self, row: StoredRow, gone: Sequence[StoredRow]) -> datetime | None:
        if not gone:
            return None
        heard = (each["received_at"] for each in self.heard.get(row["session_id"], []))
        found: datetime | None = next((at for at in heard if at >= gone[0]["sent_at"]), None)
        return found

    def _outcome(
        self,
        row: StoredRow,
        patient: StoredRow,
        marks: Sequence[QuestionMark],
        sent: Sequence[StoredRow],
        *,
        given: bool,
    ) -> str:
        ended = row["status"] in ("completed", "partial", "expired", "cancelled", "not_due")
        stopped = self._stopped(row)
        if given and (ended or stopped or row["closes_at"] <= self.now):
            whole = how_whole(sum(mark.answered for mark in marks), len(marks))
            return "opted-out" if stopped and whole == "break-off" else whole
        if not marks and row["status"] in _OF_WAVE:
            return _OF_WAVE[row["status"]]
        refused = self.refused.get((row["patient_id"], row["pathway_id"]))
        if refused is not None:
            return "withdrew-consent" if refused < row["due_at"] else "declined"
        if row["reason"] in _NOT_ELIGIBLE:
            return "not-eligible"
        code = _OF_REASON.get(row["reason"] or "") or _OF_STATUS.get(patient["status"])
        if code is not None:
            return code
        return self._why_silent(row, sent)

    def _stopped(self, row: StoredRow) -> bool:
        """Whether a STOP fell into this asking and was not taken back before its end."""
        until = min(row["closes_at"] or self.now, self.now)
        return any(
            row["due_at"] <= said <= until and (taken_back is None or taken_back > until)
            for said, taken_back in self.stops.get(row["patient_id"], ())
        )

    def _why_silent(self, row: StoredRow, sent: Sequence[StoredRow]) -> str:
        session = self.sessions.get(row["session_id"])
        if row["closes_at"] > self.now and row["status"] in ("scheduled", "open"):
            return "open"
        if session is not None and session["state"] == "handed_over":
            return "with-staff"
        called = self.called.get(row["session_id"])
        if called in _OF_CALL:
            return called
        if not sent:
            return "not-sent"
        return "never-delivered" if all(each["failed"] for each in sent) else "silent"

    def _groups(
        self,
        row: StoredRow,
        session: StoredRow | None,
        patient: StoredRow,
        ways: Sequence[StoredRow],
    ) -> dict[str, str]:
        used = ways[0]["channel"] if ways else None
        if used is None and session is not None:
            used = self.clinic.sender_channel(session["sender_id"])
        local = row["due_at"].astimezone(self.clinic.zone)
        return {
            "pathway": row["pathway_id"],
            "wave": row["wave_key"],
            "channel": used or patient["channel"],
            "language": patient["language"] if session is None else session["language"],
            "age": age_band(self._birth_year(patient), local),
            "year": str(local.year),
        }

    def _birth_year(self, patient: StoredRow) -> int | None:
        sealed = patient["birth_year_sealed"]
        if sealed is None or patient["key_wrapped"] is None:
            return None
        key = self.keyring.patient_key(self.clinic.key, patient["patient_id"], patient["key_wrapped"])
        return int(key.open(sealed, table="patient", column="birth_year_sealed", row=str(patient["patient_id"])))


def _marks(case: Case, part: Part) -> Iterator[QuestionMark]:
    """The part's questions that were to be answered; those of the core are the denominator even where not reached.

    Of a group that repeats, the first occurrence: who has more to tell has not answered more of what was asked.
    """
    talk = case.conversation
    places = [
        place
        for place, question in askable(case.script, talk, part, moment_of(talk))
        if question.type != "display" and not place.occurrence
    ]
    left_off = None if talk.place is None else Place(talk.place.questionnaire, talk.place.link_id)
    if part == "optional" and not any(place in talk.given for place in places):
        return
    for place in places:
        put, answered = place in talk.given or place == talk.place, talk.given.get(place) is not None
        stopped = place == left_off and talk.state not in ("completed", "offering")
        yield QuestionMark(place.questionnaire, place.link_id, put, answered, last=stopped)


def _optional(case: Case | None) -> bool | None:
    if case is None or not case.script.optional or not case.conversation.core_done:
        return None
    return any(True for _ in _marks(case, "optional"))


def _is_short(case: Case) -> bool:
    return case.conversation.part == "short"
