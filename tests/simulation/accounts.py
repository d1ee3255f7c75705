"""What plays and tests came to, put together for each row of the table of faults, as tables for docs/promises.md."""

import json
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.simulation.faults import FAULTS, Fault

COLUMNS: Final = ("attempted", "acknowledged", "lost", "repeated", "recovered")
PLAYS: Final = (
    ("plays / promises broken", ("seeds", "failed")),
    ("texts attempted / acknowledged / lost", ("attempted", "acknowledged", "lost")),
    ("committed before the process died, and acknowledged only when they came again", ("recovered",)),
    ("second copies of texts that came again, without effect", ("second copies",)),
    ("messages taken by providers / second copies of one, each marked", ("sent", "duplicated, flagged")),
    ("answers held against what was on the phone", ("answers",)),
    ("deaths of a process around a commit or a send", ("deaths",)),
    ("refusals, doubts and losses of providers", ("bad sends",)),
    ("conversations that came to their end / STOPs / objections", ("completed", "stops", "objections")),
    ("summaries and alerts that the clinic has", ("summaries",)),
)
DEATHS: Final = ("commit-before", "commit-after", "die-before-send", "die-after-send")
BAD_SENDS: Final = tuple(
    f"send {fate}"
    for fate in ("retry", "too-fast", "stop-number", "opt-out", "give-up", "doubt", "taken-doubt", "lost")
)


@dataclass(slots=True)
class Result:
    """Of one test with all its parameters; `account` is what it told of itself."""

    passed: int = 0
    skipped: int = 0
    failed: int = 0
    account: Counter[str] | None = None


def read_results(told: Path) -> dict[str, Result]:
    """From JUnit's XML, by `file::test`. Empty where there is none, as nothing ran to its end."""
    found: dict[str, Result] = {}
    if not told.exists():
        return found
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


def tables(plays: Counter[str], results: Mapping[str, Result]) -> Iterator[str]:
    """Lines of Markdown: the plays, every row of the table of faults, and each test that kept an account."""
    yield from plays_table(plays)
    yield ""
    yield f"| fault | in plays | tests | {' | '.join(COLUMNS)} |"
    yield "| --- " * (3 + len(COLUMNS)) + "|"
    yield from (row_of(fault, plays, results) for fault in FAULTS)
    kept = {name: result.account for name, result in results.items() if result.account is not None}
    if kept:
        yield ""
        yield f"| test | {' | '.join(COLUMNS)} | more |"
        yield "| --- " * (2 + len(COLUMNS)) + "|"
        yield from (test_row(name, account) for name, account in sorted(kept.items()))


def plays_table(plays: Counter[str]) -> Iterator[str]:
    numbers = plays | Counter(
        {
            "lost": plays["attempted"] - plays["acknowledged"],
            "deaths": sum(plays[name] for name in DEATHS),
            "bad sends": sum(plays[name] for name in BAD_SENDS),
        }
    )
    yield "| in plays | |"
    yield "| --- | --- |"
    for words, names in PLAYS:
        yield f"| {words} | {' / '.join(f'{numbers[name]:,}' for name in names)} |"


def row_of(fault: Fault, plays: Counter[str], results: Mapping[str, Result]) -> str:
    """How often it was played, what its tests came to, and the sums of their accounts."""
    ours = [result for name, result in results.items() if name.startswith(fault.tests)]
    failed, skipped = sum(result.failed for result in ours), sum(result.skipped for result in ours)
    told = [f"{sum(result.passed for result in ours)} passed"] * bool(ours)
    told += [f"**{failed} failed**"] * bool(failed) + [f"{skipped} skipped"] * bool(skipped)
    played = ", ".join(f"{plays[name]:,} {name.removeprefix('steps ')}" for name in fault.plays)
    accounts = [result.account for result in ours if result.account is not None]
    sums = [
        f"{sum(account[column] for account in accounts):,}" if any(column in account for account in accounts) else ""
        for column in COLUMNS
    ]
    return f"| {fault.name} | {played} | {', '.join(told)} | {' | '.join(sums)} |"


def test_row(name: str, account: Counter[str]) -> str:
    words = name.partition("::")[2].removeprefix("test_").replace("_", " ")
    kept = [f"{account[column]:,}" if column in account else "" for column in COLUMNS]
    more = ", ".join(f"{key.replace('_', ' ')} {value:,}" for key, value in account.items() if key not in COLUMNS)
    return f"| {words} | {' | '.join(kept)} | {more} |"


def failures(results: Mapping[str, Result]) -> Sequence[str]:
    return [name for name, result in results.items() if result.failed]
