"""A conversation that tests play: the shipped questionnaires, and a clock that starts on a Monday morning."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.conversation import advance
from flows.events import CloseDue, ContactDue, Event, Received, StaffResumed
from flows.fhir import load_questionnaire
from flows.script import Conversation, Script, Turn, dump, load

LIBRARY = Path(__file__).parents[2] / "flows" / "library" / "questionnaires"
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BIRTH_YEAR = 1948


def questionnaire(name: str):
    return load_questionnaire(json.loads((LIBRARY / f"{name}.json").read_text(encoding="utf-8")))


def make_script(*, identity: bool = True, consent: bool = True) -> Script:
    return Script(
        core=(questionnaire("pain-core"),), optional=(questionnaire("pain-more"),), identity=identity, consent=consent
    )


class Play:
    """One conversation under test. Between turns it is saved and loaded again, as the product does."""

    def __init__(self, language: str, script: Script) -> None:
        self.script = script
        self.conversation = Conversation(language=language)
        self.now = MONDAY
        self.tries = 5
        self.window_open = True
        self.due = False
        self.opted_out = False

    def happen(self, event: Event) -> Turn:
        self.conversation = load(dump(self.conversation))
        turn = advance(self.conversation, self.script, event, self.now)
        self.conversation = turn.conversation
        self.now += timedelta(minutes=2)
        return turn

    def write(self, text: str, *, unseen: bool = False, unsaid: bool = False, media: int = 0) -> Turn:
        return self.happen(self._received(text, unseen=unseen, unsaid=unsaid, media=media))

    def tap(self, choice: int, *, stale: bool = False) -> Turn:
        return self.happen(self._received("", choice=None if stale else choice, stale=stale))

    def contact(self, wording: str, *, short: bool = False) -> Turn:
        return self.happen(ContactDue(wording, short))

    def close(self) -> Turn:
        return self.happen(CloseDue())

    def staff_resume(self) -> Turn:
        return self.happen(StaffResumed())

    def _received(self, text: str, **more: object) -> Received:
        return Received(
            text=text,
            today=self.now.date(),
            window_open=self.window_open,
            due=self.due,
            opted_out=self.opted_out,
            birth_year=BIRTH_YEAR,
            tries_left=self.tries,
            **more,  # type: ignore[arg-type]  # callers name fields of Received
        )
