"""Options that follow from other answers, and answers that are held to each other, as patients meet them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.words import WordContext, render
from flows.events import ContactDue, Stored
from flows.lint import lint_document
from flows.say import Say
from flows.script import Place, answers
from tests.conversations.care import care
from tests.conversations.script import Play
from tests.conversations.test_goldens import GOLDEN, INVITED, LANGUAGES, compare
from tests.conversations.transcripts import play

CARE = care()
BEGUN = [*INVITED, "go"]
ASKED = [*BEGUN, "=1, 2", "=2", "=2"]
SCENARIOS = {
    # The number is the one on the screen; the choice that was taken away is asked again, and what hung on it too
    "choices": [*BEGUN, "=2, 3", "=2", "=3", "=7", "correct 1", "=1, 2", "=2", "=2", "=9"],
    "choices-by-buttons": [*BEGUN, "=1, 3", "!tap 1", "!tap 7", "!tap 1", "=7", "=8"],
    "choices-crossing": [*BEGUN, "=1, 2", "=1", "~=2", "=2", "=7", "=8"],
    "choices-one-left": [*BEGUN, "=3", "words", "words", "=1", "=rest"],
    "held-to-each-other": [*ASKED, "=30", "=40", "=14", "no", "=14", "yes", "=13", "=15"],
    "held-and-left-out": [*ASKED, "=7", "=5", "=6", "=4"],
    "held-said-twice": [*ASKED, "=14", "=14", "=14"],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_conversations(scenario: str, language: str, update_goldens: bool) -> None:
    compare(GOLDEN / f"{scenario}.{language}.txt", play(language, CARE, SCENARIOS[scenario]), update_goldens)


def test_the_form_is_all_that_a_chat_can_do() -> None:
    assert [each for each in lint_document(CARE.core[0].document) if each.severity == "error"] == []


@pytest.mark.parametrize("worst", range(1, 4))
@pytest.mark.parametrize("number", range(1, 4))
def test_the_number_read_is_the_number_shown(worst: int, number: int) -> None:
    stage = Play("en", CARE)
    stage.happen(ContactDue("invite"))
    for text in ("GO", "1, 2, 3"):
        turn = stage.write(text)
    turn = stage.write(str(worst))
    [say] = [effect for effect in turn.effects if isinstance(effect, Say)]
    words = WordContext("Clinic", "20", lambda ref: CARE.core[0].question(ref.link_id))
    shown = dict(line.split(" ", 1) for line in render(say, "en", words).text.splitlines()[1:-1])
    turn = stage.write(str(number))
    kept = [effect for effect in turn.effects if isinstance(effect, Stored)]
    if str(number) not in shown:
        assert kept == []
    else:
        question = CARE.core[0].question("wanted")
        assert question.label(kept[0].value, "en") == shown[str(number)]


def test_what_was_never_told_is_told_before_it_is_kept() -> None:
    stage = Play("en", CARE)
    stage.happen(ContactDue("invite"))
    for text in ("GO", "1, 2", "2", "2", "14"):
        turn = stage.write(text)
    assert turn.outcome == "confirm"
    for text in ("14", "14"):  # the carrier's copies, before ours has left
        turn = stage.write(text, unsaid=True)
        assert (turn.outcome, [each for each in turn.effects if isinstance(each, Stored)]) == ("confirm", [])
    assert stage.write("14").outcome == "answer"


def test_what_has_gone_is_kept_as_history() -> None:
    stage = Play("en", CARE)
    stage.happen(ContactDue("invite"))
    for text in ("GO", "2, 3", "2", "2", "7", "8", "correct 1"):
        stage.write(text)
    turn = stage.write("1, 2")
    told = [(each.place.link_id, each.value, each.how) for each in turn.effects if isinstance(each, Stored)]
    assert told == [
        ("had", ("ache", "cough"), "digits"),
        ("worst", None, "option-gone"),
        ("wanted", None, "option-gone"),
    ]
    url = CARE.core[0].url
    assert set(stage.conversation.given) == {Place(url, "had"), Place(url, "asleep"), Place(url, "abed")}
    turn = stage.write("1")
    assert [each.amends for each in turn.effects if isinstance(each, Stored)] == [True]


@settings(max_examples=25)
@given(
    st.lists(st.sampled_from(["1", "2", "3", "1, 3", "2 and 3", "correct 1", "back", "skip", "7", "yes"]), max_size=9)
)
def test_no_answer_is_kept_that_could_not_be_chosen(said: list[str]) -> None:
    stage = Play("en", CARE)
    stage.happen(ContactDue("invite"))
    form = CARE.core[0]
    for text in ("GO", "1, 2, 3", *said):
        stage.write(text)
        given = answers(stage.conversation, form.url)
        assert form.filled(given).gone == ()
        offered = stage.conversation.offered
        if stage.conversation.state == "asking" and offered is not None:
            place = stage.conversation.place
            assert place is not None
            asked = next(each for each in form.askable(given) if each.link_id == place.link_id)
            assert offered == asked.offered("en")
