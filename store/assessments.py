"""Earlier askings of the same episode, for change since the first and the last."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from store.ledger import tables

assessment, session = tables["assessment"], tables["session"]


def first_and_last(
    connection: Connection, clinic_id: str, episode_id: UUID, session_id: UUID
) -> tuple[Mapping[str, Decimal], Mapping[str, Decimal]]:
    """Scores and numbers (by code or linkId) of the episode's first and last finished asking before this one."""
    rows: list[dict[str, Any]] = list(
        connection.execute(
            select(assessment.c.scores)
            .join(
                session,
                (session.c.clinic_id == assessment.c.clinic_id) & (session.c.session_id == assessment.c.session_id),
            )
            .where(
                session.c.clinic_id == clinic_id,
                session.c.episode_id == episode_id,
                session.c.session_id != session_id,
                assessment.c.final,
            )
            .order_by(assessment.c.at)
        ).scalars()
    )
    if not rows:
        return {}, {}
    return _numbers(rows[0]), _numbers(rows[-1])


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
