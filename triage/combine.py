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
    """The colour may not be changed so; the message says what lacks."""


class Matrix(BaseModel):
    """`levels`: the patient's colour → the clinician's → both together. Owned by the clinic, like rules.

    A red of either stays red, and a graver colour of either never makes the whole calmer: whoever means that a red is
    none says so by an override, with a reason.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    levels: dict[Colour, dict[Colour, Colour]]
    version: Annotated[str, BeforeValidator(str)] = "1"
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
        raise OverrideError("give red, yellow or green")
    if level == was:
        raise OverrideError(f"it is {was} already")
    if len(reason.strip()) < _LEAST_REASON:
        raise OverrideError("say why, in a sentence that a colleague can follow")
    if not by.strip():
        raise OverrideError("say who decides")
    return Override(was, level, reason.strip(), by.strip(), at)


def in_force(latest: Override | None, judged_at: datetime | None) -> bool:
    """An override is about what was known when it was made: whatever comes in later, or with it, is judged anew."""
    return latest is not None and (judged_at is None or latest.at > judged_at)
