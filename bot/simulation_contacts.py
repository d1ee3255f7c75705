"""When simulated patients are contacted: asked of flows.schedule itself, and remembered.

A patient stands somewhere (a Standing), may or may not have written since, and the schedule says what comes next. Many
patients stand at the same place, so each place is asked about once. Moments are minutes since the wave was due.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from bot.simulation_chances import Numbers
from flows.hours import ContactHours
from flows.schedule import Action, Schedule, Standing, after_contact, next_action
from flows.spans import Span, at_wall_time

Places = NDArray[np.int64]

NEVER: Final = np.inf
# A patient's last word counts as written at the next of these, so that thousands share a place.
WORD_GRID: Final = 60  # minutes
_WORDS: Final = 1_000_000  # grid points, more than any window has: place and word make one number
_SILENT: Final = _WORDS - 1


@dataclass(frozen=True, slots=True)
class Moves:
    """What comes next for some patients: `at` (NEVER: nothing more), the kind of contact, and where they stand then."""

    at: Numbers
    kind: Places
    place: Places

    def put(self, which: NDArray[np.bool_], others: "Moves") -> None:
        """Take these patients' moves from elsewhere."""
        self.at[which], self.kind[which], self.place[which] = others.at, others.kind, others.place


class Timetable:
    """All contacts of one schedule, for waves that are due at local midnight of the given days."""

    def __init__(
        self, schedule: Schedule, hours: ContactHours, zone: ZoneInfo, window: Span, days: Sequence[date]
    ) -> None:
        self.schedule = schedule
        self.hours = hours
        self.kinds: list[Action] = []  # one for each kind; their moments mean nothing
        self._known: dict[tuple[str, str, bool, str | None], int] = {}
        self._standings: list[Standing] = []
        self._moves: dict[int, tuple[float, int, int]] = {}
        for day in days:
            due_at = at_wall_time(datetime.combine(day, time()), zone)
            self._standings.append(_new(due_at, window.after(due_at, zone), zone))
        self.closing = np.array([_minutes(each.closes_at, each.due_at) for each in self._standings])

    @property
    def starts(self) -> int:
        return len(self.closing)

    def next_moves(self, places: Places, words: Numbers) -> Moves:
        """`words`: the minute of a word said since the last contact, NEVER where the patient was silent."""
        grid = np.where(np.isfinite(words), np.ceil(np.where(np.isfinite(words), words, 0) / WORD_GRID), _SILENT)
        keys, back = np.unique(places * _WORDS + grid.astype(np.int64), return_inverse=True)
        rows = np.array([self._move(int(key)) for key in keys], dtype=np.float64).reshape(-1, 3)[back]
        return Moves(rows[:, 0], rows[:, 1].astype(np.int64), rows[:, 2].astype(np.int64))

    def _move(self, key: int) -> tuple[float, int, int]:
        if key not in self._moves:
            self._moves[key] = self._ask(*divmod(key, _WORDS))
        return self._moves[key]

    def _ask(self, place: int, grid: int) -> tuple[float, int, int]:
        standing = self._standings[place]
        now = standing.last_contact_at or standing.due_at
        if grid != _SILENT:
            now = standing.due_at + timedelta(minutes=grid * WORD_GRID)
            standing = standing._replace(state="asking", last_inbound_at=now)
        if now >= standing.closes_at:
            return NEVER, 0, place
        action = next_action(self.schedule, self.hours, standing, now)
        if action.act == "close":
            return NEVER, 0, place
        self._standings.append(after_contact(self.schedule, standing, action))
        return _minutes(action.at, standing.due_at), self._kind(action), len(self._standings) - 1

    def _kind(self, action: Action) -> int:
        key = (action.act, action.rule, action.short, action.channel)
        if key not in self._known:
            self._known[key] = len(self.kinds)
            self.kinds.append(action)
        return self._known[key]


def _new(due_at: datetime, closes_at: datetime, zone: ZoneInfo) -> Standing:
    return Standing(
        due_at=due_at,
        closes_at=closes_at,
        contacts=0,
        last_contact_at=None,
        last_inbound_at=None,
        snoozed_until=None,
        zone=zone,
        state="scheduled",
    )


def _minutes(moment: datetime, since: datetime) -> float:
    return (moment - since).total_seconds() / 60
