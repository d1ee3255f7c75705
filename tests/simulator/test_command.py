"""`prosvar simulate`: labelled everywhere, honest about bad files, and what docs/simulator.md shows is what it says."""

import json
import re
import shlex
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from bot.clinic_applying import apply
from bot.clinic_loading import load_clinic_file
from bot.simulation_assumptions import AssumptionsError, load_assumptions
from bot.simulation_comparison import compare
from bot.simulation_outcome import SIMULATED
from bot.simulation_subjects import SubjectError, library_pathway, library_questionnaires, pathway_subject
from prosvar.cli import app
from prosvar.commands.opening import ChoiceError
from store.crypto import Keyring, generate_root_key

HOUSE = Path(__file__).parents[2]
DOCUMENT = HOUSE / "docs" / "simulator.md"
FEW = ("--patients", "400", "--draws", "0")


def told(*words: str) -> str:
    result = CliRunner().invoke(app, ["simulate", *words])
    assert result.exit_code == 0, result.exception
    return result.stdout


def fails(error: type[Exception], *words: str) -> str:
    result = CliRunner().invoke(app, ["simulate", *words])
    assert isinstance(result.exception, error)
    return str(result.exception)


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_json_says_that_it_is_simulated_and_with_what() -> None:
    document = json.loads(told("--json", "--compare", *FEW))
    assert document["simulated"] is True
    assert document["label"] == SIMULATED
    assert all(run["simulated"] for run in document["runs"])
    assert [(run["schedule"], run["assumptions"]) for run in document["runs"]] == [
        ("one-invitation", "default"),
        ("shipped", "default"),
        ("one-invitation", "sceptical"),
        ("shipped", "sceptical"),
    ]
    assert document["assumptions"]["default"]["figures"]["frailty_sd"] == 1.5
    wave = document["runs"][0]["waves"][0]
    assert wave["key"] == "chronic-pain.ended-12m"
    assert set(wave["estimates"]["response"]) == {"mean", "simulation", "figures"}
    assert [each["to"] for each in document["differences"]] == ["shipped", "shipped"]
    assert document["differences"][0]["overall"]["response"]["mean"] > 0.2


def test_every_table_and_the_figure_are_labelled(tmp_path: Path) -> None:
    drawn = tmp_path / "curves.svg"
    text = told("--compare", "--svg", str(drawn), *FEW)
    titles = re.findall(r"^(?:Response|What).*$", text, re.MULTILINE)
    assert len(titles) == 4
    assert all(SIMULATED in title for title in titles)
    assert text.startswith("Simulation, not a measurement")
    assert SIMULATED in drawn.read_text("utf-8")
    assert all(SIMULATED in line for line in told("--evidence").splitlines() if line.startswith("Published"))


def test_schedules_are_compared_by_their_files_names(tmp_path: Path) -> None:
    early = written(tmp_path / "early.yaml", "reminders: [{after: P1D}]\n")
    late = written(tmp_path / "late.yaml", "schedule:\n  reminders: [{after: P6D}]\n")
    pain = str(HOUSE / "examples" / "pathways" / "pain.yaml")
    document = json.loads(told("--json", "--schedule", early, "--schedule", late, "--schedule", pain, *FEW))
    assert list(document["schedules"]) == ["early", "late", "pain"]
    assert document["schedules"]["late"]["reminders"][0]["after"] == "P6D"


def test_a_pathways_waves_and_lengths_are_its_own() -> None:
    document = json.loads(told("--json", "--pathway", str(HOUSE / "examples" / "pathways" / "pain.yaml"), *FEW))
    (run,) = document["runs"]
    assert [wave["key"] for wave in run["waves"]] == ["pain.baseline", "pain.month-3", "pain.month-12"]
    assert run["schedule"] == document["subject"] == "pain"


def test_a_wave_is_open_from_before_its_target_day_to_its_end() -> None:
    subject = pathway_subject(library_pathway("library:chronic-pain"), library_questionnaires(), load_assumptions())
    shapes = {shape.key: shape for shape in subject.waves}
    window = shapes["chronic-pain.rf-12m"].window  # asked a week before the day, taken for two months after it
    assert window is not None
    assert (window.months, window.days, window.seconds) == (2, 7, 0)
    short, whole = shapes["chronic-pain.rf-12m"].short, shapes["chronic-pain.rf-12m"].length
    assert short is not None
    assert 0 < short.typical < whole.typical + whole.easy


def test_a_clinics_own_figures_replace_ours(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    written(own, "figures: {no_channel: {value: 0.11, source: counted by us}}\nplace: {currency: DKK}\n")
    file = load_assumptions(own)
    assert file.choose("default").no_channel == 0.11
    assert file.choose("sceptical").no_channel == file.choose("default").drawn(1).no_channel == 0.11
    assert file.choose("sceptical").resume == 0.4
    assert "cost per answer, DKK" in told("--assumptions", str(own), *FEW)


WRONG = [
    ("figures: {resume: {low: 0.46}}", "own.yaml:1: figures.resume: `value` and `sceptical` must lie between"),
    ("figures: {resume: {value: 0.5}}", "own.yaml:1: figures.resume.source: is missing: add it"),
    ("figures: {resume: {value: 2, source: ours}}", "figures.resume must lie between 0.001 and 0.999"),
    ("figures: {opt_out: {low: -1}}", "figures.opt_out must lie between 0 and 0.9"),
    ("figures: {resum: {value: 0.1}}", "figures.resum"),
    ("place: {zone: Nowhere}", "own.yaml:1: place.zone: is not a time zone"),
    ("- one", "write assumptions as keys and values"),
    (
        "levels: {waves: [{key: a, title: A, sent: 10, returned: 5, fitted: 0.9}]}",
        "a: `fitted` must be 0.510 by its counts, mean and weight",
    ),
    ("levels: {waves: [{key: a, title: A, sent: 1, returned: 5, fitted: 0.9}]}", "more came back than were sent"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_wrong_assumptions_say_where_and_what(tmp_path: Path, text: str, message: str) -> None:
    assert message in fails(AssumptionsError, "--assumptions", written(tmp_path / "own.yaml", text))


def test_wrong_schedules_and_pathways_say_where_and_what(tmp_path: Path) -> None:
    wrong = written(tmp_path / "wrong.yaml", "reminders:\n  - {after: P2D}\n  - {after: PT1M}\n")
    assert "wrong.yaml:3: reminders[1].after: a reminder comes at least" in fails(SubjectError, "--schedule", wrong)
    assert "cannot be read" in fails(SubjectError, "--schedule", str(tmp_path / "none.yaml"))
    assert "waves" in fails(SubjectError, "--pathway", wrong)
    assert "is not in the library" in fails(SubjectError, "--pathway", "library:nonsense")
    one = written(tmp_path / "one.yaml", "reminders: []\n")
    assert "another name" in fails(ChoiceError, "--schedule", one, "--schedule", one)
    assert "cannot be written" in fails(ChoiceError, "--svg", str(tmp_path / "no" / "a.svg"), *FEW)


def test_a_pathway_that_the_clinic_has_applied_is_known_by_its_id(
    engine: Engine, database_url: str, now: datetime
) -> None:
    key, source = generate_root_key(), load_clinic_file(HOUSE / "examples" / "clinic.yaml")
    with engine.begin() as connection:
        apply(connection, Keyring.parse(key), source, now, "test")
    environment = {"PROSVAR_DATABASE_URL": database_url, "PROSVAR_KEY": key}
    words = ["simulate", "--json", *FEW, "--pathway"]
    result = CliRunner().invoke(app, [*words, "pain"], env=environment)
    assert result.exit_code == 0, result.exception
    asked, file = {each.url: each for each in source.questionnaires}, load_assumptions()
    at_its_hours = pathway_subject(
        source.pathways[0], asked, file, hours=source.file.hours, zone=source.file.time_zone()
    )
    schedules = {"pain": source.pathways[0].schedule}
    expected = compare(at_its_hours, schedules, [file.choose("default")], patients=400, seed=1, draws=0)
    assert json.loads(result.stdout) == json.loads(json.dumps(expected.as_json()))
    result = CliRunner().invoke(app, [*words, "nonsense"], env=environment)
    assert isinstance(result.exception, ChoiceError)
    assert "Known: pain" in str(result.exception)


def test_every_figure_says_where_it_comes_from() -> None:
    figures = load_assumptions().figures
    assert all(len(figure.source) > 10 for figure in figures.values())
    assert not figures["short_odds"].inferred
    assert figures["frailty_sd"].inferred


def document_figures() -> dict[str, Any]:
    rows = re.findall(r"^\| `(\w+)` \| ([\d.]+) \| ([\d.]+) \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    return {name: (float(value), float(sceptical)) for name, value, sceptical in rows}


def test_the_document_tells_every_figure() -> None:
    figures = load_assumptions().figures
    assert document_figures() == {name: (each.value, each.sceptical) for name, each in figures.items()}


def test_the_document_shows_what_its_commands_say(update_goldens: bool) -> None:
    """Made anew with --update-goldens, the figure too."""
    text = DOCUMENT.read_text("utf-8")
    shown = re.findall(r"```text\n\$ prosvar simulate (.*)\n([\s\S]*?)\n```", text)
    assert len(shown) == 2
    for words, block in shown:
        given = [str(HOUSE / word) if word.endswith(".svg") else word for word in shlex.split(words)]
        drawn = [Path(word) for word in given if word.endswith(".svg")]
        before = [path.read_text("utf-8") if path.exists() else "" for path in drawn]
        lines = "\n".join(line.rstrip() for line in told(*given).splitlines()).rstrip()
        if update_goldens:
            text = text.replace(f"$ prosvar simulate {words}\n{block}\n", f"$ prosvar simulate {words}\n{lines}\n")
        else:
            assert lines == block
            assert [path.read_text("utf-8") for path in drawn] == before
    if update_goldens:
        DOCUMENT.write_text(text, "utf-8")
