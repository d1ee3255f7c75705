"""The whole application around a fresh database, and the token of one clinic."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from bot.clinic_applying import apply
from bot.clinic_file import ClinicFile
from bot.clinic_loading import load_clinic_file
from bot.compiled import Compiled
from bot.running import Running
from bot.settings import Settings
from bot.tokens import make_token
from bot.turns import TurnLoop
from prosvar.app import create_app
from store.crypto import Keyring
from store.database import transaction
from tests.doubles.trust import trusted

CLINIC = Path(__file__).parents[2] / "examples/clinic.yaml"
_loaded = cache(load_clinic_file)


@pytest.fixture
def running(engine: Engine, keyring: Keyring, database_url: str, now: datetime) -> Running:
    return Running(
        settings=Settings(_env_file=None),
        engine=engine,
        keyring=keyring,
        compiled=Compiled(keyring),
        clock=lambda: now,
        channels={},
        http=httpx.AsyncClient(verify=trusted()),
        embedded=None,
        database_url=database_url,
    )


@pytest.fixture
def tokens(running: Running, now: datetime) -> dict[str, str]:
    """Two clinics; their tokens by clinic."""
    source = _loaded(CLINIC)
    document = source.file.model_dump(mode="json")
    senders = [{"id": "sms", "channel": "sms", "address": "+4520000099", "rate": 1}]
    other = replace(source, file=ClinicFile.model_validate({**document, "clinic": "elsewhere", "senders": senders}))
    with transaction(running.engine) as connection:
        for each in (source, other):
            apply(connection, running.keyring, each, now, "test")
        return {
            clinic: make_token(connection, clinic, "record", now, actor="test") for clinic in ("fjordby", "elsewhere")
        }


@pytest.fixture
def anyone(running: Running) -> Iterator[TestClient]:
    app = create_app(running, TurnLoop(running.engine, running.keyring, running.clock))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def api(anyone: TestClient, tokens: dict[str, str]) -> TestClient:
    anyone.headers["Authorization"] = f"Bearer {tokens['fjordby']}"
    return anyone
