"""Marginal figures in, conditional chances out, and back."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulation_chances import chances_of, form_of, log_odds_of, mean_chance
from tests.simulator.waves import DEFAULT

shares = st.floats(0.001, 0.999)
spreads = st.floats(0.01, 4)


@given(st.lists(shares, min_size=1, max_size=6), spreads)
def test_log_odds_give_the_share_back(given_shares: list[float], spread: float) -> None:
    wanted = np.array(given_shares)
    assert mean_chance(log_odds_of(wanted, spread), spread) == pytest.approx(wanted, abs=1e-9)


def odds(share: float) -> float:
    return share / (1 - share)


@given(st.floats(0.05, 0.8), spreads)
def test_odds_ratios_hold_for_the_whole_group(level: float, spread: float) -> None:
    figures = replace(DEFAULT, frailty_sd=spread)
    chances = chances_of(figures, level, form_of(figures, 0, 12, 0))
    usual = mean_chance(chances.contacts, spread)
    short = mean_chance(chances.short, spread)
    phone = mean_chance(np.array([chances.phone]), spread)[0]
    assert [odds(s) / odds(u) for s, u in zip(short, usual, strict=True)] == pytest.approx([1.6] * 4)
    assert odds(phone) / odds(usual[0]) == pytest.approx(2.0)


@given(st.floats(0.05, 0.8))
def test_the_level_is_what_one_invitation_brings_back_whole(level: float) -> None:
    form = form_of(DEFAULT, 2, 9, 1)
    begin = mean_chance(chances_of(DEFAULT, level, form).contacts, DEFAULT.frailty_sd)[0]
    assert begin * (1 - DEFAULT.no_channel) * form.finished == pytest.approx(level)


def test_what_an_odds_ratio_does_to_one_person_is_more_than_to_a_group() -> None:
    """The reason for converting at all: the marginal ratio is nearer to 1 than the conditional one."""
    figures = replace(DEFAULT, frailty_sd=2.0)
    chances = chances_of(figures, 0.48, form_of(figures, 0, 12, 0))
    assert np.exp(chances.short[0] - chances.contacts[0]) > 1.7
