"""Telegram links: a bot may not write first, so the patient opens the chat with a link made for them."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from bot.compiled import CompiledClinic
from bot.desk import Desk, open_desk
from bot.enrolment import UnknownPatientError
from bot.planning import replan
from store.audit import append
from store.crypto import Keyring
from store.patients import add_link, change_patient, chat_is_taken, patient_by_id, patient_by_ref
from store.patients import use_link as use_up

_TOKEN_BYTES = 24  # 32 characters; Telegram takes at most 64


class NoTelegramError(Exception):
    """The clinic has no Telegram sender: add one under `senders` in its file."""


@dataclass(frozen=True, slots=True)
class Link:
    """Shown once, and kept only as a hash. It opens the chat of one patient, once, until `expires_at`."""

    url: str = field(repr=False)
    expires_at: datetime


def link_for(connection: Connection, desk: Desk, ref: str, now: datetime, *, actor: str) -> Link:
    """A new link; earlier ones of the patient end. Raises UnknownPatientError or NoTelegramError."""
    bot = next((sender.address for sender in desk.file.senders if sender.channel == "telegram"), None)
    if bot is None:
        raise NoTelegramError(NoTelegramError.__doc__)
    patient = patient_by_ref(connection, desk.clinic_id, ref)
    if patient is None:
        raise UnknownPatientError(UnknownPatientError.__doc__)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    expires_at = desk.file.link_valid_for.after(now, desk.file.time_zone())
    row = {
        "clinic_id": desk.clinic_id,
        "token_hash": _hash(token),
        "patient_id": patient["patient_id"],
        "expires_at": expires_at,
        "used_at": None,
        "created_at": now,
    }
    add_link(connection, row)
    append(
        connection,
        desk.clinic_id,
        at=now,
        actor=actor,
        action="patient.link",
        subject=f"patient/{patient['patient_id']}",
        detail={},
    )
    return Link(f"https://t.me/{bot.lstrip('@')}?start={token}", expires_at)


def use_link(
    connection: Connection, keyring: Keyring, clinic: CompiledClinic, token: str, address: str, now: datetime
) -> UUID | None:
    """Tie the chat to the patient whose link was opened; null when the link is used, expired or not this clinic's.

    Who opened it still has to pass the identity check: a link can be passed on.
    """
    index = keyring.address_index(clinic.clinic_id, address)
    patient_id = use_up(connection, clinic.clinic_id, _hash(token), now)
    if patient_id is None or chat_is_taken(connection, clinic.clinic_id, index, patient_id):
        return None
    patient = patient_by_id(connection, clinic.clinic_id, patient_id, lock=True)
    if patient["key_wrapped"] is None:
        return None
    key = keyring.patient_key(clinic.key, patient_id, patient["key_wrapped"])
    values = {
        "chat_index": index,
        "chat_sealed": key.seal(address, table="patient", column="chat_sealed", row=str(patient_id)),
        "chat_unreachable_at": None,
        "channel": "telegram",
        "identified_at": None,
    }
    change_patient(connection, clinic.clinic_id, patient_id, values)
    replan(connection, open_desk(connection, keyring, clinic.clinic_id, now), patient | values, now)
    append(
        connection,
        clinic.clinic_id,
        at=now,
        actor="patient",
        action="patient.chat",
        subject=f"patient/{patient_id}",
        detail={"channel": "telegram"},
    )
    return patient_id


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
