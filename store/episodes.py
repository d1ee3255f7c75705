"""Episodes with their events, the waves they come to, and the sessions that wait for their first contact."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from store.ledger import WITHDRAWABLE, Row, tables

_EPISODE, _WAVE, _SESSION = tables["episode"], tables["wave"], tables["session"]
_PATIENT = tables["patient"]
_OUT = tables["message_out"]
# What a new plan may change of a session that has not begun.
_MOVED = (
    "due_at",
    "closes_at",
    "pathway_version",
    "sender_id",
    "language",
    "zone",
    "arm",
    "next_action_at",
    "next_action",
    "updated_at",
)


def episodes_of(connection: Connection, clinic_id: str, patient_id: UUID) -> list[Row]:
    """All of a patient's episodes, oldest first."""
    rows = connection.execute(
        select(_EPISODE)
        .where(_EPISODE.c.clinic_id == clinic_id, _EPISODE.c.patient_id == patient_id)
        .order_by(_EPISODE.c.created_at, _EPISODE.c.episode_id)
    ).mappings()
    return [dict(row) for row in rows]


def add_episode(connection: Connection, row: Row) -> None:
    connection.execute(insert(_EPISODE), [row])


def change_episode(connection: Connection, row: Row, values: Row) -> None:
    connection.execute(
        update(_EPISODE)
        .where(_EPISODE.c.clinic_id == row["clinic_id"], _EPISODE.c.episode_id == row["episode_id"])
        .values(values)
    )
    row.update(values)


def waves_of(connection: Connection, clinic_id: str, patient_id: UUID) -> list[Row]:
    rows = connection.execute(
        select(_WAVE).where(_WAVE.c.clinic_id == clinic_id, _WAVE.c.patient_id == patient_id)
    ).mappings()
    return [dict(row) for row in rows]


def sessions_by_wave(
    connection: Connection, clinic_id: str, patient_id: UUID, *, lock: bool = False
) -> dict[UUID, Row]:
    """wave_id → session of one patient; locked in key order, as everywhere."""
    statement = (
        select(_SESSION)
        .where(_SESSION.c.clinic_id == clinic_id, _SESSION.c.patient_id == patient_id)
        .order_by(_SESSION.c.session_id)
    )
    rows = connection.execute(statement.with_for_update() if lock else statement).mappings()
    return {row["wave_id"]: dict(row) for row in rows}


def write_waves(connection: Connection, new: Iterable[Row], changed: Iterable[Row]) -> None:
    new = list(new)
    if new:
        connection.execute(insert(_WAVE), new)
    for row in changed:
        _write(connection, _WAVE, "wave_id", row, ("due_at", "closes_at", "status", "reason"))


def drop_waves(connection: Connection, dropped: Iterable[Row]) -> None:
    """Askings that are no longer planned and have never begun."""
    for row in dropped:
        connection.execute(
            delete(_WAVE).where(_WAVE.c.clinic_id == row["clinic_id"], _WAVE.c.wave_id == row["wave_id"])
        )


def restore_time(connection: Connection, row: Row, due_at: datetime, closes_at: datetime) -> None:
    """A session that was closed before its time has it again, or another one; nothing is timed in it by this."""
    change: Row = {"due_at": due_at, "closes_at": closes_at}
    row.update(change)
    ours = (_SESSION.c.clinic_id == row["clinic_id"], _SESSION.c.session_id == row["session_id"])
    connection.execute(update(_SESSION).where(*ours).values(change))


def change_closing(connection: Connection, row: Row, closes_at: datetime, now: datetime) -> None:
    """A session that has begun takes answers for a shorter or longer time: the schedule decides anew at once.

    Where it is over by now, what the schedule has queued in it is withdrawn, and any question. What has no timer has
    ended before: it does not become the conversation that the patient's next words are about.
    """
    change: Row = {"closes_at": closes_at}
    if row["next_action_at"] is not None:
        change |= {"next_action_at": now, "updated_at": now}
    row.update(change)
    ours = (_SESSION.c.clinic_id == row["clinic_id"], _SESSION.c.session_id == row["session_id"])
    connection.execute(update(_SESSION).where(*ours).values(change))
    if closes_at <= now:
        contacts = (
            _OUT.c.clinic_id == row["clinic_id"],
            _OUT.c.session_id == row["session_id"],
            _OUT.c.status.in_(WITHDRAWABLE),
            _OUT.c.exempt.is_(False) | _OUT.c.nonce.is_not(None),
        )
        connection.execute(update(_OUT).where(*contacts).values(status="cancelled"))


def write_sessions(connection: Connection, new: Iterable[Row], moved: Iterable[Row], dropped: Iterable[Row]) -> None:
    """`moved` have other dates; `dropped` are sessions in which nothing has ever been said."""
    new = list(new)
    if new:
        connection.execute(insert(_SESSION), new)
    for row in moved:
        _write(
            connection,
            _SESSION,
            "session_id",
            row,
            _MOVED,
        )
    for row in dropped:
        connection.execute(
            delete(_SESSION).where(
                _SESSION.c.clinic_id == row["clinic_id"],
                _SESSION.c.session_id == row["session_id"],
                _SESSION.c.conversation_sealed.is_(None),
            )
        )


def contacts_of(connection: Connection, clinic_id: str, patient_id: UUID) -> list[Row]:
    """Every message that was queued for a patient, oldest first, without its content."""
    columns = (
        _OUT.c.session_id,
        _OUT.c.kind,
        _OUT.c.channel,
        _OUT.c.priority,
        _OUT.c.status,
        _OUT.c.created_at,
        _OUT.c.sent_at,
        _OUT.c.delivered_at,
        _OUT.c.error_code,
    )
    rows = connection.execute(
        select(*columns).where(_OUT.c.clinic_id == clinic_id, _OUT.c.patient_id == patient_id).order_by(_OUT.c.seq)
    ).mappings()
    return [dict(row) for row in rows]


def session_of_clinic(connection: Connection, clinic_id: str, session_id: UUID) -> Row | None:
    row = connection.execute(
        select(_SESSION).where(_SESSION.c.clinic_id == clinic_id, _SESSION.c.session_id == session_id)
    ).mappings()
    found = row.first()
    return None if found is None else dict(found)


def kept_out(connection: Connection, clinic_id: str) -> list[tuple[UUID, str, int]]:
    """(patient, pathway, its version) of waves that a condition keeps from being asked, where more is known of a
    patient than was told: the year of birth.
    """
    rows = connection.execute(
        select(_WAVE.c.patient_id, _EPISODE.c.pathway_id, _EPISODE.c.pathway_version)
        .distinct()
        .join(_EPISODE, (_EPISODE.c.clinic_id == _WAVE.c.clinic_id) & (_EPISODE.c.episode_id == _WAVE.c.episode_id))
        .join(_PATIENT, (_PATIENT.c.clinic_id == _WAVE.c.clinic_id) & (_PATIENT.c.patient_id == _WAVE.c.patient_id))
        .where(
            _WAVE.c.clinic_id == clinic_id,
            _WAVE.c.status == "not_due",
            _WAVE.c.reason.in_(("excluded", "not-included")),
            _EPISODE.c.ended_at.is_(None),
            _PATIENT.c.birth_year_sealed.is_not(None),
            _PATIENT.c.key_wrapped.is_not(None),
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]


def patients_not_begun(connection: Connection, clinic_id: str) -> list[UUID]:
    """Patients with a wave that is planned, or kept back for want of a form or its licence, in key order."""
    rows = connection.execute(
        select(_WAVE.c.patient_id)
        .distinct()
        .where(
            _WAVE.c.clinic_id == clinic_id,
            (_WAVE.c.status == "scheduled") | _WAVE.c.reason.in_(("licence-missing", "questionnaire-missing")),
        )
        .order_by(_WAVE.c.patient_id)
    )
    return list(rows.scalars())


def _write(connection: Connection, target: Any, key: str, row: Row, columns: tuple[str, ...]) -> None:
    connection.execute(
        update(target)
        .where(target.c.clinic_id == row["clinic_id"], target.c[key] == row[key])
        .values({name: row[name] for name in columns})
    )
