"""What clinicians say of a session beside its answers: their own assessment, and an override of its colour."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from bot.compiled import Compiled
from store.audit import append
from store.clinician_assessments import add, judged_at, spoken
from store.crypto import DataKey
from store.sessions import session_row
from triage.colours import Level
from triage.combine import Override, combine, in_force, override


class NoSuchSessionError(Exception):
    """There is no session with this id at this clinic."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`level` is in force. Null: not assessed by them. `overridden`: a clinician's override is what is in force."""

    session_id: UUID
    patient: Level | None
    clinician: Level | None
    together: Level
    level: Level
    overridden: bool


def standing(connection: Connection, compiled: Compiled, clinic_id: str, session_id: UUID) -> Standing:
    """Raises NoSuchSessionError."""
    session = _session(connection, clinic_id, session_id)
    said = spoken(connection, clinic_id, session_id)
    clinic = compiled.clinic(connection, clinic_id)
    matrix = compiled.pathway(connection, clinic, session["pathway_id"], session["pathway_version"]).matrix
    own: Level | None = None if said.own is None else said.own["level"]
    patient: Level | None = session["level"]
    together: Level = patient or "grey"
    if matrix is not None:
        together = combine(patient, own, matrix)
    elif own is not None:
        together = combine(patient, own)
    # A clinician's own later assessment, like a later answer, is news that the override did not know
    moments = [judged_at(connection, clinic_id, session_id), None if said.own is None else said.own["at"]]
    since = max((moment for moment in moments if moment is not None), default=None)
    latest = None if said.override is None else _override(said.override)
    if latest is not None and in_force(latest, since):
        return Standing(session_id, patient, own, together, latest.level, overridden=True)
    return Standing(session_id, patient, own, together, together, overridden=False)


def give_own(
    connection: Connection,
    compiled: Compiled,
    clinic_id: str,
    session_id: UUID,
    level: Level,
    *,
    reason: str,
    by: str,
    now: datetime,
) -> Standing:
    """The clinician's own assessment; a later one stands in for it. Raises NoSuchSessionError."""
    session = _session(connection, clinic_id, session_id, lock=True)
    key = compiled.clinic(connection, clinic_id).key
    _keep(connection, key, session, {"kind": "own", "was": None, "level": level}, reason, by, now)
    return standing(connection, compiled, clinic_id, session_id)


def override_level(
    connection: Connection,
    compiled: Compiled,
    clinic_id: str,
    session_id: UUID,
    level: str,
    *,
    reason: str,
    by: str,
    now: datetime,
) -> Standing:
    """Another colour than what is in force. Raises NoSuchSessionError and OverrideError."""
    session = _session(connection, clinic_id, session_id, lock=True)
    stands = standing(connection, compiled, clinic_id, session_id)
    made = override(stands.level, level, reason=reason, by=by, at=now)
    key = compiled.clinic(connection, clinic_id).key
    row = {"kind": "override", "was": made.was, "level": made.level}
    _keep(connection, key, session, row, made.reason, made.by, now)
    return standing(connection, compiled, clinic_id, session_id)


def _session(connection: Connection, clinic_id: str, session_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    session = session_row(connection, session_id, lock=lock)
    if session is None or session["clinic_id"] != clinic_id:
        raise NoSuchSessionError(f"there is no session {session_id} at this clinic")
    return session


def _keep(
    connection: Connection,
    key: DataKey,
    session: dict[str, Any],
    said: dict[str, Any],
    reason: str,
    by: str,
    now: datetime,
) -> None:
    row_id = uuid4()
    place = {"table": "clinician_assessment", "column": "reason_sealed", "row": str(row_id)}
    row = {
        "clinic_id": session["clinic_id"],
        "clinician_assessment_id": row_id,
        "session_id": session["session_id"],
        "patient_id": session["patient_id"],
        "reason_sealed": key.seal(reason, **place) if reason else None,
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


def _override(row: Any) -> Override:
    """The reason stays sealed: only the colour is needed here."""
    return Override(row["was"], row["level"], "", row["assessed_by"], row["at"])
