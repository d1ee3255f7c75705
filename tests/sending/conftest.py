from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import Engine

from bot.compiled import Compiled
from bot.running import Running
from bot.settings import Settings
from store.crypto import Keyring
from store.database import transaction
from tests.doubles.provider import Provider
from tests.doubles.stage import Stage, StillClock, make_clinic

MORNING = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)  # a Tuesday, 10:30 in Copenhagen


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
async def stage(engine: Engine, keyring: Keyring, provider: Provider) -> AsyncIterator[Stage]:
    clock = StillClock(MORNING)
    async with httpx.AsyncClient(trust_env=False) as http:
        running = Running(
            settings=Settings(allow_loopback_endpoints=True),
            engine=engine,
            keyring=keyring,
            compiled=Compiled(keyring),
            clock=clock,
            channels={provider.name: provider},
            http=http,
            embedded=None,
            database_url=engine.url.set(drivername="postgresql").render_as_string(hide_password=False),
        )
        with transaction(engine) as connection:
            key = make_clinic(connection, running, clock())
        yield Stage(running, clock, key)
