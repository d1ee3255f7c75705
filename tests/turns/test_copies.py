"""A question that is put more than once: which of its copies words answer, and when nobody can tell."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import column, func, select, table, update

from bot.cases import open_case
from bot.turns import Taken
from channels.channel import Tap
from flows.script import Conversation
from store.database import transaction
from tests.turns.conftest import House, tables
from tests.turns.test_contacts import schedule
from tests.turns.test_phone import answer, ring

locks = table("pg_locks", column("granted"))
GONE: dict[str, dict[str, Any]] = {
    # how a copy ends: what its row says
    "seen": {"status": "sent"},
    "delivered": {"status": "delivered"},
    "undelivered": {"status": "undelivered"},
    "unknown": {"status": "unknown", "sent_at": None, "doubts": 1},
    "again": {"status": "queued"},  # a provider took it, lost it, and gets it once more
    "waiting": {"status": "queued", "sent_at": None},
    "refused": {"status": "failed", "sent_at": None},
    "withdrawn": {"status": "cancelled", "sent_at": None},
    "spoken": {"status": "delivered", "channel": "voice"},
}
# The copies of the second question in their order, and what a reply then comes to: an answer to it, an amendment of
# the first answer, or neither, since nobody can tell.
CASES = (
    (("seen",), "answer"),
    (("delivered",), "answer"),
    (("waiting",), "amended"),
    (("refused",), "put-again"),
    (("unknown",), "put-again"),
    (("undelivered",), "put-again"),
    (("again",), "put-again"),
    (("spoken",), "put-again"),
    (("seen", "waiting"), "answer"),
    (("seen", "undelivered"), "answer"),
    (("seen", "spoken"), "answer"),
    (("refused", "seen"), "answer"),
    (("again", "seen"), "answer"),
    (("spoken", "seen"), "answer"),
    (("withdrawn", "waiting"), "amended"),
    (("refused", "waiting"), "amended"),
    (("undelivered", "waiting"), "put-again"),
    (("unknown", "waiting"), "put-again"),
    (("spoken", "waiting"), "put-again"),
    (("spoken", "seen", "waiting"), "answer"),
    (("undelivered", "seen", "waiting"), "answer"),
    (("seen", "withdrawn", "waiting"), "answer"),
    (("seen", "undelivered", "spoken", "waiting"), "answer"),
    (("withdrawn", "refused", "spoken", "waiting"), "put-again"),
    (("seen", *["withdrawn"] * 12, "waiting"), "answer"),
)


@pytest.mark.parametrize(
    ("copies", "outcome"), CASES, ids=lambda case: case if isinstance(case, str) else "-".join(case)
)
async def test_what_words_are_about_by_the_copies_of_the_question(
    house: House, copies: Sequence[str], outcome: str
) -> None:
    await house.begin("6")
    for _ in copies[1:]:
        await house.write("start")  # puts the question once more
    ids = put(house)
    assert len(ids) == len(copies)
    for message_id, end in zip(ids, copies, strict=True):
        mark(house, message_id, **GONE[end])
    assert (await house.write("4", settled=False)).outcome == outcome
    rows = house.rows("answer")
    changed = {"answer": {"intensity": 6, "interference": 4}, "amended": {"intensity": 4}}.get(
        outcome, {"intensity": 6}
    )
    assert house.answers() == changed
    if outcome == "answer":
        (asked,) = (row["asked_message_id"] for row in rows if row["link_id"] == "interference")
        assert copies[ids.index(asked)] in ("seen", "delivered")


def put(house: House) -> list[Any]:
    """The messages that have put the second question, in their order."""
    rows = sorted(house.rows("message_out"), key=lambda row: row["seq"])
    return [row["message_id"] for row in rows if row["nonce"] is not None][4:]


def mark(house: House, message_id: Any, **values: Any) -> None:
    with transaction(house.running.engine) as connection:
        connection.execute(update(tables["message_out"]).filter_by(message_id=message_id).values(**values))


def talk(house: House) -> Conversation:
    with transaction(house.running.engine) as connection:
        clinic = house.running.compiled.clinic(connection, "fjordby")
        keyring, compiled = house.running.keyring, house.running.compiled
        return open_case(connection, compiled, keyring, clinic, house.one("patient"), house.session()).conversation


async def test_what_is_read_out_then_put_by_text_twice_is_answered_by_the_first_text(house: House) -> None:
    await house.begin("7")
    ring(house)
    answer(house, "5")
    assert (await house.write("4")).outcome == "put-again"
    await house.write("start", settled=False)
    assert (await house.write("3", settled=False)).outcome == "answer"
    assert house.answers() == {"intensity": 7, "interference": 5, "change": "same"}


async def test_words_before_a_question_that_waits_are_no_answer_where_the_one_before_it_was_read_out(
    house: House,
) -> None:
    await house.begin("7", "5")
    await house.write("3", settled=False)
    for message_id in talk(house).asked_before:
        mark(house, message_id, **GONE["spoken"])
    assert (await house.write("2", settled=False)).outcome == "put-again"
    assert house.answers()["change"] == "same"


async def test_a_button_of_any_copy_answers(house: House) -> None:
    await house.begin("6")
    taken = len(house.provider.taken) - 1
    await house.write("start")
    await house.write("start")
    middle = house.provider.taken[taken + 1]
    assert (await house.tap(4, middle.nonce)).outcome == "answer"
    assert house.one("answer", link_id="interference")["asked_message_id"] == middle.message_id
    for copy in house.provider.taken[taken : taken + 3]:
        assert (await house.tap(4, copy.nonce)).outcome == "tapped-again"


async def test_a_second_tap_on_the_last_question_is_no_answer_to_the_offer_of_more(house: House) -> None:
    await house.begin("6", "5", "3", "70")
    last = str(house.provider.taken[-1].nonce)
    await house.tap(1, last)
    assert house.session()["state"] == "offering"
    assert (await house.tap(1, last)).outcome == "tapped-again"
    assert house.session()["state"] == "offering"


async def test_words_before_a_doubt_is_said_are_about_the_question(house: House) -> None:
    await house.begin()
    assert (await house.write("seveen", settled=False)).outcome == "confirm"
    assert (await house.write("yes", settled=False)).outcome == "invalid"
    assert house.answers() == {}
    await house.settle()
    assert not [text for text in house.said if "mean" in text]


async def test_going_back_begins_anew_as_another_question_has_been_shown_since(house: House) -> None:
    await house.begin("6")
    await house.write("back", settled=False)
    assert (await house.write("9", settled=False)).outcome == "amended"  # of the second question, which is on the phone
    assert house.answers() == {"intensity": 6, "interference": 9}


async def test_a_question_that_leaves_while_words_are_taken_is_before_the_patient(house: House) -> None:
    await house.begin()
    await house.write("6", settled=False)
    (second,) = house.rows("message_out", status="queued")
    with transaction(house.running.engine) as sender:
        leaves = {"status": "sending", "claimed_at": house.clock(), "attempts": 1}
        sender.execute(update(tables["message_out"]).filter_by(message_id=second["message_id"]).values(**leaves))
        back = asyncio.create_task(house.write("back", settled=False))
        await asyncio.to_thread(until_it_waits, house, back)
    assert (await back).outcome == "back"
    mark(house, second["message_id"], **GONE["seen"])
    await house.write("9", settled=False)  # the first question has not come again yet
    assert house.answers() == {"intensity": 6, "interference": 9}


def until_it_waits(house: House, turn: "asyncio.Task[Taken]") -> None:
    """For a lock, or is done; this test process's server has no other clients."""
    waits = select(func.count()).select_from(locks).where(~locks.c.granted)
    with transaction(house.running.engine) as connection:
        while not (turn.done() or connection.execute(waits).scalar()):
            time.sleep(0.01)


async def test_an_unsent_question_that_gives_way_leaves_the_one_before_it_on_the_phone(house: House) -> None:
    await house.begin()
    await house.write("6", settled=False)
    await house.write("back", settled=False)
    assert (await house.write("9", settled=False)).outcome == "answer"
    assert house.answers() == {"intensity": 9}


async def test_a_button_of_an_earlier_wave_is_no_message_before_the_first_one(house: House) -> None:
    assert house.session()["state"] == "scheduled"
    assert (await house.write("Yes", settled=False, tap=Tap("of-an-earlier-wave", 0))).outcome == "stale"
    assert not house.rows("task")
    assert not house.rows("message_out")


async def test_what_another_hand_has_seen_is_not_before_who_has_the_number_now(house: House) -> None:
    await house.begin("6")
    with transaction(house.running.engine) as connection:
        connection.execute(update(tables["patient"]).values(identified_at=None))  # as with a new number
    await house.write("GO")
    await house.write("1948", settled=False)
    await house.write("4", settled=False)
    assert house.answers() == {"intensity": 6}
    await house.settle()
    assert (await house.write("4")).outcome == "answer"


async def test_no_question_leaves_after_the_one_before_it_was_taken_up_again_in_silence(house: House) -> None:
    await house.begin()
    for _ in range(10):
        await house.write("help")  # as many as are answered in a day
    await house.write("skip", settled=False)
    assert (await house.write("seveen")).outcome == "confirm"
    assert house.session()["state"] == "handed_over"
    await house.write("4")
    second = put(house)[-1]
    assert house.one("message_out", message_id=second)["status"] == "cancelled" or house.answers()["intensity"] is None


async def test_a_question_that_was_refused_for_now_does_not_follow_the_next_one(house: House) -> None:
    await house.begin()
    await house.write("6", settled=False)
    second = house.rows("message_out", status="queued")[-1]["message_id"]
    mark(house, second, status="sending", claimed_at=house.clock(), attempts=1)
    assert (await house.write("4", settled=False)).outcome == "answer"
    mark(house, second, status="queued", claimed_at=None)  # the provider asked us to wait
    await house.settle()
    assert house.one("message_out", message_id=second)["status"] == "cancelled"


@pytest.mark.parametrize(
    ("end", "outcome"), [("seen", "short-unsure"), ("undelivered", "short-unsure"), ("refused", "invalid")]
)
async def test_a_yes_may_be_about_an_offer_that_may_have_arrived(house: House, end: str, outcome: str) -> None:
    schedule(house, short=True, reminders=[{"after": "P2D", "wording": "reminder-1", "short": True}])
    await house.begin()
    await house.wait(days=3)
    (offer,) = house.rows("message_out", kind="short-offer")
    mark(house, offer["message_id"], **GONE[end])
    assert (await house.write("yes", settled=False)).outcome == outcome


async def test_a_copy_that_may_have_arrived_is_remembered_however_often_the_question_is_put(house: House) -> None:
    await house.begin()
    await house.write("6", settled=False)
    mark(house, put(house)[0], **GONE["refused"])
    await house.write("start", settled=False)
    mark(house, put(house)[1], **GONE["unknown"])
    for _ in range(9):
        await house.write("start", settled=False)
    assert (await house.write("4", settled=False)).outcome == "put-again"
    assert house.answers() == {"intensity": 6}


@pytest.mark.parametrize(
    ("end", "outcome"), [("refused", "put-again"), ("seen", "consented"), ("undelivered", "consented")]
)
@pytest.mark.parametrize("before", [(), ("later",)], ids=("waiting", "put off"))
async def test_nobody_agrees_to_what_was_never_sent(
    house: House, before: Sequence[str], end: str, outcome: str
) -> None:
    await house.settle()
    for text in ("GO", "1948"):
        await house.write(text)
    (asked,) = house.rows("message_out", kind="consent")
    mark(house, asked["message_id"], **GONE[end])
    for text in before:
        await house.write(text)
    assert (await house.write("AGREE")).outcome == outcome
    assert len(house.rows("consent")) == (outcome == "consented")
    assert len(house.rows("message_out", kind="consent")) == (2 if outcome == "put-again" else 1)


async def test_a_yes_by_a_button_is_none_to_a_question_that_was_refused(house: House) -> None:
    await house.begin()
    await house.write("6", settled=False)
    (second,) = house.rows("message_out", status="queued")
    mark(house, second["message_id"], status="sending", claimed_at=house.clock(), attempts=1)
    assert (await house.write("seveen", settled=False)).outcome == "confirm"
    mark(house, second["message_id"], **GONE["refused"])
    await house.settle()
    assert (await house.tap(0)).outcome == "put-again"
    assert house.answers() == {"intensity": 6}


async def test_a_doubt_that_was_refused_for_now_does_not_follow_what_ended_it(house: House) -> None:
    await house.begin()
    await house.write("seveen", settled=False)
    doubt = house.one("message_out", kind="confirm")["message_id"]
    mark(house, doubt, status="sending", claimed_at=house.clock(), attempts=1)
    assert (await house.write("99", settled=False)).outcome == "invalid"
    mark(house, doubt, status="queued", claimed_at=None)
    await house.settle()
    assert house.one("message_out", message_id=doubt)["status"] == "cancelled"
