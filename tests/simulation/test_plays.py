"""The product in a world that goes wrong, played from seeds: a seed that fails prints itself and all its steps."""

import random

import pytest

from store.schema import migrate
from tests.simulation.clockwork import run_alone, seeded
from tests.simulation.play import PlayFailedError, play, until_open
from tests.simulation.wire import GOOD_DAY
from tests.simulation.world import open_world

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


@pytest.mark.parametrize(("fate", "again"), [("taken", 0), ("lost", 1)])
def test_what_arrived_is_a_contact_and_what_is_known_to_be_lost_is_not(
    database_url: str, fate: str, again: int
) -> None:
    """A chat that turns out dead minutes later: only what never reached it may go by text message within the gap."""
    with seeded(1), open_world(database_url, 1) as make:

        async def whole() -> list[int]:
            world = await make()
            await world.settle()
            chat = world.providers["telegram"]
            people = [person for person in world.people if person.channel == "telegram"]
            chat.weather = {fate: 1}
            world.clock.advance(days=2)
            until_open(world)
            await world.settle()
            await world.tell_statuses(1.0)
            chat.weather = {"stop-number": 1}
            for person in people:
                await world.post([world.text(person, "hm")])
            await world.settle()
            chat.weather = GOOD_DAY
            world.clock.advance(minutes=11)
            await world.settle()
            sent = [world.rows("message_out", patient_id=world.patient_id(each), channel="sms") for each in people]
            return [len(rows) for rows in sent]

        assert set(run_alone(whole)) == {again}
