"""The example clinic, applied."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from bot.clinic_applying import apply
from bot.clinic_loading import ClinicSource, load_clinic_file
from bot.desk import Desk, open_desk
from bot.enrolment import EnrolmentForm
from store.crypto import Keyring
from store.database import transaction
from store.ledger import tables

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def source() -> ClinicSource:
    return load_clinic_file(EXAMPLES / "clinic.yaml")


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with transaction(engine) as connection:
        yield connection


@pytest.fixture
def desk(connection: Connection, keyring: Keyring, source: ClinicSource, now: datetime) -> Desk:
    apply(connection, keyring, source, now, "test")
    return open_desk(connection, keyring, "fjordby", now)


@pytest.fixture
def form() -> Callable[..., EnrolmentForm]:
    def made(**changes: Any) -> EnrolmentForm:
        document: dict[str, Any] = {
            "ref": "P-1",
            "phone": "20 00 00 09",
            "name": "Asta",
            "birth_year": 1958,
            "pathway": "pain",
            "events": [{"kind": "referral-accepted", "on": "2026-05-10"}],
        }
        return EnrolmentForm.model_validate({**document, **changes})

    return made


@pytest.fixture
def rows(connection: Connection) -> Callable[..., list[dict[str, Any]]]:
    """All rows of a table, or those that match."""

    def found(name: str, **where: Any) -> list[dict[str, Any]]:
        table = tables[name]
        conditions = [table.c[column] == value for column, value in where.items()]
        return [dict(row) for row in connection.execute(table.select().where(*conditions)).mappings()]

    return found
