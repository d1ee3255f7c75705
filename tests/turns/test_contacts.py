"""Contacts as they are made: by another channel, with the short form, under a cap, at the best hour, in pace."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, update
from sqlmodel import SQLModel

from bot.desk import open_desk
from bot.due import run_due
from bot.plan import FutureContact, WaveReport, plan
from bot.publishing import publish
from channels.channel import SendError
from store.database import transaction
from tests.doubles.provider import Provider
from tests.turns.conftest import House

tables = SQLModel.metadata.tables
CHAT = "7001"
DEAD = SendError("30006", "stop-number")


def write(house: House, statement: Any) -> None:
    with transaction(house.running.engine) as connection:
        connection.execute(statement)


def schedule(house: House, **changes: Any) -> None:
    """Another schedule, and perhaps a short form, before anything has been compiled."""
    version = house.one("pathway_version", pathway_id="pain")
    document = dict(version["document"])
    short = changes.pop("short", None)
    document["schedule"] = document["schedule"] | changes
    if short:
        wave = document["waves"][0]
        document["waves"] = [wave | {"short": wave["core"][:1]}, *document["waves"][1:]]
    versions = tables["pathway_version"]
    write(house, update(versions).where(versions.c.pathway_id == "pain").values(document=document))


def chat(house: House, address: str = CHAT, ref: str = "F-1") -> Provider:
    """The patient has a Telegram chat as well, and the clinic writes there."""
    keyring, patient = house.running.keyring, house.one("patient", ref=ref)
    with transaction(house.running.engine) as connection:
        clinic = house.running.compiled.clinic(connection, "fjordby")
    key = keyring.patient_key(clinic.key, patient["patient_id"], patient["key_wrapped"])
    sealed = key.seal(address, table="patient", column="chat_sealed", row=str(patient["patient_id"]))
    index = keyring.address_index("fjordby", address)
    write(
        house,
        update(tables["patient"]).where(tables["patient"].c.ref == ref).values(chat_sealed=sealed, chat_index=index),
    )
    telegram = Provider("telegram")
    house.running.channels["telegram"] = telegram
    return telegram


def baseline(house: House, ref: str = "F-1") -> WaveReport:
    with transaction(house.running.engine) as connection:
        desk = open_desk(connection, house.running.keyring, "fjordby", house.clock())
        return plan(connection, desk, ref, house.clock()).waves[0]


def future(house: House) -> Sequence[FutureContact]:
    return baseline(house).future


STEPS = [{"after": "P2D", "wording": "reminder-1"}, {"after": "P3D", "wording": "reminder-2", "channel": "telegram"}]


async def test_a_step_goes_over_to_another_channel_and_a_reply_is_answered_where_it_came(house: House) -> None:
    schedule(house, reminders=[*STEPS, {"after": "P3D", "wording": "reminder-last"}])
    telegram = chat(house)
    await house.settle()
    assert [(each.rule, each.channel) for each in future(house)][:3] == [
        ("reminder-1", None),
        ("reminder-2", "telegram"),
        ("reminder-3", None),
    ]
    await house.wait(days=6)
    assert (len(house.said), len(telegram.taken)) == (2, 1)
    assert telegram.taken[0].address == CHAT
    await house.write("GO")  # on the phone, as before
    assert (len(house.said), len(telegram.taken)) == (3, 1)
    await house.wait(days=4)
    assert (len(house.said), len(telegram.taken)) == (4, 1)


async def test_without_that_channel_the_step_stays_and_says_so(house: House) -> None:
    schedule(house, reminders=STEPS)
    await house.settle()
    step = future(house)[1]
    assert (step.rule, step.channel, step.because) == ("reminder-2", None, ("no-telegram", "closed-hours"))  # a Sunday
    await house.wait(days=6)
    assert len(house.said) == 3


async def test_what_could_not_arrive_goes_out_again_by_a_living_channel_at_once(house: House) -> None:
    telegram = chat(house)
    house.provider.script = [DEAD]
    await house.settle()
    assert (house.said, house.session()["contacts"]) == ([], 1)
    await house.wait(minutes=11)
    assert "GO" in telegram.taken[0].text
    assert house.session()["contacts"] == 1
    assert future(house)[0].rule == "reminder-1"
    await house.wait(days=3)
    assert (house.said, len(telegram.taken)) == ([], 2)


async def test_what_has_arrived_goes_out_again_by_a_living_channel_after_the_gap(house: House) -> None:
    schedule(house, minimum_gap="P1D")
    telegram = chat(house)
    await house.settle()
    house.provider.script = [DEAD]
    await house.write("GO")  # the invitation was seen, and its answer could not arrive
    await house.wait(minutes=11)
    assert (len(house.said), telegram.taken) == (1, [])
    assert (future(house)[0].rule, future(house)[0].because) == ("by-telegram", ("minimum-gap",))
    await house.wait(days=1)
    assert (len(house.said), len(telegram.taken)) == (1, 1)
    assert house.session()["contacts"] == 1


async def test_who_writes_from_a_dead_number_and_falls_silent_is_asked_by_a_living_channel(house: House) -> None:
    telegram = chat(house)
    house.provider.script = [DEAD]
    await house.settle()
    await house.write("GO")  # as somebody has told them to
    planned = future(house)[0]
    assert (planned.rule, planned.at) == ("by-telegram", house.session()["next_action_at"])
    await house.wait(minutes=5)
    await house.write("1948")
    await house.wait(minutes=9)
    assert (len(house.said), telegram.taken) == (2, [])
    await house.wait(minutes=2)
    assert (len(house.said), len(telegram.taken)) == (2, 1)


async def test_a_new_schedule_leaves_alone_when_a_living_channel_is_written_by(house: House) -> None:
    telegram = chat(house)
    house.provider.script = [DEAD]
    await house.settle()
    await house.write("GO")
    planned = future(house)[0]
    assert planned.rule == "by-telegram"
    with transaction(house.running.engine) as connection:
        desk = open_desk(connection, house.running.keyring, "fjordby", house.clock())
        version, pathway = desk.pathways["pain"]
        fewer = pathway.schedule.model_copy(update={"reminders": pathway.schedule.reminders[:1]})
        how = {"based_on": version, "by": "staff:ea", "reason": "fewer", "move": True, "now": house.clock()}
        publish(connection, desk, "pain", fewer, **how)
    session = house.session()
    assert (session["next_action"], session["next_action_at"]) == ("by-telegram", planned.at)
    await house.wait(minutes=11)
    assert len(telegram.taken) == 1


async def test_a_chat_that_is_gone_costs_no_text_messages(house: House) -> None:
    telegram = chat(house)
    write(house, update(tables["patient"]).values(channel="telegram"))
    house.enrol()  # planned again, by the channel preferred now
    telegram.script = [SendError("chat-not-found", "stop-number")]
    await house.settle()
    await house.wait(minutes=11)
    assert ([*map(bool, house.said)], telegram.taken) == ([True], [])
    assert house.one("patient")["unreachable_at"] is None


async def test_nobody_left_to_write_to_waits_for_a_number(house: House) -> None:
    house.provider.script = [DEAD]
    await house.settle()
    await house.wait(days=6)
    assert house.said == []
    assert baseline(house).reason == "no-usable-number"


async def test_the_short_form_from_the_reminder_to_the_summary(house: House) -> None:
    schedule(house, short=True, reminders=[{"after": "P2D", "wording": "reminder-1", "short": True}])
    await house.settle()
    assert future(house)[0].short
    await house.wait(days=2)
    assert "SHORT" in house.said[-1]
    assert house.rows("message_out")[-1]["kind"] == "reminder-short"
    for text in ("SHORT", "1948", "AGREE", "6", "5", "3", "70"):
        await house.write(text)
    assert (house.session()["state"], house.session()["part"]) == ("completed", "short")
    assert (baseline(house).status, baseline(house).part) == ("completed", "short")
    told = house.endpoint.received[-1]
    assert (told["type"], told["data"]["part"], told["data"]["status"]) == ("session.completed", "short", "completed")
    assert "Den korte udgave" in told["data"]["note"]
    assert told["data"]["triage"]["level"] == "green"  # what the short form leaves out is not missing


async def test_answers_given_before_the_short_form_are_told_with_it(house: House) -> None:
    schedule(house, short=True)
    await house.begin("6", "SHORT", "5", "3", "70")
    told = next(event for event in house.endpoint.received if event["type"] == "session.completed")
    (response,) = told["data"]["questionnaire_responses"]
    assert [item["linkId"] for item in response["item"]] == ["intensity", "interference", "change", "health"]


async def test_a_cap_holds_a_contact_back_and_the_plan_says_so(house: House) -> None:
    schedule(house, frequency_cap={"contacts": 2, "within": "P7D"})
    await house.settle()
    await house.wait(days=2)
    held = future(house)[0]
    first = house.rows("message_out")[0]["sent_at"]
    assert (held.rule, held.because) == ("reminder-2", ("frequency-cap",))
    assert held.at >= first + timedelta(days=7)
    await house.wait(days=4)
    assert len(house.said) == 2
    await house.wait(days=2)
    assert len(house.said) == 3


async def test_two_rounds_of_one_patient_keep_their_gap(house: House) -> None:
    await house.begin("6", "5", "3", "70", "no", "no")
    assert house.session()["state"] == "completed"
    spoken = house.session()["last_contact_at"]
    house.enrol(events=[{"kind": kind, "on": "2026-08-17"} for kind in ("referral-accepted", "treatment-started")])
    (later,) = [row for row in house.rows("session") if row["wave_key"] == "month-3"]
    said = len(house.said)
    await house.wait(hours=23)
    assert len(house.said) == said
    await house.wait(hours=2)
    assert len(house.said) == said + 1
    row = next(row for row in house.rows("session") if row["session_id"] == later["session_id"])
    assert row["last_contact_at"] >= spoken + timedelta(days=1)


async def test_the_best_hour_is_learned_when_the_round_begins(house: House) -> None:
    schedule(house, best_hour=True)
    session = house.session()
    days = [datetime(2026, 10, day, 14, minute, tzinfo=UTC) for day, minute in ((5, 3), (12, 20), (19, 11))]
    rows = [
        {
            "clinic_id": "fjordby",
            "answer_id": uuid4(),
            "session_id": session["session_id"],
            "patient_id": session["patient_id"],
            "questionnaire_url": "https://test.example/q",
            "questionnaire_version": "1",
            "link_id": "x",
            "how": "digits",
            "confidence": "read",
            "language": "en",
            "channel": "sms",
            "answered_by": "patient",
            "answered_at": moment,
        }
        for moment in days
    ]
    with transaction(house.running.engine) as connection:
        connection.execute(insert(tables["answer"]), rows)
    planned = future(house)[0]
    await house.settle()
    assert house.said == []
    assert house.session()["best_minute"] == 16 * 60  # 14:11 there is 16:11 in Copenhagen's summer time
    assert (planned.at, planned.because) == (datetime(2026, 11, 17, 15, 0, tzinfo=UTC), ("best-hour",))
    await house.wait(hours=7)
    assert house.rows("message_out")[0]["sent_at"].astimezone(UTC) == planned.at


@pytest.fixture
def crowd(house: House) -> House:
    """Eight more patients; the sender's ten minutes hold three messages."""
    for number in range(8):
        house.enrol(f"F-{number + 2}", f"+452000020{number}")
    write(house, update(tables["sender"]).where(tables["sender"].c.sender_id == "sms").values(rate=3 / 600))
    return house


def due(house: House) -> int:
    run_due(house.running.engine, house.running.keyring, house.running.compiled, house.clock)
    return len(house.rows("message_out", status="queued"))


async def test_a_peak_is_decided_in_the_senders_pace(crowd: House) -> None:
    assert due(crowd) == 3
    crowd.clock.advance(minutes=5)
    assert due(crowd) == 3
    one = crowd.rows("message_out")[0]["message_id"]
    write(crowd, update(tables["message_out"]).where(tables["message_out"].c.message_id == one).values(status="sent"))
    assert due(crowd) == 3
    assert len(crowd.rows("message_out")) == 4


async def test_one_senders_peak_holds_up_nobody_else(crowd: House) -> None:
    chat(crowd)
    first = crowd.one("patient", ref="F-1")["patient_id"]
    session = tables["session"]
    write(crowd, update(session).where(session.c.patient_id == first).values(sender_id="telegram"))
    assert due(crowd) == 4


async def test_an_end_is_not_held_up_by_a_peak(crowd: House) -> None:
    assert due(crowd) == 3
    session = tables["session"]
    write(crowd, update(session).where(session.c.state == "scheduled").values(closes_at=crowd.clock()))
    due(crowd)
    assert {row["state"] for row in crowd.rows("session")} == {"invited", "expired"}


async def test_a_reply_is_answered_in_a_peak(crowd: House) -> None:
    due(crowd)
    row = crowd.rows("session", state="invited")[0]
    taken = await crowd.write("HELP", settled=False)
    assert taken.outcome == "help" or row["state"] == "invited"
    assert len(crowd.rows("message_out", status="queued", exempt=True)) == 1
