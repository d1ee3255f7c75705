"""One clinic with its sender, patients and endpoints in a real database, and a clock that stands still until moved."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlmodel import SQLModel

from bot.compiled import Compiled
from bot.running import Running
from bot.settings import Settings
from channels.channel import Channel
from flows.say import Say, dump_say
from store.crypto import DataKey, Keyring
from store.database import transaction
from tests.doubles.trust import trusted

tables = SQLModel.metadata.tables

CLINIC: dict[str, Any] = {
    "clinic": "fjordklinikken",
    "name": "Fjordklinikken",
    "sender_name": {"en": "Fjordklinikken"},
    "country": "DK",
    "zone": "Europe/Copenhagen",
    "languages": ["en"],
    "phone": "+4520000000",
    "opening_hours": {"en": "weekdays 9-15"},
    "staffed": {"from": "09:00", "until": "15:00"},
    "senders": [{"id": "text", "channel": "sms", "address": "+4520000001"}],
    "safety": {
        "texts": {"en": "Call 112 now if you are in danger."},
        "emergency_numbers": ["112"],
        "acknowledge_within": "PT1H",
        "second_level": "record",
    },
    "endpoints": [{"id": "record", "url": "https://record.example.org/hook", "events": ["alert.raised"]}],
    "note": {"opening": "Patient-reported outcomes", "language": "en"},
}


@dataclass
class StillClock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@dataclass
class Stage:
    """Rows are made as the turns and the enrolment make them; everything else is the product itself."""

    running: Running
    clock: StillClock
    clinic_key: DataKey
    clinic_id: str = "fjordklinikken"
    sender: tuple[str, str] = ("fjordklinikken", "text")

    def patient(self, phone: str = "+4520000101", **values: Any) -> UUID:
        patient_id = uuid4()
        keyring = self.running.keyring
        wrapped = keyring.new_patient_key(self.clinic_key, patient_id)
        key = keyring.patient_key(self.clinic_key, patient_id, wrapped)
        row = {
            "clinic_id": self.clinic_id,
            "patient_id": patient_id,
            "ref": f"P-{patient_id.hex[:8]}",
            "key_wrapped": wrapped,
            "phone_sealed": key.seal(phone, table="patient", column="phone_sealed", row=str(patient_id)),
            "phone_index": keyring.address_index(self.clinic_id, phone),
            "language": "en",
            "zone": "Europe/Copenhagen",
            "channel": "sms",
            "status": "active",
            "facts": {},
            "tries": 0,
            "created_at": self.clock(),
            **values,
        }
        self.write(insert(tables["patient"]).values(row))
        return patient_id

    def session(self, patient_id: UUID, state: str = "asking") -> UUID:
        session_id = uuid4()
        now = self.clock()
        row = {
            "clinic_id": self.clinic_id,
            "session_id": session_id,
            "patient_id": patient_id,
            "episode_id": uuid4(),
            "wave_id": uuid4(),
            "wave_key": "baseline",
            "pathway_id": "after-surgery",
            "pathway_version": 1,
            "state": state,
            "language": "en",
            "zone": "Europe/Copenhagen",
            "sender_id": "text",
            "contacts": 1,
            "due_at": now,
            "closes_at": now + timedelta(days=14),
            "created_at": now,
            "updated_at": now,
        }
        self.write(insert(tables["session"]).values(row))
        return session_id

    def key_of(self, patient_id: UUID) -> DataKey:
        wrapped = self.one(select(tables["patient"].c.key_wrapped).where(tables["patient"].c.patient_id == patient_id))
        return self.running.keyring.patient_key(self.clinic_key, patient_id, wrapped)

    def say(self, patient_id: UUID, kind: str = "help", **values: Any) -> UUID:
        """Queue a reply; with `exempt=False` a contact of the schedule."""
        message_id = uuid4()
        say = Say(kind, values.pop("args", {}))
        content = dump_say(say)
        contact = values.get("exempt") is False
        row = {
            "clinic_id": self.clinic_id,
            "message_id": message_id,
            "patient_id": patient_id,
            "sender_id": "text",
            "channel": "sms",
            "kind": kind,
            "content_sealed": self.key_of(patient_id).seal(
                content, table="message_out", column="content_sealed", row=str(message_id)
            ),
            "language": "en",
            "priority": 5 if contact else 3,
            "exempt": True,
            "status": "queued",
            "attempts": 0,
            "doubts": 0,
            "not_before": self.clock(),
            "created_at": self.clock(),
            **values,
        }
        self.write(insert(tables["message_out"]).values(row))
        return message_id

    def opt_out(self, patient_id: UUID | None, address: str | None = None, **values: Any) -> None:
        index = None if address is None else self.running.keyring.address_index(self.clinic_id, address)
        row = {
            "clinic_id": self.clinic_id,
            "opt_out_id": uuid4(),
            "patient_id": patient_id,
            "address_index": index,
            "channel": "sms",
            "source": "patient",
            "at": self.clock(),
            **values,
        }
        self.write(insert(tables["opt_out"]).values(row))

    def endpoint(self, endpoint_id: str, url: str, secrets: list[str], events: list[str] | None = None) -> None:
        wanted = events or ["session.completed", "alert.raised"]
        row = {"clinic_id": self.clinic_id, "endpoint_id": endpoint_id, "url": url, "events": wanted, "failures": 0}
        self.write(insert(tables["endpoint"]).values(row))
        clinic = tables["clinic"]
        place = {"table": "clinic", "column": "secrets_sealed", "row": self.clinic_id}
        sealed = self.one(select(clinic.c.secrets_sealed))
        held = {} if sealed is None else json.loads(self.clinic_key.open(sealed, **place))
        sealed = self.clinic_key.seal(json.dumps({**held, endpoint_id: secrets}), **place)
        self.write(update(clinic).values(secrets_sealed=sealed))

    def change(self, table: str, **values: Any) -> None:
        self.write(update(tables[table]).values(values))

    def message(self, message_id: UUID) -> Any:
        with self.open() as connection:
            table = tables["message_out"]
            return connection.execute(select(table).where(table.c.message_id == message_id)).one()

    def rows(self, table: str) -> list[Any]:
        with self.open() as connection:
            return list(connection.execute(select(tables[table])))

    def count(self, table: str, **where: Any) -> int:
        wanted = select(func.count()).select_from(tables[table]).filter_by(**where)
        return int(self.one(wanted))

    def one(self, statement: Any) -> Any:
        with self.open() as connection:
            return connection.execute(statement).scalar_one()

    def write(self, statement: Any) -> None:
        with self.open() as connection:
            connection.execute(statement)

    def open(self) -> Any:
        return transaction(self.running.engine)


MORNING = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)  # a Tuesday, 10:30 in Copenhagen


@asynccontextmanager
async def open_stage(engine: Engine, keyring: Keyring, *channels: Channel) -> AsyncIterator[Stage]:
    clock = StillClock(MORNING)
    async with httpx.AsyncClient(trust_env=False, verify=trusted()) as http:
        running = Running(
            settings=Settings(allow_loopback_endpoints=True),
            engine=engine,
            keyring=keyring,
            compiled=Compiled(keyring),
            clock=clock,
            channels={channel.name: channel for channel in channels},
            http=http,
            embedded=None,
            database_url=engine.url.set(drivername="postgresql").render_as_string(hide_password=False),
        )
        with transaction(engine) as connection:
            key = make_clinic(connection, running, clock())
        yield Stage(running, clock, key)


def make_clinic(connection: Connection, running: Running, now: datetime) -> DataKey:
    wrapped = running.keyring.new_clinic_key()
    clinic = {
        "clinic_id": "fjordklinikken",
        "config": CLINIC,
        "key_wrapped": wrapped,
        "live": True,
        "paused": False,
        "applied_at": now,
    }
    connection.execute(insert(tables["clinic"]).values(clinic))
    sender = {
        "clinic_id": "fjordklinikken",
        "sender_id": "text",
        "channel": "sms",
        "address": "+4520000001",
        "rate": 50.0,
        "paused": False,
    }
    connection.execute(insert(tables["sender"]).values(sender))
    return running.keyring.clinic_key("fjordklinikken", wrapped)
