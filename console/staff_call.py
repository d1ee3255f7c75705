"""The questions asked on the phone: staff read them out and type what is answered, one page for each turn.

A page knows the moment its question was put. What comes from a page that is no longer current (sent twice, reloaded,
or overtaken by the patient's own text message) is never taken for the answer to another question.
"""

from typing import Final, get_args
from uuid import UUID

from fastapi import APIRouter, Request, Response

from bot.phone_call import AnsweredBy, Line, NotOnThePhoneError, answer_call, begin_call
from console.staff_pages import page
from console.staff_phone import call_of
from console.staff_visitors import OwnFields, StaffRefusal, Visitor, running_of
from console.staff_work import Visit, visit
from store.sessions import lock_patient_of, session_row

router = APIRouter(prefix="/staff/phone", include_in_schema=False)
LONGEST_ANSWER: Final = 1600  # characters, as of a text message
ANSWERED_BY: Final[tuple[AnsweredBy, ...]] = get_args(AnsweredBy)
OVERTAKEN: Final = "That page was no longer current, so nothing of it was taken. This is what waits now."
NOTHING_SAID: Final = "Write what was answered, or hang up."


@router.post("/{task_id}/questions")
def ask(request: Request, staff: Visitor, task_id: str, form: OwnFields) -> Response:
    """Without `put` the call begins; with it `said` answers the question that was put at that moment."""
    put, said = form.get("put", ""), form.get("said", "").strip()[:LONGEST_ANSWER]
    by = next((each for each in ANSWERED_BY if each == form.get("answered_by")), ANSWERED_BY[0])
    with visit(request, staff) as at:
        call = call_of(at, task_id)
        session_id = call.line.session_id
        if session_id is None:
            raise StaffRefusal(409, "There are no questions behind this: talk with the patient.")
        lock_patient_of(at.connection, at.desk.clinic_id, session_id)
        current = put == _moment(at, session_id)
        try:
            if put and said and current:
                line, fault = _answer(request, at, session_id, said, by), ""
            else:
                line = _begin(request, at, session_id)
                fault = "" if not put else NOTHING_SAID if current else OVERTAKEN
        except NotOnThePhoneError as error:
            raise StaffRefusal(409, f"{str(error)[0].upper()}{str(error)[1:]}.") from None
        return page(
            "staff/questions.html",
            request,
            staff,
            call=call,
            line=line,
            put=_moment(at, session_id),
            by=by,
            answered_by=ANSWERED_BY,
            fault=fault,
        )


def _begin(request: Request, at: Visit, session_id: UUID) -> Line:
    running = running_of(request)
    stores = (running.compiled, running.keyring, at.desk.clinic_id, session_id)
    return begin_call(at.connection, *stores, by=at.staff.actor, now=at.now)


def _answer(request: Request, at: Visit, session_id: UUID, said: str, by: AnsweredBy) -> Line:
    running = running_of(request)
    stores = (running.compiled, running.keyring, at.desk.clinic_id, session_id)
    return answer_call(at.connection, *stores, said, answered_by=by, by=at.staff.actor, now=at.now)


def _moment(at: Visit, session_id: UUID) -> str:
    """When anything last happened in the conversation."""
    session = session_row(at.connection, at.desk.clinic_id, session_id)
    return "" if session is None else str(session["updated_at"].isoformat())
