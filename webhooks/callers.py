"""Who calls the API: one clinic for each bearer token, and a limit for those who guess."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.guessing import Failures, place_of
from bot.running import Running
from bot.tokens import clinic_for
from store.database import transaction

MOST_FAILURES: Final = 20
FAILURE_SPAN: Final = timedelta(minutes=15)
_LONGEST_TOKEN: Final = 200

_bearer = HTTPBearer(auto_error=False, description="The clinic's token: `prosvar clinic token`")


@dataclass(frozen=True, slots=True)
class Caller:
    clinic_id: str
    actor: str  # as the audit names it


def identify(request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Caller:
    """The clinic whose token was shown. 401 without one that stands, 429 after too many of those."""
    running: Running = request.app.state.running
    token = credentials.credentials if credentials is not None else ""
    if token and len(token) <= _LONGEST_TOKEN:
        with transaction(running.engine) as connection:
            found = clinic_for(connection, token)
        if found is not None:
            return Caller(found[0], f"api:{found[1]}")
    address = place_of(request.client.host if request.client is not None else None)
    if _failures_of(request).add(address, running.clock()):
        span = int(FAILURE_SPAN.total_seconds())
        raise HTTPException(429, "Too many calls without a valid token: wait", headers={"Retry-After": str(span)})
    raise HTTPException(
        401, "Show the clinic's token as `Authorization: Bearer …`", headers={"WWW-Authenticate": "Bearer"}
    )


def _failures_of(request: Request) -> Failures:
    """One count for each application, however many threads serve it. A token that stands is let in all the same."""
    state = request.app.state
    if not hasattr(state, "api_failures"):
        state.api_failures = Failures(MOST_FAILURES, FAILURE_SPAN)
    failures: Failures = state.api_failures
    return failures


CallerDependency = Annotated[Caller, Depends(identify)]
