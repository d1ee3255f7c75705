"""Groups that repeat, as patients meet them: one more, no more, back into one of them, and nothing mixed up."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.events import ContactDue, Raised, Stored
from flows.fhir import load_questionnaire, questionnaire_response
from flows.fhir_values import HL7, SDC
from flows.lint import lint_document
from flows.occurrences import asks_one_more, at, written
from flows.questionnaire import GivenAnswer
from flows.script import Place, answers, changed, dump, load
from tests.conversations.medicines import document, medicines
from tests.conversations.script import MONDAY, Play
from tests.conversations.test_goldens import GOLDEN, INVITED, LANGUAGES, compare
from tests.conversations.transcripts import play
from tests.questionnaires.forms import coded, fhirpath, form, item, several

MEDICINES = medicines()
URL = MEDICINES.core[0].url
BEGUN = [*INVITED, "go", "yes", "=ok"]
FIRST = [*BEGUN, "=Alfa", "=2", "=itch", "no"]
SECOND = [*FIRST, "yes", "=Beta", "=6", "no", "=rash", "yes", "=dizzy"]
SCENARIOS = {
    "occurrences": [*SECOND, "yes", "=Gamma", "=1", "skip", "no", "=7"],
    "occurrences-none": [*INVITED, "go", "no", "=7"],
    "occurrences-corrected": [*FIRST, "yes", "=Beta", "back", "back", "no", "=7", "correct 6", "yes", "=6"],
    "occurrences-crossing": [*FIRST, "yes", "=Beta", "~=Delta", "=3", "back", "=4"],
    "occurrences-by-buttons": [*FIRST, "!tap 0", "=Beta", "=9", "!tap 1", "=rash", "!tap 1", "!tap 1", "=7"],
    "occurrences-unsure": [*FIRST, "words", "=perhaps", "words", "=7"],
    "occurrences-and-commands": [*FIRST, "later", "yes", "skip", "call", "=2", "stop", "start", "don't know"],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_conversations(scenario: str, language: str, update_goldens: bool) -> None:
    compare(GOLDEN / f"{scenario}.{language}.txt", play(language, MEDICINES, SCENARIOS[scenario]), update_goldens)


def test_the_form_is_all_that_a_chat_can_do() -> None:
    assert [each for each in lint_document(document()) if each.severity == "error"] == []


def begun(script=MEDICINES) -> Play:
    stage = Play("en", script)
    stage.happen(ContactDue("invite"))
    stage.write("GO")
    return stage


def said(stage: Play, *texts: str) -> list[tuple[str, object]]:
    """What was kept, as (spot as people read it, value)."""
    turns = [stage.write(text) for text in texts]
    return [
        (written(each.place.spot), each.value) for turn in turns for each in turn.effects if isinstance(each, Stored)
    ]


def test_answers_of_two_occurrences_stand_side_by_side() -> None:
    stage = begun()
    kept = said(stage, "yes", "ok", "Alfa", "2", "itch", "no", "yes", "Beta", "5", "yes", "rash", "no", "no", "7")
    assert kept == [
        ("any", True), ("name", "Alfa"), ("often", 2), ("what", "itch"), ("trouble#1.1+", False), ("medicine#1+", True),
        ("name#2", "Beta"), ("often#2", 5), ("night#2", True), ("what#2.1", "rash"), ("trouble#2.1+", False),
        ("medicine#2+", False), ("slept", 7),
    ]  # fmt: skip
    assert stage.conversation.state == "completed"


def test_closing_the_group_takes_its_occurrences_along_and_opening_it_brings_them_back() -> None:
    stage = begun()
    said(stage, "yes", "ok", "Alfa", "2", "skip", "no", "yes", "Beta", "5", "yes", "skip", "no", "no", "7")
    medicine = MEDICINES.core[0]
    assert medicine.filled(answers(stage.conversation, URL)).values["doses"] == 7
    assert said(stage, "correct 1", "no") == [("any", False)]
    filled = medicine.filled(answers(stage.conversation, URL))
    assert stage.conversation.state == "completed"
    assert [link_id for link_id in filled.enabled if link_id.startswith(("name", "often"))] == []
    assert said(stage, "correct 1", "yes") == [("any", True)]
    assert stage.conversation.state == "completed"
    assert medicine.filled(answers(stage.conversation, URL)).values["doses"] == 7


def test_taking_back_one_more_closes_the_later_ones() -> None:
    stage = begun()
    said(stage, "yes", "ok", "Alfa", "2", "skip", "no", "yes", "Beta", "2", "skip", "no", "yes", "Gamma")
    assert said(stage, "correct 6", "no") == [("medicine#1+", False)]
    assert stage.conversation.place == Place(URL, "slept")
    assert MEDICINES.core[0].filled(answers(stage.conversation, URL)).values["doses"] == 2


def test_a_second_reply_that_crosses_is_not_kept_on_a_question_that_the_first_closed() -> None:
    """The patient has never seen it: both are about "is there one more?"."""
    stage = begun()
    said(stage, "yes", "ok", "Alfa", "2", "skip", "no", "yes")
    assert stage.conversation.place == Place(URL, at("name", (2,)))
    for text in ("no", "no no", "No."):
        stage.write(text, unseen=True)
    assert [written(each.spot) for each in stage.conversation.given if each.link_id == "name"] == ["name"]
    assert stage.conversation.place == Place(URL, "slept")
    assert said(stage, "7") == [("slept", 7)]


def test_a_reply_after_a_back_that_crossed_is_about_the_question_gone_back_to() -> None:
    stage = begun()
    said(stage, "yes", "ok", "Alfa", "2", "skip", "no", "yes", "Beta")
    stage.write("back", unseen=True)
    assert stage.conversation.place == Place(URL, at("name", (2,)))
    stage.write("Gamma", unseen=True)
    assert stage.conversation.given[Place(URL, at("name", (2,)))] == "Gamma"
    assert stage.conversation.place == Place(URL, at("often", (2,)))
    assert said(stage, "4") == [("often#2", 4)]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "no more"), ("da", "ikke flere"), ("nb", "ingen flere"), ("sv", "inga fler")]
)
def test_no_more_of_them_is_no_stop(language: str, text: str) -> None:
    """Elsewhere the same words ask for no more messages; here they are the most natural no."""
    stage = begun()
    said(stage, "yes", "ok", "Alfa", "2", "skip", "no")
    stage.conversation = changed(stage.conversation, language=language)
    assert said(stage, text) == [("medicine#1+", False)]
    assert stage.conversation.state == "asking"


def test_staff_are_told_which_occurrence_was_not_understood() -> None:
    stage = begun()
    said(stage, "yes", "ok", "Alfa", "2", "skip", "no", "yes", "Beta")
    raised = [each for n in range(3) for each in stage.write("hm").effects if isinstance(each, Raised)]
    assert [each.detail for each in raised] == [{"linkId": "often#2"}]


def test_a_conversation_saved_before_groups_came_again_goes_on() -> None:
    """The version before asked such a group once, and kept its answers by linkId alone."""
    stage = begun()
    said(stage, "yes", "ok", "Alfa")
    row = json.loads(dump(stage.conversation))
    assert row["place"] == [URL, "often"]
    assert [URL, "name", "Alfa"] in row["given"]
    stage.conversation = load(json.dumps(row))
    assert said(stage, "2", "skip", "no", "yes")[-1] == ("medicine#1+", True)


def test_what_is_asked_anew_after_a_pause_is_every_occurrence() -> None:
    stage = begun(replace(MEDICINES, recall={URL: "day"}))
    said(stage, "yes", "ok", "Alfa", "2", "skip", "no", "yes", "Beta")
    stage.now = MONDAY + timedelta(days=3)
    kept = [(written(each.place.spot), each.how) for each in stage.write("2").effects if isinstance(each, Stored)]
    assert ("name", "outdated") in kept
    assert ("name#2", "outdated") in kept
    assert ("medicine#1+", "outdated") in kept


@pytest.mark.parametrize(
    ("before", "text"),
    [([], "yes"), (["yes"], "Beta"), (["yes", "Beta"], "6"), (["yes"], "skip"), (["yes", "Beta"], "hm")],
)
def test_after_a_pause_no_answer_is_taken_into_another_list(before: list[str], text: str) -> None:
    """The list begins anew, perhaps in another order: what was the second of the old one is not of the new."""
    stage = begun(replace(MEDICINES, recall={URL: "day"}))
    said(stage, "yes", "ok", "Alfa", "2", "skip", "no", *before)
    if text == "hm":
        said(stage, "hm", "hm")
    stage.now = MONDAY + timedelta(days=3)
    turn = stage.write(text)
    assert stage.conversation.place == Place(URL, "any")
    assert not [each for each in stage.conversation.given if each.occurrence]
    raised = [each.kind for each in turn.effects if isinstance(each, Raised)]
    assert raised == {"6": ["message"], "Beta": ["message"], "hm": ["not_understood"]}.get(text, [])
    kept = said(stage, "yes", "ok", "Beta", "3", "skip", "no", "yes", "Alfa", "2", "skip", "no", "no", "7")
    assert [each for each in kept if each[0].startswith(("name", "often"))] == [
        ("name", "Beta"), ("often", 3), ("name#2", "Alfa"), ("often#2", 2),
    ]  # fmt: skip
    assert stage.conversation.state == "completed"


def told(items, link_id):
    return [each for each in items if each["linkId"] == link_id]


@settings(max_examples=60)
@given(st.data())
def test_the_response_has_exactly_the_occurrences_that_were_told(data: st.DataObject) -> None:
    """Whatever is answered to "is there one more?", in the group and in the one within it."""
    stage, asked = begun(), MEDICINES.core[0]
    said(stage, "yes", "ok")
    wanted: list[tuple[str, list[str]]] = []
    count = 0
    while stage.conversation.place != Place(URL, "slept"):
        place = stage.conversation.place
        assert place is not None
        text = str(count)
        if asks_one_more(place.spot):
            text = data.draw(st.sampled_from(("yes", "no", "skip")))
        elif place.link_id == "name":
            wanted.append((text, []))
        elif place.link_id == "often":
            text = "3"
        elif place.link_id == "what":
            wanted[-1][1].append(text)
        stage.write(text)
        count += 1
    given_answers = [GivenAnswer(spot, value) for spot, value in answers(stage.conversation, URL).items()]
    response = questionnaire_response(
        asked, given_answers, subject="Patient/x", authored=MONDAY, status="completed", language="en"
    )
    found = []
    for group in told(response["item"], "medicine"):
        [name] = told(group["item"], "name")
        whats = [told(each["item"], "what")[0] for each in told(group["item"], "trouble")]
        found.append((name["answer"][0]["valueString"], [each["answer"][0]["valueString"] for each in whats]))
    assert found == wanted
    assert len(found) <= 3
    assert told(response["item"], "doses")[0]["answer"] == [{"valueInteger": 3 * len(found)}]


def test_no_form_makes_a_conversation_without_end() -> None:
    """Without maxOccurs twenty are asked for, however often the patient says yes."""
    raw = document()
    raw["item"][1]["extension"] = []
    stage = begun(replace(MEDICINES, core=(load_questionnaire(raw),)))
    said(stage, "yes", "ok")
    names = 0
    while stage.conversation.place != Place(URL, "slept"):
        assert stage.conversation.place is not None
        names += stage.conversation.place.link_id == "name"
        stage.write("2" if stage.conversation.place.link_id == "often" else "yes")
    assert names == 20


def test_the_short_form_takes_over_every_occurrence() -> None:
    """What both ask in the same words is not asked again, in any of them, and "one more" is no new question."""
    short = document()
    short["url"] += "-short"
    short["item"] = short["item"][:2]
    stage = begun(replace(MEDICINES, short=(load_questionnaire(short),)))
    said(stage, "yes", "ok", "Alfa", "2", "skip", "no", "yes", "Beta")
    turn = stage.write("SHORT")
    carried = {written(each.place.spot): each.value for each in turn.effects if isinstance(each, Stored)}
    assert carried["name#2"] == "Beta"
    assert carried["medicine#1+"] is True
    assert stage.conversation.place == Place(short["url"], at("often", (2,)))


def test_options_that_follow_from_an_answer_follow_from_the_one_of_their_occurrence() -> None:
    had = item("had", "choice", repeats=True, answerOption=coded("tea", "milk", "water"))
    path = fhirpath(f"{SDC}answerExpression", "%had")
    group = several(had, item("worst", "choice", extension=[path]), most=2)
    group["extension"].append(fhirpath(f"{HL7}variable", "item.where(linkId='had').answer.value", name="had"))
    group["item"] = group["item"][1:]
    questionnaire = load_questionnaire(form(group))
    stage = begun(replace(MEDICINES, core=(questionnaire,)))
    assert said(stage, "1, 2", "2", "yes", "2, 3") == [
        ("had", ("tea", "milk")), ("worst", "milk"), ("g#1+", True), ("had#2", ("milk", "water")),
    ]  # fmt: skip
    assert said(stage, "2") == [("worst#2", "water")]
    # Corrected, the option of the second is gone there, and stands in the first
    assert said(stage, "correct 4", "1") == [("had#2", ("tea",)), ("worst#2", None)]
    assert stage.conversation.given[Place(questionnaire.url, "worst")] == "milk"


def test_what_must_come_is_asked_without_the_question() -> None:
    stage = begun(replace(MEDICINES, core=(load_questionnaire(form(several(least=2, most=3))),)))
    assert said(stage, "1", "2", "no") == [("q", 1), ("q#2", 2), ("g#2+", False)]
    assert stage.conversation.state == "completed"
