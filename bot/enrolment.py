"""Patients come in: who they are, how they are reached, which pathway they are on and what has happened to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Connection

from bot.clinic_file import e164
from bot.closing import plan_and_close
from bot.desk import Desk
from bot.enrolment_form import EnrolmentError, EnrolmentFault, EnrolmentForm, EventForm
from bot.happenings import add_events, check_day, pathways_for, take_events
from flows.clinical_events import DECEASED
from store.audit import append
from store.ledger import Row
from store.patients import (
    add_consent,
    add_patient,
    change_patient,
    last_consent,
    lock_enrolment,
    patient_by_ref,
    phone_is_taken,
    withdraw_unsent,
)

__all__ = [
    "Enrolled",
    "EnrolmentError",
    "EnrolmentFault",
    "EnrolmentForm",
    "EventForm",
    "UnknownPatientError",
    "enrol",
    "record_event",
]

_LANGUAGES: Final = {"no": "nb", "nn": "nb"}


class UnknownPatientError(Exception):
    """The clinic has no patient with this reference."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    patient_id: UUID
    created: bool


def enrol(connection: Connection, desk: Desk, form: EnrolmentForm, now: datetime, *, actor: str) -> Enrolled:
    """Take a patient in, or bring one up to date; the same form twice changes nothing. Raises EnrolmentError."""
    lock_enrolment(connection, desk.clinic_id)
    old = patient_by_ref(connection, desk.clinic_id, form.ref, lock=True)
    before = _new_patient(desk, form, now) if old is None else old
    values = _patient_values(connection, desk, form, before, now)
    patient, patient_id = before | values, before["patient_id"]
    _check_identity(desk, form, patient)
    if old is None:
        add_patient(connection, patient)
    else:
        change_patient(connection, desk.clinic_id, patient_id, values)
        if "phone_index" in values:  # what waits was meant for whoever had the number before
            withdraw_unsent(connection, desk.clinic_id, patient_id)
    _take_consent(connection, desk, form, patient_id, now)
    if form.pathway is not None:
        take_events(connection, desk, patient, form.pathway, form.events, now)
    elif form.events:
        raise EnrolmentError(EnrolmentFault("pathway", "say which pathway the events belong to"))
    plan_and_close(connection, desk, patient, now)
    append(
        connection,
        desk.clinic_id,
        at=now,
        actor=actor,
        action="patient.enrol" if old is None else "patient.update",
        subject=f"patient/{patient_id}",
        detail={"fields": sorted(form.model_fields_set)},
    )
    return Enrolled(patient_id, old is None)


def record_event(
    connection: Connection,
    desk: Desk,
    ref: str,
    event: EventForm,
    now: datetime,
    *,
    actor: str,
    pathway: str | None = None,
) -> Enrolled:
    """Something happened: the waves that count from it are planned anew.

    Without a pathway it goes to every pathway of the patient that knows such an event. Raises UnknownPatientError,
    or EnrolmentError where no pathway knows it.
    """
    patient = patient_by_ref(connection, desk.clinic_id, ref, lock=True)
    if patient is None:
        raise UnknownPatientError(UnknownPatientError.__doc__)
    if event.kind == DECEASED:
        change_patient(connection, desk.clinic_id, patient["patient_id"], {"status": "deceased"})
        withdraw_unsent(connection, desk.clinic_id, patient["patient_id"])
        patient["status"] = "deceased"
    else:
        check_day(event, now)
        for pathway_id in pathways_for(connection, desk, patient, event, pathway):
            add_events(connection, desk, patient, pathway_id, [event], now)
    plan_and_close(connection, desk, patient, now)
    append(
        connection,
        desk.clinic_id,
        at=now,
        actor=actor,
        action="patient.event",
        subject=f"patient/{patient['patient_id']}",
        detail={"kind": event.kind, "on": event.on.isoformat()},
    )
    return Enrolled(patient["patient_id"], False)


def _new_patient(desk: Desk, form: EnrolmentForm, now: datetime) -> Row:
    patient_id = uuid4()
    channel = form.channel or ("sms" if form.phone and desk.sender_for("sms") else desk.file.senders[0].channel)
    return {
        "clinic_id": desk.clinic_id,
        "patient_id": patient_id,
        "ref": form.ref,
        "key_wrapped": desk.keyring.new_patient_key(desk.key, patient_id),
        "name_sealed": None,
        "phone_sealed": None,
        "phone_index": None,
        "chat_sealed": None,
        "chat_index": None,
        "birth_year_sealed": None,
        "language": desk.file.languages[0],
        "zone": desk.file.zone,
        "channel": channel,
        "status": "active",
        "facts": {},
        "unreachable_at": None,
        "identified_at": None,
        "tries": 0,
        "created_at": now,
    }


def _patient_values(connection: Connection, desk: Desk, form: EnrolmentForm, patient: Row, now: datetime) -> Row:
    """The columns that the form changes."""
    if patient["status"] == "erased":
        raise EnrolmentError(EnrolmentFault("ref", "belongs to a patient whose data were erased: use a new reference"))
    row = str(patient["patient_id"])
    key = desk.keyring.patient_key(desk.key, patient["patient_id"], patient["key_wrapped"])
    values: Row = {}

    def seal(text: str, column: str) -> None:
        sealed = patient[column]
        if sealed is None or key.open(sealed, table="patient", column=column, row=row) != text:
            values[column] = key.seal(text, table="patient", column=column, row=row)

    if form.phone is not None:
        phone = _phone(desk, form.phone)
        values |= _number_values(connection, desk, phone, patient)
        seal(phone, "phone_sealed")
    if form.name is not None:
        seal(form.name, "name_sealed")
    if form.birth_year is not None:
        _check_birth_year(form.birth_year, now)
        seal(str(form.birth_year), "birth_year_sealed")
    if form.language is not None:
        values["language"] = _language(desk, form.language)
    if form.channel is not None and desk.sender_for(form.channel) is None:
        raise EnrolmentError(EnrolmentFault("channel", f"the clinic has no sender for {form.channel}"))
    values |= {name: value for name in ("zone", "channel") if (value := getattr(form, name)) is not None}
    if form.facts:
        values["facts"] = {**patient["facts"], **form.facts}
    return values


def _number_values(connection: Connection, desk: Desk, phone: str, patient: Row) -> Row:
    """Another number may be in another hand: who answers there says who they are again."""
    index = desk.keyring.phone_index(desk.clinic_id, phone)
    if phone_is_taken(connection, desk.clinic_id, index, patient["patient_id"]):
        raise EnrolmentError(EnrolmentFault("phone", "is another patient's number: replies could not be told apart"))
    if patient["phone_index"] == index:
        return {}
    values: Row = {"phone_index": index, "unreachable_at": None, "identified_at": None, "tries": 0}
    return values | ({"status": "active"} if patient["status"] == "wrong_person" else {})


def _phone(desk: Desk, text: str) -> str:
    try:
        return e164(text, desk.file.country)
    except ValueError as error:
        raise EnrolmentError(EnrolmentFault("phone", str(error))) from None


def _language(desk: Desk, text: str) -> str:
    base = text.strip().lower().replace("_", "-").partition("-")[0]
    language = _LANGUAGES.get(base, base)
    if language not in desk.file.languages:
        known = ", ".join(desk.file.languages)
        raise EnrolmentError(EnrolmentFault("language", f"the clinic does not write in it: choose one of {known}"))
    return language


def _check_birth_year(year: int, now: datetime) -> None:
    if year > now.year:
        raise EnrolmentError(EnrolmentFault("birth_year", "lies in the future"))


def _check_identity(desk: Desk, form: EnrolmentForm, patient: Row) -> None:
    """Without a birth year nobody could pass the identity check, however often they tried."""
    if form.pathway is None or form.pathway not in desk.pathways:
        return
    identity = desk.pathways[form.pathway][1].identity or desk.file.identity
    if identity == "birth_year" and patient["birth_year_sealed"] is None:
        raise EnrolmentError(EnrolmentFault("birth_year", "is missing: the identity check asks for it"))


def _take_consent(connection: Connection, desk: Desk, form: EnrolmentForm, patient_id: UUID, now: datetime) -> None:
    if form.consent is None:
        return
    if form.pathway is None:
        raise EnrolmentError(EnrolmentFault("pathway", "say which pathway the consent is for"))
    if last_consent(connection, desk.clinic_id, patient_id, form.pathway) == form.consent:
        return
    row = {
        "clinic_id": desk.clinic_id,
        "consent_id": uuid4(),
        "patient_id": patient_id,
        "pathway_id": form.pathway,
        "given": form.consent,
        "how": "staff",
        "at": now,
    }
    add_consent(connection, row)
