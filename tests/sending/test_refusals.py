"""What each refusal leads to, and how a message whose fate nobody knows is found out about."""

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert

from bot.sending import drain
from bot.unknowns import resolve_unknown
from channels.channel import Remedy, SendError, SendUnknownError
from tests.doubles.provider import Killed, Provider, die, drop_answer, too_fast
from tests.doubles.stage import Stage, tables


async def drained(stage: Stage) -> None:
    await drain(stage.running, stage.sender, paced=False)


@pytest.mark.parametrize(
    ("remedy", "status", "task"),
    [
        ("retry", "queued", None),
        ("retry-slowly", "queued", None),
        ("stop-number", "failed", "bad_number"),
        ("opt-out", "failed", "opt_out"),
        ("pause-sender", "queued", "sender"),
        ("loop", "failed", "loop"),
        ("give-up", "failed", "undelivered"),
    ],
)
async def test_each_refusal_has_its_remedy(
    stage: Stage, provider: Provider, remedy: Remedy, status: str, task: str | None
) -> None:
    message = stage.say(stage.patient())
    provider.script.append(SendError("12345", remedy))
    await drained(stage)
    row = stage.message(message)
    assert (row.status, row.error_code, row.attempts) == (status, "12345", 1)
    assert [each.kind for each in stage.rows("task")] == ([task] if task else [])


async def test_a_bad_minute_at_the_provider_is_waited_out(stage: Stage, provider: Provider) -> None:
    message = stage.say(stage.patient())
    provider.script += [SendError("http-503", "retry"), SendError("http-503", "retry")]
    for _ in range(3):
        await drained(stage)
        stage.clock.advance(minutes=1)
    row = stage.message(message)
    assert (row.status, row.attempts, row.error_code) == ("sent", 3, None)


async def test_the_waits_grow_and_end_with_a_person_told(stage: Stage, provider: Provider) -> None:
    message = stage.say(stage.patient())
    provider.script += [SendError("http-503", "retry")] * 20
    waits: list[timedelta] = []
    while stage.message(message).status == "queued":
        stage.clock.now = max(stage.message(message).not_before, stage.clock.now)
        await drained(stage)
        waits.append(stage.message(message).not_before - stage.clock())
    assert len(waits) == 7
    assert waits[:6] == sorted(waits[:6])
    assert waits[5] >= timedelta(hours=2)
    assert stage.message(message).status == "failed"
    assert [task.kind for task in stage.rows("task")] == ["undelivered"]


async def test_too_fast_holds_the_whole_sender_for_as_long_as_the_provider_says(
    stage: Stage, provider: Provider
) -> None:
    patient = stage.patient()
    first, second = stage.say(patient), stage.say(patient)
    provider.script += [too_fast(30)]
    await drained(stage)  # one chain: the second was under way behind the first
    stage.say(patient)
    held = await drain(stage.running, stage.sender)
    assert held.taken == 0
    stage.clock.advance(seconds=40)
    await drain(stage.running, stage.sender)
    assert {stage.message(message).status for message in (first, second)} == {"sent"}
    assert len(provider.taken) == 3


async def test_an_opt_out_at_the_provider_becomes_ours(stage: Stage, provider: Provider) -> None:
    patient = stage.patient("+4520000120")
    stage.say(patient)
    later = stage.say(patient, not_before=stage.clock() + timedelta(days=1))
    provider.script.append(SendError("21610", "opt-out"))
    await drained(stage)
    assert stage.message(later).status == "cancelled"
    assert [row.status for row in stage.rows("patient")] == ["opted_out"]
    (kept,) = stage.rows("opt_out")
    assert (kept.source, kept.patient_id) == ("provider", patient)
    assert kept.address_index == stage.running.keyring.address_index(stage.clinic_id, "+4520000120")


@pytest.mark.parametrize("begun", [True, False])
async def test_the_clinic_is_told_of_an_opt_out_at_the_provider_once(
    stage: Stage, provider: Provider, begun: bool
) -> None:
    patient = stage.patient()
    stage.endpoint("ward", "https://ward.example.org", [], ["optout.received"])
    session = stage.session(patient) if begun else None
    stage.say(patient, session_id=session)
    provider.script.append(SendError("21610", "opt-out"))
    await drained(stage)
    (told,) = stage.rows("delivery")
    body = json.loads(
        stage.key_of(patient).open(
            told.payload_sealed, table="delivery", column="payload_sealed", row=str(told.delivery_id)
        )
    )
    about = {"pathway": "after-surgery", "wave": "baseline", "session": str(session)} if begun else {}
    assert (told.type, told.patient_id, told.session_id) == ("optout.received", patient, session)
    assert body["data"] == {"patient": stage.rows("patient")[0].ref, "channel": "sms", **about}


async def test_a_number_that_cannot_be_texted_stops_contacts_and_asks_staff(stage: Stage, provider: Provider) -> None:
    patient = stage.patient()
    stage.say(patient)
    session = stage.session(patient)
    contact = stage.say(
        patient, "reminder-2", session_id=session, exempt=False, not_before=stage.clock() + timedelta(days=1)
    )
    provider.script.append(SendError("30006", "stop-number"))
    await drained(stage)
    assert stage.message(contact).error_code == "bad-number"
    assert stage.rows("patient")[0].unreachable_at == stage.clock()
    (task,) = stage.rows("task")
    assert (task.kind, task.patient_id, task.detail["code"]) == ("bad_number", patient, "30006")


async def test_our_own_fault_pauses_the_sender_and_loses_nothing(stage: Stage, provider: Provider) -> None:
    for number in range(3):
        stage.say(stage.patient(f"+45200001{number:02}"))
    provider.script.append(SendError("20003", "pause-sender"))
    await drained(stage)
    assert [(row.paused, row.paused_reason) for row in stage.rows("sender")] == [(True, "20003")]
    stage.change("sender", paused=False)
    await drained(stage)
    assert {row.status for row in stage.rows("message_out")} == {"sent"}
    assert [task.kind for task in stage.rows("task")] == ["sender"]


def stranger(stage: Stage, address: str) -> dict[str, Any]:
    """A reply to somebody who is no patient, as the turns queue it."""
    message_id = uuid4()
    place = {"table": "message_out", "row": str(message_id)}
    content = '{"kind":"unknown-sender","args":{},"question":null,"priority":3,"exempt":true,"buttons":"none"}'
    return {
        "clinic_id": stage.clinic_id,
        "message_id": message_id,
        "sender_id": "text",
        "channel": "sms",
        "kind": "unknown-sender",
        "content_sealed": stage.clinic_key.seal(content, column="content_sealed", **place),
        "address_sealed": stage.clinic_key.seal(address, column="address_sealed", **place),
        "language": "en",
        "priority": 3,
        "exempt": True,
        "status": "queued",
        "attempts": 0,
        "doubts": 0,
        "not_before": stage.clock(),
        "created_at": stage.clock(),
    }


async def test_a_stranger_is_answered_and_their_opt_out_holds(stage: Stage, provider: Provider) -> None:
    stage.write(insert(tables["message_out"]).values(stranger(stage, "+4520000130")))
    await drained(stage)
    provider.script.append(SendError("21610", "opt-out"))
    stage.write(insert(tables["message_out"]).values(stranger(stage, "+4520000130")))
    await drained(stage)
    stage.write(insert(tables["message_out"]).values(stranger(stage, "+4520000130")))
    await drained(stage)
    assert [row.status for row in stage.rows("message_out")].count("sent") == 1
    assert [row.error_code for row in stage.rows("message_out") if row.status == "cancelled"] == ["opted-out"]
    assert len(provider.taken) == 1


async def lose(stage: Stage, provider: Provider, step: Any) -> Any:
    """Send one message and lose sight of it; returns its id."""
    message = stage.say(stage.patient())
    provider.script.append(step)
    with suppress(Killed):
        await drained(stage)
    return message


@pytest.mark.parametrize("step", [die, drop_answer])
async def test_what_the_provider_took_is_found_there_and_not_sent_again(
    stage: Stage, provider: Provider, step: Any
) -> None:
    message = await lose(stage, provider, step)
    stage.clock.advance(minutes=3)
    await resolve_unknown(stage.running)
    await drained(stage)
    row = stage.message(message)
    assert (row.status, row.provider_id, row.doubts, row.attempts) == ("delivered", "SMsms0001", 1, 1)
    assert len(provider.taken) == 1


@pytest.mark.parametrize("step", [Killed(), SendUnknownError()])
async def test_what_the_provider_does_not_have_is_sent_once_more_after_a_while(
    stage: Stage, provider: Provider, step: BaseException
) -> None:
    message = await lose(stage, provider, step)
    stage.clock.advance(minutes=3)
    await resolve_unknown(stage.running)
    await drained(stage)
    assert (stage.message(message).status, provider.taken) == ("unknown", [])
    stage.clock.advance(minutes=3)
    await resolve_unknown(stage.running)
    await drained(stage)
    row = stage.message(message)
    assert (row.status, row.attempts, row.doubts, len(provider.taken)) == ("sent", 2, 1, 1)


async def test_in_doubt_a_second_time_it_stays_so_and_staff_are_told(stage: Stage, provider: Provider) -> None:
    message = await lose(stage, provider, SendUnknownError())
    provider.script.append(SendUnknownError())
    for _ in range(6):
        stage.clock.advance(minutes=6)
        await resolve_unknown(stage.running)
        await drained(stage)
    row = stage.message(message)
    assert (row.status, row.attempts, row.doubts, provider.taken) == ("unknown", 2, 2, [])
    assert [(task.kind, task.detail["code"]) for task in stage.rows("task")] == [("undelivered", "unknown")]


@pytest.mark.parametrize("step", [die, SendUnknownError()])
async def test_where_nobody_can_be_asked_nothing_is_repeated(stage: Stage, provider: Provider, step: Any) -> None:
    provider.can_look_up = False
    message = await lose(stage, provider, step)
    for _ in range(3):
        stage.clock.advance(hours=1)
        await resolve_unknown(stage.running)
        await drained(stage)
    assert stage.message(message).status == "unknown"
    assert (provider.asked, len(provider.taken)) == (0, 1 if step is die else 0)
    assert [task.kind for task in stage.rows("task")] == ["undelivered"]


async def test_the_same_words_sent_twice_are_not_taken_for_one(stage: Stage, provider: Provider) -> None:
    patient = stage.patient()
    first = stage.say(patient)
    await drained(stage)
    second = stage.say(patient)
    provider.script.append(SendUnknownError())
    await drained(stage)
    stage.clock.advance(minutes=6)
    await resolve_unknown(stage.running)
    await drained(stage)
    rows = [stage.message(message) for message in (first, second)]
    assert [row.status for row in rows] == ["sent", "sent"]
    assert rows[0].provider_id != rows[1].provider_id
    assert len(provider.taken) == 2


async def test_a_stop_while_in_doubt_is_kept(stage: Stage, provider: Provider) -> None:
    patient = stage.patient()
    message = stage.say(patient)
    provider.script.append(SendUnknownError())
    await drained(stage)
    stage.opt_out(patient)
    stage.clock.advance(minutes=6)
    await resolve_unknown(stage.running)
    await drained(stage)
    assert (stage.message(message).status, provider.taken) == ("cancelled", [])
