"""The look right before the send: a STOP wins over everything claimed before it, and nobody's phone rings at night."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.sending import drain, send_batch
from flows.machine import STATES
from store import outbox
from tests.doubles.provider import Provider
from tests.doubles.stage import Stage, tables

NIGHT = datetime(2026, 3, 3, 22, 30, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 3, 4, 7, 0, tzinfo=UTC)  # 08:00 in Copenhagen
KINDS = ["invite", "help", "reminder-1", "done", "thanks-kept"]


async def drained(stage: Stage) -> None:
    await drain(stage.running, stage.sender, paced=False)


def claimed(stage: Stage) -> tuple[outbox.Message, ...]:
    with stage.open() as connection:
        return outbox.claim(connection, stage.sender, stage.clock(), channels=["sms"], paced=False).messages


@pytest.mark.parametrize("whose", ["patient", "address", "both"])
@pytest.mark.parametrize("when", ["before it was queued", "when it was queued", "when it was claimed"])
async def test_nothing_is_sent_after_a_stop(stage: Stage, provider: Provider, whose: str, when: str) -> None:
    patient = stage.patient("+4520000110")

    def stop() -> None:
        address = None if whose == "patient" else "+4520000110"
        stage.opt_out(None if whose == "address" else patient, address)

    if when == "before it was queued":
        stop()
        stage.clock.advance(seconds=1)
    messages = [stage.say(patient, kind, exempt=kind not in ("invite", "reminder-1")) for kind in KINDS]
    stage.clock.advance(seconds=1)
    if when == "when it was queued":
        stop()
    batch = claimed(stage)
    if when == "when it was claimed":
        stop()
    await send_batch(stage.running, batch, None)
    assert provider.taken == []
    assert {(stage.message(m).status, stage.message(m).error_code) for m in messages} == {("cancelled", "opted-out")}


async def test_a_turn_that_cancels_what_is_claimed_wins(stage: Stage, provider: Provider) -> None:
    patient = stage.patient()
    message = stage.say(patient)
    batch = claimed(stage)
    with stage.open() as connection:
        outbox.cancel_waiting(connection, stage.clinic_id, patient, "opted-out")
    await send_batch(stage.running, batch, None)
    assert (provider.taken, stage.message(message).status) == ([], "cancelled")


async def test_a_stop_that_is_being_written_is_waited_for_and_holds_up_nobody_else(
    stage: Stage, provider: Provider
) -> None:
    stops, other = stage.patient("+4520000110"), stage.patient("+4520000111")
    message, another = stage.say(stops), stage.say(other)
    batch = claimed(stage)
    with stage.open() as connection:
        outbox.cancel_waiting(connection, stage.clinic_id, stops, "opted-out")
        sending = asyncio.create_task(send_batch(stage.running, batch, None))
        async with asyncio.timeout(8):
            while stage.message(another).status != "sent":  # noqa: ASYNC110 - it is a row that is waited for
                await asyncio.sleep(0.01)
        assert stage.message(message).status == "claimed"
    await sending
    assert (len(provider.taken), stage.message(message).status) == (1, "cancelled")


async def test_a_stop_is_confirmed_and_distress_after_it_is_answered(stage: Stage, provider: Provider) -> None:
    patient = stage.patient(status="opted_out")
    stage.opt_out(patient)
    confirmation = stage.say(patient, "stop-done")
    stage.clock.advance(minutes=3)
    safety = stage.say(patient, "safety", priority=0)
    await drained(stage)
    assert {stage.message(message).status for message in (confirmation, safety)} == {"sent"}


async def test_a_safety_text_that_was_waiting_when_the_stop_came_is_not_sent(stage: Stage, provider: Provider) -> None:
    patient = stage.patient()
    stage.say(patient, "safety", priority=0)
    stage.clock.advance(seconds=2)
    stage.opt_out(patient)
    await drained(stage)
    assert provider.taken == []


async def test_one_persons_stop_does_not_silence_another(stage: Stage, provider: Provider) -> None:
    stage.opt_out(stage.patient("+4520000111"), "+4520000111")
    message = stage.say(stage.patient("+4520000112"))
    await drained(stage)
    assert stage.message(message).status == "sent"


async def test_a_start_lifts_the_stop(stage: Stage, provider: Provider) -> None:
    patient = stage.patient()
    stage.opt_out(patient, revoked_at=stage.clock())
    message = stage.say(patient)
    await drained(stage)
    assert stage.message(message).status == "sent"


async def test_who_is_no_patient_any_more_is_not_written_to(stage: Stage, provider: Provider) -> None:
    table = [
        ("active", "help", True),
        ("active", "stop-done", False),  # taken back while it waited to leave
        ("active", "wrong-person-done", False),
        ("opted_out", "help", False),
        ("opted_out", "stop-done", True),
        ("wrong_person", "help", False),
        ("wrong_person", "wrong-person-done", True),
        ("wrong_person", "stop-done", False),
        ("deceased", "invite", False),
        ("deceased", "safety", False),
        ("erased", "help", False),
    ]
    queued = [
        stage.say(stage.patient(f"+45200008{number:02}", status=status), kind)
        for number, (status, kind, _) in enumerate(table)
    ]
    await drained(stage)
    assert [stage.message(each).status == "sent" for each in queued] == [sent for *_, sent in table]


async def test_an_erased_patient_cannot_be_written_to(stage: Stage, provider: Provider) -> None:
    patient = stage.patient()
    message = stage.say(patient)
    stage.write(update(tables["patient"]).values(key_wrapped=None))
    await drained(stage)
    assert (stage.message(message).status, stage.message(message).error_code) == ("cancelled", "erased")


async def test_a_contact_is_for_a_conversation_that_waits(stage: Stage, provider: Provider) -> None:
    queued = {}
    for number, state in enumerate(STATES):
        patient = stage.patient(f"+45200009{number:02}")
        session = stage.session(patient, state)
        queued[stage.say(patient, "reminder-2", session_id=session, exempt=False)] = state
    await drained(stage)
    reached = {state for message, state in queued.items() if stage.message(message).status == "sent"}
    assert reached == {"invited", "identifying", "consenting", "asking", "offering"}


async def test_a_contact_that_the_conversation_has_overtaken_is_not_sent(stage: Stage, provider: Provider) -> None:
    patient = stage.patient()
    session = stage.session(patient)
    contact = stage.say(patient, "reminder-2", session_id=session, exempt=False)
    answer = stage.say(patient, "help", session_id=session)
    await drained(stage)
    assert stage.message(answer).status == "sent"
    assert (stage.message(contact).status, stage.message(contact).error_code) == ("cancelled", "moved-on")


async def test_contacts_do_not_go_to_a_number_that_cannot_be_texted_but_answers_do(
    stage: Stage, provider: Provider
) -> None:
    patient = stage.patient(unreachable_at=stage.clock())
    session = stage.session(patient)
    answer = stage.say(patient, "help")
    contact = stage.say(patient, "reminder-2", session_id=session, exempt=False)
    await drained(stage)
    assert stage.message(answer).status == "sent"
    assert stage.message(contact).error_code == "bad-number"


@pytest.mark.parametrize(
    ("kind", "values", "status"),
    [
        ("reminder-2", {"exempt": False}, "queued"),
        ("help", {}, "sent"),
        ("safety", {"priority": 0}, "sent"),
        ("help", {"created_at": NIGHT - timedelta(hours=3)}, "queued"),
        ("safety", {"priority": 0, "created_at": NIGHT - timedelta(hours=3)}, "sent"),
        ("reminder-2", {"exempt": False, "expires_at": NIGHT}, "cancelled"),
    ],
)
async def test_what_may_ring_at_night(
    stage: Stage, provider: Provider, kind: str, values: dict[str, Any], status: str
) -> None:
    stage.clock.now = NIGHT
    message = stage.say(stage.patient(), kind, **values)
    await drained(stage)
    row = stage.message(message)
    assert row.status == status
    if status == "queued":
        assert row.not_before == NEXT_MORNING
        stage.clock.now = NEXT_MORNING
        await drained(stage)
        assert stage.message(message).status == "sent"


async def test_a_contact_is_valid_until_quiet_hours_begin(stage: Stage, provider: Provider) -> None:
    patient = stage.patient()
    stage.say(patient, "reminder-2", session_id=stage.session(patient), exempt=False)
    await drained(stage)
    assert provider.taken[0].valid_for == timedelta(hours=10, minutes=30)  # 10:30 to 21:00 in Copenhagen
