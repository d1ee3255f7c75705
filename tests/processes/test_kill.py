"""kill -9 of the real server, between commit and send and in the middle of turns: what was acknowledged is kept."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from bot.clock import MovableClock
from bot.jobs import settle
from bot.running import start, stop
from bot.settings import Settings
from channels.twilio_sms import TwilioSms
from store.database import transaction
from tests.doubles.clinic_endpoint import clinic_endpoint
from tests.doubles.http_double import serving
from tests.doubles.twilio_api import ACCOUNT, TOKEN, TwilioDouble
from tests.processes.crowd import ANSWERS, Crowd, Server, write_clinic

pytestmark = pytest.mark.processes
PATIENTS = 24
KILLS = 2
IN_DOUBT = ("claimed", "sending", "unknown")
ROUNDS = 36  # of ten minutes: longer than a refused message is tried again, and too short for a reminder
tables = SQLModel.metadata.tables


class SlowTwilio(TwilioDouble):
    """Takes the message at once and answers a little later: a kill in between leaves its fate unknown to us."""

    def create(self, fields: Any) -> Any:
        reply = super().create(fields)
        time.sleep(0.03)
        return reply


def rows(engine: Engine, table: str, **where: Any) -> list[dict[str, Any]]:
    with transaction(engine) as connection:
        return [dict(row) for row in connection.execute(select(tables[table]).filter_by(**where)).mappings()]


async def test_nothing_acknowledged_is_lost_and_nothing_is_sent_twice(
    tmp_path: Path, tell: Callable[..., None]
) -> None:
    phones = [f"+45200001{number:02}" for number in range(PATIENTS)]
    dice = random.Random(20261121)
    with (
        serving(SlowTwilio()) as twilio,
        clinic_endpoint() as endpoint,
        Server(tmp_path / "home", twilio) as server,
    ):
        clinic, patients = write_clinic(tmp_path / "clinic", endpoint.url, phones)
        server.run("clinic", "apply", str(clinic))
        server.run("patient", "import", str(patients))
        server.start()
        crowd = Crowd(server, twilio, phones, pause=0.5)
        threads = crowd.live()
        for kill in range(1, KILLS + 1):
            crowd.wait_for(kill * PATIENTS * 2)
            await asyncio.sleep(dice.uniform(0, 0.2))
            server.kill()
            server.environment["PROSVAR_TURN_PROCESSES"] = str(kill)  # in threads at first, then in other processes
            server.start()
        crowd.come_to_rest(threads)
        server.kill()
        await settle_what_is_left(server, twilio)
        report = account(server, crowd, twilio)
        tell(**report)
    assert report["lost"] == 0
    assert report["repeated_unflagged"] == 0
    assert report["recovered"] == report["left_in_doubt"]
    assert report["acknowledged"] > PATIENTS * KILLS * 2


async def settle_what_is_left(server: Server, twilio: TwilioDouble) -> None:
    """A worker ten minutes later, at a provider that is well: what was under way is looked up, the rest is sent."""
    clock = MovableClock(timedelta(minutes=10))
    twilio.chance = 0.0
    running = start(
        Settings(home=server.home, allow_loopback_endpoints=True),
        clock=clock,
        channels={"sms": TwilioSms(ACCOUNT, TOKEN, base_url=twilio.url)},
    )
    try:
        server.left = len(unended(running.engine, *IN_DOUBT))
        await settle(running)
        for _ in range(ROUNDS):
            if not unended(running.engine, "queued", *IN_DOUBT):
                break
            clock.advance(timedelta(minutes=10))
            await settle(running)
        server.unended = len(unended(running.engine, "queued", *IN_DOUBT))
        server.tables = {
            name: rows(running.engine, name) for name in ("message_in", "message_out", "answer", "session", "task")
        }
    finally:
        await stop(running)


def unended(engine: Engine, *statuses: str) -> list[dict[str, Any]]:
    """Messages that somebody has still to do something about; of one that stays unknown staff have been told."""
    found = [row for status in statuses for row in rows(engine, "message_out", status=status)]
    return [row for row in found if row["status"] != "unknown" or row["error_code"] is None]


def account(server: Server, crowd: Crowd, twilio: TwilioDouble) -> dict[str, int]:
    """Attempted, acknowledged, lost, repeated, recovered, as rows and as what the phones have seen."""
    kept = {row["provider_id"] for row in server.tables["message_in"]}
    sent = Counter((message["to"], message["body"]) for message in twilio.messages if message["direction"] != "inbound")
    extra = sum(count - 1 for count in sent.values())
    flagged = sum(row["doubts"] > 0 for row in server.tables["message_out"])
    for_staff = sum(row["status"] == "unknown" for row in server.tables["message_out"])
    tasks = sum(row["kind"] == "undelivered" for row in server.tables["task"])
    assert for_staff <= tasks, "what nobody can tell is told to staff"
    answered = Counter(row["session_id"] for row in server.tables["answer"])
    assert max(answered.values(), default=0) <= len(ANSWERS) - 4, "no reply was stored twice"
    return {
        "attempted": len(crowd.attempted),
        "acknowledged": len(crowd.acknowledged),
        "lost": len(crowd.acknowledged - kept),
        "repeated": extra,
        "repeated_unflagged": max(0, extra - flagged),
        "left_in_doubt": server.left,
        "recovered": server.left - server.unended,
        "for_staff": for_staff,
        "completed": sum(row["state"] == "completed" for row in server.tables["session"]),
    }
