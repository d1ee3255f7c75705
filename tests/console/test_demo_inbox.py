"""The demo's clinic takes only what Prosvar signed, and only while it is fresh."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from bot.demo_inbox import Inbox, NotGenuineError

NOW = datetime.now(UTC)
BODY = json.dumps({"type": "session.completed", "timestamp": NOW.isoformat(), "data": {"patient": "S-0001"}})


def signed(inbox: Inbox, body: str = BODY, at: datetime | None = None, secret: str | None = None) -> dict[str, str]:
    at = at or datetime.now(UTC)  # the library reads the clock, and others' tests came before this one
    signature = Webhook(secret or inbox.secret).sign("d-1", at, body)
    return {"webhook-id": "d-1", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}


def test_what_is_signed_is_kept_once_however_often_it_comes() -> None:
    inbox = Inbox()
    for _ in range(2):
        inbox.take("record", signed(inbox), BODY, NOW)
    assert [each.data["patient"] for each in inbox.received.values()] == ["S-0001"]


def test_one_good_signature_of_several_is_enough() -> None:
    inbox = Inbox()
    headers = signed(inbox)
    headers["webhook-signature"] = "v1,b2xk v1a,b3RoZXI= " + headers["webhook-signature"]
    assert inbox.take("record", headers, BODY, NOW).type == "session.completed"


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(days=-1)])
def test_a_request_of_another_time_is_refused(age: timedelta) -> None:
    inbox = Inbox()
    with pytest.raises(NotGenuineError):
        inbox.take("record", signed(inbox, at=datetime.now(UTC) - age), BODY, NOW)


@pytest.mark.parametrize("lacking", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_header_that_is_missing_is_no_crash(lacking: str) -> None:
    inbox = Inbox()
    headers = signed(inbox)
    del headers[lacking]
    with pytest.raises(NotGenuineError):
        inbox.take("record", headers, BODY, NOW)


@pytest.mark.parametrize("timestamp", ["", "soon", "99999999999999999999"])
def test_a_time_that_cannot_be_read_is_no_crash(timestamp: str) -> None:
    inbox = Inbox()
    with pytest.raises(NotGenuineError):
        inbox.take("record", signed(inbox) | {"webhook-timestamp": timestamp}, BODY, NOW)


def test_another_body_or_another_secret_is_refused_and_counted() -> None:
    inbox = Inbox()
    with pytest.raises(NotGenuineError):
        inbox.take("record", signed(inbox), BODY.replace("S-0001", "S-0002"), NOW)
    with pytest.raises(NotGenuineError):
        inbox.take("record", signed(inbox, secret=Inbox().secret), BODY, NOW)
    assert inbox.received == {}
    assert inbox.refused == 2
