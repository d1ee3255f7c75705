"""Published results beside what the model gives in the same setting.

Where a population starts is put in, as every population has its own level; what the next step adds is what is tested.
A result that had a say in how the model was made is marked as leaned on: that it comes out proves less.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from bot.simulating import Length, WaveShape, simulate
from bot.simulation_assumptions import Assumptions
from bot.simulation_outcome import Outcome
from flows.schedule import Schedule
from flows.spans import parse_span

PATIENTS: Final = 20_000
SEED: Final = 1
# A result counts as reproduced within so much of what was published: studies of this size are no surer themselves.
NEAR: Final = 0.03
_KEY: Final = "study"
_WINDOW: Final = parse_span("P6W")


@dataclass(frozen=True, slots=True)
class Finding:
    """One published result. `low` to `high` as shares (minutes for latency); `model`: the same in the simulation.

    `leaned_on`: an assumption was chosen with this result in view.
    """

    finding: str
    source: str
    low: float
    high: float
    model: float
    near: float = NEAR
    at_most: bool = False
    leaned_on: bool = False

    @property
    def reproduced(self) -> bool:
        return (self.at_most or self.model >= self.low - self.near) and self.model <= self.high + self.near

    def as_json(self) -> dict[str, Any]:
        published = [None if self.at_most else self.low, self.high]
        return {
            "finding": self.finding,
            "source": self.source,
            "published": published,
            "model": self.model,
            "reproduced": self.reproduced,
            "leaned_on": self.leaned_on,
        }


def hold_against_evidence(assumptions: Assumptions) -> tuple[Finding, ...]:
    """Every study, under these assumptions; seeded, so the same figures give the same table."""
    return tuple(make(assumptions) for make in _STUDIES)


def _run(assumptions: Assumptions, level: float, **schedule: Any) -> Outcome:
    place = assumptions.file.place
    length, short = Length(typical=round(assumptions.questions)), Length(typical=round(assumptions.short_questions))
    return simulate(
        Schedule.model_validate(schedule),
        _WINDOW,
        place.hours(),
        place.time_zone(),
        replace(assumptions, levels={_KEY: level}),
        patients=PATIENTS,
        seed=SEED,
        waves=(WaveShape(_KEY, "study", length, short),),
    )


def _response(assumptions: Assumptions, level: float, **schedule: Any) -> float:
    return _run(assumptions, level, **schedule).overall.response.mean


_TWO_REMINDERS: Final = ({"after": "P7D"}, {"after": "P5D"})


def _reminders(assumptions: Assumptions) -> Finding:
    found = _response(assumptions, 0.345, reminders=_TWO_REMINDERS)
    told = "34.5 % without: text reminders on days 7 and 12"
    return Finding(told, "doi 10.1097/jmq.0000000000000174", 0.511, 0.511, found, leaned_on=True)


def _two_calls(assumptions: Assumptions) -> Finding:
    before = _response(assumptions, 0.345, reminders=_TWO_REMINDERS)
    after = _response(assumptions, 0.345, reminders=_TWO_REMINDERS, phone_after="P5D")
    gained = (after - before) / (1 - before)
    told = "the silent, here after those reminders: two attempts by phone"
    return Finding(told, "setting not told", 0.31, 0.31, gained, leaned_on=True)


def _coordinator(assumptions: Assumptions) -> Finding:
    found = _response(assumptions, 0.772, phone_after="P3D")
    return Finding("77.2 % by themselves: a coordinator rings after 3 days", "PMC6209091", 0.92, 0.92, found)


def _manual(assumptions: Assumptions) -> Finding:
    found = _response(assumptions, 0.55, phone_after="P5D")
    return Finding("55 % by automated contact: staff make contact too", "PMC6545294", 0.83, 0.83, found)


def _trial(assumptions: Assumptions) -> Finding:
    found = _response(assumptions, 0.65, phone_after="P2D")
    return Finding("55-74 % by text alone (65 put in): text and phone, in a trial", "PMID 22146289", 0.915, 0.99, found)


def _levers(assumptions: Assumptions) -> Finding:
    steps = ({"after": "P2D"}, {"after": "P3D"}, {"after": "P4D", "short": True})
    found = _response(assumptions, 0.48, reminders=steps)
    told = "48 % by one invitation: reminders and a short form; odds ratios as if independent, an upper bound"
    return Finding(told, "computed from the reviews", 0.48, 0.74, found, at_most=True)


def _hour(assumptions: Assumptions) -> Finding:
    found = float((_latencies(assumptions) <= 60).mean())
    return Finding("of those who reply: within the hour", "SMS study", 0.60, 0.60, found)


def _median(assumptions: Assumptions) -> Finding:
    found = float(np.median(_latencies(assumptions)))
    return Finding("minutes to the reply, median", "small SMS study", 4, 6, found, near=1)


def _mean(assumptions: Assumptions) -> Finding:
    return Finding("minutes to the reply, mean", "SMS study", 35, 35, float(_latencies(assumptions).mean()), near=5)


def _latencies(assumptions: Assumptions) -> "np.typing.NDArray[np.float64]":
    slower = np.random.default_rng(SEED).standard_normal(PATIENTS)
    return np.asarray(assumptions.latency_median * np.exp(assumptions.latency_sigma * slower))


_STUDIES: Final[tuple[Callable[[Assumptions], Finding], ...]] = (
    _reminders,
    _two_calls,
    _coordinator,
    _manual,
    _trial,
    _levers,
    _hour,
    _median,
    _mean,
)
