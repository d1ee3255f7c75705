import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.fhir import load_questionnaire
from tests.questionnaires.forms import coded, item, load, when
from tests.triage.test_packs import PHQ, phq
from triage.assess import AnsweredForm, assess
from triage.colours import worst
from triage.rules import RuleError, parse_rules

LIBRARY = Path(__file__).parents[2] / "flows" / "library" / "questionnaires"
PAIN = load_questionnaire(json.loads((LIBRARY / "pain-core.json").read_text("utf-8")))
CONTACT = load_questionnaire(json.loads((LIBRARY / "contact.json").read_text("utf-8")))
WHOLE = {"intensity": 3, "interference": 2, "change": "same", "health": 70}


def rule(rule_id: str, level: str, condition: dict, **fields):
    raw = {
        "id": rule_id,
        "level": level,
        "deadline": None if level == "green" else 1,
        "title": {"en": rule_id},
        "when": condition,
        "source": "the clinic's pain group",
        "author": "Dr Example",
        "date": "2026-05-01",
    }
    return raw | fields


def level(answers: dict, *conditions: dict, colour: str = "red", form=PAIN, **more) -> str:
    rules = parse_rules([rule(f"r{n}", colour, condition) for n, condition in enumerate(conditions)])
    return assess([AnsweredForm(form, answers)], rules, **more).level


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        ({"answer": "intensity", "at_least": 8}, {"intensity": 8}, "red"),
        ({"answer": "intensity", "at_least": 8}, {"intensity": 7}, "green"),
        ({"answer": "intensity", "above": 8}, {"intensity": 8}, "green"),
        ({"answer": "health", "below": 30}, {"health": 29}, "red"),
        ({"answer": "health", "at_most": 30}, {"health": 30}, "red"),
        ({"answer": "intensity", "at_least": 4, "at_most": 6}, {"intensity": 5}, "red"),
        ({"answer": "intensity", "at_least": 4, "at_most": 6}, {"intensity": 7}, "green"),
        ({"answer": "intensity", "equals": 1}, {"intensity": 1}, "red"),
        ({"answer": "intensity", "equals": 1}, {"intensity": 0}, "green"),
        ({"answer": "change", "one_of": ["worse", "much-worse"]}, {"change": "worse"}, "red"),
        ({"answer": "change", "equals": "much-worse"}, {"change": "worse"}, "green"),
        ({"score": "pain-intensity", "at_least": 8}, {"intensity": 9}, "red"),
        ({"all": [{"answer": "intensity", "at_least": 7}, {"answer": "change", "equals": "worse"}]},
         {"intensity": 7, "change": "worse"}, "red"),
        ({"all": [{"answer": "intensity", "at_least": 7}, {"answer": "change", "equals": "worse"}]},
         {"intensity": 7}, "green"),
        ({"any": [{"answer": "intensity", "at_least": 7}, {"answer": "health", "below": 20}]}, {"health": 10}, "red"),
    ],
)  # fmt: skip
def test_conditions(condition, answers, expected):
    assert level({**WHOLE, **answers}, condition) == expected


@pytest.mark.parametrize(
    ("condition", "before", "now", "expected"),
    [
        ({"score": "pain-intensity", "worse_by": 2}, 3, 5, "red"),
        ({"score": "pain-intensity", "worse_by": 2}, 3, 4, "green"),
        ({"score": "pain-intensity", "worse_by": 2}, 5, 3, "green"),
        ({"score": "pain-intensity", "worse_by": 30, "percent": True}, 3, 4, "red"),
        ({"score": "pain-intensity", "worse_by": 30, "percent": True}, 4, 5, "green"),
        ({"score": "pain-intensity", "worse_by": 30, "percent": True}, 0, 5, "green"),
        ({"score": "overall-health", "worse_by": 10}, 70, 55, "red"),
        ({"score": "overall-health", "better_by": 10}, 50, 70, "red"),
        ({"answer": "health", "worse_by": 10, "direction": "higher-is-better"}, 90, 60, "red"),
    ],
)
def test_changes_since_the_last_answer(condition, before, now, expected):
    name = condition.get("score") or condition["answer"]
    link_id = "intensity" if "intensity" in name else "health"
    earlier = {name: Decimal(before)}
    assert level({**WHOLE, link_id: now}, condition, previous=earlier) == expected
    assert level({**WHOLE, link_id: now}, condition) == "green"  # a first asking has nothing to be worse than
    assert level({**WHOLE, link_id: now}, {**condition, "since": "baseline"}, baseline=earlier) == expected


STRONG = {"answer": "intensity", "at_least": 8}


def test_a_red_flag_does_not_wait_for_the_rest():
    assert level({"intensity": 9}, STRONG) == "red"


def test_missing_is_grey_and_says_what():
    assessment = assess([AnsweredForm(PAIN, {"intensity": 2})], parse_rules([rule("r", "red", STRONG)]))
    assert assessment.level == "grey"
    assert [each.link_id for each in assessment.missing] == ["interference", "change", "health"]
    assert {finding.kind for finding in assessment.findings} == {"missing"}


def test_no_rule_is_no_green():
    assessment = assess([AnsweredForm(PAIN, WHOLE)], ())
    assert (assessment.level, [finding.kind for finding in assessment.findings]) == ("grey", ["no-rule"])


def test_an_optional_form_left_open_does_not_grey_the_rest():
    more = load(item("extra"))
    rules = parse_rules([rule("r", "red", STRONG)])
    assert assess([AnsweredForm(PAIN, WHOLE), AnsweredForm(more, {}, core=False)], rules).level == "green"
    rules = parse_rules([rule("r", "red", {"answer": "extra", "at_least": 5})])
    assert assess([AnsweredForm(PAIN, WHOLE), AnsweredForm(more, {}, core=False)], rules).level == "grey"


def test_an_item_that_was_not_to_be_asked_is_not_missing():
    form = load(item("a"), item("b", enableWhen=[when("a", ">", answerInteger=5)]))
    assert level({"a": 2}, {"answer": "b", "at_least": 1}, {"answer": "a", "at_least": 9}, form=form) == "green"
    assert level({"a": 6}, {"answer": "b", "at_least": 1}, {"answer": "a", "at_least": 9}, form=form) == "grey"


def test_a_finding_explains_itself():
    [finding] = assess(
        [AnsweredForm(PAIN, {**WHOLE, "intensity": 9})], parse_rules([rule("r", "red", STRONG)])
    ).findings
    assert (finding.rule, finding.version, finding.level, finding.deadline) == ("r", "1", "red", 1)
    assert (finding.questionnaire, finding.link_id, finding.value) == (PAIN.url, "intensity", 9)


def test_a_rule_about_several_things_explains_every_one_of_them():
    inner = {"all": [{"answer": "change", "equals": "worse"}, {"score": "overall-health", "below": 50}]}
    rules = parse_rules([rule("r", "red", {"all": [{"alarm": True}, STRONG, STRONG, inner]})])
    answers = {"intensity": 9, "interference": 2, "change": "worse", "health": 20}
    finding = next(
        each for each in assess([AnsweredForm(PAIN, answers)], rules, alarm="danger").findings if each.rule == "r"
    )
    assert [(each.link_id or each.score, each.value) for each in (finding, *finding.others)] == [
        ("intensity", 9),
        ("change", "worse"),
        ("overall-health", 20),
    ]


def test_a_wish_for_contact_is_a_trigger_of_its_own():
    assert assess([AnsweredForm(CONTACT, {"contact": True})], ()).level == "yellow"
    assert assess([AnsweredForm(CONTACT, {"contact": False})], ()).level == "grey"
    assert level(WHOLE, STRONG, contact_requested=True) == "yellow"


def test_safety_words_are_red_whatever_the_answers():
    assert level(WHOLE, STRONG, alarm="self-harm") == "red"


def test_item_nine_of_the_phq_is_red_whatever_the_total():
    answers = {f"/{code}": "LA6568-5" for code in PHQ}
    form = phq(*PHQ)
    assert assess([AnsweredForm(form, answers)], ()).level == "green"
    assessment = assess([AnsweredForm(form, {**answers, "/44260-8": "LA6569-3"})], ())
    assert (assessment.level, assessment.findings[0].rule) == ("red", "phq-9-item-9")


EHEALTH = "http://ehealth.sundhed.dk/fhir/StructureDefinition/"


def significance(colour: str, *conditions: tuple[str, dict]):
    indicator = "http://ehealth.sundhed.dk/cs/questionnaire-item-significance-indicator"
    return {
        "url": f"{EHEALTH}ehealth-questionnaire-answerSignificance",
        "extension": [
            *(
                {
                    "url": f"{EHEALTH}ehealth-answer-Condition",
                    "extension": [{"url": "operator", "valueCode": operator}, {"url": "value", **value}],
                }
                for operator, value in conditions
            ),
            {"url": "significance", "valueCoding": {"system": indicator, "code": colour}},
        ],
    }


@pytest.mark.parametrize(("value", "expected"), [(9, "red"), (7, "yellow"), (5, "yellow"), (2, "green"), (4, "grey")])
def test_danish_colours_on_the_item_are_rules(value, expected):
    marks = [
        significance("red", (">", {"valueInteger": 7})),
        significance("yellow", (">=", {"valueInteger": 5}), ("<=", {"valueInteger": 7})),
        significance("green", ("<", {"valueInteger": 4})),
    ]
    form = load(item("q", extension=marks))
    assert assess([AnsweredForm(form, {"q": value})], ()).level == expected


def test_danish_colours_of_choices_and_of_what_is_not_answered():
    coding = {"valueCoding": {"system": "https://clinic.example/codes", "code": "bad"}}
    marks = [significance("red", ("=", coding)), significance("yellow", ("exists", {"valueBoolean": False}))]
    form = load(item("q", "choice", answerOption=coded("good", "bad"), extension=marks))
    assert assess([AnsweredForm(form, {"q": "bad"})], ()).level == "red"
    assert assess([AnsweredForm(form, {})], ()).level == "yellow"


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (rule("r", "red", {"answer": "a"}), "compare"),
        (rule("r", "red", {"answer": "a", "score": "b", "at_least": 1}), "exactly one"),
        (rule("r", "purple", STRONG), "level"),
        (rule("r", "red", STRONG, deadline=None), "deadline"),
        (rule("r", "red", STRONG, source=""), "source"),
        (rule("r", "red", {"answer": "a", "at_leest": 1}), "at_leest"),
    ],
)
def test_a_rule_that_cannot_be_used_says_why(raw, told):
    with pytest.raises(RuleError, match=told):
        parse_rules([raw])


def test_two_rules_cannot_share_an_id():
    with pytest.raises(RuleError, match="share"):
        parse_rules([rule("r", "red", STRONG), rule("r", "yellow", STRONG)])


def test_dates_of_rules_are_dates():
    assert parse_rules([rule("r", "red", STRONG)])[0].date == date(2026, 5, 1)


RULES = parse_rules(
    [
        rule("strong", "red", STRONG),
        rule(
            "rather", "yellow", {"any": [{"answer": "interference", "at_least": 6}, {"answer": "health", "below": 40}]}
        ),
        rule("worse", "yellow", {"answer": "change", "one_of": ["worse", "much-worse"]}),
    ]
)
ANSWERS = {
    "intensity": st.integers(0, 10),
    "interference": st.integers(0, 10),
    "change": st.sampled_from(["much-better", "same", "worse"]),
    "health": st.integers(0, 100),
}


@given(st.fixed_dictionaries(ANSWERS), st.sampled_from(sorted(ANSWERS)))
def test_a_missing_item_never_makes_a_colour_calmer(answers, lacking):
    whole = assess([AnsweredForm(PAIN, answers)], RULES)
    less = {link_id: value for link_id, value in answers.items() if link_id != lacking}
    part = assess([AnsweredForm(PAIN, less)], RULES)
    assert part.level != "green"
    if whole.level == "green":
        assert part.level == "grey"
    reasons = {finding.rule for finding in whole.findings if finding.link_id != lacking}
    assert reasons - {None} <= {finding.rule for finding in part.findings}


@given(st.fixed_dictionaries({}, optional=ANSWERS), st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing_and_every_colour_has_a_reason(answers, random):
    items = list(answers.items())
    random.shuffle(items)
    assessment = assess([AnsweredForm(PAIN, answers)], RULES)
    assert assess([AnsweredForm(PAIN, dict(items))], RULES) == assessment
    assert assessment.level == worst(finding.level for finding in assessment.findings)
    assert assessment.findings[0].level == assessment.level
