"""What the documents say exists, and what exists is in the documents."""

import re
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

import bot.metrics  # noqa: F401 - registers the metrics looked up below
from bot.settings import Settings, environment_name
from prosvar.cli import app
from tests.house.commands import every_command

HOUSE = Path(__file__).parents[2]
DOCUMENTS = [HOUSE / "README.md", *sorted((HOUSE / "docs").glob("*.md"))]
CLINIC_IT = (HOUSE / "docs" / "clinic-it.md").read_text()


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", CLINIC_IT, re.MULTILINE))
    assert told == {environment_name(name) for name in Settings.model_fields}


def test_what_is_secret_is_told_to_be() -> None:
    told = set(re.findall(r"^\| `([A-Z_]+)` \| yes \|", CLINIC_IT, re.MULTILINE))
    secret = {environment_name(name) for name, f in Settings.model_fields.items() if "Secret" in str(f.annotation)}
    assert told == secret
    assert all(field.description for field in Settings.model_fields.values())


def test_every_metric_is_told_of() -> None:
    told = set(re.findall(r"`(prosvar_[a-z_]+)`", CLINIC_IT))
    ours = {metric.name for metric in REGISTRY.collect() if metric.name.startswith("prosvar_")}
    assert {name.removesuffix("_total") for name in told} == ours


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text()):
        assert (path.parent / target).exists(), f"{path.name} points at {target}, which is not there"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_commands_that_are_named_exist(path: Path) -> None:
    known = {" ".join(words) for words in every_command(app)}
    known |= {name.split()[0] for name in known}
    for told in re.findall(
        r"(?:`|^)prosvar ([a-z][a-z -]*?[a-z])(?= [A-Z#{\[…-]|`| +#|$)", path.read_text(), re.MULTILINE
    ):
        words = told.split(" --")[0]
        assert words in known, f"{path.name} tells of `prosvar {words}`"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_are_named_exist(path: Path) -> None:
    rooms = "prosvar|webhooks|console|bot|channels|clinic|store|triage|flows|locales|requirements|bench"
    for told in re.findall(rf"`((?:{rooms})/[\w./-]*)`", path.read_text()):
        assert (HOUSE / told).exists(), f"{path.name} names {told}, which is not there"


def test_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (HOUSE / "Makefile").read_text(), re.MULTILINE))
    for path in DOCUMENTS:
        assert set(re.findall(r"`make ([a-z]+)", path.read_text())) <= targets
