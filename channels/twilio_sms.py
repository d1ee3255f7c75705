"""Text messages by Twilio: sending, and finding a message again whose fate was left open."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import floor
from types import MappingProxyType
from typing import Any, Final

import httpx
from twilio.rest import Client

from channels.channel import Handed, Inbound, Outbound, SendError, SendUnknownError, Sent, storable
from channels.segments import count
from channels.twilio_wire import TwilioWire

MESSAGING_SERVICE: Final = "MG"
LONGEST_VALIDITY: Final = 36_000  # seconds, Twilio's own limit and default
# Twilio's list is newest first; a patient gets a handful of messages in the minutes a look-up reaches back.
LOOKED_THROUGH: Final = 100
# Twilio's times have whole seconds and its clock is not ours.
CLOCKS_DIFFER: Final = timedelta(seconds=30)
# A message is handed over within minutes of `since`: the same words an hour later are another message.
HANDED_OVER_WITHIN: Final = timedelta(minutes=10)
# No edge or region from the environment: TWILIO_BASE_URL names the address, and settings alone read the environment.
NO_ENVIRONMENT: Final = MappingProxyType({"TWILIO_EDGE": "", "TWILIO_REGION": ""})

STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "accepted": "queued",
        "scheduled": "queued",
        "queued": "queued",
        "sending": "queued",
        "sent": "sent",
        "partially_delivered": "sent",
        "delivered": "delivered",
        "read": "read",
        "undelivered": "undelivered",
        "failed": "failed",
        "canceled": "failed",
    }
)


class TwilioSms:
    """`sender_address` is a number in E.164, a short code, an alphanumeric name, or the SID of a Messaging Service."""

    name = "sms"
    can_look_up = True

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        base_url: str | None = None,
        status_callback: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._wire = TwilioWire(base_url, transport)
        client = Client(account_sid, auth_token, http_client=self._wire, environment=NO_ENVIRONMENT)
        self._messages = client.api.v2010.account.messages
        self._more = {} if status_callback is None else {"status_callback": status_callback}

    def segments(self, text: str) -> int:
        return count(text).segments

    async def send(self, outbound: Outbound) -> Sent:
        more: dict[str, Any] = {**self._more, **sender_of(outbound)}
        if outbound.valid_for is not None:
            more["validity_period"] = min(max(1, floor(outbound.valid_for.total_seconds())), LONGEST_VALIDITY)
        try:
            message = await self._messages.create_async(to=outbound.address, body=outbound.text, **more)
        except ValueError:  # a success that is not JSON: something between us and Twilio answered
            raise SendUnknownError from None
        if not message.sid:
            raise SendUnknownError
        return self._receipt(message, outbound.text)

    async def look_up(self, outbound: Outbound, since: datetime) -> Sent | None:
        """Found by receiver, sender and words, the one nearest to `since` where they were said more than once.

        DateSent is not asked for: a message still in Twilio's queue has none.
        """
        which = {} if outbound.sender_address.startswith(MESSAGING_SERVICE) else sender_of(outbound)
        try:
            messages = await self._messages.list_async(
                to=outbound.address, limit=LOOKED_THROUGH, page_size=LOOKED_THROUGH, **which
            )
        except (SendError, ValueError):
            raise SendUnknownError from None
        ours = [message for message in messages if is_ours(message, outbound, since)]
        if not ours:
            return None
        return self._receipt(min(ours, key=lambda message: abs(message.date_created - since)), outbound.text)

    async def history(self, sender_address: str, since: datetime) -> list[Inbound | Handed]:
        """Everything to and from one number. Of a Messaging Service: what it sent; what came in is under its numbers.

        Twilio's filter is by day, so that what lies before `since` is left out here.
        """
        service = sender_address.startswith(MESSAGING_SERVICE)
        by = {} if service else {"from_": sender_address}
        outgoing = await self._list(date_sent_after=since, **by)
        incoming = [] if service else await self._list(date_sent_after=since, to=sender_address)
        sent = [each for each in outgoing if not service or each.messaging_service_sid == sender_address]
        found: list[Inbound | Handed] = [
            self._handed(each) for each in sent if each.direction != "inbound" and _moment(each) >= since
        ]
        heard = [each for each in incoming if each.direction == "inbound" and _moment(each) >= since]
        return [*found, *(_heard(each) for each in heard)]

    async def _list(self, **which: Any) -> list[Any]:
        try:
            listed: list[Any] = await self._messages.list_async(page_size=1000, **which)
        except ValueError:  # an answer that is not JSON
            raise SendUnknownError from None
        return [each for each in listed if each.date_created is not None or each.date_sent is not None]

    def _handed(self, message: Any) -> Handed:
        text = message.body or ""
        return Handed(self.name, self._receipt(message, text), message.to, text, _moment(message))

    def _receipt(self, message: Any, text: str) -> Sent:
        code = message.error_code
        return Sent(
            provider_id=message.sid,
            status=STATUSES.get(message.status, "queued"),
            segments=int(message.num_segments or 0) or self.segments(text),  # a Messaging Service says 0 at first
            error_code=None if code is None else str(code),
        )

    async def aclose(self) -> None:
        await self._wire.aclose()


def _moment(message: Any) -> datetime:
    """When Twilio took it: a message that waits in its queue has no other time."""
    moment: datetime = message.date_created or message.date_sent
    return moment


def _heard(message: Any) -> Inbound:
    return Inbound(
        channel="sms",
        provider_id=message.sid,
        sender_address=message.to,
        address=message.from_,
        text=storable(message.body or ""),
        received_at=_moment(message),
        media=int(message.num_media or 0),
        listed=True,
    )


def sender_of(outbound: Outbound) -> dict[str, str]:
    if outbound.sender_address.startswith(MESSAGING_SERVICE):
        return {"messaging_service_sid": outbound.sender_address}
    return {"from_": outbound.sender_address}


def is_ours(message: Any, outbound: Outbound, since: datetime) -> bool:
    """Whether a message of the provider's list is the one we were sending; it trims the ends of a text."""
    service = outbound.sender_address.startswith(MESSAGING_SERVICE)
    return (
        message.direction != "inbound"
        and message.date_created is not None
        and since - CLOCKS_DIFFER <= message.date_created <= since + HANDED_OVER_WITHIN
        and (message.body or "").strip() == outbound.text.strip()
        and (not service or message.messaging_service_sid == outbound.sender_address)
    )
