"""Runs that several tests begin with."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.simulating import Length, WaveShape, simulate
from bot.simulation_assumptions import Assumptions, load_assumptions
from bot.simulation_outcome import Outcome
from bot.simulation_subjects import USUAL_WINDOW, counted_waves
from flows.schedule import Schedule

FILE = load_assumptions()
DEFAULT = FILE.choose("default")
# Nobody differs, breaks off, stops or cannot be reached, and replies come at once: what is left can be reckoned by hand
PLAIN = replace(
    DEFAULT,
    frailty_sd=0.01,
    no_channel=0.0,
    other_channel=0.0,
    drop_easy=0.0,
    drop_typical=0.0,
    drop_free_text=0.0,
    opt_out=0.0,
    latency_median=0.1,
    latency_sigma=0.01,
    levels={"one": 0.425},
)
ONE = (WaveShape("one", "One wave", Length(typical=12), Length(typical=4)),)
THREE = ({"after": "P2D"}, {"after": "P3D"}, {"after": "P4D"})


def run(
    assumptions: Assumptions = DEFAULT,
    *,
    patients: int = 4_000,
    seed: int = 1,
    waves: Sequence[WaveShape] = ONE,
    draws: int = 0,
    **schedule: Any,
) -> Outcome:
    place = FILE.place
    return simulate(
        Schedule.model_validate(schedule),
        USUAL_WINDOW,
        place.hours(),
        place.time_zone(),
        assumptions,
        patients=patients,
        seed=seed,
        waves=waves,
        draws=draws,
    )


def counted() -> tuple[WaveShape, ...]:
    return counted_waves(FILE).waves


def response(outcome: Outcome) -> float:
    return outcome.overall.response.mean
