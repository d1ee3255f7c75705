"""The whole application over its real routes, with a real database; what posts to it is Twilio or Telegram."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import structlog
from sqlalchemy import Engine, insert
from sqlmodel import SQLModel

from bot.compiled import Compiled
from bot.running import Running
from bot.settings import Settings
from bot.turns import TurnLoop
from channels.telegram import Telegram
from prosvar.app import create_app
from store.crypto import Keyring
from store.database import open_engine, transaction
from tests.doubles import telegram_api, twilio_api
from tests.doubles.http_double import serving
from tests.doubles.stage import Stage, StillClock, make_clinic
from tests.doubles.telegram_api import TelegramDouble
from tests.doubles.trust import trusted

PUBLIC = "https://prosvar.example.org"
SECRET = "a-secret-of-the-webhook"
MORNING = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
tables = SQLModel.metadata.tables


@dataclass
class Edge:
    """The application as the network sees it, and the stage behind it."""

    stage: Stage
    turns: TurnLoop
    http: httpx.AsyncClient

    async def twilio(self, path: str, fields: dict[str, str], **headers: str | None) -> httpx.Response:
        """A form signed by Twilio; a header given as None is left out."""
        given = twilio_api.signed(f"{PUBLIC}{path}", fields) | headers
        kept = {name: value for name, value in given.items() if value is not None}
        return await self.http.post(path, content=str(httpx.QueryParams(fields)), headers=kept)

    async def telegram(self, update: dict[str, Any], secret: str | None = SECRET) -> httpx.Response:
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        return await self.http.post("/webhooks/telegram", json=update, headers=headers)

    def heard(self) -> list[Any]:
        return self.stage.rows("message_in")


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not done():  # noqa: ASYNC110 - what is waited for happens in another thread's server
            await asyncio.sleep(0.01)


def client(running: Running, turns: TurnLoop) -> httpx.AsyncClient:
    wire = httpx.ASGITransport(create_app(running, turns), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=wire, base_url="http://10.0.0.7:8000")  # not the public address


@pytest.fixture
def telegram_double() -> Iterator[TelegramDouble]:
    with serving(TelegramDouble()) as double:
        yield double


@pytest.fixture
async def running(
    engine: Engine, database_url: str, keyring: Keyring, telegram_double: TelegramDouble
) -> AsyncIterator[Running]:
    settings = Settings(
        public_url=PUBLIC,
        twilio_account_sid=twilio_api.ACCOUNT,
        twilio_auth_token=twilio_api.TOKEN,
        telegram_bot_token=telegram_api.TOKEN,
        telegram_webhook_secret=SECRET,
    )
    telegram = Telegram(telegram_api.TOKEN, base_url=telegram_double.url)
    async with httpx.AsyncClient(trust_env=False, verify=trusted()) as http:
        yield Running(
            settings=settings,
            engine=engine,
            keyring=keyring,
            compiled=Compiled(keyring),
            clock=StillClock(MORNING),
            channels={"telegram": telegram},
            http=http,
            embedded=None,
            database_url=database_url,
        )
    await telegram.aclose()


@pytest.fixture
async def edge(running: Running) -> AsyncIterator[Edge]:
    clock = running.clock
    assert isinstance(clock, StillClock)
    with transaction(running.engine) as connection:
        key = make_clinic(connection, running, clock())
        bot = {"clinic_id": "fjordklinikken", "sender_id": "chat", "channel": "telegram", "rate": 20.0, "paused": False}
        connection.execute(insert(tables["sender"]).values(bot | {"address": telegram_api.USERNAME}))
    turns = TurnLoop(running.engine, running.keyring, running.clock)
    async with client(running, turns) as http:
        yield Edge(Stage(running, clock, key), turns, http)
    await turns.drain()


@pytest.fixture
async def cut_off(running: Running) -> AsyncIterator[httpx.AsyncClient]:
    """The application whose database has gone away."""
    gone = replace(running, engine=open_engine("postgresql://nobody@127.0.0.1:9/nothing"))
    async with client(gone, TurnLoop(gone.engine, gone.keyring, gone.clock)) as http:
        with structlog.testing.capture_logs():  # drawing the traceback of a lost database takes seconds
            yield http
    gone.engine.dispose()
