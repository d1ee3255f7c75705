"""How fast the outbox drains: `python -m bench.sending [messages]`.

Worker processes as in production, on one embedded database, with a provider that takes 100 ms for each message and
never refuses. First at the senders' own rates, by one worker and by two, which may not send faster together; then
without a rate, by one and by two in turn. There a worker is bound by its own core, so two come to twice one only where
the machine has a core for each of them and one for the database. Each figure counts from the moment when all is queued
to the last message sent: what is prepared and handed over in batches would look faster between its first and its last
receipt.
"""

import asyncio
import json
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import yaml
from sqlalchemy import Engine, insert, text

from bench.installation import EXAMPLE
from bot.clinic_applying import apply
from bot.clinic_loading import load_clinic_file
from bot.clock import system_clock
from bot.compiled import Compiled
from bot.jobs import run_worker
from bot.running import Running, open_http
from bot.running import stop as close
from bot.settings import Settings
from channels.channel import Outbound, Sent
from store.crypto import Keyring, generate_root_key
from store.database import open_engine, transaction
from store.embedded import start_embedded
from store.ledger import tables
from store.schema import migrate

SENDERS = 10
RATE = 30
LATENCY = 0.1
TURNS = 3  # of one worker and of two, as neighbours on the machine come and go


class SlowProvider:
    """Takes a tenth of a second for each message, and any number at once."""

    name = "sms"
    can_look_up = False

    def segments(self, text: str) -> int:  # noqa: ARG002 - the protocol's name
        return 1

    async def send(self, outbound: Outbound) -> Sent:
        await asyncio.sleep(LATENCY)
        return Sent(provider_id=f"SM{outbound.message_id.hex}", status="queued", segments=1)

    async def look_up(self, outbound: Outbound, since: datetime) -> Sent | None:  # noqa: ARG002 - as above
        return None

    async def aclose(self) -> None:
        """Nothing to close."""


def make_clinic(engine: Engine, keyring: Keyring, home: Path, rate: float) -> None:
    clinic = yaml.safe_load((EXAMPLE / "clinic.yaml").read_text(encoding="utf-8"))
    clinic["senders"] = [
        {"id": f"s{n}", "channel": "sms", "address": f"+45200009{n:02}", "rate": rate} for n in range(SENDERS)
    ]
    # Messages are answers to patients who have just written, so the hour of the day does not matter.
    shutil.copytree(EXAMPLE, home / "examples")
    path = home / "examples" / "clinic.yaml"
    path.write_text(yaml.safe_dump(clinic, allow_unicode=True), encoding="utf-8")
    with transaction(engine) as connection:
        apply(connection, keyring, load_clinic_file(path), system_clock(), "bench")


def add_patients(engine: Engine, keyring: Keyring, count: int) -> None:
    """One for each message: what goes to one person keeps its order, and would wait for itself."""
    with transaction(engine) as connection:
        wrapped = connection.execute(text("SELECT key_wrapped FROM clinic")).scalar_one()
        clinic_key, now, rows = keyring.clinic_key("fjordby", wrapped), datetime.now(UTC), []
        for n in range(count):
            patient_id, phone = uuid4(), f"+4520{n:06}"
            key_wrapped = keyring.new_patient_key(clinic_key, patient_id)
            key = keyring.patient_key(clinic_key, patient_id, key_wrapped)
            rows.append(
                {
                    "clinic_id": "fjordby",
                    "patient_id": patient_id,
                    "ref": f"B-{n}",
                    "key_wrapped": key_wrapped,
                    "phone_sealed": key.seal(phone, table="patient", column="phone_sealed", row=str(patient_id)),
                    "phone_index": keyring.address_index("fjordby", phone),
                    "language": "en",
                    "zone": "Europe/Copenhagen",
                    "channel": "sms",
                    "status": "active",
                    "facts": {},
                    "tries": 0,
                    "created_at": now,
                }
            )
        connection.execute(insert(tables["patient"]), rows)


def queue(engine: Engine, keyring: Keyring, messages: int) -> None:
    """As many messages as asked for, evenly over the senders."""
    with transaction(engine) as connection:
        clinic = connection.execute(text("SELECT key_wrapped FROM clinic")).scalar_one()
        clinic_key = keyring.clinic_key("fjordby", clinic)
        patients = connection.execute(text("SELECT patient_id, key_wrapped FROM patient")).all()
        keys = [(row.patient_id, keyring.patient_key(clinic_key, row.patient_id, row.key_wrapped)) for row in patients]
        now, rows = datetime.now(UTC), []
        for n in range(messages):
            message_id, (patient_id, key) = uuid4(), keys[n % len(keys)]
            place = {"table": "message_out", "column": "content_sealed", "row": str(message_id)}
            content = json.dumps({"kind": "help", "args": {}, "question": None})
            rows.append(
                {
                    "clinic_id": "fjordby",
                    "message_id": message_id,
                    "patient_id": patient_id,
                    "sender_id": f"s{n % SENDERS}",
                    "channel": "sms",
                    "kind": "help",
                    "content_sealed": key.seal(content, **place),
                    "language": "en",
                    "priority": 3,
                    "exempt": True,
                    "status": "queued",
                    "attempts": 0,
                    "doubts": 0,
                    "not_before": now,
                    "created_at": now,
                }
            )
        connection.execute(insert(tables["message_out"]), rows)


def set_rate(engine: Engine, rate: float) -> None:
    with transaction(engine) as connection:
        connection.execute(text("UPDATE sender SET rate = :rate, free_at = NULL"), {"rate": rate})


def drained(engine: Engine, url: str, key_file: Path, workers: int, messages: int) -> float:
    """Messages a second, from the moment all are queued to the last one sent."""
    with transaction(engine) as connection:
        connection.execute(text("DELETE FROM message_out"))
    processes = [
        subprocess.Popen([sys.executable, "-m", "bench.sending", "--work", url, str(key_file)]) for _ in range(workers)
    ]
    time.sleep(4)  # all are up before there is work
    keyring = Keyring.parse(key_file.read_text(encoding="utf-8"))
    queue(engine, keyring, messages)
    began = datetime.now(UTC)
    left = text("SELECT count(*) FROM message_out WHERE status <> 'sent'")
    ends = time.monotonic() + 180
    while time.monotonic() < ends:
        with transaction(engine) as connection:
            if connection.execute(left).scalar_one() == 0:
                break
        time.sleep(0.2)
    else:
        raise SystemExit("the outbox did not drain in three minutes")
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for process in processes:
        process.wait(60)
    with transaction(engine) as connection:
        ended = connection.execute(text("SELECT max(sent_at) FROM message_out")).scalar_one()
        twice = connection.execute(text("SELECT count(*) FROM message_out WHERE attempts <> 1")).scalar_one()
    assert twice == 0, "every message is sent once"
    return messages / (ended - began).total_seconds()


async def work(url: str, keyring: Keyring) -> None:
    running = Running(
        settings=Settings(),
        engine=open_engine(url),
        keyring=keyring,
        compiled=Compiled(keyring),
        clock=system_clock,
        channels={"sms": SlowProvider()},
        http=open_http(),
        embedded=None,
        database_url=url,
    )
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    try:
        await run_worker(running, ended)
    finally:
        await close(running)


def main() -> None:
    if sys.argv[1:2] == ["--work"]:
        asyncio.run(work(sys.argv[2], Keyring.parse(Path(sys.argv[3]).read_text(encoding="utf-8"))))
        return
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 8_000
    with tempfile.TemporaryDirectory(prefix="prosvar-bench-") as folder:
        home = Path(folder)
        embedded = start_embedded(home / "database")
        migrate(embedded.url)
        engine = open_engine(embedded.url)
        key_file = home / "key"
        key_file.write_text(generate_root_key(), encoding="utf-8")
        try:
            measure(engine, embedded.url, home, key_file, messages)
        finally:
            engine.dispose()
            embedded.stop()


def measure(engine: Engine, url: str, home: Path, key_file: Path, messages: int) -> None:
    keyring = Keyring.parse(key_file.read_text(encoding="utf-8"))
    make_clinic(engine, keyring, home, RATE)
    add_patients(engine, keyring, messages)
    for workers in (1, 2):
        paced = drained(engine, url, key_file, workers, messages)
        told = f"{paced:6.0f}/s, {paced / (RATE * SENDERS):.2f} of their summed rate"
        print(f"{workers} worker(s), {SENDERS} senders of {RATE}/s: {told}", flush=True)
    set_rate(engine, 100_000)
    turns = [[drained(engine, url, key_file, workers, messages) for workers in (1, 2)] for _ in range(TURNS)]
    one, two = (statistics.median(turn[each] for turn in turns) for each in (0, 1))
    ratios = ", ".join(f"{after / before:.2f}" for before, after in turns)
    print(f"one worker without a rate: {one:6.0f}/s")
    print(f"two workers: {two:6.0f}/s, {two / one:.2f} times one (each turn: {ratios})")


if __name__ == "__main__":
    main()
