"""Pathways with their versions: a schedule as it is, as it was, and who changed it why."""

from fastapi import APIRouter, Request, Response

from bot.publishing import history
from bot.schedule_words import difference_in_words, schedule_in_words
from console.staff_pages import page
from console.staff_shown import current_of, localised, timeline_of, version_of
from console.staff_visitors import Visitor
from console.staff_work import visit

router = APIRouter(prefix="/staff/pathways", include_in_schema=False)


@router.get("")
def list_pathways(request: Request, staff: Visitor) -> Response:
    with visit(request, staff) as at:
        found = [
            (pathway, localised(history(at.connection, staff.clinic_id, pathway_id)[0], at.zone))
            for pathway_id, (_, pathway) in sorted(at.desk.pathways.items())
        ]
    return page("staff/pathways.html", request, staff, found=found)


@router.get("/{pathway_id}")
def show_pathway(request: Request, staff: Visitor, pathway_id: str) -> Response:
    with visit(request, staff) as at:
        version, pathway = current_of(at, pathway_id)
        newest = localised(history(at.connection, staff.clinic_id, pathway_id)[0], at.zone)
        return page(
            "staff/schedule.html",
            request,
            staff,
            pathway=pathway,
            version=newest,
            current=version,
            sentences=schedule_in_words(pathway.schedule),
            **timeline_of(at, pathway, pathway.schedule),
        )


@router.get("/{pathway_id}/versions/{number}")
def showversion_of(request: Request, staff: Visitor, pathway_id: str, number: str) -> Response:
    with visit(request, staff) as at:
        current, pathway = current_of(at, pathway_id)
        version = version_of(at, pathway_id, number)
        gone, come = difference_in_words(pathway.schedule, version.schedule)
        return page(
            "staff/version.html",
            request,
            staff,
            pathway=pathway,
            version=version,
            current=current,
            gone=gone,
            come=come,
            sentences=schedule_in_words(version.schedule),
            **timeline_of(at, pathway, version.schedule),
        )


@router.get("/{pathway_id}/history")
def show_history(request: Request, staff: Visitor, pathway_id: str) -> Response:
    with visit(request, staff) as at:
        current, pathway = current_of(at, pathway_id)
        versions = [localised(each, at.zone) for each in history(at.connection, staff.clinic_id, pathway_id)]
    return page("staff/history.html", request, staff, pathway=pathway, versions=versions, current=current)
