"""A clinic as its file says, a patient, a provider that can be told to fail, and a clock that is moved by hand."""

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from bot.clinic_applying import apply
from bot.clinic_file import ClinicFile
from bot.clinic_loading import ClinicSource, load_clinic_file
from bot.compiled import Compiled
from bot.desk import open_desk
from bot.enrolment import enrol
from bot.enrolment_form import EnrolmentForm
from bot.jobs import settle
from bot.running import Running
from bot.settings import Settings
from bot.turns import Taken, TurnLoop
from channels.channel import Inbound, Tap
from store.crypto import Keyring
from store.database import transaction
from tests.doubles.clinic_endpoint import ClinicEndpoint, clinic_endpoint
from tests.doubles.provider import Provider
from tests.doubles.stage import StillClock
from tests.doubles.trust import trusted

EXAMPLE = Path(__file__).parents[2] / "examples" / "clinic.yaml"
MORNING = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Copenhagen
PHONE = "+4520000101"
tables = SQLModel.metadata.tables


@dataclass
class House:
    """The product without its edges: what people write goes in at the turn loop, what they see comes out below."""

    running: Running
    turns: TurnLoop
    clock: StillClock
    provider: Provider
    endpoint: ClinicEndpoint
    ids: Any = field(default_factory=lambda: count(1))

    def enrol(self, ref: str = "F-1", phone: str = PHONE, language: str = "en", **more: Any) -> None:
        form = EnrolmentForm.model_validate(
            {
                "ref": ref,
                "phone": phone,
                "name": "Ann",
                "birth_year": 1948,
                "language": language,
                "pathway": "pain",
                "events": [{"kind": "referral-accepted", "on": "2026-11-16"}],
                **more,
            }
        )
        with transaction(self.running.engine) as connection:
            desk = open_desk(connection, self.running.keyring, "fjordby", self.clock())
            enrol(connection, desk, form, self.clock(), actor="test")

    def inbound(self, text: str, phone: str = PHONE, **more: Any) -> Inbound:
        return Inbound(
            **{
                "channel": "sms",
                "provider_id": f"SM{next(self.ids):032}",
                "sender_address": "+4520000002",
                "address": phone,
                "text": text,
                "received_at": self.clock(),
                **more,
            }
        )

    async def write(self, text: str, phone: str = PHONE, *, settled: bool = True, **more: Any) -> Taken:
        """Say something; unless `settled` is off, everything that follows from it happens at once."""
        taken = await self.turns.take(self.inbound(text, phone, **more))
        self.clock.advance(seconds=30)
        if settled:
            await self.settle()
        return taken

    async def tap(self, choice: int, nonce: str | None = None) -> Taken:
        nonce = nonce or str(self.provider.taken[-1].nonce)
        return await self.write("", tap=Tap(nonce, choice))

    async def settle(self) -> None:
        await settle(self.running)

    async def wait(self, **span: float) -> None:
        """Let time pass, stopping wherever something falls due."""
        until = self.clock() + timedelta(**span)
        while (due := self.next_due()) is not None and due <= until:
            self.clock.now = max(due, self.clock())
            await self.settle()
        self.clock.now = until
        await self.settle()

    def next_due(self) -> datetime | None:
        with transaction(self.running.engine) as connection:
            session, message, delivery = tables["session"], tables["message_out"], tables["delivery"]
            found = [
                connection.execute(select(session.c.next_action_at).order_by(session.c.next_action_at))
                .scalars()
                .first(),
                connection.execute(
                    select(message.c.not_before).where(message.c.status == "queued").order_by(message.c.not_before)
                )
                .scalars()
                .first(),
                connection.execute(
                    select(delivery.c.next_attempt_at)
                    .where(delivery.c.status == "pending")
                    .order_by(delivery.c.next_attempt_at)
                )
                .scalars()
                .first(),
            ]
        return min((moment for moment in found if moment is not None), default=None)

    async def begin(self, *answers: str) -> None:
        """To the first question, and on through these answers."""
        await self.settle()
        for text in ("GO", "1948", "AGREE", *answers):
            await self.write(text)

    @property
    def said(self) -> list[str]:
        return [outbound.text for outbound in self.provider.taken]

    def rows(self, table: str, **where: Any) -> list[dict[str, Any]]:
        """Messages in the order in which they were queued: where PostgreSQL keeps a row changes with it."""
        order = tables[table].columns.get("seq")
        with transaction(self.running.engine) as connection:
            found = connection.execute(select(tables[table]).filter_by(**where).order_by(order)).mappings()
            return [dict(row) for row in found]

    def one(self, table: str, **where: Any) -> dict[str, Any]:
        (row,) = self.rows(table, **where)
        return row

    def session(self) -> dict[str, Any]:
        return self.one("session", wave_key="baseline")

    def answers(self) -> dict[str, Any]:
        """linkId → value as it stands, of the coded ones."""
        rows = self.rows("answer")
        superseded = {row["supersedes"] for row in rows}
        return {row["link_id"]: row["value"] for row in rows if row["answer_id"] not in superseded}


@pytest.fixture
def endpoint() -> Iterator[ClinicEndpoint]:
    with clinic_endpoint() as endpoint:
        yield endpoint


@pytest.fixture
async def house(
    engine: Engine, keyring: Keyring, endpoint: ClinicEndpoint, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    clock = StillClock(MORNING)
    provider = Provider()
    monkeypatch.setenv("RECORD_SECRET", endpoint.secret)
    with transaction(engine) as connection:
        apply(connection, keyring, example(endpoint), clock(), "test")
    async with httpx.AsyncClient(trust_env=False, verify=trusted()) as http:
        running = Running(
            settings=Settings(allow_loopback_endpoints=True),
            engine=engine,
            keyring=keyring,
            compiled=Compiled(keyring),
            clock=clock,
            channels={"sms": provider},
            http=http,
            embedded=None,
            database_url=engine.url.render_as_string(hide_password=False),
        )
        house = House(running, TurnLoop(engine, keyring, clock), clock, provider, endpoint)
        house.enrol()
        yield house


_loaded = cache(load_clinic_file)


def example(endpoint: ClinicEndpoint) -> ClinicSource:
    """The example clinic, telling an endpoint of the test instead of its own two."""
    source = _loaded(EXAMPLE)
    document = source.file.model_dump(mode="json")
    file = ClinicFile.model_validate(document | {"endpoints": _endpoints(document, endpoint)})
    return replace(source, file=file, secrets={"on-call": (endpoint.secret,)})


def example_files(endpoint: ClinicEndpoint, home: Path) -> Path:
    """The same as files, to be changed. Returns the clinic's; its pathways lie beside it."""
    shutil.copytree(EXAMPLE.parent, home / "examples")
    path = home / "examples" / "clinic.yaml"
    clinic = yaml.safe_load(path.read_text(encoding="utf-8"))
    clinic["endpoints"] = _endpoints(clinic, endpoint)
    path.write_text(yaml.safe_dump(clinic, allow_unicode=True), encoding="utf-8")
    return path


def _endpoints(document: dict[str, Any], endpoint: ClinicEndpoint) -> list[dict[str, Any]]:
    events = document["endpoints"][0]["events"]
    return [{"id": "on-call", "url": endpoint.url, "events": events, "secret_env": "RECORD_SECRET"}]
