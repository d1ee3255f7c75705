"""Twilio's requests: which are Twilio's, and what they say."""

import hashlib
from collections import defaultdict
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from channels.twilio_requests import (
    UnreadableRequestError,
    as_stored,
    parse_message,
    parse_status,
    read_form,
    verify,
)
from tests.doubles.twilio_api import TOKEN, inbound_fields

URL = "https://prosvar.example.org/webhooks/twilio/message"
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SID = "SM00000000000000000000000000000001"
FIELDS = inbound_fields(SID, "+4520000101", "+4520000001", "Søvn & smerte + 7 €")
PAIRS = list(FIELDS.items())
GOOD = RequestValidator(TOKEN).compute_signature(URL, FIELDS)


class Many(dict[str, list[str]]):
    """A form as Twilio's library reads one whose names may come more than once."""

    getall = dict.__getitem__


def by_library(pairs: list[tuple[str, str]]) -> str:
    many: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        many[name].append(value)
    signature: str = RequestValidator(TOKEN).compute_signature(URL, Many(many))
    return signature


written = st.text(alphabet=st.sampled_from("aBæ€&=+% \x00%4%C3"), max_size=6)


@given(st.lists(st.tuples(written, written), max_size=8))
@example([("a", "bc"), ("ab", "c"), ("a", "")])
def test_what_twilios_own_library_would_sign_is_twilios(pairs: list[tuple[str, str]]) -> None:
    assert verify(URL, pairs, by_library(pairs), None, TOKEN)
    assert not verify(URL, [*pairs, ("Extra", "1")], by_library(pairs), None, TOKEN)


@given(st.one_of(st.binary(max_size=60), st.text(alphabet="aÆ&=+%4C3;\x00", max_size=60).map(str.encode)))
def test_a_form_is_read_as_by_the_standard_library(body: bytes) -> None:
    try:
        known = parse_qsl(body.decode(), keep_blank_values=True)
    except UnicodeDecodeError:
        with pytest.raises(ValueError):
            read_form(body)
    else:
        assert read_form(body) == known


def test_a_signed_form_is_twilios() -> None:
    assert verify(URL, PAIRS, GOOD, None, TOKEN)


@pytest.mark.parametrize(
    ("url", "pairs", "signature"),
    [
        (URL, PAIRS, None),
        (URL, PAIRS, ""),
        (URL, PAIRS, GOOD[:-2] + "A="),
        (URL, PAIRS, "ÆØÅ"),
        (URL.replace("https", "http"), PAIRS, GOOD),
        (URL + "?a=1", PAIRS, GOOD),
        (URL, [(name, value + "0" if name == "Body" else value) for name, value in PAIRS], GOOD),
        (URL, [pair for pair in PAIRS if pair[1]], GOOD),  # blank parameters were signed too
        (URL, [*PAIRS, ("Extra", "1")], GOOD),
        (URL, [], GOOD),
        (URL, "{}", GOOD),
    ],
)
def test_anything_else_is_not(url: str, pairs: list[tuple[str, str]] | str, signature: str | None) -> None:
    assert not verify(url, pairs, signature, None, TOKEN)


def test_another_token_is_not() -> None:
    assert not verify(URL, PAIRS, GOOD, None, TOKEN[::-1])


def test_parameters_that_twilio_adds_are_signed_and_read_past() -> None:
    more = {**FIELDS, "OptOutType": "STOP", "ANewOne": ""}
    assert verify(URL, list(more.items()), RequestValidator(TOKEN).compute_signature(URL, more), None, TOKEN)
    assert parse_message(more, AT).text == "Søvn & smerte + 7 €"


def test_a_fragment_and_a_port_do_not_matter() -> None:
    assert verify(URL + "#rc=2", PAIRS, GOOD, None, TOKEN)
    assert verify(URL.replace(".org/", ".org:443/"), PAIRS, GOOD, None, TOKEN)
    with_port = RequestValidator(TOKEN).compute_signature(URL.replace(".org/", ".org:443/"), FIELDS)
    assert verify(URL, PAIRS, with_port, None, TOKEN)
    other_port = RequestValidator(TOKEN).compute_signature(URL.replace(".org/", ".org:8443/"), FIELDS)
    assert not verify(URL, PAIRS, other_port, None, TOKEN)


def test_a_repeated_parameter_counts_with_all_its_values() -> None:
    signature = by_library([("StatusCallbackEvent", "sent"), ("StatusCallbackEvent", "delivered")])
    both = [("StatusCallbackEvent", "sent"), ("StatusCallbackEvent", "delivered")]
    assert verify(URL, both, signature, None, TOKEN)
    assert not verify(URL, both[:1], signature, None, TOKEN)


def test_the_algorithm_that_the_header_names_is_used() -> None:
    signature = RequestValidator(TOKEN).compute_signature(URL, FIELDS, "HMAC_SHA256")
    assert verify(URL, PAIRS, signature, "key=webhooks_1,algorithm=HMAC_SHA256", TOKEN)
    assert not verify(URL, PAIRS, signature, None, TOKEN)
    assert not verify(URL, PAIRS, GOOD, "algorithm=HMAC_MD5", TOKEN)


def test_a_body_that_is_no_form_is_twilios_only_with_its_hash() -> None:
    body = '{"a":1}'
    url = f"{URL}?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    signature = RequestValidator(TOKEN).compute_signature(url, {})
    assert verify(url, body, signature, None, TOKEN)
    assert not verify(url, '{"a":2}', signature, None, TOKEN)
    assert not verify(URL, body, RequestValidator(TOKEN).compute_signature(URL, {}), None, TOKEN)


def test_nothing_that_anybody_may_send_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The library logs an algorithm that it does not know, word for word."""
    for sent in (PAIRS, '{"a":1}'):
        assert not verify(f"{URL}?bodySHA256=0", sent, GOOD, "algorithm=+4520000101", TOKEN)
    assert caplog.text == ""


def test_a_form_keeps_blank_fields_and_every_letter() -> None:
    assert read_form(b"Body=S%C3%B8vn+%26+7&ToCity=&A=1&A=2") == [
        ("Body", "Søvn & 7"),
        ("ToCity", ""),
        ("A", "1"),
        ("A", "2"),
    ]
    with pytest.raises(ValueError):
        read_form(b"&".join(b"a=1" for _ in range(300)))


def test_a_message_says_who_wrote_what_to_whom() -> None:
    inbound = parse_message(FIELDS, AT)
    assert (inbound.channel, inbound.provider_id, inbound.received_at) == ("sms", SID, AT)
    assert (inbound.address, inbound.sender_address) == ("+4520000101", "+4520000001")
    assert (inbound.media, inbound.tap, inbound.in_reply_to) == (0, None, None)


@pytest.mark.parametrize(
    ("change", "text", "media"),
    [
        ({"Body": ""}, "", 0),
        ({"Body": "", "NumMedia": "2"}, "", 2),
        ({"NumMedia": "x"}, "Søvn & smerte + 7 €", 1),
        ({"Body": "a\x00b"}, "ab", 0),
    ],
)
def test_odd_bodies(change: dict[str, str], text: str, media: int) -> None:
    inbound = parse_message(as_stored([*(FIELDS | change).items()]), AT)
    assert (inbound.text, inbound.media) == (text, media)


@pytest.mark.parametrize("name", ["From", "To"])
def test_a_message_of_nobody_is_refused(name: str) -> None:
    with pytest.raises(UnreadableRequestError, match=name):
        parse_message({field: value for field, value in FIELDS.items() if field != name}, AT)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("accepted", "queued"),
        ("queued", "queued"),
        ("sending", "queued"),
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("undelivered", "undelivered"),
        ("failed", "failed"),
        ("canceled", "failed"),
        ("read", "read"),
    ],
)
def test_statuses(said: str, status: str) -> None:
    change = parse_status({"MessageSid": SID, "MessageStatus": said, "From": "+4520000001", "ErrorCode": "30003"}, AT)
    assert change is not None
    assert (change.channel, change.provider_id, change.status, change.error_code) == ("sms", SID, status, "30003")
    assert (change.sender_address, change.received_at) == ("+4520000001", AT)


@pytest.mark.parametrize("said", ["received", "receiving", "something-new", ""])
def test_a_status_that_says_nothing_about_the_way_to_the_patient(said: str) -> None:
    assert parse_status({"MessageSid": SID, "MessageStatus": said}, AT) is None


def test_a_status_of_no_message_is_refused() -> None:
    with pytest.raises(UnreadableRequestError):
        parse_status({"MessageStatus": "sent"}, AT)
