import csv
import json
from io import StringIO

import pytest
from typer.testing import CliRunner

from bot.questionnaires import app
from flows.fhir import load_questionnaire
from flows.redcap import DictionaryError, read_dictionary
from tests.questionnaires.forms import asked

COLUMNS = [
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
]


def dictionary(*fields: dict[str, str]) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for field in fields:
        short = {"name": COLUMNS[0], "type": COLUMNS[3], "label": COLUMNS[4], "choices": COLUMNS[5], "note": COLUMNS[6]}
        short |= {"check": COLUMNS[7], "min": COLUMNS[8], "max": COLUMNS[9], "branch": COLUMNS[11], "req": COLUMNS[12]}
        writer.writerow({short[key]: value for key, value in field.items()})
    return out.getvalue()


def read(*fields: dict[str, str]):
    return read_dictionary(dictionary(*fields), url="https://clinic.example/q", version="1", language="en")


def field(name: str, kind: str = "text", **more: str) -> dict[str, str]:
    return {"name": name, "type": kind, "label": f"<b>{name}</b>?", **more}


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (field("a", "radio", choices="1, Yes | 2, No, never"), "choice"),
        (field("a", "checkbox", choices="1, One | 2, Two"), "choice"),
        (field("a", "yesno"), "boolean"),
        (field("a", "slider"), "integer"),
        (field("a", "notes"), "text"),
        (field("a", "descriptive"), "display"),
        (field("a", check="integer", min="0", max="10"), "integer"),
        (field("a", check="number"), "decimal"),
        (field("a", check="date_dmy"), "date"),
        (field("a", check="time"), "time"),
        (field("a"), "text"),
    ],
)
def test_each_type_of_field(given, kind):
    imported = read(given)
    [question] = load_questionnaire(imported.document).questions
    assert (question.type, question.text("en"), imported.issues) == (kind, "a ?", ())
    if given["type"] == "radio":
        assert [(each.code, each.labels["en"]) for each in question.options] == [("1", "Yes"), ("2", "No, never")]
    if given.get("max"):
        assert (question.minimum, question.maximum) == (0, 10)


FIELDS = (
    field("r", "radio", choices="1, One | 2, Two"),
    field("c", "checkbox", choices="1, One | 2, Two"),
    field("y", "yesno"),
    field("n", check="integer"),
)


@pytest.mark.parametrize(
    ("logic", "answers", "shown"),
    [
        ("[r] = '2'", {"r": "2"}, True),
        ("[r] = '2'", {"r": "1"}, False),
        ("[r] <> '2'", {"r": "1"}, True),
        ("[c(2)] = '1'", {"c": ("1", "2")}, True),
        ("[c(2)] = '0'", {"c": ("1", "2")}, False),
        ("[y] = 1", {"y": True}, True),
        ('[n] >= "5"', {"n": 5}, True),
        ("[n] <> ''", {}, False),
        ("[n] = ''", {}, True),
        ("[r] = '2' and [n] > 3", {"r": "2", "n": 3}, False),
        ("[r] = '2' or [n] > 3", {"r": "2", "n": 3}, True),
    ],
)
def test_branching(logic, answers, shown):
    imported = read(*FIELDS, field("next", branch=logic))
    assert imported.issues == ()
    assert ("next" in asked(load_questionnaire(imported.document), answers)) is shown


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (field("a", "calc", choices="[n] * 2"), "unsupported-type"),
        (field("a", "file"), "unsupported-type"),
        (field("a", branch="[gone] = '1'"), "enable-when-unread"),
        (field("a", branch="[r] = '1' and [n] > 1 or [y] = 1"), "enable-when-unread"),
        (field("a", branch="sum([n], 2) > 3"), "enable-when-unread"),
        (field("a", branch="[r] > 1"), "enable-when-unread"),
        (field("a", "radio", choices="1 Yes | 2, No"), "choice-unread"),
        (field("a", check="integer", max="many"), "limit-unread"),
        (field("a", note="in whole kilos"), "text-not-shown"),
        (field("a", check="email"), "asked-as-text"),
    ],
)
def test_what_has_no_counterpart_is_named(given, code):
    assert [(issue.link_id, issue.code) for issue in read(*FIELDS, given).issues] == [("a", code)]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", ",".join(f'"{column}"' for column in COLUMNS)])
def test_another_file_is_refused(text):
    with pytest.raises(DictionaryError):
        read_dictionary(text, url="u", version="1", language="en")


def test_by_the_command_line(tmp_path):
    file = tmp_path / "dictionary.csv"
    file.write_text("\ufeff" + dictionary(*FIELDS), "utf-8")
    done = CliRunner().invoke(app, ["import-redcap", str(file), "--url", "https://clinic.example/q"])
    assert (done.exit_code, len(json.loads(done.stdout)["item"])) == (0, 4)
    file.write_text(dictionary(field("a", "calc")), "utf-8")
    done = CliRunner().invoke(app, ["import-redcap", str(file), "--url", "https://clinic.example/q"])
    assert (done.exit_code, "unsupported-type" in done.stderr) == (1, True)


def test_limits_of_dates_and_times_come_along():
    imported = read(field("day", check="date_dmy", min="2026-01-01"), field("hour", check="time", max="20:30"))
    assert imported.issues == ()
    form = load_questionnaire(imported.document)
    assert form.question("day").refusal("2025-12-31", "en").kind == "invalid-early"
    assert form.question("hour").refusal("21:00", "en").kind == "invalid-late"
