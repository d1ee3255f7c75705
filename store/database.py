"""How the database is reached: as the engine, which serves every clinic, or as one clinic, which sees its own rows."""

import json
import re
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import orjson
import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import InvalidatePoolError

import store.recordset  # noqa: F401 - tells the driver of its arrays before an engine takes the driver's types over

# A turn is over in milliseconds. Whatever takes this long is stuck, and others wait for its locks.
STATEMENT_SECONDS: Final = 30
LOCK_SECONDS: Final = 10
IDLE_SECONDS: Final = 60
CONNECT_SECONDS: Final = 10
# A connection that was used just now is only looked at; after this long something between may have dropped it silently.
FRESH_SECONDS: Final = 1.0
RETURNED: Final = "returned"  # when to the pool, by the machine's own seconds
# Our statements find a few rows by an index. That costs on disks without moving heads what this says; with the default
# PostgreSQL reads whole tables of some thousand rows instead, which takes a batch of turns ten times as long.
PLANS: Final = "-c random_page_cost=1.1 -c jit=off"
CLINIC_ROLE: Final = "prosvar_clinic"
# Past 64 bits, or as PostgreSQL writes 1e400: orjson would round it.
_LONG_NUMBER: Final = re.compile(rb"\d{19}")
_AS_CLINIC = text(f"SELECT set_config('role', '{CLINIC_ROLE}', true), set_config('prosvar.clinic', :clinic, true)")


def open_engine(url: str) -> Engine:
    """An engine over psycopg 3 for any PostgreSQL address; sessions speak UTC, and errors show no values."""
    address = make_url(url).set(drivername="postgresql+psycopg")
    limits = (
        f"-c timezone=UTC -c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout={LOCK_SECONDS}s"
        f" -c idle_in_transaction_session_timeout={IDLE_SECONDS}s {PLANS}"
    )
    given = address.query.get("options", "")
    own = given if isinstance(given, str) else " ".join(given)
    engine = create_engine(
        address,
        pool_size=10,
        max_overflow=20,
        hide_parameters=True,
        json_deserializer=read_json,
        connect_args={
            "application_name": "prosvar",
            "connect_timeout": CONNECT_SECONDS,
            "options": f"{limits} {own}".strip(),  # the address has the last word
        },
    )
    _hand_out_living(engine)
    return engine


def read_json(document: bytes) -> Any:
    """A JSON column's value. By `json` the least of them takes as long as ten other columns, and a turn reads one."""
    return json.loads(document) if _LONG_NUMBER.search(document) else orjson.loads(document)


def _hand_out_living(engine: Engine) -> None:
    """Connections that the database has ended meanwhile are replaced before somebody works with them.

    As the pool's own ping does, but without a round trip in every turn: what was ended has something to read, its end.
    """

    def look(connection: Any, record: Any, _: Any) -> None:
        now = time.monotonic()
        fresh = now - record.info.get(RETURNED, now) < FRESH_SECONDS  # or new: it has only just been made
        if fresh and not connection.closed and not _has_news(connection):
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            raise InvalidatePoolError from error

    def note(_: Any, record: Any) -> None:
        record.info[RETURNED] = time.monotonic()

    event.listen(engine, "checkout", look)
    event.listen(engine, "checkin", note)


def _has_news(connection: Any) -> bool:
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction that sees all clinics: for the engine, which works through them together."""
    with engine.begin() as connection:
        yield connection


@contextmanager
def clinic_transaction(engine: Engine, clinic_id: str) -> Iterator[Connection]:
    """One transaction that sees and writes this clinic's rows alone; PostgreSQL keeps it to that."""
    with engine.begin() as connection:
        connection.execute(_AS_CLINIC, {"clinic": clinic_id})
        yield connection
