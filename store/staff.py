"""Staff accounts by their login, signed-in browsers by the hash of their token, and what stands behind their work."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from store.ledger import Row, tables

_ACCOUNT, _SESSION = tables["staff_account"], tables["staff_session"]
_TALK = tables["session"]


def add_account(connection: Connection, row: Row) -> None:
    connection.execute(insert(_ACCOUNT), [row])


def account_by_login(connection: Connection, login: str) -> Row | None:
    """Of any clinic, locked: tries with a password count one after the other."""
    statement = select(_ACCOUNT).where(_ACCOUNT.c.login == login).with_for_update()
    row = connection.execute(statement).mappings().first()
    return None if row is None else dict(row)


def accounts_of(connection: Connection, clinic_id: str) -> list[Row]:
    rows = connection.execute(select(_ACCOUNT).where(_ACCOUNT.c.clinic_id == clinic_id).order_by(_ACCOUNT.c.login))
    return [dict(row._mapping) for row in rows]


def change_account(connection: Connection, row: Row, values: Row) -> None:
    connection.execute(
        update(_ACCOUNT)
        .where(_ACCOUNT.c.clinic_id == row["clinic_id"], _ACCOUNT.c.staff_id == row["staff_id"])
        .values(values)
    )


def add_session(connection: Connection, row: Row) -> None:
    connection.execute(insert(_SESSION), [row])


def session_by_token(connection: Connection, token_hash: bytes) -> Row | None:
    """The session with its account's login, name and role beside it; null for a disabled account."""
    of_session = (_ACCOUNT.c.clinic_id == _SESSION.c.clinic_id) & (_ACCOUNT.c.staff_id == _SESSION.c.staff_id)
    row = connection.execute(
        select(_SESSION, _ACCOUNT.c.login, _ACCOUNT.c.name, _ACCOUNT.c.role)
        .join(_ACCOUNT, of_session)
        .where(_SESSION.c.token_hash == token_hash, _ACCOUNT.c.disabled_at.is_(None))
    ).mappings()
    found = row.first()
    return None if found is None else dict(found)


def touch_session(connection: Connection, token_hash: bytes, now: datetime) -> None:
    connection.execute(update(_SESSION).where(_SESSION.c.token_hash == token_hash).values(seen_at=now))


def end_session(connection: Connection, token_hash: bytes) -> None:
    connection.execute(delete(_SESSION).where(_SESSION.c.token_hash == token_hash))


def end_sessions_of(connection: Connection, clinic_id: str, staff_id: UUID) -> None:
    connection.execute(delete(_SESSION).where(_SESSION.c.clinic_id == clinic_id, _SESSION.c.staff_id == staff_id))


def carry_sessions(connection: Connection, by: timedelta) -> None:
    """Everybody stays signed in for as long as before: the clock was moved, and nobody has waited."""
    connection.execute(update(_SESSION).values(seen_at=_SESSION.c.seen_at + by, expires_at=_SESSION.c.expires_at + by))


def drop_ended_sessions(connection: Connection, now: datetime, unseen_since: datetime) -> None:
    connection.execute(delete(_SESSION).where((_SESSION.c.expires_at <= now) | (_SESSION.c.seen_at <= unseen_since)))


def talks_behind(connection: Connection, clinic_id: str, session_ids: Collection[UUID]) -> dict[UUID, Row]:
    """Pathway with its version, wave, state and colour of these conversations."""
    names = ("session_id", "state", "wave_key", "pathway_id", "pathway_version", "level")
    rows = connection.execute(
        select(*(_TALK.c[name] for name in names)).where(
            _TALK.c.clinic_id == clinic_id, _TALK.c.session_id.in_(list(session_ids))
        )
    ).mappings()
    return {row["session_id"]: dict(row) for row in rows}
