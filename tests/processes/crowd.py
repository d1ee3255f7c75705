"""Patients with phones at a double of Twilio, who answer what they are sent; and the real server they talk to."""

import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import yaml

from store.embedded import end_abandoned
from tests.doubles.twilio_api import ACCOUNT, TOKEN, TwilioDouble, signed

PROSVAR = Path(sys.executable).with_name("prosvar")
EXAMPLES = Path(__file__).parents[2] / "examples"
CLINIC_NUMBER = "+4520000002"
PUBLIC = "https://prosvar.example.org"
REST = 18  # seconds without any progress: longer than a dead worker's locks are kept
PATIENCE = 300  # seconds; a bound against waiting for ever: a send in doubt alone is looked up after two minutes
ANSWERS = ("GO", "1948", "AGREE", "6", "5", "3", "70", "no", "NO")


class Server:
    """`prosvar serve` on a home of its own, as a process group that can be killed whole or in part.

    Nothing of it outlives the `with` block that it is for, its database included, whatever has failed in there.
    """

    def __init__(self, home: Path, twilio: TwilioDouble) -> None:
        self.home = home
        self.log = home.parent / "serve.log"
        self.environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | {
            "PROSVAR_HOME": str(home),
            "PROSVAR_PUBLIC_URL": PUBLIC,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_BASE_URL": twilio.url,
            "RECORD_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "PROSVAR_ALLOW_LOOPBACK_ENDPOINTS": "true",
        }
        self.url = ""
        self.left = 0  # messages in doubt at the last kill
        self.unended = 0  # messages in doubt, or not sent, when everything had settled
        self.tables: dict[str, list[dict[str, Any]]] = {}
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()
        let_go(self.home / "postgres")

    def run(self, *words: str) -> str:
        """One command at the terminal."""
        done = subprocess.run(
            [PROSVAR, *words], env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        """Returns when it takes requests again."""
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [PROSVAR, "serve", "--port", "0"], env=self.environment, stdout=subprocess.DEVNULL, stderr=log
            )
        wait_until(lambda: re.search(r"listens on \S+", self.log.read_text()) is not None, self.log)
        found = re.search(r"listens on (\S+)", self.log.read_text())
        assert found is not None, "waited for"
        self.url = found[1]

    def kill(self) -> None:
        """As the machine would in a power cut, but for the database beside it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@dataclass
class Crowd:
    """Each patient answers every message that reaches the phone. `acknowledged`: MessageSids that got a 200.

    They take up to `pause` seconds to answer. Without, they keep in step, and a kill finds all of them waiting for a
    send that is under way, which nobody asks the provider about for two minutes.
    """

    server: Server
    twilio: TwilioDouble
    phones: list[str]
    pause: float = 0.0
    acknowledged: set[str] = field(default_factory=set)
    attempted: set[str] = field(default_factory=set)
    ended: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def live(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._patient, args=(phone,), daemon=True) for phone in self.phones]
        for thread in threads:
            thread.start()
        return threads

    def wait_for(self, replies: int) -> None:
        """Until so many replies have been acknowledged."""
        wait_until(lambda: len(self.acknowledged) >= replies, self.server.log)

    def come_to_rest(self, threads: list[threading.Thread]) -> None:
        """Until all are done, or those who are not wait for a message whose fate the server does not know yet."""
        before = -1
        while any(thread.is_alive() for thread in threads) and len(self.acknowledged) != before:
            before = len(self.acknowledged)
            time.sleep(REST)
        self.ended.set()

    def received(self, phone: str) -> list[dict[str, Any]]:
        with self.twilio.lock:
            return [message for message in self.twilio.messages if message["to"] == phone]

    def _patient(self, phone: str) -> None:
        dice = random.Random(phone)
        with httpx.Client(trust_env=False, timeout=10) as http:
            seen, step = 0, 0
            while step < len(ANSWERS) and not self.ended.is_set():
                messages = self.received(phone)
                if len(messages) <= seen:
                    time.sleep(0.01)
                    continue
                seen = len(messages)
                time.sleep(dice.uniform(0, self.pause))
                self._post(http, self.twilio.hears(phone, CLINIC_NUMBER, ANSWERS[step]))
                step += 1

    def _post(self, http: httpx.Client, fields: dict[str, str]) -> None:
        """Until it is acknowledged, as a fallback address would see to; the same MessageSid each time."""
        with self.lock:
            self.attempted.add(fields["MessageSid"])
        path = "/webhooks/twilio/message"
        while not self.ended.is_set():
            try:
                reply = http.post(self.server.url + path, data=fields, headers=signed(PUBLIC + path, fields))
            except httpx.HTTPError:
                time.sleep(0.05)
                continue
            if reply.status_code == 200:
                with self.lock:
                    self.acknowledged.add(fields["MessageSid"])
                return
            time.sleep(0.05)


def let_go(home: Path) -> None:
    """End the database of a home whose users have been killed: the last of them may not be gone yet."""
    end = time.monotonic() + PATIENCE
    while (home / "users").exists() and not end_abandoned(home):
        assert time.monotonic() < end, f"somebody still uses {home}"
        time.sleep(0.05)


def wait_until(done: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, f"waited in vain\n{log.read_text()[-4000:]}"
        time.sleep(0.05)


def write_clinic(home: Path, endpoint: str, phones: list[str]) -> tuple[Path, Path]:
    """The example clinic with no quiet hours and a fast sender, and its patients as a file to import."""
    shutil.copytree(EXAMPLES, home)
    path = home / "clinic.yaml"
    clinic = yaml.safe_load(path.read_text(encoding="utf-8"))
    clinic["languages"] = ["en"]
    clinic["hours"] = {"quiet_from": "00:00", "quiet_until": "00:00", "holidays": None}
    clinic["senders"] = [{"id": "sms", "channel": "sms", "address": CLINIC_NUMBER, "rate": 500}]
    events = clinic["endpoints"][0]["events"]
    clinic["endpoints"] = [{"id": "on-call", "url": endpoint, "events": events, "secret_env": "RECORD_SECRET"}]
    path.write_text(yaml.safe_dump(clinic, allow_unicode=True), encoding="utf-8")
    pathway = yaml.safe_load((home / "pathways" / "pain.yaml").read_text(encoding="utf-8"))
    del pathway["schedule"]["window"]
    (home / "pathways" / "pain.yaml").write_text(yaml.safe_dump(pathway, allow_unicode=True), encoding="utf-8")
    today = time.strftime("%Y-%m-%d")
    lines = ["ref;phone;name;birth_year;language;pathway;event:referral-accepted"]
    lines += [f"P-{number};{phone};Ann;1948;en;pain;{today}" for number, phone in enumerate(phones)]
    (home / "crowd.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path, home / "crowd.csv"
