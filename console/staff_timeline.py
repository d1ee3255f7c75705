"""A schedule drawn: days along the axis, one lane for each schedule that is compared. Units are the picture's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flows.schedule import Action

WIDE: Final = 900
NARROW: Final = 540  # beside a form
LEFT: Final = 92
RIGHT: Final = 24
TOP: Final = 30
LANE: Final = 46
FEWEST_DAYS: Final = 7
TICK: Final = 78  # the least between two dates along the axis
_CLOSE_BY: Final = 22  # marks nearer than this would cover each other


@dataclass(frozen=True, slots=True)
class Mark:
    """One contact. `kind`: contact, phone, past or close. `told` is read out, and shown by the pointer."""

    x: float
    y: float
    kind: str
    label: str
    told: str


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    y: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str
    is_weekend: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """`now`: where this moment stands, null when it is the beginning."""

    width: int
    height: int
    left: int
    ticks: tuple[Tick, ...]
    day_width: float
    lanes: tuple[Lane, ...]
    now: float | None


def draw(
    lanes: Mapping[str, Sequence[Action]], zone: ZoneInfo, now: datetime, told: Mapping[Action, str], width: int = WIDE
) -> Drawing:
    """`lanes`: name → its contacts in order; `told`: what each of them is, in words. Closings far away are left out."""
    contacts = [action.at for actions in lanes.values() for action in actions if action.act != "close"]
    first = min([*contacts, now])
    start = datetime.combine(first.astimezone(zone).date(), time(), zone)
    last = max([*contacts, now, start + timedelta(days=FEWEST_DAYS - 1)])
    days = (last.astimezone(zone).date() - start.date()).days + 2
    end = start + timedelta(days=days)
    across = (width - LEFT - RIGHT) / days

    def place(moment: datetime) -> float:
        local = moment.astimezone(zone)
        part = (local.hour * 60 + local.minute) / 1440
        return round(LEFT + ((local.date() - start.date()).days + part) * across, 1)

    drawn = tuple(
        Lane(name, TOP + LANE * n + LANE / 2, _marks(actions, TOP + LANE * n + LANE / 2, place, told, end))
        for n, (name, actions) in enumerate(lanes.items())
    )
    every = max(1, -(-TICK // int(across)))
    ticks = tuple(
        Tick(round(LEFT + n * across, 1), f"{day.day} {day:%b}" if n % every == 0 else "", day.weekday() >= 5)
        for n, day in ((n, (start + timedelta(days=n)).date()) for n in range(days))
    )
    standing = place(now) if first < now else None
    return Drawing(width, TOP + LANE * len(drawn) + 6, LEFT, ticks, round(across, 2), drawn, standing)


def _marks(
    actions: Sequence[Action], y: float, place: Callable[[datetime], float], told: Mapping[Action, str], end: datetime
) -> tuple[Mark, ...]:
    """In their order; one that would cover the one before it is moved a little to the right."""
    marks: list[Mark] = []
    number = 0
    for action in actions:
        if action.act == "close" and action.at >= end:
            continue
        number += action.act != "close"
        x = place(action.at)
        if marks:
            x = max(x, marks[-1].x + _CLOSE_BY)
        marks.append(Mark(x, y, action.act, "" if action.act == "close" else str(number), told[action]))
    return tuple(marks)
