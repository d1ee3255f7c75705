"""The table of faults: each row has tests that exist, and stands in the promises."""

from pathlib import Path

import pytest

from tests.simulation.soak import FAULTS, Fault

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
