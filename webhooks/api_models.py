"""What the API says: the shapes of its answers and of its errors, for OpenAPI."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, StringConstraints


class FieldFault(BaseModel):
    field: str
    message: str


class Problem(BaseModel):
    """An error by RFC 9457. `detail` says what to do; `errors` name the fields, never their values."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldFault] | None = None


class PatientAnswer(BaseModel):
    ref: str
    created: bool


class GivenAnswer(BaseModel):
    """`value` is coded (number, boolean, option code or codes, date, time), `text` is free text; both null: skipped."""

    questionnaire: str
    version: str
    link_id: str
    value: Any
    text: str | None
    how: str
    answered_at: datetime
    answered_by: str


class SessionAnswer(BaseModel):
    """One conversation. `level` is the triage level so far; `answers` are those that stand, in the order given."""

    session_id: UUID
    ref: str
    pathway: str
    pathway_version: int
    wave: str
    state: str
    language: str
    due_at: datetime
    closes_at: datetime
    contacts: int
    next_action: str | None
    next_action_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    level: str | None
    answers: list[GivenAnswer]


class Acknowledgement(BaseModel):
    """`note`: what was found, kept sealed. `resume`: the conversation that was stopped goes on."""

    by: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,100}$")]
    note: Annotated[str, StringConstraints(pattern=r"^[^\x00]{0,4000}$")] | None = None
    resume: bool = False


def _problem(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    400: _problem("The request cannot be read"),
    401: _problem("The bearer token is missing or does not stand") | {"model": Problem},
    413: _problem("The request is larger than 64 KiB"),
    422: _problem("Some fields are not right: `errors` names them"),
    429: _problem("Too many calls with tokens that do not stand"),
    503: _problem("The database is away: try again"),
}
NOT_FOUND: Final[dict[int | str, dict[str, Any]]] = {404: _problem("The clinic has no such thing")}
