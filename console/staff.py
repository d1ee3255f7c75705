"""The staff pages: sign-in, tasks, the phone list, a patient's plan and colours, and schedules that can be changed.

All of them work by keyboard and without scripts; scripts only save a reload. Each visit is one transaction as the
visitor's own clinic.
"""

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from bot.accounts import Staff
from console import (
    staff_call,
    staff_colour,
    staff_pathways,
    staff_patients,
    staff_phone,
    staff_publishing,
    staff_tasks,
    staff_visitors,
)
from console.staff_pages import STATIC, page
from console.staff_visitors import StaffRefusal

TITLES = {403: "Not allowed", 404: "Not found", 409: "Not possible now", 422: "Not right"}


def include_staff(app: FastAPI) -> None:
    router = APIRouter()
    for part in (
        staff_visitors,
        staff_tasks,
        staff_phone,
        staff_call,
        staff_patients,
        staff_colour,
        staff_pathways,
        staff_publishing,
    ):
        router.include_router(part.router)
    app.include_router(router)
    app.mount("/staff/static", StaticFiles(directory=STATIC))
    app.add_exception_handler(StaffRefusal, refuse)  # type: ignore[arg-type] # Starlette types handlers by Exception


def refuse(request: Request, error: StaffRefusal) -> Response:
    title = TITLES.get(error.status_code, "Not done")
    staff: Staff | None = getattr(request.state, "staff", None)
    return page("staff/refused.html", request, staff, status=error.status_code, title=title, detail=error.detail)
