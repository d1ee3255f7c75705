"""What follows from the end of one asking: the next of a wave that comes again is planned in the same transaction."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from bot.cases import Case
from bot.desk import open_desk
from bot.planning import replan
from flows.machine import OPEN
from store.crypto import Keyring
from store.patients import patient_by_id


def plan_what_follows(connection: Connection, keyring: Keyring, cases: Iterable[Case], now: datetime) -> None:
    """Called when the rows of the cases are written, and before the clinic is told."""
    ended = [case for case in cases if _has_ended(case) and case.pathway.pathway.repeats]
    for clinic_id in {case.clinic.clinic_id for case in ended}:
        desk = open_desk(connection, keyring, clinic_id, now)
        for patient_id in {case.patient["patient_id"] for case in ended if case.clinic.clinic_id == clinic_id}:
            replan(connection, desk, patient_by_id(connection, clinic_id, patient_id), now)


def plan_after_colour(connection: Connection, keyring: Keyring, case: Case, now: datetime) -> None:
    """A clinician's word changes the colour, and with it when a wave that comes again by colour is asked next."""
    if case.pathway.pathway.repeats_by_colour:
        clinic_id = case.clinic.clinic_id
        patient = patient_by_id(connection, clinic_id, case.patient["patient_id"], lock=True)
        replan(connection, open_desk(connection, keyring, clinic_id, now), patient, now)


def _has_ended(case: Case) -> bool:
    return case.finished is not None or case.conversation.state not in OPEN
