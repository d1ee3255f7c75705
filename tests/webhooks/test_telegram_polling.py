"""Telegram without a public address: updates are fetched, taken, and only then confirmed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

import pytest
import structlog

from bot.lane import Results, ThreadLane
from bot.process_lane import LaneLostError
from bot.running import Running
from bot.settings import Settings
from bot.turns import TurnLoop
from channels.channel import Inbound
from channels.phone import Phone
from tests.doubles import telegram_api
from tests.doubles.http_double import Fault
from tests.doubles.telegram_api import TelegramDouble, refuse, text_update
from tests.webhooks.conftest import Edge, until
from webhooks import telegram_polling
from webhooks.telegram_polling import has_telegram, hear_telegram, poll_telegram


@asynccontextmanager
async def polling(edge: Edge) -> AsyncIterator[asyncio.Event]:
    ended = asyncio.Event()
    task = asyncio.create_task(poll_telegram(edge.stage.running, edge.turns, ended))
    try:
        yield ended
    finally:
        ended.set()
        await task


def test_there_is_a_bot_only_with_a_token_and_without_stand_ins(running: Running) -> None:
    assert has_telegram(running)
    assert not has_telegram(replace(running, settings=Settings()))
    assert not has_telegram(replace(running, channels={"telegram": Phone("telegram")}))


@pytest.mark.parametrize(("public", "asked"), [(True, "setWebhook"), (False, "deleteWebhook")])
async def test_updates_are_pushed_where_there_is_an_address_and_fetched_where_there_is_none(
    edge: Edge, telegram_double: TelegramDouble, public: bool, asked: str
) -> None:
    alone = Settings(telegram_bot_token=telegram_api.TOKEN)
    running = edge.stage.running if public else replace(edge.stage.running, settings=alone)
    ended = asyncio.Event()
    hearing = asyncio.create_task(hear_telegram(running, edge.turns, ended))
    await until(lambda: asked in telegram_double.methods())
    ended.set()
    await hearing
    assert {"setWebhook", "deleteWebhook"} & set(telegram_double.methods()) == {asked}


async def test_updates_are_confirmed_after_they_are_kept(edge: Edge, telegram_double: TelegramDouble) -> None:
    telegram_double.waiting = [text_update(7, 5001, "hello"), text_update(8, 5002, "hello")]
    async with polling(edge):
        await until(lambda: not telegram_double.waiting)
    assert {heard.provider_id for heard in edge.heard()} == {"update:7", "update:8"}
    assert telegram_double.methods()[0] == "deleteWebhook"


async def test_what_was_taken_but_not_confirmed_comes_again_without_effect(
    edge: Edge, telegram_double: TelegramDouble
) -> None:
    await edge.telegram(text_update(7, 5001, "hello"))
    telegram_double.waiting = [text_update(7, 5001, "hello")]
    async with polling(edge):
        await until(lambda: not telegram_double.waiting)
    assert len(edge.heard()) == 1


async def test_an_update_waits_until_it_can_be_kept(
    edge: Edge, telegram_double: TelegramDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the bot is not yet in the clinic's file: the update is asked for again, not given up."""
    monkeypatch.setattr(telegram_polling, "WAIT", telegram_polling.WAIT / 500)
    with edge.stage.open() as connection:
        connection.exec_driver_sql("UPDATE sender SET address = 'another_bot' WHERE sender_id = 'chat'")
    telegram_double.waiting = [text_update(7, 5001, "hello")]
    async with polling(edge):
        await until(lambda: "getUpdates" in telegram_double.methods())
        await asyncio.sleep(0.1)
        assert telegram_double.waiting
        with edge.stage.open() as connection:
            connection.exec_driver_sql(
                f"UPDATE sender SET address = '{telegram_api.USERNAME}' WHERE sender_id = 'chat'"
            )
        await until(lambda: not telegram_double.waiting)
    assert len(edge.heard()) == 1


async def test_an_update_whose_process_died_is_taken_again(
    edge: Edge, telegram_double: TelegramDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which it may have been already: then it is known."""
    monkeypatch.setattr(telegram_polling, "WAIT", telegram_polling.WAIT / 500)
    running = edge.stage.running
    lane = ThreadLane(running.engine, running.keyring)

    class DiesOnce:
        died = False

        def works(self) -> bool:
            return True

        def take(self, batch: Sequence[Inbound], now: datetime) -> Results:
            results = lane.take(batch, now)
            if not self.died:
                self.died = True
                raise LaneLostError
            return results

    edge.turns = TurnLoop(running.engine, running.keyring, running.clock, [DiesOnce()])
    telegram_double.waiting = [text_update(7, 5001, "hello")]
    async with polling(edge):
        await until(lambda: not telegram_double.waiting)
    assert len(edge.heard()) == 1


async def test_a_clinic_whose_key_cannot_be_opened_stops_no_other(
    edge: Edge, telegram_double: TelegramDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ends here ends the server, and a restarted one would meet the same update."""
    monkeypatch.setattr(telegram_polling, "WAIT", telegram_polling.WAIT / 500)
    change = "UPDATE clinic SET key_wrapped = set_byte(key_wrapped, {0}, get_byte(key_wrapped, {0}) # 1)".format
    with edge.stage.open() as connection:
        connection.exec_driver_sql(change(40))
    telegram_double.waiting = [text_update(7, 5001, "hello")]
    with structlog.testing.capture_logs() as logged:
        polled = asyncio.create_task(poll_telegram(edge.stage.running, edge.turns, ended := asyncio.Event()))
        await until(lambda: polled.done() or "update-not-taken" in [each["event"] for each in logged])
        with edge.stage.open() as connection:
            connection.exec_driver_sql(change(40))
        await until(lambda: polled.done() or not telegram_double.waiting)
        ended.set()
        await polled
    assert len(edge.heard()) == 1


async def test_failing_to_fetch_is_got_over(
    edge: Edge, telegram_double: TelegramDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_polling, "WAIT", telegram_polling.WAIT / 500)
    telegram_double.faults += [Fault("drop"), refuse(502, "Bad Gateway"), refuse(409, "Conflict")]
    telegram_double.waiting = [{"update_id": 6, "message": {"text": "no date"}}, text_update(7, 5001, "hello")]
    async with polling(edge):
        await until(lambda: not telegram_double.waiting)
    assert [heard.provider_id for heard in edge.heard()] == ["update:7"]


async def test_stopping_does_not_wait_for_telegram(edge: Edge, telegram_double: TelegramDouble) -> None:
    telegram_double.faults.append(Fault("hang"))
    async with polling(edge):
        await until(lambda: not telegram_double.faults)
    assert edge.heard() == []
