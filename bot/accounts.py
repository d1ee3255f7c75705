"""Staff accounts: made at the terminal, signed in to with a password, kept signed in by a token in a cookie.

Passwords are kept as argon2 hashes. A wrong password, an unknown login, a disabled account and one that is locked for
a while get the same answer after the same work, so nothing can be learnt by trying. Of a session's token only the hash
is kept: who reads the database cannot become somebody else by it.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final
from uuid import UUID, uuid4

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Connection

from bot.tokens import hash_token
from store.audit import append
from store.ledger import Row
from store.staff import (
    account_by_login,
    add_session,
    change_account,
    drop_ended_sessions,
    end_session,
    end_sessions_of,
    session_by_token,
    touch_session,
)
from store.staff import add_account as store_account

# OWASP's session cheat sheet: 15 to 30 minutes idle, and a working day in all.
IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
_TOUCH: Final = timedelta(minutes=1)  # a page written down this often is enough to know that somebody is there
# From all addresses together; who guesses from one is stopped long before. NIST SP 800-63B, 5.2.2: no more than 100 in
# a row. Few would let anybody who knows a login keep its owner out.
MOST_WRONG: Final = 100
LOCKED_FOR: Final = timedelta(minutes=15)
SHORTEST_PASSWORD: Final = 12  # NIST SP 800-63B: length counts, mixed characters do not
LONGEST_PASSWORD: Final = 200
ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {"reader": "reads, sees to tasks and gives colours", "editor": "also changes schedules"}
)
_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


class AccountError(Exception):
    """What was said of a staff account cannot be done."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is signed in, and the secret that each of their forms has to hold."""

    clinic_id: str
    staff_id: UUID
    login: str
    name: str
    role: str
    csrf: str = field(repr=False)

    @property
    def actor(self) -> str:
        """As the audit names them."""
        return f"staff:{self.login}"

    @property
    def may_edit(self) -> bool:
        return self.role == "editor"


def add_account(
    connection: Connection,
    clinic_id: str,
    login: str,
    *,
    name: str,
    role: str,
    password: str,
    now: datetime,
    actor: str,
) -> None:
    """Raises AccountError for a login that is taken or cannot be one, an unknown role, or a weak password."""
    login = login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise AccountError("a login has 2 to 64 of a-z, 0-9, dot, @, _ and -, as in anna.berg")
    if not name.strip():
        raise AccountError("give the name that others see beside what this person did")
    if role not in ROLES:
        raise AccountError("the role is " + ", or ".join(f"{role} ({means})" for role, means in ROLES.items()))
    _check_password(password, login)
    if account_by_login(connection, login) is not None:
        raise AccountError(f"the login {login} is taken, perhaps at another clinic: choose another")
    staff_id = uuid4()
    row = {
        "clinic_id": clinic_id,
        "staff_id": staff_id,
        "login": login,
        "name": name.strip(),
        "role": role,
        "password_hash": _hasher().hash(password),
        "failures": 0,
        "created_at": now,
    }
    store_account(connection, row)
    _audit(connection, row, "staff.add", now, actor, role=role)


def set_password(connection: Connection, clinic_id: str, login: str, password: str, now: datetime, actor: str) -> None:
    """Ends every session of the account, and the wait after wrong passwords. Raises AccountError."""
    account = _own_account(connection, clinic_id, login)
    _check_password(password, account["login"])
    values = {"password_hash": _hasher().hash(password), "failures": 0, "locked_until": None}
    change_account(connection, account, values)
    end_sessions_of(connection, clinic_id, account["staff_id"])
    _audit(connection, account, "staff.password", now, actor)


def disable(connection: Connection, clinic_id: str, login: str, now: datetime, actor: str) -> None:
    """Nobody signs in to it any more, and who is signed in is signed out. Raises AccountError."""
    account = _own_account(connection, clinic_id, login)
    if account["disabled_at"] is not None:
        raise AccountError(f"{login} is disabled already")
    change_account(connection, account, {"disabled_at": now})
    end_sessions_of(connection, clinic_id, account["staff_id"])
    _audit(connection, account, "staff.disable", now, actor)


def make_password() -> str:
    """One that nobody has thought of: 120 bits in five groups that can be read out."""
    letters = secrets.token_hex(15)
    return "-".join(letters[n : n + 6] for n in range(0, len(letters), 6))


def login_of(typed: str) -> str:
    """As accounts are looked up."""
    return typed.strip().lower()[:LONGEST_PASSWORD]


def sign_in(connection: Connection, login: str, password: str, now: datetime, *, old_token: str = "") -> str | None:
    """The token of a new session; null when it is refused, whatever the reason. An old session in its place ends."""
    account = account_by_login(connection, login_of(login))
    kept = _nobodys_hash() if account is None else account["password_hash"]
    fits, better = _hasher().verify_and_update(password[:LONGEST_PASSWORD], kept)
    if account is None:
        return None
    locked = account["locked_until"] is not None and account["locked_until"] > now
    if locked or not fits or account["disabled_at"] is not None:
        _refuse(connection, account, now, locked=locked, wrong=not fits)
        return None
    values = {"failures": 0, "locked_until": None, "signed_in_at": now}
    change_account(connection, account, values | ({} if better is None else {"password_hash": better}))
    if old_token:
        end_session(connection, hash_token(old_token))
    drop_ended_sessions(connection, now, now - IDLE)
    _audit(connection, account, "staff.sign-in", now, f"staff:{account['login']}")
    return _begin_session(connection, account, now)


def signed_in(connection: Connection, token: str, now: datetime, *, touch: bool = True) -> Staff | None:
    """Whose session this token is; null when there is none, or it is over. `touch`: somebody is there, go on."""
    row = session_by_token(connection, hash_token(token))
    if row is None or now >= row["expires_at"] or now - row["seen_at"] >= IDLE:
        return None
    if touch and now - row["seen_at"] >= _TOUCH:
        touch_session(connection, row["token_hash"], now)
    return Staff(row["clinic_id"], row["staff_id"], row["login"], row["name"], row["role"], row["csrf"])


def sign_out(connection: Connection, staff: Staff, token: str, now: datetime) -> None:
    end_session(connection, hash_token(token))
    append(
        connection,
        staff.clinic_id,
        at=now,
        actor=staff.actor,
        action="staff.sign-out",
        subject=f"staff/{staff.staff_id}",
        detail={},
    )


def _begin_session(connection: Connection, account: Row, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    row = {
        "clinic_id": account["clinic_id"],
        "token_hash": hash_token(token),
        "staff_id": account["staff_id"],
        "csrf": secrets.token_urlsafe(32),
        "created_at": now,
        "seen_at": now,
        "expires_at": now + LONGEST,
    }
    add_session(connection, row)
    return token


def _refuse(connection: Connection, account: Row, now: datetime, *, locked: bool, wrong: bool) -> None:
    """While it is locked no try counts, so the wait is over when it was said to be."""
    if wrong and not locked:
        failures = account["failures"] + 1
        over = failures >= MOST_WRONG
        change_account(
            connection,
            account,
            {"failures": 0 if over else failures, "locked_until": now + LOCKED_FOR if over else None},
        )
    _audit(connection, account, "staff.sign-in-refused", now, "unknown", locked=locked)


def _own_account(connection: Connection, clinic_id: str, login: str) -> Row:
    account = account_by_login(connection, login.strip().lower())
    if account is None or account["clinic_id"] != clinic_id:
        raise AccountError(f"{clinic_id} has no staff account {login!r}: see `prosvar staff list`")
    return account


def _check_password(password: str, login: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters: several words do well"
        )
    if (len(login) > 3 and login in password.lower()) or len(set(password)) < 5:
        raise AccountError("this password is easily guessed: choose several words that have nothing to do with you")


def _audit(connection: Connection, account: Row, action: str, now: datetime, actor: str, **detail: object) -> None:
    append(
        connection,
        account["clinic_id"],
        at=now,
        actor=actor,
        action=action,
        subject=f"staff/{account['staff_id']}",
        detail=detail,
    )


@cache
def _hasher() -> PasswordHash:
    """OWASP's password storage cheat sheet: argon2id with 19 MiB, two rounds, one thread. The same machine answers
    patients, so no more is taken; few tries before a wait do the rest."""
    return PasswordHash((Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1),))


@cache
def _nobodys_hash() -> str:
    """What the password of an unknown login is compared with, so that it takes as long."""
    return _hasher().hash(secrets.token_urlsafe(32))
