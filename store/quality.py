"""What the quality list looks through: a clinic's patients who take part, their runs, waves and sessions."""

from typing import Any

from sqlalchemy import Connection, select

from store.ledger import Row, tables

_PATIENT, _EPISODE, _WAVE, _SESSION = (tables[name] for name in ("patient", "episode", "wave", "session"))
_OF_PATIENT = (
    _PATIENT.c.patient_id,
    _PATIENT.c.ref,
    _PATIENT.c.language,
    _PATIENT.c.channel,
    _PATIENT.c.phone_index,
    _PATIENT.c.chat_index,
    _PATIENT.c.unreachable_at,
    _PATIENT.c.chat_unreachable_at,
)
_OF_SESSION = (
    _SESSION.c.session_id,
    _SESSION.c.episode_id,
    _SESSION.c.patient_id,
    _SESSION.c.wave_key,
    _SESSION.c.pathway_id,
    _SESSION.c.pathway_version,
    _SESSION.c.state,
    _SESSION.c.language,
    _SESSION.c.next_action,
    _SESSION.c.contacts,
    _SESSION.c.last_contact_at,
    _SESSION.c.last_inbound_at,
    _SESSION.c.ended_at,
)


def active_patients(connection: Connection, clinic_id: str) -> list[Row]:
    """By their reference; without anything sealed."""
    active = (_PATIENT.c.clinic_id == clinic_id, _PATIENT.c.status == "active")
    return _rows(connection, select(*_OF_PATIENT).where(*active).order_by(_PATIENT.c.ref))


def running_episodes(connection: Connection, clinic_id: str) -> list[Row]:
    """Oldest first."""
    running = (_EPISODE.c.clinic_id == clinic_id, _EPISODE.c.ended_at.is_(None))
    return _rows(connection, select(_EPISODE).where(*running).order_by(_EPISODE.c.created_at))


def waves_of_clinic(connection: Connection, clinic_id: str) -> list[Row]:
    return _rows(connection, select(_WAVE).where(_WAVE.c.clinic_id == clinic_id))


def sessions_of_clinic(connection: Connection, clinic_id: str) -> list[Row]:
    return _rows(connection, select(*_OF_SESSION).where(_SESSION.c.clinic_id == clinic_id))


def _rows(connection: Connection, statement: Any) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]
