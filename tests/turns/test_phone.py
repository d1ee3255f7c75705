"""Ringing people: the list, the calls, and the questions asked on the phone."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from bot.desk import open_desk
from bot.objecting import record_objection
from bot.pausing import pause_all
from bot.phone_call import Line, NotOnThePhoneError, OvertakenError, answer_call, begin_call
from bot.phone_list import CallAgainError, NotToCallError, ToCall, phone_list, record_attempt
from bot.response_report import report_response
from bot.staff import NoSuchTaskError, acknowledge
from store.database import transaction
from tests.turns.conftest import PHONE, House

FORM = ("intensity", "interference", "change", "health", "contact")


def called(house: House) -> list[ToCall]:
    with transaction(house.running.engine) as connection:
        return phone_list(connection, "fjordby", house.clock())


def attempt(house: House, task_id: UUID, outcome: str, **more: Any) -> str:
    house.clock.advance(seconds=20)
    with transaction(house.running.engine) as connection:
        stores = (house.running.compiled, house.running.keyring, "fjordby", task_id, outcome)
        return record_attempt(connection, *stores, by="nurse", now=house.clock(), **more)


def ring(house: House) -> Line:
    with transaction(house.running.engine) as connection:
        stores = (house.running.compiled, house.running.keyring, "fjordby", house.session()["session_id"])
        return begin_call(connection, *stores, by="nurse", now=house.clock())


def answer(house: House, text: str, answered_by: Any = "relative", **more: Any) -> Line:
    house.clock.advance(seconds=20)
    with transaction(house.running.engine) as connection:
        stores = (house.running.compiled, house.running.keyring, "fjordby", house.session()["session_id"])
        return answer_call(connection, *stores, text, answered_by=answered_by, by="nurse", now=house.clock(), **more)


async def to_the_list(house: House) -> ToCall:
    await house.wait(days=20)
    (line,) = called(house)
    return line


async def test_who_stays_silent_is_put_on_the_list(house: House) -> None:
    line = await to_the_list(house)
    assert (line.ref, line.reasons, line.wave, line.best_hour, line.attempts) == (
        "F-1",
        ("phone",),
        "baseline",
        None,
        (),
    )


async def test_nobody_is_rung_about_what_is_over(house: House) -> None:
    await to_the_list(house)
    await house.wait(days=20)
    assert house.session()["state"] == "expired"
    assert called(house) == []
    assert house.one("task", kind="phone")["closed_at"] is not None


async def test_calls_in_vain_are_tried_again_and_then_given_up(house: House) -> None:
    line = await to_the_list(house)
    assert attempt(house, line.task_id, "no-answer") == "no-answer"
    (again,) = called(house)
    assert again.due_at is not None
    assert again.due_at > house.clock()
    assert attempt(house, line.task_id, "voicemail") == "voicemail"
    assert [each.outcome for each in called(house)[0].attempts] == ["no-answer", "voicemail"]
    assert attempt(house, line.task_id, "no-answer") == "given-up"
    assert called(house) == []
    with pytest.raises(NoSuchTaskError):
        attempt(house, line.task_id, "answered")


async def test_a_call_that_was_agreed_on_keeps_its_time(house: House) -> None:
    line = await to_the_list(house)
    at = house.clock() + timedelta(days=1)
    attempt(house, line.task_id, "call-again", again_at=at)
    assert called(house)[0].due_at == at
    for wrong in ({}, {"again_at": house.clock() - timedelta(minutes=1)}):
        with pytest.raises(CallAgainError):
            attempt(house, line.task_id, "call-again", **wrong)


async def test_a_note_is_sealed_and_an_alert_is_no_call(house: House) -> None:
    line = await to_the_list(house)
    attempt(house, line.task_id, "on-paper", note="has it on her table")
    assert b"table" not in house.one("phone_attempt")["note_sealed"]
    assert house.one("task", kind="phone")["closed_at"] is not None
    await house.write("I want to die")
    with pytest.raises(NotToCallError):
        attempt(house, house.one("task", kind="alert")["task_id"], "answered")


async def test_the_questions_are_the_same_on_the_phone(house: House) -> None:
    await to_the_list(house)
    sent = len(house.said)
    assert "Fjordby" in ring(house).text
    answer(house, "GO")
    answer(house, "1948")
    answer(house, "AGREE")
    said = answer(house, "7")
    assert said.text.startswith("2 of 5")
    assert "Do you mean 7?" in answer(house, "seveen").text
    answer(house, "yes")
    answer(house, "3")
    answer(house, "60")
    assert answer(house, "no").state == "offering"
    assert answer(house, "no").over
    await house.settle()
    assert len(house.said) == sent, "nothing is sent to a patient who is on the phone"
    assert house.answers() == {"intensity": 7, "interference": 7, "change": "same", "health": 60, "contact": False}
    rows = house.rows("answer")
    assert {(row["answered_by"], row["channel"]) for row in rows} == {("relative", "voice")}
    assert all(row["asked_message_id"] is not None for row in rows)
    told = [event for event in house.endpoint.received if event["type"] == "session.completed"]
    assert told[0]["data"]["answered_by"] == "relative"
    await house.wait(days=20)
    assert len(house.said) == sent, "and no reminder follows"


async def test_what_was_begun_by_text_goes_on_by_phone_and_back(house: House) -> None:
    await house.begin("7")
    assert "2 of 5" in ring(house).text
    answer(house, "5")
    await house.write("3")  # it may be about the second question, and the third is put by text
    await house.write("3")
    assert house.answers() == {"intensity": 7, "interference": 5, "change": "same"}
    assert [row["channel"] for row in house.rows("answer")] == ["sms", "voice", "sms"]


async def test_safety_words_on_the_phone_stop_the_questions_too(house: House) -> None:
    await house.begin("7")
    ring(house)
    said = answer(house, "he says he wants to die", "relative")
    assert "112" in said.text
    assert house.one("task", kind="alert")["level"] == "red"
    with pytest.raises(NotOnThePhoneError, match="safety"):
        ring(house)
    with transaction(house.running.engine) as connection:
        stores = (house.running.compiled, house.running.keyring, "fjordby", house.one("task", kind="alert")["task_id"])
        acknowledge(connection, *stores, by="nurse", note=None, resume=True, now=house.clock())
    assert ring(house).text


async def test_a_first_wish_for_a_call_is_answered_wherever_it_is_said(house: House) -> None:
    await house.begin("7")
    await house.write("I want to die")
    await house.write("hello?")
    sent = len(house.said)
    await house.write("call me")
    assert len(house.said) == sent + 1
    assert "call you" in house.said[-1]
    for _ in range(3):
        await house.write("call me")
    assert len(house.said) <= sent + 2, "no two machines talk for ever"
    assert "contact" in called(house)[0].reasons


async def test_a_stop_on_the_phone_is_a_stop(house: House) -> None:
    await house.begin("7")
    ring(house)
    sent = len(house.said)
    assert answer(house, "STOP").state == "opted_out"
    await house.wait(days=20)
    assert len(house.said) == sent
    with pytest.raises(NotOnThePhoneError, match="opted out"):
        ring(house)


async def test_what_is_over_or_not_due_is_not_asked(house: House) -> None:
    await house.begin("7", "5", "3", "60", "no", "no")
    with pytest.raises(NotOnThePhoneError, match="have been answered"):
        ring(house)
    with transaction(house.running.engine) as connection, pytest.raises(NotOnThePhoneError, match="no such session"):
        begin_call(
            connection, house.running.compiled, house.running.keyring, "fjordby", uuid4(), by="n", now=house.clock()
        )
    await house.wait(days=40)
    with pytest.raises(NotOnThePhoneError, match=r"over|answered"):
        ring(house)


@pytest.mark.parametrize("outcome", ["on-paper", "declined", "cannot"])
async def test_what_a_call_came_to_is_the_reason_in_the_report(house: House, outcome: str) -> None:
    line = await to_the_list(house)
    attempt(house, line.task_id, outcome)
    await house.wait(days=20)
    running, today = house.running, house.clock().date()
    with transaction(running.engine) as connection:
        stores = (connection, running.compiled, running.keyring, "fjordby")
        report = report_response(*stores, since=today - timedelta(days=60), until=today, now=house.clock())
    assert report.total.outcomes == {outcome: 1}


async def test_a_number_that_is_rung_is_never_told(house: House) -> None:
    line = await to_the_list(house)
    assert PHONE not in repr(line)


async def test_the_hour_at_which_a_patient_replies_is_shown(house: House) -> None:
    await house.begin("7")
    for _ in range(2):
        await house.wait(days=1)
        await house.write("thank you")
    await house.write("call me")
    local = house.clock().astimezone(ZoneInfo("Europe/Copenhagen"))
    assert called(house)[0].best_hour == local.hour


async def test_a_text_is_no_answer_to_what_was_read_out_on_the_phone(house: House) -> None:
    await house.begin("7")
    ring(house)
    answer(house, "5")  # the third question has been read out, the second is the last on the patient's own phone
    assert (await house.write("3")).outcome == "put-again"
    assert house.said[-1].startswith("3 of 5")
    assert house.answers() == {"intensity": 7, "interference": 5}


async def test_a_wave_that_begins_on_the_phone_has_had_its_first_contact(house: House) -> None:
    with transaction(house.running.engine) as connection:
        pause_all(connection, True, house.clock(), "test", None)
    ring(house)
    session = house.session()
    assert (session["state"], session["contacts"], session["last_contact_at"]) == ("invited", 1, house.clock())


async def test_one_wave_at_a_time_on_the_phone_too(house: House) -> None:
    await house.begin("7")
    house.enrol(pathway="visit", events=[{"kind": "visit-booked", "on": "2026-11-16"}])
    waiting = house.one("session", pathway_id="visit")["session_id"]
    stores = (house.running.compiled, house.running.keyring, "fjordby", waiting)
    with transaction(house.running.engine) as connection, pytest.raises(NotOnThePhoneError, match="other questions"):
        begin_call(connection, *stores, by="nurse", now=house.clock())


async def test_who_has_answered_meanwhile_is_not_rung(house: House) -> None:
    line = await to_the_list(house)
    assert line.reasons == ("phone",)
    for text in ("GO", "1948", "AGREE", "7", "5", "3", "60", "no", "no"):
        await house.write(text)
    assert called(house) == []


async def test_who_says_stop_is_not_rung_for_being_silent(house: House) -> None:
    await to_the_list(house)
    await house.write("STOP")
    assert called(house) == []


async def test_a_start_after_the_time_is_over_has_nobody_rung_for_having_been_silent(house: House) -> None:
    await to_the_list(house)
    await house.write("STOP")
    await house.wait(days=20)
    await house.write("START", settled=False)
    assert house.session()["state"] == "expired"
    assert called(house) == []


async def test_who_objects_to_the_pathway_is_not_rung_about_it(house: House) -> None:
    await to_the_list(house)
    with transaction(house.running.engine) as connection:
        desk = open_desk(connection, house.running.keyring, "fjordby", house.clock())
        where = (connection, house.running.compiled, desk)
        record_objection(*where, "F-1", "pain", "no-time", house.clock(), actor="test")
    assert called(house) == []


async def test_what_a_text_has_overtaken_is_not_taken(house: House) -> None:
    await house.begin("7")
    line = ring(house)
    house.clock.advance(seconds=20)
    await house.write("5")  # the patient answers the same question by text while it is read out
    with pytest.raises(OvertakenError):
        answer(house, "6", put=line.put)
    line = ring(house)
    answer(house, "3", put=line.put)
    assert house.answers() == {"intensity": 7, "interference": 5, "change": "same"}


async def test_only_what_was_read_out_needs_no_sending(house: House) -> None:
    await house.begin()
    house.clock.advance(seconds=5)  # another machine's, which is ahead
    await house.turns.take(house.inbound("help"))
    house.clock.advance(seconds=-5)
    ring(house)
    assert house.one("message_out", kind="help")["channel"] == "sms"
