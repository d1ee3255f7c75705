"""The phone list: whom to ring and why, with the number on a page of its own, and what each call came to."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.phone_list import DONE, UNREACHED, CallAgainError, ToCall, phone_list, record_attempt
from bot.staff import NoSuchTaskError
from bot.task_words import name_of, reason_for
from console.staff_pages import page
from console.staff_person import LONGEST_NOTE, person_of
from console.staff_visitors import OwnFields, StaffRefusal, Visitor, running_of
from console.staff_work import Visit, visit
from store.staff import talks_behind
from store.tasks import task_row

router = APIRouter(prefix="/staff/phone", include_in_schema=False)
# What somebody who has just rung can say; the list itself gives up after the third try in vain.
UNREACHED_BY_HAND = dict(UNREACHED)
DONE_BY_HAND = {code: told for code, told in DONE.items() if code != "given-up"}
FAULT_AGAIN = "Say when to call again, as a day and a time that are still to come."
FAULT_OUTCOME = "Choose what the call came to."
FAULT_TRIED = "A call has been kept already since this page was opened. Look above, and keep yours if it is another."


@dataclass(frozen=True, slots=True)
class ShownCall:
    """One line of the list, its moments at the clinic's time. `best`: "about 17", or "" where nothing is known."""

    line: ToCall
    why: tuple[str, ...]
    told: tuple[str, ...]
    late: bool
    best: str


@router.get("")
def list_calls(request: Request, staff: Visitor) -> Response:
    with visit(request, staff) as at:
        at.has_read("phone-list", f"clinic/{staff.clinic_id}")
        calls = [_shown(line, at) for line in phone_list(at.connection, staff.clinic_id, at.now)]
        return page("staff/phone.html", request, staff, calls=calls, now=at.local_now)


@router.get("/{task_id}")
def show_call(request: Request, staff: Visitor, task_id: str) -> Response:
    with visit(request, staff) as at:
        call = call_of(at, task_id)
        return _call_page(request, at, call)


@router.post("/{task_id}")
def keep_attempt(request: Request, staff: Visitor, task_id: str, form: OwnFields) -> Response:
    running, outcome, note = running_of(request), form.get("outcome", ""), form.get("note", "").strip()
    with visit(request, staff) as at:
        task_row(at.connection, staff.clinic_id, call_of(at, task_id).line.task_id)  # locked: of two, one is first
        call = call_of(at, task_id)
        faults = {} if outcome in {**UNREACHED_BY_HAND, **DONE_BY_HAND} else {"outcome": FAULT_OUTCOME}
        if form.get("tried") != str(len(call.line.attempts)):
            faults["outcome"] = FAULT_TRIED
        if len(note) > LONGEST_NOTE:
            faults["note"] = f"A note has at most {LONGEST_NOTE} characters: this one has {len(note)}."
        again = _again(form.get("again", ""), at.zone) if outcome == "call-again" else None
        if outcome == "call-again" and (again is None or again <= at.now):
            faults["again"] = FAULT_AGAIN
        if faults:
            return _call_page(request, at, call, faults=faults, form=dict(form))
        try:
            record_attempt(
                at.connection,
                running.compiled,
                running.keyring,
                staff.clinic_id,
                call.line.task_id,
                outcome,
                by=staff.actor,
                now=at.now,
                note=note or None,
                again_at=again,
            )
        except CallAgainError as error:
            return _call_page(request, at, call, faults={"again": str(error)}, form=dict(form))
        except NoSuchTaskError as error:
            raise StaffRefusal(409, str(error) or str(error.__doc__)) from None
    return RedirectResponse("/staff/phone", status_code=303)


def _call_page(
    request: Request,
    at: Visit,
    call: ShownCall,
    *,
    faults: dict[str, str] | None = None,
    form: dict[str, str] | None = None,
) -> Response:
    return page(
        "staff/call.html",
        request,
        at.staff,
        status=422 if faults else 200,
        call=call,
        asked=_asked(at, call.line.session_id),
        person=person_of(at, call.line.ref),
        now=at.local_now,
        faults=faults or {},
        form=form or {},
        unreached=UNREACHED_BY_HAND,
        done=DONE_BY_HAND,
        outcomes={**UNREACHED, **DONE},
    )


def _asked(at: Visit, session_id: UUID | None) -> str:
    """The round of questions that the call is about; "" for none."""
    talk = None if session_id is None else talks_behind(at.connection, at.desk.clinic_id, {session_id}).get(session_id)
    return "" if talk is None else at.round_of(talk)


def call_of(at: Visit, task_id: str) -> ShownCall:
    for line in phone_list(at.connection, at.desk.clinic_id, at.now):
        if str(line.task_id) == task_id:
            return _shown(line, at)
    raise StaffRefusal(404, "Nobody is to be rung about this any more: somebody has seen to it.")


def _shown(line: ToCall, at: Visit) -> ShownCall:
    def local(moment: datetime | None) -> datetime | None:
        return None if moment is None else moment.astimezone(at.zone)

    shown = replace(
        line,
        raised_at=line.raised_at.astimezone(at.zone),
        due_at=local(line.due_at),
        closes_at=local(line.closes_at),
        attempts=tuple(replace(each, at=each.at.astimezone(at.zone)) for each in line.attempts),
    )
    return ShownCall(
        line=shown,
        why=tuple(name_of(kind) for kind in line.reasons),
        told=tuple(filter(None, (reason_for(kind) for kind in line.reasons))),
        late=line.due_at is not None and line.due_at < at.now,
        best="" if line.best_hour is None else f"{line.best_hour:02}–{line.best_hour + 1:02}",
    )


def _again(text: str, zone: ZoneInfo) -> datetime | None:
    """As a browser's field for a day and a time gives it, at the clinic's time."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=zone)
    except ValueError:
        return None
