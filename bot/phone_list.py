"""Whom to ring, why and when, and what came of each call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.compiled import Compiled
from bot.staff import NoSuchTaskError
from flows.best_hour import LOOK_BACK, best_minute
from store.audit import append
from store.crypto import Keyring
from store.ids import new_id
from store.ledger import Row
from store.phone import (
    CALLED_FOR,
    add_attempt,
    attempts_on,
    call_again,
    count_attempts,
    reply_moments,
    tasks_to_call,
)
from store.sessions import patients_by_id, session_row
from store.tasks import acknowledge_task, task_row

# What a call can come to. The first group leaves the task open, to be tried again.
UNREACHED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "no-answer": "nobody answered",
        "voicemail": "a machine answered; nothing about health was left on it",
        "call-again": "asked to be called at another time",
    }
)
DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "answered": "the questions were answered on the phone, or what the call was for was settled",
        "will-answer": "will answer by text",
        "on-paper": "has answered on paper or at the visit",
        "declined": "does not want to answer this time",
        "wrong-number": "the number is somebody else's: correct it and enrol again",
        "cannot": "cannot answer, alone or with help",
        "given-up": "tried as often as we try",
    }
)
OUTCOMES: Final = MappingProxyType({**UNREACHED, **DONE})
# Two attempts brought in 31 % of the silent in a trial of phone follow-up; after a third the task is closed.
MOST_ATTEMPTS: Final = 3
FURTHEST_AGAIN: Final = timedelta(days=30)  # a slip in the year would take the patient out of sight
SOONEST_AGAIN: Final = timedelta(hours=3)


class NotToCallError(ValueError):
    """This task is not one that a call answers: see `prosvar phone list`."""


class CallAgainError(ValueError):
    """Say when to call again: later than now, before the questions close, and within 30 days."""


@dataclass(frozen=True, slots=True)
class Attempt:
    at: datetime
    outcome: str
    called_by: str


@dataclass(frozen=True, slots=True)
class ToCall:
    """One line of the list. `best_hour`: the patient's local hour of replying, null where there is no habit.

    `reasons`: all open tasks of the patient that this call answers, the gravest first.
    """

    task_id: UUID
    ref: str
    language: str
    reasons: tuple[str, ...]
    level: str | None
    wave: str | None
    state: str | None
    session_id: UUID | None
    raised_at: datetime
    due_at: datetime | None
    closes_at: datetime | None
    best_hour: int | None
    attempts: tuple[Attempt, ...]


_GRAVEST: Final = ("red", "yellow", None)


def phone_list(connection: Connection, clinic_id: str, now: datetime) -> list[ToCall]:
    """Every patient to ring, once: by level, then by when the call is due."""
    tasks = tasks_to_call(connection, clinic_id)
    attempts = attempts_on(connection, clinic_id, [task["task_id"] for task in tasks])
    replies = reply_moments(connection, clinic_id, {task["patient_id"] for task in tasks}, now - LOOK_BACK)
    by_patient: dict[UUID, list[Row]] = {}
    for task in sorted(tasks, key=lambda task: (_GRAVEST.index(task["level"]), task["due_at"] or now, task["task_id"])):
        by_patient.setdefault(task["patient_id"], []).append(task)
    return [_line(mine, attempts, replies.get(patient_id, ()), now) for patient_id, mine in by_patient.items()]


def _line(
    mine: Sequence[Row], attempts: Mapping[UUID, list[Row]], replies: Sequence[datetime], now: datetime
) -> ToCall:
    """One patient's tasks, the gravest first, as one line."""
    first = mine[0]
    minute = best_minute(replies, ZoneInfo(first["zone"]), now)
    made = sorted((row for task in mine for row in attempts.get(task["task_id"], ())), key=lambda row: row["at"])
    return ToCall(
        task_id=first["task_id"],
        ref=first["ref"],
        language=first["language"],
        reasons=tuple(dict.fromkeys(task["kind"] for task in mine)),
        level=first["level"],
        wave=first["wave_key"],
        state=first["state"],
        session_id=first["session_id"],
        raised_at=first["raised_at"],
        due_at=first["due_at"],
        closes_at=first["closes_at"],
        best_hour=None if minute is None else minute // 60,
        attempts=tuple(Attempt(row["at"], row["outcome"], row["called_by"]) for row in made),
    )


def record_attempt(
    connection: Connection,
    compiled: Compiled,
    keyring: Keyring,
    clinic_id: str,
    task_id: UUID,
    outcome: str,
    *,
    by: str,
    now: datetime,
    note: str | None = None,
    again_at: datetime | None = None,
) -> str:
    """Keep what a call came to; returns the outcome, which is `given-up` after the last try in vain.

    Raises NoSuchTaskError, NotToCallError, CallAgainError.
    """
    task = task_row(connection, clinic_id, task_id)
    if task is None or task["closed_at"] is not None:
        raise NoSuchTaskError
    if task["kind"] not in CALLED_FOR or task["patient_id"] is None:
        raise NotToCallError(NotToCallError.__doc__)
    if (outcome == "call-again" and again_at is None) or (
        again_at is not None and not now < again_at < _latest_again(connection, task, now)
    ):
        raise CallAgainError(CallAgainError.__doc__)
    clinic = compiled.clinic(connection, clinic_id)
    patient = patients_by_id(connection, [(clinic_id, task["patient_id"])])[task["patient_id"]]
    key = keyring.patient_key(clinic.key, patient["patient_id"], patient["key_wrapped"])
    attempt_id = new_id(now)

    def seal(table: str, row: UUID) -> bytes | None:
        return None if note is None else key.seal(note, table=table, column="note_sealed", row=str(row))

    add_attempt(
        connection,
        {
            "clinic_id": clinic_id,
            "attempt_id": attempt_id,
            "task_id": task_id,
            "session_id": task["session_id"],
            "patient_id": task["patient_id"],
            "outcome": outcome,
            "note_sealed": seal("phone_attempt", attempt_id),
            "called_by": by,
            "at": now,
            "call_again_at": again_at,
        },
    )
    if outcome in ("no-answer", "voicemail"):
        tried = count_attempts(connection, clinic_id, task_id, ("no-answer", "voicemail"))
        outcome = "given-up" if tried >= MOST_ATTEMPTS else outcome
    if outcome in DONE:
        acknowledge_task(connection, clinic_id, task_id, by=by, note_sealed=seal("task", task_id), now=now)
    else:
        call_again(
            connection, clinic_id, task_id, again_at or clinic.next_staffed(now + SOONEST_AGAIN - timedelta(days=1))
        )
    append(
        connection,
        clinic_id,
        at=now,
        actor=by,
        action="phone.attempt",
        subject=f"task/{task_id}",
        detail={"outcome": outcome},
    )
    return outcome


def _latest_again(connection: Connection, task: Row, now: datetime) -> datetime:
    """Before the questions close, where they are open and the call is about them."""
    session = None if task["session_id"] is None else session_row(connection, task["clinic_id"], task["session_id"])
    furthest = now + FURTHEST_AGAIN
    return furthest if session is None or session["closes_at"] <= now else min(furthest, session["closes_at"])
