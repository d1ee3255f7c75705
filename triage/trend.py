"""Change over time: against the last value and the first, in the direction that matters to the patient."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from triage.pack import Direction

Course = Literal["better", "worse", "unchanged"]


@dataclass(frozen=True, slots=True)
class Change:
    """`by` is the later value less the earlier. `course` and `important` need a direction and a known MIC."""

    earlier: Decimal
    by: Decimal
    course: Course | None = None
    important: bool | None = None


def change(
    value: Decimal,
    earlier: Decimal,
    direction: Direction | None,
    mic: Decimal | None = None,
    mic_percent: Decimal | None = None,
) -> Change:
    """`mic`: smallest change that matters, in points; `mic_percent`: as a share of the earlier value; either does."""
    by = value - earlier
    if direction is None:
        return Change(earlier, by)
    gain = -by if direction == "higher-is-worse" else by
    course: Course = "unchanged" if gain == 0 else "better" if gain > 0 else "worse"
    marks = [mic] if mic is not None else []
    if mic_percent is not None and earlier != 0:
        marks.append(abs(earlier) * mic_percent / 100)
    return Change(earlier, by, course, any(abs(by) >= mark for mark in marks) if marks else None)


def worsening(value: Decimal, earlier: Decimal, direction: Direction, *, percent: bool) -> Decimal | None:
    """How much worse, in points or in percent of the earlier value; null for a share of nothing."""
    by = value - earlier if direction == "higher-is-worse" else earlier - value
    if not percent:
        return by
    return by / abs(earlier) * 100 if earlier else None
