"""Keys renewed on request, and one patient's destroyed: what `prosvar keys rotate` and `prosvar erase patient` do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Engine, select, text

from bot.settings import SettingsError
from store.audit import append
from store.crypto import Keyring, SealBrokenError
from store.database import transaction
from store.erasure import shred
from store.rotation import CLINIC, PATIENT, renew_keys, reseal_page, rewrap_clinics, sealed_tables

ROTATION_LOCK: Final = 7_306_611_903


class RotationRunningError(Exception):
    """Another process is renewing keys: wait until it has ended, and run this again."""


class NoSuchPatientError(Exception):
    """No patient of this clinic has this reference."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """`rewrapped` clinics have their key under another root now; `unreadable` values are mostly of erased patients."""

    rewrapped: int
    clinics: int = 0
    patients: int = 0
    resealed: int = 0
    unreadable: int = 0


def require_keys(engine: Engine, keyring: Keyring) -> None:
    """Raises SettingsError where a clinic's key cannot be opened: every reply to that clinic would be refused."""
    with transaction(engine) as connection:
        rows = connection.execute(select(CLINIC.c.clinic_id, CLINIC.c.key_wrapped).order_by(CLINIC.c.clinic_id)).all()
    for row in rows:
        try:
            keyring.clinic_key(row.clinic_id, row.key_wrapped)
        except SealBrokenError as error:
            raise SettingsError(
                f"PROSVAR_KEY does not open clinic {row.clinic_id}: {error}. Give the key that it was made with"
            ) from None


def rotate_root(engine: Engine, keyring: Keyring) -> Rotated:
    """Bring every clinic's key under the first key of PROSVAR_KEY; the others may then be taken out of it.

    The others must stay until every running process has been started with the new list.
    """
    with _alone(engine), transaction(engine) as connection:
        return Rotated(rewrapped=rewrap_clinics(connection, keyring))


def rotate_all(engine: Engine, keyring: Keyring, now: datetime, *, actor: str) -> Rotated:
    """As `rotate_root`, then new keys for each clinic and patient, and everything sealed anew.

    May be interrupted, and run beside everything else; the next run finishes what an interrupted one has left.
    """
    rewrapped = rotate_root(engine, keyring).rewrapped
    clinics = patients = resealed = unreadable = 0
    with _alone(engine):
        for clinic_id in _clinics(engine):
            resealed += _reseal(engine, keyring, clinic_id)[0]
            with transaction(engine) as connection:
                renewed = renew_keys(connection, keyring, clinic_id, now)
                append(
                    connection,
                    clinic_id,
                    at=now,
                    actor=actor,
                    action="keys.rotate",
                    subject=f"clinic/{clinic_id}",
                    detail={"patients": renewed},
                )
            done, left = _reseal(engine, keyring, clinic_id)
            clinics, patients, resealed, unreadable = (
                clinics + 1,
                patients + renewed,
                resealed + done,
                unreadable + left,
            )
    return Rotated(rewrapped, clinics, patients, resealed, unreadable)


def erase_patient(connection: Connection, clinic_id: str, ref: str, now: datetime, *, actor: str, reason: str) -> UUID:
    """Destroy the patient's key and contact data, and note who did it and why. Raises NoSuchPatientError.

    `reason` is a code, as the audit is kept for ever.
    """
    patient_id = connection.execute(
        select(PATIENT.c.patient_id).where(PATIENT.c.clinic_id == clinic_id, PATIENT.c.ref == ref)
    ).scalar()
    if patient_id is None:
        raise NoSuchPatientError
    shred(connection, clinic_id, patient_id, now)
    append(
        connection,
        clinic_id,
        at=now,
        actor=actor,
        action="patient.erase",
        subject=f"patient/{patient_id}",
        detail={"reason": reason},
    )
    found: UUID = patient_id
    return found


def _clinics(engine: Engine) -> list[str]:
    with transaction(engine) as connection:
        return list(connection.execute(select(CLINIC.c.clinic_id).order_by(CLINIC.c.clinic_id)).scalars())


def _reseal(engine: Engine, keyring: Keyring, clinic_id: str) -> tuple[int, int]:
    """Everything of one clinic, a page a transaction; how many values were sealed anew, how many cannot be opened."""
    resealed = unreadable = 0
    for table in sealed_tables():
        after, more = None, True
        while more:
            with transaction(engine) as connection:
                page = reseal_page(connection, keyring, clinic_id, table, after)
            resealed, unreadable = resealed + page.resealed, unreadable + page.unreadable
            after, more = page.last, page.last is not None
    return resealed, unreadable


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Two renewals at once would drop a version that the other has not finished with."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": ROTATION_LOCK}).scalar():
            raise RotationRunningError
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ROTATION_LOCK})
