"""Answers about one day or week are never mixed with later ones: the questionnaire begins again, nothing is lost."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flows.events import ContactDue, PartlyAnswered, Stored
from flows.script import Recall
from tests.conversations.script import Play, make_script, questionnaire
from tests.conversations.test_goldens import ASKING, GOLDEN, compare
from tests.conversations.transcripts import LANGUAGES, play
from triage.recall import recall_of

CORE = make_script().core[0].url
AGAIN = {
    "asked-again-by-an-answer": [*ASKING, "=5", "!wait 49", "=3", "=2", "=5", "=70"],
    "asked-again-by-reminders": [
        *ASKING,
        "=5",
        "!wait 49",
        "!contact reminder-1",
        "!wait 72",
        "!contact reminder-2",
        "=2",
        "=5",
        "=3",
        "=70",
    ],
    "asked-again-then-silence": [*ASKING, "=5", "!wait 49", "=3", "!wait 72", "!close"],
    "asked-again-after-later": [*ASKING, "=5", "later", "!wait 60", "!contact resume", "skip", "=5", "=3", "=70"],
}


def script(recall: Recall = "weeks"):
    return replace(make_script(), recall={CORE: recall})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", AGAIN)
def test_what_patients_see(name: str, language: str, update_goldens: bool) -> None:
    path: Path = GOLDEN / f"{name}.{language}.txt"
    compare(path, play(language, script(), AGAIN[name]), update_goldens)


def begun(recall: Recall, hours: float) -> Play:
    """Two of four questions are answered, and so many hours have passed."""
    stage = Play("en", script(recall))
    stage.contact("invite")
    for words in ("go", "1948", "agree", "6", "5"):
        stage.write(words)
    stage.now += timedelta(hours=hours)
    return stage


# The clock of these plays is UTC, at eight in the morning of a Monday.
@pytest.mark.parametrize(
    ("recall", "hours", "again"),
    [("weeks", 47, False), ("weeks", 49, True), ("day", 12, False), ("day", 17, True)],
)
def test_how_long_a_pause_may_be(recall: Recall, hours: float, again: bool) -> None:
    stage = begun(recall, hours)
    turn = stage.write("3")
    blanks = [effect for effect in turn.effects if isinstance(effect, Stored) and effect.how == "outdated"]
    assert [blank.place.link_id for blank in blanks] == (["intensity", "interference"] if again else [])
    assert all(blank.amends and blank.value is None for blank in blanks)
    assert (turn.conversation.place.link_id == "intensity") is again  # type: ignore[union-attr] # a question is put
    assert list(turn.conversation.given.values()) == (["same"] if again else [6, 5, "same"])


def test_a_questionnaire_that_is_answered_whole_stays() -> None:
    stage = begun("weeks", 0)
    stage.write("3")
    stage.write("70")  # the core is done, and more is offered
    stage.now += timedelta(days=5)
    turn = stage.write("no")
    assert not any(isinstance(effect, Stored) for effect in turn.effects)
    assert len(turn.conversation.given) == 4


def test_old_answers_count_as_far_as_they_went_when_nobody_comes_back() -> None:
    stage = begun("weeks", 24 * 20)
    stage.contact("reminder-1")
    turn = stage.close()
    assert any(isinstance(effect, PartlyAnswered) for effect in turn.effects)
    assert len(turn.conversation.given) == 2


def test_a_skip_after_the_pause_leaves_the_old_answers_to_the_clinic_as_history() -> None:
    stage = begun("weeks", 24 * 5)
    stage.write("skip")
    turn = stage.close()
    assert turn.conversation.state == "partial"


@pytest.mark.parametrize(
    ("name", "recall"),
    [
        ("pain-core", "weeks"),
        ("pain-more", "day"),
        ("palliative-needs", "day"),
        ("palliative-short", "day"),
        ("health-competence", "day"),
        ("contact", None),
    ],
)
def test_recall_of_our_own(name: str, recall: Recall | None) -> None:
    assert recall_of(questionnaire(name)) == recall


def test_a_question_that_has_not_left_us_is_not_overtaken_by_another() -> None:
    """Else a reply to what the patient last saw would be taken for the answer to what they never saw."""
    stage = begun("weeks", 24 * 3)
    stage.happen(ContactDue("reminder-1", unseen=True))
    turn = stage.write("9", unseen=True)
    stored = [(effect.place.link_id, effect.value) for effect in turn.effects if isinstance(effect, Stored)]
    assert stored == [("intensity", None), ("interference", 9)]
