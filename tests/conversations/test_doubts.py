"""What is in doubt is asked about, and forgotten when something else is asked; a way back leads somewhere."""

import pytest

from flows.events import Completed, OptedIn, Place, Raised, Stored
from tests.conversations.script import BIRTH_YEAR, Play, make_script, questionnaire

CORE = "pain-core"


def at_first_question(*answers: str) -> Play:
    play = Play("en", make_script(identity=False, consent=False))
    play.contact("invite")
    for text in ("GO", *answers):
        play.write(text)
    assert play.conversation.state in ("asking", "offering", "completed")
    return play


def stored(turn) -> list[object]:
    return [effect.value for effect in turn.effects if isinstance(effect, Stored)]


@pytest.mark.parametrize("put_again", ["reminder", "stale button", "start"])
def test_a_question_put_again_is_asked_afresh(put_again: str) -> None:
    play = at_first_question()
    assert play.write("seveen").outcome == "confirm"
    match put_again:
        case "reminder":
            play.contact("reminder-1")
        case "stale button":
            play.tap(0, stale=True)
        case "start":
            play.write("START")
    assert stored(play.tap(0)) == [0], "the button is one of the question's, not the yes of a doubt"


@pytest.mark.parametrize("interruption", ["STOP", "I want to die"])
def test_a_correction_that_is_interrupted_goes_on(interruption: str) -> None:
    play = at_first_question("6", "5", "3", "70", "no", "no")
    assert play.conversation.state == "completed"
    play.write("correct 1")
    play.write(interruption)
    if interruption == "STOP":
        play.write("START")
    else:
        play.staff_resume()
    assert play.conversation.state == "asking"
    assert stored(play.write("8")) == [8]


@pytest.mark.parametrize("words", ["6", "skip"])
def test_what_crosses_an_unseen_question_does_nothing_to_it(words: str) -> None:
    play = at_first_question("6")
    place = play.conversation.place
    play.write(words, unseen=True)
    assert play.conversation.place == place
    assert place not in play.conversation.given


def test_a_start_after_the_end_revives() -> None:
    play = at_first_question("6", "5", "3", "70", "no", "no")
    play.write("STOP")
    play.opted_out = True
    assert OptedIn() in play.write("START").effects


def test_a_correction_left_open_at_the_end_is_told() -> None:
    play = at_first_question("6", "5", "3", "70", "no", "no")
    play.write("correct 1")
    turn = play.close()
    assert play.conversation.state == "completed"
    assert Completed("core") in turn.effects
    assert play.conversation.given[Place(questionnaire(CORE).url, "intensity")] == 6


def test_a_start_begins_a_wave_that_is_due_and_no_other() -> None:
    play = Play("en", make_script())
    assert play.write("START").conversation.state == "scheduled"
    play.due = True
    assert play.write("START").conversation.state == "invited"


def test_somebody_who_gets_on_is_not_taken_for_a_machine() -> None:
    """Two mistakes at every question are many in a day, and still no loop: each first answer begins the count anew."""
    play = Play("en", make_script())
    play.contact("invite")
    for text in ("GO", *["so and so"] * 4, str(BIRTH_YEAR), *["so and so"] * 4, "AGREE"):
        play.write(text)
    for answer in ("6", "5", "3", "70"):
        assert [play.write("so and so").outcome, play.write("hmm").outcome] == ["invalid", "invalid"]
        assert play.write(answer).outcome == "answer"
    assert play.conversation.state != "handed_over"


def test_an_answer_that_stands_outlives_a_correction_nobody_understood() -> None:
    play = at_first_question("6", "back")
    for text in ("hm", "hm hm"):
        play.write(text)
    turn = play.write("hm hm hm")
    assert [effect.kind for effect in turn.effects if isinstance(effect, Raised)] == ["not_understood"]
    assert not stored(turn)
    assert list(play.conversation.given.values()) == [6]
