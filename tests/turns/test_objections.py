"""A patient who objects to one pathway in the middle of it: nothing more is asked, whatever they still write."""

from typing import Final

import pytest

from bot.desk import open_desk
from bot.objecting import lift_objection, record_objection
from channels.channel import SendUnknownError
from store.database import clinic_transaction
from tests.turns.conftest import House


def objects(house: House) -> None:
    """As the interface for record systems has it recorded: by the clinic's own role."""
    with clinic_transaction(house.running.engine, "fjordby") as connection:
        desk = open_desk(connection, house.running.keyring, "fjordby", house.clock())
        where = (connection, house.running.compiled, desk)
        record_objection(*where, "F-1", "pain", "no-time", house.clock(), actor="test")


async def test_an_answer_that_crosses_an_objection_leads_to_no_further_question(house: House) -> None:
    """Nobody has looked at what is due since then."""
    await house.begin("7")
    before = len(house.rows("message_out"))
    objects(house)
    assert (await house.write("5")).outcome == "nothing-open"
    assert {row["kind"] for row in house.rows("message_out")[before:]} <= {"thanks-kept"}
    assert house.answers() == {"intensity": 7}


async def test_what_was_answered_before_an_objection_is_told_at_once(house: House) -> None:
    await house.begin("7")
    objects(house)
    assert (house.session()["state"], house.session()["next_action_at"]) == ("partial", None)
    assert [row["type"] for row in house.rows("delivery")] == ["session.partial"]
    objects(house)
    assert len(house.rows("delivery")) == 1


async def test_a_question_in_doubt_when_its_conversation_ends_is_not_sent_again(house: House) -> None:
    """Its provider may have it or not: what nobody is asked any more is not worth a second copy."""
    await house.begin("7")
    house.provider.script = [SendUnknownError()]
    await house.write("5")
    assert house.rows("message_out")[-1]["status"] == "unknown"
    sent = len(house.said)
    objects(house)
    await house.wait(minutes=10)
    assert len(house.said) == sent
    assert house.one("message_out", error_code="not-awaited")["status"] == "cancelled"


async def test_a_question_in_doubt_that_was_put_again_meanwhile_is_not_repeated_later(house: House) -> None:
    """The patient would take it for the one to answer, and the answer would be stored on another."""
    await house.begin("7")
    house.provider.script = [SendUnknownError()]
    await house.write("5")
    await house.write("hm")  # put again, as the first may not have come
    await house.write("3")
    said = list(house.said)
    await house.wait(minutes=10)
    assert house.said == said
    assert house.one("message_out", error_code="moved-on")["doubts"] == 1


def lifts(house: House) -> None:
    with clinic_transaction(house.running.engine, "fjordby") as connection:
        desk = open_desk(connection, house.running.keyring, "fjordby", house.clock())
        lift_objection(connection, desk, "F-1", "pain", house.clock(), actor="test")


ANSWERS: Final[tuple[tuple[str, ...], ...]] = ((), ("GO", "1948", "AGREE"), ("GO", "1948", "AGREE", "7"))


@pytest.mark.parametrize("before", ANSWERS, ids=("invited", "asking", "answered"))
async def test_a_start_after_an_objection_asks_nothing_of_what_a_stop_had_interrupted(
    house: House, before: tuple[str, ...]
) -> None:
    """The STOP is taken back, the objection is not; nor is anything asked before the next round looks."""
    await house.settle()
    for text in (*before, "STOP"):
        await house.write(text)
    objects(house)
    sent = len(house.rows("message_out"))
    assert (await house.write("START", settled=False)).outcome == "start"
    for text in ("GO", "7", "1948", "AGREE"):
        await house.write(text, settled=False)
    await house.wait(days=20)
    assert {row["kind"] for row in house.rows("message_out")[sent:]} == {"started-again", "thanks-kept"}
    assert house.session()["state"] == ("partial" if "7" in before else "expired")
    assert house.session()["next_action_at"] is None


async def test_what_is_complete_is_not_corrected_after_an_objection(house: House) -> None:
    await house.begin("7", "5", "3", "no", "4", "no", "no")
    assert house.session()["state"] == "completed"
    objects(house)
    sent = len(house.rows("message_out"))
    await house.write("correct 1")
    assert not any(row["nonce"] for row in house.rows("message_out")[sent:])


async def test_what_was_declined_is_not_taken_up_again_after_an_objection(house: House) -> None:
    await house.settle()
    await house.write("no")
    assert house.session()["state"] == "expired"
    objects(house)
    sent = len(house.rows("message_out"))
    for text in ("GO", "START"):
        await house.write(text)
    assert not any(row["nonce"] for row in house.rows("message_out")[sent:])


async def test_a_wave_that_was_stopped_before_it_began_is_asked_once_the_objection_is_lifted(house: House) -> None:
    await house.write("STOP", settled=False)
    objects(house)
    lifts(house)
    await house.write("START")
    await house.wait(days=1)
    assert house.session()["state"] == "invited"
