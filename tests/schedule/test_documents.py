"""docs/pathways.md says what the code says."""

import re
from pathlib import Path

from bot.plan import HOLDS
from flows.clinical_events import KNOWN_EVENTS
from flows.pathway import WavePlan
from flows.reasons import FIXES
from flows.schedule import Schedule

TEXT = (Path(__file__).parents[2] / "docs/pathways.md").read_text("utf-8")


def test_every_reason_is_documented_with_its_fix() -> None:
    told = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", TEXT.split("## Why a wave is not asked")[1], re.MULTILINE))
    assert told == {**FIXES, **HOLDS}


def test_every_key_of_a_schedule_and_a_wave_is_documented() -> None:
    told = set(re.findall(r"^\| `([a-z_]+)` \|", TEXT, re.MULTILINE))
    assert told >= set(Schedule.model_fields)
    assert told >= set(WavePlan.model_fields) - {"key", "title"}


def test_every_known_event_is_documented_by_its_name() -> None:
    told = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", TEXT.split("## Events")[1].split("## ")[0], re.MULTILINE))
    assert told == dict(KNOWN_EVENTS)


def test_every_shipped_pathway_is_documented() -> None:
    shipped = Path(__file__).parents[2] / "flows/library/pathways"
    assert set(re.findall(r"^\| `library:([a-z-]+)` \|", TEXT, re.MULTILINE)) == {
        path.stem for path in shipped.glob("*.yaml")
    }
