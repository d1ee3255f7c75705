"""A readable condition about one fact of a patient, and the codes that facts and events are named by."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]


class Condition(BaseModel):
    """A readable condition about one fact of the patient; exactly one of the comparisons. `reason` is for staff."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    fact: Code
    equals: bool | int | str | None = None
    one_of: tuple[bool | int | str, ...] | None = None
    at_least: int | None = None
    below: int | None = None
    reason: str

    @model_validator(mode="after")
    def compares_once(self) -> "Condition":
        given = [name for name in ("equals", "one_of", "at_least", "below") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of equals, one_of, at_least, below")
        return self

    def holds(self, facts: Mapping[str, Any]) -> bool | None:
        """None where the fact is not known, or is no number where one is compared."""
        value = facts.get(self.fact)
        if value is None:
            return None
        if self.equals is not None:
            return bool(value == self.equals)
        if self.one_of is not None:
            return value in self.one_of
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return bool(value >= self.at_least) if self.at_least is not None else bool(value < (self.below or 0))
