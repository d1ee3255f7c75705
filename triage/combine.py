"""The clinician's own assessment beside the patient's answers: both together by a stated matrix, and overrides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from triage.colours import Level, worst
from triage.matrix import COLOURS, WORST_OF_BOTH, Colour, Matrix, MatrixError, parse_matrix

__all__ = [
    "WORST_OF_BOTH",
    "Colour",
    "Colours",
    "Matrix",
    "MatrixError",
    "Override",
    "OverrideError",
    "colours",
    "combine",
    "override",
    "parse_matrix",
    "together",
]

_LEAST_REASON: Final = 10


class OverrideError(ValueError):
    """The colour may not be changed so; the message says what lacks, and `field` in which part of what was said."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


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
    level = next((colour for colour in COLOURS if colour == to), None)
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
