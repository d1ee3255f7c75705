"""What a patient was sent and has answered lately, over all their sessions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, select, tuple_

from store.ledger import tables

_SESSION, _OUT, _ANSWER = tables["session"], tables["message_out"], tables["answer"]
# What never reached the patient was no contact.
_IN_VAIN = ("cancelled", "failed", "undelivered")


@dataclass(frozen=True, slots=True)
class MadeContact:
    """A message that we began: sent, or on its way. `pathway_version` and `arm` say by which schedule."""

    session_id: UUID
    pathway_id: str
    pathway_version: int
    arm: str | None
    at: datetime


def contacts_since(
    connection: Connection, patients: Iterable[tuple[str, UUID]], since: datetime
) -> dict[UUID, list[MadeContact]]:
    """Contacts by patient, of these (clinic, patient)."""
    rows = connection.execute(
        select(
            _SESSION.c.patient_id,
            _SESSION.c.session_id,
            _SESSION.c.pathway_id,
            _SESSION.c.pathway_version,
            _SESSION.c.arm,
            func.coalesce(_OUT.c.sent_at, _OUT.c.created_at),
        )
        .join(_OUT, (_OUT.c.clinic_id == _SESSION.c.clinic_id) & (_OUT.c.session_id == _SESSION.c.session_id))
        .where(
            tuple_(_SESSION.c.clinic_id, _SESSION.c.patient_id).in_(list(patients)),
            ~_OUT.c.exempt,
            _OUT.c.status.not_in(_IN_VAIN),
            _OUT.c.created_at >= since,
        )
    )
    found: dict[UUID, list[MadeContact]] = defaultdict(list)
    for patient_id, *contact in rows:
        found[patient_id].append(MadeContact(*contact))
    return found


def answered_since(connection: Connection, clinic_id: str, patient_id: UUID, since: datetime) -> list[datetime]:
    """When the patient's own answers came."""
    return list(
        connection.execute(
            select(_ANSWER.c.answered_at)
            .join(
                _SESSION,
                (_SESSION.c.clinic_id == _ANSWER.c.clinic_id) & (_SESSION.c.session_id == _ANSWER.c.session_id),
            )
            .where(
                _SESSION.c.clinic_id == clinic_id,
                _SESSION.c.patient_id == patient_id,
                _ANSWER.c.answered_by == "patient",
                _ANSWER.c.answered_at >= since,
            )
        ).scalars()
    )
