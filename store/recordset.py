"""Many rows in one statement: they travel as one JSON parameter that PostgreSQL takes apart.

The client's own work is what a turn costs. A message to send (19 columns, 64 rows at once) takes it 17 µs by
executemany, 25 µs by arrays for `unnest`, 3.5 µs by this; 4 µs by COPY, which neither updates nor raises SQLAlchemy's
errors.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection, CursorResult, Table, TextClause, text

Row = dict[str, Any]


def as_json(rows: Sequence[object]) -> str:
    """Rows as PostgreSQL reads them back by their columns' types; bytes as hexadecimal."""
    try:
        return orjson.dumps(rows, default=_plain).decode()
    except TypeError:  # an integer above 64 bits, or half of a surrogate pair: PostgreSQL judges those
        return json.dumps(rows, default=_plain)


def rows_of(found: CursorResult[Any]) -> list[Row]:
    """Plain dicts, six times as quick as dict() of SQLAlchemy's own mappings."""
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows. A column that a row does not give is null, whatever default the table has."""
    if rows:
        connection.execute(_insertion(table), {"rows": as_json(rows)})


def update_rows(
    connection: Connection, table: Table, key: str, columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Write these columns of rows that are found by clinic and key."""
    kept = ("clinic_id", key, *columns)
    changed = [{name: row[name] for name in kept} for row in rows]
    if changed:
        connection.execute(_update(table, key, columns), {"rows": as_json(changed)})


def _plain(value: object) -> object:
    return "\\x" + value.hex() if isinstance(value, bytes) else str(value)


@cache
def _insertion(table: Table) -> TextClause:
    names = ", ".join(column.name for column in table.columns if column.identity is None)
    return text(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {_recordset(table)}")  # noqa: S608 - our names


@cache
def _update(table: Table, key: str, columns: tuple[str, ...]) -> TextClause:
    changes = ", ".join(f"{name} = new.{name}" for name in columns)
    found = f"{table.name}.clinic_id = new.clinic_id AND {table.name}.{key} = new.{key}"
    return text(f"UPDATE {table.name} SET {changes} FROM {_recordset(table)} AS new WHERE {found}")  # noqa: S608 - our names


def _recordset(table: Table) -> str:
    return f"json_populate_recordset(CAST(NULL AS {table.name}), CAST(:rows AS json))"
