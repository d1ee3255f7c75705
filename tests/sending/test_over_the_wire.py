"""The same accounts kept over Twilio's wire: refusals, lost answers and status requests as they come from outside."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from email.utils import format_datetime

import pytest
from sqlalchemy import Engine

from bot.sending import drain
from bot.statuses import record_status
from bot.unknowns import resolve_unknown
from channels.twilio_requests import parse_status
from channels.twilio_sms import TwilioSms
from store.crypto import Keyring
from tests.doubles.http_double import Fault, serving
from tests.doubles.stage import Stage, open_stage
from tests.doubles.twilio_api import ACCOUNT, TOKEN, TwilioDouble, refuse


@pytest.fixture
def twilio() -> Iterator[TwilioDouble]:
    with serving(TwilioDouble()) as double:
        yield double


@pytest.fixture
async def stage(engine: Engine, keyring: Keyring, twilio: TwilioDouble) -> AsyncIterator[Stage]:
    channel = TwilioSms(ACCOUNT, TOKEN, base_url=twilio.url)
    async with open_stage(engine, keyring, channel) as stage:
        yield stage
    await channel.aclose()


async def go_on(stage: Stage, twilio: TwilioDouble, rounds: int) -> None:
    for _ in range(rounds):
        known = len(twilio.messages)
        await drain(stage.running, stage.sender, paced=False)
        for message in twilio.messages[known:]:
            message["date_created"] = format_datetime(stage.clock())  # Twilio's day is ours
        stage.clock.advance(minutes=6)
        await resolve_unknown(stage.running)


async def test_a_third_of_all_requests_failing_loses_and_doubles_nothing(stage: Stage, twilio: TwilioDouble) -> None:
    twilio.chance = 0.35
    twilio.chances = (refuse(429, 20429), refuse(503, 20503), Fault("drop", taken=True), Fault("drop", taken=False))
    for number in range(30):
        stage.say(stage.patient(f"+452000{5000 + number}"))
    await go_on(stage, twilio, 20)
    copies = Counter(message["to"] for message in twilio.messages)
    rows = stage.rows("message_out")
    assert set(copies.values()) == {1}
    assert sum(row.status == "sent" for row in rows) == len(copies)
    assert {row.status for row in rows} <= {"sent", "unknown"}
    assert {row.provider_id for row in rows if row.status == "sent"} == {each["sid"] for each in twilio.messages}


async def test_what_twilio_says_later_is_taken_in(stage: Stage, twilio: TwilioDouble) -> None:
    reached, landline = (stage.say(stage.patient(f"+452000600{n}")) for n in (1, 2))
    await go_on(stage, twilio, 1)
    sids = {message["to"]: message["sid"] for message in twilio.messages}
    for sid, status, code in ((sids["+4520006001"], "delivered", None), (sids["+4520006002"], "undelivered", 30006)):
        said = parse_status(twilio.becomes(sid, status, code), stage.clock())
        assert said is not None
        with stage.open() as connection:
            assert record_status(connection, stage.running.keyring, said) == "applied"
    assert stage.message(reached).status == "delivered"
    assert (stage.message(landline).status, stage.message(landline).error_code) == ("undelivered", "30006")
    assert [task.kind for task in stage.rows("task")] == ["bad_number"]
