"""Many at once, and one among them whom our code cannot work on."""

import asyncio
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import update

from bot.due import run_due
from store.database import transaction
from tests.turns.conftest import House, endpoint, house, tables

__all__ = ["endpoint", "house"]
SESSIONS = 200
Tell = Callable[..., None]


def phones(house: House, number: int) -> list[str]:
    found = [f"+4520001{each:03}" for each in range(number)]
    for each, phone in enumerate(found):
        house.enrol(f"C-{each}", phone)
    return found


async def all_say(house: House, crowd: list[str], *texts: str) -> Counter[str]:
    """Everybody says all of it at the same instant."""
    taken = await asyncio.gather(*(house.turns.take(house.inbound(text, phone)) for phone in crowd for text in texts))
    house.clock.advance(seconds=30)
    return Counter(each.outcome for each in taken)


@pytest.mark.soak
async def test_two_texts_of_each_of_many_sessions_behind_a_barrier(house: House, tell: Tell) -> None:
    crowd = phones(house, SESSIONS)
    await house.settle()
    for text in ("GO", "1948", "AGREE"):
        await all_say(house, crowd, text)
        await house.settle()
    outcomes = await all_say(house, crowd, "6", "8")
    assert outcomes == {"answer": SESSIONS, "amended": SESSIONS}
    rows = house.rows("answer", link_id="intensity")
    assert sum(row["supersedes"] is None for row in rows) == SESSIONS
    tell(attempted=2 * SESSIONS, acknowledged=sum(outcomes.values()), lost=0, answers=len(rows))


async def one_at_fault_among(house: House, people: int, tell: Tell) -> None:
    """A patient's key that does not open stands for any fault of ours that one message meets."""
    crowd = phones(house, people)
    with transaction(house.running.engine) as connection:
        broken = update(tables["patient"]).where(tables["patient"].c.ref == "C-1").values(key_wrapped=b"broken")
        connection.execute(broken)
    outcomes = await all_say(house, crowd, "HELP")
    assert outcomes["parked"] == 1
    assert len(outcomes) == 2, "the rest are heard, all alike"
    assert len(house.rows("message_in")) == people
    assert len(house.rows("task", kind="fault")) == 1
    tell(attempted=people, acknowledged=sum(outcomes.values()), lost=0, parked=outcomes["parked"])


async def test_one_that_cannot_be_worked_on_is_parked_and_the_rest_are_heard(house: House, tell: Tell) -> None:
    await one_at_fault_among(house, 12, tell)


@pytest.mark.soak
async def test_one_in_a_thousand_cannot_be_worked_on(house: House, tell: Tell) -> None:
    await one_at_fault_among(house, 1000, tell)


async def test_one_that_the_schedule_cannot_work_on_is_set_aside_and_the_rest_are_written_to(house: House) -> None:
    people = 3
    phones(house, people)
    broken = next(row for row in house.rows("patient") if row["ref"] == "C-1")["patient_id"]
    with transaction(house.running.engine) as connection:
        patient = tables["patient"]
        connection.execute(update(patient).where(patient.c.patient_id == broken).values(key_wrapped=b"broken"))
    run_due(house.running.engine, house.running.keyring, house.running.compiled, house.clock)
    stands = {row["patient_id"]: (row["state"], row["next_action"]) for row in house.rows("session")}
    assert stands.pop(broken) == ("scheduled", "set-aside")
    assert {state for state, _ in stands.values()} == {"invited"}
    [task] = house.rows("task", kind="fault")
    assert (task["patient_id"], task["detail"]) == (broken, {"at": "due"})
