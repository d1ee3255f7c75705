"""Intervals say what they are called, and schedules are compared on the same patients."""

from dataclasses import replace

import numpy as np
import pytest

from bot.simulation_outcome import SHARES, Estimate, compared
from tests.simulator.waves import DEFAULT, FILE, ONE, THREE, counted, response, run


def width(estimate: Estimate) -> float:
    return estimate.simulation.high - estimate.simulation.low


def test_the_simulations_interval_holds_what_other_seeds_give() -> None:
    truth = response(run(patients=100_000, seed=999, reminders=THREE))
    intervals = [run(patients=500, seed=seed, reminders=THREE).overall.response.simulation for seed in range(40)]
    held = sum(each.low <= truth <= each.high for each in intervals)
    assert held >= 34  # 38 expected; with 95 % fewer than 34 come about once in 300 times


def test_it_is_the_binomials() -> None:
    outcome = run(patients=900)
    share = response(outcome)
    assert width(outcome.overall.response) == pytest.approx(2 * 1.96 * np.sqrt(share * (1 - share) / 900))


def test_more_patients_shrink_it_and_leave_the_figures_own() -> None:
    few, many = (run(patients=patients, draws=30, reminders=THREE).overall.response for patients in (1_000, 16_000))
    assert width(many) == pytest.approx(width(few) / 4, rel=0.1)
    assert few.figures is not None
    assert many.figures is not None
    wide = [each.high - each.low for each in (few.figures, many.figures)]
    assert wide[1] == pytest.approx(wide[0], rel=0.01), "both are drawn on the same patients"


def test_without_draws_there_is_no_interval_of_figures() -> None:
    assert run().overall.response.figures is None


def test_no_interval_holds_what_cannot_be() -> None:
    few = run(replace(DEFAULT, opt_out=0.0005), patients=300, draws=12, reminders=THREE, waves=counted())
    for wave in (*few.waves, few.overall):
        for name, each in wave.estimates.items():
            assert each.figures is not None
            for interval in (each.simulation, each.figures):
                assert 0 <= interval.low <= interval.high, (wave.key, name)
                assert interval.high <= 1 or name not in SHARES, (wave.key, name)


def test_a_difference_is_paired() -> None:
    one, more = run(), run(reminders=THREE)
    found = compared(one, more).overall["response"]
    assert found.mean == pytest.approx(response(more) - response(one))
    unpaired = np.hypot(width(one.overall.response), width(more.overall.response))
    assert width(found) < 0.8 * unpaired
    assert compared(one, one).overall["response"] == Estimate(0, *[compared(one, one).overall["response"].simulation])
    assert width(compared(one, one).overall["cost"]) == 0


def test_each_wave_has_its_own_difference() -> None:
    one, more = run(waves=counted(), patients=500), run(waves=counted(), patients=500, reminders=THREE)
    found = compared(one, more).waves
    for before, after in zip(one.waves, more.waves, strict=True):
        expected = after.response.mean - before.response.mean
        assert found[before.key]["response"].mean == pytest.approx(expected)


def test_only_the_same_patients_can_be_compared() -> None:
    with pytest.raises(ValueError, match="same seed"):
        compared(run(), run(seed=2))
    with pytest.raises(ValueError, match="same seed"):
        compared(run(), run(waves=counted()))


def test_waves_weigh_as_their_patients_do() -> None:
    outcome = run(waves=counted())
    weighed = sum(wave.response.mean * wave.weight for wave in outcome.waves) / 196
    assert response(outcome) == pytest.approx(weighed)


def test_levels_are_drawn_as_widely_as_their_counts_are_few() -> None:
    drawn = [DEFAULT.drawn(seed) for seed in range(300)]
    spread = {wave.key: np.std([each.levels[wave.key] for each in drawn]) for wave in FILE.levels.waves}
    assert spread["chronic-pain.scs-12m"] > 1.5 * spread["chronic-pain.status"]
    assert np.mean([each.levels["chronic-pain.rf-3m"] for each in drawn]) == pytest.approx(0.707, abs=0.02)
    assert np.std([each.other_level for each in drawn]) > spread["chronic-pain.scs-12m"], "of a new wave least is known"
    assert {each.phone_attempts for each in drawn} == {2}
    for name, figure in FILE.figures.items():
        values = [getattr(each, name) for each in drawn]
        assert figure.low <= min(values) <= max(values) <= figure.high, name


def test_the_sceptical_keep_their_figures() -> None:
    sceptical = FILE.choose("sceptical")
    assert sceptical.drawn(5).resume == sceptical.resume
    assert sceptical.drawn(5).levels != sceptical.levels
    assert ONE[0].key not in sceptical.levels
