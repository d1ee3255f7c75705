"""Real processes, killed under load. Each test prints its account; `make soak` runs them, as they take minutes."""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from store.cluster import open_cluster
from store.embedded import start_embedded, url_of
from tests.doubles.clinic_endpoint import clinic_endpoint
from tests.doubles.http_double import BAD_GATEWAY, Fault, Reply, serving
from tests.doubles.twilio_api import TwilioDouble
from tests.faults.stand import Stand, seconds_until, status_of
from tests.processes.crowd import Crowd, Server, write_clinic
from tests.processes.test_kill import SlowTwilio, account, settle_what_is_left

pytestmark = [pytest.mark.soak, pytest.mark.processes]
PATIENTS = 24
Tell = Callable[..., None]
TOO_MANY = Reply(429, {"code": 20429, "message": "Too Many Requests", "status": 429}, {"retry-after": "1"})


@contextmanager
def crowded(
    tmp_path: Path, twilio: TwilioDouble, *, fronts: int = 1, workers: int = 1
) -> Iterator[tuple[Stand, Crowd, Any]]:
    """A clinic whose patients answer whatever reaches their phones."""
    phones = [f"+45200001{number:02}" for number in range(PATIENTS)]
    with (
        serving(twilio),
        clinic_endpoint() as endpoint,
        Stand(tmp_path / "home", twilio, fronts=fronts, workers=workers) as stand,
    ):
        clinic, patients = write_clinic(tmp_path / "clinic", endpoint.url, phones)
        stand.run("clinic", "apply", str(clinic))
        stand.run("patient", "import", str(patients))
        stand.start()
        crowd = Crowd(stand, twilio, phones, pause=0.5)
        threads = crowd.live()
        try:
            yield stand, crowd, threads
        finally:
            crowd.ended.set()


async def closed(
    stand: Server, crowd: Crowd, twilio: TwilioDouble, threads: Any, tell: Tell, **more: float
) -> dict[str, Any]:
    crowd.come_to_rest(threads)
    stand.kill()
    await settle_what_is_left(stand, twilio)
    report = {**account(stand, crowd, twilio), **more}
    tell(**report)
    assert report["lost"] == 0
    assert report["repeated_unflagged"] == 0
    assert report["recovered"] == report["left_in_doubt"]
    return report


def ask(stand: Stand, question: str) -> Any:
    with psycopg.connect(url_of(open_cluster(stand.home / "postgres"), "prosvar"), autocommit=True) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]  # our own words
    return None if row is None else row[0]


async def test_two_servers_and_two_workers_on_one_database(tmp_path: Path, tell: Tell) -> None:
    """Any of them is killed while all are at work; the others go on, and the one comes back."""
    twilio, dice = SlowTwilio(), random.Random(20261121)
    with crowded(tmp_path, twilio, fronts=2, workers=2) as (stand, crowd, threads):
        for number, name in enumerate(("worker-0", "server-0", "worker-1", "server-1"), start=1):
            crowd.wait_for(number * PATIENTS)
            await asyncio.sleep(dice.uniform(0, 0.2))
            stand.programs[name].end(signal.SIGKILL)
            stand.programs[name].start()
        report = await closed(stand, crowd, twilio, threads, tell)
    assert report["acknowledged"] > PATIENTS * 4


async def test_how_long_a_dead_worker_is_in_the_way(tmp_path: Path, tell: Tell) -> None:
    """From kill -9 of the only worker that sends until the other has taken over its lock, and its claims are free."""
    twilio = SlowTwilio()
    with crowded(tmp_path, twilio, fronts=1, workers=2) as (stand, crowd, threads):
        crowd.wait_for(PATIENTS)
        stand.programs["worker-0"].end(signal.SIGKILL)
        at, sent = ask(stand, "SELECT now()"), len(twilio.requests)
        to_send = seconds_until(lambda: len(twilio.requests) > sent + 1, stand.log)
        held = f"SELECT count(*) FROM message_out WHERE status = 'claimed' AND claimed_at < '{at}'"
        to_claims = seconds_until(lambda: ask(stand, held) == 0, stand.log)
        await closed(stand, crowd, twilio, threads, tell, until_sending=to_send, until_claims_free=to_claims)


async def test_the_database_is_killed_under_load(tmp_path: Path, tell: Tell) -> None:
    """Nothing is acknowledged while it is away, readiness says so, and all goes on when it is back."""
    twilio = SlowTwilio()
    with crowded(tmp_path, twilio) as (stand, crowd, threads):
        crowd.wait_for(PATIENTS * 2)
        pid = open_cluster(stand.home / "postgres").server_pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        url, seen = stand.url, []
        began, before = time.monotonic(), len(crowd.acknowledged)
        while time.monotonic() - began < 60 and not (seen and seen[-1] == 200 and len(crowd.acknowledged) > before + 1):
            seen.append(status_of(url))
            await asyncio.sleep(0.2)
        back = round(time.monotonic() - began, 1)
        await closed(stand, crowd, twilio, threads, tell, back_after=back)
    assert seen[-1] == 200
    assert set(seen) <= {200, 503, 0}


async def test_a_stop_by_sigterm_finishes_what_it_has_begun(tmp_path: Path, tell: Tell) -> None:
    twilio = SlowTwilio()
    with crowded(tmp_path, twilio) as (stand, crowd, threads):
        crowd.wait_for(PATIENTS * 2)
        for name in ("worker-0", "server-0"):
            assert stand.programs[name].end(signal.SIGTERM) == 0
        assert under_way(stand) == 0
        stand.start()
        report = await closed(stand, crowd, twilio, threads, tell)
    assert report["repeated"] == 0


def under_way(stand: Stand) -> int:
    """What was claimed or being sent when everything had come to rest, and the database with it."""
    embedded = start_embedded(stand.home / "postgres")
    try:
        return int(ask(stand, "SELECT count(*) FROM message_out WHERE status IN ('claimed', 'sending')"))
    finally:
        embedded.stop()


async def test_a_provider_that_fails_three_times_in_ten(tmp_path: Path, tell: Tell) -> None:
    twilio = SlowTwilio(
        chance=0.3,
        chances=(
            Fault("refuse", reply=BAD_GATEWAY),
            Fault("refuse", reply=TOO_MANY),
            Fault("drop"),
            Fault("drop", taken=True),
        ),
    )
    with crowded(tmp_path, twilio) as (stand, crowd, threads):
        report = await closed(stand, crowd, twilio, threads, tell)
    assert report["acknowledged"] > PATIENTS


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A home on a disk of its own with little room."""
    home = tmp_path / "home"
    home.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=320m", "tmpfs", str(home)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("a disk can be made by root alone")
    yield home
    subprocess.run(["umount", "-l", str(home)], check=True)


async def test_a_disk_that_is_full(small_disk: Path, tell: Tell) -> None:
    """While nothing can be written nothing is acknowledged, and all goes on when there is room again."""
    twilio, filler, seen = SlowTwilio(), small_disk / "filler", []
    with crowded(small_disk.parent, twilio) as (stand, crowd, threads):
        crowd.wait_for(PATIENTS * 2)
        with filler.open("wb") as file, contextlib.suppress(OSError):
            while True:
                file.write(b"\0" * 65536)
                file.flush()
        await asyncio.sleep(0.5)  # what was under way when it filled up
        full = len(crowd.acknowledged)
        for _ in range(40):
            seen.append(status_of(stand.url))
            await asyncio.sleep(0.25)
        taken = len(crowd.acknowledged) - full
        filler.unlink()
        back = seconds_until(lambda: status_of(stand.url) == 200 and len(crowd.acknowledged) > full, stand.log)
        await closed(stand, crowd, twilio, threads, tell, taken_while_full=taken, back_after=back)
    assert set(seen) == {503}
