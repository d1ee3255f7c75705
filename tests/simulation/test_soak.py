"""The table of faults: each row has tests that exist, stands in the promises, and gets its account."""

from collections import Counter
from pathlib import Path

import pytest

from tests.simulation.accounts import failures, read_results, tables
from tests.simulation.faults import FAULTS, Fault

ROOT = Path(__file__).parents[2]
PROMISES = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_row_names_tests_that_exist_and_is_promised(fault: Fault) -> None:
    for name in fault.tests:
        file, _, test = name.partition("::")
        words = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert not test or f"def {test}(" in words, name
        assert f"tests/{file}" in PROMISES, f"{file} in docs/promises.md"
    assert f"| {fault.name} |" in PROMISES


TOLD = """
<testsuites><testsuite>
  <testcase file="tests/processes/test_kill.py" name="test_a[1]"><properties>
    <property name="account" value='{"attempted": 7, "acknowledged": 6, "lost": 0, "left_in_doubt": 2}'/>
  </properties></testcase>
  <testcase file="tests/processes/test_kill.py" name="test_a[2]"><properties>
    <property name="account" value='{"attempted": 1000, "acknowledged": 1000, "lost": 0, "left_in_doubt": 0}'/>
  </properties></testcase>
  <testcase file="tests/faults/test_stores.py" name="test_b"><failure/></testcase>
  <testcase file="tests/faults/test_stores.py" name="test_c"><skipped/></testcase>
</testsuite></testsuites>
"""


def test_what_tests_told_is_summed_for_their_fault_and_a_failure_stands_out(tmp_path: Path) -> None:
    told = tmp_path / "told.xml"
    told.write_text(TOLD, encoding="utf-8")
    results = read_results(told)
    lines = list(tables(Counter({"attempted": 1200, "acknowledged": 1199, "commit-before": 3}), results))
    assert "| texts attempted / acknowledged / lost | 1,200 / 1,199 / 1 |" in lines
    played = "3 commit-before, 0 commit-after, 0 die-before-send, 0 die-after-send"
    assert f"| kill -9 between commit and send | {played} | 2 passed | 1,007 | 1,006 | 0 |  |  |" in lines
    assert "| kill -9 in a migration or a restore |  | 0 passed, **1 failed**, 1 skipped |  |  |  |  |  |" in lines
    assert "| a | 1,007 | 1,006 | 0 |  |  | left in doubt 2 |" in lines
    assert failures(results) == ["faults/test_stores.py::test_b"]


def test_tests_that_told_nothing_have_no_results(tmp_path: Path) -> None:
    assert read_results(tmp_path / "none.xml") == {}
