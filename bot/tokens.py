"""Bearer tokens of the API: one secret for each system that calls, kept only as a hash."""

import hashlib
import secrets
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection

from store.audit import append
from store.tokens import add_token, clinic_of_token

_PREFIX = "prosvar_"


def make_token(connection: Connection, clinic_id: str, label: str, now: datetime, *, actor: str) -> str:
    """A new token, returned this once. `label` says which system it is for."""
    token = _PREFIX + secrets.token_urlsafe(32)
    token_id = uuid4()
    row = {
        "clinic_id": clinic_id,
        "token_id": token_id,
        "token_hash": hash_token(token),
        "label": label,
        "created_at": now,
        "revoked_at": None,
    }
    add_token(connection, row)
    append(
        connection,
        clinic_id,
        at=now,
        actor=actor,
        action="clinic.token",
        subject=f"token/{token_id}",
        detail={"label": label},
    )
    return token


def clinic_for(connection: Connection, token: str) -> tuple[str, str] | None:
    """(clinic id, label) of a token that stands; null for any other."""
    return clinic_of_token(connection, hash_token(token))


def hash_token(token: str) -> bytes:
    """A plain hash is enough: a token has 256 bits of chance, there is nothing to guess from a word list."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
