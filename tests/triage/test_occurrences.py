"""Rules about what is asked once for each of several things: one of them is enough, and the finding says which."""

from dataclasses import replace

import pytest

from bot.questionnaire_values import read_answers
from flows.occurrences import written
from flows.questionnaire import GivenAnswer
from tests.lforms.mechanisms import calculated, variable
from tests.questionnaires.forms import coded, item, load, several
from tests.triage.test_assess import rule
from tests.triage.test_summary import OCCASION
from triage.assess import AnsweredForm, assess, weigh
from triage.rule_check import rule_faults
from triage.rules import parse_rules
from triage.scoring import ITEM_CODES
from triage.significance import SIGNIFICANCE
from triage.summary import ReportedForm, summarise

FORM = load(
    several(
        item("kind", "choice", answerOption=coded("strong", "mild")),
        calculated("twice", "%q * 2", "integer"),
        extension=[variable("q", "item.where(linkId='q').answer.value")],
    )
)
TWO = [{"q": 1, "kind": "strong"}, {"q": 9, "kind": "mild"}]


def found(occurrences, condition, form=FORM):
    answers = read_answers(form, {"g": occurrences})
    return assess([AnsweredForm(form, answers)], parse_rules([rule("r", "red", condition)]))


@pytest.mark.parametrize(
    ("condition", "level", "where"),
    [
        ({"answer": "q", "at_least": 8}, "red", "q#2"),
        ({"answer": "q", "at_most": 1}, "red", "q"),
        ({"answer": "q", "at_least": 10}, "green", None),
        ({"score": "twice", "at_least": 18}, "red", "twice#2"),
        ({"all": [{"answer": "q", "at_least": 8}, {"answer": "kind", "equals": "mild"}]}, "red", "q#2"),
        # Of one and the same: what is strong is taken once, and what is taken often is mild
        ({"all": [{"answer": "q", "at_least": 8}, {"answer": "kind", "equals": "strong"}]}, "green", None),
        ({"all": [{"score": "twice", "at_least": 8}, {"answer": "kind", "equals": "strong"}]}, "green", None),
        ({"any": [{"answer": "q", "at_least": 10}, {"answer": "kind", "equals": "mild"}]}, "red", "kind#2"),
    ],
)
def test_one_occurrence_is_enough(condition, level, where):
    assessment = found(TWO, condition)
    assert assessment.level == level
    if where is not None:
        finding = assessment.findings[0]
        assert written(finding.link_id or finding.score or "") == where


@pytest.mark.parametrize(
    ("condition", "where"),
    [
        ({"answer": "q", "at_least": 8}, ["q#2", "q#3"]),
        ({"score": "twice", "at_least": 16}, ["twice#2", "twice#3"]),
        (
            {"all": [{"answer": "q", "at_least": 8}, {"answer": "kind", "equals": "mild"}]},
            ["q#2", "kind#2", "q#3", "kind#3"],
        ),
        ({"any": [{"answer": "q", "at_least": 9}, {"answer": "kind", "equals": "strong"}]}, ["q#2", "kind"]),
    ],
)
def test_a_finding_tells_every_occurrence_that_it_holds_for(condition, where):
    """Whoever reads it sees to all of them, not to the first."""
    [finding] = found([*TWO, {"q": 8, "kind": "mild"}], condition).findings
    assert [written(each.link_id or each.score or "") for each in (finding, *finding.others)] == where


def test_what_lacks_in_one_of_them_is_grey():
    assessment = found([{"q": 1, "kind": "mild"}, {"kind": "mild"}], {"answer": "q", "at_least": 8})
    assert assessment.level == "grey"
    assert {written(each.link_id) for each in assessment.findings} == {"q#2"}


def test_nobody_lacks_an_answer_to_whether_there_is_one_more():
    assert found(TWO[:1], {"answer": "q", "at_least": 8}).missing == ()


def test_in_groups_within_groups_what_holds_together_is_of_one_branch():
    inner = several(item("p"))
    inner["linkId"], inner["item"] = "inner", [item("p"), item("s")]
    form = load(several(inner))
    both = {"all": [{"answer": each, "at_least": 8} for each in ("q", "p", "s")]}
    apart = [{"q": 9, "inner": [{"p": 9, "s": 1}, {"p": 1, "s": 9}]}, {"q": 1, "inner": [{"p": 9, "s": 9}]}]
    assert found(apart, both, form).level == "green"
    apart[0]["inner"].append({"p": 9, "s": 8})
    finding = found(apart, both, form).findings[0]
    assert [written(each.link_id) for each in (finding, *finding.others)] == ["q", "p#1.3", "s#1.3"]


def test_colours_on_an_item_are_those_of_each_occurrence():
    def marked(level, operator, value):
        condition = {"url": "answerCondition", "extension": [
            {"url": "operator", "valueCode": operator}, {"url": "value", "valueInteger": value}]}  # fmt: skip
        return {"url": SIGNIFICANCE, "extension": [condition, {"url": "significance", "valueCoding": {"code": level}}]}

    group = several()
    group["item"] = [item("q", extension=[marked("red", ">", 8), marked("green", "<", 3)])]
    form = load(group)
    answers = read_answers(form, {"g": [{"q": 1}, {"q": 5}, {"q": 9}]})
    findings = assess([AnsweredForm(form, answers)], ()).findings
    assert [(each.level, written(each.link_id)) for each in findings] == [
        ("red", "q#3"),
        ("grey", "q#2"),
        ("green", "q"),
    ]


HERE, THERE = replace(FORM, url="u:here"), replace(FORM, url="u:there")


def in_both(here, there, condition):
    told = ((HERE, here), (THERE, there))
    forms = [AnsweredForm(form, read_answers(form, {"g": occurrences})) for form, occurrences in told]
    return assess(forms, parse_rules([rule("r", "red", condition)]))


@pytest.mark.parametrize("named", [{}, {"questionnaire": "u:here"}, {"questionnaire": "u:there"}])
def test_two_forms_that_use_one_link_id_are_both_judged_to_their_last_occurrence(named):
    """linkIds like "1.1" are common: the form with fewer occurrences must not hide those of the other."""
    long, short = [*TWO[:1], *TWO[:1], TWO[1]], TWO[:1] * 2
    here, there = (short, long) if named.get("questionnaire") == "u:there" else (long, short)
    [finding] = in_both(here, there, {"answer": "q", "at_least": 8, **named}).findings
    assert (finding.level, written(finding.link_id)) == ("red", "q#3")


def test_the_same_occurrence_is_meant_within_a_form_and_not_across_two():
    parts = [{"answer": "q", "questionnaire": "u:here", "at_least": 8},
             {"answer": "kind", "questionnaire": "u:there", "equals": "strong"}]  # fmt: skip
    assert in_both(TWO, TWO, {"all": parts}).level == "red"
    parts.append({"answer": "kind", "questionnaire": "u:here", "equals": "strong"})
    assert in_both(TWO, TWO, {"all": parts}).level == "green"


def test_what_is_asked_beside_the_group_in_another_does_not_loosen_it():
    beside = several() | {"linkId": "h", "item": [item("s")]}
    form = load(several(item("p")), beside)
    answers = read_answers(form, {"g": [{"q": 9, "p": 1}, {"q": 1, "p": 9}], "h": [{"s": 1}, {"s": 9}]})
    both = [{"answer": each, "at_least": 8} for each in ("q", "s", "p")]
    assert assess([AnsweredForm(form, answers)], parse_rules([rule("r", "red", {"all": both})])).level == "green"
    [finding] = assess([AnsweredForm(form, answers)], parse_rules([rule("r", "red", {"all": both[:2]})])).findings
    assert [written(each.link_id) for each in (finding, *finding.others)] == ["q", "s#2"]


def test_a_grave_answer_in_the_second_form_with_its_link_id_is_not_passed_over():
    first = load(item("q"))
    second = replace(first, url="u:second")
    forms = [AnsweredForm(first, {"q": 1}), AnsweredForm(second, {"q": 9})]
    [finding] = assess(forms, parse_rules([rule("r", "red", {"answer": "q", "at_least": 8})])).findings
    assert (finding.level, finding.questionnaire) == ("red", "u:second")


PAIN = load(
    {"linkId": "place", "type": "group", "repeats": True, "item": [
        *(item(name, code=[{"system": ITEM_CODES, "code": f"pain-core.{key}"}])
          for name, key in (("how", "intensity"), ("hinders", "interference"), ("well", "health"))),
        item("than", "choice", answerOption=coded("better", "same"),
             code=[{"system": ITEM_CODES, "code": "pain-core.change"}]),
        item("where", "choice", answerOption=coded("back", "knee")),
    ]}
)  # fmt: skip
PLACES = [{"how": 1, "hinders": 2, "where": "back"}, {"how": 9, "where": "knee"}]


@pytest.mark.parametrize(
    ("condition", "level", "where"),
    [
        ({"score": "pain-intensity", "at_least": 8}, "red", "pain-intensity#2"),
        ({"score": "pain-intensity", "at_most": 1}, "red", "pain-intensity"),
        ({"score": "pain-interference", "at_least": 8}, "grey", None),
        ({"all": [{"score": "pain-intensity", "at_least": 8}, {"answer": "where", "equals": "knee"}]}, "red", "knee"),
        ({"all": [{"score": "pain-intensity", "at_least": 8}, {"answer": "where", "equals": "back"}]}, "grey", None),
        (
            {"all": [{"score": "pain-intensity", "at_least": 8}, {"score": "pain-interference", "at_least": 1}]},
            "grey",
            None,
        ),
    ],
)
def test_a_pack_is_scored_in_each_occurrence(condition, level, where):
    answers = read_answers(PAIN, {"place": PLACES})
    assessment = assess([AnsweredForm(PAIN, answers)], parse_rules([rule("r", "red", condition)]))
    assert [written(each.spot) for each in assessment.scores if each.code == "pain-intensity"] == [
        "pain-intensity",
        "pain-intensity#2",
    ]
    assert assessment.level == level
    if where == "knee":
        assert [each.value for each in assessment.findings[0].others] == ["knee"]
    elif where:
        assert written(assessment.findings[0].score) == where


def test_a_score_of_the_short_form_is_not_hidden_by_the_core_that_was_left() -> None:
    """Both are judged where the core was begun; the score that could be reckoned counts."""
    short, core = replace(PAIN, url="u:short"), PAIN
    forms = [AnsweredForm(short, {"how": 9}), AnsweredForm(core, {"well": 50}, core=False)]
    for order in (forms, forms[::-1]):
        assessment = assess(order, parse_rules([rule("r", "red", {"score": "pain-intensity", "at_least": 8})]))
        assert assessment.level == "red"


def test_a_change_in_what_a_pack_comes_to_in_each_occurrence_is_refused():
    condition = {"score": "pain-intensity", "worse_by": 2, "direction": "higher-is-worse"}
    [fault] = rule_faults(parse_rules([rule("r", "red", condition)]), [PAIN])
    assert "a change in it cannot be told" in fault


@pytest.mark.parametrize("name", ["answer", "score"])
def test_a_change_in_what_comes_several_times_cannot_be_judged(name):
    condition = {name: {"answer": "q", "score": "twice"}[name], "worse_by": 2, "direction": "higher-is-worse"}
    [fault] = rule_faults(parse_rules([rule("r", "red", condition)]), [FORM])
    assert "a change in it cannot be told" in fault


def test_the_summary_names_each_occurrence():
    answers = read_answers(FORM, {"g": TWO})
    reported = ReportedForm(FORM, [GivenAnswer(spot, value) for spot, value in answers.items()])
    rules = parse_rules([rule("r", "red", {"answer": "q", "at_least": 8})])
    told = summarise(OCCASION, [reported], assess([reported.answered()], rules), language="en")
    assert [(each["linkId"], each["occurrence"], each["value"]) for each in told["answers"]] == [
        ("q", [1], 1), ("kind", [1], "strong"), ("q", [2], 9), ("kind", [2], "mild"),
    ]  # fmt: skip
    assert [(each["code"], each["occurrence"], each["value"]) for each in told["scores"]] == [
        ("twice", [1], 2), ("twice", [2], 18),
    ]  # fmt: skip
    [finding] = told["triage"]["findings"]
    assert (finding["linkId"], finding["occurrence"], finding["answer"]) == ("q", [2], "9")
    resources = [each["resource"] for each in told["clinical_impression"]["entry"]]
    assert len({each["id"] for each in resources}) == len(resources)
    parts = resources[0]["extension"][0]["extension"]
    assert parts[0] == {"url": "linkId", "valueString": "q"}


APART = load(several() | {"item": [item("q"), item("p")]}, several() | {"linkId": "h", "item": [item("x")]}, item("y"))
ANY = {"any": [{"answer": each, "at_least": 8} for each in ("q", "x", "y")]}


def red_names(answers, condition=ANY):
    return set(
        weigh([AnsweredForm(APART, read_answers(APART, answers))], parse_rules([rule("r", "red", condition)])).red
    )


@pytest.mark.parametrize(
    ("before", "news"),
    [
        ({"g": [{"q": 1}, {"q": 9}], "h": [{"x": 1}]}, {"h": [{"x": 1}, {"x": 9}]}),
        ({"y": 9, "g": [{"q": 1}]}, {"g": [{"q": 9}]}),
        ({"g": [{"q": 1}, {"q": 9}], "y": 9}, {"g": [{"q": 9}, {"q": 9}]}),
    ],
)
def test_what_is_red_in_another_group_is_news(before, news):
    """Staff were told of the second of one group: the second of another, or the first, is not that."""
    assert red_names(before | news) > red_names(before) != set()


def test_one_more_that_is_calm_is_no_news():
    both = {"all": [{"answer": "q", "at_least": 8}, {"answer": "y", "at_least": 8}]}
    for condition in (ANY, both):
        one = {"g": [{"q": 9}], "y": 9}
        assert red_names(one, condition) == red_names(one | {"g": [{"q": 9}, {"q": 1}]}, condition) != set()


def test_what_an_earlier_version_told_of_some_occurrence_hides_no_other():
    """It noted the rule alone, whichever occurrence it was red for."""
    assert "r" not in red_names({"g": [{"q": 9}, {"q": 1}]})
