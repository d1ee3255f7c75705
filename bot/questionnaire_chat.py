"""A form played in the terminal: the real conversation, with the screen in place of a telephone."""

from collections.abc import Mapping
from typing import Any, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.clock import system_clock
from bot.words import WordContext, render
from flows.conversation import advance
from flows.events import Completed, ContactDue, Raised, Received, Stored
from flows.fhir import load_questionnaire
from flows.machine import OPEN
from flows.occurrences import written
from flows.say import QuestionRef, Say
from flows.script import Conversation, Script, Turn, answers, moment_of
from triage.assess import AnsweredForm, assess
from triage.summary import finding_json

_LEVELS = {"red": "bold red", "yellow": "yellow", "green": "green", "grey": "dim"}


def play(document: Mapping[str, Any], language: str | None, typed: TextIO, console: Console | None = None) -> None:
    """Until the conversation ends or nothing more is typed. Raises QuestionnaireError."""
    screen = console or Console(highlight=False)
    questionnaire = load_questionnaire(document)
    script = Script(core=(questionnaire,), identity=False, consent=False)

    def question(ref: QuestionRef) -> Any:
        return questionnaire.question(ref.link_id)

    words = WordContext(clinic="Prosvar", phone="20 00 00 01", name="Ada", question=question)
    spoken = language or questionnaire.languages[0]
    turn = advance(Conversation(spoken), script, ContactDue("invite"), system_clock())
    _show(screen, turn, words)
    while turn.conversation.state in OPEN:
        line = typed.readline()
        if not line:
            break
        now = system_clock()
        turn = advance(turn.conversation, script, Received(line.rstrip("\n"), today=now.date()), now)
        _show(screen, turn, words)
    talk = turn.conversation
    given = answers(talk, questionnaire.url)
    assessment = assess([AnsweredForm(questionnaire, given, moment=moment_of(talk))], ())
    screen.print(Text(assessment.level, style=_LEVELS[assessment.level]))
    for finding in assessment.findings:
        told = finding_json(finding, {questionnaire.url: questionnaire}, assessment.scores, spoken)
        screen.print(f"  {told['level']}: {told['title'] or told['kind']} {told['question'] or ''}", markup=False)
    for score in assessment.scores:
        screen.print(f"  {score.code}: {score.value if score.value is not None else '-'}", markup=False)


def _show(screen: Console, turn: Turn, words: WordContext) -> None:
    """What the patient sees on the left, what is kept of it dimmed."""
    for effect in turn.effects:
        if isinstance(effect, Say):
            text = render(effect, turn.conversation.language, words).text
            screen.print(Padding(Text(text), (1, 0, 0, 2)))
        elif isinstance(effect, Stored):
            screen.print(f"    {written(effect.place.spot)} = {effect.value} ({effect.how})", style="dim", markup=False)
        elif isinstance(effect, Raised):
            screen.print(f"    for staff: {effect.kind}", style="dim", markup=False)
        elif isinstance(effect, Completed):
            screen.print(f"    {effect.part} complete", style="dim")
