"""The movable clock runs on, and only forward."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import MovableClock, system_clock


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
