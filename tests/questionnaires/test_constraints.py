"""Constraints that a form sets to its answers, and calculated quantities in their item's unit."""

from decimal import Decimal

import pytest

from bot.questionnaire_run import run_form
from flows.constraints import broken
from flows.fhir import load_questionnaire
from flows.lint import lint_document
from flows.translations import read_catalogue, write_catalogue
from tests.lforms.mechanisms import answer, calculated, quantity, variable
from tests.questionnaires.forms import HL7, form, item, load


def constraint(expression: str, severity: str = "error", key: str = "k", told: str = "Look again.", **more):
    parts = [
        {"url": "key", "valueId": key},
        {"url": "severity", "valueCode": severity},
        {"url": "human", "valueString": told, **more},
        {"url": "expression", "valueString": expression},
    ]
    return {"url": f"{HL7}questionnaire-constraint", "extension": parts}


def target(expression: str):
    held = constraint(expression)
    parts = [*held["extension"][:-1], {"url": "expression", "valueExpression": {"expression": expression}}]
    return {"url": f"{HL7}targetConstraint", "extension": parts}


def found(questionnaire, answers, link_id, dealt=None):
    one = broken(questionnaire, answers, link_id, dealt or set(answers), None)
    return one.key if one else None


ORDER = f"{answer('b')} >= {answer('a')}"


@pytest.mark.parametrize(
    ("fields", "answers", "link_id", "key"),
    [
        ({"a": constraint("answer.value < 10")}, {"a": 12}, "a", "k"),
        ({"a": constraint("answer.value < 10")}, {"a": 9}, "a", None),
        ({"a": target("answer.value < 10")}, {"a": 12}, "a", "k"),
        ({"b": constraint(ORDER)}, {"a": 3, "b": 2}, "b", "k"),
        ({"b": constraint(ORDER)}, {"b": 2}, "b", None),  # empty is no breach
        ({"a": constraint(ORDER)}, {"a": 3, "b": 2}, "b", "k"),  # found at the later of the two
        ({"a": constraint(ORDER)}, {"a": 3}, "a", None),
        ({"": constraint(ORDER)}, {"a": 3, "b": 2}, "a", "k"),
        ({"": constraint("%gap >= 0")}, {"a": 3, "b": 2}, "b", "k"),  # through a variable
        ({"": constraint("item.answer.value.sum() < 10")}, {"a": 30}, "a", None),  # names none: waits for all
        ({"": constraint("item.answer.value.sum() < 10")}, {"a": 30, "b": 2, "c": 1}, "c", "k"),
        ({"c": constraint(ORDER)}, {"a": 3, "b": 2}, "c", None),  # not answered
    ],
)
def test_what_an_answer_breaks(fields, answers, link_id, key):
    items = [item(name, extension=[fields[name]] if name in fields else []) for name in "abc"]
    gap = variable("gap", f"{answer('b')} - {answer('a')}")
    whole = load(*items, extension=[gap, *([fields[""]] if "" in fields else [])])
    assert found(whole, answers, link_id) == key


def test_a_constraint_on_what_is_reckoned_is_about_what_it_is_reckoned_from():
    total = calculated("total", f"{answer('a')} + {answer('b')}", "integer")
    total["extension"].append(constraint(f"{answer('total')} <= 24"))
    whole = load(item("a"), item("b"), total)
    assert found(whole, {"a": 20, "b": 5}, "b") == "k"
    assert found(whole, {"a": 20}, "a") is None
    assert found(whole, {"a": 20, "b": 4}, "b") is None


def test_errors_come_before_warnings():
    both = [constraint("answer.value < 5", "warning", "w"), constraint("answer.value < 9", key="e")]
    whole = load(item("a", extension=both))
    assert [found(whole, {"a": size}, "a") for size in (4, 6, 10)] == [None, "w", "e"]


def test_run_tells_of_them():
    told = run_form(form(item("a", extension=[constraint("answer.value < 10", key="few")])), {"a": 12}, None)
    broken = {"key": "few", "severity": "error", "linkId": "a", "occurrence": [], "message": "Look again."}
    assert told["constraints"] == [broken]


@pytest.mark.parametrize(
    ("extension", "code"),
    [
        (constraint("answer.value <"), "unsupported-expression"),
        (constraint("%gone > 1"), "unknown-variable"),
        (constraint("true", "fatal"), "constraint-unread"),
        (constraint("true", told=""), "constraint-unread"),
        (constraint("'x'.resolve().exists()"), "unsupported-expression"),
    ],
)
def test_what_is_not_used_is_named(extension, code):
    errors = [
        issue.code for issue in lint_document(form(item("a", extension=[extension]))) if issue.severity == "error"
    ]
    assert code in errors


def test_a_constraint_that_is_used_is_not_named():
    assert "extension-ignored" not in [
        issue.code for issue in lint_document(form(item("a", extension=[constraint("answer.value < 10")])))
    ]


@pytest.mark.parametrize(
    ("unit", "to_unit", "size", "told"),
    [("kg", "g", "2.5", 2500), ("Cel", "[degF]", "38", Decimal("100.4")), ("cm", "m", "172", Decimal("1.72"))],
)
def test_a_calculated_quantity_is_told_in_its_items_unit(unit, to_unit, size, told):
    total = quantity("b", to_unit)
    total["extension"] += calculated("x", answer("a"))["extension"]
    whole = load(quantity("a", unit), total)
    assert round(whole.filled({"a": Decimal(size)}).values["b"], 6) == told


def test_one_that_cannot_be_told_in_it_is_left_out_and_named():
    total = quantity("b", "kg")
    total["extension"] += calculated("x", "4 'cm'")["extension"]
    assert load(total).filled({}).values == {}
    assert "unit-unlike" in [issue.code for issue in lint_document(form(total))]


def test_its_words_go_to_the_translator_and_come_back():
    told = form(item("a", extension=[constraint("answer.value < 10", key="few")]))
    assert b'msgctxt "a constraint few"' in write_catalogue(told, "da")
    po = 'msgid ""\nmsgstr ""\n"Language: da\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    po += 'msgctxt "a constraint few"\nmsgid "Look again."\nmsgstr "Se efter."\n'
    [one] = load_questionnaire(read_catalogue(told, po.encode(), "da").document).constraints
    assert one.words("da", "en") == "Se efter."
