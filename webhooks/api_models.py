"""What the API says: the shapes of its answers and of its errors, for OpenAPI."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from flows.pathway import Code


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
    """`value` is coded (number, boolean, option code or codes, date, time), `text` is free text; both null: skipped.

    `occurrence`: in a group that repeats, the numbers from the outermost such group; empty for the first.
    """

    questionnaire: str
    version: str
    link_id: str
    occurrence: list[int]
    value: Any
    text: str | None
    how: str
    answered_at: datetime
    answered_by: str


Colour = Literal["red", "yellow", "green"]
Level = Literal["red", "yellow", "green", "grey"]
By = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,100}$")]
Reason = Annotated[str, StringConstraints(pattern=r"^[^\x00]{0,4000}$")]


class OverrideAnswer(BaseModel):
    """A clinician's colour in place of the one that `was`, until something new comes in."""

    was: Level
    level: Colour
    reason: str
    by: str
    at: datetime


class ColoursAnswer(BaseModel):
    """`level` is in force: what the patient's and the clinician's come to (`together`), or an override of it.

    Null: not assessed. Grey is missing or not to be judged, never green. `waiting_for_clinician`: the pathway needs the
    clinician's own colour, and it lacks.
    """

    patient: Level | None
    clinician: Level | None
    together: Level | None
    level: Level | None
    waiting_for_clinician: bool
    override: OverrideAnswer | None


class OwnAssessment(BaseModel):
    """A clinician's own colour for a session. `by` names the clinician to your system; `reason` is kept sealed."""

    model_config = ConfigDict(extra="forbid")
    level: Colour
    by: By
    reason: Reason = ""


class OverrideRequest(BaseModel):
    """Another colour than the one in force, with a reason that a colleague can follow."""

    model_config = ConfigDict(extra="forbid")
    level: Colour
    by: By
    reason: Reason


class TaskAnswer(BaseModel):
    """Open work. `patient` is your own reference; `detail` holds codes only: no names, numbers or texts.

    `age_seconds` since it was raised; `due_at` is the deadline, and `overdue` says that it has passed. `escalated`: the
    clinic's second level was told as well.
    """

    task_id: UUID
    kind: str
    level: Level | None
    patient: str | None
    session_id: UUID | None
    detail: dict[str, Any]
    raised_at: datetime
    age_seconds: int
    due_at: datetime | None
    overdue: bool
    escalated: bool


class TaskList(BaseModel):
    """Alerts first, then by deadline. `total` counts all that are open, also beyond `limit`."""

    total: int
    tasks: list[TaskAnswer]


class SessionAnswer(BaseModel):
    """One conversation. `colours.level` is the colour in force; `level` repeats it. `answers` are those that stand."""

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
    level: Level | None
    colours: ColoursAnswer
    answers: list[GivenAnswer]


class Acknowledgement(BaseModel):
    """`note`: what was found, kept sealed. `resume`: the conversation that was stopped goes on."""

    by: By
    note: Reason | None = None
    resume: bool = False


class Objection(BaseModel):
    """`reason`: a code, as the audit is kept for ever."""

    reason: Code = "not-given"


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
