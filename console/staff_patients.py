"""One patient's plan: every contact made and to come with its rule, and why the others are not."""

from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from bot.enrolment import UnknownPatientError
from bot.plan import plan
from console.staff_pages import page
from console.staff_visitors import Visitor
from console.staff_work import visit
from store.staff import talks_behind

router = APIRouter(prefix="/staff", include_in_schema=False)


@router.get("/patients")
def find_patient(request: Request, staff: Visitor, ref: str = "") -> Response:
    """By the clinic's own reference: names are not searched, as nobody is to be looked up out of interest."""
    wanted = ref.strip().replace("\x00", "")
    if not wanted:
        return page("staff/patients.html", request, staff, ref="", plan=None, unknown=False)
    with visit(request, staff) as at:
        try:
            found = plan(at.connection, at.desk, wanted, at.now)
        except UnknownPatientError:
            return page("staff/patients.html", request, staff, status=404, ref=wanted, plan=None, unknown=True)
        at.has_read("plan", f"patient-ref/{wanted}")
        asked = {wave.session_id for wave in found.waves if wave.session_id is not None}
        talks = talks_behind(at.connection, staff.clinic_id, asked)
    return page(
        "staff/patients.html",
        request,
        staff,
        ref=wanted,
        plan=found,
        levels={session_id: talk["level"] for session_id, talk in talks.items()},
        unknown=False,
        zone=ZoneInfo(found.zone),
    )
