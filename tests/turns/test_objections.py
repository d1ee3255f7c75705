"""A patient who objects to one pathway in the middle of it: nothing more is asked, whatever they still write."""

from typing import Any, Final

import pytest

from bot.desk import open_desk
from bot.objecting import lift_objection, record_objection
from bot.phone_call import NotOnThePhoneError, answer_call, begin_call
from bot.plan import plan
from bot.publishing import publish
from bot.staff import acknowledge
from bot.statuses import record_status
from channels.channel import SendError, SendUnknownError, StatusChange
from store.database import clinic_transaction, transaction
from tests.turns.conftest import House


def objects(house: House, ref: str = "F-1") -> None:
    """As the interface for record systems has it recorded: by the clinic's own role."""
    with clinic_transaction(house.running.engine, "fjordby") as connection:
        desk = open_desk(connection, house.running.keyring, "fjordby", house.clock())
        where = (connection, house.running.compiled, desk)
        record_objection(*where, ref, "pain", "no-time", house.clock(), actor="test")


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


def lifts(house: House, ref: str = "F-1") -> None:
    with clinic_transaction(house.running.engine, "fjordby") as connection:
        desk = open_desk(connection, house.running.keyring, "fjordby", house.clock())
        lift_objection(connection, desk, ref, "pain", house.clock(), actor="test")


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


def resume(house: House) -> None:
    """Staff have seen to the alert, and let go on what it stopped."""
    task = house.one("task", kind="alert")["task_id"]
    with transaction(house.running.engine) as connection:
        stores = (connection, house.running.compiled, house.running.keyring, "fjordby", task)
        acknowledge(*stores, by="nurse", note=None, resume=True, now=house.clock())


def asked_since(house: House, sent: int) -> list[str]:
    """What of the messages since then asks something, withdrawn ones too."""
    return [row["kind"] for row in house.rows("message_out")[sent:] if row["nonce"] or not row["exempt"]]


ALL_THAT_COUNTS: Final = ("7", "5", "3", "no", "4")
MONTH_3: Final = [{"kind": "treatment-started", "on": "2026-08-20"}]  # due on 20 November
WAYS_BACK: Final = ("GO", "START", "5", "hm", "correct 1", "back", "skip", "later", "help")


@pytest.mark.parametrize(
    "before",
    [
        pytest.param((), id="invited"),
        pytest.param(("GO",), id="identifying"),
        pytest.param(("GO", "1948"), id="consenting"),
        pytest.param(("GO", "1948", "AGREE"), id="asking"),
        pytest.param(("GO", "1948", "AGREE", "7"), id="answered"),
        pytest.param(("GO", "1948", "AGREE", "7", "later"), id="put-off"),
        pytest.param(("GO", "1948", "AGREE", "7", "STOP"), id="stopped"),
        pytest.param(("GO", "1948", "AGREE", "7", "I want to die"), id="held"),
        pytest.param(("GO", "1948", "AGREE", "7", "5", "3", "no", "4", "no", "no"), id="completed"),
        pytest.param(("no",), id="declined"),
    ],
)
async def test_a_clock_that_is_put_back_gives_nothing_of_what_was_objected_to_its_time_again(
    house: House, before: tuple[str, ...]
) -> None:
    """Or that of another machine, which is behind the one on which the objection was recorded."""
    await house.settle()
    for text in before:
        await house.write(text)
    house.clock.advance(hours=2)
    objects(house)
    house.clock.advance(hours=-1)
    sent, answers = len(house.rows("message_out")), house.answers()
    for text in WAYS_BACK:
        await house.write(text, settled=False)
    await house.settle()
    assert asked_since(house, sent) == []
    assert house.answers() == answers


async def test_what_was_objected_to_is_not_asked_on_the_phone_by_a_clock_that_is_put_back(house: House) -> None:
    await house.begin("7")
    house.clock.advance(hours=2)
    objects(house)
    house.clock.advance(hours=-1)
    session_id = house.session()["session_id"]
    with transaction(house.running.engine) as connection:
        where = (connection, house.running.compiled, house.running.keyring, "fjordby", session_id)
        with pytest.raises(NotOnThePhoneError, match="objected"):
            begin_call(*where, by="nurse", now=house.clock())


async def test_staff_who_let_a_held_conversation_go_on_after_an_objection_ask_nothing(house: House) -> None:
    await house.begin("7", "I want to die")
    objects(house)
    sent = len(house.rows("message_out"))
    resume(house)
    await house.wait(days=20)
    assert asked_since(house, sent) == []


async def test_a_question_that_its_provider_refuses_after_an_objection_is_not_tried_again(house: House) -> None:
    await house.begin("7")
    house.provider.script = [SendError("30022", "retry")]
    await house.write("5")
    said = len(house.said)
    assert house.rows("message_out")[-1]["status"] == "queued"
    objects(house)
    await house.wait(days=1)
    assert len(house.said) == said


async def test_a_question_reported_lost_after_an_objection_is_not_sent_again(house: House) -> None:
    await house.begin("7")
    lost = house.provider.id_of(len(house.provider.taken))
    objects(house)
    said = len(house.said)
    with transaction(house.running.engine) as connection:
        late = StatusChange("sms", lost, "undelivered", "30003", house.clock(), "+4520000002")
        assert record_status(connection, house.running.keyring, late) == "applied"
    await house.wait(days=2)
    assert len(house.said) == said


async def test_a_reminder_that_waits_to_leave_goes_with_an_objection(house: House) -> None:
    await house.settle()
    house.provider.script = [SendError("20429", "retry")]  # the provider has too much to do
    await house.wait(days=2)
    assert house.rows("message_out")[-1]["kind"] == "reminder-1"
    said = len(house.said)
    house.provider.script = []
    objects(house)
    await house.wait(days=20)
    assert len(house.said) == said


async def test_a_call_that_goes_on_after_an_objection_reads_out_nothing_more(house: House) -> None:
    await house.begin("7")
    session_id = house.session()["session_id"]
    with transaction(house.running.engine) as connection:
        where = (connection, house.running.compiled, house.running.keyring, "fjordby", session_id)
        begin_call(*where, by="nurse", now=house.clock())
    objects(house)
    with transaction(house.running.engine) as connection:
        where = (connection, house.running.compiled, house.running.keyring, "fjordby", session_id)
        with pytest.raises(NotOnThePhoneError):
            answer_call(*where, "5", answered_by="patient", by="nurse", now=house.clock())
    assert house.answers() == {"intensity": 7}


async def test_what_happens_after_an_objection_plans_nothing_of_its_pathway(house: House) -> None:
    """An event, an enrolment once more and a schedule that is published, each with everything that follows."""
    await house.begin("7")
    objects(house)
    sent = len(house.rows("message_out"))
    house.enrol(events=[{"kind": "referral-accepted", "on": "2026-11-17"}, *MONTH_3])
    with transaction(house.running.engine) as connection:
        desk = open_desk(connection, house.running.keyring, "fjordby", house.clock())
        version, pathway = desk.pathways["pain"]
        sooner = pathway.schedule.model_copy(update={"reminders": pathway.schedule.reminders[:1]})
        how: dict[str, Any] = {"by": "nurse", "reason": "a test", "move": True, "now": house.clock()}
        publish(connection, desk, "pain", sooner, based_on=version, **how)
    await house.wait(days=10)
    assert asked_since(house, sent) == []


async def test_an_objection_to_one_pathway_leaves_the_other_be(house: House) -> None:
    """Only one of them is objected to: the other goes on, and its words are about it."""
    house.enrol(pathway="visit", events=[{"kind": "visit-booked", "on": "2026-11-18"}])
    await house.begin("7")
    objects(house)
    sent = len(house.rows("message_out"))
    await house.wait(days=2)
    for text in ("GO", "1948", "AGREE", "START"):
        await house.write(text)
    found = {row["session_id"]: row["pathway_id"] for row in house.rows("session")}
    asked = [row for row in house.rows("message_out")[sent:] if row["nonce"]]
    assert asked
    assert {found[row["session_id"]] for row in asked} == {"visit"}


ANNA: Final = "+4520000102"


def of_anna(house: House) -> dict[str, Any]:
    return house.one("session", wave_key="month-3")


@pytest.mark.parametrize(
    ("before", "lifted_after"),
    [
        pytest.param((), 10, id="silent"),
        pytest.param(("hello",), 0, id="wrote, lifted at once"),
        pytest.param(("hello",), 1, id="wrote, lifted before it is due"),
        pytest.param(("hello",), 10, id="wrote"),
        pytest.param(("STOP", "START"), 10, id="stopped"),
        pytest.param(("I want to die",), 10, id="held"),
    ],
)
async def test_what_was_not_asked_yet_is_asked_as_planned_once_the_objection_is_lifted(
    house: House, before: tuple[str, ...], lifted_after: int
) -> None:
    house.enrol(ref="F-2", phone=ANNA, events=MONTH_3)
    for text in before:
        await house.write(text, phone=ANNA)
    objects(house, "F-2")
    anna = house.one("patient", ref="F-2")["patient_id"]
    sent = len(house.rows("message_out", patient_id=anna))
    if "I want to die" in before:
        resume(house)
    await house.wait(days=lifted_after)
    await house.write("START", phone=ANNA)
    assert not any(row["nonce"] for row in house.rows("message_out", patient_id=anna)[sent:])
    lifts(house, "F-2")
    await house.wait(days=1 if lifted_after == 10 else 4 - lifted_after)
    assert of_anna(house)["state"] == "invited"
    assert of_anna(house)["contacts"] == 1


async def test_a_plan_says_that_an_objection_keeps_back_what_the_patient_wrote_in(house: House) -> None:
    house.enrol(ref="F-2", phone=ANNA, events=MONTH_3)
    await house.write("hello", phone=ANNA)
    objects(house, "F-2")
    with transaction(house.running.engine) as connection:
        desk = open_desk(connection, house.running.keyring, "fjordby", house.clock())
        waves = {wave.wave: wave for wave in plan(connection, desk, "F-2", house.clock()).waves}
    assert (waves["month-3"].state, waves["month-3"].reason) == ("scheduled", "objected")
    assert [each.act for each in waves["month-3"].future] == ["close"]


@pytest.mark.parametrize("answers", [("7",), ALL_THAT_COUNTS], ids=("partial", "completed"))
async def test_what_a_new_number_left_to_be_begun_again_can_be_closed(house: House, answers: tuple[str, ...]) -> None:
    """Answers are there, and whoever has the number now was asked for nothing yet."""
    await house.begin(*answers)
    house.enrol(phone="+4520000177")
    await house.write("hello", phone="+4520000177")
    objects(house)
    await house.settle()
    assert house.one("session", wave_key="baseline")["state"] in ("partial", "completed")
    assert house.one("session", wave_key="baseline")["next_action_at"] is None


async def test_what_a_new_number_left_to_be_begun_again_is_told_at_its_end(house: House) -> None:
    await house.begin("7")
    told = len(house.rows("delivery"))
    house.enrol(phone="+4520000177")
    await house.write("hello", phone="+4520000177")
    await house.wait(days=40)
    assert house.one("session", wave_key="baseline")["state"] == "partial"
    assert len(house.rows("delivery")) > told, "the clinic has what was answered"
