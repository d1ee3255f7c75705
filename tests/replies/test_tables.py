"""Every reply of the tables reads as the table says: those we were given, and our own."""

import json

from bot.understanding import asked, shown
from flows.replies import alarm, understand
from tests.replies.questions import question
from tests.replies.table import TABLES, cases, pairs, reading


def _misread(name: str) -> list[str]:
    return [
        f"{case.language} {case.question} {case.text!r}: expected {case.reading}, read {found}"
        for case in cases(name)
        if (found := reading(understand(question(case.question, case.language), case.text, case.language)))
        not in case.reading.split(" | ")
    ]


def test_the_given_table_reads_as_expected():
    assert len(cases("given.tsv")) == 417
    assert _misread("given.tsv") == []


def test_our_own_table_reads_as_expected():
    assert len(cases("own.tsv")) >= 300
    assert _misread("own.tsv") == []


def test_the_held_out_tables_read_as_expected():
    """Each was written before it was read once; the rules then followed, and they guard against going back.

    `|` parts readings of which either would do, such as an answer and the same value asked back.
    """
    for name in ("second.tsv", "third.tsv", "fourth.tsv"):
        assert _misread(name) == []


def test_what_is_asked_of_us_is_heard_however_it_is_put():
    assert _misread("requests.tsv") == []


def test_neighbours_of_the_given_replies_read_as_they_do():
    assert _misread("neighbours.tsv") == []


def test_a_number_or_word_with_another_meaning_is_never_stored_unasked():
    """Doses, clock times, dates, counts, ranges, comparisons, denials, what was and what is only at times."""
    stored = [
        (language, name, text)
        for language, name, text in pairs("never.txt", 3)
        if understand(question(name, language), json.loads(text), language).kind == "answer"
    ]
    assert stored == []


def test_the_blind_tables_read_as_their_authors_expected():
    """Written by people who had seen none of our rules, and read once before any rule followed them."""
    misread = []
    for name in ("blind.jsonl",):
        for line in (TABLES / name).read_text("utf-8").splitlines():
            case = json.loads(line)
            found = shown(understand(asked(case["question"]), case["text"], case["language"]))
            if any(found.get(key) != value for key, value in case["expect"].items()):
                misread.append((case["language"], case["text"], case["expect"], found))
    assert misread == []


def test_every_kind_of_question_is_in_the_tables_in_every_language():
    kinds = {case.question for case in cases("given.tsv")}
    for language in ("en", "da", "nb", "sv"):
        assert {case.question for case in cases("own.tsv") if case.language == language} >= kinds - {"text", "steps"}


def test_safety_words_are_found_under_their_group():
    listed = pairs("safety.txt", 3)
    missed = [(text, group, found) for tag, group, text in listed if (found := alarm(text, tag)) != group]
    assert missed == []


def test_safety_words_are_found_whatever_the_language_of_the_conversation():
    silent = [
        text for _, _, text in pairs("safety.txt", 3) for tag in ("en", "da", "nb", "sv", "fi") if not alarm(text, tag)
    ]
    assert silent == []


def test_a_word_spelt_out_is_found_behind_stray_signs():
    assert alarm("0{A k i l l myself", "en") == "suicide"


def test_the_false_alarm_rate_on_ordinary_answers(capsys):
    listed = pairs("ordinary.txt", 2)
    false = [text for tag, text in listed if alarm(text, tag)]
    with capsys.disabled():
        print(f"\nfalse alarms: {len(false)} of {len(listed)} ordinary answers ({len(false) / len(listed):.1%})")
    assert len(listed) == 300
    # each one costs a telephone call: two in a hundred is what a clinic can bear
    assert len(false) <= 6, false
