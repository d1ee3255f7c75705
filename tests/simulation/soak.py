"""Everything that takes long, in one go: plays on all cores, any order of happenings, and faults of real processes.

python -m tests.simulation.soak SECONDS [FIRST SEED]     `make soak`; SECONDS bounds the plays
python -m tests.simulation.soak plays SECONDS SEED STEP  the plays of one process: SEED, SEED + STEP, …

Prints one account for each row of the table of faults, and ends with 1 when a promise was broken or a test failed.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from tests.simulation.play import PlayFailedError, fresh, play, start_server

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of the table of faults. `tests`: files, or one test of a file; `plays`: what a play's account calls it."""

    name: str
    tests: tuple[str, ...]
    plays: tuple[str, ...] = ()


FAULTS: Final = (
    Fault(
        "kill -9 between commit and send",
        ("processes/test_kill.py", "faults/test_processes.py::test_two_servers_and_two_workers_on_one_database",
         "faults/test_processes.py::test_how_long_a_dead_worker_is_in_the_way",
         "faults/test_processes.py::test_a_stop_by_sigterm_finishes_what_it_has_begun"),
        ("commit-before", "commit-after", "die-before-send", "die-after-send"),
    ),
    Fault(
        "a provider that fails, doubts, or loses",
        ("sending/test_faults.py", "faults/test_processes.py::test_a_provider_that_fails_three_times_in_ten"),
        ("send retry", "send too-fast", "send doubt", "send taken-doubt", "send lost", "send give-up"),
    ),
    Fault("webhooks twice and out of order", ("sending/test_statuses.py",), ("second copies",)),
    Fault(
        "two replies at once",
        ("faults/test_crowds.py::test_two_texts_of_each_of_many_sessions_behind_a_barrier",),
        ("steps two_at_once",),
    ),
    Fault(
        "the database away, the disk full",
        ("faults/test_processes.py::test_the_database_is_killed_under_load",
         "faults/test_processes.py::test_a_disk_that_is_full"),
        ("commit-away",),
    ),
    Fault(
        "a clock that is wrong or jumps, both nights of the year",
        ("faults/test_clock.py", "processes/test_clock_put_right.py", "schedule/test_hours.py"),
        ("steps wrong_clock",),
    ),
    Fault("kill -9 in a migration or a restore", ("faults/test_stores.py",)),
    Fault("a message that our code cannot work on", ("faults/test_crowds.py",), ("commit-fault", "parked")),
    Fault("the clinic's system away for days", ("delivering/test_deliveries.py",), ("steps endpoint", "summaries")),
    Fault("two machines that answer each other", ("conversations/test_properties.py",), ("echoes",)),
    Fault("signatures spoofed, replayed, missing", ("webhooks/test_twilio.py", "webhooks/test_telegram.py")),
    Fault("the wrong person", ("turns/test_turns.py", "conversations/test_goldens.py"), ("wrong persons",)),
    Fault("bodies too large, too deep, packed", ("faults/test_payloads.py", "house/test_guards.py")),
    Fault("words that a program would obey", ("faults/test_injection.py", "faults/test_payloads.py")),
    Fault("a STOP midway", ("sending/test_last_look.py", "simulation/test_machine.py"), ("stops",)),
    Fault("texts of any characters", ("replies/test_mutations.py", "replies/test_properties.py",
          "channels/test_segments.py")),
    Fault("an objection, an experiment, a clinician's colour", ("turns/test_objections.py", "turns/test_experiments.py",
          "turns/test_clinicians.py"), ("objections", "experiments, guardrail", "clinicians' colours")),
)  # fmt: skip
COLUMNS: Final = ("attempted", "acknowledged", "lost", "repeated", "recovered")


def main(words: Sequence[str]) -> int:
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of sets is chance, too
        again = [sys.executable, "-m", "tests.simulation.soak", *words]
        os.execve(sys.executable, again, {**os.environ, "PYTHONHASHSEED": "0"})
    if words[0] == "plays":
        return play_until(float(words[1]), int(words[2]), int(words[3]))
    seconds, first = float(words[0]), int(words[1]) if len(words) > 1 else int(time.time()) % 10_000_000
    broken, account = play_on_all_cores(seconds, first)
    tests, results = run_tests()
    report(account, results)
    failed = [name for name, result in results.items() if result.failed]
    print("\n".join(f"FAILED {name}" for name in failed))
    return 1 if broken or tests or failed else 0


# -- plays ----------------------------------------------------------------------------------------------------------


def play_on_all_cores(seconds: float, first: int) -> tuple[bool, Counter[str]]:
    """One process for each core, each with seeds of its own; whether any failed, and the account of all."""
    cores = os.cpu_count() or 1
    began = time.monotonic()
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.simulation.soak", "plays", str(seconds), str(first + core), str(cores)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for core in range(cores)
    ]
    account: Counter[str] = Counter()
    broken = False
    for process in running:
        words, _ = process.communicate()
        *told, last = words.rstrip("\n").split("\n")
        print("\n".join(told), flush=True)
        try:
            account += Counter(json.loads(last))
        except ValueError:
            print(last)
            broken = True
        broken |= process.returncode != 0
    rate = account["seeds"] * 60 / (time.monotonic() - began)
    print(f"{account['seeds']} plays on {cores} cores, {rate:.0f} a minute", flush=True)
    return broken, account


def play_until(seconds: float, first: int, step: int) -> int:
    """Plays until the time is over, at least one; the last line is the account as JSON."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    end, seed = time.monotonic() + seconds, first
    account: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as home:
        server = start_server(Path(home) / "soak")
        try:
            while seed == first or time.monotonic() < end:
                try:
                    account += play(fresh(server), seed).account
                except PlayFailedError as error:
                    print(f"{error}\nagain: .venv/bin/python -m tests.simulation.play {seed}", flush=True)
                    account["failed"] += 1
                seed += step
        finally:
            server.stop()
    print(f"seeds {first} to {seed - step} by {step}")
    print(json.dumps(account))
    return 1 if account["failed"] else 0


# -- tests ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Result:
    passed: int = 0
    skipped: int = 0
    failed: int = 0
    account: Counter[str] | None = None


def run_tests() -> tuple[bool, Mapping[str, Result]]:
    """Whether pytest failed, and what came of each test by `file::test`, without its parameters."""
    files = sorted({name.partition("::")[0] for fault in FAULTS for name in fault.tests})
    with tempfile.TemporaryDirectory() as home:
        told = Path(home) / "told.xml"
        words = ["-m", "pytest", "--soak", "-p", "no:logging", "-o", "junit_family=xunit1", f"--junitxml={told}"]
        done = subprocess.run([sys.executable, *words, *(f"tests/{file}" for file in files)], cwd=ROOT, check=False)
        return done.returncode != 0, read_results(told)


def read_results(told: Path) -> dict[str, Result]:
    found: dict[str, Result] = {}
    for case in ElementTree.parse(told).iter("testcase"):
        file = case.get("file", "").removeprefix("tests/")
        result = found.setdefault(f"{file}::{case.get('name', '').partition('[')[0]}", Result())
        failed = case.find("failure") is not None or case.find("error") is not None
        result.failed += failed
        result.skipped += case.find("skipped") is not None
        result.passed += not failed and case.find("skipped") is None
        for kept in case.iter("property"):
            if kept.get("name") == "account":
                numbers = json.loads(kept.get("value", "{}"))
                result.account = Counter() if result.account is None else result.account
                result.account.update(numbers)  # keeps what is 0
    return found


# -- the account ----------------------------------------------------------------------------------------------------


def report(plays: Counter[str], results: Mapping[str, Result]) -> None:
    print("\nplays, all together")
    for name, number in sorted(plays.items()):
        print(f"{number:9}  {name}")
    print(f"{plays['attempted'] - plays['acknowledged']:9}  lost\n")
    for fault in FAULTS:
        print("\n".join(lines_of(fault, plays, results)))


def lines_of(fault: Fault, plays: Counter[str], results: Mapping[str, Result]) -> Iterable[str]:
    """What was tried, how often in plays, what the tests came to, and their own account where they keep one."""
    ours = [result for name, result in results.items() if name.startswith(fault.tests)]
    passed, failed = sum(result.passed for result in ours), sum(result.failed for result in ours)
    skipped = sum(result.skipped for result in ours)
    yield f"{fault.name}: {passed} tests passed, {failed} failed, {skipped} skipped"
    if fault.plays:
        yield "  in plays: " + ", ".join(f"{plays[name]} {name.removeprefix('steps ')}" for name in fault.plays)
    for name, result in results.items():
        if name.startswith(fault.tests) and result.account is not None:
            kept = [f"{column} {result.account[column]}" for column in COLUMNS if column in result.account]
            more = [f"{key} {value}" for key, value in result.account.items() if key not in COLUMNS]
            yield f"  {name.partition('::')[2]}: " + ", ".join(kept + more)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
