"""kill -9 in the middle of what changes the whole database: it is as it was before, or as it should be after."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from store.embedded import start_embedded
from store.schema import current, head
from tests.doubles.twilio_api import TwilioDouble
from tests.processes.crowd import PATIENCE, PROSVAR, Server, write_clinic

pytestmark = [pytest.mark.soak, pytest.mark.processes]
KILLS = 6


def start_and_kill(server: Server, after: float, *words: str) -> None:
    """The whole group, as a power cut would: a database that is being made does not go on by itself."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([PROSVAR, *words], env=server.environment, start_new_session=True, **quiet)
    try:
        time.sleep(after)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


def patients_in(home: Path) -> tuple[str | None, int]:
    """The schema's version, and how many patients there are."""
    embedded = start_embedded(home / "postgres")
    try:
        version = current(embedded.url)
        if version is None:
            return None, 0
        with psycopg.connect(embedded.url) as connection:
            row = connection.execute("SELECT count(*) FROM patient").fetchone()
        assert row is not None
        return version, row[0]
    finally:
        embedded.stop()


def test_a_restore_that_is_killed_leaves_the_old_or_makes_the_new(tmp_path: Path, tell: Callable[..., None]) -> None:
    phones = [f"+45200001{number:02}" for number in range(20)]
    dice, found = random.Random(7), []
    clinic, patients = write_clinic(tmp_path / "clinic", "http://127.0.0.1:9/", phones)
    copy = tmp_path / "copy"
    one_more = patients.with_name("more.csv")
    lines = patients.read_text(encoding="utf-8").splitlines()
    one_more.write_text("\n".join([lines[0], lines[1].replace("P-0;+4520000100", "P-99;+4520000199")]) + "\n")
    with Server(tmp_path / "home", TwilioDouble()) as server:
        server.run("clinic", "apply", str(clinic))
        server.run("patient", "import", str(patients))
        server.run("backup", str(copy))
        for _ in range(KILLS):
            server.run("patient", "import", str(one_more))
            start_and_kill(server, dice.uniform(1, 3), "restore", str(copy), "--replace")
            found.append(patients_in(server.home))
            assert found[-1] in ((head(), 20), (head(), 21)), "neither the old nor the new"
            server.run("restore", str(copy), "--replace")  # where it was cut off near its end, nothing else would start
            assert patients_in(server.home) == (head(), 20)
    tell(killed=KILLS, before=found.count((head(), 21)), whole=found.count((head(), 20)))


def test_a_migration_that_is_killed_is_done_whole_the_next_time(tmp_path: Path, tell: Callable[..., None]) -> None:
    dice, found = random.Random(11), []
    for number in range(KILLS):
        with Server(tmp_path / f"home-{number}", TwilioDouble()) as server:
            start_and_kill(server, dice.uniform(1, 4), "migrate")
            found.append(patients_in(server.home)[0])
            assert found[-1] in (None, head()), "half a schema"
            server.run("migrate")
            assert patients_in(server.home) == (head(), 0)
    tell(killed=KILLS, before=found.count(None), whole=found.count(head()))
