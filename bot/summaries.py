"""What a clinic is told of a session: alerts and wishes at once, the summary when there is one to give."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from bot.assessing import judge_case
from bot.cases import Case
from bot.delivering import Event, queue_events
from clinic.note import write_note
from flows.occurrences import spot_of
from flows.questionnaire import GivenAnswer, Questionnaire
from flows.replies.reply import Value
from flows.script import forms, moment_of
from store.clinician_assessments import spoken
from store.crypto import SealBrokenError
from store.deliveries import told_of
from store.ledger import Row
from store.sessions import answers_by_session
from triage.combine import Colours, Override, colours
from triage.summary import Occasion, ReportedForm, summarise


def tell_clinics(connection: Connection, cases: Collection[Case], now: datetime) -> None:
    """Queue every event that the cases have gathered, in the transaction that wrote their rows. Alerts come first."""
    events = [event for case in cases for event in _told(case)]
    finished = [case for case in cases if case.finished is not None]
    if finished:
        before = told_of(connection, map(_key, finished))
        answers = answers_by_session(connection, map(_key, finished))
        for case in finished:
            row = case.session["session_id"]
            amends = case.finished == "core" and (row, "session.completed") in before
            events.append(_sum_up(connection, case, answers.get(row, []), now, amends=amends))
    queue_events(connection, events, now)


def tell_anew(connection: Connection, case: Case, now: datetime) -> None:
    """What is known by now, with the colour that is in force; nothing where no summary was told yet."""
    session_id = case.session["session_id"]
    before = told_of(connection, [_key(case)])
    if (session_id, "session.completed") in before:
        case.finished = "optional" if case.conversation.part == "optional" else "core"
    elif (session_id, "session.partial") in before:
        case.finished = "partial"
    else:
        return
    case.judged = judge_case(connection, case)
    answers = answers_by_session(connection, [_key(case)]).get(session_id, [])
    queue_events(connection, [_sum_up(connection, case, answers, now, amends=True)], now)


def sum_up_so_far(connection: Connection, case: Case, now: datetime) -> dict[str, Any]:
    """The summary as it would be told now; of a conversation under way it is a partial one. Nothing is queued."""
    whole = case.session["state"] in ("completed", "offering")
    case.finished = "partial" if not whole else "optional" if case.conversation.part == "optional" else "core"
    case.judged = judge_case(connection, case)
    answers = answers_by_session(connection, [_key(case)]).get(case.session["session_id"], [])
    summary = _summary(connection, case, answers, now, amends=False)
    case.finished = None
    return summary


def _key(case: Case) -> tuple[str, UUID]:
    return case.clinic.clinic_id, case.session["session_id"]


def _told(case: Case) -> list[Event]:
    told, case.told = case.told, []
    return [
        _event(case, event_type, {**_about(case), **detail})
        for event_type, detail in sorted(told, key=lambda each: each[0] != "alert.raised")
    ]


def _sum_up(connection: Connection, case: Case, rows: list[Row], now: datetime, *, amends: bool) -> Event:
    """The summary that is due; after this it is not any more."""
    event_type = "session.partial" if case.finished == "partial" else "session.completed"
    event = _event(case, event_type, _summary(connection, case, rows, now, amends=amends))
    case.finished = None
    return event


def colours_of(connection: Connection, case: Case) -> Colours:
    """The session's colours, with the words of an override where one may be what is in force."""
    session, matrix = case.session, case.pathway.matrix
    plain = colours(session["patient_level"], session["clinician_level"], matrix)
    if plain.level == session["level"]:
        return plain
    row = spoken(connection, case.clinic.clinic_id, session["session_id"]).override
    latest = None if row is None else _override(case, row)
    return colours(plain.patient, plain.clinician, matrix, standing=session["level"], latest=latest)


def _override(case: Case, row: Mapping[str, Any]) -> Override:
    return Override(row["was"], row["level"], reason_of(case, row), row["assessed_by"], row["at"])


def reason_of(case: Case, row: Mapping[str, Any]) -> str:
    """What a clinician gave as the reason of an assessment; "" for none."""
    if row["reason_sealed"] is None:
        return ""
    place = {"table": "clinician_assessment", "column": "reason_sealed", "row": str(row["clinician_assessment_id"])}
    try:
        return case.key.open(row["reason_sealed"], **place)
    except SealBrokenError:  # reasons were sealed under the clinic at first
        return case.clinic.key.open(row["reason_sealed"], **place)


def _about(case: Case) -> dict[str, Any]:
    return {
        "patient": case.patient["ref"],
        "pathway": case.session["pathway_id"],
        "wave": case.session["wave_key"],
        "session": case.session_id,
        "channel": case.channel,
    }


def _event(case: Case, event_type: str, data: Mapping[str, Any]) -> Event:
    session_id, patient_id = case.session["session_id"], case.patient["patient_id"]
    return Event(case.clinic.clinic_id, event_type, data, case.key, patient_id, session_id)


def _summary(connection: Connection, case: Case, rows: list[Row], now: datetime, *, amends: bool) -> dict[str, Any]:
    assert case.judged is not None, "a session is judged before it is summed up"
    note, talk = case.clinic.file.note, case.conversation
    whole = case.finished == "optional" or talk.part == "short"
    asked = forms(case.script, talk) if whole else [(each, True) for each in case.script.core]
    part = "short" if talk.part == "short" else "optional" if whole else "core"
    summary = summarise(
        _occasion(case, now, rows, amends=amends),
        [_form(case, rows, each, core=core) for each, core in asked],
        case.judged.assessment,
        colours_of(connection, case),
        language=note.language,
        previous=case.judged.last,
        baseline=case.judged.first,
    )
    summary = {**summary, "part": part}
    return {**summary, "note": write_note(summary, note.opening, note.language, case.clinic.zone)}


def _occasion(case: Case, now: datetime, rows: list[Row], *, amends: bool) -> Occasion:
    session = case.session
    whose = {row["answered_by"] for row in rows}
    return Occasion(
        patient=case.patient["ref"],
        pathway=session["pathway_id"],
        wave=session["wave_key"],
        session=case.session_id,
        status="partial" if case.finished == "partial" else "amended" if amends else "completed",
        language=case.conversation.language,
        channel=case.channel,
        due_at=session["due_at"],
        started_at=session["started_at"],
        ended_at=session["ended_at"] or now,
        answered_by=whose.pop() if len(whose) == 1 else "several" if whose else "patient",
    )


def _form(case: Case, rows: list[Row], questionnaire: Questionnaire, *, core: bool) -> ReportedForm:
    own = [row for row in rows if row["questionnaire_url"] == questionnaire.url]
    superseded = {row["supersedes"] for row in own}
    by_id: dict[str, GivenAnswer] = {}
    for row in own:  # oldest first, so what is superseded is known before what stands over it
        by_id[row["answer_id"]] = _given(case, row, by_id)
    given = [answer for answer_id, answer in by_id.items() if answer_id not in superseded]
    return ReportedForm(questionnaire, given, core, moment_of(case.conversation))


def _given(case: Case, row: Row, earlier: Mapping[str, GivenAnswer]) -> GivenAnswer:
    over = row["supersedes"]
    before = None if over is None else earlier.get(over)
    words = _unsealed(case, row, "text_sealed")
    return GivenAnswer(
        link_id=spot_of(row["link_id"], row["occurrence"]),
        value=_value(row["value"]) if words is None else words,
        raw=_unsealed(case, row, "raw_sealed") or "",
        comment=_unsealed(case, row, "comment_sealed"),
        answered_at=row["answered_at"],
        answered_by=row["answered_by"],
        supersedes=() if before is None else (*before.supersedes, before),
    )


def _unsealed(case: Case, row: Row, column: str) -> str | None:
    sealed = row[column]
    return None if sealed is None else case.key.open(sealed, table="answer", column=column, row=row["answer_id"])


def _value(stored: Any) -> Value | None:
    """A coded value as the answer's row holds it."""
    if isinstance(stored, dict):
        return Decimal(stored["decimal"])
    if isinstance(stored, list):
        return tuple(stored)
    value: Value | None = stored
    return value
