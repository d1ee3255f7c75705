"""The messages that a schedule sends, in each of the clinic's languages, as a patient would get them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.compiled import CompiledClinic, CompiledPathway
from bot.outgoing import word_context
from bot.schedule_words import WORDINGS
from bot.words import render
from channels.segments import count
from flows.items import Question
from flows.pathway import WavePlan
from flows.say import QuestionRef, Say
from flows.schedule import Schedule

# A first name of ordinary length; where a name would cost a second message, the text without one is sent.
SAMPLE_NAME: Final = "Anna"
_TITLES: Final[Mapping[str, str]] = {
    "invite": "invitation",
    **WORDINGS,
    "reminder-short": "offer of the short form",
    "later": "answer to LATER",
}


@dataclass(frozen=True, slots=True)
class Text:
    language: str
    text: str
    segments: int
    units: int
    limit: int
    alphabet: str


@dataclass(frozen=True, slots=True)
class Wording:
    kind: str
    title: str
    texts: tuple[Text, ...]


def wordings_of(schedule: Schedule, clinic: CompiledClinic, pathway: CompiledPathway) -> tuple[Wording, ...]:
    """Each kind once, in the order in which a patient meets them; questions are counted in the first wave."""
    wave = pathway.pathway.waves[0]
    made = []
    for kind in _kinds(schedule, wave):
        asked = wave.short if kind == "reminder-short" else wave.core
        args = {} if kind == "later" else {"count": _questions(asked, pathway)}
        texts = tuple(_text(Say(kind, args), language, clinic) for language in clinic.file.languages)
        made.append(Wording(kind, _TITLES[kind], texts))
    return tuple(made)


def _kinds(schedule: Schedule, wave: WavePlan) -> list[str]:
    kinds = ["invite"]
    for reminder in schedule.reminders:
        if reminder.channel != "phone":
            kinds.append("reminder-short" if reminder.short and wave.short else reminder.wording)
    return list(dict.fromkeys([*kinds, "later"]))


def _questions(names: tuple[str, ...], pathway: CompiledPathway) -> int:
    """A questionnaire that is not there yet counts nothing."""
    found = (pathway.questionnaires.get(name.partition("|")[0]) for name in names)
    asked = (
        question for each in found if each is not None for question in each.askable({})
    )  # as the invitation counts
    return sum(question.type != "display" for question in asked)


def _text(say: Say, language: str, clinic: CompiledClinic) -> Text:
    text = render(say, language, word_context(clinic, language, _no_question, SAMPLE_NAME)).text
    counted = count(text)
    return Text(language, text, counted.segments, counted.units, counted.limit, counted.alphabet)


def _no_question(_: QuestionRef) -> Question:
    raise AssertionError("a message of the schedule puts no question")
