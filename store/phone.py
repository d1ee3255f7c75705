"""The list of people to ring: open tasks that a call answers, and the calls made about them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, exists, func, insert, or_, select, update

from store.ledger import Row, tables
from store.recordset import run_together

_TASK, _ATTEMPT, _PATIENT, _SESSION = (tables[name] for name in ("task", "phone_attempt", "patient", "session"))
_IN, _OUT, _OBJECTION = tables["message_in"], tables["message_out"], tables["objection"]
# The channel of what is read out on the phone, and of what is answered there.
VOICE: Final = "voice"
# Kinds of task that are done by ringing the patient.
CALLED_FOR: Final = ("phone", "contact", "not_understood", "bad_number", "undelivered", "loop")


def tasks_to_call(connection: Connection, clinic_id: str) -> list[Row]:
    """Open tasks with their patient and where the session stands; one patient may have several.

    Who said STOP, or objects to the pathway, is rung only where they have asked for it.
    """
    objected = exists().where(
        _OBJECTION.c.clinic_id == _SESSION.c.clinic_id,
        _OBJECTION.c.patient_id == _SESSION.c.patient_id,
        _OBJECTION.c.pathway_id == _SESSION.c.pathway_id,
        _OBJECTION.c.lifted_at.is_(None),
    )
    rung = or_((_PATIENT.c.status == "active") & ~objected, _TASK.c.kind == "contact")
    rows = connection.execute(
        select(
            _TASK.c.task_id,
            _TASK.c.kind,
            _TASK.c.level,
            _TASK.c.detail,
            _TASK.c.session_id,
            _TASK.c.raised_at,
            _TASK.c.due_at,
            _PATIENT.c.patient_id,
            _PATIENT.c.ref,
            _PATIENT.c.language,
            _PATIENT.c.zone,
            _SESSION.c.wave_key,
            _SESSION.c.state,
            _SESSION.c.closes_at,
        )
        .join(_PATIENT, (_PATIENT.c.clinic_id == _TASK.c.clinic_id) & (_PATIENT.c.patient_id == _TASK.c.patient_id))
        .outerjoin(
            _SESSION, (_SESSION.c.clinic_id == _TASK.c.clinic_id) & (_SESSION.c.session_id == _TASK.c.session_id)
        )
        .where(
            _TASK.c.clinic_id == clinic_id,
            _TASK.c.kind.in_(CALLED_FOR),
            _TASK.c.closed_at.is_(None),
            _PATIENT.c.status.in_(("active", "opted_out")),
            rung,
        )
    ).mappings()
    return [dict(row) for row in rows]


def attempts_on(connection: Connection, clinic_id: str, tasks: Iterable[UUID]) -> dict[UUID, list[Row]]:
    """task_id → calls made, oldest first."""
    rows = connection.execute(
        select(_ATTEMPT)
        .where(_ATTEMPT.c.clinic_id == clinic_id, _ATTEMPT.c.task_id.in_(list(tasks)))
        .order_by(_ATTEMPT.c.at, _ATTEMPT.c.attempt_id)
    ).mappings()
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row["task_id"], []).append(dict(row))
    return found


def reply_moments(
    connection: Connection, clinic_id: str, patients: Iterable[UUID], since: datetime
) -> dict[UUID, list[datetime]]:
    """patient_id → when they wrote or answered the phone."""
    rows = connection.execute(
        select(_IN.c.patient_id, _IN.c.received_at).where(
            _IN.c.clinic_id == clinic_id, _IN.c.patient_id.in_(list(patients)), _IN.c.received_at >= since
        )
    )
    found: dict[UUID, list[datetime]] = {}
    for patient_id, at in rows:
        found.setdefault(patient_id, []).append(at)
    return found


def add_attempt(connection: Connection, row: Mapping[str, Any]) -> None:
    connection.execute(insert(_ATTEMPT), [dict(row)])


def count_attempts(connection: Connection, clinic_id: str, task_id: UUID, outcomes: Iterable[str]) -> int:
    counted = select(func.count()).where(
        _ATTEMPT.c.clinic_id == clinic_id, _ATTEMPT.c.task_id == task_id, _ATTEMPT.c.outcome.in_(list(outcomes))
    )
    return int(connection.execute(counted).scalar_one())


def call_again(connection: Connection, clinic_id: str, task_id: UUID, at: datetime) -> None:
    connection.execute(
        update(_TASK).where(_TASK.c.clinic_id == clinic_id, _TASK.c.task_id == task_id).values(due_at=at)
    )


def call_off(connection: Connection, settled: Iterable[Row], now: datetime) -> None:
    """Nobody is rung any more for having been silent in these sessions: answered, or over."""
    names = ("clinic_id", "patient_id", "session_id")
    rows = [{**{name: session[name] for name in names}, "at": now} for session in settled]
    run_together(connection, [(_CALL_OFF, rows)])


_CALL_OFF: Final = (
    "UPDATE task SET closed_at = settled.at"
    " FROM :rows AS settled (clinic_id text, patient_id uuid, session_id uuid, at timestamptz)"
    " WHERE task.clinic_id = settled.clinic_id AND task.patient_id = settled.patient_id"
    " AND task.session_id = settled.session_id"
    " AND task.kind = 'phone' AND task.closed_at IS NULL"
)


def mark_spoken(connection: Connection, clinic_id: str, messages: Iterable[str], now: datetime) -> None:
    """These were read out on the phone and need no sending: they have been heard."""
    connection.execute(
        update(_OUT)
        .where(_OUT.c.clinic_id == clinic_id, _OUT.c.message_id.in_([UUID(each) for each in messages]))
        .values(channel=VOICE, status="delivered", sent_at=now, delivered_at=now)
    )
