"""Who goes on writing is looked at no sooner for it, and is reminded by what they wrote last."""

from datetime import timedelta

from tests.turns.conftest import House


async def test_a_reply_moves_the_timer_and_leaves_the_look(house: House) -> None:
    house.enrol()
    await house.begin()
    before = house.session()
    await house.write("5")
    after = house.session()
    assert after["next_action_at"] > before["next_action_at"]
    assert after["look_at"] == before["look_at"], "what sessions are found by stays as it is"


async def test_a_look_before_the_time_says_nothing(house: House) -> None:
    house.enrol()
    await house.begin()
    first = house.session()["look_at"]
    await house.wait(hours=1)
    await house.write("5")
    said, timer = len(house.said), house.session()["next_action_at"]
    assert house.session()["look_at"] == first < timer
    house.clock.now = timer - timedelta(seconds=1)
    await house.settle()
    assert (len(house.said), house.session()["look_at"]) == (said, timer)
    house.clock.now = timer
    await house.settle()
    assert (len(house.said), house.session()["contacts"]) == (said + 1, 2)
    assert house.session()["look_at"] == house.session()["next_action_at"] > timer
