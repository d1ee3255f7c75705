"""An event that was recorded wrongly: what was asked because of it is asked no further, whatever the patient writes."""

from datetime import date
from typing import Final

import pytest

from bot.correcting import withdraw_event
from bot.desk import open_desk
from bot.enrolment_form import EventForm
from store.database import clinic_transaction
from tests.turns.conftest import House
from tests.turns.test_objections import asked_since, lifts, objects

ALL: Final = ("GO", "1948", "AGREE", "7", "5", "3", "no", "4", "no", "no")
WAYS_BACK: Final = ("GO", "START", "5", "hm", "correct 1", "back", "skip", "later", "help")


ANNA: Final = "+4520000102"
REFERRED: Final = EventForm(kind="referral-accepted", on=date(2026, 11, 16))
TREATED: Final = EventForm(kind="treatment-started", on=date(2026, 8, 20))  # month-3 is due on 20 November


def withdraw(house: House, ref: str = "F-1", event: EventForm = REFERRED) -> None:
    with clinic_transaction(house.running.engine, "fjordby") as connection:
        desk = open_desk(connection, house.running.keyring, "fjordby", house.clock())
        withdraw_event(connection, desk, ref, event, house.clock(), actor="test")


@pytest.mark.parametrize("back", [0, 1], ids=("clock", "clock put back"))
@pytest.mark.parametrize(
    "before",
    [
        pytest.param((), id="invited"),
        pytest.param(ALL[:1], id="identifying"),
        pytest.param(ALL[:2], id="consenting"),
        pytest.param(ALL[:4], id="answered"),
        pytest.param((*ALL[:4], "later"), id="put-off"),
        pytest.param((*ALL[:4], "STOP"), id="stopped"),
        pytest.param(("STOP",), id="stopped at once"),
        pytest.param(ALL, id="completed"),
        pytest.param(("no",), id="declined"),
    ],
)
async def test_nothing_of_a_wave_whose_event_never_was_is_taken_up_again(
    house: House, before: tuple[str, ...], back: int
) -> None:
    await house.settle()
    for text in before:
        await house.write(text)
    house.clock.advance(hours=2)
    withdraw(house)
    house.clock.advance(hours=-back)
    sent, answers = len(house.rows("message_out")), house.answers()
    for text in WAYS_BACK:
        await house.write(text, settled=False)
    await house.settle()
    assert asked_since(house, sent) == []
    assert house.answers() == answers


@pytest.mark.parametrize("before", ["hello", "STOP"])
async def test_what_was_not_due_yet_is_not_taken_up_either(house: House, before: str) -> None:
    house.enrol(ref="F-2", phone=ANNA, events=[TREATED.model_dump(mode="json")])
    await house.write(before, phone=ANNA)
    house.clock.advance(hours=2)
    withdraw(house, "F-2", TREATED)
    house.clock.advance(hours=-1)
    for text in WAYS_BACK:
        await house.write(text, phone=ANNA, settled=False)
    await house.wait(days=10)
    found = house.one("session", wave_key="month-3")
    assert [row["kind"] for row in house.rows("message_out", session_id=found["session_id"]) if row["nonce"]] == []
    assert found["contacts"] == 0


async def test_who_stopped_before_it_was_due_is_asked_after_a_start_if_the_event_is_recorded_again(
    house: House,
) -> None:
    events = [TREATED.model_dump(mode="json")]
    house.enrol(ref="F-2", phone=ANNA, events=events)
    await house.write("STOP", phone=ANNA)
    withdraw(house, "F-2", TREATED)
    house.enrol(ref="F-2", phone=ANNA, events=events)
    await house.write("START", phone=ANNA)
    await house.wait(days=4)
    assert house.one("session", wave_key="month-3")["state"] == "invited"


async def test_what_is_complete_is_not_asked_again_when_its_event_gets_another_date(house: House) -> None:
    await house.settle()
    for text in ALL:
        await house.write(text)
    sent, answers = len(house.rows("message_out")), house.answers()
    withdraw(house)
    house.enrol(events=[{"kind": "referral-accepted", "on": "2026-11-17"}])
    await house.wait(days=5)
    assert asked_since(house, sent) == []
    await house.write("correct 1")
    assert asked_since(house, sent) == ["question"], "it has its event again"
    assert house.answers() == answers


@pytest.mark.parametrize(
    ("before", "day", "next_asked"),
    [
        pytest.param((), "2026-11-16", "reminder-1", id="invited"),
        pytest.param((), "2026-11-17", "reminder-1", id="a later day"),
        pytest.param(ALL[:2], "2026-11-16", "consent", id="consenting"),
        pytest.param(ALL[:4], "2026-11-16", "asked-again", id="answered"),
        pytest.param((*ALL[:4], "later"), "2026-11-15", "asked-again", id="put-off"),
    ],
)
async def test_what_was_withdrawn_by_mistake_is_asked_again(
    house: House, before: tuple[str, ...], day: str, next_asked: str
) -> None:
    """Recorded once more, on its day or on the right one, it goes on where it was."""
    await house.settle()
    for text in before:
        await house.write(text)
    house.clock.advance(hours=2)
    withdraw(house)
    house.clock.advance(minutes=5)
    sent, answers = len(house.rows("message_out")), house.answers()
    house.enrol(events=[{"kind": "referral-accepted", "on": day}])
    await house.settle()
    assert asked_since(house, sent) == [], "not at once: the schedule goes on"
    await house.wait(days=3)
    assert asked_since(house, sent)[:1] == [next_asked]
    for text in ALL[len(before) :]:
        await house.write(text)
    assert house.one("session", wave_key="baseline")["state"] != "expired"
    assert len(house.answers()) > len(answers)


@pytest.mark.parametrize("before", [(*ALL[:4], "I want to die"), (*ALL[:4], "STOP"), ("no",)], ids=" ".join)
async def test_what_ended_by_the_patients_words_stays_so_when_its_event_is_recorded_again(
    house: House, before: tuple[str, ...]
) -> None:
    await house.settle()
    for text in before:
        await house.write(text)
    withdraw(house)
    sent, closed = len(house.rows("message_out")), house.one("session", wave_key="baseline")["state"]
    house.enrol()
    await house.wait(days=5)
    assert asked_since(house, sent) == []
    assert house.one("session", wave_key="baseline")["state"] == closed


async def test_what_was_not_due_yet_is_asked_when_it_is_if_its_event_is_recorded_again(house: House) -> None:
    events = [TREATED.model_dump(mode="json")]
    house.enrol(ref="F-2", phone=ANNA, events=events)
    await house.write("hello", phone=ANNA)
    house.clock.advance(hours=2)
    withdraw(house, "F-2", TREATED)
    assert house.one("session", wave_key="month-3")["state"] == "expired"
    house.enrol(ref="F-2", phone=ANNA, events=events)
    assert house.one("session", wave_key="month-3")["state"] == "scheduled"
    await house.wait(days=4)
    found = house.one("session", wave_key="month-3")
    assert (found["state"], found["contacts"]) == ("invited", 1)


async def test_a_restored_wave_waits_for_no_reply_beside_another(house: House) -> None:
    """Two conversations that wait would have one reply between them."""
    house.enrol(events=[REFERRED.model_dump(mode="json"), TREATED.model_dump(mode="json")])
    await house.begin("6")
    withdraw(house)
    house.clock.advance(days=4)
    await house.settle()
    assert house.one("session", wave_key="month-3")["state"] == "invited"
    house.enrol()
    assert [row["wave_key"] for row in house.rows("session") if row["state"] in ("invited", "asking")] == ["month-3"]


async def test_what_is_not_due_on_the_right_day_waits_until_it_is(house: House) -> None:
    """It was asked three months too early, by a wrong date."""
    house.enrol(ref="F-2", phone=ANNA, events=[TREATED.model_dump(mode="json")])
    await house.wait(days=4)
    assert house.one("session", wave_key="month-3")["state"] == "invited"
    withdraw(house, "F-2", TREATED)
    house.enrol(ref="F-2", phone=ANNA, events=[{"kind": "treatment-started", "on": "2026-11-10"}])
    assert house.one("session", wave_key="month-3")["state"] == "scheduled"
    session_id = house.one("session", wave_key="month-3")["session_id"]

    def asked() -> list[str]:
        return [row["kind"] for row in house.rows("message_out", session_id=session_id) if not row["exempt"]]

    assert asked() == ["invite"]
    await house.wait(days=10)
    assert asked() == ["invite"]
    await house.wait(days=84)
    assert asked()[:2] == ["invite", "invite"]


async def test_what_was_objected_to_after_its_event_was_withdrawn_stays_closed(house: House) -> None:
    await house.settle()
    for text in ALL[:4]:
        await house.write(text)
    withdraw(house)
    house.clock.advance(minutes=5)
    objects(house)
    sent = len(house.rows("message_out"))
    house.enrol()
    lifts(house)
    await house.wait(days=5)
    await house.write("5")
    assert asked_since(house, sent) == []
    assert house.answers() == {"intensity": 7}


async def test_who_says_start_after_the_event_was_recorded_again_is_asked_on(house: House) -> None:
    await house.settle()
    for text in ALL[:4]:
        await house.write(text)
    withdraw(house)
    await house.write("STOP")
    house.enrol()
    sent = len(house.rows("message_out"))
    await house.wait(days=1)
    assert asked_since(house, sent) == []
    await house.write("START")
    await house.wait(days=4)
    assert asked_since(house, sent) != []
