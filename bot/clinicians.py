"""What clinicians say of a session beside its answers: their own assessment, and an override of its colour.

Either may change the colour in force. Then the session has it, the clinic's system is told the summary anew, a colour
that has become red is work for somebody, and the audit says who, from what, to what.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Connection

from bot.cases import Case, open_case
from bot.compiled import Compiled
from bot.following import plan_after_colour
from bot.summaries import colours_of, tell_anew
from store.audit import append
from store.clinician_assessments import add
from store.crypto import Keyring
from store.ledger import Ledger
from store.sessions import lock_patient_of, patients_by_id, session_row
from triage.combine import WORST_OF_BOTH, Colour, Colours, override, together

# The task for a colour that a clinician's word has made red
TASK: Final = "assessment"


class NoSuchSessionError(Exception):
    """There is no session with this id at this clinic, or its patient's data have been erased."""


def standing(connection: Connection, compiled: Compiled, keyring: Keyring, clinic_id: str, session_id: UUID) -> Colours:
    """Raises NoSuchSessionError."""
    return colours_of(connection, _open(connection, compiled, keyring, clinic_id, session_id))


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
        lock_patient_of(connection, session_id)
    session = session_row(connection, session_id, lock=lock)
    if session is None or session["clinic_id"] != clinic_id:
        raise NoSuchSessionError(f"there is no session {session_id} at this clinic")
    patient = patients_by_id(connection, [session["patient_id"]])[session["patient_id"]]
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
