"""Forms brought into the demo: the upload, what was found in each, and its patients' QuestionnaireResponses."""

import asyncio
import json
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import escape

from bot import demo_board
from bot.demo import Demo
from bot.demo_forms import bring, response_so_far
from bot.form_file import LARGEST_FORM, FormFileError, FormRefusedError, read_form
from channels.channel import storable
from console.demo import SAYS_WHERE_FROM, OwnForm, Running, ask, keep_phones, pane, person_of, phones_of, whole
from flows.fhir import Issue

UPLOAD: str = "/demo/forms"
LARGEST_UPLOAD = LARGEST_FORM + 64 * 1024  # bytes; the form with what a browser wraps it in

router = APIRouter(include_in_schema=False)


@router.get(UPLOAD)
async def forms(demo: Running, seen: str = "") -> Response:
    refs = [ref for form in demo.forms for ref in form.refs]
    patients = {demo.people[ref].patient_id: ref for ref in refs}
    played = await asyncio.to_thread(ask, demo, lambda connection: demo_board.played(connection, patients))
    return pane("demo/forms.html", demo, seen, played={patients[each]: row for each, row in played.items()})


@router.post(UPLOAD, dependencies=[OwnForm])
async def take_form(
    request: Request,
    demo: Running,
    form: Annotated[UploadFile, File()],
    licence: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    name = storable(form.filename or "")
    try:
        read = await asyncio.to_thread(read_form, await form.read(LARGEST_FORM + 1), name)
        brought = await bring(demo, read, storable(licence).strip())
    except FormFileError as error:
        return await refused(request, demo, name, error)
    refs = await phones_of(request, demo)
    shown = [ref for ref in refs if ref not in brought.refs]
    return keep_phones(RedirectResponse("/", status_code=303), [brought.refs[0], *shown][: len(refs)])


async def refused(request: Request, demo: Demo, name: str, error: FormFileError) -> HTMLResponse:
    findings = error.findings if isinstance(error, FormRefusedError) else (Issue("error", "file", None, str(error)),)
    refs = await phones_of(request, demo)
    told = whole(demo, refs, refusal={"name": name, "findings": findings})
    return HTMLResponse(told, status_code=422, headers=SAYS_WHERE_FROM)


@router.get(UPLOAD + "/{ref}/response")
async def response(demo: Running, ref: str, download: bool = False) -> Response:
    """The QuestionnaireResponse as it stands: as a file, or as text to put on the page."""
    person_of(demo, ref)
    patient_id = demo.people[ref].patient_id
    found = await asyncio.to_thread(ask, demo, lambda connection: response_so_far(connection, demo, patient_id))
    if found is None:
        raise HTTPException(404, "This patient has not been asked anything yet")
    text = json.dumps(found, ensure_ascii=False, indent=2)
    if not download:
        return HTMLResponse(str(escape(text)))
    headers = {"Content-Disposition": f'attachment; filename="response-{quote(ref, safe="")}.json"'}
    return Response(text, media_type="application/fhir+json", headers=headers)
