"""Two simulated curves drawn over each other: the share of patients who have answered, day by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 560
HEIGHT: Final = 240
LEFT: Final = 46
BOTTOM: Final = 34
TOP: Final = 10
RIGHT: Final = 12
_TICK: Final = 7  # days
_SHARES: Final = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Curve:
    """`lines`: name → points as SVG writes them. `days`, `shares`: (place, label) along the axes."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    top: int
    lines: Mapping[str, str]
    days: tuple[tuple[float, str], ...]
    shares: tuple[tuple[float, str], ...]


def draw_curve(lines: Mapping[str, Sequence[float]]) -> Curve:
    """`lines`: name → share (0 to 1) at the end of each day, the first at the day itself."""
    longest = max(len(line) for line in lines.values()) - 1

    def across(day: float) -> float:
        return round(LEFT + day / max(longest, 1) * (WIDTH - LEFT - RIGHT), 1)

    def up(share: float) -> float:
        return round(HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP), 1)

    return Curve(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=HEIGHT - BOTTOM,
        top=TOP,
        lines={
            name: " ".join(f"{across(day)},{up(share)}" for day, share in enumerate(line))
            for name, line in lines.items()
        },
        days=tuple((across(day), str(day)) for day in range(0, longest + 1, _TICK)),
        shares=tuple((up(share / 100), f"{share} %") for share in _SHARES),
    )
