"""One invitation without a reminder gives the registry back, and every wave's level is what its counts say."""

from math import lgamma

import pytest

from bot.simulation_assumptions import Choice
from bot.simulation_subjects import library_pathway, one_invitation, shipped_schedule
from tests.simulator.waves import FILE, counted, response, run

LEVELS = FILE.levels
SENT, RETURNED = sum(wave.sent for wave in LEVELS.waves), sum(wave.returned for wave in LEVELS.waves)


def test_the_table_is_the_registrys() -> None:
    assert (RETURNED, SENT) == (94, 196)
    pairs = [(wave.sent, wave.returned) for wave in LEVELS.waves]
    assert pairs == [(58, 15), (61, 28), (28, 21), (22, 12), (7, 3), (16, 14), (4, 1)]


@pytest.mark.parametrize("choice", ["default", "sceptical"])
@pytest.mark.parametrize("seed", [1, 2, 3, 20270101])
def test_one_invitation_gives_the_registry_back(choice: Choice, seed: int) -> None:
    outcome = run(FILE.choose(choice), waves=counted(), seed=seed)
    assert response(outcome) == pytest.approx(RETURNED / SENT, abs=0.02)
    for wave, level in zip(outcome.waves, LEVELS.waves, strict=True):
        assert wave.response.mean == pytest.approx(level.fitted, abs=0.03), wave.key


def likelihood(mean: float, weight: float) -> float:
    """Of the seven pairs, when each wave's level is drawn from one beta distribution."""
    a, b = mean * weight, (1 - mean) * weight
    return sum(
        lgamma(a + y) + lgamma(b + n - y) - lgamma(a + b + n) - lgamma(a) - lgamma(b) + lgamma(a + b)
        for n, y in ((wave.sent, wave.returned) for wave in LEVELS.waves)
    )


def test_mean_and_weight_are_the_likeliest() -> None:
    best = likelihood(LEVELS.mean, LEVELS.weight)
    for mean in (LEVELS.mean - 0.01, LEVELS.mean, LEVELS.mean + 0.01):
        for weight in (LEVELS.weight - 0.3, LEVELS.weight, LEVELS.weight + 0.3):
            assert likelihood(mean, weight) <= best + 1e-9


def test_a_small_wave_is_drawn_further_towards_the_others() -> None:
    drawn = {
        wave.key: (wave.fitted - wave.returned / wave.sent) / (LEVELS.mean - wave.returned / wave.sent)
        for wave in LEVELS.waves
    }
    sizes = {wave.key: wave.sent for wave in LEVELS.waves if abs(LEVELS.mean - wave.returned / wave.sent) > 0.05}
    in_order = sorted(sizes, key=sizes.__getitem__)
    assert [drawn[key] for key in in_order] == sorted((drawn[key] for key in in_order), reverse=True)


def test_the_counted_waves_are_the_librarys() -> None:
    """So that `--pathway library:chronic-pain` begins at what was counted."""
    pathway = library_pathway("library:chronic-pain")
    keys = {f"{pathway.id}.{wave.key}" for wave in pathway.waves}
    assert {wave.key for wave in LEVELS.waves} == keys - {"chronic-pain.baseline"}


def test_the_library_shares_one_schedule() -> None:
    shipped = shipped_schedule()
    assert all(library_pathway(f"library:{name}").schedule == shipped for name in ("back-pain", "palliative-needs"))
    assert one_invitation(shipped).window == shipped.window
