import json

import pytest
from typer.testing import CliRunner

from bot.questionnaires import app
from flows.fhir import load_questionnaire
from flows.occurrences import written
from flows.xlsform import FormError, read_xlsform
from flows.xlsform_logic import Clause, Limit, read_constraint, read_relevant
from tests.questionnaires.forms import asked

YES_NO = [{"name": "yes", "label": {"English (en)": "Yes", "Dansk (da)": "Ja"}}, {"name": "no", "label": "No"}]
FORM = {
    "type": "survey",
    "name": "visit",
    "title": "Visit",
    "default_language": "English (en)",
    "choices": {"yn": YES_NO, "drinks": [{"name": "tea", "label": "Tea"}, {"name": "milk", "label": "Milk"}]},
    "children": [
        {"type": "start", "name": "started"},
        {
            "type": "select one",
            "name": "ill",
            "list_name": "yn",
            "label": {"English (en)": "Are you ill?", "Dansk (da)": "Er du syg?"},
            "bind": {"required": "yes"},
        },
        {
            "type": "group",
            "name": "more",
            "bind": {"relevant": "${ill} = 'yes'"},
            "children": [
                {
                    "type": "integer",
                    "name": "days",
                    "label": "How many days?",
                    "bind": {"constraint": ". > 0 and . <= 30", "jr:constraintMsg": "1 to 30 days."},
                },
                {"type": "range", "name": "pain", "label": "Pain, 0 to 10?", "parameters": {"start": "0", "end": "10"}},
            ],
        },
        {"type": "select all that apply", "name": "drink", "list_name": "drinks", "label": "What do you drink?"},
        {"type": "text", "name": "milk", "label": "Which?", "bind": {"relevant": "selected(${drink}, 'milk')"}},
        {"type": "group", "name": "meta", "children": [{"type": "calculate", "name": "instanceID"}]},
    ],
}


def read(form):
    return read_xlsform(form, url="https://clinic.example/q", version="1", language="en")


def test_a_form_runs_as_it_was_written():
    imported = read(FORM)
    assert [(issue.severity, issue.code, issue.link_id) for issue in imported.issues] == [
        ("warning", "left-out", "started")
    ]
    form = load_questionnaire(imported.document)
    assert form.languages == ("en", "da")
    assert asked(form, {}) == ["ill", "drink"]
    assert asked(form, {"ill": "yes", "drink": ("tea", "milk")}) == ["ill", "days", "pain", "drink", "milk"]
    days, pain = form.question("days"), form.question("pain")
    assert (days.minimum, days.maximum, pain.type, pain.maximum) == (1, 30, "integer", 10)
    assert (form.question("ill").required, form.question("ill").label("yes", "da")) == (True, "Ja")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${a} > 3", ("all", [Clause("a", ">", "3")])),
        ("(${a} != '') and (${b}='x and y')", ("all", [Clause("a", "!=", None), Clause("b", "=", "x and y")])),
        ("${a} = 1 or ${b} = 2", ("any", [Clause("a", "=", "1"), Clause("b", "=", "2")])),
        ('not(selected(${a}, "x"))', ("all", [Clause("a", "!=", "x", selected=True)])),
        ("${a} = 1 or ${b} = 2 and ${c} = 3", None),
        ("count(${a}) > 2", None),
        ("${a} > ${b}", None),
    ],
)
def test_what_makes_a_field_relevant(text, expected):
    assert read_relevant(text) == expected


@pytest.mark.parametrize(
    ("text", "whole", "expected"),
    [
        (". >= 0 and . <= 10", True, [Limit("at_least", "0"), Limit("at_most", "10")]),
        (".<150", True, [Limit("at_most", "149")]),
        (".<150", False, None),
        ("regex(., '[0-9]{4}')", False, [Limit("pattern", "[0-9]{4}")]),
        ("string-length(.) < 6", False, [Limit("longest", "5")]),
        (". < today()", False, None),
        (". < 3 or . > 5", True, None),
    ],
)
def test_which_values_a_field_takes(text, whole, expected):
    assert read_constraint(text, whole=whole) == expected


@pytest.mark.parametrize(
    ("child", "code"),
    [
        ({"type": "geopoint"}, "unsupported-type"),
        ({"type": "calculate"}, "unsupported-expression"),
        ({"type": "text", "bind": {"relevant": "${gone} = 1"}}, "enable-when-unread"),
        ({"type": "text", "bind": {"relevant": "${ill} = 'maybe'"}}, "enable-when-unread"),
        ({"type": "date", "bind": {"constraint": ". < today()"}}, "constraint-unchecked"),
        ({"type": "select one from file"}, "unsupported-type"),
        ({"type": "select one", "list_name": "none"}, "options-elsewhere"),
        ({"type": "select one", "list_name": "yn", "choice_filter": "a=${ill}"}, "unsupported-expression"),
        ({"type": "text", "label": "Hello ${ill}"}, "piped-text"),
        ({"type": "text", "hint": "in short"}, "text-not-shown"),
        ({"type": "text", "media": {"image": "x.png"}}, "image"),
        ({"type": "text", "default": "x"}, "default-not-used"),
    ],
)
def test_what_has_no_counterpart_is_named(child, code):
    form = {**FORM, "children": [*FORM["children"], {"name": "x", "label": "X?", **child}]}
    assert (code, "x") in [(issue.code, issue.link_id) for issue in read(form).issues]


@pytest.mark.parametrize(
    ("control", "expected", "codes"),
    [
        ({}, ["name", "visit#1+"], []),
        ({"jr:count": "2"}, ["name", "name#2"], []),
        ({"jr:count": "${days}"}, ["name", "visit#1+"], ["count-not-used"]),
    ],
)
def test_a_repeat_comes_as_often_as_it_says(control, expected, codes):
    inner = {"type": "text", "name": "name", "label": "Who?"}
    imported = read({"children": [{"type": "repeat", "name": "visit", "control": control, "children": [inner]}]})
    assert [issue.code for issue in imported.issues] == codes
    assert [written(spot) for spot in asked(load_questionnaire(imported.document), {})] == expected


def test_languages_go_by_their_names_too_and_an_unknown_one_is_named():
    label = {"English": "How?", "Dansk": "Hvordan?", "Bangla": "kemon"}
    options = [{"name": "a", "label": {"english": "Well"}}]
    imported = read({"children": [{"type": "select one", "name": "q", "label": label, "children": options}]})
    assert [(issue.code, issue.link_id) for issue in imported.issues] == [("language-unknown", None)]
    question = load_questionnaire(imported.document).question("q")
    assert (question.texts, question.label("a", "en")) == ({"en": "How?", "da": "Hvordan?"}, "Well")


def test_what_is_no_xlsform_says_so():
    with pytest.raises(FormError, match="children"):
        read({"resourceType": "Questionnaire"})


def test_the_command_writes_a_form_and_names_faults(tmp_path):
    file = tmp_path / "form.json"
    file.write_text(json.dumps(FORM), "utf-8")
    done = CliRunner().invoke(app, ["import-xlsform", str(file), "--url", "https://clinic.example/q"])
    assert (done.exit_code, json.loads(done.stdout)["url"]) == (0, "https://clinic.example/q")
    file.write_text("{}", "utf-8")
    assert CliRunner().invoke(app, ["import-xlsform", str(file), "--url", "x"]).exit_code == 1
