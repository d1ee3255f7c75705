"""A patient who wants no part in one pathway. STOP is about everything; an objection leaves the other pathways be."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection

from bot.cases import open_case
from bot.compiled import Compiled
from bot.desk import Desk
from bot.due import close_at_once
from bot.enrolment import UnknownPatientError
from bot.enrolment_form import EnrolmentError, EnrolmentFault
from bot.planning import has_begun, replan, was_closed_by_a_withdrawal
from flows.machine import OPEN
from store.audit import append
from store.episodes import change_closing, episodes_of, sessions_by_wave
from store.ledger import Row
from store.objections import add_objection, has_objected, lift
from store.patients import patient_by_ref
from store.sessions import look_again


def record_objection(
    connection: Connection,
    compiled: Compiled,
    desk: Desk,
    ref: str,
    pathway: str,
    reason: str,
    now: datetime,
    *,
    actor: str,
) -> None:
    """Nothing more of this pathway is asked, from this moment on; saying it twice changes nothing.

    `reason` is a code. What was answered until now goes to the clinic. Raises UnknownPatientError and EnrolmentError.
    """
    patient = _patient(connection, desk, ref, pathway)
    if has_objected(connection, desk.clinic_id, patient["patient_id"], pathway):
        return
    row = {
        "clinic_id": desk.clinic_id,
        "objection_id": uuid4(),
        "patient_id": patient["patient_id"],
        "pathway_id": pathway,
        "reason": reason,
        "recorded_by": actor,
        "at": now,
    }
    add_objection(connection, row)
    _close_what_is_open(connection, compiled, desk, patient, pathway, now)
    replan(connection, desk, patient, now)
    _audit(connection, desk, patient, now, actor, "patient.objected", {"pathway": pathway, "reason": reason})


def lift_objection(connection: Connection, desk: Desk, ref: str, pathway: str, now: datetime, *, actor: str) -> None:
    """The patient takes part again: what is due from now on is asked. Raises UnknownPatientError and EnrolmentError."""
    patient = _patient(connection, desk, ref, pathway)
    if not lift(connection, desk.clinic_id, patient["patient_id"], pathway, now, by=actor):
        raise EnrolmentError(EnrolmentFault("pathway", "the patient has not objected to it"))
    replan(connection, desk, patient, now)
    look_again(connection, desk.clinic_id, patient["patient_id"], now)  # what has fallen due meanwhile
    _audit(connection, desk, patient, now, actor, "patient.objection-lifted", {"pathway": pathway})


def _patient(connection: Connection, desk: Desk, ref: str, pathway: str) -> Row:
    patient = patient_by_ref(connection, desk.clinic_id, ref, lock=True)
    if patient is None:
        raise UnknownPatientError(UnknownPatientError.__doc__)
    if pathway not in desk.pathways:
        known = ", ".join(sorted(desk.pathways)) or "none yet"
        raise EnrolmentError(EnrolmentFault("pathway", f"the clinic has no such pathway. Known: {known}"))
    return patient


def _close_what_is_open(
    connection: Connection, compiled: Compiled, desk: Desk, patient: Row, pathway: str, now: datetime
) -> None:
    """Here and now: an answer that came before the next round would lead to one question more.

    What a STOP, a refusal or the last answer has ended takes nothing more either: START or "correct 1" would open it.
    """
    found = sessions_by_wave(connection, desk.clinic_id, patient["patient_id"], lock=True).values()
    begun = [each for each in found if each["pathway_id"] == pathway and has_begun(each)]
    ours = [each for each in begun if not _waits_to_be_asked(connection, compiled, desk, patient, each)]
    episodes = {row["episode_id"]: row for row in episodes_of(connection, desk.clinic_id, patient["patient_id"])}
    for session in ours:
        if was_closed_by_a_withdrawal(episodes[session["episode_id"]], session):
            change_closing(connection, session, now, now)  # from now on by the objection: its event restores nothing
        elif session["closes_at"] > now or session["state"] in OPEN:
            change_closing(connection, session, min(now, session["closes_at"]), now)
    under_way = [each for each in ours if each["state"] in OPEN]
    if under_way and patient["key_wrapped"] is not None:
        close_at_once(connection, compiled, desk.keyring, patient, under_way, now)


def _waits_to_be_asked(connection: Connection, compiled: Compiled, desk: Desk, patient: Row, session: Row) -> bool:
    """Only the patient has spoken, before it was due: it stays planned, and is not begun while the objection stands."""
    if patient["key_wrapped"] is None:
        return False
    clinic = compiled.clinic(connection, desk.clinic_id)
    talk = open_case(connection, compiled, desk.keyring, clinic, patient, session).conversation
    return "scheduled" in (talk.state, talk.returns_to) and talk.state in (*OPEN, "opted_out")


def _audit(
    connection: Connection, desk: Desk, patient: Row, now: datetime, actor: str, action: str, detail: dict[str, str]
) -> None:
    append(
        connection,
        desk.clinic_id,
        at=now,
        actor=actor,
        action=action,
        subject=f"patient/{patient['patient_id']}",
        detail=detail,
    )
