"""The word for the short form beside questions that take the same word as their answer."""

from typing import Any

import pytest

from flows.events import Completed, Stored
from flows.fhir import load_questionnaire
from flows.questionnaire import Questionnaire
from flows.script import Script, forms
from tests.conversations.script import Play, questionnaire
from tests.conversations.shortened import in_short, shortened

LABELS = (("short", "Short", "Kort"), ("long", "Long", "Lang"))


def walks() -> Questionnaire:
    """How long a walk was, where "short" is one of the answers, and what was seen on it, in the patient's own words."""
    options: list[dict[str, Any]] = [{"valueCoding": {"code": code, "display": label}} for code, label, _ in LABELS]
    document = {
        "resourceType": "Questionnaire",
        "status": "active",
        "url": "https://test.example/Questionnaire/walks",
        "version": "1",
        "language": "en",
        "item": [
            {"linkId": "walk", "type": "choice", "text": "How was the walk?", "answerOption": options},
            {"linkId": "seen", "type": "text", "text": "What did you see?"},
        ],
    }
    return load_questionnaire(document)


def playing(*said: str) -> Play:
    script = Script(core=(walks(), questionnaire("pain-core")), short=(in_short(),), identity=False)
    stage = Play("en", script)
    stage.contact("invite")
    for text in ("go", *said):
        stage.write(text)
    return stage


def stored(turn: Any) -> list[Any]:
    return [effect.value for effect in turn.effects if isinstance(effect, Stored)]


def test_a_word_that_is_an_option_or_free_text_is_the_answer() -> None:
    stage = playing()
    assert stored(stage.write("SHORT")) == ["short"]
    assert stored(stage.write("short")) == ["short"]
    assert stage.conversation.part == "core"


@pytest.mark.parametrize("said", [(), ("1",)])
def test_right_after_the_offer_the_word_takes_the_short_form(said: tuple[str, ...]) -> None:
    stage = playing(*said)
    stage.contact("reminder-2", short=True)
    assert stage.write("SHORT").outcome == "short"
    assert stage.conversation.part == "short"


def test_a_slip_after_the_offer_is_asked_back_and_can_still_be_the_answer() -> None:
    stage = playing("1")
    stage.contact("reminder-2", short=True)
    assert stage.write("shrot").outcome == "short-unsure"
    assert stage.write("no").outcome == "short-denied"
    assert stored(stage.write("shrot")) == ["shrot"]


@pytest.mark.parametrize(("said", "settled", "outcome"), [("yes", "yes", "short"), ("no", "no", "short-denied")])
def test_a_bare_yes_or_no_after_the_offer_is_not_kept_as_the_answer(said: str, settled: str, outcome: str) -> None:
    stage = Play("en", Script(core=(questionnaire("contact"),), short=(in_short(),), identity=False))
    stage.contact("invite")
    stage.write("go")  # a question that takes a yes or a no
    stage.contact("reminder-2", short=True)
    turn = stage.write(said)
    assert (turn.outcome, stored(turn)) == ("short-unsure", [])
    assert stage.write(settled).outcome == outcome


def asked_yes_or_no() -> Play:
    stage = Play("en", Script(core=(questionnaire("contact"),), short=(in_short(),), identity=False))
    stage.contact("invite")
    stage.write("go")
    return stage


def test_a_second_yes_before_it_is_asked_back_is_about_the_offer_too() -> None:
    stage = asked_yes_or_no()
    stage.contact("reminder-2", short=True)
    assert stage.write("yes").outcome == "short-unsure"
    turn = stage.write("yes", unsaid=True)
    assert (turn.outcome, stored(turn)) == ("short-unsure", [])


def test_a_yes_after_the_offer_is_not_about_a_doubt_before_it() -> None:
    stage = playing("1", "hm")  # the walk is short, and something was seen
    assert stage.write("seveen").outcome == "confirm"
    stage.contact("reminder-2", short=True)
    assert stage.conversation.doubt is None


def test_a_yes_to_a_doubt_after_the_offer_is_about_the_doubt() -> None:
    stage = playing("1", "hm")
    stage.contact("reminder-2", short=True)
    assert stage.write("seveen").outcome == "confirm"
    turn = stage.write("yes")
    assert (turn.outcome, stored(turn)) == ("confirmed", [7])


def test_a_yes_to_a_doubt_is_not_about_the_offer_that_was_to_be_asked_back() -> None:
    stage = playing("1", "hm")
    stage.contact("reminder-2", short=True)
    assert stage.write("shrot").outcome == "short-unsure"
    assert stage.write("seveen", unsaid=True).outcome == "confirm"  # it takes the place of what has not left
    turn = stage.write("yes")
    assert (turn.outcome, stored(turn)) == ("confirmed", [7])


def test_a_yes_before_a_doubt_is_said_is_about_the_offer() -> None:
    stage = asked_yes_or_no()
    stage.contact("reminder-2", short=True)
    assert stage.write("yees").outcome == "confirm"
    turn = stage.write("yes", unsaid=True)
    assert (turn.outcome, stored(turn)) == ("short-unsure", [])


def test_a_no_before_the_question_is_put_once_more_is_about_the_offer() -> None:
    stage = asked_yes_or_no()
    stage.contact("reminder-2", short=True)
    stage.contact("reminder-3")
    turn = stage.write("no", unsaid=True)
    assert (turn.outcome, stored(turn)) == ("short-unsure", [])


def test_a_no_after_the_question_was_put_once_more_answers_it() -> None:
    stage = asked_yes_or_no()
    stage.contact("reminder-2", short=True)
    stage.contact("reminder-3")
    assert stored(stage.write("no")) == [False]


def test_without_a_short_form_the_word_and_the_offer_mean_nothing() -> None:
    stage = Play("en", Script(core=(questionnaire("pain-core"),), identity=False))
    stage.contact("invite")
    stage.write("go")
    assert [effect.kind for effect in stage.contact("reminder-2", short=True).effects] == ["resume"]
    assert stage.write("SHORT").outcome == "invalid"


def test_what_counts_and_what_is_told_besides() -> None:
    stage = Play("en", shortened())
    for text in ("go", "1948", "6", "5", "short"):
        if text == "go":
            stage.contact("invite")
        stage.write(text)
    turn = stage.write("2")
    assert Completed("short") in turn.effects
    told = [(form.url.rsplit("/", 1)[1], counts) for form, counts in forms(stage.script, stage.conversation)]
    assert told == [("pain-short", True), ("pain-core", False)]
