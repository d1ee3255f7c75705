"""One patient's plan: every contact made and to come with its rule, and why the others are not."""

from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from bot.enrolment import UnknownPatientError
from bot.plan import Plan, plan
from console.staff_pages import page
from console.staff_visitors import Visitor
from console.staff_work import visit

router = APIRouter(prefix="/staff", include_in_schema=False)


@router.get("/patients")
def find_patient(request: Request, staff: Visitor, ref: str = "") -> Response:
    """By the clinic's own reference: names are not searched, as nobody is to be looked up out of interest."""
    wanted = ref.strip().replace("\x00", "")
    if not wanted:
        return page("staff/patients.html", request, staff, ref="", plan=None, unknown=False)
    with visit(request, staff) as at:
        found: Plan | None
        try:
            found = plan(at.connection, at.desk, wanted, at.now)
        except UnknownPatientError:
            found = None
        else:
            at.has_read("plan", f"patient-ref/{wanted}")
    status = 404 if found is None else 200
    zone = None if found is None else ZoneInfo(found.zone)
    return page(
        "staff/patients.html", request, staff, status=status, ref=wanted, plan=found, unknown=found is None, zone=zone
    )
