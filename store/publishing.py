"""Versions of a pathway, and who is still on which: what a newly published schedule can reach."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, exists, select, text, update

from store.ledger import Row, tables

_PATHWAY, _EPISODE, _SESSION = tables["pathway_version"], tables["episode"], tables["session"]
_PATIENT, _EXPERIMENT = tables["patient"], tables["experiment"]
_CHANNELS = [
    _PATIENT.c[name] for name in ("channel", "phone_index", "chat_index", "unreachable_at", "chat_unreachable_at")
]
# One statement for all of them: a clinic may have tens of thousands of waves that wait.
_RETIME = text(
    "UPDATE session SET pathway_version = :version, next_action_at = timed.at, next_action = timed.rule,"
    " updated_at = :now"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:ats AS timestamptz[]), CAST(:rules AS text[])) AS timed(id, at, rule)"
    " WHERE session.clinic_id = :clinic AND session.session_id = timed.id"
)


def versions_of(connection: Connection, clinic_id: str, pathway_id: str) -> list[Row]:
    """All versions with their documents, newest first."""
    rows = connection.execute(
        select(_PATHWAY)
        .where(_PATHWAY.c.clinic_id == clinic_id, _PATHWAY.c.pathway_id == pathway_id)
        .order_by(_PATHWAY.c.version.desc())
    ).mappings()
    return [dict(row) for row in rows]


def open_sessions_on(connection: Connection, clinic_id: str, pathway_id: str, states: Collection[str]) -> list[Row]:
    """Sessions in these states with all that their next contact depends on, without what was said in them.

    In each, what its patient's channels are known by.
    """
    columns = [column for column in _SESSION.c if column.name != "conversation_sealed"]
    rows = connection.execute(
        select(*columns, *_CHANNELS)
        .join(
            _PATIENT, and_(_PATIENT.c.clinic_id == _SESSION.c.clinic_id, _PATIENT.c.patient_id == _SESSION.c.patient_id)
        )
        .where(
            _SESSION.c.clinic_id == clinic_id,
            _SESSION.c.pathway_id == pathway_id,
            _SESSION.c.state.in_(list(states)),
            _SESSION.c.next_action_at.is_not(None),  # else the patient was erased: nothing is ever due again
        )
        .order_by(_SESSION.c.session_id)
    ).mappings()
    return [dict(row) for row in rows]


def lock_patients_on(connection: Connection, clinic_id: str, pathway_id: str, versions: Collection[int]) -> None:
    """In key order, as everywhere: a turn locks the patient before the session."""
    on_pathway = exists().where(
        _EPISODE.c.clinic_id == _PATIENT.c.clinic_id,
        _EPISODE.c.patient_id == _PATIENT.c.patient_id,
        _EPISODE.c.pathway_id == pathway_id,
        _EPISODE.c.pathway_version.in_(list(versions)),
        _EPISODE.c.ended_at.is_(None),
    )
    connection.execute(
        select(_PATIENT.c.patient_id)
        .where(_PATIENT.c.clinic_id == clinic_id, on_pathway)
        .order_by(_PATIENT.c.patient_id)
        .with_for_update()
    )


def move_episodes(
    connection: Connection, clinic_id: str, pathway_id: str, versions: Collection[int], version: int
) -> None:
    """What is planned from now on in these episodes is planned by the new version."""
    connection.execute(
        update(_EPISODE)
        .where(
            _EPISODE.c.clinic_id == clinic_id,
            _EPISODE.c.pathway_id == pathway_id,
            _EPISODE.c.pathway_version.in_(list(versions)),
            _EPISODE.c.ended_at.is_(None),
        )
        .values(pathway_version=version)
    )


def move_sessions(
    connection: Connection,
    clinic_id: str,
    timed: Sequence[tuple[UUID, datetime, str]],
    version: int,
    now: datetime,
) -> None:
    """`timed`: session, its next moment, and the rule of that."""
    if not timed:
        return
    values: dict[str, Any] = {
        "clinic": clinic_id,
        "version": version,
        "now": now,
        "ids": [session_id for session_id, _, _ in timed],
        "ats": [at for _, at, _ in timed],
        "rules": [rule for _, _, rule in timed],
    }
    connection.execute(_RETIME, values)


def experiment_on(connection: Connection, clinic_id: str, pathway_id: str) -> str | None:
    """The experiment that runs on this pathway now."""
    found: str | None = connection.execute(
        select(_EXPERIMENT.c.experiment_id)
        .where(
            _EXPERIMENT.c.clinic_id == clinic_id,
            _EXPERIMENT.c.pathway_id == pathway_id,
            _EXPERIMENT.c.ended_at.is_(None),
        )
        .limit(1)
    ).scalar()
    return found
