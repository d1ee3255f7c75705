"""Earlier askings of the same episode, for change since the first and the last."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection, func, select

from store.ledger import Row, tables
from store.recordset import tuples_by

assessment = tables["assessment"]


Numbers = Mapping[str, Decimal]
_EARLIER = (
    "SELECT wanted.session_id, assessment.scores"
    " FROM :rows AS wanted (clinic_id text, patient_id uuid, episode_id uuid, session_id uuid, due_at timestamptz)"
    " JOIN session ON session.clinic_id = wanted.clinic_id AND session.patient_id = wanted.patient_id"
    " AND session.episode_id = wanted.episode_id"
    " AND session.session_id <> wanted.session_id AND session.due_at < wanted.due_at"
    " JOIN assessment ON assessment.clinic_id = session.clinic_id AND assessment.session_id = session.session_id"
    " WHERE assessment.final ORDER BY assessment.at"
)


def first_and_last(connection: Connection, sessions: Iterable[Row]) -> dict[UUID, tuple[Numbers, Numbers]]:
    """Scores and numbers (by code or linkId) of the first and last finished asking before each session in its episode.

    Before by when they were due: a summary may be told anew long after, when later ones have been answered. A session
    that none came before is left out.
    """
    names = ("clinic_id", "patient_id", "episode_id", "session_id", "due_at")
    wanted = [{name: session[name] for name in names} for session in sessions]
    found: dict[UUID, list[Mapping[str, str]]] = {}
    for session_id, scores in tuples_by(connection, _EARLIER, wanted):
        found.setdefault(session_id, []).append(scores)
    return {session_id: (_numbers(rows[0]), _numbers(rows[-1])) for session_id, rows in found.items()}


def first_judged(connection: Connection, clinic_id: str, sessions: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each of these sessions first had the colour of all its core, or of what there was at its end."""
    rows = connection.execute(
        select(assessment.c.session_id, func.min(assessment.c.at))
        .where(assessment.c.clinic_id == clinic_id, assessment.c.session_id.in_(list(sessions)), assessment.c.final)
        .group_by(assessment.c.session_id)
    )
    return {row[0]: row[1] for row in rows}


def _numbers(row: Mapping[str, str]) -> dict[str, Decimal]:
    return {code: Decimal(value) for code, value in row.items()}
