"""How a form reads as text messages: length and letters, reading ease, number of options, time taken, scoring."""

import re
from collections.abc import Iterable
from typing import Final

from channels.segments import count, is_gsm
from flows.fhir import Issue
from flows.items import Question, in_language
from flows.long_lists import pages
from flows.questionnaire import Questionnaire
from triage.scoring import bindings, mismatches

# "12 of 12. " before the question, as words.py writes it
_CUE: Final = "12 of 12.   "
_CUE_AGAIN: Final = "12 of 12. Number 2.2: "  # in a group that repeats
_HARD: Final = 35  # LIX: above this, an adult reader needs practice
_MANY_OPTIONS: Final = 7
_SECONDS: Final = {"display": 10, "text": 60}
_SECONDS_EACH: Final = 25
_LONGEST_MINUTES: Final = 10
_RECALL: Final = re.compile(
    r"\b(\d+ (day|week|month|dag|uge|uke|veck|måned|månad)\w*|(past|last|today|now|these days|this week|ago|night"
    r"|i dag|i nat|i natt|i går|nu|nå|for tiden|just nu|sidste|seneste|siste|senaste|denne uge|denne uken|veckan)\b)",
    re.IGNORECASE,
)

Found = Iterable[Issue]


def lint_wording(questionnaire: Questionnaire) -> list[Issue]:
    """Warnings only: a clinic may know better, but should know."""
    issues = [issue for question in questionnaire.questions for issue in _of_question(question, questionnaire)]
    return [*issues, *_of_whole(questionnaire)]


def lix(text: str) -> float:
    """Reading ease by Björnsson: words a sentence, plus the share of words longer than six letters."""
    words = re.findall(r"[^\W\d_]+", text)
    sentences = max(len(re.findall(r"[.:?!]+(?:\s|$)", text)), 1)
    if not words:
        return 0
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def _of_question(question: Question, questionnaire: Questionnaire) -> Found:
    link_id = question.link_id
    cue = _CUE_AGAIN if questionnaire.plan.around(link_id) else _CUE
    for language in questionnaire.languages:
        if language not in question.texts:
            continue
        text = question.texts[language]
        whole = cue + text + "".join(f"\n{n} {label}" for n, label in enumerate(_labels(question, language), start=1))
        segments = count(whole).segments
        if not is_gsm(whole):
            letters = "".join(sorted({letter for letter in whole if not is_gsm(letter)}))
            yield Issue("warning", "letters", link_id, f"{letters!r} in {language} is not in the SMS alphabet")
        if segments > 1:
            yield Issue("warning", "segments", link_id, f"{segments} segments in {language}")
        if lix(text) > _HARD:
            yield Issue("warning", "reading-ease", link_id, f"LIX {lix(text):.0f} in {language}, over {_HARD}")
        if text.count("?") > 1:
            yield Issue("warning", "two-questions", link_id, f"more than one question in {language}")
    if len(question.options) > _MANY_OPTIONS:
        yield Issue("warning", "many-options", link_id, f"{len(question.options)} options")
    numbered = question.type in ("integer", "decimal", "choice")
    if numbered and not any(_RECALL.search(text) for text in question.texts.values()):
        yield Issue("warning", "no-recall-period", link_id, "it does not say which time it is about")


def _labels(question: Question, language: str) -> list[str]:
    """As they stand under the question: of a long list the first page."""
    options = question.options
    if question.is_long_list:
        options = tuple(option for _, option in pages(question, language)[0])
    return [in_language(option.labels, language, question.own_language) for option in options]


def _of_whole(questionnaire: Questionnaire) -> Found:
    scored: set[str] = set()
    for binding in bindings(questionnaire):
        scored |= {question.link_id for question in binding.questions.values()}
        for message in mismatches(binding):
            yield Issue("error", "pack-mismatch", message.split(":")[0], f"{binding.pack.id}: {message}")
        if binding.pack.licence.state == "recorded":
            message = (
                f"{binding.pack.title} needs a licence of {binding.pack.licence.holder}: record it before it is sent"
            )
            yield Issue("error", "licence-missing", None, message)
    calculates = any(item.calculated is not None for item, _ in questionnaire.plan.order)
    if not calculates:
        for question in questionnaire.questions:
            if question.type in ("integer", "choice") and question.link_id not in scored:
                yield Issue("warning", "unscored", question.link_id, "no scoring pack reads this item")
    seconds = sum(_SECONDS.get(question.type, _SECONDS_EACH) for question in questionnaire.questions)
    if seconds > _LONGEST_MINUTES * 60:
        yield Issue("warning", "long", None, f"about {seconds // 60} minutes by text message")
