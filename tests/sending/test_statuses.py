"""Statuses come late, doubled and out of order: the message ends where the provider's words together say it ended."""

import asyncio
from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert

from bot.sending import drain
from bot.statuses import record_sent, record_status
from channels.channel import Sent, StatusChange
from store.outbox import find_by_provider
from tests.doubles.provider import Provider
from tests.doubles.stage import Stage, tables


def say(stage: Stage, status: str, code: str | None = None, provider_id: str = "SMsms0001") -> str:
    change = StatusChange("sms", provider_id, status, code, stage.clock(), sender_address="+4520000001")
    with stage.open() as connection:
        return record_status(connection, stage.running.keyring, change)


async def sent(stage: Stage) -> Any:
    message = stage.say(stage.patient())
    await drain(stage.running, stage.sender, paced=False)
    return message


@pytest.mark.parametrize("early", [0, 1, 2, 3])
@pytest.mark.parametrize(
    ("said", "ends"),
    [(("queued", "sent", "delivered"), "delivered"), (("sent", "delivered", "read"), "read")],
)
async def test_any_order_ends_the_same(
    stage: Stage, provider: Provider, early: int, said: tuple[str, ...], ends: str
) -> None:
    """`early` of them come before our own record of the send, and each comes twice."""
    for number, order in enumerate(permutations(said), start=1):
        provider_id = provider.id_of(number)
        for status in order[:early]:
            assert say(stage, status, provider_id=provider_id) == "kept"
        message = await sent(stage)
        for status in (*order, *order):
            say(stage, status, provider_id=provider_id)
        row = stage.message(message)
        assert (row.status, row.provider_id) == (ends, provider_id)
        assert row.delivered_at == stage.clock()
    assert {row.applied for row in stage.rows("status_callback")} == {True}
    assert stage.count("status_callback") == 18


async def test_a_status_of_nobodys_message_is_refused_and_of_ours_kept(stage: Stage, provider: Provider) -> None:
    stranger = StatusChange("sms", "SM9", "sent", None, stage.clock(), sender_address="+4520009999")
    with stage.open() as connection:
        assert record_status(connection, stage.running.keyring, stranger) == "not-ours"
    assert say(stage, "sent") == "kept"
    assert say(stage, "sent") == "repeated"
    assert stage.count("status_callback") == 1


async def test_a_receipt_and_a_status_that_cross_do_not_miss_each_other(stage: Stage, provider: Provider) -> None:
    def meanwhile(_: object) -> None:
        assert say(stage, "delivered") == "kept"

    provider.script.append(meanwhile)
    message = await sent(stage)
    assert stage.message(message).status == "delivered"


@pytest.mark.parametrize(
    ("status", "code", "ends", "task"),
    [
        ("undelivered", "30006", "undelivered", "bad_number"),
        ("failed", "21610", "failed", "opt_out"),
        ("undelivered", "30003", "queued", None),
        ("undelivered", "30001", "queued", None),
        ("failed", "99999", "failed", "undelivered"),
        ("undelivered", None, "undelivered", "undelivered"),
        ("failed", "30002", "queued", "sender"),
    ],
)
async def test_a_refusal_that_comes_later_has_the_same_remedy(
    stage: Stage, provider: Provider, status: str, code: str | None, ends: str, task: str | None
) -> None:
    message = await sent(stage)
    say(stage, status, code)
    say(stage, status, code)
    assert stage.message(message).status == ends
    assert [each.kind for each in stage.rows("task")] == ([task] if task else [])


async def test_a_phone_that_is_off_is_tried_three_times_more_and_then_given_up(
    stage: Stage, provider: Provider
) -> None:
    message = await sent(stage)
    for number in range(1, 5):
        say(stage, "undelivered", "30003", provider.id_of(number))
        stage.clock.now = stage.message(message).not_before
        await drain(stage.running, stage.sender, paced=False)
    assert len(provider.taken) == 4
    assert stage.message(message).status == "undelivered"
    assert [task.kind for task in stage.rows("task")] == ["undelivered"]


async def test_arriving_after_all_stops_the_next_attempt(stage: Stage, provider: Provider) -> None:
    message = await sent(stage)
    say(stage, "undelivered", "30003")
    assert say(stage, "sent") == "applied"
    assert stage.message(message).status == "queued"
    say(stage, "delivered")
    stage.clock.advance(hours=2)
    await drain(stage.running, stage.sender, paced=False)
    assert (stage.message(message).status, len(provider.taken)) == ("delivered", 1)


async def test_statuses_at_the_same_instant_agree(stage: Stage, provider: Provider) -> None:
    message = await sent(stage)
    await asyncio.gather(*(asyncio.to_thread(say, stage, each) for each in ("sent", "delivered", "sent", "delivered")))
    assert stage.message(message).status == "delivered"
    assert stage.count("status_callback") == 2


async def test_a_receipt_that_comes_twice_undoes_nothing(stage: Stage, provider: Provider) -> None:
    """A worker that was thought dead writes down what another has found at the provider meanwhile."""
    message = await sent(stage)
    say(stage, "delivered")
    before = stage.message(message)
    stage.clock.now += timedelta(minutes=3)
    with stage.open() as connection:
        taken = find_by_provider(connection, "sms", before.provider_id)
        assert taken is not None
        record_sent(connection, stage.running.keyring, taken, Sent(before.provider_id, "queued", 1), stage.clock())
    after = stage.message(message)
    assert (after.status, after.sent_at, after.delivered_at) == ("delivered", before.sent_at, before.delivered_at)


async def test_an_answer_that_overtook_the_receipt_learns_when_its_question_was_sent(
    stage: Stage, provider: Provider
) -> None:
    patient = stage.patient()
    session = stage.session(patient)
    message = stage.say(patient, session_id=session)

    def answer(_: object) -> None:
        row = {
            "clinic_id": stage.clinic_id,
            "answer_id": uuid4(),
            "session_id": session,
            "patient_id": patient,
            "questionnaire_url": "https://example.org/q",
            "questionnaire_version": "1",
            "link_id": "sleep",
            "value": 7,
            "how": "digits",
            "confidence": "read",
            "language": "en",
            "channel": "sms",
            "answered_by": "patient",
            "asked_message_id": message,
            "answered_at": stage.clock(),
        }
        stage.write(insert(tables["answer"]).values(row))

    provider.script.append(answer)
    await drain(stage.running, stage.sender, paced=False)
    stage.clock.advance(seconds=5)
    say(stage, "delivered")
    (row,) = stage.rows("answer")
    assert row.delivered_at - row.sent_at == timedelta(seconds=5)
