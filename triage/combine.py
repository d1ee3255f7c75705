"""The clinician's own assessment beside the patient's answers: both together by a stated matrix, and overrides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from triage.colours import GRAVITY, Level, worst

Colour = Literal["green", "yellow", "red"]
_COLOURS: Final[tuple[Colour, ...]] = ("green", "yellow", "red")
_LEAST_REASON: Final = 10


class MatrixError(ValueError):
    """The pathway's matrix cannot be used; the message names the cell and what is wrong."""


class OverrideError(ValueError):
    """The colour may not be changed so; the message says what lacks, and `field` in which part of what was said."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Matrix(BaseModel):
    """`levels`: the patient's colour → the clinician's → both together. Owned by the clinic, like rules.

    A red of either stays red, and a graver colour of either never makes the whole calmer: whoever means that a red is
    none says so by an override, with a reason. `deadline`: working days in which a red that both come to is seen to.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    levels: dict[Colour, dict[Colour, Colour]]
    version: Annotated[str, BeforeValidator(str)] = "1"
    deadline: int = Field(default=0, ge=0, le=60)
    source: str = Field(min_length=1)
    author: str = Field(min_length=1)
    date: date

    @model_validator(mode="after")
    def says_all_and_calms_nothing(self) -> "Matrix":
        for patient in _COLOURS:
            for clinician in _COLOURS:
                together = self.levels.get(patient, {}).get(clinician)
                where = f"patient {patient}, clinician {clinician}"
                if together is None:
                    raise ValueError(f"{where}: has no colour")
                if "red" in (patient, clinician) and together != "red":
                    raise ValueError(f"{where}: must be red; use an override, with its reason, for one patient")
                for calmer in self._calmer(patient, clinician):
                    if GRAVITY[calmer] > GRAVITY[together]:
                        raise ValueError(f"{where}: is calmer than where one of the two is calmer")
        return self

    def _calmer(self, patient: Colour, clinician: Colour) -> list[Colour]:
        """The cells one step less grave, which were looked at before."""
        row, column = _COLOURS.index(patient), _COLOURS.index(clinician)
        cells = [(row - 1, column)] if row else []
        cells += [(row, column - 1)] if column else []
        return [self.levels[_COLOURS[first]][_COLOURS[second]] for first, second in cells]


def parse_matrix(raw: Mapping[str, Any]) -> Matrix:
    """Raises MatrixError."""
    try:
        return Matrix.model_validate(dict(raw))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise MatrixError(f"matrix {where}: {first['msg']}") from error


WORST_OF_BOTH: Final = Matrix(
    levels={
        patient: {clinician: max(patient, clinician, key=_COLOURS.index) for clinician in _COLOURS}
        for patient in _COLOURS
    },
    source="The graver of the two stands: for pathways that state no matrix of their own",
    author="Prosvar",
    date=date(2026, 11, 21),
)


def combine(patient: Level | None, clinician: Level | None, matrix: Matrix = WORST_OF_BOTH) -> Level:
    """Both together. Null: not assessed yet. Both are needed: with one of them there is a colour only to act on.

    So a red or yellow of one stands at once, and a green of one waits, grey, for the other.
    """
    first, second = patient or "grey", clinician or "grey"
    if first == "grey" or second == "grey":
        return worst((first, second))
    return matrix.levels[first][second]


@dataclass(frozen=True, slots=True)
class Override:
    """A clinician's colour in place of the one that `was`, for the answers as they stood at `at`."""

    was: Level
    level: Colour
    reason: str
    by: str
    at: datetime


def override(was: Level, to: str, *, reason: str, by: str, at: datetime) -> Override:
    """Raises OverrideError. Grey is what is not known, so nobody can decide on it."""
    level = next((colour for colour in _COLOURS if colour == to), None)
    if level is None:
        raise OverrideError("level", "give red, yellow or green")
    if level == was:
        raise OverrideError("level", f"it is {was} already")
    if len(reason.strip()) < _LEAST_REASON:
        raise OverrideError("reason", "say why, in a sentence that a colleague can follow")
    if not by.strip():
        raise OverrideError("by", "say who decides")
    return Override(was, level, reason.strip(), by.strip(), at)


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one session: the patient's, the clinician's, what both come to, and `level`, which is in force.

    Null: not assessed. `waiting`: the pathway needs the clinician's colour too, and it lacks. `override` is there where
    it is what is in force.
    """

    patient: Level | None
    clinician: Level | None
    together: Level | None
    level: Level | None
    waiting: bool = False
    override: Override | None = None


def together(patient: Level | None, clinician: Level | None, matrix: Matrix | None) -> Level | None:
    """What both come to. Without a matrix nobody waits for the clinician; null where neither has assessed."""
    if patient is None and clinician is None:
        return None
    if matrix is None and clinician is None:
        return patient
    return combine(patient, clinician, matrix or WORST_OF_BOTH)


def colours(
    patient: Level | None,
    clinician: Level | None,
    matrix: Matrix | None,
    *,
    standing: Level | None = None,
    latest: Override | None = None,
) -> Colours:
    """`standing`: the colour the session has. An override is in force while it is the last word on it.

    Whatever comes in later, an answer, an alert, an assessment, is judged anew and sets the session's colour by both.
    """
    both = together(patient, clinician, matrix)
    waiting = matrix is not None and clinician is None and patient is not None
    if latest is not None and latest.level == standing and standing != both:
        return Colours(patient, clinician, both, standing, waiting, latest)
    return Colours(patient, clinician, both, both, waiting)
