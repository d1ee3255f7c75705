"""Waves from events, with the reason for each that is not asked."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from flows.clinical_events import PathwayEvent
from flows.pathway import Pathway
from flows.reasons import FIXES
from flows.waves import Situation, plan_waves

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CORE, MORE = "https://example.org/core", "https://example.org/more"
DOCUMENT: dict[str, Any] = {
    "id": "registry",
    "title": "Registry",
    "consent": "required",
    "inclusion": [{"fact": "age", "at_least": 18, "reason": "adults only"}],
    "exclusion": [{"fact": "interpreter", "equals": True, "reason": "asked by an interpreter instead"}],
    "waves": [
        {
            "key": "baseline",
            "title": "Baseline",
            "event": "referred",
            "window": "P21D",
            "core": [CORE],
            "optional": [MORE],
        },
        {"key": "3m", "title": "3 months", "event": "treated", "offset": "P3M", "window": "P1M", "core": [CORE]},
        {"key": "12m", "title": "12 months", "event": "treated", "offset": "P12M", "window": "P2M", "core": [CORE]},
    ],
    "ends_with": ["ended"],
    "schedule": {},
}
PATHWAY = Pathway.model_validate(DOCUMENT)
ADULT = Situation(facts={"age": 40})
NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


def events(**days: str) -> list[PathwayEvent]:
    return [PathwayEvent(kind.rstrip("_"), date.fromisoformat(day)) for kind, day in days.items()]


def planned(happened: list[PathwayEvent], situation: Situation = ADULT, now: datetime = NOW) -> dict[str, str]:
    shown = {}
    for wave in plan_waves(PATHWAY, happened, situation, now, COPENHAGEN):
        if wave.reason is None:
            assert wave.due_at is not None
            assert wave.closes_at is not None
            due, closes = (moment.astimezone(COPENHAGEN) for moment in (wave.due_at, wave.closes_at))
            assert due.strftime("%H:%M") == "00:00"
            shown[wave.key] = f"{due:%Y-%m-%d}..{closes:%Y-%m-%d}"
        else:
            assert wave.fix
            shown[wave.key] = wave.reason
    return shown


TIMELINES = [
    ({}, {"baseline": "event-missing", "3m": "event-missing", "12m": "event-missing"}),
    (
        {"referred": "2026-03-01", "treated": "2026-03-31"},  # the months' ends, and summer time in between
        {"baseline": "2026-03-01..2026-03-22", "3m": "2026-06-30..2026-07-30", "12m": "2027-03-31..2027-05-31"},
    ),
    (
        {"referred": "2025-01-01", "treated": "2025-02-01"},
        {"baseline": "window-passed", "3m": "window-passed", "12m": "2026-02-01..2026-04-01"},
    ),
    (
        {"referred": "2026-03-05", "treated": "2025-12-08"},  # the later wave is due while the earlier is open
        {"baseline": "later-wave-wins", "3m": "2026-03-08..2026-04-08", "12m": "2026-12-08..2027-02-08"},
    ),
    (
        {"referred": "2026-03-01", "treated": "2025-12-15"},
        {"baseline": "2026-03-01..2026-03-15", "3m": "2026-03-15..2026-04-15", "12m": "2026-12-15..2027-02-15"},
    ),
    (
        {"referred": "2026-03-01", "treated": "2026-01-01", "ended": "2026-03-05"},
        {"baseline": "ended", "3m": "ended", "12m": "ended"},
    ),
    (
        {"ended": "2026-01-05", "referred": "2026-03-01"},  # in the pathway again
        {"baseline": "2026-03-01..2026-03-22", "3m": "event-missing", "12m": "event-missing"},
    ),
]


@pytest.mark.parametrize(("days", "expected"), TIMELINES)
def test_waves_from_events(days: dict[str, str], expected: dict[str, str]) -> None:
    assert planned(events(**days)) == expected


def test_an_event_that_happens_again_counts_from_its_latest_day() -> None:
    happened = [*events(treated="2025-12-20"), PathwayEvent("treated", date(2026, 2, 1))]
    assert planned(happened)["3m"] == "2026-05-01..2026-06-01"


REASONS = [
    ({"status": "deceased"}, "deceased"),
    ({"status": "erased"}, "erased"),
    ({"status": "opted_out"}, "opted-out"),
    ({"status": "wrong_person"}, "wrong-person"),
    ({"consent": False}, "no-consent"),
    ({"reachable": False}, "no-usable-number"),
    ({"facts": {"age": 40, "interpreter": True}}, "excluded"),
    ({"facts": {"age": 17}}, "not-included"),
    ({"facts": {}}, "fact-missing"),
    ({"facts": {"age": "forty"}}, "fact-missing"),
    ({"unlicensed": frozenset({MORE})}, "licence-missing"),
    ({"status": "deceased", "reachable": False, "consent": False}, "deceased"),  # the gravest is told
]


@pytest.mark.parametrize(("change", "reason"), REASONS)
def test_one_reason_each(change: dict[str, Any], reason: str) -> None:
    assert planned(events(referred="2026-03-05"), replace(ADULT, **change))["baseline"] == reason


def test_the_pathways_own_words_say_which_condition() -> None:
    young = replace(ADULT, facts={"age": 17})
    told = {wave.detail for wave in plan_waves(PATHWAY, events(referred="2026-03-05"), young, NOW, COPENHAGEN)}
    assert told == {"adults only"}
    assert {w.detail for w in plan_waves(PATHWAY, events(referred="2026-03-05"), ADULT, NOW, COPENHAGEN)} == {None}


def test_every_reason_that_is_given_has_a_fix() -> None:
    given = {reason for _, reason in REASONS} | {
        reason for _, expected in TIMELINES for reason in expected.values() if ".." not in reason
    }
    elsewhere = {"objected", "questionnaire-missing", "event-other-detail", "event-closed", "colour-awaited"}
    assert given | elsewhere | {"asked-before", "earlier-wave-open"} == set(FIXES)


REFUSED = [
    ({"waves": []}, "waves"),
    ({"waves": [DOCUMENT["waves"][0], DOCUMENT["waves"][0]]}, "share the key baseline"),
    ({"waves": [{**DOCUMENT["waves"][0], "core": []}]}, "core"),
    ({"waves": [{**DOCUMENT["waves"][0], "optional": [CORE]}]}, "stands twice"),
    ({"waves": [{**DOCUMENT["waves"][0], "window": "-P1D"}]}, "length of time above nothing"),
    ({"waves": [{**DOCUMENT["waves"][0], "window": "3 weeks"}]}, "P3M"),
    ({"exclusion": [{"fact": "age", "reason": "x"}]}, "exactly one"),
    ({"exclusion": [{"fact": "age", "below": 18, "at_least": 3, "reason": "x"}]}, "exactly one"),
    ({"id": "Has Spaces"}, "pattern"),
    ({"consent": True}, "required"),
    ({"wave": []}, "Extra inputs"),
]


@pytest.mark.parametrize(("change", "told"), REFUSED)
def test_pathways_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Pathway.model_validate({**DOCUMENT, **change})


def test_a_pathway_survives_being_stored() -> None:
    assert Pathway.model_validate_json(PATHWAY.model_dump_json()) == PATHWAY
