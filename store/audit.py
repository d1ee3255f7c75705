"""Who did what, when, to what: rows that are only ever added, each hashed together with the one before it.

A row that was changed, taken out of the middle or slipped in breaks the chain. Rows taken off the end do not: keep
the newest hash outside the database to see that.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, text
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the table looked up below

AUDIT = SQLModel.metadata.tables["audit"]
FIRST_HASH: Final = bytes(32)
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('audit/' || :clinic, 0))")
# PostgreSQL writes the detail out, as only what it gives back later can be hashed again.
_LAST = text(
    "SELECT CAST(CAST(:detail AS jsonb) AS text) AS detail, last.seq, last.hash FROM (SELECT) AS one"
    " LEFT JOIN LATERAL (SELECT seq, hash FROM audit WHERE clinic_id = :clinic ORDER BY seq DESC LIMIT 1) last ON true"
)
_CHAIN = text(
    "SELECT seq, at, actor, action, subject, CAST(detail AS text) AS detail, previous_hash, hash FROM audit"
    " WHERE clinic_id = :clinic ORDER BY seq"
)


def append(
    connection: Connection,
    clinic_id: str,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
) -> None:
    """Add one row to the clinic's chain; others who append wait until this transaction ends.

    `detail` holds codes and ids only: what stands here can never be erased.
    """
    connection.execute(_LOCK, {"clinic": clinic_id})
    last = connection.execute(_LAST, {"clinic": clinic_id, "detail": json.dumps(detail)}).one()
    seq, previous = (1, FIRST_HASH) if last.seq is None else (last.seq + 1, bytes(last.hash))
    connection.execute(
        insert(AUDIT),
        [
            {
                "clinic_id": clinic_id,
                "seq": seq,
                "at": at,
                "actor": actor,
                "action": action,
                "subject": subject,
                "detail": dict(detail),
                "previous_hash": previous,
                "hash": _hash(previous, clinic_id, seq, at, (actor, action, subject, last.detail)),
            }
        ],
    )


def verify(connection: Connection, clinic_id: str) -> int | None:
    """The number of the first row that does not fit the chain; null when all do."""
    previous, expected = FIRST_HASH, 1
    for row in connection.execute(_CHAIN, {"clinic": clinic_id}).yield_per(1000):
        found = _hash(previous, clinic_id, row.seq, row.at, (row.actor, row.action, row.subject, row.detail))
        if row.seq != expected or bytes(row.previous_hash) != previous or bytes(row.hash) != found:
            return expected
        previous, expected = found, expected + 1
    return None


def _hash(previous: bytes, clinic_id: str, seq: int, at: datetime, words: tuple[str, ...]) -> bytes:
    # As a JSON list, so that nothing can be moved from the end of one field to the start of the next.
    row = json.dumps([clinic_id, seq, at.astimezone(UTC).isoformat(), *words], ensure_ascii=True)
    return hashlib.sha256(previous + row.encode()).digest()
