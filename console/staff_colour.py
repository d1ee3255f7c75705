"""A session's colour: why it has it, and a clinician's own word on it."""

from collections.abc import Mapping
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.clinicians import Explained, NoSuchSessionError, explain, give_own, override_level
from bot.task_words import name_of
from bot.worklist import open_tasks
from console.staff_pages import page
from console.staff_person import LONGEST_NOTE
from console.staff_visitors import OwnFields, StaffRefusal, Visitor, running_of
from console.staff_work import Visit, visit
from triage.combine import Colour, OverrideError

router = APIRouter(prefix="/staff/sessions", include_in_schema=False)
_COLOURS: Mapping[str, Colour] = {"red": "red", "yellow": "yellow", "green": "green"}
# What a finding without a rule of its own says, or one whose rule could not be judged.
_TOLD: Mapping[str, str] = {
    "not-scoreable": "Cannot be judged: an answer is missing.",
    "no-significance": "The answer has no colour in the questionnaire.",
    "no-rule": "No rule looks at these answers.",
    "nothing-found": "No rule found anything in these answers.",
}
CHANGED = "Something has come in since you opened this page. Read it again below, then decide."


@router.get("/{session_id}")
def show_colour(request: Request, staff: Visitor, session_id: str) -> Response:
    with visit(request, staff) as at:
        shown = _explained(request, at, session_id)
        at.has_read("assessment", f"session/{shown.session_id}")
        return _colour_page(request, at, shown)


@router.post("/{session_id}")
def give_colour(request: Request, staff: Visitor, session_id: str, form: OwnFields) -> Response:
    """Refused where the answers or the colour have changed since the page was shown: the word was about those."""
    with visit(request, staff) as at:
        shown = _explained(request, at, session_id, lock=True)
        faults = {"form": CHANGED} if form.get("basis") != shown.basis else _faults(form)
        if not faults:
            faults = _give(request, at, shown.session_id, form)
        if faults:
            at.has_read("assessment", f"session/{shown.session_id}")
            return _colour_page(request, at, shown, faults=faults, form=form)
    return RedirectResponse(f"/staff/sessions/{shown.session_id}", status_code=303)


def _faults(form: Mapping[str, str]) -> dict[str, str]:
    """Field → what lacks in it."""
    faults = {}
    if form.get("kind") not in ("own", "override"):
        faults["kind"] = "Choose what it is."
    if form.get("level") not in _COLOURS:
        faults["level"] = "Choose a colour."
    if len(form.get("reason", "")) > LONGEST_NOTE:
        faults["reason"] = f"A reason has at most {LONGEST_NOTE} characters: this one has {len(form['reason'])}."
    return faults


def _give(request: Request, at: Visit, session_id: UUID, form: Mapping[str, str]) -> dict[str, str]:
    """Field → why it was not taken; empty when it was."""
    running, level, reason = running_of(request), _COLOURS[form["level"]], form.get("reason", "").strip()
    do = give_own if form["kind"] == "own" else override_level
    try:
        do(
            at.connection,
            running.compiled,
            running.keyring,
            at.staff.clinic_id,
            session_id,
            level,
            reason=reason,
            by=at.staff.actor,
            now=at.now,
        )
    except OverrideError as error:
        return {error.field: f"{str(error)[:1].upper()}{str(error)[1:]}."}
    return {}


def _explained(request: Request, at: Visit, session_id: str, *, lock: bool = False) -> Explained:
    running = running_of(request)
    try:
        wanted = UUID(session_id)
        return explain(at.connection, running.compiled, running.keyring, at.staff.clinic_id, wanted, lock=lock)
    except (ValueError, NoSuchSessionError):
        raise StaffRefusal(404, "The clinic has no such questions, or the patient’s data have been erased.") from None


def _colour_page(
    request: Request,
    at: Visit,
    shown: Explained,
    *,
    faults: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> Response:
    tasks = [task for task in open_tasks(at.connection, at.staff.clinic_id) if task["session_id"] == shown.session_id]
    return page(
        "staff/colour.html",
        request,
        at.staff,
        status=422 if faults else 200,
        shown=shown,
        tasks=[(task["task_id"], name_of(task["kind"])) for task in tasks],
        told=_TOLD,
        zone=at.zone,
        faults=faults or {},
        form=form or {},
    )
