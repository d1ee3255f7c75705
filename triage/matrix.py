"""How a pathway brings the patient's colour and the clinician's together, as its clinic writes it down."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from triage.colours import GRAVITY

Colour = Literal["green", "yellow", "red"]
COLOURS: Final[tuple[Colour, ...]] = ("green", "yellow", "red")


class MatrixError(ValueError):
    """The pathway's matrix cannot be used; the message names the cell and what is wrong."""


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
        for patient in COLOURS:
            for clinician in COLOURS:
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
        row, column = COLOURS.index(patient), COLOURS.index(clinician)
        cells = [(row - 1, column)] if row else []
        cells += [(row, column - 1)] if column else []
        return [self.levels[COLOURS[first]][COLOURS[second]] for first, second in cells]


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
        patient: {clinician: max(patient, clinician, key=COLOURS.index) for clinician in COLOURS} for patient in COLOURS
    },
    source="The graver of the two stands: for pathways that state no matrix of their own",
    author="Prosvar",
    date=date(2026, 11, 21),
)
