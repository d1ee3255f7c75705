"""Every cheap first look lets through all that the exact one behind it would find."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from flows.replies import commands, requests, safety
from flows.replies.language import Language, language
from flows.replies.near import by_length, nearest
from flows.replies.text import normalise
from tests.replies.table import cases, pairs

TAGS = ("en", "da", "nb", "sv")
REPLIES = sorted({case.text for name in ("given.tsv", "own.tsv", "requests.tsv") for case in cases(name)})
ALARMS = sorted({text for _, _, text in pairs("safety.txt", 3)})
LETTERS = "aeinrtéåäöø"
MARKS = st.sampled_from(["", " ", ".", "'", "-", "_", "1", "½", "aaa", "ø", "é", " t", ", "])


@st.composite
def texts(draw, listed):
    """Replies of the tables, joined, cut and misspelt."""
    text = draw(st.sampled_from(listed))
    if draw(st.booleans()):
        text = f"{text} {draw(st.sampled_from(listed))}"
    start, end = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    end = min(end, start + 2)
    return text[:start] + draw(MARKS) + text[end:]


@st.composite
def misspelt(draw, listed):
    """A listed word or phrase with one slip or two."""
    word = draw(st.sampled_from(listed))
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, max(0, len(word) - 1)))
        letter = draw(st.sampled_from(LETTERS))
        word = draw(
            st.sampled_from(
                [
                    word[:at] + letter + word[at:],
                    word[:at] + word[at + 1 :],
                    word[:at] + letter + word[at + 1 :],
                    word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
                ]
            )
        )
    return word


@settings(max_examples=120, deadline=None)  # all languages load when the first is read
@given(texts(ALARMS) | texts(ALARMS + REPLIES) | st.text(max_size=30))
def test_no_safety_word_is_passed_over(typed):
    text, watch = normalise(typed), safety._watch()
    words = safety._cut(text.plain)
    if text.words:
        assert list(safety._words(text)) == words
    hidden = any(look.search(text.plain) for look in (safety._INSIDE, safety._SPELT_OUT, safety._MIXED))
    assert safety._is_masked(text) == hidden or not text.words
    senses = [safety._sense(word, watch) for word in words]
    patterns = {pattern for listed in watch.by_anchor.values() for pattern in listed}
    by_hand = {
        pattern.group for pattern in patterns for at in range(len(senses)) if safety._stands(pattern, senses, at)
    }
    found = safety._groups(words, watch)
    assert found == by_hand


def test_the_words_known_at_one_look_are_what_they_were():
    watch = safety._watch()
    for word, sense in watch.known.items():
        meanings = safety._forms(safety.key(word), watch)
        assert sense.meanings == meanings
        assert set(sense.patterns) == {pattern for each in meanings for pattern in watch.by_anchor.get(each, ())}


@pytest.mark.parametrize("tag", TAGS)
@settings(max_examples=60, deadline=None)  # a language loads when it is first read
@given(typed=texts(REPLIES))
def test_no_request_is_passed_over(tag, typed):
    _tried(tag, typed)


@pytest.mark.parametrize("tag", TAGS)
def test_no_request_of_the_table_is_passed_over(tag):
    listed = [case.text for case in cases("requests.tsv") if case.language == tag]
    for typed in sorted(set(listed), key=lambda text: ("3" not in text, text))[:150]:
        _tried(tag, typed)


def _tried(tag: str, typed: str) -> None:
    speech = language(tag)
    listed = requests._requests(tag)
    words = requests.asking_words(normalise(typed), speech)
    if not words:
        return
    spans, counted = requests._spans(words), requests._spans(requests._with_numbers(words, speech))
    possible = requests._possible(words, speech, listed)
    for at, phrasing in enumerate(listed.phrasings):
        fits = phrasing.least <= len(words) <= phrasing.most
        if fits and requests._fills(phrasing.slots, spans, counted):
            assert possible >> at & 1, (typed, phrasing)


@pytest.mark.parametrize("tag", TAGS)
@settings(max_examples=40, deadline=None)  # a language loads when it is first read
@given(data=st.data())
def test_a_slip_is_looked_for_among_all_words(tag, data):
    listed = requests._requests(tag)
    for word in data.draw(st.lists(misspelt(sorted(listed.words)).filter(bool), min_size=5, max_size=5)):
        meant = [known for known in sorted(listed.words) if known[0] == word[0] and _is_slip(word, known)]
        assert list(requests._slips(word, listed)) == meant


def _is_slip(word: str, known: str) -> bool:
    if word.startswith(known) or known.startswith(word):
        return False
    longest = max(len(word), len(known))
    near = len(known) >= 4 and (longest > 4 or sorted(word) == sorted(known))
    sounds = requests._consonants(word) == requests._consonants(known) and requests._is_without_vowels(word, known)
    return sounds or (near and OSA.distance(word, known) <= 1)


@pytest.mark.parametrize("tag", TAGS)
@settings(max_examples=30, deadline=None)  # a language loads when it is first read
@given(data=st.data())
def test_no_number_is_passed_over(tag, data):
    speech = language(tag)
    written = sorted(speech.numbers) + [
        f"{word}{many}" for word in ("two", "fem", "") for many in speech.reader.multiples
    ]
    for word in data.draw(st.lists(misspelt(written), min_size=3, max_size=3)):
        _counted(speech, word)


def _counted(speech: Language, word: str) -> None:
    if not speech.reader.may_begin(word):
        row = [part for said in (word, "hundred", "fem") for part in speech.reader._parts(said)]
        below, taken = speech.reader._below_hundred(row, 0)
        assert (below, taken) == (None, 0)
        assert speech.reader._multiplied(row, below, taken) is None
    near = by_length(speech.numbers)
    assert nearest(word, near.get(len(word), {})) == nearest(word, speech.numbers)


@pytest.mark.parametrize("tag", TAGS)
@settings(max_examples=60, deadline=None)  # a language loads when it is first read
@given(
    typed=texts(REPLIES) | misspelt(["tak", "mange tak", "thank you", "tusen takk", "tack för det", "taaaak", "ok 👍"])
)
def test_no_thanks_nor_introduction_nor_phrase_is_passed_over(tag, typed):
    speech, text = language(tag), normalise(typed)
    words = list(text.words)
    if words and not commands._may_thank(text, speech):
        assert not commands._all_thanks(words, speech)
        assert not commands._thanks_for(text, words, speech)
    if speech.somebody_else.fullmatch(commands._apart(text)):
        assert speech.not_me.match(text.said)
    for at in range(len(words)):
        ends = [end for end in range(len(words), at, -1) if " ".join(words[at:end]) in speech.roles.phrases]
        longest = (speech.roles.phrases[" ".join(words[at : ends[0]])], ends[0] - at) if ends else None
        assert speech.roles.find(words, at) == longest


@pytest.mark.parametrize("tag", TAGS)
def test_thanks_are_heard_with_a_mark_too_many(tag):
    speech = language(tag)
    for phrase in sorted(speech.thanks):
        text = normalise(phrase.replace("a", "å", 1))
        if text.words and commands._all_thanks(list(text.words), speech):
            assert commands._may_thank(text, speech), phrase
