"""What is queued reaches the provider once, in order, in the sender's pace, and only while it may."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from bot.sending import drain, send_batch
from bot.unknowns import release_claims
from channels.channel import SendError
from store import outbox
from store.staff_tables import Control
from tests.doubles.provider import Provider
from tests.doubles.stage import Stage, tables


async def drained(stage: Stage) -> None:
    await drain(stage.running, stage.sender, paced=False)


async def test_a_message_goes_out_and_its_receipt_is_kept(stage: Stage, provider: Provider) -> None:
    message = stage.say(stage.patient("+4520000107"), "help")
    await drained(stage)
    row = stage.message(message)
    assert (row.status, row.attempts, row.provider_id, row.segments) == ("sent", 1, "SMsms0001", 1)
    assert row.sent_at == stage.clock()
    sent = provider.taken[0]
    assert (sent.address, sent.sender_address, sent.message_id) == ("+4520000107", "+4520000001", message)
    assert sent.text


async def test_the_urgent_goes_first_and_one_persons_messages_keep_their_order(
    stage: Stage, provider: Provider
) -> None:
    patient = stage.patient()
    kinds = ["reminder-2", "help", "call-promised", "safety"]
    for kind in kinds[:3]:
        stage.say(patient, kind, priority=5 if kind == "reminder-2" else 3)
    stage.say(patient, "safety", priority=0)
    await drained(stage)
    by_id = {row.message_id: row.kind for row in stage.rows("message_out")}
    assert [by_id[sent.message_id] for sent in provider.taken] == ["safety", "help", "call-promised", "reminder-2"]


async def test_workers_side_by_side_send_each_message_once(stage: Stage, provider: Provider) -> None:
    for number in range(30):
        stage.say(stage.patient(f"+45200002{number:02}"))
    await asyncio.gather(*(drain(stage.running, stage.sender, paced=False) for _ in range(4)))
    assert len(provider.taken) == 30
    assert set(Counter(sent.message_id for sent in provider.taken).values()) == {1}


def test_a_sender_keeps_its_rate_however_often_it_is_asked(stage: Stage) -> None:
    stage.change("sender", rate=2.0)
    for number in range(10):
        stage.say(stage.patient(f"+45200003{number:02}"))
    taken = []
    for _ in range(30):  # three seconds in tenths
        with stage.open() as connection:
            batch = outbox.claim(connection, stage.sender, stage.clock(), channels=["sms"], paced=True)
        taken.append(len(batch.messages))
        stage.clock.advance(seconds=0.1)
    assert sum(taken) == 6
    assert sum(taken[:5]) == 1


def test_a_fast_sender_takes_a_batch_and_what_several_segments_cost_is_charged(stage: Stage) -> None:
    stage.change("sender", rate=100.0)
    for number in range(60):
        stage.say(stage.patient(f"+45200004{number:02}"))

    def claim() -> outbox.Batch:
        with stage.open() as connection:
            return outbox.claim(connection, stage.sender, stage.clock(), channels=["sms"], paced=True)

    assert len(claim().messages) == 25
    assert claim().again_at == stage.clock() + timedelta(seconds=0.25)
    with stage.open() as connection:
        outbox.charge(connection, stage.sender, 50, stage.clock())
    stage.clock.advance(seconds=0.25)
    assert claim().again_at == stage.clock() + timedelta(seconds=0.5)
    stage.clock.advance(seconds=0.5)
    assert len(claim().messages) == 25


@pytest.mark.parametrize("table", ["sender", "clinic", "control", "live"])
async def test_a_pause_holds_everything_back_and_loses_nothing(stage: Stage, provider: Provider, table: str) -> None:
    def pause(on: bool) -> None:
        if table == "control":
            stage.write(delete(tables["control"]))
            stage.write(insert(tables["control"]).values(Control(sending_paused=on).model_dump()))
        elif table == "live":
            stage.change("clinic", live=not on)
        else:
            stage.change(table, paused=on)

    message = stage.say(stage.patient(), "safety", priority=0)
    pause(True)
    await drained(stage)
    assert (stage.message(message).status, provider.taken) == ("queued", [])
    pause(False)
    await drained(stage)
    assert stage.message(message).status == "sent"


async def test_a_pause_between_claim_and_send_holds_too(stage: Stage, provider: Provider) -> None:
    first, second = (stage.say(stage.patient(f"+452000050{n}"), not_before=stage.clock()) for n in (1, 2))
    provider.script.append(lambda _: stage.change("clinic", paused=True))
    await drained(stage)
    states = sorted(stage.message(message).status for message in (first, second))
    assert states in (["queued", "sent"], ["sent", "sent"])  # side by side: the second may have left already
    stage.change("clinic", paused=False)
    await drained(stage)
    assert len(provider.taken) == 2


async def test_a_channel_that_this_process_does_not_have_is_left_to_another(stage: Stage, provider: Provider) -> None:
    message = stage.say(stage.patient(), channel="telegram")
    await drained(stage)
    assert stage.message(message).status == "queued"


async def test_a_message_that_cannot_be_opened_is_set_aside_and_the_rest_goes_on(
    stage: Stage, provider: Provider
) -> None:
    patient = stage.patient()
    broken = stage.say(patient, content_sealed=b"not what was sealed")
    fine = [stage.say(stage.patient(f"+45200006{number:02}")) for number in range(3)]
    for _ in range(5):
        with pytest.raises(ExceptionGroup):
            await drained(stage)
        stage.clock.advance(minutes=2)
    await drained(stage)
    assert {stage.message(message).status for message in fine} == {"sent"}
    assert (stage.message(broken).status, stage.message(broken).error_code) == ("failed", "our-fault")
    assert [task.kind for task in stage.rows("task")] == ["undelivered"]


async def test_a_claim_whose_worker_died_is_given_back(stage: Stage, provider: Provider) -> None:
    message = stage.say(stage.patient())
    with stage.open() as connection:
        outbox.claim(connection, stage.sender, stage.clock(), channels=["sms"], paced=False)
    stage.clock.advance(seconds=10)
    assert release_claims(stage.running) == 0
    stage.clock.advance(seconds=10)
    assert release_claims(stage.running) == 1
    await drained(stage)
    assert (stage.message(message).status, len(provider.taken)) == ("sent", 1)


async def test_a_worker_that_comes_back_after_its_claim_was_taken_away_sends_nothing(
    stage: Stage, provider: Provider
) -> None:
    stage.say(stage.patient())
    with stage.open() as connection:
        stale = outbox.claim(connection, stage.sender, stage.clock(), channels=["sms"], paced=False)
        outbox.release_stale(connection, stage.clock() + timedelta(seconds=1))
    stage.clock.advance(minutes=1)
    await drained(stage)
    await send_batch(stage.running, stale.messages, None)
    assert len(provider.taken) == 1


async def test_told_to_stop_it_gives_its_claims_back(stage: Stage, provider: Provider) -> None:
    stop = asyncio.Event()
    patient = stage.patient()
    messages = [stage.say(patient) for _ in range(3)]
    provider.script.append(lambda _: stop.set())
    done = await drain(stage.running, stage.sender, paced=False, stop=stop)
    assert done.more
    assert [stage.message(message).status for message in messages] == ["sent", "queued", "queued"]


async def test_a_corrected_number_is_the_one_that_is_used(stage: Stage, provider: Provider) -> None:
    patient = stage.patient("+4520000701")
    stage.say(patient)
    key = stage.key_of(patient)
    new = key.seal("+4520000702", table="patient", column="phone_sealed", row=str(patient))
    stage.write(update(tables["patient"]).values(phone_sealed=new))
    await drained(stage)
    assert provider.taken[0].address == "+4520000702"


def test_an_error_tells_whether_it_is_permanent() -> None:
    known: list[tuple[Any, bool]] = [("retry", False), ("retry-slowly", False), ("give-up", True), ("opt-out", True)]
    assert [SendError("1", remedy).permanent for remedy, _ in known] == [permanent for _, permanent in known]
