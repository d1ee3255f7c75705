"""A message written anew is no answer: nobody can tell to which question. STOP and distress are heard in it."""

import pytest

from flows.events import OptedOut, Raised, Received, Stored
from flows.say import Say
from flows.script import Turn, changed
from tests.conversations.script import Play, make_script


@pytest.fixture
def play() -> Play:
    """Past the first question, with the second before the patient."""
    play = Play("en", make_script(identity=False, consent=False))
    play.contact("invite")
    play.write("GO")
    play.write("7")
    assert play.conversation.state == "asking"
    assert len(play.conversation.given) == 1
    return play


def edit(play: Play, text: str) -> Turn:
    return play.happen(Received(text, today=play.now.date(), edited=True))


@pytest.mark.parametrize("text", ["3", "skip", "back", "yes", "a lot better", ""])
def test_the_question_is_put_again_and_nothing_is_stored(play: Play, text: str) -> None:
    before = play.conversation
    turn = edit(play, text)
    assert turn.outcome == "edited"
    [say] = turn.effects
    assert isinstance(say, Say)
    assert (say.kind, say.question is not None) == (None, True)
    assert (play.conversation.place, play.conversation.given) == (before.place, before.given)


def test_a_stop_written_into_an_old_message_is_a_stop(play: Play) -> None:
    assert any(isinstance(effect, OptedOut) for effect in edit(play, "STOP").effects)
    assert play.conversation.state == "opted_out"


def test_distress_written_into_an_old_message_is_an_alarm(play: Play) -> None:
    turn = edit(play, "I want to die")
    assert any(isinstance(effect, Raised) for effect in turn.effects)
    assert not any(isinstance(effect, Stored) for effect in turn.effects)


def test_edits_do_not_keep_two_machines_talking(play: Play) -> None:
    said = [edit(play, "3").effects for _ in range(20)]
    assert sum(1 for effects in said for effect in effects if isinstance(effect, Say)) < 12
    assert changed(play.conversation, idle=0) != play.conversation
