"""Twilio's requests over the wire: what is taken, what is refused, and what only looks like either."""

import asyncio
import hashlib
import itertools
import random
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from store.database import transaction
from tests.doubles import twilio_api
from tests.doubles.twilio_api import inbound_fields
from tests.webhooks.conftest import PUBLIC, Edge

MESSAGE = "/webhooks/twilio/message"
STATUS = "/webhooks/twilio/status"
OURS, THEIRS = "+4520000001", "+4520000101"
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


def fields(body: str = "Hej", sid: str | None = None, **more: str) -> dict[str, str]:
    return inbound_fields(sid or f"SM{uuid4().hex}", THEIRS, OURS, body) | more


async def test_a_signed_message_is_kept_and_answered_with_nothing(edge: Edge) -> None:
    edge.stage.patient(THEIRS)
    answer = await edge.twilio(MESSAGE, fields("Søvn & smerte + 7 €"))
    assert (answer.status_code, answer.text) == (200, NOTHING)
    assert answer.headers["content-type"].startswith("text/xml")
    [heard] = edge.heard()
    assert (heard.channel, heard.sender_id, heard.media) == ("sms", "text", 0)


async def test_a_stop_is_committed_when_twilio_is_answered(edge: Edge) -> None:
    edge.stage.patient(THEIRS)
    answer = await edge.twilio(MESSAGE, fields("STOP", OptOutType="STOP"))
    assert answer.status_code == 200
    assert [patient.status for patient in edge.stage.rows("patient")] == ["opted_out"]
    assert edge.stage.count("opt_out", source="patient") == 1


@pytest.mark.parametrize(
    "more",
    [
        {"Body": ""},
        {"Body": "", "NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x", "MediaContentType0": "image/jpeg"},
        {"Body": "a\x00b\u202e\u200d"},
        {"ANewParameter": "", "AnotherOne": "x"},
        {"Body": "x" * 1600},
        {"NumMedia": "9" * 30},
        {"NumMedia": "9" * 5000},
        {"OriginalRepliedMessageSid": "SM\x00"},
        {"MessagingServiceSid": "MG\x00"},
        {"MessageSid": "SM\x00"},
    ],
)
async def test_odd_messages_are_kept_too(edge: Edge, more: dict[str, str]) -> None:
    edge.stage.patient(THEIRS)
    assert (await edge.twilio(MESSAGE, fields() | more)).status_code == 200
    assert len(edge.heard()) == 1


@pytest.mark.parametrize("path", [MESSAGE, STATUS])
@pytest.mark.parametrize("sid", ["\x00", "SM" + "".join(chr(33 + n % 90) for n in range(9000)), "SM" * 33])
async def test_an_id_that_cannot_be_one_is_an_error_of_its_own_request(edge: Edge, path: str, sid: str) -> None:
    """Not of the database: that would be 503 for all who wrote in the same moment."""
    form = {**fields(), "MessageStatus": "delivered", "SmsMessageSid": "", "SmsSid": "", "MessageSid": sid}
    assert (await edge.twilio(path, form)).status_code == 400
    assert edge.heard() == []


async def test_a_replay_has_no_second_effect(edge: Edge) -> None:
    """A signature has no time in it, so a replay verifies: the message's id is the only defence."""
    edge.stage.patient(THEIRS)
    form = fields("help")
    answers = await asyncio.gather(*(edge.twilio(MESSAGE, form) for _ in range(5)))
    answers.append(await edge.twilio(MESSAGE, form))
    assert {answer.status_code for answer in answers} == {200}
    assert len(edge.heard()) == 1
    assert edge.stage.count("message_out") <= 1


@pytest.mark.parametrize(
    "headers",
    [
        {"x-twilio-signature": None},
        {"x-twilio-signature": ""},
        {"x-twilio-signature": "bm90IGl0IGF0IGFsbCwgbm8gLSBuby4="},
        {"x-twilio-webhooks-signature-settings": "key=k,algorithm=HMAC_SHA256"},
        {"x-twilio-webhooks-signature-settings": "algorithm=NONE"},
    ],
)
async def test_what_is_not_signed_is_refused(edge: Edge, headers: dict[str, str | None]) -> None:
    answer = await edge.twilio(MESSAGE, fields("STOP"), **headers)
    assert answer.status_code == 403
    assert edge.heard() == []


async def test_a_signature_for_other_words_or_another_address_is_refused(edge: Edge) -> None:
    form = fields("STOP")
    for signed, posted, path in [
        (f"{PUBLIC}{MESSAGE}", form | {"Body": "START"}, MESSAGE),
        (f"{PUBLIC}{MESSAGE}", {name: value for name, value in form.items() if value}, MESSAGE),
        (f"{PUBLIC}{STATUS}", form, MESSAGE),
        (f"{PUBLIC}{MESSAGE}", form, f"{MESSAGE}?more=1"),
        (f"http://10.0.0.7:8000{MESSAGE}", form, MESSAGE),  # the host that the caller names
    ]:
        headers = twilio_api.signed(signed, form)
        answer = await edge.http.post(path, content=str(httpx.QueryParams(posted)), headers=headers)
        assert answer.status_code == 403
    assert edge.heard() == []


async def test_the_query_is_part_of_what_was_signed(edge: Edge) -> None:
    edge.stage.patient(THEIRS)
    assert (await edge.twilio(f"{MESSAGE}?clinic=a%20b&x=", fields())).status_code == 200
    assert len(edge.heard()) == 1


async def test_another_account_is_refused(edge: Edge) -> None:
    answer = await edge.twilio(MESSAGE, fields(AccountSid="AC00000000000000000000000000000009"))
    assert answer.status_code == 403
    assert edge.heard() == []


async def test_json_is_refused_with_and_without_its_hash(edge: Edge) -> None:
    body = '{"Body":"STOP"}'
    bare = await edge.http.post(MESSAGE, content=body, headers={"content-type": "application/json"})
    empty_signature = twilio_api.signed(f"{PUBLIC}{MESSAGE}", {})
    unhashed = await edge.http.post(
        MESSAGE, content=body, headers=empty_signature | {"content-type": "application/json"}
    )
    path = f"{MESSAGE}?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    headers = twilio_api.signed(f"{PUBLIC}{path}", {}) | {"content-type": "application/json"}
    hashed = await edge.http.post(path, content=body, headers=headers)
    assert [bare.status_code, unhashed.status_code, hashed.status_code] == [403, 403, 415]
    assert edge.heard() == []


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&".join(b"a=1" for _ in range(999)), b"", b"%", b"=&=&"])
async def test_bytes_that_are_no_form_are_refused(edge: Edge, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": "AAAA"}
    assert (await edge.http.post(MESSAGE, content=body, headers=headers)).status_code == 403


async def test_a_body_without_end_is_cut_off(edge: Edge) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 4096

    headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": "AAAA"}
    assert (await edge.http.post(MESSAGE, content=endless(), headers=headers)).status_code == 413
    assert (await edge.http.post(MESSAGE, content=b"x" * 70_000, headers=headers)).status_code == 413


async def test_a_signed_message_without_a_sender_is_an_error_that_says_so(edge: Edge) -> None:
    answer = await edge.twilio(MESSAGE, fields(From=""))
    assert answer.status_code == 400
    assert "From" in answer.text


async def test_a_message_to_a_number_of_no_clinic_is_not_acknowledged(edge: Edge) -> None:
    """Nobody keeps it, so it must stay visible at Twilio."""
    answer = await edge.twilio(MESSAGE, fields(To="+4520000999"))
    assert answer.status_code == 404
    assert THEIRS not in answer.text


async def test_a_number_of_a_messaging_service_is_known_by_either_name(edge: Edge) -> None:
    service = "MG00000000000000000000000000000001"
    edge.stage.patient(THEIRS)
    assert (await edge.twilio(MESSAGE, fields(MessagingServiceSid=service))).status_code == 200
    with transaction(edge.stage.running.engine) as connection:
        connection.exec_driver_sql(f"UPDATE sender SET address = '{service}' WHERE sender_id = 'text'")
    assert (await edge.twilio(MESSAGE, fields(To="+4520000009", MessagingServiceSid=service))).status_code == 200
    assert len(edge.heard()) == 2


async def test_503_when_the_database_is_away(cut_off: httpx.AsyncClient) -> None:
    """So that Twilio calls the fallback address: an answer of 200 would be a reply lost."""
    form = fields()
    headers = twilio_api.signed(f"{PUBLIC}{MESSAGE}", form)
    answer = await cut_off.post(MESSAGE, content=str(httpx.QueryParams(form)), headers=headers)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


def sent_message(edge: Edge) -> str:
    """A message of ours that Twilio has taken; its SID."""
    sid = f"SM{uuid4().hex}"
    edge.stage.say(edge.stage.patient(THEIRS), status="sent", provider_id=sid, sent_at=edge.stage.clock())
    return sid


def status(sid: str, said: str, code: str | None = None) -> dict[str, str]:
    form = {
        "SmsSid": sid,
        "SmsStatus": said,
        "MessageStatus": said,
        "To": THEIRS,
        "MessageSid": sid,
        "AccountSid": twilio_api.ACCOUNT,
        "From": OURS,
        "ApiVersion": "2010-04-01",
    }
    return form if code is None else form | {"ErrorCode": code}


async def post_all(edge: Edge, forms: list[dict[str, str]]) -> None:
    for form in forms:
        assert (await edge.twilio(STATUS, form)).status_code == 204


def last_status(edge: Edge) -> Any:
    return edge.stage.rows("message_out")[0].status


@pytest.mark.parametrize("order", list(itertools.permutations(["sending", "sent", "delivered"])))
async def test_statuses_in_any_order_and_doubled_end_the_same(edge: Edge, order: tuple[str, ...]) -> None:
    sid = sent_message(edge)
    forms = [status(sid, said) for said in order] * 2
    random.Random(7).shuffle(forms)
    await post_all(edge, forms)
    assert last_status(edge) == "delivered"


async def test_a_status_before_our_own_record_is_kept(edge: Edge) -> None:
    await post_all(edge, [status("SM" + "a" * 32, "delivered")])
    assert edge.stage.count("status_callback", applied=False) == 1


async def test_a_failure_has_its_remedy(edge: Edge) -> None:
    sid = sent_message(edge)
    await post_all(edge, [status(sid, "undelivered", "30006")] * 2)
    assert last_status(edge) == "undelivered"
    assert edge.stage.count("task", kind="bad_number") == 1
    assert [patient.unreachable_at is not None for patient in edge.stage.rows("patient")] == [True]


async def test_a_stop_that_twilio_holds_is_mirrored(edge: Edge) -> None:
    sid = sent_message(edge)
    await post_all(edge, [status(sid, "failed", "21610")])
    assert edge.stage.count("opt_out", source="provider") == 1
    assert [patient.status for patient in edge.stage.rows("patient")] == ["opted_out"]


async def test_statuses_are_verified_like_messages(edge: Edge) -> None:
    sid = sent_message(edge)
    assert (await edge.twilio(STATUS, status(sid, "delivered"), **{"x-twilio-signature": None})).status_code == 403
    assert last_status(edge) == "sent"
    assert (await edge.twilio(STATUS, status(sid, "something-new"))).status_code == 204
    assert (await edge.twilio(STATUS, status("", "sent") | {"SmsSid": ""})).status_code == 400
    assert (await edge.twilio(STATUS, status(f"SM{'b' * 32}", "sent") | {"From": "+4520000999"})).status_code == 204


async def test_statuses_of_a_messaging_service_find_their_clinic(edge: Edge) -> None:
    service = "MG00000000000000000000000000000001"
    with transaction(edge.stage.running.engine) as connection:
        connection.exec_driver_sql(f"UPDATE sender SET address = '{service}' WHERE sender_id = 'text'")
    form = status(f"SM{'c' * 32}", "delivered") | {"From": "+4520000009", "MessagingServiceSid": service}
    await post_all(edge, [form])
    assert edge.stage.count("status_callback") == 1
