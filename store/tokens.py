"""The API's bearer tokens, by their hashes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from store.ledger import Row, tables

_TOKEN = tables["api_token"]


def add_token(connection: Connection, row: Row) -> None:
    connection.execute(insert(_TOKEN), [row])


def clinic_of_token(connection: Connection, token_hash: bytes) -> tuple[str, str] | None:
    found = connection.execute(
        select(_TOKEN.c.clinic_id, _TOKEN.c.label).where(
            _TOKEN.c.token_hash == token_hash, _TOKEN.c.revoked_at.is_(None)
        )
    ).first()
    return None if found is None else (found.clinic_id, found.label)


def revoke_tokens(connection: Connection, clinic_id: str, label: str, now: datetime) -> list[UUID]:
    """All tokens of this label end; returns which."""
    return list(
        connection.execute(
            update(_TOKEN)
            .where(_TOKEN.c.clinic_id == clinic_id, _TOKEN.c.label == label, _TOKEN.c.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(_TOKEN.c.token_id)
        ).scalars()
    )
