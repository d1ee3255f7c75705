"""Every reply of the tables reads as the table says: those we were given, and our own."""

from flows.replies import alarm, understand
from tests.replies.questions import question
from tests.replies.table import cases, pairs, reading


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


def test_the_false_alarm_rate_on_ordinary_answers(capsys):
    listed = pairs("ordinary.txt", 2)
    false = [text for tag, text in listed if alarm(text, tag)]
    with capsys.disabled():
        print(f"\nfalse alarms: {len(false)} of {len(listed)} ordinary answers ({len(false) / len(listed):.1%})")
    assert len(listed) == 300
    # each one costs a telephone call: two in a hundred is what a clinic can bear
    assert len(false) <= 6, false
