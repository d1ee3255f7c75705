"""The product in a world that goes wrong, played from seeds: a seed that fails prints itself and all its steps."""

import random

import pytest

from store.schema import migrate
from tests.simulation.play import PlayFailedError, play

SEEDS = (5, 26)
STEPS = 40


@pytest.mark.parametrize("seed", SEEDS)
def test_a_play_keeps_every_promise(database_url: str, seed: int) -> None:
    played = play(database_url, seed, STEPS)
    assert played.account["acknowledged"] == played.account["attempted"]


def test_a_play_that_nobody_has_seen_keeps_every_promise(database_url: str) -> None:
    """Its seed is in the message when it fails: `python -m tests.simulation.play SEED` plays it again."""
    play(database_url, random.SystemRandom().randrange(1_000_000), STEPS)


def test_a_seed_plays_the_same_each_time(database_url: str, empty_url: str) -> None:
    migrate(empty_url)
    assert play(empty_url, 3, 12) == play(database_url, 3, 12)


def test_a_broken_promise_is_told_with_its_seed_and_steps(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The books see it when a reply is stored on another question than the one on the phone."""
    from tests.simulation import people

    others = list(people.questions())
    monkeypatch.setattr(people, "question_in", lambda text, language: others[-1] if "pain" in text else None)
    with pytest.raises(PlayFailedError, match=r"seed 2: .*\n +0 "):
        play(database_url, 2, STEPS)
