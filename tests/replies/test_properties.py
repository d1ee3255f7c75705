"""What holds for every text, whoever typed it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.replies import alarm, read_command, read_consent, read_short, read_start, read_year, understand
from flows.replies.reply import Asked, AskedOption
from flows.replies.text import normalise
from tests.replies.questions import question
from tests.replies.table import cases, pairs

LANGUAGES = ("en", "da", "nb", "sv", "fi")
QUESTIONS = ("scale", "hundred", "steps", "temperature", "hours", "ability", "places", "yes-no", "date", "time", "text")
TYPED = st.text(max_size=60) | st.lists(
    st.sampled_from(
        ["7", "8", "ja", "nej", "no", "to", "og", "ikke", "-", ",", "½", "²", "👍", "kl", "i", "2/3", "halv"]
    ),
    max_size=6,
).map(" ".join)
ZEROS = "0\u0660\u06f0\u0966\uff10\u0e50\U0001d7ce"
POLITE = {
    "en": ("please", "thanks", "hello", "thank you"),
    "da": ("tak", "hej", "venligst", "mange tak"),
    "nb": ("takk", "hei", "vennligst", "tusen takk"),
    "sv": ("tack", "hej", "snälla", "tack så mycket"),
}


@settings(max_examples=150, deadline=None)  # a language loads when it is first read
@given(TYPED, st.sampled_from(QUESTIONS), st.sampled_from(LANGUAGES))
def test_no_text_crashes(text, name, language):
    asked = question(name, "en" if language == "fi" else language)
    reply = understand(asked, text, language)
    if reply.kind in ("answer", "confirm"):
        assert reply.value is not None
    else:
        assert reply.kind != "command" or reply.name
    read_command(text, language)
    read_year(text)
    assert read_start(text, language) in (True, False)
    assert read_short(text, language) in (True, False)
    assert read_consent(text, language) in (True, False, None)


@settings(max_examples=100, deadline=None)  # a language loads when it is first read
@given(st.integers(0, 100), st.sampled_from(ZEROS), st.sampled_from(LANGUAGES))
def test_a_number_in_any_script_reads_as_itself(number, zero, language):
    typed = "".join(chr(ord(zero) + int(digit)) for digit in str(number))
    reply = understand(question("hundred", "en"), typed, language)
    assert (reply.kind, reply.value) == ("answer", number)


@settings(max_examples=100, deadline=None)  # a language loads when it is first read
@given(st.data(), st.sampled_from(sorted(POLITE)))
def test_politeness_changes_nothing(data, language):
    numbers = [case for case in cases("given.tsv") if case.language == language and case.question == "scale"]
    sure = [case for case in numbers if case.reading.startswith("answer")]
    case = data.draw(st.sampled_from(sure))
    before, after = data.draw(st.tuples(*[st.sampled_from(POLITE[language])] * 2))
    asked = question("scale", language)
    plain = understand(asked, case.text, language)
    polite = understand(asked, f"{before} {case.text}, {after}", language)
    assert (polite.kind, polite.value) == (plain.kind, plain.value)


@settings(max_examples=150, deadline=None)  # a language loads when it is first read
@given(st.sampled_from(pairs("safety.txt", 3)), st.text(max_size=40), st.text(max_size=40))
def test_an_alarm_survives_whatever_stands_around_it(listed, before, after):
    language, _, words = listed
    assert alarm(f"{before} {words} {after}", language)
    assert understand(question("scale", language), f"{before}\n{words}\n{after}", language).alarm


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["nan", "inf", "1e1", "1_0", "7²", "0x7", "７²", "-0.0.0", "∞", "VII", "七"])
def test_what_a_program_would_take_for_a_number_is_none(text, language):
    assert understand(question("scale", "en"), text, language).kind == "invalid"


@pytest.mark.parametrize(
    "word", ["STOP", "stopall", "Unsubscribe", "CANCEL", "end", "quit", "afmeld", "avmeld", "avsluta", "STOPP", "stop."]
)
@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_opt_out_is_heard_at_every_question_in_every_language(word, name, language):
    reply = understand(question(name, "en"), word, language)
    assert (reply.kind, reply.name) == ("command", "stop")


def test_a_label_that_is_also_an_opt_out_is_asked_back():
    asked = Asked("choice", options=(AskedOption("go", "Go on"), AskedOption("halt", "Stop")))
    assert understand(asked, "stop", "en").kind == "confirm"


def test_an_exclusive_option_stands_alone():
    options = (AskedOption("head", "Head"), AskedOption("neck", "Neck"), AskedOption("none", "No pain", exclusive=True))
    asked = Asked("choice", options=options, repeats=True)
    assert understand(asked, "3", "en").value == ("none",)
    assert understand(asked, "1 and 3", "en").reason == "exclusive"
    assert understand(asked, "none of them", "en").value == ("none",)


def test_an_open_choice_keeps_other_words():
    asked = Asked("choice", options=(AskedOption("bus", "Bus"), AskedOption("car", "Car")), open=True)
    assert understand(asked, "2", "en").value == "car"
    assert understand(asked, "my neighbour drives me", "en").value == "my neighbour drives me"


def test_tags_fall_back():
    for tag in ("da-DK", "DA_dk", "da"):
        assert understand(question("scale", "da"), "syv", tag).value == 7
    for tag in ("nn", "no", "nn-NO", "nb"):
        assert understand(question("scale", "nb"), "sju", tag).value == 7
    assert understand(question("ability", "en"), "a lot", "fi").value == "much"
    assert understand(question("scale", "en"), "seitsemän", "fi").kind == "invalid"


@given(st.text("0123456789 aZzåß²½'.-", max_size=6))
def test_a_single_token_reads_as_it_would_beside_a_blank(text):
    """What is one number or one word is not cut by the expression that cuts all else."""
    alone, beside = normalise(text), normalise(f"{text} ")
    assert (alone.clean, alone.plain, alone.tokens, alone.said) == (
        beside.clean[:-1],
        beside.plain[:-1],
        beside.tokens,
        beside.said,
    )
    assert (alone.words, alone.numbers, alone.signs) == (beside.words, beside.numbers, beside.signs)
