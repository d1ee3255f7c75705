"""The questionnaires we ship: in four languages, short enough, sound, and played from end to end."""

import json
from pathlib import Path

import pytest

from bot.wording_lint import lint_wording
from bot.words import WordContext, render
from channels.segments import count, is_gsm
from flows.conversation import advance
from flows.events import ContactDue, Received
from flows.fhir import load_questionnaire
from flows.lint import lint_document
from flows.say import Say
from flows.script import Conversation, Script
from tests.conversations.script import MONDAY
from tests.conversations.transcripts import CLINIC, LANGUAGES, NAME, PHONE

FILES = sorted((Path(__file__).parents[2] / "flows" / "library" / "questionnaires").glob("*.json"))
GOLDENS = Path(__file__).parent / "played"
CUE = "12 of 12. "
# What a patient types to each kind of question; the first option of a choice keeps every gate open that can be
TYPED = {
    "integer": dict.fromkeys(LANGUAGES, "7"),
    "decimal": {"en": "6.5", "da": "6,5", "nb": "6,5", "sv": "6,5"},
    "boolean": {"en": "yes", "da": "ja", "nb": "ja", "sv": "ja"},
    "choice": dict.fromkeys(LANGUAGES, "1"),
    "date": dict.fromkeys(LANGUAGES, "2026-02-01"),
    "time": dict.fromkeys(LANGUAGES, "22.30"),
    "text": {"en": "The garden", "da": "Haven", "nb": "Hagen", "sv": "Trädgården"},
    "display": dict.fromkeys(LANGUAGES, "OK"),
}
GO = {"en": "GO", "da": "JA", "nb": "JA", "sv": "JA"}


def document(file: Path):
    return json.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_errors_and_nothing_hard_to_read(file):
    issues = lint_document(document(file)) + lint_wording(load_questionnaire(document(file)))
    wanted = {"unscored", "no-recall-period"}  # a wish to be called has no period, and a place of pain no score
    assert [issue for issue in issues if issue.code not in wanted] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_four_languages_in_the_cheap_alphabet_and_one_segment(file):
    questionnaire = load_questionnaire(document(file))
    assert set(questionnaire.languages) == set(LANGUAGES)
    for question in questionnaire.questions:
        for language in LANGUAGES:
            text = CUE + question.text(language)
            assert is_gsm(text), question.link_id
            assert count(text).segments == 1, question.link_id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_played_from_end_to_end(file, language, update_goldens):
    questionnaire = load_questionnaire(document(file))
    script = Script(core=(questionnaire,), identity=False)
    words = WordContext(
        CLINIC[language], PHONE[language], lambda ref: questionnaire.question(ref.link_id), NAME[language]
    )
    lines: list[str] = []

    def show(turn):
        said = [effect for effect in turn.effects if isinstance(effect, Say)]
        lines.extend(f"< {line}" for each in said for line in render(each, language, words).text.splitlines())
        return turn.conversation

    talk = show(advance(Conversation(language), script, ContactDue("invite"), MONDAY))
    for _ in range(len(questionnaire.questions) + 2):
        if talk.state == "completed":
            break
        kind = questionnaire.question(talk.place.link_id).type if talk.place else None
        typed = TYPED[kind][language] if kind else GO[language]
        lines.append(f"> {typed}")
        talk = show(advance(talk, script, Received(typed, today=MONDAY.date()), MONDAY))
    assert talk.state == "completed"
    golden = GOLDENS / f"{file.stem}.{language}.txt"
    if update_goldens:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text("\n".join(lines) + "\n", "utf-8")
    assert "\n".join(lines) + "\n" == golden.read_text("utf-8")
