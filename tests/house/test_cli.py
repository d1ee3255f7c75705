"""The command line: quick to help, honest in its exit codes, and silent about patients."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from prosvar.cli import INPUT_FAULTS, app
from prosvar.commands.opening import ChoiceError, write_file
from prosvar.commands.work import show
from store.crypto import Keyring
from tests.house.commands import every_command

PROSVAR = Path(sys.executable).with_name("prosvar")
HEAVY = (
    "sqlalchemy",
    "fastapi",
    "aiogram",
    "twilio",
    "cryptography",
    "babel",
    "procrastinate",
    "pydantic",
    "structlog",
    "numpy",
    "altair",
)


def run(*words: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [PROSVAR, *words], input=given, env=kept | environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_help_loads_nothing_heavy() -> None:
    script = f"import sys, prosvar.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_server_loads_what_draws_and_simulates_when_it_is_asked_for() -> None:
    """Every server and worker would hold it in memory, and most never draw anything."""
    script = (
        "import sys, prosvar.app, prosvar.serve;"
        "print([name for name in ('numpy', 'altair', 'vl_convert', 'narwhals') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_help_lists_what_there_is() -> None:
    told = run("--help")
    assert told.returncode == 0
    assert all(words[0] in told.stdout for words in every_command(app))


@pytest.mark.parametrize("words", list(every_command(app)), ids=" ".join)
def test_every_command_says_what_it_is_for(words: tuple[str, ...]) -> None:
    told = CliRunner().invoke(app, [*words, "--help"])
    assert told.exit_code == 0
    usage, sentence = (line.strip() for line in told.stdout.strip().splitlines()[:3:2])
    assert usage.startswith("Usage:")
    assert len(sentence.split()) >= 3


def test_a_list_shows_ids_whole_and_moments_at_the_clinics_time(capsys: pytest.CaptureFixture[str]) -> None:
    """The id is what `task acknowledge` asks for, and a deadline is read in the clinic."""
    row = {"task_id": UUID(int=7), "kind": "alert", "due_at": datetime(2026, 11, 21, 11, 1, tzinfo=UTC), "detail": {}}
    show([row], False, ZoneInfo("Europe/Oslo"), tuple(row))
    told = capsys.readouterr().out
    assert str(row["task_id"]) in told
    assert "2026-11-21 12:01" in told


def test_wrong_usage_is_2() -> None:
    assert run("no-such-command").returncode == 2
    assert run("serve", "--port", "many").returncode == 2
    assert run("delivery", "replay").returncode == 2
    assert run("delivery", "list", "--status", "nonsense").returncode == 2


def test_a_fault_in_the_environment_is_1_and_names_it() -> None:
    told = run("doctor", PROSVAR_PUBLIC_URL="nowhere")
    assert told.returncode == 1
    assert told.stderr == "PROSVAR_PUBLIC_URL: give a whole address, such as https://prosvar.example.org\n"


def test_a_database_that_is_away_is_1_and_says_what_to_do(tmp_path: Path) -> None:
    away = {"PROSVAR_DATABASE_URL": "postgresql://hush:hush@127.0.0.1:9/none", "PROSVAR_KEY": new_key()}
    for words in (("migrate",), ("task", "list"), ("serve", "--port", "0"), ("worker",)):
        told = run(*words, PROSVAR_HOME=str(tmp_path), **away)
        assert told.returncode == 1, told.stderr
        assert "PROSVAR_DATABASE_URL" in told.stderr
        assert "hush" not in told.stderr
        assert "Traceback" not in told.stderr


def test_a_fault_of_ours_is_70_without_its_words(tmp_path: Path) -> None:
    script = (
        "import sys, prosvar.cli as cli\n"
        "@cli.app.command()\n"
        "def broken() -> None: raise RuntimeError('Ane +4520000001')\n"
        "sys.argv = ['prosvar', 'broken']\n"
        "cli.main()\n"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert told.returncode == 70
    assert "builtins.RuntimeError" in told.stderr
    assert "Ane" not in told.stderr


def test_the_errors_it_knows_exist() -> None:
    import importlib

    for name in INPUT_FAULTS:
        module, _, kind = name.rpartition(".")
        found = getattr(importlib.import_module(module), kind)
        assert issubclass(found, Exception)
        assert f"{found.__module__}.{found.__qualname__}" == name, "it is known by where it is defined"


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = run("serve", "--port", str(taken.getsockname()[1]), PROSVAR_HOME=str(tmp_path))
    assert told.returncode == 1
    assert "choose another with --port" in told.stderr


def new_key() -> str:
    told = run("keys", "new")
    assert told.returncode == 0
    return told.stdout.strip()


def test_keys_are_new_each_time() -> None:
    assert new_key() != new_key()


def test_understand_reads_lines() -> None:
    line = json.dumps({"language": "da", "question": {"type": "integer", "min": 0, "max": 10}, "text": "syv"})
    told = run("understand", given=line + "\n")
    assert told.returncode == 0
    assert json.loads(told.stdout)["value"] == 7


def test_a_root_key_gets_only_an_id_that_can_be_read_back() -> None:
    assert Keyring.parse(CliRunner().invoke(app, ["keys", "new", "--id", "root-2"]).stdout)
    for wrong in ("a b", "a:b", "a,b", ""):
        told = run("keys", "new", "--id", wrong)
        assert (told.returncode, told.stdout) == (1, "")
        assert "root-2" in told.stderr


def test_a_page_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(ChoiceError, match=r"page\.html cannot be written \(No such file or directory\)"):
        write_file(tmp_path / "no-folder" / "page.html", "")
