from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Engine

from store.crypto import Keyring
from tests.doubles.provider import Provider
from tests.doubles.stage import Stage, open_stage


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
async def stage(engine: Engine, keyring: Keyring, provider: Provider) -> AsyncIterator[Stage]:
    async with open_stage(engine, keyring, provider) as stage:
        yield stage
