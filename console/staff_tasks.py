"""Tasks: what is open, how old it is, who is behind it, and seeing to it."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.staff import NoSuchTaskError, acknowledge
from bot.task_words import advice_for, name_of, reason_for
from bot.worklist import open_tasks
from console.staff_pages import page
from console.staff_person import LONGEST_NOTE, person_of
from console.staff_visitors import OwnFields, StaffRefusal, Visitor, running_of
from console.staff_work import Visit, visit
from store.ledger import Row
from store.staff import talks_behind

router = APIRouter(prefix="/staff", include_in_schema=False)
_WHEN = {"Today": True, "Later": False}
# In these the conversation waits for a word of staff.
STOPPED = frozenset({"paused", "handed_over"})


@dataclass(frozen=True, slots=True)
class ShownTask:
    """One open task, its moments at the clinic's time. `stopped`: the conversation waits for a word of staff.

    `today`: red, or not due later than today.
    """

    task_id: UUID
    kind: str
    name: str
    why: str
    advice: str
    level: str | None
    ref: str | None
    wave: str
    raised_at: datetime
    due_at: datetime | None
    late: bool
    escalated: bool
    stopped: bool
    today: bool
    session_id: UUID | None


@router.get("")
def home() -> Response:
    return RedirectResponse("/staff/tasks", status_code=303)


@router.get("/tasks")
def list_tasks(request: Request, staff: Visitor) -> Response:
    with visit(request, staff) as at:
        at.has_read("tasks", f"clinic/{staff.clinic_id}")
        return _list_page("staff/tasks.html", request, at)


@router.get("/tasks/list")
def refresh_tasks(request: Request, staff: Visitor, seen: str = "") -> Response:
    """The list by itself, which an open page asks for now and then; 204 while nothing has changed."""
    with visit(request, staff) as at:
        if seen == _mark(_tasks(at)):
            return Response(status_code=204)
        at.has_read("tasks", f"clinic/{staff.clinic_id}")
        return _list_page("staff/task_list.html", request, at)


@router.get("/tasks/{task_id}")
def show_task(request: Request, staff: Visitor, task_id: str) -> Response:
    with visit(request, staff) as at:
        task = _task(at, task_id)
        person = None if task.ref is None else person_of(at, task.ref)
        return page("staff/task.html", request, staff, task=task, person=person, now=at.local_now, fault="", note="")


@router.post("/tasks/{task_id}")
def see_to(request: Request, staff: Visitor, task_id: str, form: OwnFields) -> Response:
    running, note = running_of(request), form.get("note", "").strip()
    with visit(request, staff) as at:
        task = _task(at, task_id)
        if len(note) > LONGEST_NOTE:
            told = f"A note has at most {LONGEST_NOTE} characters: this one has {len(note)}."
            person = None if task.ref is None else person_of(at, task.ref)
            shown = {"task": task, "person": person, "now": at.local_now, "fault": told, "note": note}
            return page("staff/task.html", request, staff, status=422, **shown)
        try:
            acknowledge(
                at.connection,
                running.compiled,
                running.keyring,
                staff.clinic_id,
                task.task_id,
                by=staff.actor,
                note=note or None,
                resume=form.get("resume") == "yes",
                now=at.now,
            )
        except NoSuchTaskError:
            raise StaffRefusal(404, "Somebody has seen to this task already.") from None
    return RedirectResponse("/staff/tasks", status_code=303)


def _list_page(template: str, request: Request, at: Visit) -> Response:
    """Those whose reminders are used up are many and have a list of their own; here they are counted."""
    every = _tasks(at)
    tasks = [task for task in every if task.kind != "phone"]
    to_ring = [task for task in every if task.kind == "phone"]
    return page(
        template,
        request,
        at.staff,
        lists=[
            (name, here) for name, when in _WHEN.items() if (here := [task for task in tasks if task.today is when])
        ],
        to_ring=len(to_ring),
        today=sum(task.today for task in to_ring),
        now=at.local_now,
        mark=_mark(every),
    )


def _mark(tasks: list[ShownTask]) -> str:
    """Changes when the list does, and when something on it comes to be late; not with every minute of age."""
    return hashlib.sha256(repr(tasks).encode()).hexdigest()[:16]


def _tasks(at: Visit) -> list[ShownTask]:
    rows = open_tasks(at.connection, at.desk.clinic_id)
    talks = talks_behind(at.connection, at.desk.clinic_id, {row["session_id"] for row in rows} - {None})
    return [_shown(row, talks.get(row["session_id"]), at) for row in rows]


def _shown(row: Row, talk: Row | None, at: Visit) -> ShownTask:
    return ShownTask(
        task_id=row["task_id"],
        kind=row["kind"],
        name=name_of(row["kind"]),
        why=reason_for(row["kind"]),
        advice=advice_for(row["kind"]),
        level=row["level"],
        ref=row["ref"],
        wave="" if talk is None else at.round_of(talk),
        raised_at=row["raised_at"].astimezone(at.zone),
        due_at=None if row["due_at"] is None else row["due_at"].astimezone(at.zone),
        late=row["due_at"] is not None and row["due_at"] < at.now,
        escalated=row["escalated_at"] is not None,
        stopped=talk is not None and talk["state"] in STOPPED,
        today=row["level"] == "red" or row["due_at"] is None or _day_of(row["due_at"], at) <= _day_of(at.now, at),
        session_id=row["session_id"],
    )


def _day_of(moment: datetime, at: Visit) -> date:
    return moment.astimezone(at.zone).date()


def _task(at: Visit, task_id: str) -> ShownTask:
    for task in _tasks(at):
        if str(task.task_id) == task_id:
            return task
    raise StaffRefusal(404, "There is no such task, or somebody has seen to it already.")
