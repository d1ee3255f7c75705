import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from clinic.note import write_note
from flows.questionnaire import GivenAnswer
from tests.questionnaires.forms import item, load
from tests.triage.test_assess import PAIN, STRONG, rule
from triage.assess import assess
from triage.rules import parse_rules
from triage.summary import Occasion, ReportedForm, summarise
from triage.trend import change

GOLDENS = Path(__file__).parent / "notes"
NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
OCCASION = Occasion(
    patient="P-0007",
    pathway="pain",
    wave="3-months",
    session="11111111-1111-4111-8111-111111111111",
    status="completed",
    language="da",
    channel="sms",
    due_at=NOW - timedelta(days=1),
    started_at=NOW - timedelta(minutes=10),
    ended_at=NOW,
)
TITLES = {"en": "Strong pain", "da": "Stærke smerter", "nb": "Sterke smerter", "sv": "Stark smärta"}
RULES = parse_rules([rule("strong-pain", "red", STRONG, title=TITLES)])
WORDS = load(item("remarks", "text"), url="https://clinic.example/Questionnaire/words")
GIVEN = [
    GivenAnswer("intensity", 9, "ni", answered_at=NOW, supersedes=(GivenAnswer("intensity", 4, "4"),)),
    GivenAnswer("interference", 5, "5, mest om natten", comment="mest om natten", answered_at=NOW),
    GivenAnswer("change", "worse", "4", answered_at=NOW),
    GivenAnswer("health", None, "spring over", answered_at=NOW),
]
SAID = [GivenAnswer("remarks", "Jeg sover ikke.\nMin ryg er stiv.", "Jeg sover ikke.\nMin ryg er stiv.")]


def summary(language: str = "da", **changes):
    forms = [ReportedForm(PAIN, GIVEN), ReportedForm(WORDS, SAID, core=False)]
    earlier = {"pain-intensity": Decimal(5), "overall-health": Decimal(60)}
    assessment = assess([form.answered() for form in forms], RULES, previous=earlier)
    occasion = replace(OCCASION, **changes)
    return summarise(occasion, forms, assessment, language=language, previous=earlier, baseline=earlier)


def test_the_summary_is_json_and_tells_what_the_contract_names():
    told = json.loads(json.dumps(summary()))
    assert (told["patient"], told["pathway"], told["wave"], told["channel"]) == ("P-0007", "pain", "3-months", "sms")
    assert told["triage"]["level"] == "red"
    [red, *greys] = told["triage"]["findings"]
    assert (red["rule"], red["version"], red["linkId"], red["answer"]) == ("strong-pain", "1", "intensity", "9")
    assert red["question"] == PAIN.question("intensity").text("da")
    assert {grey["level"] for grey in greys} == {"grey"}
    assert [missing["linkId"] for missing in told["missing"]] == ["health"]


def test_scores_stand_with_range_direction_and_change():
    intensity, _, _, health = summary()["scores"]
    assert (intensity["value"], intensity["low"], intensity["high"], intensity["direction"]) == (
        9,
        0,
        10,
        "higher-is-worse",
    )
    assert (intensity["previous"], intensity["change"]) == (5, {"by": 4, "course": "worse", "important": True})
    assert (health["value"], health["change"], health["missing"]) == (None, None, ["health"])


def test_responses_carry_the_answers_and_what_they_superseded():
    first, second = summary()["questionnaire_responses"]
    answer = first["item"][0]["answer"][0]
    assert answer["valueInteger"] == 9
    assert any(extension["url"].endswith("superseded-answer") for extension in answer["extension"])
    assert [each["linkId"] for each in first["item"]] == ["intensity", "interference", "change"]
    assert second["item"][0]["answer"][0]["valueString"].startswith("Jeg sover ikke.")


@pytest.mark.parametrize("language", ["en", "da", "nb", "sv"])
def test_the_note_in_each_language(language, update_goldens):
    note = write_note(summary(language), "PROSVAR ANSWERS", language, ZoneInfo("Europe/Copenhagen"))
    golden = GOLDENS / f"{language}.txt"
    if update_goldens:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(note, "utf-8")
    assert note == golden.read_text("utf-8")


def test_the_note_says_when_it_is_not_complete_and_keeps_words_as_they_were_written():
    note = write_note(summary("en", status="partial"), "OPENING", "en", ZoneInfo("Europe/Copenhagen"))
    assert note.startswith("OPENING\nAnswered 12 May 2026 11:30 by the patient, by SMS\n")
    assert "NOT COMPLETE" in note
    assert "Jeg sover ikke.\n  Min ryg er stiv." in note


def test_a_rule_about_two_answers_is_told_with_both():
    both = {"all": [STRONG, {"answer": "change", "equals": "worse"}]}
    form = ReportedForm(PAIN, GIVEN)
    assessment = assess([form.answered()], parse_rules([rule("both", "red", both)]))
    told = summarise(OCCASION, [form], assessment, language="en")
    note = write_note(told, "OPENING", "en", ZoneInfo("Europe/Copenhagen"))
    line = next(line for line in note.splitlines() if "rule both" in line)
    for link_id, answer in (("intensity", "9"), ("change", PAIN.question("change").label("worse", "en"))):
        assert f'"{PAIN.question(link_id).text("en")}": {answer}' in line
    basis = told["clinical_impression"]["entry"][0]["resource"]["extension"]
    assert [one["extension"][0]["valueString"] for one in basis][:2] == ["intensity", "change"]


@pytest.mark.parametrize(
    ("now", "before", "direction", "mic", "percent", "course", "important"),
    [
        (3, 5, "higher-is-worse", 2, None, "better", True),
        (6, 5, "higher-is-worse", 2, None, "worse", False),
        (5, 5, "higher-is-better", 2, None, "unchanged", False),
        (70, 50, "higher-is-better", None, 30, "better", True),
        (60, 50, "higher-is-better", None, 30, "better", False),
        (5, 0, "higher-is-worse", None, 30, "worse", None),
        (5, 3, None, 2, None, None, None),
    ],
)
def test_change(now, before, direction, mic, percent, course, important):
    marks = [None if mark is None else Decimal(mark) for mark in (mic, percent)]
    found = change(Decimal(now), Decimal(before), direction, *marks)
    assert (found.by, found.course, found.important) == (now - before, course, important)


def test_the_impression_says_which_answer_has_which_colour_by_which_rule():
    bundle = summary("en")["clinical_impression"]
    impression, *observations = [entry["resource"] for entry in bundle["entry"]]
    assert impression["finding"][0]["itemCodeableConcept"]["coding"][0]["code"] == "red"
    red, grey = ({part["url"]: part for part in basis["extension"]} for basis in impression["extension"])
    assert (red["linkId"]["valueString"], red["value"]["valueInteger"]) == ("intensity", 9)
    assert red["finding"]["valueCodeableConcept"]["coding"][0]["code"] == "red-question-answer"
    assert grey["finding"]["valueCodeableConcept"]["coding"][0]["code"] == "data-absent"
    assert [each["code"]["coding"][0]["code"] for each in observations][:1] == ["pain-intensity"]
    assert observations[0]["valueQuantity"]["value"] == 9
    assert "dataAbsentReason" in observations[3]
    told = {f"QuestionnaireResponse/{each['id']}" for each in summary("en")["questionnaire_responses"]}
    assert {reference["reference"] for reference in observations[0]["derivedFrom"]} == told
