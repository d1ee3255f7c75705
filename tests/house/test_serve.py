"""The real process, from nothing: it serves, works, says how it is, and comes to rest."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import psutil
import pytest

from tests.processes.crowd import let_go

PROSVAR = Path(sys.executable).with_name("prosvar")
PATIENCE = 60  # seconds; a bound against waiting for ever, not a claim


class Process:
    """One `prosvar` process with its own home; standard error goes to a file, as a pipe would fill."""

    def __init__(self, home: Path, *words: str) -> None:
        self.home = home
        self.log = home.parent / f"{home.name}.{words[0]}.log"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with self.log.open("w") as error:
            self.running = subprocess.Popen(
                [PROSVAR, *words],
                env=kept | {"PROSVAR_HOME": str(home), "PROSVAR_TURN_PROCESSES": "1"},
                stdout=subprocess.DEVNULL,
                stderr=error,
            )

    def address(self) -> str:
        found = self.until(lambda: re.search(r"listens on (\S+)", self.log.read_text()))
        assert isinstance(found, re.Match)
        return str(found[1])

    def until(self, look: object) -> object:
        assert callable(look)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.running.poll() is None, self.log.read_text()
            if found := look():
                return found
            time.sleep(0.05)
        pytest.fail(f"waited in vain\n{self.log.read_text()}")

    def stop(self) -> int:
        if self.running.poll() is None:
            self.running.send_signal(signal.SIGTERM)
        try:
            return self.running.wait(PATIENCE)
        finally:
            self.running.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def words_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # one of the database's, which come and go
        return []


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home") / "var"


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Process]:
    with Process(home, "serve", "--port", "0") as process:
        yield process
    let_go(home / "postgres")


@pytest.mark.processes
def test_it_serves_becomes_ready_and_stops(server: Process, home: Path) -> None:
    with httpx.Client(base_url=server.address(), timeout=10) as web:
        assert web.get("/livez").json() == {"status": "alive"}
        server.until(lambda: web.get("/readyz").status_code == 200)
        assert all(web.get("/readyz").json()["checks"].values())
        assert "prosvar_outbox_oldest_seconds 0.0" in web.get("/metrics").text
        assert web.get("/webhooks/twilio/message").status_code == 404, "Twilio is not configured"
        assert web.get("/api/patients/none/plan").status_code == 401
        assert web.get("/openapi.json").json()["info"]["title"] == "Prosvar"

        with Process(home, "worker") as worker:
            worker.until(lambda: '"working"' in worker.log.read_text())
            doctor = subprocess.run(
                [PROSVAR, "doctor", "--json"],
                env=os.environ | {"PROSVAR_HOME": str(home)},
                capture_output=True,
                check=False,
            )
            findings = json.loads(doctor.stdout)
            assert doctor.returncode == 0, findings
            assert {"settings", "database", "clock", "zones", "words", "worker"} <= {each["check"] for each in findings}
            assert worker.stop() == 0, worker.log.read_text()
        assert web.get("/readyz").status_code == 200, "the worker that leaves does not take the database with it"

    beside = psutil.Process(server.running.pid).children(recursive=True)
    assert any("--multiprocessing-fork" in words_of(each) for each in beside)
    assert server.stop() == 0, server.log.read_text()
    assert psutil.wait_procs(beside, PATIENCE)[1] == []
    told = [line for line in server.log.read_text().splitlines() if not line.startswith("{")]
    assert len(told) == 1
    assert told[0].startswith("Prosvar listens on http://127.0.0.1:")
    events = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    assert events[-1]["event"] == "database-stopped"
    assert [event for event in events if event["level"] not in ("info", "debug")] == []
