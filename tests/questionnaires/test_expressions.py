from decimal import Decimal

from tests.questionnaires.forms import HL7, SDC, asked, coded, fhirpath, item, load

CALCULATED = f"{SDC}calculatedExpression"
ENABLED = f"{SDC}enableWhenExpression"
VARIABLE = f"{HL7}variable"


def total(expression: str, kind: str = "decimal", **fields):
    return item("total", kind, readOnly=True, extension=[fhirpath(CALCULATED, expression)], **fields)


def test_a_sum_follows_its_items_and_is_never_asked():
    form = load(item("a"), item("b"), total("%resource.item.where(linkId != 'total').answer.value.sum()"))
    assert asked(form, {}) == ["a", "b"]
    assert form.filled({"a": 3, "b": 4}).values["total"] == Decimal(7)


def test_weights_by_extension_ordinal_and_weight():
    choice = item("q", "choice", answerOption=coded("none", "some", "all", weights=(0, 5, 9)))
    path = f"%resource.item.answer.value.extension.where(url='{HL7}ordinalValue').value"
    for expression in (path, "%resource.item.answer.value.ordinal()", "%resource.item.answer.weight()"):
        assert load(choice, total(expression)).filled({"q": "all"}).values["total"] == Decimal(9), expression


def test_a_variable_is_seen_from_its_own_group():
    form = load(
        item(
            "group",
            "group",
            extension=[
                fhirpath(VARIABLE, "item.where(linkId='a').answer.value", name="x"),
                fhirpath(VARIABLE, "%x + 2", name="y"),
            ],
            item=[item("a"), total("%y * 10", "integer")],
        )
    )
    assert form.filled({"a": 3}).values["total"] == 50


def test_a_named_calculation_can_be_used_by_others():
    first = item(
        "first",
        readOnly=True,
        extension=[fhirpath(CALCULATED, "%resource.item.where(linkId='a').answer.value", name="one")],
    )
    form = load(item("a"), first, total("%one + 1", "integer"))
    assert form.filled({"a": 4}).values["total"] == 5


def test_an_enabling_expression_opens_and_closes():
    form = load(
        item("a"), item("b"), item("next", extension=[fhirpath(ENABLED, "%resource.item.answer.value.sum() > 10")])
    )
    assert asked(form, {"a": 5, "b": 6}) == ["a", "b", "next"]
    assert asked(form, {"a": 5}) == ["a", "b"]


def test_a_calculated_value_opens_an_item():
    form = load(
        item("a"),
        total("%resource.item.where(linkId='a').answer.value * 2", "integer"),
        item("next", enableWhen=[{"question": "total", "operator": ">", "answerInteger": 7}]),
    )
    assert asked(form, {"a": 4}) == ["a", "next"]
    assert asked(form, {"a": 3}) == ["a"]


def test_an_expression_that_cannot_be_evaluated_is_told_and_holds_nothing():
    form = load(item("a"), total("%nowhere + 1"))
    filled = form.filled({"a": 1})
    assert filled.failed == ("total",)
    assert "total" not in filled.values


def test_norwegian_paths_start_at_the_response():
    url = "http://ehelse.no/fhir/StructureDefinition/sdf-fhirpath"
    path = "QuestionnaireResponse.descendants().where(linkId='a').answer.value + 1"
    form = load(item("a"), item("sum", readOnly=True, extension=[{"url": url, "valueString": path}]))
    assert form.filled({"a": 2}).values["sum"] == 3
