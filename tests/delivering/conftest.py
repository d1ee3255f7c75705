from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Engine

from store.crypto import Keyring
from tests.doubles.stage import Stage, open_stage


@pytest.fixture
async def stage(engine: Engine, keyring: Keyring) -> AsyncIterator[Stage]:
    async with open_stage(engine, keyring) as stage:
        yield stage
