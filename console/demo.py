"""The demo's page: phones, the clinic's inbox and tasks, the plan, and a clock that can be moved.

Each pane asks for itself every second and names what it last saw; when nothing has changed it gets 204, so nothing on
the page moves and nothing that is being typed is lost.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi import Path as PathParameter
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape
from sqlalchemy import Connection

from bot import demo_board
from bot.demo import LOGIN, PASSWORD, Demo, see_to, tap, write
from bot.demo_clock import advance, advance_to_next_contact
from bot.demo_inbox import NotGenuineError
from bot.demo_phones import Bubble
from bot.form_file import LARGEST_FORM
from bot.staff import NoSuchTaskError
from store.database import transaction

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
LONGEST_TEXT: Final = 1600  # characters; what an SMS provider takes
# What the first phones have to show: text messages in two languages, and a chat with buttons in a third.
FIRST: Final = (("sms", "en"), ("sms", "da"), ("telegram", "nb"))
PHONES: Final = "demo-phones"
# Under the policy of other pages a browser would send a form without scripts as from nowhere.
SAYS_WHERE_FROM: Final = {"Referrer-Policy": "same-origin"}
STEPS: Final = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}

page = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
router = APIRouter(include_in_schema=False)


def from_this_page(request: Request) -> None:
    """A form of another site cannot reach us: browsers name the page that a POST comes from."""
    if urlsplit(request.headers.get("origin", "")).netloc != request.headers.get("host"):
        raise HTTPException(403, "this form was not sent from the demo's own page")


def demo_of(request: Request) -> Demo:
    demo: Demo = request.app.state.demo
    return demo


Slot = Annotated[int, PathParameter(ge=0, lt=len(FIRST))]
Running = Annotated[Demo, Depends(demo_of)]
OwnForm = Depends(from_this_page)
T = TypeVar("T")
AnyResponse = TypeVar("AnyResponse", bound=Response)


@router.get("/")
async def whole_page(request: Request, demo: Running) -> HTMLResponse:
    refs = await phones_of(request, demo)
    return keep_phones(HTMLResponse(whole(demo, refs), headers=SAYS_WHERE_FROM), refs)


@router.get("/demo/phones/{slot}")
async def one_phone(request: Request, demo: Running, slot: Slot, ref: str) -> HTMLResponse:
    person_of(demo, ref)
    answer = HTMLResponse(show("demo/phone.html", demo, slot=slot, ref=ref))
    refs = kept_phones(request, demo)
    if refs is not None:
        refs[slot] = ref
        keep_phones(answer, refs)
    return answer


@router.get("/demo/threads/{ref}")
async def thread(demo: Running, ref: str, seen: str = "") -> Response:
    bubbles = demo.threads[person_of(demo, ref)]
    ids = [bubble.message_id for bubble in bubbles if bubble.message_id is not None]
    statuses = await asyncio.to_thread(ask, demo, lambda connection: demo_board.delivery_of(connection, ids))
    live = live_buttons(bubbles)
    return pane("demo/thread.html", demo, seen, ref=ref, bubbles=bubbles, statuses=statuses, live=live)


@router.get("/demo/clock")
async def clock(demo: Running, seen: str = "") -> Response:
    found = await asyncio.to_thread(ask, demo, demo_board.standing)
    return pane("demo/clock.html", demo, seen, standing=found)


@router.get("/demo/tasks")
async def tasks(demo: Running, seen: str = "") -> Response:
    rows = await asyncio.to_thread(ask, demo, lambda connection: demo_board.tasks(connection, demo.clinic_id))
    return pane("demo/tasks.html", demo, seen, tasks=rows)


@router.get("/demo/inbox")
async def inbox(demo: Running, seen: str = "") -> Response:
    received = list(reversed(demo.inbox.received.values()))[:50]
    return pane("demo/inbox.html", demo, seen, received=received, refused=demo.inbox.refused)


@router.get("/demo/events/{delivery_id}")
async def whole_event(demo: Running, delivery_id: str) -> HTMLResponse:
    if delivery_id not in demo.inbox.received:
        raise HTTPException(404, "This event is not kept any more")
    whole = json.dumps(demo.inbox.received[delivery_id].data, ensure_ascii=False, indent=2)
    return HTMLResponse(str(escape(whole)))


@router.get("/demo/plan")
async def plan(demo: Running, seen: str = "") -> Response:
    contacts = await asyncio.to_thread(ask, demo, demo_board.next_contacts)
    messages = await asyncio.to_thread(ask, demo, demo_board.outbox)
    return pane("demo/plan.html", demo, seen, contacts=contacts, messages=messages)


@router.post("/demo/threads/{ref}/texts", dependencies=[OwnForm])
async def send_text(request: Request, demo: Running, ref: str, text: Annotated[str, Form()] = "") -> Response:
    person_of(demo, ref)
    if len(text) > LONGEST_TEXT:
        raise HTTPException(422, f"A text holds at most {LONGEST_TEXT} characters")
    await write(demo, ref, text)
    return done(request)


@router.post("/demo/threads/{ref}/taps", dependencies=[OwnForm])
async def press(
    request: Request,
    demo: Running,
    ref: str,
    nonce: Annotated[str, Form()],
    choice: Annotated[int, Form()],
    label: Annotated[str, Form()],
) -> Response:
    person_of(demo, ref)
    await tap(demo, ref, nonce, choice, label)
    return done(request)


@router.post("/demo/clock", dependencies=[OwnForm])
async def move_clock(request: Request, demo: Running, step: Annotated[str, Form()]) -> Response:
    if step == "contact":
        await advance_to_next_contact(demo)
    elif step in STEPS:
        await advance(demo, STEPS[step])
    else:
        raise HTTPException(422, "The clock moves by hour, day or week, or to the next contact")
    return done(request)


@router.post("/demo/tasks/{task_id}", dependencies=[OwnForm])
async def acknowledge(
    request: Request,
    demo: Running,
    task_id: UUID,
    note: Annotated[str, Form(max_length=500)] = "",
    resume: Annotated[bool, Form()] = False,
) -> Response:
    try:
        await see_to(demo, task_id, note, resume=resume)
    except NoSuchTaskError:
        raise HTTPException(404, "Somebody has seen to this task already") from None
    return done(request)


@router.post("/demo/clinic/{endpoint}")
async def take_delivery(request: Request, demo: Running, endpoint: str) -> Response:
    """The demo clinic's own endpoint: whoever is not Prosvar is turned away."""
    body = (await request.body()).decode()
    try:
        demo.inbox.take(endpoint, request.headers, body, demo.clock())
    except NotGenuineError:
        return Response(status_code=401)
    return Response(status_code=204)


def whole(demo: Demo, refs: list[str], refusal: Mapping[str, Any] | None = None) -> str:
    """The page with these phones. `refusal`: the `name` of a form that was not taken, and its `findings`."""
    login = {"login": LOGIN, "password": PASSWORD}
    return show("demo/page.html", demo, refs=refs, refusal=refusal, largest=LARGEST_FORM, **login)


async def phones_of(request: Request, demo: Demo) -> list[str]:
    """Whose phones this browser shows."""
    refs = kept_phones(request, demo)
    return first_phones(demo, await asyncio.to_thread(ask, demo, demo_board.invited)) if refs is None else refs


def first_phones(demo: Demo, invited: list[str]) -> list[str]:
    """Forms that were brought first; then one patient of each kind, invited ones before others, or anybody."""
    chosen = [form.refs[0] for form in demo.forms][: len(FIRST)]
    for kind in FIRST[len(chosen) :]:
        free = [ref for ref in (*invited, *demo.people) if ref not in chosen]
        fitting = (ref for ref in free if (demo.people[ref].channel, demo.people[ref].language) == kind)
        chosen.append(next(fitting, free[0]))
    return chosen


def kept_phones(request: Request, demo: Demo) -> list[str] | None:
    """Whose phones this browser looked at last; null when that is not known, or of another demo."""
    refs = request.cookies.get(PHONES, "").split(".")
    return refs if len(refs) == len(FIRST) and all(ref in demo.people for ref in refs) else None


def keep_phones(answer: AnyResponse, refs: list[str]) -> AnyResponse:
    answer.set_cookie(PHONES, ".".join(refs), httponly=True, samesite="strict")
    return answer


def person_of(demo: Demo, ref: str) -> str:
    """The address of a phone. Raises 404."""
    if ref not in demo.people:
        raise HTTPException(404, "There is no such patient in the demo")
    return demo.people[ref].address


def live_buttons(bubbles: list[Bubble]) -> Bubble | None:
    """The last message that came with buttons: as in a real chat they stay under it until one is pressed."""
    return next((bubble for bubble in reversed(bubbles) if bubble.nonce), None)


def ask(demo: Demo, question: Callable[[Connection], T]) -> T:
    with transaction(demo.running.engine) as connection:
        return question(connection)


def show(template: str, demo: Demo, **values: Any) -> str:
    now = demo.clock().astimezone(demo.clinic.time_zone())
    return page.get_template(template).render(
        demo=demo, people=demo.people, now=now, zone=demo.clinic.time_zone(), **values
    )


def pane(template: str, demo: Demo, seen: str, **values: Any) -> Response:
    """The pane with a mark of what it shows, or 204 when the browser has that already."""
    content = show(template, demo, mark="", **values)
    mark = hashlib.sha256(content.encode()).hexdigest()[:16]
    if mark == seen:
        return Response(status_code=204)
    return HTMLResponse(show(template, demo, mark=mark, **values))


def done(request: Request) -> Response:
    """Tells every pane to look again; without scripts the whole page is loaded anew."""
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"HX-Trigger": "moved"})
    return RedirectResponse("/", status_code=303)
