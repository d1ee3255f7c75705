"""Patients whose age begins to let them in: at New Year, as no more than the year of birth is known.

Nothing else would plan them again then. Whom an age lets out is asked about when a round is to begin.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import structlog
from sqlalchemy.exc import OperationalError

from bot.desk import Desk, open_desk
from bot.planning import replan
from bot.running import Running
from flows.pathway import Pathway
from store.clinics import clinics_not_aged, mark_aged
from store.database import transaction
from store.episodes import kept_out
from store.patients import patient_by_id
from store.tasks import open_task

log = structlog.get_logger(__name__)
# The clock of the last zone that a year reaches.
LAST_ZONE: Final = timedelta(hours=12)


def replan_aged(running: Running) -> int:
    """Once a year in each clinic, when the year is new everywhere; returns how many patients were planned again.

    Ended on the way, it begins again: a plan that says the same changes nothing.
    """
    now = running.clock()
    year = (now - LAST_ZONE).year
    with transaction(running.engine) as connection:
        clinics = clinics_not_aged(connection, year)
    return sum(_replan_clinic(running, clinic_id, year, now) for clinic_id in clinics)


def _replan_clinic(running: Running, clinic_id: str, year: int, now: datetime) -> int:
    with transaction(running.engine) as connection:
        desk = open_desk(connection, running.keyring, clinic_id, now)
        patients = {
            patient_id
            for patient_id, pathway_id, version in kept_out(connection, clinic_id)
            if reads_age(desk.pathway(connection, pathway_id, version))
        }
    planned = sum(_replan_patient(running, desk, patient_id, now) for patient_id in sorted(patients))
    with transaction(running.engine) as connection:
        mark_aged(connection, clinic_id, year)
    if patients:
        log.info("ages-looked-at", clinic=clinic_id, count=planned)
    return planned


def _replan_patient(running: Running, desk: Desk, patient_id: UUID, now: datetime) -> bool:
    """False where it cannot be done: staff have a task then, and the others go on."""
    try:
        with transaction(running.engine) as connection:
            replan(connection, desk, patient_by_id(connection, desk.clinic_id, patient_id, lock=True), now)
    except OperationalError:
        raise
    except Exception as error:  # the log names the kind of fault
        log.error("ages-failed", clinic=desk.clinic_id, error=type(error).__name__)
        with transaction(running.engine) as connection:
            open_task(connection, uuid4(), desk.clinic_id, "fault", {"at": "ages"}, now, patient_id=patient_id)
        return False
    return True


def reads_age(pathway: Pathway) -> bool:
    every = [pathway.inclusion, pathway.exclusion]
    every += [conditions for wave in pathway.waves for conditions in (wave.inclusion, wave.exclusion)]
    return any(condition.fact == "age" for conditions in every for condition in conditions)
