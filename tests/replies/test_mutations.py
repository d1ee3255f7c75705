"""Real replies with a slip in them, at every kind of question, in every language: never a crash, never a false value.

A value may be misread; what may not happen is one that the question cannot have, one that is stored although it was to
be asked back, or a call for help that is lost.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.conversation import advance
from flows.events import Raised, Received, Stored
from flows.machine import OPEN
from flows.replies import understand
from flows.replies.reply import Asked, Reply
from flows.script import Script
from tests.conversations.script import BIRTH_YEAR, Play
from tests.questionnaires.forms import coded, item, load
from tests.replies.questions import question
from tests.replies.table import cases, pairs

QUESTIONS = (
    "scale", "five", "hundred", "steps", "temperature", "hours", "ability", "places", "signs", "known", "stay",
    "yes-no", "date", "time", "text",
)  # fmt: skip
LANGUAGES = ("en", "da", "nb", "sv", "fi")
REPLIES = sorted({case.text for name in ("given", "second", "own", "requests") for case in cases(f"{name}.tsv")})
ALARMS = pairs("safety.txt", 3)
MARKS = " .,;:!?-–'\"()/*+=%&#@\n\t½²👍🙏\u200d\u202e\x00\ud800\ufeff0178aå"
HOW = ("swap", "drop", "double", "case", "insert", "cut")
JOINS = (" ", ", ", ". ", "\n", " and ", " og ", " men ", "/", "")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@st.composite
def slips(draw: st.DrawFn, words: st.SearchStrategy[str]) -> str:
    """A text with up to four slips of the thumb."""
    typed = draw(words)
    for how in draw(st.lists(st.sampled_from(HOW), max_size=4)):
        if not typed:
            break
        at = draw(st.integers(0, len(typed) - 1))
        before, sign, after = typed[:at], typed[at], typed[at + 1 :]
        typed = {
            "swap": before + after[:1] + sign + after[1:],
            "drop": before + after,
            "double": before + sign * 2 + after,
            "case": before + sign.swapcase() + after,
            "insert": before + sign + draw(st.sampled_from(MARKS)) + after,
            "cut": before or sign,
        }[how]
    return typed


TYPED = slips(st.sampled_from(REPLIES)) | st.builds(
    lambda one, join, other: one + join + other,
    slips(st.sampled_from(REPLIES)),
    st.sampled_from(JOINS),
    slips(st.sampled_from(REPLIES)),
)


def asked_in(name: str, language: str) -> Asked:
    return question(name, "en" if language == "fi" else language)


def check_value(asked: Asked, reply: Reply) -> None:
    """Of the right type, and within what the question takes."""
    value: Any = reply.value
    if reply.kind not in ("answer", "confirm"):
        assert reply.kind != "invalid" or reply.reason  # its value, where it has one, is to be explained
        return
    codes = {option.code for option in asked.options}
    match asked.type:
        case "integer" | "decimal":
            assert type(value) is (int if asked.type == "integer" else Decimal)
            assert asked.minimum is None or value >= asked.minimum
            assert asked.maximum is None or value <= asked.maximum
        case "boolean":
            assert type(value) is bool
        case "choice" if asked.repeats:
            assert isinstance(value, tuple)
            assert value
            assert len(set(value)) == len(value)
            assert set(value) <= codes
            alone = {option.code for option in asked.options if option.exclusive}
            assert not alone & set(value) or len(value) == 1
        case "choice":
            assert isinstance(value, str)
            assert value in codes or (asked.open and value.strip())
        case "date":
            assert date.fromisoformat(value)
        case "time":
            assert TIME.fullmatch(value)
        case _:
            assert isinstance(value, str)
            assert value.strip()
            assert not set(value) & set("\x00\ud800\u202e\ufeff")


@settings(max_examples=700, deadline=None)  # a language loads when it is first read
@example("37 5.0", "temperature", "en")  # it stopped the turn: "37.5.0" is no number
@example("37.0 point 5", "temperature", "en")
@example("37 point \u00b2", "temperature", "en")
@given(TYPED, st.sampled_from(QUESTIONS), st.sampled_from(LANGUAGES))
def test_a_value_is_one_that_the_question_can_have(typed: str, name: str, language: str) -> None:
    asked = asked_in(name, language)
    check_value(asked, understand(asked, typed, language))


@settings(max_examples=300, deadline=None)
@given(st.data(), TYPED, TYPED, st.sampled_from(QUESTIONS))
def test_a_call_for_help_is_heard_among_slips(data: st.DataObject, before: str, after: str, name: str) -> None:
    language, group, words = data.draw(st.sampled_from(ALARMS))
    reply = understand(asked_in(name, language), f"{before}\n{words}\n{after}", language)
    assert reply.alarm is not None, group


# One question of each kind, one after the other, in a form of their own.
FORM = load(
    item("whole", extension=[{"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 10}]),
    item("part", "decimal"),
    item("one", "choice", answerOption=coded("tea", "milk", "water")),
    item("some", "choice", repeats=True, answerOption=coded("tea", "milk", "water")),
    item("open", "open-choice", answerOption=coded("bus", "car")),
    item("yes", "boolean"),
    item("day", "date"),
    item("hour", "time"),
    item("words", "text"),
)
SCRIPT = Script(core=(FORM,), optional=(), identity=False, consent=False)


@settings(max_examples=150, deadline=None)
@given(st.lists(TYPED, min_size=1, max_size=6), st.integers(0, 8), st.sampled_from(LANGUAGES[:4]))
def test_what_is_asked_back_or_not_understood_is_not_stored(texts: list[str], skipped: int, language: str) -> None:
    play = Play(language, SCRIPT)
    play.contact("invite")
    play.write("GO" if language == "en" else "JA")
    for _ in range(skipped):
        play.write({"en": "skip", "da": "spring over", "nb": "hopp over", "sv": "hoppa över"}[language])
    for typed in texts:
        if play.conversation.state not in OPEN:
            return
        talk = play.conversation
        place, doubt = talk.place, talk.doubt
        event = Received(text=typed, today=play.now.date(), window_open=True, birth_year=BIRTH_YEAR, tries_left=5)
        turn = advance(talk, SCRIPT, event, play.now)
        stored = [effect for effect in turn.effects if isinstance(effect, Stored) and effect.value is not None]
        if turn.outcome not in ("answer", "confirmed", "amended", "alarm"):
            assert not stored, turn.outcome
        for effect in stored:
            assert effect.place in (place, talk.before) or turn.outcome == "amended"
            assert doubt is None or turn.outcome != "confirmed" or effect.value == doubt.value
        if turn.outcome == "alarm":
            assert isinstance(turn.effects[0], Raised)
        play.conversation = turn.conversation
