"""A schedule changed on a form, previewed with all that it would do, and published with a reason."""

import json
from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from bot.publishing import Change, PublishError, StaleVersionError, history, preview_change, publish, require_open
from bot.schedule_words import difference_in_words, schedule_in_words
from bot.wording_preview import Wording, wordings_of
from console.staff_curve import Curve, draw_curve
from console.staff_pages import page
from console.staff_schedule_form import ScheduleFields, fields_from, fields_typed, read_schedule, with_steps_changed
from console.staff_shown import current_of, localised, shown_sample, timeline_of, version_of
from console.staff_timeline import NARROW
from console.staff_visitors import Editor, OwnFields, StaffRefusal, Visitor, editor, running_of
from console.staff_work import Visit, visit
from flows.pathway import Pathway
from flows.schedule import Schedule

router = APIRouter(prefix="/staff/pathways", include_in_schema=False)
EDITS = [Depends(editor)]


@router.get("/{pathway_id}/edit")
def edit(request: Request, staff: Editor, pathway_id: str, version: str = "") -> Response:
    """`version`: begin with an earlier schedule instead of the one in force."""
    with visit(request, staff) as at:
        current, pathway = current_of(at, pathway_id)
        schedule = version_of(at, pathway_id, version).schedule if version else pathway.schedule
        return _form_page(request, at, pathway, current, fields_from(schedule))


@router.post("/{pathway_id}/edit", dependencies=EDITS)
def change_form(request: Request, staff: Visitor, pathway_id: str, form: OwnFields) -> Response:
    """Steps are added, removed and moved here; what was typed stays as it is."""
    with visit(request, staff) as at:
        _, pathway = current_of(at, pathway_id)
        fields = fields_from(_kept(form)) if "schedule" in form else fields_typed(form)
        fields, done = with_steps_changed(fields, form.get("do", ""))
        return _form_page(request, at, pathway, _based_on(form), fields, done=done)


@router.post("/{pathway_id}/drawing", dependencies=EDITS)
def draw_form(request: Request, staff: Visitor, pathway_id: str, form: OwnFields) -> Response:
    """What the form says at this moment, drawn beside it."""
    with visit(request, staff) as at:
        _, pathway = current_of(at, pathway_id)
        schedule, faults = read_schedule(fields_typed(form))
        if schedule is not None:
            faults = _never_open(at, schedule)
        shown = {} if schedule is None or faults else timeline_of(at, pathway, schedule, NARROW)
        sentences = () if schedule is None or faults else schedule_in_words(schedule)
        return page("staff/drawing.html", request, staff, faults=faults, sentences=sentences, **shown)


@router.post("/{pathway_id}/preview", dependencies=EDITS)
def preview(request: Request, staff: Visitor, pathway_id: str, form: OwnFields) -> Response:
    """Nothing is changed yet: what the change would do, and the form by which it is published."""
    with visit(request, staff) as at:
        current, pathway = current_of(at, pathway_id)
        fields = fields_typed(form)
        schedule, faults = read_schedule(fields)
        if schedule is not None:
            faults = _never_open(at, schedule)
            if not faults and not any(difference_in_words(pathway.schedule, schedule)):
                faults = {"form": f"This says the same as version {current}: there is nothing to publish."}
        if schedule is None or faults:
            return _form_page(request, at, pathway, _based_on(form), fields, faults=faults, status=422)
        if _based_on(form) != current:
            return _stale_page(request, at, pathway, schedule, _based_on(form), current)
        return _preview_page(request, at, pathway, schedule)


@router.post("/{pathway_id}/publish", dependencies=EDITS)
def publish_form(request: Request, staff: Visitor, pathway_id: str, form: OwnFields) -> Response:
    schedule, reason, move = _kept(form), form.get("reason", ""), form.get("move") == "yes"
    with visit(request, staff) as at:
        _, pathway = current_of(at, pathway_id)
        try:
            publish(
                at.connection,
                at.desk,
                pathway_id,
                schedule,
                based_on=_based_on(form),
                by=staff.actor,
                reason=reason,
                move=move,
                now=at.now,
            )
        except StaleVersionError as error:
            return _stale_page(request, at, pathway, schedule, _based_on(form), error.current)
        except PublishError as error:
            return _preview_page(request, at, pathway, schedule, reason=reason, move=move, fault=str(error))
    return RedirectResponse(f"/staff/pathways/{pathway_id}", status_code=303)


def _form_page(
    request: Request,
    at: Visit,
    pathway: Pathway,
    based_on: int,
    fields: ScheduleFields,
    *,
    faults: Mapping[str, str] | None = None,
    done: str = "",
    status: int = 200,
) -> Response:
    schedule, _ = read_schedule(fields)
    drawable = schedule is not None and not _never_open(at, schedule)
    shown = timeline_of(at, pathway, schedule, NARROW) if schedule is not None and drawable else {}
    return page(
        "staff/edit.html",
        request,
        at.staff,
        status=status,
        pathway=pathway,
        based_on=based_on,
        fields=fields,
        faults=faults or {},
        done=done,
        has_short=any(wave.short for wave in pathway.waves),
        sentences=schedule_in_words(schedule) if schedule is not None and drawable else (),
        **shown,
    )


def _preview_page(
    request: Request,
    at: Visit,
    pathway: Pathway,
    schedule: Schedule,
    *,
    reason: str = "",
    move: bool = False,
    fault: str = "",
) -> Response:
    """`fault`: why it was not published."""
    from bot.simulated_effect import simulated_effect  # numpy: 14 MB of a server that may never preview anything

    running = running_of(request)
    change: Change = preview_change(at.connection, at.desk, pathway.id, schedule, at.now)
    clinic = running.compiled.clinic(at.connection, at.staff.clinic_id)
    compiled = running.compiled.pathway(at.connection, clinic, pathway.id, change.version)
    effect = simulated_effect(pathway, schedule, compiled.questionnaires, at.desk.file.hours, at.zone)
    wordings: Sequence[Wording] = wordings_of(schedule, clinic, compiled)
    curve: Curve = draw_curve({"today": effect.today, "new": effect.new})
    gone, come = difference_in_words(pathway.schedule, schedule)
    return page(
        "staff/preview.html",
        request,
        at.staff,
        status=422 if fault else 200,
        pathway=pathway,
        change=change,
        samples=[shown_sample(each, at) for each in change.samples],
        effect=effect,
        curve=curve,
        wordings=wordings,
        gone=gone,
        come=come,
        kept=_kept_text(schedule),
        reason=reason,
        move=move,
        fault=fault,
    )


def _stale_page(
    request: Request, at: Visit, pathway: Pathway, schedule: Schedule, based_on: int, current: int
) -> Response:
    """Somebody else was quicker: what they changed, what this change would be on top of it, and the way there."""
    versions = [localised(each, at.zone) for each in history(at.connection, at.staff.clinic_id, pathway.id)]
    newer = [each for each in versions if each.version > based_on]
    in_force = versions[0].schedule
    gone, come = difference_in_words(in_force, schedule)
    return page(
        "staff/stale.html",
        request,
        at.staff,
        status=409,
        pathway=pathway,
        newer=newer,
        based_on=based_on,
        current=current,
        gone=gone,
        come=come,
        kept=_kept_text(schedule),
    )


def _never_open(at: Visit, schedule: Schedule) -> dict[str, str]:
    try:
        require_open(at.desk, schedule, at.now)
    except PublishError as error:
        return {"window_until": str(error)}
    return {}


def _based_on(form: Mapping[str, str]) -> int:
    given = form.get("based_on", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


def _kept(form: Mapping[str, str]) -> Schedule:
    """The schedule that a preview holds; it is checked as if it were new, as anybody can send anything."""
    try:
        return Schedule.model_validate_json(form.get("schedule", ""))
    except ValidationError:
        raise StaffRefusal(422, "This form is damaged. Begin the change again.") from None


def _kept_text(schedule: Schedule) -> str:
    return json.dumps(schedule.model_dump(mode="json"))
