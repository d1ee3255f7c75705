"""The checks that keep the house in order see all of it, and bite."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.order import HERE, LONG

HOUSE = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]
ROOMS = {path.parent.name for path in HOUSE.glob("*/__init__.py")} - {"tests", "bench"}


def test_every_room_is_typed_layered_and_packaged() -> None:
    assert set(PROJECT["mypy"]["packages"]) == ROOMS - {"locales"}
    assert set(PROJECT["importlinter"]["root_packages"]) == ROOMS - {"locales"}
    layers = " | ".join(PROJECT["importlinter"]["contracts"][0]["layers"]).split(" | ")
    assert set(layers) == ROOMS - {"locales"}
    assert {name.rstrip("*") for name in PROJECT["setuptools"]["packages"]["find"]["include"]} == ROOMS
    assert set(PROJECT["ruff"]["lint"]["isort"]["known-first-party"]) >= ROOMS


def test_what_begins_first_is_there() -> None:
    assert [name for name in LONG if not (HERE / name).is_file()] == []


def told(path: str, source: str) -> str:
    ruff = Path(sys.executable).with_name("ruff")
    return subprocess.run(
        [ruff, "check", "--no-cache", "--select", "TID251", "--stdin-filename", HOUSE / path, "-"],
        input=source,
        cwd=HOUSE,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    ).stdout


@pytest.mark.parametrize("room", ["flows", "triage"])
@pytest.mark.parametrize(
    "source",
    [
        "from sqlalchemy import select\n",
        "import httpx\n",
        "import random\n",
        "from secrets import token_hex\n",
        "from uuid import uuid4\n",
        "import asyncio\n",
        "import os\nos.environ['A']\n",
        "from datetime import datetime\ndatetime.now()\n",
        "from datetime import date\ndate.today()\n",
        "import time\n",
        "from transitions import Machine\n",
        "import structlog\n",
    ],
)
def test_impurity_is_found(room: str, source: str) -> None:
    assert "TID251" in told(f"{room}/somewhere.py", source)


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("bot/sending.py", "import os\nos.environ['A']\n", True),
        ("bot/sending.py", "from datetime import datetime\ndatetime.now()\n", True),
        ("store/inbox.py", "import time\ntime.time()\n", True),
        ("bot/turns.py", "from transitions import Machine\n", True),
        ("bot/turns.py", "from uuid import uuid4\n", False),
        ("flows/schedule.py", "from datetime import datetime, timedelta\n", False),
    ],
)
def test_each_thing_has_one_owner(path: str, source: str, found: bool) -> None:
    assert ("TID251" in told(path, source)) is found


def test_pure_rooms_are_banned_the_same_things() -> None:
    bans = [
        tomllib.loads((HOUSE / room / "ruff.toml").read_text())["lint"]["flake8-tidy-imports"]["banned-api"]
        for room in ("flows", "triage")
    ]
    assert bans[0] == bans[1]
    assert set(PROJECT["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]) - {"time.time"} <= set(bans[0])
