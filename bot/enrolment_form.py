"""What a clinic says of a patient, checked before anything is stored; messages never repeat a value."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator

from bot.zones import zones
from flows.pathway import Code

# Danish, Norwegian and Swedish national numbers: a reference is shown and logged, so it may not be one.
_NATIONAL: Final = re.compile(r"\d{6}[-+ ]?\d{4}|\d{8}[-+ ]?\d{4}|\d{6} ?\d{5}")
_OLDEST: Final = 1900


@dataclass(frozen=True, slots=True)
class EnrolmentFault:
    """`field` as it was given; the message never repeats the value."""

    field: str
    message: str


class EnrolmentError(Exception):
    """The enrolment cannot be taken as it is; each fault names its field and what to do."""

    def __init__(self, *faults: EnrolmentFault) -> None:
        super().__init__("\n".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = faults


def _is_reference(ref: str) -> str:
    if _NATIONAL.fullmatch(ref):
        raise ValueError("looks like a national number: use the clinic's own pseudonymous reference")
    return ref


def _is_name(name: str) -> str:
    if not all(unicodedata.category(letter)[0] in "LM" or letter in " -'’." for letter in name):
        raise ValueError("is made of letters, spaces, hyphens and apostrophes")
    return name


Reference = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"), AfterValidator(_is_reference)
]
FactNumber = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]
# The length stands apart: counted inside the pattern, so many letters of all alphabets take 6 MB of every process.
FactText = Annotated[str, StringConstraints(pattern=r"^[\w .:/-]*$", max_length=64)]


class EventForm(BaseModel):
    """Something that happened to the patient; `on` is the day. `detail`: codes such as `{"procedure": "rf"}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Code
    on: date
    detail: dict[Code, Code] = Field(default_factory=dict, max_length=10)


class PatientForm(BaseModel):
    """A patient as a clinic gives them. What is not given stays as it was.

    Where the pathway checks who answers, a new patient needs the birth year. `consent`: given or refused to staff.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    phone: Annotated[str, StringConstraints(max_length=32)] | None = None
    name: Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_is_name)] | None = None
    birth_year: int | None = Field(default=None, ge=_OLDEST, le=2100)
    language: Annotated[str, StringConstraints(max_length=16)] | None = None
    zone: Annotated[str, StringConstraints(max_length=64)] | None = None
    channel: Literal["sms", "telegram", "phone"] | None = None
    facts: dict[Code, bool | FactNumber | FactText] = Field(default_factory=dict, max_length=50)
    pathway: Code | None = None
    events: tuple[EventForm, ...] = Field(default=(), max_length=100)
    consent: bool | None = None

    @field_validator("zone")
    @classmethod
    def is_zone(cls, zone: str | None) -> str | None:
        if zone is not None and zone not in zones():
            raise ValueError("is not a time zone: write it as Europe/Copenhagen")
        return zone


class EnrolmentForm(PatientForm):
    """The same with the clinic's own reference of the patient, which is never a national number."""

    ref: Reference
