"""What a simulation came to: means with two kinds of interval, which are never added up.

`simulation`: what another seed could give, 95 %; it shrinks with more patients. `figures`: what the assumptions' own
ranges leave open, 95 %; no number of patients shrinks it. Neither says how one clinic's own small wave will vary.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from math import inf
from typing import Any, Final

import numpy as np

from bot.simulation_assumptions import Assumptions
from bot.simulation_chances import Numbers
from bot.simulation_cohort import DAY, Cohort

SHARES: Final = ("response", "opted_out")
METRICS: Final = ("response", "messages", "calls", "phone_minutes", "cost", "opted_out")
_SURE: Final = 1.96
SIMULATED: Final = "simulation, not a measurement"


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """`figures` null: the figures' own uncertainty was not asked for."""

    mean: float
    simulation: Interval
    figures: Interval | None = None


@dataclass(frozen=True, slots=True)
class WaveOutcome:
    """One wave, for each patient invited: shares (0 to 1), counts, staff minutes and money.

    `by_step`: rule of the contact that brought the answer → share of all patients. `by_channel`: text, other, phone.
    `curve`: share answered at the end of each day since the wave was due.
    """

    key: str
    title: str
    weight: float
    estimates: dict[str, Estimate]
    begun: float
    short: float
    cost_per_answer: float | None
    by_step: dict[str, float]
    by_channel: dict[str, float]
    curve: tuple[float, ...]

    @property
    def response(self) -> Estimate:
        return self.estimates["response"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`overall` weighs the waves. `rows`: wave → a row for each metric, one column a patient, in the same order for
    every run with this seed. `draws`: the same means under drawn figures, (draws, waves, metrics)."""

    choice: str
    patients: int
    seed: int
    waves: tuple[WaveOutcome, ...]
    overall: WaveOutcome
    rows: tuple[Numbers, ...] = field(repr=False)
    draws: Numbers | None = field(repr=False, default=None)

    def as_json(self) -> dict[str, Any]:
        return {
            "simulated": True,
            "assumptions": self.choice,
            "patients": self.patients,
            "seed": self.seed,
            "waves": [asdict(wave) for wave in self.waves],
            "overall": asdict(self.overall),
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """Another schedule less this one, patient by patient: metric → estimate, by wave, and overall as they weigh."""

    waves: dict[str, dict[str, Estimate]]
    overall: dict[str, Estimate]


def rows_of(cohort: Cohort, assumptions: Assumptions, questions: int, short_questions: int) -> Numbers:
    """A row for each of METRICS, one column a patient."""
    answered = cohort.progress * np.where(cohort.short, short_questions, questions)
    paid_out = np.where(cohort.moved, 0, answered) + cohort.texts - cohort.free_texts
    paid_in = np.where(cohort.moved, 0, answered + cohort.begun)
    minutes = cohort.calls * assumptions.attempt_minutes + cohort.by_phone * assumptions.talk_minutes
    money = paid_out * assumptions.message_price + paid_in * assumptions.reply_price
    cost = money + minutes / 60 * assumptions.staff_hour_price
    return np.array([cohort.answered, cohort.texts, cohort.calls, minutes, cost, cohort.stopped], dtype=np.float64)


def curve_of(cohort: Cohort, days: int) -> tuple[float, ...]:
    counts, _ = np.histogram(cohort.done_at[cohort.answered], bins=np.arange(days + 2) * DAY - DAY)
    return tuple(np.round(np.cumsum(counts) / len(cohort.done_at), 6).tolist())


def wave_outcome(
    cohort: Cohort, rows: Numbers, rules: Sequence[str], *, key: str, title: str, weight: float, days: int
) -> WaveOutcome:
    answered = cohort.answered
    size = len(answered)
    counts = np.bincount(cohort.answering[answered], minlength=len(rules)) / size
    by_rule = {rule: round(float(share), 6) for rule, share in zip(rules, counts, strict=True)}
    channels = {
        "text": answered & ~cohort.by_phone & ~cohort.moved,
        "other": answered & ~cohort.by_phone & cohort.moved,
        "phone": answered & cohort.by_phone,
    }
    return WaveOutcome(
        key=key,
        title=title,
        weight=weight,
        estimates=possible(_estimates([rows], [1.0])),
        begun=float(cohort.begun.mean()),
        short=float((answered & cohort.short).mean()),
        cost_per_answer=_ratio(rows),
        by_step=by_rule,
        by_channel={name: float(flags.mean()) for name, flags in channels.items()},
        curve=curve_of(cohort, days),
    )


def joined(waves: Sequence[WaveOutcome], rows: Sequence[Numbers]) -> WaveOutcome:
    """All waves as one, each as it weighs."""
    weights = weights_of(waves)
    means = possible(_estimates(rows, weights))
    steps = dict.fromkeys(rule for wave in waves for rule in wave.by_step)
    response = means["response"].mean
    return WaveOutcome(
        key="all",
        title="All waves",
        weight=sum(wave.weight for wave in waves),
        estimates=means,
        begun=_mean([wave.begun for wave in waves], weights),
        short=_mean([wave.short for wave in waves], weights),
        cost_per_answer=means["cost"].mean / response if response else None,
        by_step={rule: _mean([wave.by_step.get(rule, 0.0) for wave in waves], weights) for rule in steps},
        by_channel={name: _mean([w.by_channel[name] for w in waves], weights) for name in ("text", "other", "phone")},
        curve=tuple(np.round(np.array(weights) @ np.array([wave.curve for wave in waves]), 6).tolist()),
    )


def compared(one: Outcome, other: Outcome) -> Difference:
    """`other` less `one`. Both must be runs of the same patients: same seed, size and waves."""
    same = [(each.seed, each.patients, [w.key for w in each.waves]) for each in (one, other)]
    if same[0] != same[1]:
        raise ValueError("only runs with the same seed, patients and waves can be compared patient by patient")
    rows = [after - before for before, after in zip(one.rows, other.rows, strict=True)]
    weights = weights_of(one.waves)
    waves = [_estimates([each], [1.0]) for each in rows]
    overall = _estimates(rows, weights)
    if one.draws is not None and other.draws is not None:
        shifts = other.draws - one.draws
        waves = [with_figures(each, shifts[:, n]) for n, each in enumerate(waves)]
        overall = with_figures(overall, np.einsum("dwm,w->dm", shifts, np.array(weights)))
    return Difference({wave.key: waves[n] for n, wave in enumerate(one.waves)}, overall)


def with_figures(estimates: dict[str, Estimate], drawn: Numbers) -> dict[str, Estimate]:
    """`drawn`: (draws, metrics), the means under drawn figures as they are to be taken."""
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return {
        name: Estimate(each.mean, each.simulation, Interval(float(low[n]), float(high[n])))
        for n, (name, each) in enumerate(estimates.items())
    }


def possible(estimates: dict[str, Estimate]) -> dict[str, Estimate]:
    """Of levels, not of differences: no share is outside 0 to 1 and nothing counted below 0, so no interval is."""

    def within(interval: Interval, most: float) -> Interval:
        return Interval(max(interval.low, 0.0), min(interval.high, most))

    return {
        name: Estimate(
            each.mean,
            within(each.simulation, 1.0 if name in SHARES else inf),
            None if each.figures is None else within(each.figures, 1.0 if name in SHARES else inf),
        )
        for name, each in estimates.items()
    }


def _estimates(rows: Sequence[Numbers], weights: Sequence[float]) -> dict[str, Estimate]:
    share = np.array(weights)
    means = share @ np.array([each.mean(axis=1) for each in rows])
    errors = np.sqrt(share**2 @ np.array([each.var(axis=1) / each.shape[1] for each in rows]))
    return {
        name: Estimate(float(mean), Interval(float(mean - _SURE * error), float(mean + _SURE * error)))
        for name, mean, error in zip(METRICS, means, errors, strict=True)
    }


def weights_of(waves: Sequence[WaveOutcome]) -> list[float]:
    total = sum(wave.weight for wave in waves)
    return [wave.weight / total for wave in waves]


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return float(np.dot(values, weights))


def _ratio(rows: Numbers) -> float | None:
    answers = rows[METRICS.index("response")].sum()
    return float(rows[METRICS.index("cost")].sum() / answers) if answers else None
