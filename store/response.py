"""What became of askings: waves that were due in a period, with their session and what was sent and heard."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select

from store.ledger import Row, tables

_WAVE, _SESSION, _OUT, _IN = (tables[name] for name in ("wave", "session", "message_out", "message_in"))
_ATTEMPT, _OPT_OUT = tables["phone_attempt"], tables["opt_out"]
_EPISODE, _ANSWER, _TASK, _CONSENT = (tables[name] for name in ("episode", "answer", "task", "consent"))
_OF_WAVE = and_(  # by the patient, too: sessions are found by them
    _SESSION.c.clinic_id == _WAVE.c.clinic_id,
    _SESSION.c.patient_id == _WAVE.c.patient_id,
    _SESSION.c.wave_id == _WAVE.c.wave_id,
)
_ARRIVED = ("delivered", "read")
_FAILED = ("failed", "undelivered")


def askings_due(
    connection: Connection, clinic_id: str, since: datetime, until: datetime, after: UUID | None, limit: int
) -> list[Row]:
    """Waves due within [since, until), by id from after one; `session_id` null where none was made."""
    chosen = (
        select(
            _WAVE.c.wave_id,
            _WAVE.c.episode_id,
            _WAVE.c.wave_key,
            _WAVE.c.patient_id,
            _WAVE.c.due_at,
            _WAVE.c.closes_at,
            _WAVE.c.status,
            _WAVE.c.reason,
            _EPISODE.c.pathway_id,
            _EPISODE.c.pathway_version,
            _EPISODE.c.events,
            _SESSION.c.session_id,
        )
        .join(_EPISODE, (_EPISODE.c.clinic_id == _WAVE.c.clinic_id) & (_EPISODE.c.episode_id == _WAVE.c.episode_id))
        .outerjoin(_SESSION, _OF_WAVE)
        .where(_WAVE.c.clinic_id == clinic_id, _WAVE.c.due_at >= since, _WAVE.c.due_at < until)
        .order_by(_WAVE.c.wave_id)
        .limit(limit)
    )
    if after is not None:
        chosen = chosen.where(_WAVE.c.wave_id > after)
    return [dict(row) for row in connection.execute(chosen).mappings()]


def sessions_whole(connection: Connection, clinic_id: str, ids: list[UUID]) -> dict[UUID, Row]:
    rows = connection.execute(
        select(_SESSION).where(_SESSION.c.clinic_id == clinic_id, _SESSION.c.session_id.in_(ids))
    ).mappings()
    return {row["session_id"]: dict(row) for row in rows}


def contacts_sent(connection: Connection, clinic_id: str, ids: list[UUID]) -> dict[UUID, list[Row]]:
    """session_id → what the schedule sent, in order: `sent_at`, `channel`, `arrived`, `failed`."""
    rows = connection.execute(
        select(
            _OUT.c.session_id,
            _OUT.c.sent_at,
            _OUT.c.channel,
            _OUT.c.status.in_(_ARRIVED).label("arrived"),
            _OUT.c.status.in_(_FAILED).label("failed"),
        )
        .where(
            _OUT.c.clinic_id == clinic_id,
            _OUT.c.session_id.in_(ids),
            _OUT.c.exempt.is_(False),
            or_(_OUT.c.sent_at.is_not(None), _OUT.c.status.in_(_FAILED)),
        )
        .order_by(_OUT.c.session_id, _OUT.c.seq)
    ).mappings()
    return _by_session(rows)


def heard_in(connection: Connection, clinic_id: str, ids: list[UUID]) -> dict[UUID, list[Row]]:
    """session_id → messages of the patient, oldest first: `received_at`, `channel`."""
    rows = connection.execute(
        select(_IN.c.session_id, _IN.c.received_at, _IN.c.channel)
        .where(_IN.c.clinic_id == clinic_id, _IN.c.session_id.in_(ids), _IN.c.outcome != "auto-reply")
        .order_by(_IN.c.session_id, _IN.c.received_at)
    ).mappings()
    return _by_session(rows)


def answered_ways(connection: Connection, clinic_id: str, ids: list[UUID]) -> dict[UUID, list[Row]]:
    """session_id → by whom and over which channel there are answers."""
    rows = connection.execute(
        select(_ANSWER.c.session_id, _ANSWER.c.channel, _ANSWER.c.answered_by)
        .where(_ANSWER.c.clinic_id == clinic_id, _ANSWER.c.session_id.in_(ids))
        .distinct()
    ).mappings()
    return _by_session(rows)


def phoned_sessions(connection: Connection, clinic_id: str, ids: list[UUID]) -> set[UUID]:
    """Those whose patient was put on the list of people to ring by the schedule."""
    rows = connection.execute(
        select(_TASK.c.session_id).where(
            _TASK.c.clinic_id == clinic_id, _TASK.c.session_id.in_(ids), _TASK.c.kind == "phone"
        )
    )
    return {session_id for (session_id,) in rows if session_id is not None}


def called_outcomes(connection: Connection, clinic_id: str, ids: list[UUID]) -> dict[UUID, str]:
    """session_id → what the last call about it came to."""
    rows = connection.execute(
        select(_ATTEMPT.c.session_id, _ATTEMPT.c.outcome)
        .where(_ATTEMPT.c.clinic_id == clinic_id, _ATTEMPT.c.session_id.in_(ids))
        .order_by(_ATTEMPT.c.at)
    )
    return {row.session_id: row.outcome for row in rows}


def refusals(connection: Connection, clinic_id: str, patients: set[UUID]) -> dict[tuple[UUID, str], datetime]:
    """(patient, pathway) → when, where the last word about taking part was a no."""
    rows = connection.execute(
        select(_CONSENT.c.patient_id, _CONSENT.c.pathway_id, _CONSENT.c.given, _CONSENT.c.at)
        .where(_CONSENT.c.clinic_id == clinic_id, _CONSENT.c.patient_id.in_(patients))
        .order_by(_CONSENT.c.at)
    )
    last = {(row.patient_id, row.pathway_id): row for row in rows}
    return {place: row.at for place, row in last.items() if not row.given}


def stops_of(
    connection: Connection, clinic_id: str, patients: set[UUID]
) -> dict[UUID, list[tuple[datetime, datetime | None]]]:
    """patient → when they said STOP, and when they took it back."""
    rows = connection.execute(
        select(_OPT_OUT.c.patient_id, _OPT_OUT.c.at, _OPT_OUT.c.revoked_at).where(
            _OPT_OUT.c.clinic_id == clinic_id, _OPT_OUT.c.patient_id.in_(patients)
        )
    )
    found: dict[UUID, list[tuple[datetime, datetime | None]]] = {}
    for patient_id, at, revoked_at in rows:
        found.setdefault(patient_id, []).append((at, revoked_at))
    return found


def work_between(connection: Connection, clinic_id: str, since: datetime, until: datetime) -> list[Row]:
    """Tasks raised in the period, counted by kind: how many, seen to, and in what time (median, seconds)."""
    waited = func.extract("epoch", _TASK.c.acknowledged_at - _TASK.c.raised_at)
    late = func.coalesce(_TASK.c.acknowledged_at, _TASK.c.closed_at, until) > _TASK.c.due_at
    rows = connection.execute(
        select(
            _TASK.c.kind,
            func.count().label("raised"),
            func.count(_TASK.c.acknowledged_at).label("acknowledged"),
            func.count().filter(late).label("late"),
            func.percentile_cont(0.5).within_group(waited).label("median_seconds"),
        )
        .where(_TASK.c.clinic_id == clinic_id, _TASK.c.raised_at >= since, _TASK.c.raised_at < until)
        .group_by(_TASK.c.kind)
        .order_by(_TASK.c.kind)
    ).mappings()
    return [dict(row) for row in rows]


def _by_session(rows: object) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    for row in rows:  # type: ignore[attr-defined] # SQLAlchemy's mapping result
        found.setdefault(row["session_id"], []).append(dict(row))
    return found
