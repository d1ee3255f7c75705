"""One row for every table, made by reflection: a new table or column is filled without being named here."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table, insert
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables
from store.crypto import DataKey

MOMENT = datetime(2026, 5, 12, 8, 30, tzinfo=UTC)
CLINIC_TABLES = [table for table in SQLModel.metadata.sorted_tables if "clinic_id" in table.c]
SEALED = [(table, column) for table in CLINIC_TABLES for column in table.c if column.name.endswith("_sealed")]
_numbers = count(1)


def secret_of(table: Table, column: Column[Any]) -> str:
    return f"what {table.name}.{column.name} hides"


def row_name(table: Table, row: dict[str, Any]) -> str:
    return str(row[list(table.primary_key)[-1].name])


def insert_row(
    connection: Connection, table: Table, clinic_id: str, key: DataKey | None = None, **given: Any
) -> dict[str, Any]:
    """Every column has a value, so that no reading of it goes untested; sealed ones are sealed under `key`."""
    row = {
        column.name: _value(column)
        for column in table.c
        if not column.name.endswith("_sealed") and column.identity is None
    }
    row |= {"clinic_id": clinic_id, **given}
    if key is not None:
        for column in table.c:
            if column.name.endswith("_sealed"):
                place = {"table": table.name, "column": column.name, "row": row_name(table, row)}
                row[column.name] = key.seal(secret_of(table, column), **place)
    for column in table.c:
        if column.name.endswith("_sealed") and not column.nullable:
            row.setdefault(column.name, b"sealed")
    connection.execute(insert(table), [row])
    return row


def _value(column: Column[Any]) -> Any:
    number = next(_numbers)
    kinds: dict[type, Any] = {
        bool: False,
        int: number,
        float: 1.0,
        str: f"{column.name}-{number}",
        UUID: UUID(int=number),
        datetime: MOMENT,
        date: MOMENT.date(),
        bytes: number.to_bytes(8, "big"),
        object: f"{column.name}-{number}",  # SQLModel's strings do not say that they are
    }
    return {} if isinstance(column.type, JSONB) else kinds[column.type.python_type]
