"""Every kind of resource that we write, held against the definitions of R4 by a validator that is not ours."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.questionnaire_values import read_answers
from flows.fhir import load_questionnaire
from flows.questionnaire import GivenAnswer
from flows.redcap import read_dictionary
from flows.xlsform import read_xlsform
from tests.questionnaires.forms import HL7, coded, item, load, several, when
from tests.questionnaires.test_redcap import dictionary, field
from tests.questionnaires.test_xlsform import FORM
from tests.triage.test_summary import NOW, OCCASION, SAID, WORDS, summary
from triage.assess import assess
from triage.summary import ReportedForm, summarise

HERE = Path(__file__).parent
SHIPPED = sorted((Path(__file__).parents[2] / "flows" / "library" / "questionnaires").glob("*.json"))

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js here"),
    pytest.mark.skipif(not (HERE / "node_modules").is_dir(), reason="run `make validator` once"),
]


def every_type():
    """A form with an answer of each type, nested and repeated."""
    unit = {"url": f"{HL7}questionnaire-unit", "valueCoding": {"system": "http://unitsofmeasure.org", "code": "kg"}}
    form = load(
        item("yes", "boolean"),
        item("count"),
        item("size", "decimal"),
        item("weight", "quantity", extension=[unit]),
        item("day", "date"),
        item("moment", "dateTime"),
        item("hour", "time"),
        item("words", "text"),
        item("group", "group", item=[item("one", "choice", answerOption=coded("a", "b"), item=[item("below")])]),
        item("many", "choice", repeats=True, answerOption=coded("a", "b", weights=(0, 2))),
        item("own", "open-choice", answerOption=coded("a")),
        item("closed", enableWhen=[when("yes", "=", answerBoolean=False)]),
        several(item("r"), most=3),
    )
    values = {"yes": True, "count": 3, "size": 2, "weight": 71, "day": "2026-05-01", "moment": "2026-05-01"}
    values |= {
        "hour": "08:30",
        "words": "Ålesund",
        "one": "a",
        "below": 1,
        "many": ("a", "b"),
        "own": "else",
        "closed": 1,
    } | read_answers(form, {"g": [{"q": 1, "r": 2}, {"q": 3}, {"r": 4}]})
    given = [GivenAnswer(link_id, value, "as written", "more", NOW) for link_id, value in values.items()]
    return ReportedForm(form, given)


def resources():
    whole, amended = summary("da"), summary("en", status="amended")
    forms = [every_type(), ReportedForm(WORDS, SAID, core=False)]
    third = summarise(OCCASION, forms, assess([form.answered() for form in forms], ()), language="sv")
    for told in (whole, amended, third):
        yield from told["questionnaire_responses"]
        yield told["clinical_impression"]
        yield from (entry["resource"] for entry in told["clinical_impression"]["entry"])
    for file in SHIPPED:
        yield json.loads(file.read_text("utf-8"))
    yield read_xlsform(FORM, url="https://clinic.example/q", version="1", language="en").document
    fields = dictionary(field("a", choices=""), field("b", "radio", choices="1, Yes | 2, No", branch="[a] > 3"))
    yield read_dictionary(fields, url="https://clinic.example/r", version="1", language="en").document


def validate(found):
    done = subprocess.run(
        ["node", str(HERE / "validate.mjs")],
        input=json.dumps(found),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout)


def test_everything_we_write_is_valid_and_the_validator_sees_what_is_not():
    found = [*resources(), {"resourceType": "Questionnaire", "status": "active", "item": [{"type": "integer"}]}]
    *ours, broken = validate(found)
    assert [(one["resourceType"], faults) for one, faults in zip(found, ours, strict=False) if faults] == []
    assert broken
    assert load_questionnaire(found[-2])
