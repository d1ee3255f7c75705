"""What a schedule would bring: simulated patients under stated assumptions. It is no measurement, and says so.

Contact times come from flows.schedule alone; figures from bot/assumptions.yaml or a clinic's own file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from bot.simulation_assumptions import Assumptions
from bot.simulation_chances import Form, Numbers, chances_of, form_of
from bot.simulation_cohort import Asked, Cohort, Luck, run_cohort
from bot.simulation_contacts import Timetable
from bot.simulation_outcome import (
    Outcome,
    WaveOutcome,
    joined,
    possible,
    rows_of,
    wave_outcome,
    weights_of,
    with_figures,
)
from flows.hours import ContactHours
from flows.schedule import Schedule
from flows.spans import Span

# Patients for each draw of the figures. What counts is the shift from an equal run without draws, and both meet the
# same luck, so few are enough.
_PATIENTS_A_DRAW: Final = 1_000
CURVE_DAYS: Final = 28


@dataclass(frozen=True, slots=True)
class Length:
    """How many questions of each kind: yes-or-no, typical, free text."""

    easy: int = 0
    typical: int = 0
    free_text: int = 0


@dataclass(frozen=True, slots=True)
class WaveShape:
    """One wave to simulate. `key` finds its level in the assumptions. `short`: its short form, null: it has none.

    `window` null: the simulation's own. `weight`: its part of all waves.
    """

    key: str
    title: str
    length: Length
    short: Length | None = None
    window: Span | None = None
    weight: float = 1.0


def simulate(
    schedule: Schedule,
    window: Span,
    hours: ContactHours,
    zone: ZoneInfo,
    assumptions: Assumptions,
    *,
    patients: int,
    seed: int,
    waves: Sequence[WaveShape],
    draws: int = 0,
) -> Outcome:
    """`patients` for each wave, the same ones for every schedule with the same seed.

    `draws`: how often the assumptions' figures are drawn anew for their own uncertainty; 0 leaves it out.
    """
    days = assumptions.file.place.starts()
    windows = [wave.window or window for wave in waves]
    shared = {each: Timetable(schedule, hours, zone, each, days) for each in windows}
    runs = [_Wave(wave, n, shared[each]) for n, (wave, each) in enumerate(zip(waves, windows, strict=True))]
    found = [run.outcome(assumptions, Luck(seed, run.number, patients)) for run in runs]
    rows = tuple(each for _, each in found)
    outcomes = tuple(each for each, _ in found)
    outcome = Outcome(assumptions.choice, patients, seed, outcomes, joined(outcomes, rows), rows)
    return _with_draws(outcome, runs, assumptions, draws) if draws else outcome


@dataclass(frozen=True, slots=True)
class _Wave:
    shape: WaveShape
    number: int
    timetable: Timetable

    def run(self, assumptions: Assumptions, luck: Luck) -> tuple[Cohort, Numbers]:
        shape = self.shape
        form = _form(assumptions, shape.length)
        short = None if shape.short is None else _form(assumptions, shape.short)
        asked = Asked(chances_of(assumptions, assumptions.level_of(shape.key), form), form, short)
        cohort = run_cohort(asked, self.timetable, assumptions, luck)
        return cohort, rows_of(cohort, assumptions, form.questions, (short or form).questions)

    def outcome(self, assumptions: Assumptions, luck: Luck) -> tuple[WaveOutcome, Numbers]:
        cohort, rows = self.run(assumptions, luck)
        rules = [action.rule for action in self.timetable.kinds]
        shape = self.shape
        told = wave_outcome(cohort, rows, rules, key=shape.key, title=shape.title, weight=shape.weight, days=CURVE_DAYS)
        return told, rows


def _form(assumptions: Assumptions, length: Length) -> Form:
    return form_of(assumptions, length.easy, length.typical, length.free_text)


def _with_draws(outcome: Outcome, runs: Sequence[_Wave], assumptions: Assumptions, draws: int) -> Outcome:
    """The same outcome with what the figures' ranges leave open."""
    patients = min(outcome.patients, _PATIENTS_A_DRAW)
    middle = _means(runs, assumptions, outcome.seed, patients)
    # Draw N is the same for every schedule, so that their difference can be drawn too.
    drawn = [_means(runs, assumptions.drawn(seed), outcome.seed, patients) for seed in range(draws)]
    large = np.array([rows.mean(axis=1) for rows in outcome.rows])
    shifted = np.array(drawn) - middle + large
    waves = tuple(
        replace(wave, estimates=possible(with_figures(wave.estimates, shifted[:, n])))
        for n, wave in enumerate(outcome.waves)
    )
    overall = np.einsum("dwm,w->dm", shifted, np.array(weights_of(outcome.waves)))
    return replace(
        outcome,
        waves=waves,
        overall=replace(outcome.overall, estimates=possible(with_figures(outcome.overall.estimates, overall))),
        draws=shifted,
    )


def _means(runs: Sequence[_Wave], assumptions: Assumptions, seed: int, patients: int) -> Numbers:
    """(waves, metrics)"""
    rows = [run.run(assumptions, Luck(seed, run.number, patients))[1] for run in runs]
    return np.array([each.mean(axis=1) for each in rows])
