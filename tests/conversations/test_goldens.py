"""What patients see, as files to read: every command in every state, and whole conversations, in four languages.

`pytest tests/conversations --update-goldens` writes them anew; the difference shows what patients will see change.
"""

from pathlib import Path

import pytest

from flows.machine import STATES
from tests.conversations.occupations import occupations
from tests.conversations.script import Play, make_script
from tests.conversations.shortened import shortened
from tests.conversations.transcripts import LANGUAGES, _act, play

GOLDEN = Path(__file__).parent / "golden"
SCRIPT = make_script()
OCCUPATIONS = occupations()
SHORTENED = shortened()

INVITED = ["!contact invite"]
IDENTIFYING = [*INVITED, "go"]
CONSENTING = [*IDENTIFYING, "year"]
FIRST_QUESTION = [*CONSENTING, "agree"]
ASKING = [*FIRST_QUESTION, "=6"]
OFFERING = [*ASKING, "=5", "=3", "=70"]
WAYS_TO = {
    "scheduled": [],
    "invited": INVITED,
    "identifying": IDENTIFYING,
    "consenting": CONSENTING,
    "asking": ASKING,
    "paused": [*ASKING, "later"],
    "offering": OFFERING,
    "completed": [*OFFERING, "no"],
    "partial": [*ASKING, "!close"],
    "expired": [*INVITED, "!close"],
    "opted_out": [*ASKING, "stop"],
    "wrong_person": [*INVITED, "wrong number"],
    "handed_over": [*ASKING, *["help"] * 11],
    "held": [*ASKING, "distress"],
}
SAID = [
    *("back", "correct 1", "skip", "don't know", "later", "help", "call", "stop", "start", "wrong number"),
    *("thanks", "driving", "distress", "seven", "words"),
]
SCENARIOS = {
    "whole": [*OFFERING, "go", "=ok", "=1, 2", "=14/2", "=22.30", "=6,5", "=5", "=2", "=3", "yes", "=3", "words"],
    "identity": [*IDENTIFYING, "words", "wrong year", "!tries 1", "wrong year", "!tries 0", "year", "!tries 5", "year"],
    "consent-declined": [*CONSENTING, "words", "no", "start", "agree"],
    "invitation-declined": [*INVITED, "no", "go"],
    "ladder": [*FIRST_QUESTION, "words", "=nothing", "=99", "=6-7", "=7,5", "=11", "seven"],
    "pictures": [*FIRST_QUESTION, "!picture", "seven"],
    "confirm": [*FIRST_QUESTION, "near miss", "yes", "sorry", "no", "=4"],
    "confirm-by-words": [*FIRST_QUESTION, "no pain", "words", "=2"],
    "comment": [*FIRST_QUESTION, "comment", "yes"],
    "back-and-correct": [
        *ASKING,
        "=5",
        "back",
        "=4",
        "correct 1",
        "=2",
        "correct 40",
        "=3",
        "=70",
        "no",
        "back",
        "=60",
    ],
    "later-and-again": [*ASKING, "later", "!wait 20", "!contact resume", "=5"],
    "later-then-an-answer": [*ASKING, "later", "=5"],
    "stop-and-start": [*ASKING, "stop", "=5", "start", "=5"],
    "reminders": [*INVITED, "!wait 48", "!contact reminder-1", "!wait 72", "!contact reminder-last", "go"],
    "reminded-before-the-birth-year": [*IDENTIFYING, "!wait 48", "!contact reminder-1", "go", "year"],
    "reminded-in-the-middle": [*ASKING, "!wait 48", "!contact reminder-1", "=5"],
    "reopened-by-an-answer": [*ASKING, "!close", "=5"],
    "reopened-by-words": [*ASKING, "!close", "words", "=5"],
    "too-late": [*ASKING, "!close", "!window-over", "=5", "words"],
    "safety-and-staff": [*ASKING, "distress", "=5", "!contact reminder-1", "!staff-resume", "=5"],
    "crossing": [*FIRST_QUESTION, "=3", "~=3", "~burst", "yes", "=5"],
    "crossing-correction": [*FIRST_QUESTION, "=3", "~=4", "=5"],
    "buttons": [*FIRST_QUESTION, "!tap 7", "!stale-tap", "!tap 5", "!tap 2", "=70", "!tap 1"],
    "loop": [*FIRST_QUESTION, *["=??"] * 14],
    "thanks": [*ASKING, "thanks", "driving", "=5"],
    "more-declined": [*OFFERING, "words", "words"],
}


WORK = [*INVITED, "go"]
LONG = {
    "long-list": [*WORK, "more", "more", "back", "=xyz", "more", "=b", "more", "=12", "back", "more", "back", "back"],
    "long-list-once-round": [*WORK, *["more"] * 6, "=lib", "yes"],
    "long-list-not-found": [*WORK, "=xyz", "=qqq", "more", "=zzz"],
    "limits": [*WORK, "=6", "next summer", "next summer", "last summer", *["words"] * 3],
}


BEGUN = [*IDENTIFYING, "year", "=6", "=5"]
SHORT = {
    "short-at-a-reminder": [*INVITED, "!wait 48", "!short reminder-2", "short", "year", "=6", "=2"],
    "short-by-its-button": [*INVITED, "!short reminder-2", "!tap 1", "year", "=6", "=2", "correct 1", "=4"],
    "short-in-the-middle": [*BEGUN, "!wait 48", "!short reminder-2", "short", "back", "=7", "=2"],
    "short-unasked": [*BEGUN, "short", "short", "=2"],
    "short-nearly": [*BEGUN, "!short reminder-2", "nearly short", "words", "nearly short", "no", "=3"],
    "short-nearly-and-yes": [*BEGUN, "!short reminder-2", "yes", "yes", "=2"],
    "short-not-wanted": [*BEGUN, "!short reminder-2", "start", "=2", "=70"],
    "short-after-later": [*BEGUN, "later", "short", "=2"],
    "short-after-the-end": [*BEGUN, "!close", "short", "=2", "short"],
    "short-and-nothing-left": [*BEGUN, "=2", "!short reminder-2", "short"],
}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("state", WAYS_TO)
def test_every_command_in_every_state(state: str, language: str, update_goldens: bool) -> None:
    sections = [f"== {said} ==\n{play(language, SCRIPT, [said], after=WAYS_TO[state])}" for said in SAID]
    compare(GOLDEN / "states" / f"{state}.{language}.txt", "\n".join(sections), update_goldens)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_whole_conversations(scenario: str, language: str, update_goldens: bool) -> None:
    compare(GOLDEN / f"{scenario}.{language}.txt", play(language, SCRIPT, SCENARIOS[scenario]), update_goldens)


@pytest.mark.parametrize("scenario", LONG)
def test_long_lists_and_limits(scenario: str, language: str, update_goldens: bool) -> None:
    compare(GOLDEN / f"{scenario}.{language}.txt", play(language, OCCUPATIONS, LONG[scenario]), update_goldens)


@pytest.mark.parametrize("scenario", SHORT)
def test_the_short_form(scenario: str, language: str, update_goldens: bool) -> None:
    compare(GOLDEN / f"{scenario}.{language}.txt", play(language, SHORTENED, SHORT[scenario]), update_goldens)


def test_the_ways_lead_to_every_state() -> None:
    reached = set()
    for steps in WAYS_TO.values():
        stage = Play("en", SCRIPT)
        for step in steps:
            _act(stage, step, "en", [])
        reached.add(stage.conversation.state)
    assert reached == set(STATES)


def compare(path: Path, transcript: str, update: bool) -> None:
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(transcript, encoding="utf-8")
    assert path.exists(), "no such golden yet: run `pytest tests/conversations --update-goldens` and read it"
    assert transcript == path.read_text(encoding="utf-8")
