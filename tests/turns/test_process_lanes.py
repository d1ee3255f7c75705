"""Lanes that are processes of their own: the same turns, and what is left of them when one dies."""

import asyncio
import os
import pickle
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

import psutil
import psycopg.errors
import pytest
import sqlalchemy.exc
from sqlalchemy import text

from bot import process_lane
from bot.metrics import inbound_total
from bot.process_lane import LaneLostError, ProcessLane, portable
from bot.turns import Taken, TurnLoop
from channels.channel import Inbound
from store.crypto import Keyring, generate_root_key
from store.database import transaction
from tests.turns.conftest import MORNING, PHONE, House
from tests.turns.test_lanes import OTHER, kept_waiting, say, two_asked

PATIENCE = 60  # seconds; a bound against waiting for ever, not a claim
KEY = generate_root_key()


@pytest.fixture
def lanes(house: House) -> Iterator[list[ProcessLane]]:
    """Two, which the house's turns go through."""
    lanes = [ProcessLane(house.running.database_url, KEY) for _ in range(2)]
    house.turns = TurnLoop(house.running.engine, house.running.keyring, house.clock, lanes)
    yield lanes
    for lane in lanes:
        lane.close()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.parse(KEY)


def has_died(pid: int | None) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def counted(outcome: str) -> float:
    return inbound_total.labels(channel="sms", outcome=outcome)._value.get()


async def test_turns_are_as_in_threads(house: House, lanes: list[ProcessLane]) -> None:
    """In order, each once, what fails parked, and counted where /metrics is asked for."""
    await two_asked(house)
    answers, parked = counted("answer"), counted("parked")
    with kept_waiting(house, PHONE):
        said = [say(house, words, provider_id=each) for words, each in (("6", "SM-1"), ("8", "SM-2"), ("6", "SM-1"))]
        await asyncio.sleep(0.3)
        assert await say(house, "3", OTHER) == "answer", "nobody waits for somebody else"
        assert not any(each.done() for each in said)
    assert [await each for each in said] == ["answer", "amended", "replayed"]
    assert counted("answer") == answers + 2
    with transaction(house.running.engine) as connection:
        connection.execute(
            text("UPDATE session SET conversation_sealed = 'x' WHERE patient_id = :patient"),
            {"patient": house.one("patient", ref="F-2")["patient_id"]},
        )
    assert await asyncio.gather(say(house, "4", OTHER), say(house, "9")) == ["parked", "amended"]
    assert counted("parked") == parked + 1
    await house.turns.drain()


def killed(pids: Iterable[int | None]) -> set[int]:
    """They are dead when this returns."""
    dead = {pid for pid in pids if pid is not None}
    for pid in dead:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while not all(has_died(pid) for pid in dead):
        time.sleep(0.01)  # the dead tell nobody
    return dead


async def test_a_process_that_dies_is_replaced_and_loses_no_turn(house: House, lanes: list[ProcessLane]) -> None:
    await two_asked(house)
    with kept_waiting(house, PHONE):
        said = [say(house, "6"), say(house, "3", OTHER)]
        await asyncio.sleep(0.3)
        before = killed(lane.pid for lane in lanes)  # also the one that waits for work, which nobody hears of
    assert await asyncio.gather(*said) == ["answer", "answer"]
    assert await asyncio.gather(say(house, "7"), say(house, "4", OTHER)) == ["amended", "amended"]
    assert before.isdisjoint(lane.pid for lane in lanes)


def is_at_work(lane: ProcessLane) -> bool:
    return lane._one.locked() and lane._begun


async def test_a_turn_that_every_process_dies_of_is_kept_for_staff(house: House, lanes: list[ProcessLane]) -> None:
    """As any that cannot be worked on: nothing a patient wrote is lost."""
    await two_asked(house)
    inbound = house.inbound("6")
    with kept_waiting(house, PHONE):
        waiting = asyncio.create_task(house.turns.take(inbound))
        dead: set[int | None] = set()
        for _ in range(2):
            while not (found := [lane.pid for lane in lanes if is_at_work(lane) and lane.pid not in dead]):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            dead |= killed(found)
        assert (await asyncio.wait_for(waiting, PATIENCE)).outcome == "parked"
    kept = house.one("message_in", provider_id=inbound.provider_id)
    assert house.one("task", message_id=kept["message_id"])["kind"] == "fault"
    assert [(await house.turns.take(each)).outcome for each in (inbound, house.inbound("6"))] == ["replayed", "answer"]
    assert await say(house, "3", OTHER) == "answer"


async def test_a_process_that_had_died_before_is_not_held_against_a_message(
    house: House, lanes: list[ProcessLane]
) -> None:
    await two_asked(house)
    idle = killed(lane.pid for lane in lanes)
    with kept_waiting(house, PHONE):
        said = say(house, "6")
        while not (found := [lane.pid for lane in lanes if is_at_work(lane) and lane.pid not in idle]):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        killed(found)
    assert await said == "answer", "one has died of it, and not two"


async def test_who_is_not_taken_after_a_death_is_not_passed_by_their_own_next_words(house: House) -> None:
    """A START that comes again after the STOP that followed it would take that back."""
    await two_asked(house)
    url = house.running.database_url
    lane = ProcessLane(f"{url}{'&' if '?' in url else '?'}options=-c%20lock_timeout%3D1s", KEY)
    batch = [house.inbound(words, phone) for words, phone in (("6", PHONE), ("3", OTHER), ("8", PHONE))]
    try:
        with kept_waiting(house, PHONE):
            taking = asyncio.create_task(asyncio.to_thread(lane.take, batch, house.clock()))
            while not is_at_work(lane):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
            killed([lane.pid])
            async with asyncio.timeout(PATIENCE):
                while not house.rows("message_in", provider_id=batch[1].provider_id):  # noqa: ASYNC110 - as above
                    await asyncio.sleep(0.01)
        first, other, second = await taking
    finally:
        lane.close()
    assert isinstance(first, sqlalchemy.exc.OperationalError)
    assert isinstance(other, Taken)
    assert (other.outcome, second) == ("answer", first)
    assert [(await house.turns.take(each)).outcome for each in batch] == ["answer", "replayed", "amended"]


async def test_nobody_is_sent_turns_where_no_process_can_take_them(house: House, lanes: list[ProcessLane]) -> None:
    while not all(lane.works() for lane in lanes):  # noqa: ASYNC110 - nobody tells when they have begun
        await asyncio.sleep(0.01)
    assert house.turns.works()
    killed([lanes[0].pid])
    assert house.turns.works(), "the other does"
    killed(lane.pid for lane in lanes)
    assert not house.turns.works()
    async with asyncio.timeout(PATIENCE):
        while not house.turns.works():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
    for lane in lanes:
        lane.close()
    assert not house.turns.works()


async def test_a_process_that_hangs_is_ended_and_replaced(
    house: House, lanes: list[ProcessLane], monkeypatch: pytest.MonkeyPatch
) -> None:
    await two_asked(house)
    before = {lane.pid for lane in lanes}
    for pid in before:
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
    with monkeypatch.context() as sooner:
        sooner.setattr(process_lane, "HANG_SECONDS", 0.1)  # those that replace them are ended before they begin
        with pytest.raises(LaneLostError):
            await asyncio.wait_for(house.turns.take(house.inbound("6")), PATIENCE)
    assert [await say(house, words) for words in ("6", "8")] == ["answer", "amended"]
    killed(before)


def test_where_every_turn_hangs_they_are_not_waited_for_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that answers nothing, say: all would wait for the sum of it."""
    lane = ProcessLane("postgresql:///none?host=/nowhere", KEY)
    batch = [Inbound("sms", f"SM-{n}", "+4520000002", f"{PHONE[:-2]}{n}", "GO", MORNING) for n in range(10, 74)]
    try:
        monkeypatch.setattr(process_lane, "HANG_SECONDS", 0.05)  # before it has begun
        lost = lane.take(batch, MORNING)
    finally:
        lane.close()
    assert {type(each) for each in lost} == {LaneLostError}
    assert len({id(each) for each in lost}) < len(batch), "those who were not asked for again share an error"


@pytest.mark.parametrize("room", [0, 2, 4])
def test_a_process_that_cannot_be_replaced_now_is_replaced_later(room: int) -> None:
    """Whatever it is that lacks a file to be opened."""
    lane = ProcessLane("postgresql:///none?host=/nowhere", KEY)
    inbound = Inbound("sms", "SM-1", "+4520000002", PHONE, "GO", MORNING)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        killed([lane.pid])
        free = [os.dup(0) for _ in range(room + 1)]
        for each in free:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (free[-1], limits[1]))
        try:
            lost = lane.take([inbound], MORNING)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        assert [type(each) for each in lost] == [LaneLostError]
        [result] = lane.take([inbound], MORNING)
        assert isinstance(result, sqlalchemy.exc.OperationalError), "a process has asked the database, which is none"
    finally:
        lane.close()


def test_nothing_begins_a_process_that_nobody_would_end() -> None:
    """A turn that comes after the end of all: what it began would keep us from ending."""
    lane = ProcessLane("postgresql:///none?host=/nowhere", KEY)
    lane.close()
    inbound = Inbound("sms", "SM-1", "+4520000002", PHONE, "GO", MORNING)
    assert [type(each) for each in lane.take([inbound], MORNING)] == [LaneLostError]
    assert has_died(lane.pid)


async def test_a_database_that_is_away_is_said_by_its_own_error(house: House, lanes: list[ProcessLane]) -> None:
    gone = ProcessLane(house.running.database_url.replace("host=", "host=/nowhere"), KEY)
    turns = TurnLoop(house.running.engine, house.running.keyring, house.clock, [gone])
    try:
        with pytest.raises(sqlalchemy.exc.OperationalError):
            await asyncio.wait_for(turns.take(house.inbound("GO")), PATIENCE)
    finally:
        gone.close()


def test_an_error_that_cannot_be_packed_is_told_by_its_name() -> None:
    class HiddenError(Exception):
        """Known here alone."""

    known = sqlalchemy.exc.OperationalError("SELECT 1", None, psycopg.errors.DeadlockDetected("both wait"))
    again = pickle.loads(pickle.dumps(portable(known)))
    assert again.orig.sqlstate == "40P01"
    told = portable(HiddenError("+4520000101"))
    assert (type(told), str(told)) == (RuntimeError, "HiddenError")


def test_it_ends_with_the_process_that_began_it_and_by_nothing_else() -> None:
    """Nothing is asked of the database here, so none is needed."""
    begun = (
        "import sys; from bot.process_lane import ProcessLane\n"
        "if __name__ == '__main__':\n"
        "    lane = ProcessLane('postgresql:///none', sys.stdin.readline())\n"
        "    lane.take([], None); print(lane.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen([sys.executable, "-c", begun], stdin=-1, stdout=-1, stderr=subprocess.DEVNULL, text=True)
    assert parent.stdin is not None
    assert parent.stdout is not None
    with parent, parent.stdin, parent.stdout:
        parent.stdin.write(f"{KEY}\n")
        parent.stdin.flush()
        lane = psutil.Process(int(parent.stdout.readline()))
        told = [*lane.cmdline(), *lane.environ().values()]
        assert not any(KEY in each or KEY.partition(":")[2] in each for each in told)
        for number in (signal.SIGINT, signal.SIGTERM):
            lane.send_signal(number)
        with pytest.raises(psutil.TimeoutExpired):
            lane.wait(0.3)
        parent.kill()
        gone, _ = psutil.wait_procs([lane], PATIENCE)
        assert gone == [lane]
