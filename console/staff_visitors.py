"""Who visits the staff pages: sign-in and its cookie, forms that only our own pages can send, and refusals in words."""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Final
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.accounts import IDLE, LOCKED_FOR, LONGEST, Staff, login_of, sign_in, sign_out, signed_in
from bot.guessing import Failures, place_of
from bot.running import Running
from bot.tokens import hash_token
from channels.channel import storable
from console.staff_pages import page
from store.database import transaction

HOME: Final = "/staff/tasks"
SIGN_IN: Final = "/staff/sign-in"
COOKIE: Final = "prosvar-staff"
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
MOST_WRONG_HERE: Final = 5  # with one login from one address
MOST_FAILURES: Final = 30  # from one address, whatever the login
FAILURE_SPAN: Final = timedelta(minutes=15)
# A password takes a core for a moment: more at once would starve the replies of patients.
AT_ONCE: Final = 2
# Longer than a refusal takes: a try with a login that exists is written down, and that can be measured.
REFUSED_AFTER: Final = 0.25  # seconds
MOST_FIELDS: Final = 200
WRONG: Final = (
    "The login or the password is not right, or there were too many tries."
    f" After five wrong ones wait {LOCKED_FOR.seconds // 60} minutes."
)
POLL: Final = "x-staff-poll"  # a page that looks by itself is nobody's presence

router = APIRouter(include_in_schema=False)


class StaffRefusal(HTTPException):
    """What a visitor is told on a page of its own, instead of what they asked for."""


def running_of(request: Request) -> Running:
    running: Running = request.app.state.running
    return running


def visitor(request: Request) -> Staff:
    """Who is signed in. Whoever is not is sent to sign in, and from there back to the page they wanted."""
    running = running_of(request)
    token = request.cookies.get(cookie_name(request), "")
    found = None
    if token:
        with transaction(running.engine) as connection:
            found = signed_in(connection, token, running.clock(), touch=POLL not in request.headers)
    if found is not None:
        request.state.staff = found  # a refusal is shown within the pages of whoever is refused
        return found
    wanted = request.url.path if request.method == "GET" and POLL not in request.headers else HOME
    place = f"{SIGN_IN}?then={quote(wanted, safe='/')}"
    if "hx-request" in request.headers:
        raise HTTPException(401, "Sign in again", headers={"HX-Redirect": place})
    raise HTTPException(303, "Sign in first", headers={"Location": place})


Visitor = Annotated[Staff, Depends(visitor)]


def editor(staff: Visitor) -> Staff:
    if not staff.may_edit:
        raise StaffRefusal(403, "Your account reads schedules and may not change them. An editor can do that.")
    return staff


Editor = Annotated[Staff, Depends(editor)]


def from_our_page(request: Request) -> None:
    """A form of another site never counts: browsers name the page that a POST comes from."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    ours = {request.headers.get("host"), urlsplit(running_of(request).settings.public_url or "").netloc or None}
    named = origin is not None or site is not None
    if not named or (origin is not None and origin.partition("://")[2] not in ours - {None, ""}):
        raise StaffRefusal(403, "This form was not sent from the staff page itself. Open the page and try again.")
    if site is not None and site != "same-origin":
        raise StaffRefusal(403, "This form was not sent from the staff page itself. Open the page and try again.")


async def fields_of(request: Request) -> Mapping[str, str]:
    """The form's fields as text; of a name that comes twice the values are joined by commas."""
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        text = storable(str(value))
        fields[name] = f"{fields[name]},{text}" if name in fields else text
    return fields


Fields = Annotated[Mapping[str, str], Depends(fields_of)]


def own_form(request: Request, staff: Visitor, fields: Fields) -> Mapping[str, str]:
    """The fields of a form that this very session was given."""
    from_our_page(request)
    if not secrets.compare_digest(fields.get("csrf", "").encode(), staff.csrf.encode()):
        raise StaffRefusal(403, "This form belongs to an earlier sign-in. Open the page again, then repeat the change.")
    return fields


OwnFields = Annotated[Mapping[str, str], Depends(own_form)]


@router.get(SIGN_IN)
def sign_in_page(request: Request, then: str = HOME) -> Response:
    return _sign_in_page(request, then)


@router.post(SIGN_IN, dependencies=[Depends(from_our_page)])
async def try_to_sign_in(request: Request, fields: Fields) -> Response:
    running = running_of(request)
    failures, address = _failures(request), place_of(request.client.host if request.client is not None else None)
    tries, here = _tries(request), f"{address} {hash_token(login_of(fields.get('login', ''))).hex()}"
    then = fields.get("then", HOME)
    if failures.are_too_many(address, running.clock()):
        return _sign_in_page(request, then, WRONG, status=429)
    ends = asyncio.get_running_loop().time() + REFUSED_AFTER
    token = None
    async with _turn(request):  # counted within it: many that are sent together wait here
        now = running.clock()
        if not (tries.are_too_many(here, now) or failures.are_too_many(address, now)):
            token = await asyncio.to_thread(_sign_in, running, request.cookies.get(cookie_name(request), ""), fields)
        if token is None:
            tries.add(here, now)
            failures.add(address, now)
    if token is None:  # told the same where nobody looked: whether it was right by now is not to be learned
        await asyncio.sleep(ends - asyncio.get_running_loop().time())
        return _sign_in_page(request, then, WRONG, status=401)
    tries.forget(here)
    answer = RedirectResponse(_inside(then), status_code=303)
    answer.set_cookie(
        cookie_name(request),
        token,
        max_age=int(LONGEST.total_seconds()),
        path="/" if is_secure(request) else "/staff",
        httponly=True,
        secure=is_secure(request),
        samesite="strict",
    )
    return answer


@router.post("/staff/sign-out")
def end(request: Request, staff: Visitor, fields: OwnFields) -> Response:  # noqa: ARG001 - the fields are only checked
    running = running_of(request)
    with transaction(running.engine) as connection:
        sign_out(connection, staff, request.cookies[cookie_name(request)], running.clock())
    answer = RedirectResponse(SIGN_IN, status_code=303)
    answer.delete_cookie(
        cookie_name(request),
        path="/" if is_secure(request) else "/staff",
        httponly=True,
        secure=is_secure(request),
        samesite="strict",
    )
    return answer


def is_secure(request: Request) -> bool:
    """Whether the cookie travels by https only: everywhere but on the machine itself, where there is no wire.

    A proxy that names this machine as the host does not make the page one of this machine.
    """
    public = (running_of(request).settings.public_url or "").startswith("https:")
    return public or request.url.hostname not in LOOPBACK


def cookie_name(request: Request) -> str:
    """With the prefix no other host, and no page without https, can put a cookie in its place."""
    return f"__Host-{COOKIE}" if is_secure(request) else COOKIE


def _sign_in(running: Running, old_token: str, fields: Mapping[str, str]) -> str | None:
    now: datetime = running.clock()
    with transaction(running.engine) as connection:
        return sign_in(connection, fields.get("login", ""), fields.get("password", ""), now, old_token=old_token)


def _sign_in_page(request: Request, then: str, wrong: str = "", status: int = 200) -> Response:
    waits = {"minutes": IDLE.seconds // 60, "hours": int(LONGEST.total_seconds()) // 3600}
    return page("staff/sign_in.html", request, None, status=status, then=_inside(then), wrong=wrong, **waits)


def _inside(then: str) -> str:
    """Only ever a page of ours: what stands in the address could lead anywhere."""
    plain = then.startswith("/staff/") and not then.startswith(("/staff//", SIGN_IN)) and "\\" not in then
    return then if plain and then.isprintable() else HOME


def _turn(request: Request) -> asyncio.Semaphore:
    state = request.app.state
    if not hasattr(state, "staff_turn"):
        state.staff_turn = asyncio.Semaphore(AT_ONCE)
    turn: asyncio.Semaphore = state.staff_turn
    return turn


def _tries(request: Request) -> Failures:
    """With one login from one address: who guesses keeps themselves out, and not whose account it is."""
    state = request.app.state
    if not hasattr(state, "staff_tries"):
        state.staff_tries = Failures(MOST_WRONG_HERE, LOCKED_FOR)
    tries: Failures = state.staff_tries
    return tries


def _failures(request: Request) -> Failures:
    state = request.app.state
    if not hasattr(state, "staff_failures"):
        state.staff_failures = Failures(MOST_FAILURES, FAILURE_SPAN)
    failures: Failures = state.staff_failures
    return failures
