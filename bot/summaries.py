"""What a clinic is told of a session: alerts and wishes at once, the summary when there is one to give."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from bot.cases import Case
from bot.delivering import queue_event
from clinic.note import write_note
from flows.questionnaire import GivenAnswer, Questionnaire
from flows.replies.reply import Value
from store.deliveries import has_event
from store.ledger import Row
from store.sessions import answers_of
from triage.summary import Occasion, ReportedForm, summarise


def tell_clinic(connection: Connection, case: Case, now: datetime) -> None:
    """Queue every event the case has gathered, in the transaction that wrote its rows. Alerts come first."""
    told, case.told = case.told, []
    for event_type, detail in sorted(told, key=lambda each: each[0] != "alert.raised"):
        _queue(connection, case, event_type, {**_about(case), **detail}, now)
    if case.finished is not None:
        event_type = "session.partial" if case.finished == "partial" else "session.completed"
        _queue(connection, case, event_type, _summary(connection, case, now), now)
        case.finished = None


def _about(case: Case) -> dict[str, Any]:
    return {
        "patient": case.patient["ref"],
        "pathway": case.session["pathway_id"],
        "wave": case.session["wave_key"],
        "session": str(case.session["session_id"]),
        "channel": case.channel,
    }


def _queue(connection: Connection, case: Case, event_type: str, data: Mapping[str, Any], now: datetime) -> None:
    queue_event(
        connection,
        case.clinic.clinic_id,
        event_type,
        data,
        now=now,
        data_key=case.key,
        patient_id=case.patient["patient_id"],
        session_id=case.session["session_id"],
    )


def _summary(connection: Connection, case: Case, now: datetime) -> dict[str, Any]:
    assert case.judged is not None, "a session is judged before it is summed up"
    note = case.clinic.file.note
    rows = answers_of(connection, case.session["session_id"])
    whole = case.finished == "optional"
    forms = [_form(case, rows, each, core=True) for each in case.script.core]
    forms += [_form(case, rows, each, core=False) for each in case.script.optional if whole]
    summary = summarise(
        _occasion(connection, case, now),
        forms,
        case.judged.assessment,
        language=note.language,
        previous=case.judged.last,
        baseline=case.judged.first,
    )
    part = "optional" if whole else "core"
    return {**summary, "part": part, "note": write_note(summary, note.opening, note.language, case.clinic.zone)}


def _occasion(connection: Connection, case: Case, now: datetime) -> Occasion:
    session = case.session
    again = case.finished == "core" and has_event(connection, session["session_id"], "session.completed")
    return Occasion(
        patient=case.patient["ref"],
        pathway=session["pathway_id"],
        wave=session["wave_key"],
        session=str(session["session_id"]),
        status="partial" if case.finished == "partial" else "amended" if again else "completed",
        language=case.conversation.language,
        channel=case.channel,
        due_at=session["due_at"],
        started_at=session["started_at"],
        ended_at=session["ended_at"] or now,
    )


def _form(case: Case, rows: list[Row], questionnaire: Questionnaire, *, core: bool) -> ReportedForm:
    own = [row for row in rows if row["questionnaire_url"] == questionnaire.url]
    superseded = {row["supersedes"] for row in own if row["supersedes"] is not None}
    by_id: dict[UUID, GivenAnswer] = {}
    for row in own:  # oldest first, so what is superseded is known before what stands over it
        by_id[row["answer_id"]] = _given(case, row, by_id)
    return ReportedForm(questionnaire, [by_id[each] for each in by_id if each not in superseded], core)


def _given(case: Case, row: Row, earlier: Mapping[UUID, GivenAnswer]) -> GivenAnswer:
    def unseal(column: str) -> str | None:
        sealed = row[column]
        return (
            None if sealed is None else case.key.open(sealed, table="answer", column=column, row=str(row["answer_id"]))
        )

    before = earlier.get(row["supersedes"])
    words = unseal("text_sealed")
    return GivenAnswer(
        link_id=row["link_id"],
        value=_value(row["value"]) if words is None else words,
        raw=unseal("raw_sealed") or "",
        comment=unseal("comment_sealed"),
        answered_at=row["answered_at"],
        answered_by=row["answered_by"],
        supersedes=() if before is None else (*before.supersedes, before),
    )


def _value(stored: Any) -> Value | None:
    """A coded value as the answer's row holds it."""
    if isinstance(stored, dict):
        return Decimal(stored["decimal"])
    if isinstance(stored, list):
        return tuple(stored)
    value: Value | None = stored
    return value
