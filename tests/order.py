"""Which files begin first when several processes share the tests: the longest, so that no core is idle at the end."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Final

import pytest

HERE: Final = Path(__file__).parent
# Few tests, each of many seconds: what can be seen of a test does not tell.
LONG: Final = (
    "processes/test_kill.py",
    "console/test_demo_page.py",
    "store/test_embedded.py",
    "simulation/test_plays.py",
    "validator/test_resources.py",
    "reports/test_year.py",
    "house/test_cli.py",
    "console/test_demo_forms.py",
    "console/test_staff_pages.py",
    "sending/test_faults.py",
    "house/test_assessment_commands.py",
    "house/test_serve.py",
    "house/test_patient_commands.py",
    "console/test_staff_colour.py",
    "console/test_staff_call.py",
    "processes/test_clock_put_right.py",
    "simulation/test_machine.py",
    "lforms/test_reference.py",
    "api/test_schema.py",
    "replies/test_mutations.py",
)


def longest_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """File by file; within a file as written."""
    files = [list(found) for _, found in groupby(items, key=lambda item: item.path)]
    return [item for found in sorted(files, key=_place) for item in found]


def _place(items: list[pytest.Item]) -> tuple[int, int]:
    name = str(items[0].path.relative_to(HERE))
    return (LONG.index(name), 0) if name in LONG else (len(LONG), -_weight(items))


def _weight(items: Iterable[pytest.Item]) -> int:
    """A database takes some ten times what a test without one takes."""
    return sum(10 if "database_url" in getattr(item, "fixturenames", ()) else 1 for item in items)
