"""Clinics with staff and patients around a fresh database, for the staff pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import Connection, Engine, select, update

from bot.accounts import add_account
from bot.clinic_applying import apply
from bot.clinic_file import ClinicFile
from bot.clinic_loading import ClinicSource, load_clinic_file
from bot.compiled import Compiled
from bot.desk import Desk, open_desk
from bot.due import run_due
from bot.enrolment import EnrolmentForm, enrol
from bot.running import Running
from bot.settings import Settings
from store.crypto import Keyring
from store.database import transaction
from store.ledger import tables
from tests.doubles.trust import trusted

CLINIC = Path(__file__).parents[2] / "examples/clinic.yaml"
MORNING = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Copenhagen
PASSWORD = "seven green bicycles"
Row = dict[str, Any]


@dataclass
class HandClock:
    """Stands still until it is moved."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class House:
    """`fjordby` with the example's pathway."""

    running: Running
    clock: HandClock
    source: ClinicSource

    @contextmanager
    def desk(self, clinic: str = "fjordby") -> Iterator[tuple[Connection, Desk]]:
        with transaction(self.running.engine) as connection:
            yield connection, open_desk(connection, self.running.keyring, clinic, self.clock())

    def account(self, login: str, role: str = "editor", clinic: str = "fjordby") -> None:
        with transaction(self.running.engine) as connection:
            values = {"name": login.title(), "role": role, "password": PASSWORD}
            add_account(connection, clinic, login, **values, now=self.clock(), actor="test")

    def enrol(self, ref: str, phone: str, on: str = "2026-11-16", clinic: str = "fjordby") -> UUID:
        form = EnrolmentForm(
            ref=ref,
            phone=phone,
            name="Asta Holm",
            birth_year=1958,
            pathway="pain",
            events=[{"kind": "referral-accepted", "on": on}],
        )
        with self.desk(clinic) as (connection, desk):
            return enrol(connection, desk, form, self.clock(), actor="test").patient_id

    def work(self) -> None:
        """What is due is done, and what is queued is sent at once."""
        run_due(self.running.engine, self.running.keyring, self.running.compiled, self.clock)
        out = tables["message_out"]
        with transaction(self.running.engine) as connection:
            sent = update(out).where(out.c.status == "queued").values(status="sent", sent_at=self.clock())
            connection.execute(sent)

    def rows(self, table: str, **where: Any) -> list[Row]:
        wanted = tables[table]
        with transaction(self.running.engine) as connection:
            found = connection.execute(
                select(wanted).where(*(wanted.c[name] == value for name, value in where.items()))
            )
            return [dict(row._mapping) for row in found]

    def session(self, ref: str, wave: str = "baseline") -> Row:
        patient = self.rows("patient", ref=ref)[0]
        return self.rows("session", patient_id=patient["patient_id"], wave_key=wave)[0]

    def open_elsewhere(self) -> None:
        """Another clinic with the same pathway, and no Telegram."""
        senders = [{"id": "sms", "channel": "sms", "address": "+4520000099", "rate": 1}]
        document = {**self.source.file.model_dump(mode="json"), "clinic": "elsewhere", "senders": senders}
        self.apply(replace(self.source, file=ClinicFile.model_validate(document)))

    def apply(self, source: ClinicSource | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        with transaction(self.running.engine) as connection:
            done = apply(connection, self.running.keyring, source or self.source, self.clock(), "cli:test")
        return done.lines, done.warnings


@cache
def _read() -> ClinicSource:
    return load_clinic_file(CLINIC)


def open_house(engine: Engine, keyring: Keyring, database_url: str) -> House:
    clock = HandClock()
    source = _read()
    pain = tuple(each for each in source.pathways if each.id == "pain")
    file = source.file.model_copy(update={"pathways": ("pain",)})
    source = replace(source, file=file, pathways=pain)
    running = Running(
        settings=Settings(_env_file=None),
        engine=engine,
        keyring=keyring,
        compiled=Compiled(keyring),
        clock=clock,
        channels={},
        http=httpx.AsyncClient(verify=trusted()),
        embedded=None,
        database_url=database_url,
    )
    house = House(running, clock, source)
    house.apply()
    return house
