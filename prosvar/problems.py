"""Every error as `application/problem+json` (RFC 9457): what is wrong and what to do, never what was sent."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg import InterfaceError, OperationalError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from bot.field_faults import in_words
from bot.process_lane import LaneLostError

log = structlog.get_logger("prosvar.problems")
TITLES = {
    400: "The request cannot be read",
    401: "Who is asking is not known",
    403: "This may not be done",
    404: "There is nothing here",
    405: "This cannot be done here",
    408: "The request did not come to its end",
    409: "This does not fit what is stored",
    413: "The request is too large",
    422: "Some fields are not right",
    429: "Too many requests",
    503: "Not available at this moment",
}


def problem(
    status: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: object
) -> JSONResponse:
    body = {"type": f"urn:prosvar:{code}", "title": TITLES.get(status, "Not done"), "status": status, "detail": detail}
    return JSONResponse(jsonable_encoder(body | more), status, headers=headers, media_type="application/problem+json")


async def refused(_: Request, error: HTTPException) -> JSONResponse:
    return problem(error.status_code, f"http-{error.status_code}", str(error.detail), headers=dict(error.headers or {}))


async def unreadable(_: Request, error: RequestValidationError) -> JSONResponse:
    """Where and why, without the value: it may be a name or a number."""
    faults = [{"field": ".".join(map(str, item["loc"])), "message": in_words(item)} for item in error.errors()]
    return problem(422, "fields", "Correct the fields named in `errors`", errors=faults)


async def database_failed(request: Request, error: DBAPIError) -> JSONResponse:
    if error.connection_invalidated or isinstance(error.orig, OperationalError | InterfaceError):
        return await database_away(request, error)
    return await failed(request, error)


async def database_away(_: Request, error: Exception) -> JSONResponse:
    """503, so that a provider calls its fallback address or tries again: nothing was acknowledged."""
    log.error("database-away", exc_info=error)
    return problem(503, "database-away", "Try again in a few seconds", headers={"Retry-After": "5"})


async def turn_lost(_: Request, error: Exception) -> JSONResponse:
    """503 as above: whether it is committed is not known, and when it comes again that is found out."""
    log.error("turn-lost", exc_info=error)
    return problem(503, "turn-lost", "Try again in a few seconds", headers={"Retry-After": "5"})


async def failed(_: Request, error: Exception) -> JSONResponse:
    log.error("request-failed", exc_info=error)
    return problem(500, "failed", "The fault is ours and has been logged; nothing was changed")


Answering = Callable[[Request, Any], Awaitable[Response]]
ANSWERS: Final[Mapping[type[Exception], Answering]] = {
    HTTPException: refused,
    RequestValidationError: unreadable,
    DBAPIError: database_failed,
    OperationalError: database_away,
    InterfaceError: database_away,
    PoolTimeoutError: database_away,
    LaneLostError: turn_lost,
}


def answer_problems(app: FastAPI) -> None:
    for kind, answering in ANSWERS.items():
        app.add_exception_handler(kind, answering)
    app.add_exception_handler(Exception, failed)


async def answer_to(request: Request, error: Exception) -> Response:
    """By the nearest kind that has an answer, as the application does it; raises the error where none has."""
    for kind in type(error).__mro__:
        if kind in ANSWERS:
            return await ANSWERS[kind](request, error)
    raise error
