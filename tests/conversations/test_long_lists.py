"""Pages of a list too long for one message: every option once, and a word for the next page that is no option's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.events import Stored
from flows.long_lists import asks_for_more, fitting, more_word, pages
from flows.replies import understand
from flows.script import Script
from tests.conversations.occupations import occupations
from tests.conversations.script import MONDAY, Play
from tests.conversations.transcripts import LANGUAGES
from tests.questionnaires.forms import coded, item, load

WORK = occupations().core[0].question("work")
LABELS = st.lists(
    st.text("abcdeæø mor+", min_size=1, max_size=90).map(str.strip).filter(bool), min_size=16, max_size=60, unique=True
)


def listed(*labels: str):
    return load(item("place", "choice", answerOption=coded(*labels)), item("next")).question("place")


@given(LABELS, st.sampled_from(LANGUAGES))
def test_every_option_stands_on_one_page_under_its_own_number(labels, language):
    question = listed(*labels)
    found = [numbered for page in pages(question, language) for numbered in page]
    assert found == list(enumerate(question.options, start=1))
    word = more_word(question, language)
    assert asks_for_more(question, word, language)
    assert word == "+" or not any(label.startswith(word.lower()) for label in labels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_for_more_is_nobody_elses(language):
    """It is no command, no thanks and no answer, and is heard however it is written."""
    for word in (more_word(WORK, language), "+"):
        for written in (word, word.lower(), f" {word}. ", f"{word}!"):
            if written.strip() != "+" and word == "+":
                continue
            assert asks_for_more(WORK, written, language), written
            reply = understand(WORK.asked(language, MONDAY.date()), written, language)
            assert (reply.kind, reply.reason) == ("invalid", "not-understood"), written


@pytest.mark.parametrize(
    ("language", "label", "told"),
    [
        ("en", "Moreton", "SHOW MORE"),
        ("da", "Meredith", "VIS MERE"),
        ("nb", "Meråker", "VIS MER"),
        ("sv", "Mer", "VISA MER"),
    ],
)
def test_where_an_option_begins_like_it_another_word_is_told(language, label, told):
    question = listed(label, *(f"place {n}" for n in range(20)))
    assert more_word(question, language) == told
    assert not asks_for_more(question, label[:4], language)
    assert fitting(question, label[:4], language) == ((1, question.options[0]),)


def test_more_is_only_read_where_there_is_a_list():
    stage = Play("en", Script(core=(load(item("why", "string"), item("next")),), identity=False))
    stage.contact("invite")
    stage.write("GO")
    assert [each.value for each in stage.write("more").effects if isinstance(each, Stored)] == ["more"]


def test_the_pages_of_a_list_come_to_an_end_of_our_messages():
    """Going round and round is idle talk: at last staff take over, and a machine is answered no more."""
    stage = Play("en", occupations())
    stage.contact("invite")
    stage.write("GO")
    for _ in range(40):
        stage.write("more")
    assert stage.conversation.state == "handed_over"
