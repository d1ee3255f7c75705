"""Groups that repeat, in the form: how often they come, what conditions and expressions mean, what is answered."""

import copy
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.questionnaire_run import run_form
from bot.questionnaire_values import AnswersError, read_answers
from flows.constraints import breaches
from flows.fhir import QuestionnaireError, load_questionnaire
from flows.fhir_values import HL7, SDC
from flows.lint import lint_document
from flows.occurrences import at, link_id_of, occurrence_of, one_more_after, path_of, spot_of, written
from tests.conversations.medicines import document
from tests.lforms.mechanisms import calculated, opened, variable
from tests.questionnaires.forms import coded, fhirpath, form, item, load, several, when
from tests.questionnaires.test_constraints import constraint
from tests.questionnaires.test_mutated_forms import mutate, places
from triage.assess import AnsweredForm, assess


def filled(questionnaire, answers):
    return questionnaire.filled(read_answers(questionnaire, answers))


def asked(questionnaire, answers):
    given = read_answers(questionnaire, answers)
    return [written(each.link_id) for each in questionnaire.askable(given)]


def values(questionnaire, answers):
    return {written(spot): value for spot, value in filled(questionnaire, answers).values.items()}


@pytest.mark.parametrize(
    ("path", "spot"), [((), "a"), ((1,), "a"), ((1, 1), "a"), ((2,), "a#2"), ((1, 2), "a#1.2"), ((2, 1), "a#2.1")]
)
def test_spots(path, spot):
    found = at("a", path)
    assert written(found) == spot
    assert (link_id_of(found), spot_of(link_id_of(found), occurrence_of(found))) == ("a", found)
    assert path_of(found) == (path if "#" in spot else ())


def test_no_link_id_reads_as_a_spot():
    with pytest.raises(QuestionnaireError, match="link-id-unreadable"):
        load(item(at("a", (2,))))


@pytest.mark.parametrize(
    ("bounds", "given", "expected"),
    [
        ({"most": 3}, 1, ["q", "g#1+"]),
        ({"most": 3}, 2, ["q", "g#1+", "q#2", "g#2+"]),
        ({"most": 3}, 3, ["q", "g#1+", "q#2", "g#2+", "q#3"]),
        ({"least": 2, "most": 3}, 0, ["q", "q#2", "g#2+"]),
        ({"least": 2, "most": 2}, 1, ["q", "q#2"]),
        ({"least": 0, "most": 2}, 0, ["q", "g#1+"]),
        ({"most": 1}, 0, ["q"]),
        ({}, 1, ["q", "g#1+"]),
    ],
)
def test_as_often_as_it_may_and_must(bounds, given, expected):
    told = {"g": [{"q": n} for n in range(given)]} if given else {}
    assert asked(load(several(**bounds)), told) == expected


def test_a_group_without_anything_to_ask_is_not_asked_for_once_more():
    shut = [when("gate", "=", answerBoolean=True)]
    group = several()
    group["item"] = [item("q", enableWhen=shut), calculated("c", "1")]
    assert asked(load(item("gate", "boolean"), group), {}) == ["gate"]
    assert asked(load(item("gate", "boolean"), group), {"gate": True}) == ["gate", "q", "g#1+"]
    hidden = {"url": f"{HL7}questionnaire-hidden", "valueBoolean": True}
    assert asked(load(several(extension=[hidden])), {}) == []


@pytest.mark.parametrize(("most", "many"), [(10_000, 100), (None, 100)], ids=["told", "not told"])
def test_no_form_makes_more_occurrences_than_can_be_borne(most, many):
    inner = several(least=10_000, most=most)
    inner["linkId"], inner["item"] = "inner", [item("deep")]
    form = load(several(inner, least=10_000, most=most))
    assert len(form.filled({}).plan.alike["q"]) == many
    assert len(form.filled({}).plan.alike["deep"]) == many


@pytest.mark.parametrize("written_as", [10**30, "1e999999999", -1, True, None, "many", [], {"value": 2}, 0.5])
def test_bounds_that_nobody_means_are_borne(written_as):
    bounds = [{"url": f"{HL7}questionnaire-{name}Occurs", "valueInteger": written_as} for name in ("min", "max")]
    form = load(several(extension=bounds))
    assert 1 <= len(form.filled({}).plan.spots("q")) <= 100


def test_conditions_mean_their_own_occurrence():
    """Also of a question further on in it: the one of the occurrence before would be nearer, but is another thing's."""
    group = several(
        item("back", enableWhen=[when("q", ">", answerInteger=5)]),
        item("ahead", enableWhen=[when("last", "=", answerBoolean=True)]),
        item("last", "boolean"),
    )
    told = {"g": [{"q": 9, "last": True}, {"q": 1}, {"q": 8, "last": False}]}
    found = asked(load(group), told)
    assert [each for each in found if each.startswith(("back", "ahead"))] == ["back", "ahead", "back#3"]


def test_from_outside_a_condition_means_the_nearest():
    """Before the group the first occurrence, after it the last; from another occurrence's depth its own branch."""
    inner = several(item("deep", enableWhen=[when("q", "=", answerInteger=2)]))
    inner["linkId"], inner["item"] = "inner", [item("p"), item("deep", enableWhen=[when("q", "=", answerInteger=2)])]
    form = load(
        item("before", enableWhen=[when("q", "=", answerInteger=1)]),
        several(inner, item("end", enableWhen=[when("p", "=", answerInteger=7)])),
        item("after", enableWhen=[when("q", "=", answerInteger=2)]),
    )
    told = {"g": [{"q": 1, "inner": [{"p": 7}, {"p": 1}]}, {"q": 2, "inner": [{"p": 1}, {"p": 7}]}]}
    found = [each for each in asked(form, told) if not each.endswith("+")]
    assert found == ["before", "q", "p", "p#1.2", "q#2", "p#2.1", "deep#2.1", "p#2.2", "deep#2.2", "end#2", "after"]


def test_expressions_see_their_own_occurrence_and_the_whole():
    group = several(
        item("r"),
        calculated("product", "%own * 10", "integer"),
        opened("many", "%own > 5"),
        extension=[variable("own", "item.where(linkId='q').answer.value")],
    )
    whole = calculated("sum", "%resource.item.where(linkId='g').item.where(linkId='q').answer.value.sum()", "integer")
    deep = calculated("count", "%resource.descendants().where(linkId='q').answer.count()", "integer")
    top = calculated("groups", "%resource.item.where(linkId='g').count()", "integer")
    form = load(group, whole, deep, top)
    found = values(form, {"g": [{"q": 1}, {"q": 9, "many": 4}, {"q": 7}]})
    assert {name: found[name] for name in ("sum", "count", "groups")} == {"sum": 17, "count": 3, "groups": 3}
    assert [found[f"product{n}"] for n in ("", "#2", "#3")] == [10, 90, 70]
    assert [name for name in found if name.startswith("many")] == ["many#2"]


def test_options_are_made_of_the_occurrences_own_answers():
    path = fhirpath(f"{SDC}answerExpression", "%had")
    group = several(
        item("had", "choice", repeats=True, answerOption=coded("tea", "milk", "water")),
        item("worst", "choice", extension=[path]),
        extension=[variable("had", "item.where(linkId='had').answer.value")],
    )
    form = load(group)
    now = filled(form, {"g": [{"had": ["tea"], "worst": "tea"}, {"had": ["milk", "water"], "worst": "tea"}]})
    assert [[each.code for each in options] for options in now.options.values()] == [["tea"], ["milk", "water"]]
    assert [written(spot) for spot in now.gone] == ["worst#2"]


def test_constraints_hold_in_each_occurrence_and_over_all():
    group = several(item("r", extension=[constraint("answer.value >= %q", key="own")]), extension=[
        variable("q", "item.where(linkId='q').answer.value")])  # fmt: skip
    total = constraint("%resource.descendants().where(linkId='r').answer.value.sum() < 20", key="all")
    told = run_form(form(group, extension=[total]), {"g": [{"q": 1, "r": 2}, {"q": 9, "r": 8}, {"r": 11}]}, None)
    assert [(each["key"], each["linkId"], each["occurrence"]) for each in told["constraints"]] == [
        ("all", None, []),
        ("own", "r", [2]),
    ]


def test_what_runs_on_the_command_line():
    inner = several(most=3)
    inner["linkId"], inner["item"] = "inner", [item("deep")]
    raw = form(several(inner, calculated("twice", "1 + 1", "integer"), most=2), item("z"))
    told = run_form(raw, {"g": [{"q": 1, "inner": [{"deep": 1}, {"deep": 2}]}, {"inner": [{"deep": 3}]}], "z": 4}, None)
    groups = [each for each in told["response"]["item"] if each["linkId"] == "g"]
    deep = [[below["item"][0]["answer"] for below in each["item"] if below["linkId"] == "inner"] for each in groups]
    assert deep == [[[{"valueInteger": 1}], [{"valueInteger": 2}]], [[{"valueInteger": 3}]]]
    assert told["asked"] == ["q", "deep", "deep", "q", "deep", "z"]
    assert told["ignored"] == []
    assert set(told["scores"]) == {"twice", "twice#2"}
    assert [(each["linkId"], each["occurrence"]) for each in told["triage"]["findings"]] == [("q", [2])]


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({"g": [{"q": 1}, {"q": 2}, {"q": 3}]}, "comes 2 times at most, not 3"),
        ({"g": [1]}, "give each occurrence as an object"),
        ({"g": [{"z": 1}]}, "z: it is not in the group"),
        ({"g": 1}, "g: a group has no answer"),
        ({"g": [{"q": [1, 2]}]}, "takes one answer"),
    ],
)
def test_answers_that_do_not_fit(answers, fault):
    with pytest.raises(AnswersError, match=fault):
        read_answers(load(several(most=2), item("z")), answers)


def test_answers_without_occurrences_are_the_first():
    assert read_answers(load(several()), {"q": 4}) == {"q": 4}


def test_what_came_before_is_filled_as_before():
    """A form whose groups come once has no spots, and is filled as it stands."""
    form = load(item("a"), item("b", "decimal"))
    assert filled(form, {"a": 1, "b": 2.5}).plan is form.plan
    assert values(form, {"a": 1, "b": 2.5}) == {"a": 1, "b": Decimal("2.5")}


MEDICINES = document()
WAYS = places(MEDICINES)[1:]
ANSWERS = {
    "any": True,
    "name": "Alfa",
    one_more_after("medicine", (1,)): True,
    at("often", (2,)): 9,
    one_more_after("trouble", (2, 1)): True,
    at("what", (2, 2)): "itch",
}


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_changed_form_with_occurrences_is_filled_or_refused_with_reasons(data):
    changed = copy.deepcopy(MEDICINES)
    for _ in range(data.draw(st.integers(1, 4))):
        mutate(changed, data, WAYS)
    issues = lint_document(changed)
    try:
        questionnaire = load_questionnaire(changed)
    except QuestionnaireError:
        assert issues
        return
    questionnaire.askable(ANSWERS)
    breaches(questionnaire, ANSWERS, None)
    assess([AnsweredForm(questionnaire, ANSWERS)], ())
