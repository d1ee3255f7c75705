"""The movable clock runs on, and only forward; the machine's may jump, and that is seen."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot import clock as clocks
from bot.clock import MovableClock, system_clock, until_it_jumps


def test_it_goes_where_it_is_put_and_not_back() -> None:
    clock = MovableClock()
    before = clock()
    clock.advance(timedelta(days=3))
    assert clock() - before >= timedelta(days=3)
    there = datetime(2090, 1, 1, tzinfo=UTC)
    clock.set(there)
    assert clock() >= there
    clock.set(before)
    assert clock() >= there
    with pytest.raises(ValueError, match="forward"):
        clock.advance(timedelta(seconds=-1))


def test_the_systems_clock_is_aware() -> None:
    assert system_clock().utcoffset() == timedelta()


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=3), timedelta(seconds=-30)])
async def test_a_jump_of_the_clock_is_seen(monkeypatch: pytest.MonkeyPatch, jump: timedelta) -> None:
    monkeypatch.setattr(clocks, "LOOK_SECONDS", 0.01)
    wrong = timedelta()
    seen = asyncio.create_task(until_it_jumps(lambda: system_clock() + wrong))
    await asyncio.sleep(0.1)
    assert not seen.done()
    wrong = jump
    assert abs(await seen - jump) < timedelta(seconds=5)


async def test_a_clock_that_is_put_right_by_a_little_is_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "LOOK_SECONDS", 0.01)
    wrong = timedelta()
    seen = asyncio.create_task(until_it_jumps(lambda: system_clock() + wrong))
    for seconds in (1, 300, 299):
        await asyncio.sleep(0.05)
        wrong = timedelta(seconds=seconds)
    await asyncio.sleep(0.05)
    assert not seen.done()
    seen.cancel()
