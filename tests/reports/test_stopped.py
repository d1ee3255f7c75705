"""A STOP in the middle of the questions counts as the same thing on that day and when the questions close."""

from datetime import date

import pytest

from bot.response_report import report_response
from store.database import transaction
from tests.turns.conftest import House
from tests.turns.conftest import endpoint as endpoint  # a fixture
from tests.turns.conftest import house as house  # a fixture


def outcomes(house: House) -> dict[str, int]:
    running = house.running
    with transaction(running.engine) as connection:
        found = report_response(
            connection,
            running.compiled,
            running.keyring,
            "fjordby",
            since=date(2026, 11, 1),
            until=date(2026, 12, 1),
            now=house.clock(),
        )
    return dict(found.total.outcomes)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [(("9",), "opted-out"), (("9", "9", "3"), "partial"), (("9", "9", "3", "70", "NO"), "complete")],
)
async def test_it_is_the_reason_where_less_than_half_is_answered(
    house: House, answers: tuple[str, ...], outcome: str
) -> None:
    await house.begin(*answers, "STOP")
    assert outcomes(house) == {outcome: 1}
    house.clock.advance(days=1)
    await house.wait(days=40)
    assert outcomes(house) == {outcome: 1}


async def test_a_stop_after_the_questions_have_closed_is_no_reason(house: House) -> None:
    await house.begin("9")
    await house.wait(days=40)
    assert outcomes(house) == {"break-off": 1}
    house.clock.advance(days=1)
    await house.write("STOP")
    assert outcomes(house) == {"break-off": 1}
