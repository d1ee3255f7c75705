"""One contract for every way of reaching a patient, each member against the wire it really speaks."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from channels.channel import Button, Channel, Outbound, SendUnknownError
from channels.phone import Phone
from channels.telegram import Telegram
from channels.twilio_sms import TwilioSms
from tests.doubles import telegram_api, twilio_api
from tests.doubles.http_double import serving

ADDRESSES = {"sms": ("+4520000001", "+4520000101"), "telegram": (telegram_api.USERNAME, "5001"), "phone": ("1", "2")}


@pytest.fixture(params=["sms", "telegram", "phone"])
async def channel(request: pytest.FixtureRequest) -> AsyncIterator[Channel]:
    if request.param == "phone":
        yield Phone()
        return
    with serving(twilio_api.TwilioDouble()) as twilio, serving(telegram_api.TelegramDouble()) as telegram:
        member: Channel = (
            TwilioSms(twilio_api.ACCOUNT, twilio_api.TOKEN, base_url=twilio.url)
            if request.param == "sms"
            else Telegram(telegram_api.TOKEN, base_url=telegram.url)
        )
        yield member
        await member.aclose()


def outbound(channel: Channel, text: str = "1 of 9. How strong is your pain?") -> Outbound:
    ours, theirs = ADDRESSES[channel.name]
    buttons = tuple(Button(str(number), number) for number in range(11))
    return Outbound(
        uuid4(), ours, theirs, text, nonce="AbCdEfGhIjKlMnOp", buttons=buttons, valid_for=timedelta(hours=2)
    )


async def test_a_message_is_taken_with_a_receipt(channel: Channel) -> None:
    sent = await channel.send(outbound(channel))
    assert sent.provider_id
    assert sent.status in ("queued", "sent", "delivered")
    assert sent.segments == 1
    assert sent.error_code is None


async def test_receipts_differ(channel: Channel) -> None:
    first, second = outbound(channel), outbound(channel)
    assert (await channel.send(first)).provider_id != (await channel.send(second)).provider_id


async def test_a_long_text_costs_what_the_channel_says(channel: Channel) -> None:
    text = "Sådan gør du. " * 30
    assert (await channel.send(outbound(channel, text))).segments == channel.segments(text)
    assert channel.segments("") == 1


async def test_a_message_is_found_again_or_cannot_be_asked_for(channel: Channel) -> None:
    message = outbound(channel)
    since = datetime.now(UTC)
    if channel.can_look_up:
        sent = await channel.send(message)
        assert await channel.look_up(message, since) == sent
    else:
        with pytest.raises(SendUnknownError):
            await channel.look_up(message, since)
