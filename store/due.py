"""Sessions whose moment has come, taken fairly over senders, and no faster than a sender can send what they lead to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Integer, String, column, or_, select, text, tuple_, values
from sqlalchemy.sql.expression import true

from store.ledger import Row, tables

_SESSION, _PATIENT = tables["session"], tables["patient"]
# Contacts that wait to be sent may come to so much of a sender's time: enough that it never idles between two rounds,
# little enough that a STOP, a reply or a new number still changes what is decided.
BACKLOG: Final = timedelta(minutes=10)
# Timers that lead to no message, whatever the sender has to do.
_SILENT: Final = ("close", "phone")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sender with sessions whose moment has come. `room`: contacts that may still be queued for it."""

    clinic_id: str
    sender_id: str
    room: int


# The senders of sessions, one index look-up for each, as a sender may have a hundred thousand timers that are due; and
# not the table of senders, since what is left of one that is gone must come to its end, too.
_KNOWN: Final = """
    WITH RECURSIVE known AS (
        (SELECT clinic_id, sender_id FROM session WHERE look_at IS NOT NULL ORDER BY 1, 2 LIMIT 1)
        UNION ALL
        SELECT following.clinic_id, following.sender_id FROM known, LATERAL (
            SELECT clinic_id, sender_id FROM session
            WHERE look_at IS NOT NULL AND (clinic_id, sender_id) > (known.clinic_id, known.sender_id)
            ORDER BY 1, 2 LIMIT 1
        ) AS following
    )
"""
_SENDERS_DUE = text(
    _KNOWN  # noqa: S608 - texts of ours
    + """
    SELECT known.clinic_id, known.sender_id, coalesce(sender.rate, 1) AS rate, (
        SELECT count(*) FROM message_out AS waiting
        WHERE waiting.sender_id = known.sender_id AND waiting.clinic_id = known.clinic_id
        AND waiting.status = 'queued' AND NOT waiting.exempt AND waiting.not_before <= :soon
    ) AS waiting
    FROM known LEFT JOIN sender ON sender.clinic_id = known.clinic_id AND sender.sender_id = known.sender_id
    WHERE (
        SELECT true FROM session
        WHERE session.clinic_id = known.clinic_id AND session.sender_id = known.sender_id
        AND session.look_at <= :now AND session.next_action_at <= :now LIMIT 1
    )
    """
)
# Patients are locked before their sessions everywhere else. This waits for no lock, so it needs none of theirs.
_LOOK_LATER = text(
    _KNOWN  # noqa: S608 - texts of ours
    + """
    UPDATE session SET look_at = session.next_action_at
    FROM (
        SELECT early.* FROM known, LATERAL (
            SELECT clinic_id, session_id FROM session
            WHERE session.clinic_id = known.clinic_id AND session.sender_id = known.sender_id
            AND session.look_at <= :now AND session.next_action_at > :now
            ORDER BY session.look_at LIMIT :most FOR UPDATE SKIP LOCKED
        ) AS early
    ) AS early
    WHERE session.clinic_id = early.clinic_id AND session.session_id = early.session_id
    """
)


def look_later(connection: Connection, now: datetime, most: int) -> int:
    """Sessions whose timer a turn has moved on are looked at when it comes: so many of each sender; how many it was.

    In a transaction of its own, which is soon over: turns wait for it.
    """
    return connection.execute(_LOOK_LATER, {"now": now, "most": most}).rowcount


def senders_due(connection: Connection, now: datetime) -> list[Waiting]:
    """Every sender, paused ones too, that any session's timer is due for."""
    return [
        Waiting(row.clinic_id, row.sender_id, max(0, ceil(row.rate * BACKLOG.total_seconds()) - row.waiting))
        for row in connection.execute(_SENDERS_DUE, {"now": now, "soon": now + BACKLOG})
    ]


def claim_due(connection: Connection, now: datetime, limit: int) -> list[Row]:
    """Sessions whose timer has come, one of each patient, locked with the patient, in key order.

    Each sender has the same share, oldest first; one that has its ten minutes' work queued waits, but for what leads
    to no message. Patients whose turn it is elsewhere are passed by. What else is due of a patient is decided when
    this one is: two waves that come due together would otherwise both begin.
    """
    waiting = senders_due(connection, now)
    if not waiting:
        return []
    share = max(1, limit // len(waiting))
    first: dict[UUID, tuple[str, UUID]] = {}
    for row in connection.execute(_oldest(waiting, share, now)):
        first.setdefault(row.patient_id, (row.clinic_id, row.session_id))
    rows = locked_sessions(connection, first.values())
    return [row for row in rows if row["next_action_at"] is not None and row["next_action_at"] <= now]


def locked_sessions(connection: Connection, keys: Iterable[tuple[str, UUID]]) -> list[Row]:
    """These sessions by clinic and id, in key order and locked."""
    rows = connection.execute(
        select(_SESSION)
        .where(tuple_(_SESSION.c.clinic_id, _SESSION.c.session_id).in_(list(keys)))
        .order_by(_SESSION.c.session_id)
        .with_for_update()
    ).mappings()
    return [dict(row) for row in rows]


def _oldest(waiting: Iterable[Waiting], share: int, now: datetime) -> Any:
    wanted = values(
        column("clinic_id", String),
        column("sender_id", String),
        column("room", Integer),
        column("take", Integer),
        name="wanted",
    ).data([(each.clinic_id, each.sender_id, each.room, min(share, each.room) or share) for each in waiting])
    theirs = (
        select(_SESSION.c.clinic_id, _SESSION.c.session_id, _SESSION.c.patient_id, _SESSION.c.next_action_at)
        .join(
            _PATIENT, (_PATIENT.c.clinic_id == _SESSION.c.clinic_id) & (_PATIENT.c.patient_id == _SESSION.c.patient_id)
        )
        .where(
            *_of_sender(_SESSION, wanted),
            _SESSION.c.look_at <= now,
            _SESSION.c.next_action_at <= now,
            or_(wanted.c.room > 0, _SESSION.c.next_action.in_(_SILENT), _SESSION.c.closes_at <= now),
        )
        .order_by(_SESSION.c.look_at)  # by the index; it is that of the timer, or of one from shortly before
        .limit(wanted.c.take)
        .with_for_update(of=_PATIENT, skip_locked=True)
        .lateral("theirs")
    )
    return select(theirs).select_from(wanted.join(theirs, true())).order_by(theirs.c.next_action_at)


def _of_sender(table: Any, sender: Any) -> tuple[Any, Any]:
    return table.c.clinic_id == sender.c.clinic_id, table.c.sender_id == sender.c.sender_id
