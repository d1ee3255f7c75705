"""The record system's API: patients in, events in, plans, sessions and open work out; what clinicians say of them in.

Every call is one transaction as the clinic's own database role, so that another clinic's rows are not there for it.
Whoever reads is written into the audit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy import Connection

from bot.clinicians import NoSuchSessionError, give_own, override_level, standing
from bot.correcting import withdraw_event
from bot.desk import Desk, open_desk
from bot.enrolment import EnrolmentError, EnrolmentForm, EventForm, UnknownPatientError, enrol, record_event
from bot.enrolment_form import PatientForm, Reference
from bot.objecting import lift_objection, record_objection
from bot.plan import Plan, plan
from bot.running import Running
from bot.staff import NoSuchTaskError, acknowledge
from bot.worklist import open_tasks
from flows.occurrences import asks_one_more, path, spot_of
from flows.pathway import Code
from store.audit import append
from store.database import clinic_transaction
from store.episodes import session_of_clinic
from store.ledger import Row
from store.patients import patient_by_id
from store.sessions import answers_of
from triage.combine import Colours, OverrideError
from webhooks.api_models import (
    NOT_FOUND,
    PROBLEMS,
    Acknowledgement,
    ColoursAnswer,
    GivenAnswer,
    Objection,
    OverrideAnswer,
    OverrideRequest,
    OwnAssessment,
    PatientAnswer,
    SessionAnswer,
    TaskAnswer,
    TaskList,
)
from webhooks.callers import Caller, CallerDependency

router = APIRouter(prefix="/api", tags=["clinic"], responses=PROBLEMS)
Ref = Annotated[Reference, Path(description="The clinic's own reference of the patient, never a national number")]


class EventOfPatient(EventForm):
    """Without `pathway` the event goes to every pathway of the patient that counts from such an event."""

    pathway: Code | None = None


@contextmanager
def _work(request: Request, caller: Caller) -> Iterator[tuple[Connection, Desk, datetime]]:
    """One transaction as the caller's clinic; what enrolment refuses becomes an error about the fields."""
    running: Running = request.app.state.running
    now = running.clock()
    try:
        with clinic_transaction(running.engine, caller.clinic_id) as connection:
            yield connection, open_desk(connection, running.keyring, caller.clinic_id, now), now
    except UnknownPatientError:
        raise HTTPException(404, "The clinic has no patient with this reference") from None
    except EnrolmentError as error:
        faults = [{"loc": ("body", each.field), "msg": each.message, "type": "value"} for each in error.faults]
        raise RequestValidationError(faults) from None


@router.put(
    "/patients/{ref}",
    responses={201: {"model": PatientAnswer, "description": "The patient is new"}},
    summary="Take a patient in, or bring one up to date",
)
def put_patient(
    ref: Ref, form: PatientForm, request: Request, response: Response, caller: CallerDependency
) -> PatientAnswer:
    with _work(request, caller) as (connection, desk, now):
        whole = EnrolmentForm.model_construct(form.model_fields_set | {"ref"}, ref=ref, **dict(form))
        enrolled = enrol(connection, desk, whole, now, actor=caller.actor)
    response.status_code = 201 if enrolled.created else 200
    return PatientAnswer(ref=ref, created=enrolled.created)


@router.post("/patients/{ref}/events", responses=NOT_FOUND, summary="Say what has happened to a patient")
def post_event(ref: Ref, event: EventOfPatient, request: Request, caller: CallerDependency) -> PatientAnswer:
    """`deceased` ends everything; other events are those that the patient's pathways count from."""
    with _work(request, caller) as (connection, desk, now):
        record_event(connection, desk, ref, event, now, actor=caller.actor, pathway=event.pathway)
    return PatientAnswer(ref=ref, created=False)


@router.post("/patients/{ref}/events/withdraw", responses=NOT_FOUND, summary="Take back what was recorded wrongly")
def withdraw(ref: Ref, event: EventOfPatient, request: Request, caller: CallerDependency) -> PatientAnswer:
    """The plan is then as if it had never been recorded, and what was asked for its sake is closed.

    Without `detail` the event of that kind and day is meant; `deceased` can be taken back, too.
    """
    with _work(request, caller) as (connection, desk, now):
        withdraw_event(connection, desk, ref, event, now, actor=caller.actor, pathway=event.pathway)
    return PatientAnswer(ref=ref, created=False)


@router.put(
    "/patients/{ref}/objections/{pathway}",
    responses=NOT_FOUND,
    status_code=204,
    summary="The patient wants no part in one pathway",
)
def put_objection(ref: Ref, pathway: Code, body: Objection, request: Request, caller: CallerDependency) -> None:
    """Nothing more of it is asked, from this moment on; the patient's other pathways go on."""
    with _work(request, caller) as (connection, desk, now):
        compiled = request.app.state.running.compiled
        record_objection(connection, compiled, desk, ref, pathway, body.reason, now, actor=caller.actor)


@router.delete(
    "/patients/{ref}/objections/{pathway}",
    responses=NOT_FOUND,
    status_code=204,
    summary="The patient takes part in it again",
)
def delete_objection(ref: Ref, pathway: Code, request: Request, caller: CallerDependency) -> None:
    with _work(request, caller) as (connection, desk, now):
        lift_objection(connection, desk, ref, pathway, now, actor=caller.actor)


@router.get("/patients/{ref}/plan", responses=NOT_FOUND, summary="Every past and future contact, and why not")
def get_plan(ref: Ref, request: Request, caller: CallerDependency) -> Plan:
    with _work(request, caller) as (connection, desk, now):
        found = plan(connection, desk, ref, now)
        _audit_read(connection, caller, now, "plan", f"patient-ref/{ref}")
    return found


@router.get("/sessions/{session_id}", responses=NOT_FOUND, summary="One conversation with its answers")
def get_session(session_id: UUID, request: Request, caller: CallerDependency) -> SessionAnswer:
    with _work(request, caller) as (connection, desk, now):
        session = session_of_clinic(connection, caller.clinic_id, session_id)
        if session is None:
            raise HTTPException(404, "The clinic has no session with this id")
        patient = patient_by_id(connection, caller.clinic_id, session["patient_id"])
        answers = _standing_answers(connection, desk, patient, session)
        colours = _colours_of(connection, request.app.state.running, patient, session)
        _audit_read(connection, caller, now, "session", f"session/{session_id}")
    return SessionAnswer(
        session_id=session_id,
        ref=patient["ref"],
        pathway=session["pathway_id"],
        wave=session["wave_key"],
        answers=answers,
        colours=colours,
        **{name: session[name] for name in SessionAnswer.model_fields.keys() & session.keys() - {"session_id"}},
    )


@router.post(
    "/sessions/{session_id}/assessment", responses=NOT_FOUND, summary="Give a clinician's own assessment of a session"
)
def post_assessment(session_id: UUID, body: OwnAssessment, request: Request, caller: CallerDependency) -> ColoursAnswer:
    """A later one stands in for it. The pathway's matrix says what both come to; where there is none, the graver."""
    running: Running = request.app.state.running
    with _work(request, caller) as (connection, _, now), _about_session():
        by = f"{caller.actor}:{body.by}"
        found = give_own(
            connection,
            running.compiled,
            running.keyring,
            caller.clinic_id,
            session_id,
            body.level,
            reason=body.reason.strip(),
            by=by,
            now=now,
        )
    return _told(found)


@router.post("/sessions/{session_id}/override", responses=NOT_FOUND, summary="Set another colour, with a reason")
def post_override(session_id: UUID, body: OverrideRequest, request: Request, caller: CallerDependency) -> ColoursAnswer:
    """It holds until something new comes in: an answer, an alert, or a clinician's own assessment."""
    running: Running = request.app.state.running
    with _work(request, caller) as (connection, _, now), _about_session():
        by = f"{caller.actor}:{body.by}"
        found = override_level(
            connection,
            running.compiled,
            running.keyring,
            caller.clinic_id,
            session_id,
            body.level,
            reason=body.reason,
            by=by,
            now=now,
        )
    return _told(found)


@router.get("/tasks", summary="The clinic's open work, alerts first")
def get_tasks(request: Request, caller: CallerDependency, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> TaskList:
    with _work(request, caller) as (connection, _, now):
        rows = open_tasks(connection, caller.clinic_id)
        _audit_read(connection, caller, now, "tasks", f"clinic/{caller.clinic_id}")
    return TaskList(total=len(rows), tasks=[_task(row, now) for row in rows[:limit]])


@router.post(
    "/tasks/{task_id}/acknowledge",
    status_code=204,
    responses=NOT_FOUND,
    summary="Say who has seen to an alert or another task",
)
def acknowledge_task(task_id: UUID, body: Acknowledgement, request: Request, caller: CallerDependency) -> None:
    running: Running = request.app.state.running
    with _work(request, caller) as (connection, _, now):
        try:
            acknowledge(
                connection,
                running.compiled,
                running.keyring,
                caller.clinic_id,
                task_id,
                by=f"{caller.actor}:{body.by}",
                note=body.note,
                resume=body.resume,
                now=now,
            )
        except NoSuchTaskError:
            raise HTTPException(404, "The clinic has no open task with this id") from None


@contextmanager
def _about_session() -> Iterator[None]:
    """What may be wrong with a clinician's word on a session, as errors about it."""
    try:
        yield
    except NoSuchSessionError:
        raise HTTPException(404, "The clinic has no session with this id") from None
    except OverrideError as error:
        raise RequestValidationError([{"loc": ("body", error.field), "msg": str(error), "type": "value"}]) from None


def _colours_of(connection: Connection, running: Running, patient: Row, session: Row) -> ColoursAnswer:
    """Of an erased patient only the colours are left: the reason of an override went with the key."""
    if patient["key_wrapped"] is None:
        level = session["level"]
        return _told(Colours(session["patient_level"], session["clinician_level"], level, level))
    clinic_id, session_id = session["clinic_id"], session["session_id"]
    return _told(standing(connection, running.compiled, running.keyring, clinic_id, session_id))


def _told(colours: Colours) -> ColoursAnswer:
    made = colours.override
    return ColoursAnswer(
        patient=colours.patient,
        clinician=colours.clinician,
        together=colours.together,
        level=colours.level,
        waiting_for_clinician=colours.waiting,
        override=None if made is None else OverrideAnswer(**asdict(made)),
    )


def _task(row: Row, now: datetime) -> TaskAnswer:
    due = row["due_at"]
    return TaskAnswer(
        patient=row["ref"],
        age_seconds=int((now - row["raised_at"]).total_seconds()),
        overdue=due is not None and due <= now,
        escalated=row["escalated_at"] is not None,
        **{name: row[name] for name in ("task_id", "kind", "level", "session_id", "detail", "raised_at", "due_at")},
    )


def _standing_answers(connection: Connection, desk: Desk, patient: Row, session: Row) -> list[GivenAnswer]:
    """The last answer to each question; what it superseded stays in the record."""
    wrapped = patient["key_wrapped"]  # null: erased, and what was sealed is gone
    key = None if wrapped is None else desk.keyring.patient_key(desk.key, patient["patient_id"], wrapped)
    standing: dict[tuple[str, str], GivenAnswer] = {}
    for row in answers_of(connection, desk.clinic_id, session["session_id"]):
        spot = spot_of(row["link_id"], row["occurrence"])
        if asks_one_more(spot):  # of the conversation, not of the form
            continue
        sealed, row_id = row["text_sealed"], str(row["answer_id"])
        text = (
            None
            if sealed is None or key is None
            else key.open(sealed, table="answer", column="text_sealed", row=row_id)
        )
        standing[row["questionnaire_url"], spot] = GivenAnswer(
            questionnaire=row["questionnaire_url"],
            version=row["questionnaire_version"],
            link_id=row["link_id"],
            occurrence=list(path(row["occurrence"])),
            value=_plain(row["value"]),
            text=text,
            how=row["how"],
            answered_at=row["answered_at"],
            answered_by=row["answered_by"],
        )
    return list(standing.values())


def _plain(value: Any) -> Any:
    """A decimal is stored apart, as JSON numbers lose its digits; here it is given as it was written."""
    return value["decimal"] if isinstance(value, dict) else value


def _audit_read(connection: Connection, caller: Caller, now: datetime, what: str, subject: str) -> None:
    append(connection, caller.clinic_id, at=now, actor=caller.actor, action=f"read.{what}", subject=subject, detail={})
