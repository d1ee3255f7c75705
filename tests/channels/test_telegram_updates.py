"""Updates as Telegram sends them → what a person did."""

from datetime import UTC, datetime
from typing import Any

import pytest

from channels.channel import Inbound, Tap
from channels.telegram_updates import Bot, UnreadableUpdateError, parse_update, read_update
from tests.doubles.telegram_api import BOT_ID, USERNAME, blocked_update, edited_update, message, tap_update, text_update

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NONCE = "AbCdEfGhIjKlMnOp"


def parse(update: dict[str, Any]) -> Inbound | None:
    return parse_update(read_update(update), Bot(BOT_ID, USERNAME), AT)


def parsed(update: dict[str, Any]) -> Inbound:
    inbound = parse(update)
    assert inbound is not None
    return inbound


def test_a_text_is_whose_it_is_and_from_whom() -> None:
    assert parsed(text_update(77, 5001, "7 tak")) == Inbound(
        channel="telegram",
        provider_id="update:77",
        sender_address=USERNAME,
        address="5001",
        text="7 tak",
        received_at=AT,
    )


@pytest.mark.parametrize(
    ("said", "text", "token"),
    [
        ("/start abc_DEF-123", "start", "abc_DEF-123"),
        ("/start", "start", None),
        (f"/start@{USERNAME} abc", "start", "abc"),
        ("/start two words", "start two words", None),
        ("/start " + "a" * 65, "start " + "a" * 65, None),
        ("/stop", "stop", None),
        (f"/help@{USERNAME}", "help", None),
        ("7/10", "7/10", None),
        ("/7", "/7", None),
        ("a\x00b\ud800c", "ab\ufffdc", None),
        ("Så ondt 😀\u200d", "Så ondt 😀\u200d", None),
    ],
)
def test_how_words_are_read(said: str, text: str, token: str | None) -> None:
    inbound = parsed(text_update(1, 5001, said))
    assert (inbound.text, inbound.link_token) == (text, token)


def test_things_that_are_no_text_count_as_media_with_their_caption() -> None:
    photo = [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]
    inbound = parsed(text_update(1, 5001, None, photo=photo, caption="it hurts here"))
    assert (inbound.text, inbound.media) == ("it hurts here", 1)
    voice = parsed(text_update(2, 5001, None, voice={"file_id": "a", "file_unique_id": "a", "duration": 2}))
    assert (voice.text, voice.media) == ("", 1)


def test_a_quoted_message_is_named_as_its_receipt_was() -> None:
    quoted = message(5001, "1 of 9. How strong is your pain?", 1001)
    assert parsed(text_update(1, 5001, "4", reply_to_message=quoted)).in_reply_to == f"{BOT_ID}:1001"


def test_an_edited_message_says_that_it_is_one() -> None:
    inbound = parsed(edited_update(3, 5001, "8"))
    assert (inbound.text, inbound.edited) == ("8", True)
    assert not parsed(text_update(4, 5001, "8")).edited


@pytest.mark.parametrize(
    ("data", "tap"),
    [
        (f"{NONCE}:10", Tap(NONCE, 10)),
        ("a:b:3", Tap("a:b", 3)),
        ("nonsense", Tap("", 0)),
        (f"{NONCE}:-1", Tap("", 0)),
        (f"{NONCE}:99999", Tap("", 0)),
        (":1", Tap("", 0)),
    ],
)
def test_a_button_names_its_question_and_choice(data: str, tap: Tap) -> None:
    inbound = parsed(tap_update(5, 5001, data, {data: "Ten"}))
    assert (inbound.tap, inbound.text, inbound.in_reply_to) == (tap, "Ten", f"{BOT_ID}:1001")


def test_a_button_of_a_message_that_telegram_no_longer_shows() -> None:
    update = tap_update(5, 5001, f"{NONCE}:1", {})
    shown = update["callback_query"]["message"]
    update["callback_query"]["message"] = {"message_id": shown["message_id"], "date": 0, "chat": shown["chat"]}
    inbound = parsed(update)
    assert (inbound.tap, inbound.text) == (Tap(NONCE, 1), "")


def test_a_blocked_bot_is_an_opt_out_and_an_unblocked_one_nothing_yet() -> None:
    inbound = parsed(blocked_update(6, 5001))
    assert (inbound.blocked, inbound.text, inbound.address) == (True, "", "5001")
    assert parse(blocked_update(7, 5001, "member")) is None


@pytest.mark.parametrize(
    "update",
    [
        text_update(1, -100200, "7", kind="group"),
        text_update(1, -100200, "/start abc", kind="supergroup"),
        text_update(1, 5001, None, pinned_message=message(5001, "x", 3)),
        text_update(1, 5001, None, write_access_allowed={}),
        {"update_id": 1, "poll_answer": {"poll_id": "1", "option_ids": [0], "option_persistent_ids": ["0"]}},
        {"update_id": 1},
        {"update_id": 1, "something_new": {"a": 1}},
    ],
)
def test_what_concerns_no_conversation(update: dict[str, Any]) -> None:
    assert parse(update) is None


@pytest.mark.parametrize("update", [{}, {"update_id": "x"}, {"update_id": 1, "message": {"text": "+4520000101"}}])
def test_what_cannot_be_read_is_not_quoted(update: dict[str, Any]) -> None:
    with pytest.raises(UnreadableUpdateError) as error:
        read_update(update)
    assert "+4520000101" not in str(error.value)
