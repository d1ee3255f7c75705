"""Options that depend on other answers: a function of the form and its answers, and of nothing else."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from fhirpathpy.engine.invocations import constants
from hypothesis import given
from hypothesis import strategies as st

from bot.questionnaire_run import run_form
from flows.fhir_response import questionnaire_response
from flows.lint import lint_document
from flows.moment import moment_at
from flows.questionnaire import GivenAnswer
from flows.script import Conversation, Labels, dump
from flows.script import load as load_talk
from tests.questionnaires.forms import SDC, coded, fhirpath, form, item, load

MAKING = f"{SDC}answerExpression"
SYSTEM = "https://clinic.example/codes"
NOW = moment_at(datetime(2026, 3, 2, 8, tzinfo=UTC))


def toggle(expression: str, *codes: str):
    options = [{"url": "option", "valueCoding": {"system": SYSTEM, "code": code}} for code in codes]
    return {"url": f"{SDC}answerOptionsToggleExpression", "extension": [*options, fhirpath("expression", expression)]}


def answer(link_id: str) -> str:
    return f"%resource.item.where(linkId='{link_id}').answer.value"


HAD = item("had", "choice", repeats=True, answerOption=coded("ache", "cough", "rash", weights=(3, 2, 1)))
WORST = item("worst", "choice", extension=[fhirpath(MAKING, answer("had"))])
CARE = item(
    "care",
    "choice",
    answerOption=coded("rest", "tea", "cream", "visit"),
    extension=[
        toggle(f"{answer('worst')}.code = 'cough'", "tea"),
        toggle(f"{answer('worst')}.code = 'rash'", "cream"),
        toggle(f"{answer('had')}.count() > 2", "visit", "cream"),
    ],
)
FORM = load(HAD, WORST, CARE)


def options(questionnaire, answers, link_id, moment=None):
    found = {question.link_id: question for question in questionnaire.askable(answers, moment)}
    return [option.code for option in found[link_id].options] if link_id in found else None


@pytest.mark.parametrize(
    ("answers", "worst", "care"),
    [
        ({}, None, ["rest"]),
        ({"had": ("cough", "ache")}, ["cough", "ache"], ["rest"]),
        ({"had": ("cough", "ache"), "worst": "cough"}, ["cough", "ache"], ["rest", "tea"]),
        ({"had": ("ache", "cough", "rash")}, ["ache", "cough", "rash"], ["rest", "cream", "visit"]),
        ({"had": ("ache",), "worst": "rash"}, ["ache"], ["rest"]),
    ],
)
def test_options_follow_the_answers(answers, worst, care):
    assert options(FORM, answers, "worst") == worst
    assert options(FORM, answers, "care") == care


def test_made_options_keep_words_weight_and_code_system():
    [cough] = FORM.filled({"had": ("cough",)}).options["worst"]
    assert (cough.labels, cough.weight) == ({"en": "Cough"}, Decimal(2))
    assert cough.answer["valueCoding"]["system"] == SYSTEM
    response = questionnaire_response(
        FORM,
        [GivenAnswer("had", ("cough",)), GivenAnswer("worst", "cough")],
        subject="Patient/1",
        authored=NOW.now,
        status="completed",
        language="en",
    )
    coding = response["item"][1]["answer"][0]["valueCoding"]
    assert (coding["system"], coding["code"], coding["display"]) == (SYSTEM, "cough", "Cough")


def test_an_answer_whose_option_has_gone_does_not_count():
    filled = FORM.filled({"had": ("ache",), "worst": "cough", "care": "tea"})
    assert filled.gone == ("worst", "care")
    assert "worst" not in filled.values
    told = run_form(form(HAD, WORST, CARE), {"had": ["ache"], "worst": "cough", "care": "rest"}, None)
    assert told["ignored"] == ["worst"]
    assert [each["linkId"] for each in told["response"]["item"]] == ["had", "care"]


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "had": st.lists(st.sampled_from(["ache", "cough", "rash"]), min_size=1, unique=True).map(tuple),
        "worst": st.sampled_from(["ache", "cough", "rash"]),
        "care": st.sampled_from(["rest", "tea", "cream", "visit"]),
    },
)


@given(ANSWERS)
def test_what_counts_is_what_could_be_chosen(answers):
    filled = FORM.filled(answers)
    asked = {question.link_id: question for question in FORM.askable(answers)}
    for link_id, value in filled.values.items():
        assert set(value if isinstance(value, tuple) else (value,)) <= {o.code for o in asked[link_id].options}
    for link_id in filled.gone:
        assert link_id not in filled.values
    # Without those that have gone, the form stands as it does with them
    assert FORM.filled({k: v for k, v in answers.items() if k not in filled.gone}).values == filled.values


def test_options_from_a_value_set_in_the_form_and_from_words():
    concepts = [{"code": "x", "display": "Ex", "designation": [{"language": "da", "value": "Eks"}]}, {"code": "y"}]
    held = {"resourceType": "ValueSet", "id": "v", "compose": {"include": [{"system": SYSTEM, "concept": concepts}]}}
    path = "%questionnaire.contained.where(id='v').compose.include.concept.where(code = 'x')"
    questionnaire = load(
        item("a", "choice", extension=[fhirpath(MAKING, path)]),
        item("w", "string"),
        item("b", "choice", extension=[fhirpath(MAKING, answer("w"))]),
        contained=[held],
    )
    [option] = questionnaire.filled({}).options["a"]
    assert option.labels == {"en": "Ex", "da": "Eks"}
    assert option.answer["valueCoding"]["system"] == SYSTEM
    assert options(questionnaire, {"w": "my knee"}, "b") == ["my knee"]
    assert questionnaire.question("b").is_in_words("my knee")
    assert not questionnaire.question("a").is_in_words("x")


def test_options_of_the_day_and_a_cache_that_does_not_outlive_it():
    late = toggle("today() > @2026-03-02", "tea")
    questionnaire = load(item("a", "choice", answerOption=coded("rest", "tea"), extension=[late]))
    assert options(questionnaire, {}, "a", NOW) == ["rest"]
    assert options(questionnaire, {}, "a", moment_at(datetime(2026, 3, 3, 1, tzinfo=UTC))) == ["rest", "tea"]
    assert options(questionnaire, {}, "a", NOW) == ["rest"]


def test_no_expression_reads_the_clock(monkeypatch):
    def refuse():
        raise AssertionError("the clock was read")

    monkeypatch.setattr(constants.systemtime, "now", refuse)
    calculated = f"{SDC}calculatedExpression"
    told = [
        ("day", "today().toString()"),
        ("moment", "now().toString()"),
        ("hour", "timeOfDay().toString()"),
        ("age", "(today() - 18 years).toString()"),
    ]
    questionnaire = load(*(item(k, "string", readOnly=True, extension=[fhirpath(calculated, v)]) for k, v in told))
    assert questionnaire.filled({}, NOW).values == {
        "day": "2026-03-02",
        "moment": "2026-03-02T08:00:00+00:00",
        "hour": "08:00:00",
        "age": "2008-03-02",
    }
    assert questionnaire.filled({}).values == {}


@pytest.mark.parametrize(
    ("items", "code", "link_id"),
    [
        ([item("a", "choice", extension=[fhirpath(MAKING, "'x'.resolve()")])], "unsupported-expression", "a"),
        (
            [item("a", "choice", extension=[fhirpath(MAKING, "%terminologies.expand('x')")])],
            "unsupported-expression",
            "a",
        ),
        (
            [
                item(
                    "a",
                    "choice",
                    extension=[
                        {
                            "url": MAKING,
                            "valueExpression": {"language": "application/x-fhir-query", "expression": "Patient"},
                        }
                    ],
                )
            ],
            "unsupported-expression",
            "a",
        ),
        ([item("a", "choice", answerOption=coded("x"), extension=[toggle("true", "y")])], "toggle-unknown", "a"),
        ([item("a", "choice", answerOption=coded("x"), extension=[toggle("1 +", "x")])], "unsupported-expression", "a"),
        ([item("a", "choice", answerOption=coded("x"), extension=[toggle("%no", "x")])], "unknown-variable", "a"),
        (
            [
                item("a", "choice", answerOption=coded("x"), extension=[toggle(f"{answer('b')}.exists()", "x")]),
                item("b", "choice", answerOption=coded("x"), extension=[toggle(f"{answer('a')}.exists()", "x")]),
            ],
            "options-loop",
            "b",
        ),
    ],
)
def test_what_a_chat_cannot_do_is_named(items, code, link_id):
    errors = [issue for issue in lint_document(form(*items)) if issue.severity == "error"]
    assert (code, link_id) in [(issue.code, issue.link_id) for issue in errors]


def test_what_a_chat_can_do_is_not():
    assert [issue.code for issue in lint_document(form(HAD, WORST, CARE)) if issue.severity == "error"] == []


def test_what_was_offered_is_kept_with_the_conversation():
    offered: Labels = (("a", "A"), ("b", "B"))
    talk = Conversation("en", offered=offered)
    assert load_talk(dump(talk)) == talk
