"""Accounts kept over a provider that fails in every way it can, and workers that die: nothing lost, nothing doubled."""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest

from bot.sending import drain
from bot.statuses import record_status
from bot.unknowns import release_claims, resolve_unknown
from channels.channel import SendError, SendUnknownError, StatusChange
from tests.doubles.provider import Killed, Provider, die, drop_answer, too_fast
from tests.doubles.stage import Stage

MESSAGES = 24
FINAL = {"sent", "delivered", "undelivered", "failed", "read"}
STEPS: list[Any] = [
    "queued",
    "sent",
    die,
    drop_answer,
    Killed(),
    SendUnknownError(),
    SendError("http-503", "retry"),
    SendError("30003", "retry-slowly"),
    too_fast(5),
]


async def drain_until_killed(stage: Stage) -> None:
    """A worker that dies takes all that it had under way with it."""
    with suppress(Killed):
        await drain(stage.running, stage.sender, paced=False)
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


async def run_for_days(stage: Stage, provider: Provider, dice: random.Random) -> None:
    for _ in range(120):
        await drain_until_killed(stage)
        for number in range(1, len(provider.taken) + 1):
            if dice.random() < 0.1:
                status = dice.choice(["sent", "delivered"])
                with stage.open() as connection:
                    said = StatusChange("sms", provider.id_of(number), status, None, stage.clock(), "+4520000001")
                    record_status(connection, stage.running.keyring, said)
        stage.clock.advance(minutes=dice.choice([1, 3, 30, 120]))
        if stage.clock().hour >= 20 or stage.clock().hour < 7:
            stage.clock.advance(hours=12)
        release_claims(stage.running)
        await resolve_unknown(stage.running)
        if not stage.count("message_out", status="queued") and not provider.script:
            return


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_message_ends_and_reaches_its_phone_once(stage: Stage, provider: Provider, seed: int) -> None:
    dice = random.Random(seed)
    provider.script += dice.choices(STEPS, k=3 * MESSAGES)
    for number in range(MESSAGES):
        stage.say(stage.patient(f"+452000{4000 + number}"))
    await run_for_days(stage, provider, dice)
    rows = {row.message_id: row for row in stage.rows("message_out")}
    copies = Counter(sent.message_id for sent in provider.taken)
    assert len(rows) == MESSAGES
    for row in rows.values():
        assert row.status in FINAL or (row.status == "unknown" and row.doubts >= 2), row.status
        assert copies[row.message_id] <= 1
        assert (copies[row.message_id] == 1) is (row.status in ("sent", "delivered"))
    told = {task.patient_id for task in stage.rows("task")}
    assert told >= {row.patient_id for row in rows.values() if row.status not in ("sent", "delivered")}


async def test_staff_are_told_of_what_nobody_asked_about_while_the_workers_were_away(
    stage: Stage, provider: Provider
) -> None:
    provider.script.append(drop_answer)
    message = stage.say(stage.patient())
    await drain(stage.running, stage.sender, paced=False)
    stage.clock.advance(days=2)
    for _ in range(2):
        await resolve_unknown(stage.running)
    assert (stage.message(message).status, stage.message(message).error_code) == ("unknown", "unknown")
    assert [task.kind for task in stage.rows("task")] == ["undelivered"]
