"""From a text to committed rows, messages and events: the turn loop on a real database."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.statuses import record_status
from channels.channel import SendError, SendUnknownError, StatusChange
from store.database import transaction
from tests.turns.conftest import House, tables

PAIN = ("6", "5", "3", "70")


async def test_a_number_that_cannot_be_texted_is_not_reminded_until_there_is_another(house: House) -> None:
    await house.begin()
    contacts = house.session()["contacts"]
    with transaction(house.running.engine) as connection:
        connection.execute(update(tables["patient"]).values(unreachable_at=house.clock()))
    sent = len(house.said)
    await house.wait(days=3)
    assert (house.session()["contacts"], house.session()["next_action"]) == (contacts, "no-usable-number")
    assert len(house.said) == sent
    house.enrol(phone="+4520000177")
    await house.wait(days=1)
    assert house.session()["contacts"] == contacts + 1
    assert house.provider.taken[-1].address == "+4520000177"


async def test_whoever_has_the_new_number_says_who_they_are_before_any_question(house: House) -> None:
    await house.begin()
    assert "pain" in house.said[-1]
    await house.write("5", settled=False)  # the next question waits to be sent
    house.enrol(phone="+4520000177")
    sent = len(house.said)
    await house.wait(days=3)
    assert len(house.said) > sent
    assert not [text for text in house.said[sent:] if "pain" in text]
    await house.write("GO", phone="+4520000177")
    await house.write("1900", phone="+4520000177")
    assert not [text for text in house.said[sent:] if "pain" in text]
    await house.write("1948", phone="+4520000177")
    assert "pain" in house.said[-1]


async def test_from_enrolment_to_a_summary_that_verifies(house: House) -> None:
    await house.begin(*PAIN)
    await house.write("no")  # nothing to be contacted about
    assert house.session()["state"] == "offering"
    assert {name: house.answers()[name] for name in ("intensity", "interference", "change", "health")} == {
        "intensity": 6,
        "interference": 5,
        "change": "same",
        "health": 70,
    }
    (event,) = house.endpoint.received
    assert event["type"] == "session.completed"
    data = event["data"]
    assert (data["patient"], data["pathway"], data["wave"], data["part"]) == ("F-1", "pain", "baseline", "core")
    assert data["triage"]["level"] == "green"
    assert not data["missing"]
    assert data["note"].startswith("Patientens egne svar, indhentet med Prosvar")
    responses = {response["questionnaire"].split("/")[-1]: response for response in data["questionnaire_responses"]}
    assert responses["pain-core|1.0.0"]["status"] == "completed"


async def test_an_answer_keeps_how_it_came(house: House) -> None:
    await house.begin("7, worse at night", "yes")
    row = house.one("answer", link_id="intensity")
    asked = house.one("message_out", message_id=row["asked_message_id"])
    assert (row["value"], row["confidence"], row["language"], row["channel"]) == (7, "confirmed", "en", "sms")
    assert row["sent_at"] == asked["sent_at"] is not None
    assert b"night" not in (row["raw_sealed"] + row["comment_sealed"])


async def test_a_message_that_comes_twice_has_one_effect(house: House) -> None:
    await house.begin()
    message = house.inbound("6")
    first = await house.turns.take(message)
    again = await house.turns.take(message)
    assert (first.outcome, again.outcome) == ("answer", "replayed")
    assert len(house.rows("answer")) == 1


async def test_two_replies_at_the_same_instant_are_one_answer_and_one_correction(house: House) -> None:
    for number in range(2, 22):
        house.enrol(f"F-{number}", f"+4520000{number + 200}")
    phones = [f"+4520000{number + 200}" for number in range(2, 22)]
    await house.settle()
    for text in ("GO", "1948", "AGREE"):
        await asyncio.gather(*(house.write(text, phone, settled=False) for phone in phones))
        await house.settle()
    taken = await asyncio.gather(*(house.write(text, phone, settled=False) for phone in phones for text in ("6", "8")))
    assert sorted(each.outcome for each in taken) == ["amended"] * 20 + ["answer"] * 20
    rows = house.rows("answer", link_id="intensity")
    assert len(rows) == 40
    assert sum(row["supersedes"] is not None for row in rows) == 20
    assert not house.rows("answer", link_id="interference"), "nobody has seen that question yet"


async def test_a_reply_that_crosses_the_next_question_is_not_an_answer_to_it(house: House) -> None:
    await house.begin()
    await house.write("6", settled=False)
    assert (await house.write("6", settled=False)).outcome == "duplicate"
    assert (await house.write("9", settled=False)).outcome == "amended"
    await house.settle()
    assert house.answers() == {"intensity": 9}
    assert (await house.write("4")).outcome == "answer"
    assert house.answers() == {"intensity": 9, "interference": 4}


@pytest.mark.parametrize("fault", [SendError("30006", "give-up"), SendUnknownError()])
async def test_words_are_no_answer_to_a_question_that_may_not_have_arrived(house: House, fault: Exception) -> None:
    await house.begin()
    house.provider.script.append(fault)
    await house.write("6")
    taken = await house.write("no, 4")  # about the first question: the second one is on no phone
    assert taken.outcome == "put-again"
    assert house.answers() == {"intensity": 6}
    assert (await house.write("5")).outcome == "answer"
    row = house.one("answer", link_id="interference")
    assert row["value"] == 5
    assert house.one("message_out", message_id=row["asked_message_id"])["status"] == "sent"


@pytest.mark.parametrize("fault", [SendError("30006", "give-up"), SendUnknownError()])
async def test_what_crosses_is_about_the_copy_that_was_seen(house: House, fault: Exception) -> None:
    await house.begin()
    house.provider.script.append(fault)
    await house.write("6")
    assert (await house.write("4")).outcome == "put-again"
    seen = house.provider.taken[-1].message_id
    outcomes = [(await house.write(text, settled=False)).outcome for text in ("5", "7", "8")]
    assert outcomes == ["answer", "amended", "amended"]
    rows = house.rows("answer", link_id="interference")
    assert sorted((row["value"], row["asked_message_id"]) for row in rows) == [(5, seen), (7, seen), (8, seen)]
    assert all(row["sent_at"] is not None for row in rows)


@pytest.mark.parametrize("copy", [0, 1])
@pytest.mark.parametrize("status", ["delivered", "undelivered"])
async def test_a_second_tap_is_silent_on_either_copy_of_a_question(house: House, status: str, copy: int) -> None:
    await house.begin("6")
    first = house.provider.taken[-1]
    with transaction(house.running.engine) as connection:  # a copy said to be lost may be there all the same
        connection.execute(update(tables["message_out"]).filter_by(message_id=first.message_id).values(status=status))
    await house.write("start")
    tapped = (first, house.provider.taken[-1])[copy]
    assert (await house.tap(5, tapped.nonce)).outcome == "answer"
    assert house.one("answer", link_id="interference")["asked_message_id"] == tapped.message_id
    said = len(house.said)
    assert (await house.tap(5, tapped.nonce)).outcome == "tapped-again"
    assert len(house.said) == said


async def test_a_first_copy_that_is_tried_again_late_does_not_hide_the_second(house: House) -> None:
    await house.begin("6")
    lost = house.provider.id_of(len(house.provider.taken))
    await house.write("start")  # the question is put again, and that copy arrives
    with transaction(house.running.engine) as connection:
        late = StatusChange("sms", lost, "undelivered", "30003", house.clock())
        assert record_status(connection, house.running.keyring, late) == "applied"
    assert house.rows("message_out", status="queued"), "the first copy is to be tried again"
    assert (await house.write("5", settled=False)).outcome == "answer"
    assert house.answers() == {"intensity": 6, "interference": 5}


async def test_who_is_back_before_a_lost_question_is_asked_it_again(house: House) -> None:
    await house.begin()
    house.provider.script.append(SendError("30006", "give-up"))
    await house.write("6")
    await house.write("later")
    assert (await house.write("4")).outcome == "reopened"
    assert house.answers() == {"intensity": 6}
    assert "stop you from" in house.said[-1]


async def test_stop_wins_over_what_is_queued_and_only_start_revives(house: House) -> None:
    await house.begin()
    await house.write("6", settled=False)
    await house.write("STOP")
    said = len(house.said)
    assert "started again" not in house.said[-1]
    assert [row["status"] for row in house.rows("message_out", kind="question")][-1] == "cancelled"
    await house.write("7")
    await house.wait(days=40)
    assert len(house.said) == said, "nothing is sent after a STOP"
    assert house.one("patient")["status"] == "opted_out"
    told = {event["type"]: event["data"] for event in house.endpoint.received}
    assert set(told) == {"optout.received", "session.partial"}
    assert [answer["value"] for answer in told["session.partial"]["answers"]] == [6]


async def test_start_after_stop_asks_the_question_that_waited(house: House) -> None:
    await house.begin("6")
    await house.write("STOP")
    await house.write("START")
    assert house.one("patient")["status"] == "active"
    assert house.one("opt_out")["revoked_at"] is not None
    await house.write("5")
    assert house.answers() == {"intensity": 6, "interference": 5}


async def test_safety_words_are_told_before_the_text_is_sent(house: House) -> None:
    await house.begin("6")
    taken = await house.write("I want to die", settled=False)
    assert taken.outcome == "alarm"
    task = house.one("task", kind="alert")
    assert task["message_id"] == taken.message_id
    assert task["due_at"] - task["raised_at"] == timedelta(hours=1)
    (queued,) = house.rows("message_out", kind="safety")
    assert (queued["status"], queued["priority"]) == ("queued", 0)
    await house.settle()
    assert house.said[-1].startswith("We do not read replies at once.")
    assert [event["type"] for event in house.endpoint.received] == ["alert.raised"]
    said = len(house.said)
    await house.wait(days=10)
    assert len(house.said) == said, "questionnaire and reminders wait for staff"


async def test_a_red_answer_is_told_before_the_end(house: House) -> None:
    await house.begin("10", "10")
    (event,) = house.endpoint.received
    assert event["type"] == "alert.raised"
    assert event["data"]["reason"] == {"rule": "severe-pain", "version": "1", "linkId": "intensity"}
    (finding,) = event["data"]["triage"]["findings"]
    assert (finding["level"], finding["answer"]) == ("red", "10")
    assert event["data"]["acknowledge_by"] > event["data"]["raised_at"]
    assert house.session()["level"] == "red"
    await house.write("back")
    await house.write("9")
    assert len(house.endpoint.received) == 1, "staff are told once of one finding"


async def test_reminders_come_by_the_schedule_and_what_there_is_goes_to_the_clinic(house: House) -> None:
    await house.begin("6")
    said = len(house.said)
    await house.wait(days=40)
    contacts = house.rows("message_out", exempt=False)
    assert len(contacts) == 4
    hours = {(row["sent_at"] + timedelta(hours=1)).hour for row in contacts}
    assert all(9 <= hour < 18 for hour in hours)
    assert len(house.said) == said + 3
    assert house.session()["state"] == "partial"
    assert [row["kind"] for row in house.rows("task")] == ["phone"]
    (event,) = house.endpoint.received
    assert event["type"] == "session.partial"
    assert event["data"]["triage"]["level"] == "grey"


async def test_a_reply_after_the_end_reopens_while_the_window_is_open(house: House) -> None:
    await house.begin("6")
    session = house.session()
    await house.wait(days=25)
    assert house.session()["state"] in ("asking", "handed_over", "partial")
    await house.write("5")
    # So long a pause begins the questionnaire again: the first answer is about another week, and stands behind it.
    assert house.answers() == {"intensity": 5}
    assert [row["value"] for row in house.rows("answer", link_id="intensity")] == [6, 5]
    assert session["closes_at"] > house.clock()


async def test_a_wrong_number_ends_it_and_tells_staff(house: House) -> None:
    await house.settle()
    await house.write("wrong number")
    said = len(house.said)
    await house.wait(days=10)
    assert len(house.said) == said
    assert house.one("task")["kind"] == "wrong_number"
    assert house.one("patient")["status"] == "wrong_person"


async def test_the_identity_check_has_five_tries_a_day(house: House) -> None:
    await house.settle()
    await house.write("GO")
    for year in ("1950", "1951", "1952", "1953", "1954", "1955", "1948"):
        await house.write(year)
    assert house.session()["state"] == "identifying"
    assert house.one("patient")["tries"] == 5
    assert house.one("task")["kind"] == "identity"
    await house.wait(days=1)
    await house.write("1948")
    assert house.session()["state"] == "consenting"


@pytest.mark.parametrize("text", ["", "\x00\u202e", "\ud800", "x" * 20_000, "<script>alert(1)</script>", "{{7*7}}"])
async def test_strange_texts_are_kept_as_they_came(house: House, text: str) -> None:
    await house.begin()
    taken = await house.write(text)
    row = house.one("message_in", message_id=taken.message_id)
    patient = house.one("patient")
    clinic = house.one("clinic")
    key = house.running.keyring.patient_key(
        house.running.keyring.clinic_key("fjordby", clinic["key_wrapped"]),
        patient["patient_id"],
        patient["key_wrapped"],
    )
    opened = key.open(row["body_sealed"], table="message_in", column="body_sealed", row=str(row["message_id"]))
    assert opened == text


async def test_an_unknown_number_gets_one_polite_reply_a_day(house: House) -> None:
    for text in ("hello", "who is this?", "hello?"):
        await house.write(text, "+4520000999")
    assert [row["kind"] for row in house.rows("message_out", patient_id=None)] == ["unknown-sender"]
    await house.write("I want to die", "+4520000998")
    assert [event["type"] for event in house.endpoint.received] == ["alert.raised"]


async def test_a_stale_button_is_refused_kindly_and_a_second_tap_is_silent(house: House) -> None:
    await house.begin()
    first = str(house.provider.taken[-1].nonce)
    assert (await house.tap(6, first)).outcome == "answer"
    said = len(house.said)
    assert (await house.tap(6, first)).outcome == "tapped-again"
    assert len(house.said) == said
    await house.tap(5)
    assert (await house.tap(2, first)).outcome == "stale"
    assert house.answers() == {"intensity": 6, "interference": 5}


async def test_distress_after_a_stop_is_told_and_answered_with_the_safety_text_alone(house: House) -> None:
    await house.begin("6")
    await house.write("STOP")
    said = len(house.said)
    for text in (*["I want to die"] * 5, "hello?"):
        await house.write(text)
    assert [text.split(".")[0] for text in house.said[said:]] == ["We do not read replies at once"] * 3
    assert sum(event["type"] == "alert.raised" for event in house.endpoint.received) == 5


async def test_the_safety_text_does_not_depend_on_how_often_we_misunderstood(house: House) -> None:
    await house.begin("well", "6", "hm", "5", "3", "70", "no", "NO")
    assert house.session()["state"] == "completed"
    await house.write("I want to die")
    assert house.said[-1].startswith("We do not read replies at once")


async def test_a_year_written_before_we_asked_for_it_is_not_the_answer(house: House) -> None:
    await house.settle()
    await house.write("GO", settled=False)
    assert (await house.write("1948", settled=False)).outcome == "early"
    await house.settle()
    assert house.session()["state"] == "identifying"
    await house.write("1948")
    assert house.session()["state"] == "consenting"


async def test_ordinary_work_is_due_when_somebody_is_there_again(house: House) -> None:
    house.clock.now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday
    await house.begin("6")
    await house.write("call me")
    due = house.one("task", kind="contact")["due_at"].astimezone(ZoneInfo("Europe/Copenhagen"))
    assert due.isoformat() == "2026-11-23T08:00:00+01:00", "nobody is there on Saturday"
