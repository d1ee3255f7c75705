"""Two transactions of turns at once: nobody's words pass their own, and nobody waits for somebody else's."""

import asyncio
import gc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.cases import Case
from bot.lane import ThreadLane
from bot.line import Line
from bot.turns import BATCH, Taken, TurnLoop
from channels.channel import Inbound
from store.database import open_engine, transaction
from tests.turns.conftest import PHONE, House

OTHER = "+4520000202"
THIRD = "+4520000303"
PATIENCE = 0.3  # seconds in which somebody who can be taken is taken
Said = tuple[int, int, int]  # person, id of the message, number in the order of coming

steps = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.integers(0, 3), st.integers(0, 5)),
        st.tuples(st.just("serve"), st.integers(1, 4), st.just(0)),
        st.tuples(st.just("release"), st.integers(0, 3), st.just(0)),
    ),
    max_size=60,
)


def names(said: Said) -> tuple[tuple[str, int], ...]:
    return ("person", said[0]), ("id", said[1])


@settings(max_examples=60, deadline=None)
@given(steps)
def test_a_line_serves_everybody_once_in_order_and_no_name_twice_at_a_time(steps: list[tuple[str, int, int]]) -> None:
    line: Line[Said] = Line(names)
    joined: list[Said] = []
    served: list[Said] = []
    under_way: list[list[Said]] = []

    def serve(most: int) -> None:
        batch = line.serve(most)
        assert len(batch) <= most
        others = {name for other in under_way for each in other for name in names(each)}
        assert others.isdisjoint(name for each in batch for name in names(each))
        under_way.append(batch)
        served.extend(batch)

    for act, one, two in steps:
        if act == "say":
            joined.append((one, two, len(joined)))
            line.join(joined[-1])
        elif act == "serve":
            serve(one)
        elif one < len(under_way):
            line.release(under_way.pop(one))
        assert len(line) == len(joined) - len(served)
    while under_way:
        line.release(under_way.pop())
    while len(line):
        serve(BATCH)
        line.release(under_way.pop())
    assert sorted(served, key=lambda each: each[2]) == joined, "everybody, once"
    assert by_name(served) == by_name(joined), "each in the order of coming"


def by_name(order: list[Said]) -> dict[tuple[str, int], list[Said]]:
    found: dict[tuple[str, int], list[Said]] = defaultdict(list)
    for each in order:
        for name in names(each):
            found[name].append(each)
    return found


@contextmanager
def kept_waiting(house: House, phone: str) -> Iterator[Connection]:
    """Somebody else's transaction has the patient of this number meanwhile."""
    index = house.running.keyring.phone_index("fjordby", phone)
    with transaction(house.running.engine) as connection:
        found = connection.execute(
            text("SELECT patient_id FROM patient WHERE phone_index = :index FOR UPDATE"), {"index": index}
        )
        assert found.first() is not None
        yield connection


async def two_asked(house: House) -> None:
    house.enrol("F-2", OTHER)
    await house.settle()
    for phone in (PHONE, OTHER):
        for words in ("GO", "1948", "AGREE"):
            await house.write(words, phone)


def say(house: House, words: str, phone: str = PHONE, **more: str) -> "asyncio.Task[str]":
    async def taken(inbound: Inbound) -> str:
        return (await house.turns.take(inbound)).outcome

    return asyncio.create_task(taken(house.inbound(words, phone, **more)))


async def test_nobody_waits_for_somebody_elses_turn_and_everybody_for_their_own(house: House) -> None:
    await two_asked(house)
    with kept_waiting(house, PHONE):
        first = say(house, "6")
        await asyncio.sleep(PATIENCE)
        second = say(house, "8")
        assert await say(house, "3", OTHER) == "answer"
        assert not first.done()
        assert not second.done()
    assert (await first, await second) == ("answer", "amended")
    rows = {row["value"]: row for row in house.rows("answer")}
    assert rows.keys() == {3, 6, 8}
    assert rows[8]["supersedes"] == rows[6]["answer_id"]


async def test_who_is_alone_does_not_wait_for_many_who_are_stuck(house: House) -> None:
    """One lock holds up all who came with that person, and nobody else for more than a moment."""
    await two_asked(house)
    with kept_waiting(house, PHONE):
        stuck = [say(house, "6")] + [say(house, "hello", f"+45200003{number:02}") for number in range(20)]
        await asyncio.sleep(PATIENCE)
        assert not stuck[0].done()
        async with asyncio.timeout(5):  # far less than a lock is waited for
            assert await say(house, "3", OTHER) == "answer"
    assert await stuck[0] == "answer"
    await asyncio.gather(*stuck)


async def test_nobody_waits_where_every_lane_is_stuck(house: House) -> None:
    await two_asked(house)
    house.enrol("F-3", THIRD)
    with kept_waiting(house, PHONE), kept_waiting(house, OTHER):
        stuck = [say(house, "6")]
        await asyncio.sleep(PATIENCE)
        stuck.append(say(house, "4", OTHER))
        await asyncio.sleep(PATIENCE)
        async with asyncio.timeout(5):
            assert await say(house, "STOP", THIRD) == "stop"
        assert not any(each.done() for each in stuck)
    assert await asyncio.gather(*stuck) == ["answer", "answer"]


async def test_a_lock_that_is_never_given_keeps_no_other_of_the_batch_from_being_taken(house: House) -> None:
    """Nor is the one who could not be taken passed by their own next words."""
    await two_asked(house)
    url = house.running.database_url
    engine = open_engine(f"{url}{'&' if '?' in url else '?'}options=-c%20lock_timeout%3D300ms")
    batch = [house.inbound(words, phone) for words, phone in (("6", PHONE), ("3", OTHER), ("8", PHONE))]
    try:
        with kept_waiting(house, PHONE):
            results = await asyncio.to_thread(ThreadLane(engine, house.running.keyring).take, batch, house.clock())
    finally:
        engine.dispose()
    first, other, second = results
    assert isinstance(first, OperationalError)
    assert isinstance(other, Taken)
    assert (other.outcome, second) == ("answer", first)
    assert [(await house.turns.take(each)).outcome for each in batch] == ["answer", "replayed", "amended"]


async def test_a_second_copy_waits_for_the_first_whoever_it_is_said_to_come_from(house: House) -> None:
    await two_asked(house)
    with kept_waiting(house, PHONE):
        first = say(house, "6", provider_id="SM-both")
        await asyncio.sleep(PATIENCE)
        copies = [say(house, "6", provider_id="SM-both"), say(house, "6", OTHER, provider_id="SM-both")]
        await asyncio.sleep(PATIENCE)
        assert not any(each.done() for each in (first, *copies))
    assert [await each for each in (first, *copies)] == ["answer", "replayed", "replayed"]
    assert house.one("message_in", provider_id="SM-both")["outcome"] == "answer"


async def test_a_stop_is_not_passed_by_what_was_said_after_it(house: House) -> None:
    await two_asked(house)
    with kept_waiting(house, PHONE):
        said = [say(house, words) for words in ("STOP", "6", "START")]
        await asyncio.sleep(PATIENCE)
        assert await say(house, "STOP", OTHER) == "stop"
    assert (await asyncio.gather(*said))[0] == "stop"
    assert house.one("patient", ref="F-1")["status"] == "active", "START was heard last"
    assert house.one("patient", ref="F-2")["status"] == "opted_out"


async def test_a_stop_in_order_waits_for_both_transactions(house: House) -> None:
    await two_asked(house)
    with kept_waiting(house, PHONE):
        said = [say(house, "6")]
        await asyncio.sleep(PATIENCE)
        said += [say(house, "4", OTHER), say(house, "7")]
        await asyncio.sleep(0)
        drained = asyncio.create_task(house.turns.drain())
        await asyncio.sleep(PATIENCE)
        assert not drained.done()
    await drained
    assert all(each.done() for each in said)


async def test_what_fails_in_one_transaction_is_parked_and_the_other_knows_nothing_of_it(house: House) -> None:
    await two_asked(house)
    with transaction(house.running.engine) as connection:
        connection.execute(
            text("UPDATE session SET conversation_sealed = 'x' WHERE patient_id = :patient"),
            {"patient": house.one("patient", ref="F-2")["patient_id"]},
        )
    with kept_waiting(house, PHONE):
        first = say(house, "6")
        await asyncio.sleep(PATIENCE)
        assert await say(house, "4", OTHER) == "parked"
        assert not first.done()
    assert await first == "answer"


@pytest.mark.parametrize(
    ("said", "blocked", "stops"),
    [("Stop!", False, True), ("", True, True), ("STOPP", False, True), ("the pain does not stop", False, False)],
)
async def test_a_stop_that_cannot_be_worked_on_is_obeyed(house: House, said: str, blocked: bool, stops: bool) -> None:
    """What had been queued stays unsent, though nobody can read the conversation any more."""
    await house.begin()
    await house.write("6", settled=False)
    before = len(house.said)
    with transaction(house.running.engine) as connection:
        connection.execute(text("UPDATE session SET conversation_sealed = 'x'"))
    assert (await house.turns.take(house.inbound(said, blocked=blocked))).outcome == "parked"
    await house.settle()
    assert len(house.said) - before == (0 if stops else 1)
    assert [row["channel"] for row in house.rows("opt_out")] == (["sms"] if stops else [])
    assert len(house.rows("task", kind="fault")) == 1


async def test_nothing_is_parked_that_was_taken_or_is_nobodys(house: House) -> None:
    """What a process died of may be committed, and what no clinic keeps must not be acknowledged."""
    await house.begin()
    lane = ThreadLane(house.running.engine, house.running.keyring)
    taken, nobodys = house.inbound("6"), house.inbound("6", sender_address="+4520000009")
    assert (await house.turns.take(taken)).outcome == "answer"
    assert [lane.park(each, house.clock()) for each in (taken, nobodys)] == [Taken("replayed"), Taken("not-ours")]
    assert house.rows("task", kind="fault") == []
    assert house.one("message_in", provider_id=taken.provider_id)["outcome"] == "answer"


async def test_words_are_not_parked_because_every_connection_is_taken(house: House) -> None:
    await house.begin()
    engine = create_engine(house.running.engine.url, pool_size=1, max_overflow=0, pool_timeout=0.2)
    turns = TurnLoop(engine, house.running.keyring, house.clock)
    inbound = house.inbound("6")
    try:
        with engine.connect():
            waiting = asyncio.create_task(turns.take(inbound))
            await asyncio.sleep(0.5)  # free again before a message that cannot be worked on would have been parked
        with pytest.raises(PoolTimeoutError):
            await waiting
        assert house.rows("message_in", provider_id=inbound.provider_id) == []
        assert (await turns.take(inbound)).outcome == "answer", "the provider says it once more"
    finally:
        engine.dispose()


async def test_nobody_waits_for_ever_for_a_lane_that_cannot_work(house: House) -> None:
    turns = TurnLoop(house.running.engine, house.running.keyring, house.clock)
    turns._threads.shutdown()
    for _ in range(2):  # nor is the same person held back by what failed
        with pytest.raises(RuntimeError, match="shutdown"):
            await asyncio.wait_for(turns.take(house.inbound("6")), 2)


async def test_a_batch_leaves_nothing_that_waits_for_a_garbage_collection(house: House) -> None:
    house.enrol()
    await house.begin("7")
    gc.collect()
    gc.disable()
    try:
        await house.write("3", settled=False)
        assert not [each for each in gc.get_objects() if isinstance(each, Case)]
    finally:
        gc.enable()
