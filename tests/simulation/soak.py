"""Everything that takes long, in one go: plays on all cores, any order of happenings, and faults of real processes.

python -m tests.simulation.soak SECONDS     `make soak`; SECONDS bounds the plays
    --plays     only these
    --first N   the first seed; else the clock's, so that each run tries others
    --tree DIR  where the plays' code is: the compiled copy

Prints one account for each row of the table of faults, as build/soak.md (or plays.md) has it for docs/promises.md, and
ends with 1 when a promise was broken, a test failed, or something did not come to its end. It leaves nothing running.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from store.embedded import end_abandoned
from tests.simulation.accounts import Result, failures, read_results, tables
from tests.simulation.faults import FAULTS
from tests.simulation.plays import PATIENCE_SECONDS

ROOT: Final = Path(__file__).parents[2]
TOLD: Final = ROOT / "build"
# What a process of plays has beyond its time: to start, for a last play that is stuck, and to stop.
BEYOND_SECONDS: Final = PATIENCE_SECONDS + 120
TESTS_SECONDS: Final = 5400  # they take half an hour on two cores
STOP_SECONDS: Final = 60


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.soak")
    parser.add_argument("seconds", type=float)
    parser.add_argument("--plays", action="store_true", help="no tests")
    parser.add_argument("--first", type=int, default=int(time.time()) % 10_000_000)
    parser.add_argument("--tree", type=Path, default=ROOT)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to stop"))
    began, load = datetime.now(UTC), os.getloadavg()[0]
    broken, plays, rate = play_on_all_cores(given.seconds, given.first, given.tree.resolve())
    results: Mapping[str, Result] = {}
    if not given.plays:
        failed, results = run_tests()
        broken |= failed
    write_down(
        TOLD / ("plays.md" if given.plays else "soak.md"),
        f"`{' '.join(['python -m tests.simulation.soak', *sys.argv[1:]])}` on {began:%d %B %Y}, {state_of_code()}:"
        f" {os.cpu_count()} cores, a load of {load:.1f} before it began, first seed {given.first},"
        f" {rate:.0f} plays a minute, {(datetime.now(UTC) - began).seconds // 60} minutes in all.",
        plays,
        results,
    )
    print("\n".join(f"FAILED {name}" for name in failures(results)))
    print("A promise was broken." if broken else "Every promise held.", flush=True)
    return 1 if broken else 0


def state_of_code() -> str:
    asked = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return f"code {done.stdout.strip()}" if done.returncode == 0 else "code of unknown state"


def write_down(told: Path, head: str, plays: Counter[str], results: Mapping[str, Result]) -> None:
    lines = [head, "", *tables(plays, results)]
    told.parent.mkdir(exist_ok=True)
    told.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(["", *lines, ""]))
    print("\n".join(f"{number:9,}  {name}" for name, number in sorted(plays.items())))


def play_on_all_cores(seconds: float, first: int, tree: Path) -> tuple[bool, Counter[str], float]:
    """One process for each core, each with seeds of its own: whether any failed, all accounts, and plays a minute."""
    cores, began = os.cpu_count() or 1, time.monotonic()
    broken, account = False, Counter[str]()
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    with tempfile.TemporaryDirectory() as homes:
        running: dict[Path, subprocess.Popen[str]] = {}
        try:
            for core in range(cores):
                home = Path(homes) / str(core)
                words = ["-m", "tests.simulation.plays", str(seconds), str(first + core), str(cores), str(home)]
                running[home] = subprocess.Popen(
                    [sys.executable, *words], stdout=subprocess.PIPE, text=True, cwd=tree, env=environment
                )
            for process in running.values():
                account += last_account(process, began + seconds + BEYOND_SECONDS)
                broken |= process.returncode != 0
        finally:
            for home, process in running.items():
                stop(process)
                end_abandoned(home)
    rate = account["seeds"] * 60 / (time.monotonic() - began)
    print(f"{account['seeds']} plays on {cores} cores, {rate:.0f} a minute", flush=True)
    return broken or not account["seeds"], account, rate


def last_account(process: subprocess.Popen[str], until: float) -> Counter[str]:
    """What a process of plays has to say is printed; its last line is its account."""
    try:
        words, _ = process.communicate(timeout=max(until - time.monotonic(), 1))
    except subprocess.TimeoutExpired:
        stop(process)
        words, _ = process.communicate()
        words += "\nplays did not come to their end"
    *told, last = words.rstrip("\n").split("\n")
    print("\n".join(told), flush=True)
    with suppress(ValueError):
        return Counter(json.loads(last))
    print(last, flush=True)
    return Counter()


def stop(process: subprocess.Popen[str]) -> None:
    """It stops its database; one that does not listen is killed."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run_tests() -> tuple[bool, Mapping[str, Result]]:
    """Whether pytest failed, and what came of each test by `file::test`, without its parameters."""
    files = sorted({name.partition("::")[0] for fault in FAULTS for name in fault.tests})
    with tempfile.TemporaryDirectory() as home:
        told = Path(home) / "told.xml"
        words = ["-m", "pytest", "--soak", "-p", "no:logging", "-o", "junit_family=xunit1", f"--junitxml={told}"]
        words += [f"--basetemp={home}/tests", *(f"tests/{file}" for file in files)]
        process = subprocess.Popen([sys.executable, *words], cwd=ROOT, text=True)
        try:
            process.wait(TESTS_SECONDS)
        except subprocess.TimeoutExpired:
            print("the tests did not come to their end", flush=True)
            process.send_signal(signal.SIGINT)  # fixtures stop what they have started
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
        finally:
            stop(process)
        return process.returncode != 0, read_results(told)


if __name__ == "__main__":
    sys.exit(main())
