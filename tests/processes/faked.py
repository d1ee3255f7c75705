"""A real `prosvar serve` whose machine has another time: libfaketime turns its clock, at any speed, and by jumps.

The clock that only measures spans is left alone, as it is when a machine's time is set. The database has the true time.
"""

import json
import os
import re
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from bot.clinic_applying import apply
from bot.clinic_file import ClinicFile
from bot.clinic_loading import load_clinic_file
from bot.desk import open_desk
from bot.enrolment import enrol
from bot.enrolment_form import EnrolmentForm
from flows.schedule import Schedule
from store.crypto import Keyring, generate_root_key
from store.database import open_engine, transaction
from tests.doubles.clinic_endpoint import SECRET
from tests.doubles.http_double import serving
from tests.doubles.twilio_api import ACCOUNT, TOKEN, TwilioDouble, signed
from tests.processes.crowd import EXAMPLES, PATIENCE, PROSVAR, PUBLIC

tables = SQLModel.metadata.tables
LIBRARY = next(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"), None)
DAY, NIGHT = "+4520000002", "+4520000003"  # senders of a clinic with quiet hours, and of one without
QUIET = {"quiet_from": "20:00", "quiet_until": "08:00", "holidays": None}
NEVER_QUIET = {"quiet_from": "00:00", "quiet_until": "00:00", "holidays": None}


def need_faketime() -> None:
    if LIBRARY is None and os.environ.get("PROSVAR_FAKETIME_TESTS") == "required":
        pytest.fail("there is no libfaketime, and continuous integration may not pass without these tests")
    if LIBRARY is None:
        pytest.skip("no libfaketime on this machine: install the package `faketime` to run these tests")


@dataclass
class FakedServer:
    """`begins` and `rate` as the file of libfaketime has them now; `started` by the true clock."""

    home: Path
    url_of_database: str
    engine: Engine
    root_key: str
    twilio: TwilioDouble
    begins: datetime
    rate: int = 1
    started: float = field(default_factory=time.monotonic)
    url: str = ""
    process: "subprocess.Popen[bytes] | None" = None
    replies: int = 0

    @property
    def keyring(self) -> Keyring:
        return Keyring.parse(self.root_key)

    @property
    def log(self) -> Path:
        return self.home / "serve.log"

    def now(self) -> datetime:
        """What the process takes for the time, to within a second or so at its rate."""
        return self.begins + timedelta(seconds=(time.monotonic() - self.started) * self.rate)

    def turn(self, by: timedelta) -> None:
        """The clock jumps. It is seen within a second or two; from then on it goes on from there."""
        self.begins, self.started = self.now() + by, time.monotonic()
        file = self.home / "clock"
        new = file.with_suffix(".new")
        new.write_text(f"@{self.begins:%Y-%m-%d %H:%M:%S} x{self.rate}\n")
        new.replace(file)

    def run_at(self, rate: int) -> None:
        """So many seconds for each true one, from now on."""
        self.begins, self.started, self.rate = self.now(), time.monotonic(), rate
        self.turn(timedelta())

    def clinic(self, clinic_id: str, number: str, hours: Mapping[str, Any], schedule: Mapping[str, Any]) -> None:
        loaded = load_clinic_file(EXAMPLES / "clinic.yaml")
        document = loaded.file.model_dump(mode="json")
        document |= {
            "clinic": clinic_id,
            "languages": ["en"],
            "hours": {**hours, "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
            "senders": [{"id": "sms", "channel": "sms", "address": number, "rate": 500}],
            "endpoints": [{"id": "on-call", "url": "http://127.0.0.1:9/", "events": ["alert.raised"]}],
        }
        own = tuple(each.model_copy(update={"schedule": Schedule.model_validate(schedule)}) for each in loaded.pathways)
        source = replace(loaded, file=ClinicFile.model_validate(document), pathways=own, secrets={"on-call": (SECRET,)})
        with transaction(self.engine) as connection:
            apply(connection, self.keyring, source, self.begins, "test")

    def enrol(self, clinic_id: str, phones: list[str], on: date) -> None:
        with transaction(self.engine) as connection:
            desk = open_desk(connection, self.keyring, clinic_id, self.begins)
            for number, phone in enumerate(phones):
                form = {"ref": f"P-{number}-{on}", "phone": phone, "birth_year": 1948, "language": "en"}
                events = [{"kind": "referral-accepted", "on": on.isoformat()}]
                whole = EnrolmentForm.model_validate({**form, "pathway": "pain", "events": events})
                enrol(connection, desk, whole, self.begins, actor="test")

    def start(self) -> None:
        self.started = time.monotonic()
        self.turn(timedelta())
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | {
            "PROSVAR_HOME": str(self.home / "var"),
            "PROSVAR_DATABASE_URL": self.url_of_database,
            "PROSVAR_KEY": self.root_key,
            "PROSVAR_PUBLIC_URL": PUBLIC,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_BASE_URL": self.twilio.url,
            "TZ": "UTC",
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self.home / "clock"),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        with self.log.open("w") as log:
            words = [PROSVAR, "serve", "--port", "0"]
            self.process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=log)
        found = self.until(lambda: re.search(r"listens on (\S+)", self.log.read_text()))
        self.url = str(found[1])

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            finally:
                self.process.kill()

    def until(self, look: Callable[[], Any]) -> Any:
        end = time.monotonic() + PATIENCE
        while not (found := look()):
            assert self.process is not None and self.process.poll() is None, self.log.read_text()[-4000:]  # noqa: PT018 - one fact
            assert time.monotonic() < end, f"waited in vain\n{self.log.read_text()[-4000:]}"
            time.sleep(0.05)
        return found

    def says(self, phone: str, to: str, text: str) -> None:
        """A patient's text, posted as Twilio does until it is acknowledged."""
        fields, path = self.twilio.hears(phone, to, text), "/webhooks/twilio/message"
        headers = signed(PUBLIC + path, fields)
        with httpx.Client(trust_env=False, timeout=10) as http:
            assert http.post(self.url + path, data=fields, headers=headers).status_code == 200
        self.replies += 1

    def rows(self, table: str) -> list[dict[str, Any]]:
        with transaction(self.engine) as connection:
            return [dict(row) for row in connection.execute(select(tables[table])).mappings()]

    def rounds(self) -> int:
        """How many jobs there have been."""
        with transaction(self.engine) as connection:
            found = connection.exec_driver_sql("SELECT last_value FROM procrastinate_jobs_id_seq").scalar_one()
        return int(found)

    def events(self, name: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == name]


@contextmanager
def faked_server(home: Path, database_url: str, begins: datetime, rate: int = 1) -> Iterator[FakedServer]:
    """With two clinics to be filled: one with quiet hours and one without."""
    home.mkdir(parents=True, exist_ok=True)
    engine = open_engine(database_url)
    with serving(TwilioDouble()) as twilio:
        server = FakedServer(home, database_url, engine, generate_root_key(), twilio, begins.astimezone(UTC), rate)
        try:
            yield server
        finally:
            server.stop()
            engine.dispose()


@dataclass(frozen=True)
class Contacts:
    """What we began, patient by patient, in the order of sending; `on_the_wire` counts every message handed over."""

    by_session: Mapping[Any, list[tuple[str, datetime]]] = field(default_factory=dict)
    on_the_wire: int = 0
    rows: int = 0


def contacts_of(server: FakedServer) -> Contacts:
    found: dict[Any, list[tuple[str, datetime]]] = defaultdict(list)
    sent = [row for row in server.rows("message_out") if row["sent_at"] is not None]
    for row in sorted(sent, key=lambda each: each["sent_at"]):
        if not row["exempt"]:
            found[row["clinic_id"], row["session_id"]].append((row["kind"], row["sent_at"]))
    return Contacts(found, len(server.twilio.requests), len(sent))
