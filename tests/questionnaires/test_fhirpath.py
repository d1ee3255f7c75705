"""FHIRPath where the library departs from its specification: each line as the reference renderer has it."""

from decimal import Decimal

import pytest

from flows.expressions import ExpressionError, compile_expression
from tests.questionnaires.forms import HL7, SDC, fhirpath, item, load

CALCULATED = f"{SDC}calculatedExpression"
ENABLED = f"{SDC}enableWhenExpression"
VARIABLE = f"{HL7}variable"
RESPONSE = {"resourceType": "QuestionnaireResponse", "status": "in-progress"}


def run(expression):
    return [getattr(value, "asStr", value) for value in compile_expression(expression).run(RESPONSE, {}, None)]


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("2.5.round()", [3]),
        ("3.5.round(0)", [4]),
        ("2.345.round(2)", [Decimal("2.35")]),
        ("(-2.5).round()", [-2]),
        ("1250.round(-2)", [1300]),
        ("2.power(3)", [8]),
        ("2.25.power(0.5)", [Decimal("1.5")]),
        ("0.power(0)", [1]),
        ("(-8).power(0.5)", []),
        ("true.toString()", ["true"]),
        ("true.toBoolean()", [True]),
        ("'no'.toBoolean()", [False]),
        ("2.toBoolean()", []),
        ("(-7) mod 2", [-1]),
        ("7 / 2", [Decimal("3.5")]),
        ("7 / 0", []),
        ("7 mod 0", []),
        ("70 'kg' / 2", ["35 'kg'"]),
        ("1 'kg' > 1 'm'", []),
        ("1.hasValue()", [True]),
        ("{}.hasValue()", [False]),
        ("(1 | 2).trace('told').count()", [2]),
        ("2.50.toString()", ["2.5"]),
        ("'a'.toString()", ["a"]),
        ("(1 | 2) = (1 | 3)", [False]),
        ("(1 | 2) = (1 | 2)", [True]),
        ("(1 | 2) != (1 | 3)", [True]),
        ("1 = 1.0", [True]),
        ("{} = 1", []),
        ("true = 1", [False]),
        ("@2026-05-01 < @2026-05-02", [True]),
        ("@2026-05-01 = @2026-05-01", [True]),
        ("@2026-05-31 + 1 month", ["2026-06-30"]),
        ("@2026-05-31 - 2 weeks", ["2026-05-17"]),
        ("70 'kg' > 150 '[lb_av]'", [True]),
        ("1 'm' = 100 'cm'", [True]),
        ("38.5 'Cel' > 100 '[degF]'", [True]),
        ("1 'kg' = 1 'm'", [False]),
        ("2 days > 40 hours", [True]),
        ("150 '[lb_av]'.toQuantity('kg').value", [Decimal("68.0388555")]),
        ("1 'kg' + 500 'g'", ["1.5 'kg'"]),
        ("4.toQuantity()", ["4 '1'"]),
        ("'4 \\'kg\\''.toQuantity()", ["4 'kg'"]),
        ("(1 | 2 | 3).sum()", [6]),
        ("{}.sum()", []),
        ("(1 | 2).avg()", [Decimal("1.5")]),
        ("(4 | 2).min() + (4 | 2).max()", [6]),
    ],
)
def test_by_table(expression, values):
    assert run(expression) == values


@pytest.mark.parametrize("expression", ["2 * 'a'", "1 > 'a'", "(1 | 2) > 1", "1 'kg' + 1 'm'"])
def test_what_does_not_go_together_is_an_error_and_no_value(expression):
    with pytest.raises(ExpressionError):
        run(expression)


def test_a_union_of_items_and_answers_is_followed_down():
    path = "%resource.repeat(item | answer).where(linkId = 'below').answer.value"
    form = load(item("a", item=[item("below")]), item("sum", readOnly=True, extension=[fhirpath(CALCULATED, path)]))
    assert form.filled({"a": 1, "below": 7}).values["sum"] == 7


def test_a_quantity_is_compared_by_its_unit():
    unit = {"url": f"{HL7}questionnaire-unit", "valueCoding": {"system": "http://unitsofmeasure.org", "code": "Cel"}}
    warm = fhirpath(ENABLED, "%resource.item.where(linkId='t').answer.value >= 38.5 'Cel'")
    form = load(item("t", "quantity", extension=[unit]), item("next", extension=[warm]))
    assert [form.filled({"t": Decimal(size)}).enabled for size in ("38.4", "38.5")] == [("t",), ("t", "next")]


def test_a_calculated_quantity_holds_its_number():
    total = item("sum", "quantity", readOnly=True, extension=[fhirpath(CALCULATED, "1 'kg' + 500 'g'")])
    assert load(item("q"), total).filled({}).values == {"sum": Decimal("1.5")}


def test_variables_may_stand_in_any_order():
    late = [fhirpath(VARIABLE, "%x + 1", name="y"), fhirpath(VARIABLE, "%resource.item.answer.value.first()", name="x")]
    form = load(item("a"), item("sum", readOnly=True, extension=[fhirpath(CALCULATED, "%y * 2")]), extension=late)
    assert form.filled({"a": 3}).values["sum"] == 8


def test_the_form_itself_may_name_a_calculation():
    named = fhirpath(CALCULATED, "%resource.item.where(linkId='a').answer.value + 2", name="two")
    form = load(item("a"), item("sum", readOnly=True, extension=[fhirpath(CALCULATED, "%two + 1")]), extension=[named])
    assert form.filled({"a": 3}).values["sum"] == 6


def test_items_that_shut_each_other_out_are_judged_by_what_was_said():
    def unless(other):
        return [fhirpath(ENABLED, f"%resource.item.where(linkId='{other}').answer.empty()")]

    form = load(item("a", extension=unless("b")), item("b", extension=unless("a")))
    assert form.filled({}).enabled == ("a", "b")
    assert form.filled({"a": 1}).enabled == ("a",)
    assert form.filled({"a": 1, "b": 1}).enabled == ()


def test_a_long_chain_of_calculations_settles():
    first = item("q1", extension=[fhirpath(CALCULATED, "%resource.item.where(linkId='q0').answer.value + 1")])
    chain = [
        item(f"q{n}", extension=[fhirpath(CALCULATED, f"%resource.item.where(linkId='q{n - 1}').answer.value + 1")])
        for n in range(20, 1, -1)
    ]
    assert load(*chain, first, item("q0")).filled({"q0": 0}).values["q20"] == 20


def test_an_item_knows_its_own_definition():
    form = load(item("a"), item("b", "string", readOnly=True, extension=[fhirpath(CALCULATED, "%qitem.text")]))
    assert form.filled({}).values["b"] == "b?"


def test_what_repeats_may_hold_several():
    letters = [fhirpath(CALCULATED, "%resource.item.where(linkId='a').answer.value.toChars()")]
    form = load(item("a", "string"), item("b", "string", repeats=True, readOnly=True, extension=letters))
    assert form.filled({"a": "xy"}).values["b"] == ("x", "y")


@pytest.mark.parametrize(
    ("kind", "expression", "value"),
    [
        ("integer", "'4'", 4),
        ("integer", "'too much'", None),
        ("decimal", "'too much'", None),
        ("decimal", "2.5 'kg'", Decimal("2.5")),
        ("quantity", "true", None),
        ("boolean", "1", True),
        ("boolean", "'false'", False),
        ("boolean", "'perhaps'", None),
        ("string", "2.50", "2.5"),
        ("string", "100", "100"),
        ("string", "true", "true"),
        ("string", "''", None),
        ("date", "@2026-05-01", "2026-05-01"),
        ("date", "'soon'", None),
        ("time", "@T08:30", "08:30"),
    ],
)
def test_a_result_becomes_a_value_of_the_items_type_or_none(kind, expression, value):
    form = load(item("a"), item("b", kind, readOnly=True, extension=[fhirpath(CALCULATED, expression)]))
    found = form.filled({}).values.get("b")
    assert (found, type(found)) == (value, type(value))


WITHOUT_END = (
    "(1).repeat($this + 1).count()",
    "'a'.repeat($this + $this).count()",
    "'a'.repeat($this & $this).count()",
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'.matches('(a+)+$')",
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'.replaceMatches('(a+)+$', '')",
)


@pytest.mark.parametrize("expression", WITHOUT_END)
def test_what_would_never_end_is_given_up(expression):
    with pytest.raises(ExpressionError):
        run(expression)


@pytest.mark.parametrize("expression", ["(" * 3000 + "true" + ")" * 3000, " or ".join(["true"] * 3000)])
def test_what_is_too_long_or_too_deep_to_read_is_refused(expression):
    with pytest.raises(ExpressionError):
        compile_expression(expression)


def test_repeating_and_matching_are_otherwise_the_librarys():
    assert run("(1 | 5).repeat(iif($this < 3, $this + 1, {}))") == [2, 3]
    held = {**RESPONSE, "item": [{"linkId": "g", "item": [{"linkId": "a", "answer": [{"valueInteger": 7}]}]}]}
    deep = compile_expression("repeat(item).answer.value + item.repeat(item).answer.value")
    assert deep.run(held, {}, None) == [14]
    assert run("'One\\nTwo'.matches('One.Two')") == [True]
    assert run("'12 August'.replaceMatches('([0-9]+) ([A-z]+)', '$2 $1')") == ["August 12"]
    assert run("'abc'.matches('d')") == [False]
    assert [run(each) for each in ("'one' & 'two'", "{} & 'two'", "'one' & {}")] == [["onetwo"], ["two"], ["one"]]
    assert run("{}.matches('a')") == []
