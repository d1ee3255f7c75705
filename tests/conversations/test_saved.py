"""Conversations that an earlier version of the product has saved go on after an upgrade."""

import json
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


def test_what_stands_as_it_begins_is_not_written_and_an_earlier_version_finds_what_it_looks_for() -> None:
    written = json.loads(dump(Conversation("da")))
    looked_for = {"place", "before", "given", "doubt", "flagged", "safety_since", "idle_since"}
    assert written.keys() == {"language"} | looked_for
    assert load(json.dumps(written)) == Conversation("da")


def test_every_field_that_has_moved_on_is_written() -> None:
    """Field by field, so that one added later is not forgotten."""
    moment = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    place = Place("URL", "q")
    other: dict[type, object] = {str: "later", bool: True, int: 3, tuple: ()}
    known = {"offered": (("a", "b"),), "offered_before": (), "doubt": Doubt(7, "read", "7"), "answered_on": date.min}
    known |= {"given": {place: 7}, "outdated": (place,), "flagged": ("red",), "place": place, "before": place}
    known |= dict.fromkeys(("answered_at", "safety_since", "idle_since"), moment)
    known |= dict.fromkeys(("returns_to", "alarm", "prompt"), "text") | dict.fromkeys(
        ("asked", "asked_before"), ("text",)
    )
    begun = Conversation("en")
    for name in Conversation._fields:
        talk = begun._replace(**{name: known.get(name, other.get(type(getattr(begun, name))))})
        assert talk != begun, name
        assert load(dump(talk)) == talk, name
