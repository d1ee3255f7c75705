"""Conversations that an earlier version of the product has saved go on after an upgrade."""

from dataclasses import replace

from flows.script import load
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
