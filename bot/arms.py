"""Which schedule chance gives a patient while an experiment runs on their pathway."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from flows.schedule import Schedule
from store.experiments import running_experiments
from store.ledger import Row


@dataclass(frozen=True, slots=True)
class Arms:
    """The experiments that run in a clinic, by pathway: there is one on each at most."""

    experiments: Mapping[str, Row]

    def of(self, pathway_id: str, patient_id: UUID, closes_at: datetime) -> str | None:
        """`experiment/arm` for a round that has not begun; null where none takes part.

        A round that would still be open when the experiment ends has no outcome by then, and takes no part.
        """
        experiment = self.experiments.get(pathway_id)
        if experiment is None or closes_at > experiment["ends_at"]:
            return None
        return (
            f"{experiment['experiment_id']}/{allocate(experiment['experiment_id'], experiment['document'], patient_id)}"
        )

    def schedule(self, pathway_id: str, arm: str) -> Schedule:
        return Schedule.model_validate(self.experiments[pathway_id]["document"]["arms"][arm.partition("/")[2]])


def read_arms(connection: Connection, clinic_id: str) -> Arms:
    return Arms({row["pathway_id"]: row for row in running_experiments(connection, clinic_id)})


def allocate(experiment_id: str, document: Mapping[str, Any], patient_id: UUID) -> str:
    """The same arm for the same patient, whenever and wherever it is asked; `share` of all get the second one."""
    first, second = document["order"]
    drawn = int.from_bytes(hashlib.sha256(f"{experiment_id}/{patient_id}".encode()).digest()[:8], "big") / 2**64
    return str(second if drawn < document["share"] else first)
