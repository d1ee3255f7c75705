"""What builds and runs the containers, read by the tools made for it; and that it keeps our promises about rights."""

import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose
from packaging.requirements import Requirement

HOUSE = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((HOUSE / "compose.yaml").read_text())
INSTRUCTIONS = [line.split() for line in (HOUSE / "Dockerfile").read_text().splitlines() if line and line[0].isupper()]


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    found = subprocess.run(
        [hadolint, "--no-color", HOUSE / "Dockerfile"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (found.returncode, found.stdout) == (0, "")


def test_the_last_stage_runs_as_nobody_in_particular_and_can_be_asked_how_it_is() -> None:
    last = [line for line in INSTRUCTIONS if line[0] == "FROM"][-1]
    stage = INSTRUCTIONS[INSTRUCTIONS.index(last) :]
    assert ["USER", "10001:10001"] in stage
    assert any(line[0] == "HEALTHCHECK" for line in stage)
    assert not any(line[0] == "COPY" and "--from=build" not in line and line[1] != "examples" for line in stage)
    assert not any("SECRET" in word or "TOKEN" in word or "KEY" in word for line in stage for word in line)


def test_every_room_is_in_the_image() -> None:
    allowed = set(re.findall(r"^!(.+)$", (HOUSE / ".dockerignore").read_text(), re.MULTILINE))
    rooms = {path.parent.name for path in HOUSE.glob("*/__init__.py")} - {"tests", "bench"}
    assert rooms <= allowed
    assert {"pyproject.toml", "README.md", "building", "requirements/runtime.txt", "requirements/build.txt"} <= allowed


def test_the_build_pins_are_those_we_test_with_and_all_that_they_need() -> None:
    build, dev = (pins((HOUSE / "requirements" / name).read_text()) for name in ("build.txt", "dev.txt"))
    assert {"setuptools", "mypy"} <= set(build)
    assert set(build.items()) <= set(dev.items())
    assert all(needed in build for name in build for needed in needs(name))


def needs(name: str) -> list[str]:
    wanted = [Requirement(each) for each in requires(name) or ()]
    return [each.name.replace("_", "-").lower() for each in wanted if each.marker is None or each.marker.evaluate()]


def test_the_two_stages_are_one_debian_and_one_python() -> None:
    told = dict(line[1].split("=") for line in INSTRUCTIONS if line[0] == "ARG")
    assert told["PYTHON"].replace("-slim", "") == told["BUILDER"]


def test_compilers_stay_behind() -> None:
    stages = [" ".join(line) for line in INSTRUCTIONS]
    last = stages.index("FROM python:${PYTHON} AS prosvar")
    assert any("building/compiled.py" in line for line in (HOUSE / "Dockerfile").read_text().splitlines())
    assert not any("/opt/build" in line or "gcc" in line for line in stages[last:])


def test_every_pin_has_a_hash_and_what_runs_is_what_is_tested() -> None:
    runtime, dev = (pins((HOUSE / "requirements" / name).read_text()) for name in ("runtime.txt", "dev.txt"))
    assert all("--hash=sha256:" in entry for entry in dev.values())
    assert set(runtime.items()) <= set(dev.items())


def pins(text: str) -> dict[str, str]:
    entries = re.findall(r"^([a-z0-9][a-z0-9._-]*==[^\n]*(?:\n    [^\n]+)*)", text, re.MULTILINE)
    return {entry.split("==")[0]: entry for entry in entries}


def test_compose_follows_its_specification() -> None:
    compose = PyCompose.from_json(json.dumps(COMPOSE))
    compose.validate()
    assert sorted(compose.service_names()) == ["app", "migrate", "postgres", "worker"]


def test_compose_mistakes_are_found() -> None:
    bad = json.loads(json.dumps(COMPOSE))
    bad["services"]["app"]["networks"] = ["nowhere"]
    with pytest.raises(ValueError, match="nowhere"):
        PyCompose.from_json(json.dumps(bad)).validate()


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_no_service_has_more_rights_than_it_needs(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")
    assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))


def test_secrets_come_as_files_only() -> None:
    text = (HOUSE / "compose.yaml").read_text()
    for secret in ("PROSVAR_KEY", "PROSVAR_DATABASE_URL", "TWILIO_AUTH_TOKEN", "POSTGRES_PASSWORD"):
        assert not re.search(rf"{secret}\s*:", text)
        assert f"{secret}_FILE: /run/secrets/" in text


def test_the_commands_in_the_containers_are_ours() -> None:
    ours = {name: service for name, service in COMPOSE["services"].items() if name != "postgres"}
    told = {name: service["command"] for name, service in ours.items() if "command" in service}
    prosvar = Path(sys.executable).with_name("prosvar")
    for command in told.values():
        help_text = subprocess.run(
            [prosvar, command[0], "--help"], capture_output=True, text=True, timeout=60, check=True
        ).stdout
        assert all(option in help_text for option in command if option.startswith("--"))


def test_ci_is_a_shell_script_that_can_be_run() -> None:
    script = HOUSE / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    shell = shutil.which("sh")
    assert shell is not None
    assert subprocess.run([shell, "-n", script], check=False).returncode == 0
