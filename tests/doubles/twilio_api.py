"""Twilio as we meet it: its REST API for messages on loopback, and the signed requests that it makes of us.

Nothing is delivered by itself: a test says what becomes of a message, and posts what Twilio would. Run as a module it
serves until it is ended: `python -m tests.doubles.twilio_api --port 8099`.
"""

import argparse
import base64
import re
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from twilio.request_validator import RequestValidator

from channels.segments import count
from tests.doubles.http_double import Asked, Fault, HttpDouble, Reply, serving

ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "00000000000000000000000000000002"
VERSION = "2010-04-01"
MESSAGE = re.compile(r"(?P<sid>(?:SM|MM)[0-9a-f]{32})\.json")


def refuse(status: int, code: int, headers: Mapping[str, str] | None = None) -> Fault:
    return Fault("refuse", reply=error(status, code, headers))


def error(status: int, code: int, headers: Mapping[str, str] | None = None) -> Reply:
    body = {
        "code": code,
        "message": f"Refused with {code}",
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return Reply(status, body, headers or {})


@dataclass
class TwilioDouble(HttpDouble):
    """`messages` are the resources, newest last; each create makes a new one: the API has no idempotency key."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, str]] = field(default_factory=list)  # the fields of every create that was taken
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def may_fail(self, asked: Asked) -> bool:
        return asked.method == "POST"

    def answer(self, asked: Asked) -> Reply:
        home = f"/{VERSION}/Accounts/{ACCOUNT}/Messages"
        if asked.headers.get("authorization") != f"Basic {base64.b64encode(f'{ACCOUNT}:{TOKEN}'.encode()).decode()}":
            return error(401, 20003)
        if asked.path == f"{home}.json":
            return self.create(asked.fields) if asked.method == "POST" else self.page(asked.fields, f"{home}.json")
        found = MESSAGE.fullmatch(asked.path.removeprefix(f"{home}/"))
        with self.lock:
            for message in self.messages:
                if found is not None and message["sid"] == found["sid"]:
                    return Reply(200, message)
        return error(404, 20404)

    def create(self, fields: Mapping[str, str]) -> Reply:
        if not fields.get("To"):
            return error(400, 21604)
        if not (fields.get("From") or fields.get("MessagingServiceSid")):
            return error(400, 21603)
        if not fields.get("Body"):
            return error(400, 21602)
        if len(fields["Body"]) > 1600:
            return error(400, 21617)
        if not 1 <= int(fields.get("ValidityPeriod", 36000)) <= 36000:
            return error(400, 21616)
        service = fields.get("MessagingServiceSid")
        message = self.resource(
            sender=fields.get("From"),
            to=fields["To"],
            body=fields["Body"],
            direction="outbound-api",
            status="accepted" if service else "queued",
            service=service,
        )
        with self.lock:
            self.requests.append(dict(fields))
            self.messages.append(message)
        return Reply(201, message)

    def resource(
        self, *, sender: str | None, to: str, body: str, direction: str, status: str, service: str | None = None
    ) -> dict[str, Any]:
        sid = f"SM{uuid4().hex}"
        uri = f"/{VERSION}/Accounts/{ACCOUNT}/Messages/{sid}"
        now = format_datetime(self.clock())
        return {
            "account_sid": ACCOUNT,
            "api_version": VERSION,
            "body": body,
            "date_created": now,
            "date_sent": None,
            "date_updated": now,
            "direction": direction,
            "error_code": None,
            "error_message": None,
            "from": sender,
            "messaging_service_sid": service,
            "num_media": "0",
            "num_segments": "0" if service else str(count(body).segments),
            "price": None,
            "price_unit": "USD",
            "sid": sid,
            "status": status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": to,
            "uri": f"{uri}.json",
        }

    def page(self, fields: Mapping[str, str], uri: str) -> Reply:
        size, number = int(fields.get("PageSize", 50)), int(fields.get("Page", 0))
        with self.lock:
            found = [
                message
                for message in reversed(self.messages)
                if fields.get("To") in (None, message["to"]) and fields.get("From") in (None, message["from"])
            ]
        shown = found[number * size : (number + 1) * size]
        where = {name: value for name, value in fields.items() if name in ("To", "From")} | {"PageSize": str(size)}

        def page_uri(wanted: int) -> str:
            return f"{uri}?{urlencode(where | {'Page': str(wanted)})}"

        body = {
            "end": number * size + max(len(shown) - 1, 0),
            "first_page_uri": page_uri(0),
            "messages": shown,
            "next_page_uri": page_uri(number + 1) if len(found) > (number + 1) * size else None,
            "page": number,
            "page_size": size,
            "previous_page_uri": page_uri(number - 1) if number else None,
            "start": number * size,
            "uri": page_uri(number),
        }
        return Reply(200, body)

    def becomes(self, sid: str, status: str, code: int | None = None) -> dict[str, str]:
        """A message changes at Twilio; the fields of the callback that tells of it."""
        with self.lock:
            message = next(message for message in self.messages if message["sid"] == sid)
            message.update(status=status, error_code=code, date_sent=format_datetime(self.clock()))
        fields = {
            "SmsSid": sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": message["to"],
            "MessageSid": sid,
            "AccountSid": ACCOUNT,
            "From": message["from"] or "+4520000009",
            "ApiVersion": VERSION,
        }
        if message["messaging_service_sid"]:
            fields["MessagingServiceSid"] = message["messaging_service_sid"]
        return fields | ({} if code is None else {"ErrorCode": str(code)})

    def hears(self, sender: str, to: str, body: str, **more: str) -> dict[str, str]:
        """A person writes: the message stands at Twilio, and these are the fields of its request to us."""
        message = self.resource(sender=sender, to=to, body=body, direction="inbound", status="received")
        with self.lock:
            self.messages.append(message)
        return inbound_fields(message["sid"], sender, to, body) | more


def inbound_fields(sid: str, sender: str, to: str, body: str) -> dict[str, str]:
    """An inbound text as Twilio posts it, empty parameters included."""
    return {
        "ToCountry": "DK",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": body,
        "FromCountry": "DK",
        "To": to,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": sender,
        "ApiVersion": VERSION,
    }


def signed(url: str, fields: Mapping[str, str] | Sequence[tuple[str, str]], token: str = TOKEN) -> dict[str, str]:
    """The headers under which Twilio would post these fields to this public address."""
    parts = urlsplit(url)
    assert not parts.fragment, "Twilio does not sign the part after #"
    form = dict(fields)
    return {
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "x-twilio-signature": RequestValidator(token).compute_signature(url, form),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    with serving(TwilioDouble(), parser.parse_args().port) as double:
        print(double.url, flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    main()
