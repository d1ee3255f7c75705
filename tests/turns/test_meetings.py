"""Where things meet: two waves, two workers, a START after the end, a sender that is gone, a doubt and a button."""

import asyncio
import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from bot.due import run_due
from bot.staff import acknowledge
from store.database import clinic_transaction, transaction
from tests.turns.conftest import PHONE, House

PAIN = ("6", "5", "3", "70", "no")
tables = SQLModel.metadata.tables


def change(house: House, table: str, where: dict[str, Any], **values: Any) -> None:
    with transaction(house.running.engine) as connection:
        statement = update(tables[table]).values(values)
        for name, value in where.items():
            statement = statement.where(tables[table].c[name] == value)
        connection.execute(statement)


def scheduled_twin(house: House, session: dict[str, Any], **values: Any) -> None:
    """A second wave of the patient that is due at the same moment."""
    events = [{"kind": kind, "on": "2026-11-16"} for kind in ("referral-accepted", "treatment-started")]
    house.enrol(events=events)
    later = next(row for row in house.rows("session") if row["session_id"] != session["session_id"])
    moments = {name: session[name] for name in ("due_at", "closes_at", "next_action_at", "next_action")}
    change(house, "session", {"session_id": later["session_id"]}, **moments, **values)


async def test_two_waves_due_at_once_are_not_asked_at_once(house: House) -> None:
    scheduled_twin(house, house.session())
    run_due(house.running.engine, house.running.keyring, house.running.compiled, house.clock)
    states = sorted(row["state"] for row in house.rows("session"))
    assert states.count("invited") == 1


async def test_a_wave_waits_while_another_is_held_by_a_safety_word(house: House) -> None:
    await house.begin("6")
    await house.write("I want to die")
    session = house.session()
    scheduled_twin(house, session | {"next_action_at": house.clock(), "due_at": house.clock(), "next_action": "first"})
    said = len(house.said)
    await house.settle()
    assert len(house.said) == said
    assert house.session()["state"] == "paused"


async def test_a_turn_and_a_worker_do_not_wait_for_each_other(house: House) -> None:
    """The worker has a later wave in hand and reaches for the earlier one, which a turn locks first."""
    await house.begin("6")
    scheduled_twin(house, house.session() | {"next_action_at": house.clock(), "next_action": "first"})
    with transaction(house.running.engine) as connection:  # a turn of this patient is under way
        connection.execute(text("SELECT 1 FROM patient FOR UPDATE"))
        worker = threading.Thread(
            target=run_due, args=(house.running.engine, house.running.keyring, house.running.compiled, house.clock)
        )
        worker.start()
        await asyncio.to_thread(worker.join, 20)
        assert not worker.is_alive(), "the worker passes by a patient whose turn it is"
        connection.execute(text("SELECT 1 FROM session ORDER BY session_id FOR UPDATE"))


async def test_start_after_a_stop_at_the_end_revives_and_plans_again(house: House) -> None:
    events = [{"kind": kind, "on": "2026-11-16"} for kind in ("referral-accepted", "treatment-started")]
    house.enrol(events=events)
    await house.begin(*PAIN, "no")
    assert house.session()["state"] == "completed"
    planned = {row["wave_key"] for row in house.rows("session")}
    await house.write("STOP")
    due = house.one("session", wave_key="month-3")["next_action_at"]
    await house.wait(days=(due - house.clock()).days + 2)  # the next wave came due meanwhile
    await house.write("START")
    assert house.one("patient")["status"] == "active"
    assert house.one("opt_out")["revoked_at"] is not None
    assert planned == {row["wave_key"] for row in house.rows("session")}
    await house.wait(days=1)
    assert house.one("session", wave_key="month-3")["state"] == "invited"


async def test_start_ends_a_stop_that_came_in_the_same_breath(house: House) -> None:
    house.enrol()
    await house.begin()
    said = ("STOP", "START", "STOP", "START")
    taken = await asyncio.gather(*(house.turns.take(house.inbound(text)) for text in said))
    assert [each.outcome for each in taken] == ["stop", "start", "stop", "start"]
    assert [row["revoked_at"] is not None for row in house.rows("opt_out")] == [True, True]
    assert house.one("patient")["status"] == "active"


async def test_a_stop_before_the_number_was_a_patients_ends_by_start(house: House) -> None:
    await house.write("STOP", "+4520000777")
    house.enrol("F-7", "+4520000777")
    await house.write("START", "+4520000777")
    assert house.one("opt_out")["revoked_at"] is not None
    await house.settle()
    patient = house.one("patient", ref="F-7")
    await house.wait(days=1)
    assert [row["state"] for row in house.rows("session", patient_id=patient["patient_id"], wave_key="baseline")] == [
        "invited"
    ]


async def test_the_clinic_is_told_of_a_stop_of_whom_no_wave_asks(house: House) -> None:
    house.enrol("F-7", "+4520000777", events=[])
    patient = house.one("patient", ref="F-7")["patient_id"]
    assert house.rows("session", patient_id=patient) == []
    for words in ("STOP", "STOP", "START", "STOP"):
        await house.write(words, "+4520000777")
    told = [row["type"] for row in house.rows("delivery", patient_id=patient)]
    assert told == ["optout.received"] * 2, "once for each that was news"


async def test_a_start_does_not_revive_the_dead(house: House) -> None:
    await house.begin("6")
    await house.write("STOP")
    change(house, "patient", {"ref": "F-1"}, status="deceased")
    await house.write("START")
    assert house.one("patient")["status"] == "deceased"


async def test_a_stop_does_not_forget_a_death(house: House) -> None:
    await house.begin("6")
    change(house, "patient", {"ref": "F-1"}, status="deceased")
    await house.write("STOP")
    assert house.one("patient")["status"] == "deceased"


async def test_a_number_in_another_hand_is_the_new_patients(house: House) -> None:
    await house.begin("6")
    change(house, "patient", {"ref": "F-1"}, status="deceased")
    house.enrol("F-2", PHONE)
    new = house.one("patient", ref="F-2")
    taken = await house.write("hello", settled=False)
    assert house.one("message_in", message_id=taken.message_id)["patient_id"] == new["patient_id"]


async def test_a_yes_button_without_its_doubt_is_stale(house: House) -> None:
    await house.begin()
    await house.write("seveen")
    confirm = str(house.provider.taken[-1].nonce)
    await house.write("15")  # cannot be: the doubt is dropped
    assert (await house.tap(0, confirm)).outcome == "stale"
    assert house.answers() == {}


async def test_what_is_wrong_with_a_parked_message_is_said_at_once(house: House) -> None:
    """Nobody waits for ever, whatever breaks: the provider is told to try again."""
    change(house, "clinic", {"clinic_id": "fjordby"}, config={"broken": True}, applied_at=house.clock() + timedelta(1))
    with pytest.raises(ValueError):
        await asyncio.wait_for(house.turns.take(house.inbound("GO")), 20)


# The database itself breaks the first batch, as it does to the one of two that it picks; a sequence counts on
# through the rollback.
BROKEN_ONCE = """
CREATE SEQUENCE broken;
CREATE FUNCTION break_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('broken') = 1 THEN {breaks}; END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER break_once BEFORE INSERT ON message_in FOR EACH STATEMENT EXECUTE FUNCTION break_once();
"""


async def test_a_turn_that_a_deadlock_broke_is_taken_again(house: House) -> None:
    await house.settle()
    with transaction(house.running.engine) as connection:
        connection.execute(text(BROKEN_ONCE.format(breaks="RAISE EXCEPTION USING ERRCODE = '40P01'")))
    assert (await house.write("GO")).outcome == "started"
    with transaction(house.running.engine) as connection:
        assert connection.execute(text("SELECT last_value FROM broken")).scalar() == 2, "broken once, taken again"


async def test_a_turn_whose_connection_ends_in_the_middle_is_refused_and_the_next_try_is_taken(house: House) -> None:
    await house.settle()
    with transaction(house.running.engine) as connection:
        connection.execute(text(BROKEN_ONCE.format(breaks="PERFORM pg_terminate_backend(pg_backend_pid())")))
    inbound = house.inbound("GO")
    with pytest.raises(OperationalError):
        await house.turns.take(inbound)
    assert not house.rows("message_in")
    assert (await house.turns.take(inbound)).outcome == "started", "the provider tries again"
    assert len(house.rows("message_in")) == 1


async def test_the_end_is_told_when_the_sender_is_gone(house: House) -> None:
    await house.begin("6")
    change(house, "session", {"wave_key": "baseline"}, sender_id="gone")
    await house.wait(days=40)
    assert house.session()["state"] == "partial"
    assert [event["type"] for event in house.endpoint.received] == ["session.partial"]
    assert not house.rows("task", kind="fault")


async def test_three_answers_to_one_question_leave_one_standing(house: House) -> None:
    await house.begin()
    await asyncio.gather(*(house.write(words, settled=False) for words in ("6", "8")))
    await house.settle()
    await house.write("correct 1")
    await house.write("3")
    assert house.answers()["intensity"] == 3
    rows = house.rows("answer", link_id="intensity")
    assert len({row["supersedes"] for row in rows}) == len(rows) == 3


async def test_a_snooze_does_not_use_up_the_phone_list(house: House) -> None:
    await house.begin("6")
    for _ in range(6):
        await house.write("LATER")
        await house.wait(days=2)
    assert house.session()["contacts"] <= 4


async def test_a_link_opened_when_the_wave_is_due_begins_it(house: House) -> None:
    taken = await house.write("START")
    assert taken.outcome == "start"
    session = house.session()
    assert (session["state"], session["contacts"]) == ("invited", 1)
    await house.wait(days=1)
    assert [row["kind"] for row in house.rows("message_out")][:1] == ["invite"]
    assert len(house.rows("message_out", kind="invite")) == 1


async def test_a_reply_does_not_answer_a_question_that_only_a_reminder_would_bring(house: House) -> None:
    await house.begin()
    await house.write("6", settled=False)  # the next question cannot leave: the provider is out
    house.clock.advance(days=2, hours=1)
    run_due(house.running.engine, house.running.keyring, house.running.compiled, house.clock)
    assert (await house.write("9", settled=False)).outcome == "amended"
    first, amended = sorted(house.rows("answer", link_id="intensity"), key=lambda row: row["answered_at"])
    assert (amended["value"], amended["supersedes"]) == (9, first["answer_id"])
    assert amended["asked_message_id"] == first["asked_message_id"]


@pytest.mark.parametrize("words", ["hello \udc80 there", "a\x00b"])
async def test_strange_words_reach_the_clinic(house: House, words: str) -> None:
    await house.begin("6", "5", "3", "70", "no", "yes")
    for _ in range(12):
        if house.session()["state"] != "asking":
            break
        await house.write(words if house.rows("message_out")[-1]["kind"] == "question" else "SKIP")
    await house.wait(days=40)
    assert house.session()["state"] == "completed"
    assert "session.completed" in [event["type"] for event in house.endpoint.received]
    assert not house.rows("delivery", status="pending")


@pytest.mark.parametrize(
    ("words", "task", "said"),
    [
        ("wrong number", "wrong_number", "wrong-person-done"),
        ("call me", "contact", "call-promised"),
        ("my knee is worse", "message", "thanks-kept"),
        ("thanks", None, "thanks-kept"),
    ],
)
async def test_staff_learn_what_a_patient_without_a_wave_says(
    house: House, words: str, task: str | None, said: str
) -> None:
    house.enrol("F-9", "+4520000909", pathway=None, events=[])
    await house.write(words, "+4520000909")
    patient = house.one("patient", ref="F-9")
    assert [row["kind"] for row in house.rows("task", patient_id=patient["patient_id"])] == [task] * (task is not None)
    assert house.one("message_out", patient_id=patient["patient_id"])["kind"] == said
    assert patient["status"] == ("wrong_person" if task == "wrong_number" else "active")


async def test_staff_let_a_held_conversation_go_on_as_their_clinic_alone(house: House) -> None:
    """The record system's calls run as the clinic's own database role."""
    await house.begin("6")
    await house.write("I want to die")
    task = house.one("task", kind="alert")
    with clinic_transaction(house.running.engine, "fjordby") as connection:
        acknowledge(
            connection,
            house.running.compiled,
            house.running.keyring,
            "fjordby",
            task["task_id"],
            by="nurse",
            note="Called",
            resume=True,
            now=house.clock(),
        )
    await house.settle()
    assert house.session()["state"] == "asking"
    await house.write("5")
    assert house.answers() == {"intensity": 6, "interference": 5}


async def test_a_greeting_said_before_does_not_cost_a_stranger_the_safety_text(house: House) -> None:
    await house.write("hello", "+4520000999")
    for _ in range(5):
        await house.write("I want to die", "+4520000999")
    told = [row["kind"] for row in house.rows("message_out", patient_id=None)]
    assert told == ["unknown-sender", *["safety"] * 3]
    assert len(house.rows("task", kind="alert")) == 5
