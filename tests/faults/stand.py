"""Several real processes on one database: servers without a worker, and workers, each of which can be killed."""

import re
import signal
import subprocess
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx

from tests.doubles.twilio_api import TwilioDouble
from tests.processes.crowd import PATIENCE, PROSVAR, Server, wait_until


class Program:
    """One `prosvar` process; its standard error goes to a file, a new one at each start."""

    def __init__(self, environment: dict[str, str], log: Path, *words: str) -> None:
        self.environment, self.log, self.words = environment, log, words
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> None:
        """Returns when it takes requests, or works."""
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [PROSVAR, *self.words], env=self.environment, stdout=subprocess.DEVNULL, stderr=log
            )
        wait_until(lambda: re.search(r"listens on \S+|working", self.log.read_text()) is not None, self.log)
        found = re.search(r"listens on (\S+)", self.log.read_text())
        self.url = found[1] if found else ""

    def end(self, number: int) -> int:
        assert self.process is not None, "started"
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)


class Stand(Server):
    """`fronts` take requests in turn; every process shares the home, and with it the database."""

    def __init__(self, home: Path, twilio: TwilioDouble, *, fronts: int, workers: int) -> None:
        super().__init__(home, twilio)
        front, worker = ("serve", "--no-worker", "--port", "0"), ("worker",)
        words = {f"server-{n}": front for n in range(fronts)} | {f"worker-{n}": worker for n in range(workers)}
        self.programs = {
            name: Program(self.environment, home.parent / f"{name}.log", *each) for name, each in words.items()
        }
        self.fronts = cycle([program for name, program in self.programs.items() if name.startswith("server")])
        self.log = self.programs["server-0"].log

    @property
    def url(self) -> str:
        return next(self.fronts).url

    @url.setter
    def url(self, _: str) -> None:
        """Each program has its own."""

    def start(self) -> None:
        for program in self.programs.values():
            program.start()

    def kill(self) -> None:
        for program in self.programs.values():
            if program.process is not None:
                program.end(signal.SIGKILL)


def status_of(url: str) -> int:
    """Of a look at whether it is ready; 0 when nobody answers."""
    try:
        return httpx.get(f"{url}/readyz", timeout=10, trust_env=False).status_code
    except httpx.HTTPError:
        return 0


def seconds_until(done: Callable[[], Any], log: Path) -> float:
    import time

    began = time.monotonic()
    wait_until(lambda: bool(done()), log)
    return round(time.monotonic() - began, 1)
