"""Sending by Twilio: what goes over the wire, what each kind of failure is called, and finding a message again."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import UUID

import httpx
import pytest

from channels import remedies
from channels.channel import Outbound, SendError, SendUnknownError
from channels.twilio_sms import TwilioSms
from tests.doubles.http_double import BAD_GATEWAY, Fault, Reply, serving
from tests.doubles.twilio_api import ACCOUNT, TOKEN, TwilioDouble, refuse

CALLBACK = "https://prosvar.example.org/webhooks/twilio/status"
MESSAGE = Outbound(
    UUID(int=1), "+4520000001", "+4520000101", "1 of 9. Hvor ondt gør det?", valid_for=timedelta(hours=3)
)
SERVICE = "MG00000000000000000000000000000001"


@pytest.fixture
def twilio() -> Iterator[TwilioDouble]:
    with serving(TwilioDouble()) as double:
        yield double


@pytest.fixture
async def sms(twilio: TwilioDouble) -> AsyncIterator[TwilioSms]:
    channel = TwilioSms(ACCOUNT, TOKEN, base_url=twilio.url, status_callback=CALLBACK)
    yield channel
    await channel.aclose()


async def test_what_twilio_is_told(sms: TwilioSms, twilio: TwilioDouble) -> None:
    sent = await sms.send(MESSAGE)
    assert twilio.requests == [
        {
            "To": "+4520000101",
            "From": "+4520000001",
            "Body": "1 of 9. Hvor ondt gør det?",
            "StatusCallback": CALLBACK,
            "ValidityPeriod": "10800",
        }
    ]
    assert (sent.provider_id, sent.status, sent.segments) == (twilio.messages[0]["sid"], "queued", 1)


async def test_a_messaging_service_is_named_as_one_and_its_segments_are_counted_by_us(
    sms: TwilioSms, twilio: TwilioDouble
) -> None:
    sent = await sms.send(replace(MESSAGE, sender_address=SERVICE, text="a" * 161))
    assert twilio.requests[0]["MessagingServiceSid"] == SERVICE
    assert "From" not in twilio.requests[0]
    assert (sent.status, sent.segments) == ("queued", 2)


@pytest.mark.parametrize(
    ("valid_for", "told"),
    [(timedelta(milliseconds=200), "1"), (timedelta(days=2), "36000"), (timedelta(seconds=90.9), "90"), (None, None)],
)
async def test_validity_stays_within_what_twilio_takes(
    sms: TwilioSms, twilio: TwilioDouble, valid_for: timedelta | None, told: str | None
) -> None:
    await sms.send(replace(MESSAGE, valid_for=valid_for))
    assert twilio.requests[0].get("ValidityPeriod") == told


@pytest.mark.parametrize(
    ("fault", "code", "remedy"),
    [
        (refuse(429, 20429), "20429", "retry"),
        (refuse(429, 63038), "63038", "pause-sender"),
        (refuse(400, 21610), "21610", "opt-out"),
        (refuse(400, 21211), "21211", "stop-number"),
        (refuse(400, 21614), "21614", "stop-number"),
        (refuse(400, 21408), "21408", "pause-sender"),
        (refuse(401, 20003), "20003", "pause-sender"),
        (refuse(403, 99999), "99999", "pause-sender"),
        (refuse(400, 99999), "99999", "give-up"),
        (refuse(400, 21617), "21617", "give-up"),
        (refuse(500, 20500), "20500", "retry"),
        (refuse(503, 20503), "20503", "retry"),
        (Fault("refuse", reply=Reply(503, "busy")), "http-503", "retry"),
        (Fault("refuse", reply=Reply(302, "", {"location": "/elsewhere"})), "http-302", "give-up"),
    ],
)
async def test_each_refusal_has_its_remedy(
    sms: TwilioSms, twilio: TwilioDouble, fault: Fault, code: str, remedy: str
) -> None:
    twilio.faults.append(fault)
    with pytest.raises(SendError) as refused:
        await sms.send(MESSAGE)
    assert (refused.value.code, refused.value.remedy) == (code, remedy)
    assert twilio.messages == []


@pytest.mark.parametrize(("said", "wait"), [("7", 7), ("999999", 3600), ("soon", None), (None, None)])
async def test_the_wait_that_twilio_asks_for_is_kept(
    sms: TwilioSms, twilio: TwilioDouble, said: str | None, wait: int | None
) -> None:
    twilio.faults.append(refuse(429, 20429, {} if said is None else {"retry-after": said}))
    with pytest.raises(SendError) as refused:
        await sms.send(MESSAGE)
    assert refused.value.retry_after == (None if wait is None else timedelta(seconds=wait))


@pytest.mark.parametrize(
    "fault",
    [
        Fault("drop", taken=True),
        Fault("drop", taken=False),
        Fault("refuse", taken=True, reply=BAD_GATEWAY),
        Fault("refuse", taken=True, reply=Reply(504, "")),
        Fault("refuse", taken=True, reply=Reply(201, "<html>welcome</html>")),
        Fault("refuse", taken=True, reply=Reply(201, {})),
    ],
)
async def test_a_lost_answer_is_unknown_and_looked_up(sms: TwilioSms, twilio: TwilioDouble, fault: Fault) -> None:
    since = datetime.now(UTC)
    twilio.faults.append(fault)
    with pytest.raises(SendUnknownError):
        await sms.send(MESSAGE)
    found = await sms.look_up(MESSAGE, since)
    assert (found is not None) == fault.taken
    if found is not None:
        assert found.provider_id == twilio.messages[0]["sid"]


async def test_a_slow_answer_is_unknown() -> None:
    def too_slow(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("", request=request)

    channel = TwilioSms(ACCOUNT, TOKEN, transport=httpx.MockTransport(too_slow))
    with pytest.raises(SendUnknownError):
        await channel.send(MESSAGE)
    with pytest.raises(SendUnknownError):
        await channel.look_up(MESSAGE, datetime.now(UTC))


async def test_what_never_left_is_tried_again() -> None:
    channel = TwilioSms(ACCOUNT, TOKEN, base_url="http://127.0.0.1:9")  # nobody listens on the discard port
    with pytest.raises(SendError) as refused:
        await channel.send(MESSAGE)
    assert (refused.value.code, refused.value.remedy) == ("unreachable", "retry")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, True),
        ({"body": "1 of 9. Hvor ondt gør det? "}, True),  # ends are trimmed on the way
        ({"body": "2 of 9. Hvordan sover du?"}, False),
        ({"from": "+4520000002"}, False),
        ({"to": "+4520000102"}, False),
        ({"direction": "inbound"}, False),
        ({"date_created": "Mon, 06 Jan 2025 08:00:00 +0000"}, False),  # the same words of an earlier wave
    ],
)
async def test_a_message_is_known_by_receiver_sender_words_and_time(
    sms: TwilioSms, twilio: TwilioDouble, change: dict[str, str], found: bool
) -> None:
    since = datetime.now(UTC)
    await sms.send(MESSAGE)
    twilio.messages[0].update(change)
    assert (await sms.look_up(MESSAGE, since) is not None) == found


async def test_of_the_same_words_twice_the_nearer_is_meant(sms: TwilioSms, twilio: TwilioDouble) -> None:
    """A reply that was said again a little later, and recorded, is not taken for the one in doubt."""
    since = datetime.now(UTC)
    for offset in (2, 180, 3600):
        await sms.send(MESSAGE)
        twilio.messages[-1]["date_created"] = format_datetime(since + timedelta(seconds=offset))
    found = await sms.look_up(MESSAGE, since)
    assert found is not None
    assert found.provider_id == twilio.messages[0]["sid"]
    found = await sms.look_up(MESSAGE, since + timedelta(minutes=3))
    assert found is not None
    assert found.provider_id == twilio.messages[1]["sid"]
    assert await sms.look_up(MESSAGE, since + timedelta(minutes=20)) is None


async def test_a_message_of_a_service_is_found_whichever_number_it_took(sms: TwilioSms, twilio: TwilioDouble) -> None:
    message = replace(MESSAGE, sender_address=SERVICE)
    since = datetime.now(UTC)
    await sms.send(message)
    twilio.messages[0].update({"from": "+4520000009", "status": "delivered", "num_segments": "1"})
    found = await sms.look_up(message, since)
    assert found is not None
    assert found.status == "delivered"
    assert await sms.look_up(replace(message, sender_address=SERVICE[:-1] + "2"), since) is None


async def test_a_failure_found_later_carries_its_code(sms: TwilioSms, twilio: TwilioDouble) -> None:
    since = datetime.now(UTC)
    await sms.send(MESSAGE)
    twilio.becomes(twilio.messages[0]["sid"], "undelivered", 30006)
    found = await sms.look_up(MESSAGE, since)
    assert found is not None
    assert (found.status, found.error_code) == ("undelivered", "30006")
    assert remedies.remedy("sms", "30006") == "stop-number"


def test_a_failure_does_not_quote_what_was_sent() -> None:
    error = SendError("21211", "stop-number")
    assert "21211" in str(error)
    assert MESSAGE.address not in str(error)


def test_every_code_has_one_remedy() -> None:
    for name in ("sms", "telegram"):
        assert remedies.remedy(name, "never-heard-of") == "give-up"
    assert remedies.remedy("phone", "anything") == "give-up"
