"""Experiments: schedules of one pathway that are given to patients by chance, and what has come of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, case, distinct, exists, func, insert, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on

from store.ledger import Row, tables

_EXPERIMENT, _SESSION, _WAVE, _OPT_OUT = tables["experiment"], tables["session"], tables["wave"], tables["opt_out"]
_PATIENT = tables["patient"]
# An experiment that was broken off does not go on in those who were in it.
BROKEN_OFF = ("guardrail", "stopped")


def experiment_row(connection: Connection, clinic_id: str, experiment_id: str, *, lock: bool = False) -> Row | None:
    statement = select(_EXPERIMENT).where(
        _EXPERIMENT.c.clinic_id == clinic_id, _EXPERIMENT.c.experiment_id == experiment_id
    )
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return None if row is None else dict(row)


def arm_document(connection: Connection, clinic_id: str, arm: str) -> dict[str, Any] | None:
    """The schedule of `experiment/arm` as it was written; null where the experiment was broken off."""
    experiment_id, _, name = arm.partition("/")
    row = experiment_row(connection, clinic_id, experiment_id)
    if row is None or row["ended_reason"] in BROKEN_OFF:
        return None
    document: dict[str, Any] = row["document"]["arms"][name]
    return document


def running_experiments(connection: Connection, clinic_id: str | None = None) -> list[Row]:
    """Those not ended, of one clinic or of all."""
    statement = select(_EXPERIMENT).where(_EXPERIMENT.c.ended_at.is_(None)).order_by(_EXPERIMENT.c.experiment_id)
    if clinic_id is not None:
        statement = statement.where(_EXPERIMENT.c.clinic_id == clinic_id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def locked_experiment(connection: Connection, clinic_id: str, experiment_id: str) -> Row:
    """The experiment with all its patients, locked to be ended: patients first, as everywhere."""
    taking_part = exists().where(
        _SESSION.c.clinic_id == _PATIENT.c.clinic_id,
        _SESSION.c.patient_id == _PATIENT.c.patient_id,
        _SESSION.c.arm.startswith(f"{experiment_id}/", autoescape=True),
    )
    connection.execute(
        select(_PATIENT.c.patient_id)
        .where(_PATIENT.c.clinic_id == clinic_id, taking_part)
        .order_by(_PATIENT.c.patient_id)
        .with_for_update()
    )
    row = experiment_row(connection, clinic_id, experiment_id, lock=True)
    assert row is not None, "an experiment is never deleted"
    return row


def lock_experiments(connection: Connection, arms: Collection[tuple[str, str]]) -> None:
    """The experiments of these (clinic, `experiment/arm`), in key order: two workers never wait for each other."""
    wanted = [(clinic_id, arm.partition("/")[0]) for clinic_id, arm in arms]
    connection.execute(
        select(_EXPERIMENT.c.experiment_id)
        .where(tuple_(_EXPERIMENT.c.clinic_id, _EXPERIMENT.c.experiment_id).in_(wanted))
        .order_by(_EXPERIMENT.c.clinic_id, _EXPERIMENT.c.experiment_id)
        .with_for_update()
    )


def experiments_of(connection: Connection, clinic_id: str) -> list[Row]:
    """All of a clinic, newest first."""
    rows = connection.execute(
        select(_EXPERIMENT).where(_EXPERIMENT.c.clinic_id == clinic_id).order_by(_EXPERIMENT.c.started_at.desc())
    ).mappings()
    return [dict(row) for row in rows]


def add_experiment(connection: Connection, row: Row) -> None:
    connection.execute(insert(_EXPERIMENT), [row])


def end_experiment(connection: Connection, row: Row, reason: str, now: datetime) -> None:
    """Who has not begun goes by the pathway's own schedule; after a break-off the others do, too."""
    ours = (_EXPERIMENT.c.clinic_id == row["clinic_id"], _EXPERIMENT.c.experiment_id == row["experiment_id"])
    connection.execute(update(_EXPERIMENT).where(*ours).values(ended_at=now, ended_reason=reason))
    row.update(ended_at=now, ended_reason=reason)
    taking_part = (
        _SESSION.c.clinic_id == row["clinic_id"],
        _SESSION.c.arm.startswith(f"{row['experiment_id']}/", autoescape=True),
    )
    not_begun = (_SESSION.c.state == "scheduled", _SESSION.c.contacts == 0)
    timed = _SESSION.c.next_action_at.is_not(None)
    if reason in BROKEN_OFF:
        connection.execute(update(_SESSION).where(*taking_part, timed).values(next_action_at=now))
    connection.execute(
        update(_SESSION).where(*taking_part, *not_begun).values(arm=None, next_action_at=case((timed, now), else_=None))
    )


@dataclass(frozen=True, slots=True)
class Participant:
    """One patient who was contacted in an experiment, by their first round in it."""

    arm: str
    complete: bool
    short: bool
    over: bool
    opted_out: bool


def participants(connection: Connection, row: Row) -> list[Participant]:
    """Every patient whose first round in the experiment has begun, whatever became of it."""
    stopped = exists().where(
        _OPT_OUT.c.clinic_id == _SESSION.c.clinic_id,
        _OPT_OUT.c.patient_id == _SESSION.c.patient_id,
        _OPT_OUT.c.at >= row["started_at"],
    )
    rows = connection.execute(
        select(_SESSION.c.arm, _WAVE.c.status, _SESSION.c.part, _SESSION.c.ended_at, stopped)
        .ext(distinct_on(_SESSION.c.patient_id))
        .join(_WAVE, (_WAVE.c.clinic_id == _SESSION.c.clinic_id) & (_WAVE.c.wave_id == _SESSION.c.wave_id))
        .where(
            _SESSION.c.clinic_id == row["clinic_id"],
            _SESSION.c.arm.startswith(f"{row['experiment_id']}/", autoescape=True),
            _SESSION.c.contacts > 0,
        )
        .order_by(_SESSION.c.patient_id, _SESSION.c.due_at, _SESSION.c.session_id)
    )
    return [
        Participant(arm.partition("/")[2], status == "completed", part == "short", ended_at is not None, opted_out)
        for arm, status, part, ended_at, opted_out in rows
    ]


def contacted_in(
    connection: Connection, clinic_id: str, arm: str, patient_id: UUID, besides: Iterable[UUID]
) -> tuple[bool, int]:
    """Whether this patient has been contacted in the experiment, and how many have, `besides` not counted.

    The experiment is locked before, so that two workers together do not contact more than it takes.
    """
    experiment_id = arm.partition("/")[0]
    begun = select(_SESSION.c.patient_id).where(
        _SESSION.c.clinic_id == clinic_id,
        _SESSION.c.arm.startswith(f"{experiment_id}/", autoescape=True),
        _SESSION.c.contacts > 0,
    )
    among = connection.execute(select(literal(patient_id).in_(begun))).scalar_one()
    others = begun.where(_SESSION.c.patient_id.not_in(list(besides))).subquery()
    number = connection.execute(select(func.count(distinct(others.c.patient_id)))).scalar_one()
    return bool(among), int(number)


def most_patients(connection: Connection, clinic_id: str, arm: str) -> int | None:
    """How many patients the experiment takes; null where only its day ends it."""
    row = experiment_row(connection, clinic_id, arm.partition("/")[0])
    most: int | None = None if row is None else row["document"]["patients"]
    return most
