"""Conversations that an earlier version of the product has saved go on after an upgrade."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from flows.events import Place
from flows.replies.reply import Value
from flows.script import Conversation, Doubt, changed, dump, load
from tests.conversations.script import Play, make_script

# As the first version wrote it, in the middle of the questions.
FIRST = """{"language":"en","state":"asking","part":"core","place":["URL","interference"],"before":["URL","intensity"],
"given":[["URL","intensity",7]],"doubt":null,"misses":1,"returns_to":null,"held":false,"identified":true,
"consented":true,"core_done":false,"alarm":null,"safety_said":0,"safety_since":null,"contact_requested":false,
"flagged":[],"idle":2,"idle_since":"2026-11-16T08:00:00+00:00","asked":null,"asked_before":null,"prompt":null}"""


def test_what_the_first_version_saved_goes_on() -> None:
    script = make_script()
    url = script.core[0].url
    stage = Play("en", replace(script, recall={url: "weeks"}))
    stage.conversation = load(FIRST.replace("URL", url))
    stage.write("5")
    assert list(stage.conversation.given.values()) == [7, 5]


@pytest.mark.parametrize(
    "value", [7, True, Decimal("2.50"), "o1", ("a", "b"), 2**70, -(2**64), "half \ud83d of a pair", None]
)
def test_whatever_was_answered_comes_back_as_it_was(value: Value | None) -> None:
    doubt = None if value is None else Doubt(value, "read", "raw \ud83d")
    talk = changed(
        Conversation("da", given={Place("URL", "q"): value, Place("URL", "r"): 3}),
        doubt=doubt,
        offered=(("a", "Æble"),),
        answered_at=datetime(2026, 11, 21, 9, 30, 1, 250, tzinfo=ZoneInfo("Europe/Oslo")),
        answered_on=date(2026, 11, 21),
        outdated=(Place("URL", "s"),),
        flagged=("one",),
        idle_since=datetime(2026, 11, 21, tzinfo=UTC),
    )
    back = load(dump(talk))
    assert back == talk
    assert [type(one) for one in back.given.values()] == [type(one) for one in talk.given.values()]
