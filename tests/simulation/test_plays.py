"""The product in a world that goes wrong, played from seeds: a seed that fails prints itself and all its steps."""

import random

import pytest

from tests.databases import Databases
from tests.simulation.clockwork import run_alone, seeded
from tests.simulation.play import PlayFailedError, play, until_open
from tests.simulation.stage import Stage, Stages
from tests.simulation.wire import GOOD_DAY
from tests.simulation.world import open_world

SEEDS = (5, 26)
STEPS = 40


@pytest.mark.parametrize("seed", SEEDS)
def test_a_play_keeps_every_promise(stage: Stage, seed: int) -> None:
    played = play(stage, seed, STEPS)
    assert played.account["acknowledged"] == played.account["attempted"]


def test_a_play_that_nobody_has_seen_keeps_every_promise(stage: Stage) -> None:
    """Its seed is in the message when it fails: `python -m tests.simulation.play SEED` plays it again."""
    play(stage, random.SystemRandom().randrange(1_000_000), STEPS)


def test_a_seed_plays_the_same_each_time_on_a_new_stage_and_on_one_that_was_swept(stages: Stages) -> None:
    with stages.stage() as one, stages.stage() as other:
        assert one.url != other.url
        played = play(one, 3, 12)
        assert played == play(other, 3, 12)
    with stages.stage() as swept:
        assert swept.url in (one.url, other.url)
        assert played == play(swept, 3, 12)


def test_stages_stand_beside_the_databases_of_other_tests(stages: Stages, databases: Databases) -> None:
    """One test process has both, in whatever order."""
    with stages.stage() as one, stages.stage() as other:
        beside = [databases.take(), databases.take()]
        assert len({one.url, other.url, *beside}) == 4
    for url in beside:
        databases.give_back(url)


def test_a_broken_promise_is_told_with_its_seed_and_steps(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The books see it when a reply is stored on another question than the one on the phone."""
    from tests.simulation import people

    others = list(people.questions())
    monkeypatch.setattr(people, "question_in", lambda text, language: others[-1] if "pain" in text else None)
    with pytest.raises(PlayFailedError, match=r"seed 2: .*\n +0 "):
        play(stage, 2, STEPS)


@pytest.mark.parametrize(("fate", "again"), [("taken", 0), ("lost", 1)])
def test_what_arrived_is_a_contact_and_what_is_known_to_be_lost_is_not(stage: Stage, fate: str, again: int) -> None:
    """A chat that turns out dead minutes later: only what never reached it may go by text message within the gap."""
    with seeded(1), open_world(stage, 1) as make:

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
