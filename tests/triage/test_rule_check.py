import pytest

from tests.questionnaires.forms import SDC, fhirpath, item, load
from tests.triage.test_assess import PAIN, rule
from triage.rule_check import rule_faults
from triage.rules import parse_rules

SUM = load(item("a"), item("sum", readOnly=True, extension=[fhirpath(f"{SDC}calculatedExpression", "1 + 1")]))


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ({"answer": "intensty", "at_least": 8}, "no questionnaire here has an answer 'intensty'"),
        ({"answer": "intensity", "questionnaire": "https://other.example", "at_least": 8}, "no questionnaire here"),
        ({"score": "pain", "at_least": 8}, "no questionnaire here gives a score 'pain'"),
        ({"answer": "change", "at_least": 4}, "is no number"),
        ({"answer": "change", "equals": "awful"}, "no option 'awful'"),
        ({"any": [{"answer": "intensity", "above": 1}, {"answer": "change", "one_of": ["bad"]}]}, "no option 'bad'"),
    ],
)
def test_a_rule_that_could_never_hold_is_named(condition, told):
    [fault] = rule_faults(parse_rules([rule("r", "red", condition)]), [PAIN])
    assert fault.startswith("r: ")
    assert told in fault


@pytest.mark.parametrize(
    "condition",
    [
        {"answer": "intensity", "at_least": 8},
        {"answer": "change", "one_of": ["worse", "much-worse"]},
        {"score": "pain-intensity", "worse_by": 2},
        {"score": "sum", "at_least": 3},
        {"answer": "sum", "at_least": 3},
        {"missing_core": True},
    ],
)
def test_a_rule_that_fits_is_left_alone(condition):
    assert rule_faults(parse_rules([rule("r", "red", condition)]), [PAIN, SUM]) == []
