"""JSON columns give back what was put in, to the last digit."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

SAID = '"tak, 5 \N{GRINNING FACE} \\" \\\\ 123456789012345678901234567890"'


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("{}", {}),
        ("null", None),
        ("[7, true, [1.5, -0.25]]", [7, True, [1.5, -0.25]]),
        (SAID, 'tak, 5 \N{GRINNING FACE} " \\ 123456789012345678901234567890'),
        (f"[{2**63}, {2**64 - 1}, {2**64 + 1}, {1 - 2**70}]", [2**63, 2**64 - 1, 2**64 + 1, 1 - 2**70]),
        (f"[{-(2**63)}, {-(2**63) - 1}, {1 - 10**19}]", [-(2**63), -(2**63) - 1, 1 - 10**19]),
        ('{"far": [1e30]}', {"far": [10**30]}),
        ("0.12345678901234567890123", 0.12345678901234568),
    ],
)
def test_a_document_comes_back_as_it_was_meant(engine: Engine, said: str, meant: Any) -> None:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT CAST(CAST(:said AS text) AS jsonb)"), {"said": said}).scalar_one()
    assert found == meant
    assert type(found) is type(meant)
