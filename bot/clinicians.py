"""What clinicians say of a session beside its answers: their own assessment, and an override of its colour.

Either may change the colour in force. Then the session has it, the clinic's system is told the summary anew, a colour
that has become red is work for somebody, and the audit says who, from what, to what.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Connection

from bot.assessing import judge_case
from bot.cases import Case, open_case
from bot.compiled import Compiled
from bot.following import plan_after_colour
from bot.summaries import colours_of, reason_of, tell_anew
from flows.questionnaire import Questionnaire
from store.audit import append
from store.clinician_assessments import Spoken, add, spoken
from store.crypto import Keyring
from store.ledger import Ledger
from store.sessions import lock_patient_of, patients_by_id, session_row
from triage.combine import WORST_OF_BOTH, Colour, Colours, override, together
from triage.summary import finding_json

# The task for a colour that a clinician's word has made red
TASK: Final = "assessment"


class NoSuchSessionError(Exception):
    """There is no session with this id at this clinic, or its patient's data have been erased."""


def standing(connection: Connection, compiled: Compiled, keyring: Keyring, clinic_id: str, session_id: UUID) -> Colours:
    """Raises NoSuchSessionError."""
    return colours_of(connection, _open(connection, compiled, keyring, clinic_id, session_id))


@dataclass(frozen=True, slots=True)
class Given:
    """A clinician's own assessment; `reason` is "" where none was given."""

    level: Colour
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Explained:
    """A session's colour with all that it comes from.

    `findings`: as the summary tells them, the gravest first; `missing`: the core's questions without an answer. Both in
    `language`, the clinic's. `basis` changes with every word of the patient or of a clinician, and every colour: who
    decides on what a page shows can be told that it is no longer so.
    """

    session_id: UUID
    ref: str
    pathway: str
    wave: str
    state: str
    ended_at: datetime | None
    colours: Colours
    own: Given | None
    findings: tuple[Mapping[str, Any], ...]
    missing: tuple[str, ...]
    language: str
    basis: str


def explain(
    connection: Connection,
    compiled: Compiled,
    keyring: Keyring,
    clinic_id: str,
    session_id: UUID,
    *,
    lock: bool = False,
) -> Explained:
    """Why a session has its colour. `lock`: nothing comes in before the transaction ends. Raises NoSuchSessionError."""
    case = _open(connection, compiled, keyring, clinic_id, session_id, lock=lock)
    stands, said = colours_of(connection, case), spoken(connection, clinic_id, session_id)
    findings, missing = _reasons(connection, case)
    basis = (case.conversation.given, findings, stands, said, case.session["last_inbound_at"])
    return Explained(
        session_id=session_id,
        ref=case.patient["ref"],
        pathway=case.pathway.pathway.title,
        wave=case.pathway.pathway.wave(case.session["wave_key"]).title,
        state=case.session["state"],
        ended_at=case.session["ended_at"],
        colours=stands,
        own=_own(case, said),
        findings=findings,
        missing=missing,
        language=case.clinic.file.note.language,
        basis=hashlib.sha256(repr(basis).encode()).hexdigest()[:16],
    )


def _reasons(connection: Connection, case: Case) -> tuple[tuple[Mapping[str, Any], ...], tuple[str, ...]]:
    """Findings and what is missing, in the clinic's language; neither before the first answer."""
    if case.session["patient_level"] is None:
        return (), ()
    assessment, language = judge_case(connection, case).assessment, case.clinic.file.note.language
    by_url = {form.url: form for form in (*case.script.core, *case.script.short, *case.script.optional)}
    return (
        tuple(
            finding_json(finding, by_url, assessment.scores, language)
            for finding in assessment.findings
            if finding.kind != "missing"
        ),
        tuple(_asked(by_url[item.questionnaire], item.link_id, language) for item in assessment.missing),
    )


def _asked(questionnaire: Questionnaire, spot: str, language: str) -> str:
    """The question's words, with the number of the occurrence it is about where it may come again."""
    which = ".".join(map(str, questionnaire.plan.path(spot)))
    text = questionnaire.question(spot).text(language)
    return f"{text} ({which})" if which else text


def _own(case: Case, said: Spoken) -> Given | None:
    row = said.own
    return None if row is None else Given(row["level"], reason_of(case, row), row["assessed_by"], row["at"])


def give_own(
    connection: Connection,
    compiled: Compiled,
    keyring: Keyring,
    clinic_id: str,
    session_id: UUID,
    level: Colour,
    *,
    reason: str,
    by: str,
    now: datetime,
) -> Colours:
    """The clinician's own assessment; a later one stands in for it. Raises NoSuchSessionError.

    It ends an override, which did not know of it.
    """
    case = _open(connection, compiled, keyring, clinic_id, session_id, lock=True)
    was = case.session["level"]
    case.session["clinician_level"] = level
    case.session["level"] = together(case.session["patient_level"], level, case.pathway.matrix)
    _keep(connection, case, {"kind": "own", "was": None, "level": level}, reason, by, now)
    stands = _settle(connection, case, was, "clinician", now)
    plan_after_colour(connection, keyring, case, now)
    return stands


def override_level(
    connection: Connection,
    compiled: Compiled,
    keyring: Keyring,
    clinic_id: str,
    session_id: UUID,
    level: str,
    *,
    reason: str,
    by: str,
    now: datetime,
) -> Colours:
    """Another colour than what is in force. Raises NoSuchSessionError and OverrideError."""
    case = _open(connection, compiled, keyring, clinic_id, session_id, lock=True)
    was = case.session["level"]
    made = override(was or "grey", level, reason=reason, by=by, at=now)
    case.session["level"] = made.level
    _keep(connection, case, {"kind": "override", "was": made.was, "level": made.level}, made.reason, made.by, now)
    stands = _settle(connection, case, was, "override", now)
    plan_after_colour(connection, keyring, case, now)
    return stands


def _open(
    connection: Connection,
    compiled: Compiled,
    keyring: Keyring,
    clinic_id: str,
    session_id: UUID,
    *,
    lock: bool = False,
) -> Case:
    if lock:
        lock_patient_of(connection, clinic_id, session_id)
    session = session_row(connection, clinic_id, session_id, lock=lock)
    if session is None:
        raise NoSuchSessionError(f"there is no session {session_id} at this clinic")
    patient = patients_by_id(connection, [(clinic_id, session["patient_id"])])[session["patient_id"]]
    if patient["key_wrapped"] is None:
        raise NoSuchSessionError("the patient's data have been erased")
    return open_case(connection, compiled, keyring, compiled.clinic(connection, clinic_id), patient, session)


def _settle(connection: Connection, case: Case, was: str | None, said: str, now: datetime) -> Colours:
    """Write the session as it stands, and what follows from its colour."""
    ledger, session = Ledger(), case.session
    session["updated_at"] = now
    ledger.sessions[session["session_id"]] = session
    if session["level"] == "red" and was != "red":
        ledger.tasks.append(_red_task(case, said, now))
    ledger.post(connection, now)
    tell_anew(connection, case, now)
    ledger.notify(connection)
    return colours_of(connection, case)


def _red_task(case: Case, said: str, now: datetime) -> dict[str, Any]:
    """By the matrix's deadline. Not an alert: somebody of the clinic has looked already."""
    matrix = case.pathway.matrix or WORST_OF_BOTH
    return {
        "clinic_id": case.clinic.clinic_id,
        "task_id": uuid4(),
        "kind": TASK,
        "level": "red",
        "patient_id": case.patient["patient_id"],
        "session_id": case.session["session_id"],
        "message_id": None,
        "detail": {"said": said, "wave": case.session["wave_key"]},
        "raised_at": now,
        "due_at": case.clinic.working_days(now, matrix.deadline),
    }


def _keep(connection: Connection, case: Case, said: dict[str, Any], reason: str, by: str, now: datetime) -> None:
    row_id, session = uuid4(), case.session
    place = {"table": "clinician_assessment", "column": "reason_sealed", "row": str(row_id)}
    row = {
        "clinic_id": session["clinic_id"],
        "clinician_assessment_id": row_id,
        "session_id": session["session_id"],
        "patient_id": session["patient_id"],
        "reason_sealed": case.key.seal(reason, **place) if reason else None,
        "assessed_by": by,
        "at": now,
        **said,
    }
    add(connection, row)
    append(
        connection,
        session["clinic_id"],
        at=now,
        actor=by,
        action=f"assessment.{said['kind']}",
        subject=f"session/{session['session_id']}",
        detail={"was": said["was"], "level": said["level"], "reason": str(row_id)},
    )
