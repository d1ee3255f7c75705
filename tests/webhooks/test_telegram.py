"""Telegram's updates, pushed: the secret, the commit before the answer, and what the chat shows afterwards."""

import asyncio
import json
from uuid import uuid4

import httpx
import pytest

from tests.doubles.http_double import Fault
from tests.doubles.telegram_api import TelegramDouble, blocked_update, tap_update, text_update
from tests.webhooks.conftest import PUBLIC, SECRET, Edge, until
from webhooks.telegram import push_telegram

CHAT = 5001
PATH = "/webhooks/telegram"


def patient(edge: Edge) -> None:
    """Somebody who has opened a chat."""
    index = edge.stage.running.keyring.address_index(edge.stage.clinic_id, str(CHAT))
    patient_id = edge.stage.patient("+4520000101", channel="telegram", chat_index=index)
    sealed = edge.stage.key_of(patient_id).seal(str(CHAT), table="patient", column="chat_sealed", row=str(patient_id))
    edge.stage.change("patient", chat_sealed=sealed)


async def test_an_update_with_the_secret_is_kept(edge: Edge) -> None:
    patient(edge)
    assert (await edge.telegram(text_update(1, CHAT, "hello"))).status_code == 200
    [heard] = edge.heard()
    assert (heard.channel, heard.provider_id, heard.sender_id) == ("telegram", "update:1", "chat")


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + " ", SECRET.upper()])
async def test_an_update_without_the_secret_is_refused(edge: Edge, secret: str | None) -> None:
    assert (await edge.telegram(text_update(1, CHAT, "STOP"), secret)).status_code == 403
    assert edge.heard() == []


async def test_the_same_update_again_has_no_second_effect(edge: Edge) -> None:
    patient(edge)
    answers = await asyncio.gather(*(edge.telegram(text_update(1, CHAT, "hello")) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(edge.heard()) == 1


async def test_blocking_the_bot_is_an_opt_out(edge: Edge) -> None:
    patient(edge)
    assert (await edge.telegram(blocked_update(1, CHAT))).status_code == 200
    assert [each.status for each in edge.stage.rows("patient")] == ["opted_out"]
    assert edge.stage.count("message_out") == 0


async def test_a_group_is_not_heard(edge: Edge) -> None:
    assert (await edge.telegram(text_update(1, -100200, "hello", kind="group"))).status_code == 200
    assert edge.heard() == []


@pytest.mark.parametrize(
    "body",
    [b"", b"7", b"[]", b"{", b'{"update_id":"x"}', b"[" * 30_000, b'{"update_id":1,"message":{"text":"+4520000101"}}'],
)
async def test_what_is_no_update_is_refused_without_being_quoted(edge: Edge, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "content-type": "application/json"}
    answer = await edge.http.post(PATH, content=body, headers=headers)
    assert answer.status_code == 400
    assert "+4520000101" not in answer.text


async def test_letters_that_no_database_takes(edge: Edge) -> None:
    patient(edge)
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "content-type": "application/json"}
    update = json.dumps(text_update(1, CHAT, "a\x00b\ud800c"))
    assert (await edge.http.post(PATH, content=update, headers=headers)).status_code == 200
    assert len(edge.heard()) == 1


async def test_a_stale_tap_is_answered_and_loses_its_buttons(edge: Edge, telegram_double: TelegramDouble) -> None:
    patient(edge)
    data = f"{uuid4().hex[:16]}:3"
    assert (await edge.telegram(tap_update(1, CHAT, data, {data: "3"}))).status_code == 200
    assert len(edge.heard()) == 1
    assert "answerCallbackQuery" in telegram_double.methods()


async def test_a_bot_of_no_clinic_is_not_acknowledged(edge: Edge) -> None:
    with edge.stage.open() as connection:
        connection.exec_driver_sql("UPDATE sender SET address = 'another_bot' WHERE sender_id = 'chat'")
    assert (await edge.telegram(text_update(1, CHAT, "hello"))).status_code == 503


async def test_nothing_is_acknowledged_before_telegram_said_who_we_are(
    edge: Edge, telegram_double: TelegramDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient(edge)
    monkeypatch.setattr(telegram_double, "may_fail", lambda asked: True)
    telegram_double.faults.append(Fault("drop"))
    assert (await edge.telegram(text_update(1, CHAT, "hello"))).status_code == 503
    assert (await edge.telegram(text_update(1, CHAT, "hello"))).status_code == 200
    assert len(edge.heard()) == 1


async def test_503_when_the_database_is_away(cut_off: httpx.AsyncClient) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    assert (await cut_off.post(PATH, json=text_update(1, CHAT, "hello"), headers=headers)).status_code == 503


async def test_telegram_is_told_where_to_push(edge: Edge, telegram_double: TelegramDouble) -> None:
    ended = asyncio.Event()
    pushing = asyncio.create_task(push_telegram(edge.stage.running, ended))
    await until(lambda: bool(telegram_double.webhook))
    ended.set()
    await pushing
    assert telegram_double.webhook["url"] == f"{PUBLIC}{PATH}"
    assert telegram_double.webhook["secret_token"] == SECRET
