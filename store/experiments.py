"""Experiments: schedules of one pathway that are given to patients by chance, and what has come of them."""

from typing import Any

from sqlalchemy import Connection, select

from store.ledger import Row, tables

_EXPERIMENT = tables["experiment"]
# An experiment that was broken off does not go on in those who were in it.
BROKEN_OFF = ("guardrail", "stopped")


def experiment_row(connection: Connection, clinic_id: str, experiment_id: str, *, lock: bool = False) -> Row | None:
    statement = select(_EXPERIMENT).where(
        _EXPERIMENT.c.clinic_id == clinic_id, _EXPERIMENT.c.experiment_id == experiment_id
    )
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return None if row is None else dict(row)


def arm_document(connection: Connection, clinic_id: str, arm: str) -> dict[str, Any] | None:
    """The schedule of `experiment/arm` as it was written; null where the experiment was broken off."""
    experiment_id, _, name = arm.partition("/")
    row = experiment_row(connection, clinic_id, experiment_id)
    if row is None or row["ended_reason"] in BROKEN_OFF:
        return None
    document: dict[str, Any] = row["document"]["arms"][name]
    return document
