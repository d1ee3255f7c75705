"""Every sealed column there is goes through a rotation and an erasure; which ones there are, the models say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, Table, select, text, update
from sqlmodel import SQLModel

from bot.keys import (
    NoSuchPatientError,
    Rotated,
    RotationRunningError,
    erase_patient,
    require_keys,
    rotate_all,
    rotate_root,
)
from bot.settings import SettingsError
from store import rotation
from store.audit import verify
from store.crypto import DataKey, Keyring, KeyShreddedError, SealBrokenError, generate_root_key
from store.database import transaction
from tests.store.rows import SEALED, insert_row, secret_of

CLINIC, OTHER = "north", "south"
ANNA, BO = UUID(int=0xA), UUID(int=0xB)
tables = SQLModel.metadata.tables
OLD, NEW = generate_root_key("old"), generate_root_key("new")
OF_PATIENTS = [(table, column) for table, column in SEALED if "patient_id" in table.c]


@dataclass(frozen=True)
class Filled:
    """Two clinics; in each Anna and Bo with a row in every table that seals, and rows that are nobody's."""

    engine: Engine
    keyring: Keyring


@pytest.fixture
def filled(engine: Engine) -> Filled:
    keyring = Keyring.parse(f"{OLD},{NEW}")
    with transaction(engine) as connection:
        for clinic_id in (CLINIC, OTHER):
            fill(connection, keyring, clinic_id)
    return Filled(engine, Keyring.parse(f"{NEW},{OLD}"))


def fill(connection: Connection, keyring: Keyring, clinic_id: str) -> None:
    wrapped = keyring.new_clinic_key()
    clinic = keyring.clinic_key(clinic_id, wrapped)
    insert_row(connection, tables["clinic"], clinic_id, clinic, key_wrapped=wrapped)
    for patient_id, ref in ((ANNA, "anna"), (BO, "bo")):
        own = keyring.new_patient_key(clinic, patient_id)
        key = keyring.patient_key(clinic, patient_id, own)
        phone = {"phone_index": keyring.phone_index(clinic_id, ref), "chat_index": None}
        insert_row(
            connection, tables["patient"], clinic_id, key, patient_id=patient_id, ref=ref, key_wrapped=own, **phone
        )
        for table in sealing():
            insert_row(connection, table, clinic_id, key, patient_id=patient_id)
    for table in sealing():
        if table.c.patient_id.nullable:
            insert_row(connection, table, clinic_id, clinic, patient_id=None)


def sealing() -> list[Table]:
    return [table for table in dict(SEALED) if table.name not in ("clinic", "patient")]


def key_of(connection: Connection, keyring: Keyring, clinic_id: str, patient_id: UUID | None) -> DataKey:
    clinic = keyring.clinic_key(
        clinic_id,
        connection.execute(
            select(tables["clinic"].c.key_wrapped).where(tables["clinic"].c.clinic_id == clinic_id)
        ).scalar_one(),
    )
    if patient_id is None:
        return clinic
    patient = tables["patient"]
    wrapped = connection.execute(
        select(patient.c.key_wrapped).where(patient.c.clinic_id == clinic_id, patient.c.patient_id == patient_id)
    ).scalar_one()
    return keyring.patient_key(clinic, patient_id, wrapped)


def readable(filled: Filled, clinic_id: str, patient_id: UUID | None, keyring: Keyring | None = None) -> set[str]:
    """The sealed columns of one patient, or of nobody, that open to what was sealed; newest version only."""
    found = set()
    with transaction(filled.engine) as connection:
        key = key_of(connection, keyring or filled.keyring, clinic_id, patient_id)
        for table, column in SEALED:
            row_key = rotation.own_key(table)
            rows = connection.execute(
                select(row_key.label("row"), column.label("sealed")).where(
                    table.c.clinic_id == clinic_id, whose(table, patient_id)
                )
            )
            for row in rows:
                place: Mapping[str, str] = {"table": table.name, "column": column.name, "row": str(row.row)}
                if key.open(row.sealed, **place) == secret_of(table, column) and key.is_current(row.sealed):
                    found.add(f"{column}")
    return found


def whose(table: Table, patient_id: UUID | None) -> Any:
    if "patient_id" not in table.c:
        return patient_id is None
    return table.c.patient_id == patient_id if patient_id else table.c.patient_id.is_(None)


EVERYTHING = {f"{column}" for _, column in OF_PATIENTS}
NOBODYS = {f"{column}" for table, column in SEALED if "patient_id" not in table.c or table.c.patient_id.nullable}


def test_all_keys_are_renewed_and_every_sealed_column_follows(filled: Filled, now: datetime) -> None:
    for round_ in range(3):
        done = rotate_all(filled.engine, filled.keyring, now, actor="cli")
        assert (done.clinics, done.patients, done.unreadable) == (2, 4, 0)
        assert (done.rewrapped, done.resealed > 0) == (0 if round_ else 2, True)
    only_new = Keyring.parse(NEW)
    for clinic_id in (CLINIC, OTHER):
        assert readable(filled, clinic_id, ANNA, only_new) == readable(filled, clinic_id, BO, only_new) == EVERYTHING
        assert readable(filled, clinic_id, None, only_new) == NOBODYS
    with transaction(filled.engine) as connection:
        assert verify(connection, CLINIC) is None
        assert connection.execute(text("SELECT count(*) FROM audit WHERE action = 'keys.rotate'")).scalar() == 6


def test_pages_are_turned(filled: Filled, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "PAGE", 1)
    rotate_all(filled.engine, filled.keyring, now, actor="cli")
    assert readable(filled, CLINIC, ANNA) == EVERYTHING


def test_what_an_interrupted_rotation_left_is_done_before_its_version_goes(filled: Filled, now: datetime) -> None:
    """As after a kill between new keys and new seals, with something written by a process that had not noticed."""
    with transaction(filled.engine) as connection:
        held = key_of(connection, filled.keyring, CLINIC, None)
        rotation.renew_keys(connection, filled.keyring, CLINIC, now)
    with transaction(filled.engine) as connection:
        late = insert_row(connection, tables["message_in"], CLINIC, held, patient_id=None)
        assert late["clinic_id"] == CLINIC
    rotate_all(filled.engine, filled.keyring, now, actor="cli")
    assert readable(filled, CLINIC, ANNA) == EVERYTHING
    assert readable(filled, CLINIC, None) == NOBODYS


def test_a_new_root_needs_no_new_seals(filled: Filled) -> None:
    assert rotate_root(filled.engine, filled.keyring) == Rotated(rewrapped=2)
    assert rotate_root(filled.engine, filled.keyring) == Rotated(rewrapped=0)
    assert readable(filled, CLINIC, ANNA, Keyring.parse(NEW)) == EVERYTHING
    with pytest.raises(SealBrokenError):
        readable(filled, CLINIC, ANNA, Keyring.parse(OLD))


def test_others_learn_that_the_clinic_has_changed(filled: Filled, now: datetime) -> None:
    later = now + timedelta(days=1)
    rotate_all(filled.engine, filled.keyring, later, actor="cli")
    with transaction(filled.engine) as connection:
        assert set(connection.execute(select(tables["clinic"].c.applied_at)).scalars()) == {later}


def test_a_process_does_not_begin_with_a_key_that_opens_nothing(filled: Filled) -> None:
    """It would take what patients write and could keep none of it."""
    require_keys(filled.engine, filled.keyring)
    for wrong, told in ((generate_root_key("old"), "is not the one"), (NEW, "does not hold")):
        with pytest.raises(SettingsError, match=told) as caught:
            require_keys(filled.engine, Keyring.parse(wrong))
        assert CLINIC in str(caught.value)


def test_two_rotations_do_not_run_at_once(filled: Filled, now: datetime) -> None:
    with transaction(filled.engine) as connection:
        connection.execute(text("SELECT pg_advisory_lock(7306611903)"))
        with pytest.raises(RotationRunningError):
            rotate_all(filled.engine, filled.keyring, now, actor="cli")
        connection.execute(text("SELECT pg_advisory_unlock(7306611903)"))


def test_one_key_destroyed_closes_one_patient_and_nothing_else(filled: Filled) -> None:
    """The key alone: what the columns still hold must be of no use."""
    patient = tables["patient"]
    with transaction(filled.engine) as connection:
        annas = key_of(connection, filled.keyring, OTHER, ANNA)
        connection.execute(
            update(patient).where(patient.c.clinic_id == CLINIC, patient.c.patient_id == ANNA).values(key_wrapped=None)
        )
    with pytest.raises(KeyShreddedError):
        readable(filled, CLINIC, ANNA)
    with transaction(filled.engine) as connection:
        holders = [
            annas,
            key_of(connection, filled.keyring, CLINIC, None),
            key_of(connection, filled.keyring, CLINIC, BO),
        ]
        for table, column in OF_PATIENTS:
            name = rotation.own_key(table)
            row = connection.execute(
                select(name, column).where(table.c.clinic_id == CLINIC, table.c.patient_id == ANNA)
            ).one()
            for holder in holders:
                with pytest.raises(SealBrokenError):
                    holder.open(row[1], table=table.name, column=column.name, row=str(row[0]))
    assert readable(filled, CLINIC, BO) == readable(filled, OTHER, ANNA) == EVERYTHING
    assert readable(filled, CLINIC, None) == NOBODYS


def test_an_erased_patient_is_forgotten_and_noted(filled: Filled, now: datetime) -> None:
    with transaction(filled.engine) as connection:
        index = filled.keyring.phone_index(CLINIC, "anna") if key_of(connection, filled.keyring, CLINIC, None) else b""
        insert_row(connection, tables["message_in"], CLINIC, None, patient_id=None, address_index=index)
        erase_patient(connection, CLINIC, "anna", now, actor="cli", reason="request")
    with transaction(filled.engine) as connection:
        for table, column in OF_PATIENTS:
            mine = (table.c.clinic_id == CLINIC) & (table.c.patient_id == ANNA)
            if column.nullable:
                assert connection.execute(select(column).where(mine)).scalar_one() is None, f"{column}"
        person = connection.execute(text("SELECT * FROM patient WHERE clinic_id = 'north' AND ref = 'anna'")).one()
        assert (person.status, person.key_wrapped, person.phone_index, person.facts) == ("erased", None, None, {})
        by_address = text("SELECT count(*) FROM message_in WHERE address_index = :index AND clinic_id = 'north'")
        assert connection.execute(by_address, {"index": index}).scalar() == 0
        asked = text("SELECT next_action_at, ended_at FROM session WHERE clinic_id = 'north' AND patient_id = :anna")
        assert connection.execute(asked, {"anna": ANNA}).one().next_action_at is None
        noted = connection.execute(text("SELECT action, subject, detail FROM audit WHERE clinic_id = 'north'")).one()
        assert noted == ("patient.erase", f"patient/{ANNA}", {"reason": "request"})
    assert readable(filled, CLINIC, BO) == readable(filled, OTHER, ANNA) == EVERYTHING
    assert rotate_all(filled.engine, filled.keyring, now, actor="cli").patients == 3


def test_a_patient_who_is_not_there_is_not_erased(filled: Filled, now: datetime) -> None:
    with transaction(filled.engine) as connection, pytest.raises(NoSuchPatientError):
        erase_patient(connection, CLINIC, "nobody", now, actor="cli", reason="request")
