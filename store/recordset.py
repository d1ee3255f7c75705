"""Many rows in one statement, straight on the driver: each column travels as one array, which PostgreSQL takes apart.

What a turn costs is the client's and PostgreSQL's work on rows and statements. A message to send (25 columns, 32 rows
at once) takes PostgreSQL 12 µs this way, of which the table and its indexes are 10, and 18 as JSON, which it reads
twice; from `unnest` of several arrays in FROM, which keeps each apart, 15; as an array of rows 17. By executemany it
takes the client alone 17, and COPY cannot update. A statement by itself takes the client 14 µs on psycopg and 50 to 100
through SQLAlchemy, and a row of a session 8 instead of 14. It is still SQLAlchemy's connection, transaction and errors.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from sys import intern
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import RawCursor
from psycopg.adapt import Dumper
from psycopg.pq import Format
from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from store.arrays import column, literal

Row = dict[str, Any]
# A statement that reads the rows given to it as `:rows AS name (column type, …)`, and these.
Part = tuple[str, Sequence[Row]]

_ROWS: Final = re.compile(r":rows AS (\w+) \(([^()]*)\)")
_POSTGRESQL: Final = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy's own way to name it


class _Binary(bytes):
    """An array in PostgreSQL's binary form."""


class _Literal(bytes):
    """An array as text."""


class _AsItIs(Dumper):
    """The statement says what it is."""

    format = Format.BINARY
    oid = 0

    def dump(self, obj: bytes) -> bytes:
        return obj


class _AsText(_AsItIs):
    format = Format.TEXT


# For every connection that is made later; store/database.py sees to it that all are.
psycopg.adapters.register_dumper(_Binary, _AsItIs)
psycopg.adapters.register_dumper(_Literal, _AsText)


def rows_by(connection: Connection, statement: str, wanted: Sequence[Row]) -> list[Row]:
    """What one statement finds by these `:rows`; as plain dicts."""
    cursor = _run(connection, (statement,), (wanted,))
    names = _names(cursor)
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def tuples_by(connection: Connection, statement: str, wanted: Sequence[Row]) -> list[tuple[Any, ...]]:
    """As `rows_by`, for few columns."""
    return _run(connection, (statement,), (wanted,)).fetchall()


def _names(cursor: RawCursor[tuple[Any, ...]]) -> list[str]:
    """Of the columns. Interned, as a row is looked into by such names: each is then found without being compared.

    The cursor's own description tells each column's type, too, which takes the client as long as a short statement.
    """
    result = cursor.pgresult
    assert result is not None, "called when it has found what it was asked for"
    return [intern((result.fname(number) or b"").decode()) for number in range(result.nfields)]


def columns_of(table: Table) -> str:
    """What a statement here selects instead of `*`, which would fail once another version has added a column.

    It is prepared, and PostgreSQL does not let what a prepared statement returns change.
    """
    return ", ".join(f"{table.name}.{column.name}" for column in table.columns)


def insertion(table: Table, rows: Sequence[Row]) -> Part:
    """Add rows. A column that a row does not give is null, whatever default the table has."""
    return _insertion(table), rows


def changing(table: Table, key: str, columns: tuple[str, ...], rows: Iterable[Row]) -> Part:
    """Write these columns, which each row gives, of rows that are found by clinic and key; none may come twice."""
    statement, needed = _changing(table, key, columns)
    given = list(rows)
    if not all(row.keys() >= needed for row in given):
        raise KeyError(f"a row to change in {table.name} lacks one of {', '.join(sorted(needed))}")
    return statement, given


def run_together(connection: Connection, parts: Iterable[Part]) -> None:
    """All that have rows, in one round trip; only the last may be a SELECT.

    They do not see what the others write, and none may write another's rows.
    """
    chosen = [(statement, rows) for statement, rows in parts if rows]
    if chosen:
        statements, rows = zip(*chosen, strict=True)
        _run(connection, statements, rows)


def _run(
    connection: Connection, statements: tuple[str, ...], rows: Sequence[Sequence[Row]]
) -> RawCursor[tuple[Any, ...]]:
    """Prepared once on each connection, and planned a few times. Raises what SQLAlchemy would."""
    together = _together(statements)
    values = [
        _array(name, kind, each)
        for columns, each in zip(together.columns, map(list, rows), strict=True)
        for name, kind in columns
    ]
    driver: Any = connection.connection.driver_connection
    cursor: RawCursor[tuple[Any, ...]] = RawCursor(driver)
    try:
        return cursor.execute(together.statement, values, prepare=True, binary=True)
    except psycopg.Error as error:
        raise _as_sqlalchemy(connection, driver, error) from error


def _as_sqlalchemy(connection: Connection, driver: Any, error: psycopg.Error) -> BaseException:
    """What all callers know to catch; a connection that is lost is not used again."""
    lost = bool(connection.dialect.is_disconnect(error, driver, None))  # type: ignore[arg-type] # psycopg's own types
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        None, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=lost, dialect=connection.dialect
    )


class _Column(NamedTuple):
    """One of the rows that a statement is given: its name there, and PostgreSQL's name of its type."""

    name: str
    type: str


class _Together(NamedTuple):
    """Several statements as one, and the columns that each of them is given."""

    statement: bytes
    columns: tuple[tuple[_Column, ...], ...]


def _column(declared: str) -> _Column:
    name, kind = declared.strip().split(maxsplit=1)
    return _Column(name, _KNOWN_AS.get(kind, kind))


def _array(name: str, kind: str, rows: list[Row]) -> bytes:
    """What cannot be told as the column's type is told as text: PostgreSQL judges it."""
    found = column(name, kind, rows)
    return _Literal(literal(name, kind, rows)) if found is None else _Binary(found)


# As SQLAlchemy or a statement names them, and as store/arrays.py does.
_KNOWN_AS: Final = {"varchar": "text", "timestamp with time zone": "timestamptz", "int": "integer"}


@cache
def _insertion(table: Table) -> str:
    names = tuple(column.name for column in table.columns if column.identity is None)
    listed = ", ".join(names)
    return f"INSERT INTO {table.name} ({listed}) SELECT {listed} FROM {_recordset(table, names)}"  # noqa: S608 - our names


@cache
def _changing(table: Table, key: str, columns: tuple[str, ...]) -> tuple[str, frozenset[str]]:
    """The statement, and what each row must give."""
    needed = ("clinic_id", key, *columns)
    changes = ", ".join(f"{name} = new.{name}" for name in columns)
    found = f"{table.name}.clinic_id = new.clinic_id AND {table.name}.{key} = new.{key}"
    statement = f"UPDATE {table.name} SET {changes} FROM {_recordset(table, needed)} WHERE {found}"  # noqa: S608 - our names
    return statement, frozenset(needed)


def _recordset(table: Table, names: tuple[str, ...]) -> str:
    typed = ", ".join(f"{name} {_type(table, name)}" for name in names)
    return f":rows AS new ({typed})"


def _type(table: Table, name: str) -> str:
    return str(table.columns[name].type.compile(_POSTGRESQL)).lower()


@cache
def _together(statements: tuple[str, ...]) -> _Together:
    columns: list[tuple[_Column, ...]] = []
    given = 0

    def rows(found: re.Match[str]) -> str:
        """In one list of what is selected, where arrays are taken apart side by side and nothing is kept."""
        nonlocal given
        names = [_column(each) for each in found[2].split(",")]
        columns.append(tuple(names))
        numbered = enumerate(names, start=given + 1)
        given += len(names)
        taken = (f"unnest(CAST(${number} AS {each.type}[])) AS {each.name}" for number, each in numbered)
        return f"(SELECT {', '.join(taken)}) AS {found[1]}"

    *first, last = (_ROWS.sub(rows, statement) for statement in statements)
    parts = ", ".join(f"part_{number} AS ({statement})" for number, statement in enumerate(first))
    return _Together((f"WITH {parts} {last}" if parts else last).encode(), tuple(columns))
