"""Telegram: buttons, refusals by their prose, a choice that is shown, and updates that are fetched."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from uuid import UUID

import pytest
import pytest_asyncio

from channels.channel import Button, Outbound, SendError, SendUnknownError
from channels.telegram import Telegram, TokenError
from channels.telegram_updates import read_update
from tests.doubles.http_double import BAD_GATEWAY, Fault, Reply, serving
from tests.doubles.telegram_api import BOT_ID, TOKEN, USERNAME, TelegramDouble, refuse, tap_update, text_update

NONCE = "AbCdEfGhIjKlMnOp"
MESSAGE = Outbound(UUID(int=1), USERNAME, "5001", "1 of 9. How strong is your pain?", nonce=NONCE)


# One session for the module: the library waits a quarter of a second whenever one is closed.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def wire() -> Iterator[TelegramDouble]:
    with serving(TelegramDouble()) as double:
        yield double


@pytest.fixture
def api(wire: TelegramDouble) -> TelegramDouble:
    for seen in (wire.called, wire.waiting, wire.faults):
        seen.clear()
    wire.sent = 0
    return wire


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def telegram(wire: TelegramDouble) -> AsyncIterator[Telegram]:
    channel = Telegram(TOKEN, base_url=wire.url)
    yield channel
    await channel.aclose()


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, choice) for choice, label in enumerate(labels))


async def test_what_telegram_is_told(telegram: Telegram, api: TelegramDouble) -> None:
    sent = await telegram.send(replace(MESSAGE, buttons=buttons("Yes", "No")))
    (method, fields), *rest = api.called
    assert (method, rest) == ("sendMessage", [])
    assert (fields["chat_id"], fields["text"]) == ("5001", "1 of 9. How strong is your pain?")
    assert "parse_mode" not in fields
    assert json.loads(fields["reply_markup"])["inline_keyboard"] == [
        [{"text": "Yes", "callback_data": f"{NONCE}:0"}, {"text": "No", "callback_data": f"{NONCE}:1"}]
    ]
    # The receipt does not hold the chat's number, which is the patient's own at Telegram.
    assert sent.provider_id == f"{BOT_ID}:1001"


@pytest.mark.parametrize(
    ("labels", "widths"),
    [
        ([str(number) for number in range(11)], [6, 5]),
        ([str(number) for number in range(1, 6)], [5]),
        (["Yes", "No"], [2]),
        (["Better", "The same", "Worse"], [3]),
        (["Not at all", "A little", "Quite a bit", "Very much"], [1, 1, 1, 1]),
        (["Yes, every day", "No"], [1, 1]),
    ],
)
async def test_buttons_fit_a_phone(
    telegram: Telegram, api: TelegramDouble, labels: list[str], widths: list[int]
) -> None:
    await telegram.send(replace(MESSAGE, buttons=buttons(*labels)))
    rows = json.loads(api.called[0][1]["reply_markup"])["inline_keyboard"]
    assert [len(row) for row in rows] == widths
    assert [button["text"] for row in rows for button in row] == labels
    assert all(len(button["callback_data"].encode()) <= 64 for row in rows for button in row)


@pytest.mark.parametrize(
    ("fault", "code", "remedy"),
    [
        (refuse(403, "Forbidden: bot was blocked by the user"), "bot-blocked", "opt-out"),
        (refuse(403, "Forbidden: user is deactivated"), "user-deactivated", "stop-number"),
        (refuse(403, "Forbidden: bot can't initiate conversation with a user"), "not-started", "stop-number"),
        (refuse(403, "Forbidden: something new"), "forbidden", "give-up"),
        (refuse(400, "Bad Request: chat not found"), "chat-not-found", "stop-number"),
        (refuse(400, "Bad Request: message is too long"), "bad-request", "give-up"),
        (refuse(401, "Unauthorized"), "token-refused", "pause-sender"),
        (refuse(404, "Not Found"), "token-refused", "pause-sender"),
        (refuse(500, "Internal Server Error"), "server-error", "retry"),
        (Fault("refuse", reply=BAD_GATEWAY), "server-error", "retry"),
    ],
)
async def test_each_refusal_has_its_remedy(
    telegram: Telegram, api: TelegramDouble, fault: Fault, code: str, remedy: str
) -> None:
    api.faults.append(fault)
    with pytest.raises(SendError) as refused:
        await telegram.send(MESSAGE)
    assert (refused.value.code, refused.value.remedy) == (code, remedy)


async def test_the_wait_that_telegram_asks_for_is_kept(telegram: Telegram, api: TelegramDouble) -> None:
    api.faults.append(refuse(429, "Too Many Requests: retry after 17", retry_after=17))
    with pytest.raises(SendError) as refused:
        await telegram.send(MESSAGE)
    assert refused.value.remedy == "retry"
    assert refused.value.retry_after is not None
    assert refused.value.retry_after.total_seconds() == 17


async def test_a_lost_answer_is_unknown(telegram: Telegram, api: TelegramDouble) -> None:
    api.faults.append(Fault("drop", taken=True))
    with pytest.raises(SendUnknownError):
        await telegram.send(MESSAGE)


async def test_what_never_left_is_tried_again() -> None:
    channel = Telegram(TOKEN, base_url="http://127.0.0.1:9")  # nobody listens on the discard port
    with pytest.raises(SendError) as refused:
        await channel.send(MESSAGE)
    await channel.aclose()
    assert (refused.value.code, refused.value.remedy) == ("unreachable", "retry")


async def test_a_token_that_is_none_is_said_without_quoting_it() -> None:
    with pytest.raises(TokenError, match="BotFather") as wrong:
        Telegram("not-a-token")
    assert "not-a-token" not in str(wrong.value)


async def test_a_choice_is_shown_and_its_buttons_are_gone(telegram: Telegram, api: TelegramDouble) -> None:
    tapped = read_update(tap_update(1, 5001, f"{NONCE}:1", {f"{NONCE}:0": "Yes", f"{NONCE}:1": "No"})).callback_query
    assert tapped is not None
    await telegram.show_choice(tapped, accepted=True)
    assert api.methods() == ["answerCallbackQuery", "editMessageText"]
    assert api.called[0][1]["callback_query_id"] == "query-1"
    assert api.called[1][1]["text"] == "How are you?\n\n→ No"
    assert "reply_markup" not in api.called[1][1]


async def test_a_stale_tap_only_loses_its_buttons(telegram: Telegram, api: TelegramDouble) -> None:
    tapped = read_update(tap_update(1, 5001, "old:1", {"old:1": "No"})).callback_query
    assert tapped is not None
    await telegram.show_choice(tapped, accepted=False)
    assert api.methods() == ["answerCallbackQuery", "editMessageReplyMarkup"]


async def test_showing_a_choice_may_fail(telegram: Telegram, api: TelegramDouble) -> None:
    tapped = read_update(tap_update(1, 5001, "old:1", {"old:1": "No"})).callback_query
    assert tapped is not None
    for fault in (refuse(400, "Bad Request: query is too old"), Fault("drop"), Fault("refuse", reply=BAD_GATEWAY)):
        api.faults.append(fault)
        await telegram.show_choice(tapped, accepted=True)
    assert api.methods() == []


async def test_updates_are_given_until_they_are_confirmed(telegram: Telegram, api: TelegramDouble) -> None:
    api.waiting = [text_update(7, 5001, "3"), text_update(8, 5001, "4")]
    await telegram.start_polling()
    assert [update_id for update_id, _ in await telegram.updates(None)] == [7, 8]
    assert [update_id for update_id, _ in await telegram.updates(8)] == [8]
    assert api.called[0] == ("deleteWebhook", {"drop_pending_updates": "false"})
    assert json.loads(api.called[1][1]["allowed_updates"]) == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]


async def test_one_update_that_cannot_be_read_does_not_keep_the_others(telegram: Telegram, api: TelegramDouble) -> None:
    api.waiting = [
        text_update(7, 5001, "3"),
        {"update_id": 8, "message": {"text": "no date"}},
        text_update(9, 5001, "5"),
    ]
    fetched = await telegram.updates(None)
    assert [(update_id, update is None) for update_id, update in fetched] == [(7, False), (8, True), (9, False)]


async def test_updates_that_are_no_answer_at_all_are_a_refusal(telegram: Telegram, api: TelegramDouble) -> None:
    api.faults += [Fault("refuse", reply=BAD_GATEWAY), Fault("refuse", reply=Reply(200, {"ok": True, "result": 7}))]
    for _ in range(2):
        with pytest.raises(SendError):
            await telegram.updates(None)
    api.faults.append(refuse(409, "Conflict: terminated by other getUpdates request"))
    with pytest.raises(SendError, match="polled-elsewhere"):
        await telegram.updates(None)
