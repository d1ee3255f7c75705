"""STOP from the phone and START from the chat of one patient, within the same moment and in two transactions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from bot.batch import run_batch
from bot.lane import ThreadLane
from bot.turns import Taken
from channels.channel import Inbound
from store.database import transaction
from tests.doubles.provider import Provider
from tests.turns.conftest import House
from tests.turns.test_contacts import CHAT, chat, write

patients = SQLModel.metadata.tables["patient"]
MOMENT = timedelta(milliseconds=2)
BY_CHAT = {"channel": "telegram", "sender_address": "fjordby_demo_bot"}


def said(house: House, words: str) -> Inbound:
    return house.inbound("STOP") if words == "STOP" else house.inbound("START", CHAT, **BY_CHAT)


@asynccontextmanager
async def meanwhile(house: House, words: str, later: timedelta) -> AsyncIterator["asyncio.Task[str]"]:
    """What the other lane makes of these words, which were heard `later` and wait for the patient."""

    def take() -> str:
        (taken,) = ThreadLane(house.running.engine, house.running.keyring).take([said(house, words)], now)
        assert isinstance(taken, Taken)
        return taken.outcome

    now = house.clock() + later
    task = asyncio.create_task(asyncio.to_thread(take))
    yield task
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with house.running.engine.connect() as connection:
        while not connection.execute(waits).scalar_one():
            await asyncio.sleep(0.01)
            connection.rollback()


async def both_say(house: House, first: str, second: str, later: timedelta) -> str:
    """`first` has the patient and is written before `second`, which was heard `later` than it. Outcome of `second`."""
    with transaction(house.running.engine) as connection:
        run_batch(connection, house.running.compiled, house.running.keyring, [said(house, first)], house.clock())
        async with meanwhile(house, second, later) as other:
            pass
    return await other


async def sent_after(house: House, telegram: Provider) -> list[str]:
    """Kinds of what leaves in the week from now."""
    before = {row["message_id"] for row in house.rows("message_out") if row["sent_at"] is not None}
    house.clock.advance(seconds=1)
    await house.wait(days=7)
    sent = [row for row in house.rows("message_out") if row["sent_at"] is not None and row["message_id"] not in before]
    assert len(sent) + len(before) == len(house.said) + len(telegram.taken)
    return [row["kind"] for row in sorted(sent, key=lambda row: row["sent_at"])]


@pytest.mark.parametrize("later", [MOMENT, -MOMENT])
async def test_a_stop_that_is_written_after_a_start_stands(house: House, later: timedelta) -> None:
    telegram = chat(house)
    await house.begin("6")
    await house.write("STOP")
    house.clock.advance(minutes=1)
    assert await both_say(house, "START", "STOP", later) == "stop"
    assert await sent_after(house, telegram) == ["stop-done"]
    assert house.one("patient")["status"] == "opted_out"
    assert [row["revoked_at"] is None for row in house.rows("opt_out")].count(True) == 1


async def test_a_start_that_was_said_after_a_stop_is_heard(house: House) -> None:
    telegram = chat(house)
    await house.begin("6")
    assert await both_say(house, "STOP", "START", MOMENT) == "start"
    assert house.one("patient")["status"] == "active"
    kinds = await sent_after(house, telegram)
    assert ("started-again" in kinds, "stop-done" in kinds) == (True, False)  # "no more messages" is not true any more


async def test_a_start_from_before_a_stop_that_waited_for_it_changes_nothing(house: House) -> None:
    telegram = chat(house)
    await house.begin("6")
    assert await both_say(house, "STOP", "START", -MOMENT) == "overtaken"
    assert await sent_after(house, telegram) == ["stop-done"]
    assert house.one("patient")["status"] == "opted_out"
    await house.write("START", CHAT, **BY_CHAT)
    assert house.one("patient")["status"] == "active"


async def test_a_start_from_before_a_stop_changes_nothing_on_a_number_that_was_somebody_elses(house: House) -> None:
    """Whoever had the number before says nothing of when its owner said STOP, by the chat."""
    telegram = chat(house)
    await house.begin("6")
    mine = house.one("patient", ref="F-1")
    first, number = mine["patient_id"], 2
    while first == mine["patient_id"]:  # of the people with this number, somebody else must be looked at first
        house.enrol(f"F-{number}", f"+45200005{number:02}")
        first, number = min(row["patient_id"] for row in house.rows("patient")), number + 1
    others = patients.update().where(patients.c.patient_id != mine["patient_id"])
    write(house, others.values(status="wrong_person", phone_index=mine["phone_index"]))
    lane, now = ThreadLane(house.running.engine, house.running.keyring), house.clock()
    outcomes = []
    for inbound, at in ((house.inbound("STOP", CHAT, **BY_CHAT), now), (house.inbound("START"), now - MOMENT)):
        (taken,) = lane.take([inbound], at)
        assert isinstance(taken, Taken)
        outcomes.append(taken.outcome)
    assert outcomes == ["stop", "overtaken"]
    assert house.one("patient", ref="F-1")["status"] == "opted_out"
    assert await sent_after(house, telegram) == ["stop-done"]
