"""What the demo's page shows besides the phones: how far everybody is, what staff must do, what goes out and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, func, select, tuple_

from bot.worklist import open_tasks
from store.ledger import tables

# States by what they mean to somebody who looks at the clinic as a whole.
STAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "planned": ("scheduled",),
    "invited": ("invited",),
    "answering": ("identifying", "consenting", "asking", "paused"),
    "completed": ("completed", "offering"),
    "partial": ("partial",),
    "no answer": ("expired",),
    "with staff": ("handed_over", "wrong_person", "opted_out"),
}
LEVELS: Final = ("red", "yellow", "green", "grey")
SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Standing:
    """How many sessions stand at each stage, and how many of those with answers have each colour."""

    stages: Mapping[str, int]
    levels: Mapping[str, int]


def standing(connection: Connection) -> Standing:
    session = tables["session"].c
    states: dict[str, int] = {}
    levels = dict.fromkeys(LEVELS, 0)
    rows = connection.execute(select(session.state, session.level, func.count()).group_by(session.state, session.level))
    for state, level, count in rows:
        states[state] = states.get(state, 0) + count
        if level is not None:
            levels[level] += count
    stages = {name: sum(states.get(state, 0) for state in members) for name, members in STAGES.items()}
    return Standing(stages, levels)


def tasks(connection: Connection, clinic_id: str) -> list[dict[str, Any]]:
    """Open tasks as staff see them; `stopped` tells that the conversation waits for a word of theirs."""
    task, session = tables["task"].c, tables["session"].c
    waiting = set(
        connection.execute(
            select(task.task_id)
            .join(tables["session"], session.session_id == task.session_id)
            .where(task.closed_at.is_(None), session.state.in_(("paused", "handed_over")))
        ).scalars()
    )
    return [row | {"stopped": row["task_id"] in waiting} for row in open_tasks(connection, clinic_id)]


def next_contacts(connection: Connection) -> list[dict[str, Any]]:
    """The nearest timers, each with its rule: first, reminder-1, snooze, phone, close."""
    session, patient = tables["session"].c, tables["patient"].c
    rows = connection.execute(
        select(patient.ref, session.next_action_at, session.next_action, session.state, session.wave_key)
        .join(tables["patient"], patient.patient_id == session.patient_id)
        .where(session.next_action_at.is_not(None))
        .order_by(session.next_action_at, patient.ref)
        .limit(SHOWN)
    ).mappings()
    return [dict(row) for row in rows]


def outbox(connection: Connection) -> list[dict[str, Any]]:
    """The newest messages by when they were queued."""
    out, patient = tables["message_out"].c, tables["patient"].c
    rows = connection.execute(
        select(
            patient.ref, out.kind, out.channel, out.status, out.created_at, out.sent_at, out.segments, out.error_code
        )
        .select_from(tables["message_out"].outerjoin(tables["patient"], patient.patient_id == out.patient_id))
        .order_by(out.seq.desc())
        .limit(SHOWN)
    ).mappings()
    return [dict(row) for row in rows]


def delivery_of(connection: Connection, message_ids: Iterable[UUID]) -> dict[UUID, str]:
    """message_id → status."""
    out = tables["message_out"].c
    rows = connection.execute(select(out.message_id, out.status).where(out.message_id.in_(list(message_ids))))
    return {row.message_id: row.status for row in rows}


def invited(connection: Connection) -> list[str]:
    """Whose phones are worth looking at first: people with an invitation, those who were written to first."""
    session, patient = tables["session"].c, tables["patient"].c
    rows = connection.execute(
        select(patient.ref)
        .join(tables["patient"], patient.patient_id == session.patient_id)
        .where(session.state == "invited")
        .order_by(session.last_contact_at, patient.ref)
    )
    return list(rows.scalars())


def played(connection: Connection, patients: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """patient_id → how far the only round of each of these is: `state`, `level`, `answers`, whether it has `begun`.

    `answers` counts questions that were answered, neither passed over nor about one more of a group.
    """
    session, answer = tables["session"].c, tables["answer"].c
    answered = (
        select(func.count(func.distinct(tuple_(answer.link_id, answer.occurrence))))
        .where(answer.clinic_id == session.clinic_id, answer.session_id == session.session_id)
        .where(answer.confidence != "none", ~answer.occurrence.endswith("+"))
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            session.patient_id,
            session.state,
            session.level,
            session.conversation_sealed.is_not(None).label("begun"),
            answered.label("answers"),
        ).where(session.patient_id.in_(list(patients)))
    ).mappings()
    return {row["patient_id"]: dict(row) for row in rows}
