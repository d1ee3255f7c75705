"""New keys for old: the root over clinics' keys, clinics' and patients' keys, and everything sealed under them.

Keys are renewed in one short transaction in which nobody else can read a clinic's key; what is sealed follows in
pages while all goes on, as the version before still opens. A clinic whose sealing was interrupted is gone through
first the next time: only then may that version be dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, Connection, Table, bindparam, null, select, text, update
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables looked up below
from store.crypto import DataKey, Keyring, KeyShreddedError, SealBrokenError

tables = SQLModel.metadata.tables
CLINIC, PATIENT = tables["clinic"], tables["patient"]
PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Page:
    """`last` is where the next page begins, null after the last one. `unreadable`: under no key that is here."""

    last: Any
    resealed: int
    unreadable: int


def sealed_tables() -> dict[Table, list[Column[Any]]]:
    """Every table with sealed columns, found in the models, so that none can be forgotten."""
    found = {
        table: [column for column in table.c if column.name.endswith("_sealed")]
        for table in SQLModel.metadata.sorted_tables
    }
    return {table: columns for table, columns in found.items() if columns}


def own_key(table: Table) -> Column[Any]:
    """What a row is called within its clinic; for a clinic itself, the clinic."""
    columns: list[Column[Any]] = list(table.primary_key)
    return columns[-1]


def rewrap_clinics(connection: Connection, keyring: Keyring) -> int:
    """Wrap every clinic's key by the current root; the old root is not needed afterwards. Returns how many."""
    rows = connection.execute(select(CLINIC.c.clinic_id, CLINIC.c.key_wrapped).with_for_update()).all()
    changed = [(row.clinic_id, wrapped) for row in rows if (wrapped := keyring.rewrapped(row.key_wrapped)) != row[1]]
    for clinic_id, wrapped in changed:
        connection.execute(update(CLINIC).where(CLINIC.c.clinic_id == clinic_id).values(key_wrapped=wrapped))
    return len(changed)


def renew_keys(connection: Connection, keyring: Keyring, clinic_id: str, now: datetime) -> int:
    """Give the clinic and each of its patients a new version of their key; returns how many patients.

    Everyone who opens anything reads the clinic first, so the lock keeps old and new keys from meeting in one
    transaction; `applied_at` tells the other processes that what they hold of the clinic is out of date.
    """
    connection.execute(text("LOCK TABLE clinic IN ACCESS EXCLUSIVE MODE"))
    wrapped = connection.execute(select(CLINIC.c.key_wrapped).where(CLINIC.c.clinic_id == clinic_id)).scalar_one()
    old, renewed = keyring.clinic_key(clinic_id, wrapped), keyring.renewed_clinic_key(wrapped)
    new = keyring.clinic_key(clinic_id, renewed)
    patients = connection.execute(
        select(PATIENT.c.patient_id, PATIENT.c.key_wrapped)
        .where(PATIENT.c.clinic_id == clinic_id, PATIENT.c.key_wrapped.is_not(None))
        .order_by(PATIENT.c.patient_id)
        .with_for_update()
    ).all()
    statement = (
        update(PATIENT)
        .where(PATIENT.c.clinic_id == clinic_id, PATIENT.c.patient_id == bindparam("patient"))
        .values(key_wrapped=bindparam("wrapped"))
    )
    keys = [
        {
            "patient": row.patient_id,
            "wrapped": keyring.renewed_patient_key(old, new, row.patient_id, row.key_wrapped),
        }
        for row in patients
    ]
    if keys:
        connection.execute(statement, keys)
    connection.execute(
        update(CLINIC).where(CLINIC.c.clinic_id == clinic_id).values(key_wrapped=renewed, applied_at=now)
    )
    return len(keys)


def reseal_page(connection: Connection, keyring: Keyring, clinic_id: str, table: Table, after: Any = None) -> Page:
    """Seal the next rows of one table under the newest version of the key that opens them.

    A value that somebody else has written meanwhile is left as it is: the version before still opens it.
    """
    clinic = keyring.clinic_key(
        clinic_id, connection.execute(select(CLINIC.c.key_wrapped).where(CLINIC.c.clinic_id == clinic_id)).scalar_one()
    )
    key, columns = own_key(table), sealed_tables()[table]
    statement = select(key.label("row_key"), *columns, _patient_of(table).label("patient")).order_by(key).limit(PAGE)
    statement = statement.where(table.c.clinic_id == clinic_id)
    rows = connection.execute(statement if after is None else statement.where(key > after)).mappings().all()
    patients = _patient_keys(connection, keyring, clinic_id, clinic, {row["patient"] for row in rows} - {None})
    resealed = unreadable = 0
    for row in rows:
        holders = [clinic] if row["patient"] not in patients else [patients[row["patient"]], clinic]
        for column in columns:
            try:
                new = _resealed(holders, row[column.name], table.name, column.name, str(row["row_key"]))
            except SealBrokenError:
                unreadable += 1
                continue
            if new is not None:
                same = (table.c.clinic_id == clinic_id) & (key == row["row_key"]) & (column == row[column.name])
                resealed += connection.execute(update(table).where(same).values({column.name: new})).rowcount
    return Page(rows[-1]["row_key"] if len(rows) == PAGE else None, resealed, unreadable)


def _patient_of(table: Table) -> Any:
    return table.c.patient_id if "patient_id" in table.c else null()


def _patient_keys(
    connection: Connection, keyring: Keyring, clinic_id: str, clinic: DataKey, patients: set[UUID]
) -> Mapping[UUID, DataKey]:
    found: dict[UUID, DataKey] = {}
    wrapped = select(PATIENT.c.patient_id, PATIENT.c.key_wrapped).where(
        PATIENT.c.clinic_id == clinic_id, PATIENT.c.patient_id.in_(patients)
    )
    for row in connection.execute(wrapped):
        try:
            found[row.patient_id] = keyring.patient_key(clinic, row.patient_id, row.key_wrapped)
        except KeyShreddedError:
            continue
    return found


def _resealed(holders: list[DataKey], sealed: bytes | None, table: str, column: str, row: str) -> bytes | None:
    """Null where there is nothing to do. What is about a patient may still be sealed under his clinic."""
    if sealed is None:
        return None
    for place, holder in enumerate(holders):
        try:
            plain = holder.open(sealed, table=table, column=column, row=row)
        except SealBrokenError:
            if place == len(holders) - 1:
                raise
        else:
            return None if holder.is_current(sealed) else holder.seal(plain, table=table, column=column, row=row)
    return None
