"""Waves that come again, that events close, and that ask for details; and what holds whatever is reported."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.clinical_events import PathwayEvent
from flows.pathway import Pathway
from flows.runs import BegunAsking, begins_anew, taken_over
from flows.waves import Outcome, PlannedWave, Situation, plan_waves
from tests.schedule.timeline import shipped

ZONE = ZoneInfo("Europe/Copenhagen")
CORE = "https://example.org/core|1"
NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
ADULT = Situation(facts={"age": 40, "diagnosis": "lung"})


def wave(key: str, event: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "title": key, "event": event, "window": "P1M", "core": [CORE], **more}


def pathway(*waves: dict[str, Any], **more: Any) -> Pathway:
    document = {"id": "p", "title": "P", "consent": "exempt", "waves": waves, "schedule": {}}
    return Pathway.model_validate(document | more)


def happened(*told: str) -> list[PathwayEvent]:
    """`procedure 2026-01-01 procedure=rf`"""
    events = []
    for each in told:
        kind, on, *details = each.split()
        detail = {name: value for name, _, value in (one.partition("=") for one in details)}
        events.append(PathwayEvent(kind, date.fromisoformat(on), detail))
    return events


def shown(planned: tuple[PlannedWave, ...]) -> dict[str, str]:
    return {
        each.key: each.reason or f"{each.due_at.astimezone(ZONE):%Y-%m-%d}..{each.closes_at.astimezone(ZONE):%Y-%m-%d}"
        for each in planned
        if each.reason or (each.due_at and each.closes_at)
    }


def plan(of: Pathway, events: list[PathwayEvent], situation: Situation = ADULT, now: datetime = NOW) -> dict[str, str]:
    return shown(plan_waves(of, events, situation, now, ZONE))


YEARLY = wave("status", "start", offset="P12M", opens="-P1M", window="P2M", repeat={"every": "P12M", "until": "end"})
BY_COLOUR = wave(
    "status", "start", window="P2W", repeat={"every": {"red": "P1M", "yellow": "P3M", "green": "P6M"}, "times": 4}
)
TABLE = [
    # opens before the target day, takes answers after it; the months' ends stay where they are
    (
        pathway(wave("w", "e", offset="P12M", opens="-P1M", window="P2M")),
        "e 2025-08-31",
        {"w": "2026-07-31..2026-10-31"},
    ),
    # comes again, up to the first that lies ahead
    (pathway(YEARLY), "start 2025-03-01", {"status-1": "window-passed", "status-2": "2027-02-01..2027-05-01"}),
    (pathway(YEARLY), "start 2026-03-01", {"status-1": "2027-02-01..2027-05-01"}),
    (pathway(YEARLY), "start 2024-03-01, end 2026-01-15", {"status-1": "window-passed", "status-2": "ended"}),
    (
        pathway({**YEARLY, "repeat": {"every": "P12M", "times": 2}}),
        "start 2020-03-01",
        dict.fromkeys(("status-1", "status-2"), "window-passed"),
    ),
    # an event closes at the end of its day; one that was before the wave keeps it from being asked
    (pathway(wave("w", "e", closes_on=["visit"])), "e 2026-06-01, visit 2026-06-20", {"w": "2026-06-01..2026-06-21"}),
    (
        pathway(wave("w", "e", offset="P9D", closes_on=["visit"])),
        "e 2026-06-01, visit 2026-06-02",
        {"w": "event-closed"},
    ),
    (pathway(wave("w", "e", closes_on=["visit"])), "e 2026-06-01, visit 2025-06-02", {"w": "2026-06-01..2026-07-01"}),
    # details
    (pathway(wave("w", "e", where={"kind": "rf"})), "e 2026-06-01 kind=scs", {"w": "event-other-detail"}),
    (pathway(wave("w", "e", where={"kind": ["rf", "scs"]})), "e 2026-06-01 kind=scs", {"w": "2026-06-01..2026-07-01"}),
    (
        pathway(wave("w", "e", where={"kind": "rf"})),
        "e 2026-06-01 kind=rf, e 2026-06-05 kind=scs",
        {"w": "2026-06-01..2026-07-01"},
    ),
    # a condition of one wave says nothing about the others
    (
        pathway(wave("a", "e", exclusion=[{"fact": "age", "below": 50, "reason": "x"}]), wave("b", "f")),
        "e 2026-06-01, f 2026-06-09",
        {"a": "excluded", "b": "2026-06-09..2026-07-09"},
    ),
    (pathway(BY_COLOUR), "start 2026-06-01", {"status-1": "2026-06-01..2026-06-15", "status-2": "colour-awaited"}),
    # nobody answered: as if it were yellow, from the day it was meant for
    (
        pathway(BY_COLOUR),
        "start 2026-01-31",
        {"status-1": "window-passed", "status-2": "window-passed", "status-3": "2026-07-30..2026-08-13"},
    ),
]


@pytest.mark.parametrize(("of", "events", "expected"), TABLE)
def test_askings(of: Pathway, events: str, expected: dict[str, str]) -> None:
    assert plan(of, happened(*events.split(", "))) == expected


COLOURS = [
    ("red", "2026-06-08..2026-06-22"),
    ("yellow", "2026-08-08..2026-08-22"),
    ("green", "2026-11-08..2026-11-22"),
    ("grey", "2026-08-08..2026-08-22"),
]


@pytest.mark.parametrize(("level", "following"), COLOURS)
def test_the_next_asking_comes_by_the_colour_of_the_last(level: str, following: str) -> None:
    situation = replace(ADULT, outcomes={"status-1": Outcome(level, date(2026, 5, 8))})
    assert plan(pathway(BY_COLOUR), happened("start 2026-05-01"), situation)["status-2"] == following


def test_what_is_missing_keeps_back_the_core_and_not_the_offer() -> None:
    asked = pathway(wave("a", "e", core=["pack:odi"]), wave("b", "f", optional=["pack:odi"]))
    situation = replace(ADULT, missing=frozenset({"pack:odi"}))
    assert plan(asked, happened("e 2026-06-01", "f 2026-06-09"), situation) == {
        "a": "questionnaire-missing",
        "b": "2026-06-09..2026-07-09",
    }


def test_an_objection_is_told_before_a_missing_consent_and_after_death() -> None:
    asked, events = pathway(wave("w", "e")), happened("e 2026-06-01")
    assert plan(asked, events, replace(ADULT, objected=True, consent=False)) == {"w": "objected"}
    assert plan(asked, events, replace(ADULT, objected=True, status="deceased")) == {"w": "deceased"}


REFUSED = [
    (wave("w", "e", opens="P1D"), "before the target day"),
    (wave("w", "e", repeat={"every": "P1D"}), "P7D at the soonest"),
    (wave("w", "e", window="P2M", repeat={"every": "P1M"}), "still open when it comes again"),
    (wave("w", "e", repeat={"every": {"red": "P1M", "green": "P6M"}}), "yellow"),
    (wave("w", "e", repeat={"every": "P12M", "times": 1}), "greater than or equal to 2"),
    (wave("w", "e", short=[CORE, CORE]), "stands twice"),
]


@pytest.mark.parametrize(("refused", "told"), REFUSED)
def test_waves_refused(refused: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        pathway(refused)


def test_no_wave_may_be_called_like_an_asking_of_another() -> None:
    with pytest.raises(ValidationError, match="name of an asking of status"):
        pathway(YEARLY, wave("status-2", "e"))
    assert pathway(YEARLY).wave("status-12").key == "status"
    with pytest.raises(KeyError):
        pathway(wave("w", "e")).wave("w-1")


@pytest.mark.parametrize("name", ["chronic-pain", "back-pain", "palliative-needs"])
def test_a_shipped_pathway_survives_being_stored(name: str) -> None:
    assert Pathway.model_validate_json(shipped(name).model_dump_json()) == shipped(name)


def test_what_happens_again_takes_over_what_still_counts() -> None:
    of = shipped("chronic-pain")
    events = happened("treatment-started 2026-01-05", "procedure 2026-02-02 procedure=rf")
    midnight = datetime(2026, 4, 2, tzinfo=ZONE)
    begun = [BegunAsking("rf-3m", midnight, midnight + timedelta(days=61))]
    assert not begins_anew(of, begun, happened("procedure 2026-03-02 procedure=scs")[0], ZONE)
    assert not begins_anew(of, begun, happened("procedure 2026-04-02 procedure=rf")[0], ZONE)  # before it was asked
    again = happened("procedure 2026-04-20 procedure=rf")  # its own waves come when the open one is over
    assert begins_anew(of, begun, again[0], ZONE)
    assert taken_over(of, events, begun, again) == (PathwayEvent("treatment-started", date(2026, 1, 5)),)
    yearly = [BegunAsking("status-1", midnight, midnight)]
    kept = taken_over(of, events, yearly, again)
    assert [event.asked for event in kept] == [{"status-1"}]
    assert plan(of, [*kept, *again])["status-1"] == "asked-before"


KINDS = ("referral-accepted", "first-visit", "treatment-started", "treatment-ended", "procedure", "pathway-left")
EVENTS = st.lists(
    st.builds(
        PathwayEvent,
        st.sampled_from(KINDS),
        st.dates(date(2024, 1, 1), date(2027, 12, 31)),
        st.sampled_from([{}, {"procedure": "rf"}, {"procedure": "scs"}]),
    ),
    max_size=8,
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
PATHWAYS = st.sampled_from([shipped("chronic-pain"), shipped("back-pain")])


@settings(max_examples=150, deadline=None)
@given(PATHWAYS, EVENTS, MOMENTS, st.integers(0, 400))
def test_a_planned_wave_stays_while_time_passes_and_nothing_happens(
    of: Pathway, events: list[PathwayEvent], now: datetime, days: int
) -> None:
    later = now + timedelta(days=days)
    after = {each.key: each for each in plan_waves(of, events, ADULT, later, ZONE)}
    for each in plan_waves(of, events, ADULT, now, ZONE):
        if each.reason is None and each.closes_at and each.closes_at > later:
            assert after[each.key].due_at == each.due_at
            # an asking ahead that only now came into view may take the place of this one; nothing else ends it
            if after[each.key].reason is None:
                assert after[each.key].closes_at <= each.closes_at  # type: ignore[operator] # both are due
            else:
                assert after[each.key].reason == "later-wave-wins"
        elif each.reason is not None and each.reason != "colour-awaited":
            assert after[each.key].reason == each.reason or each.reason == "later-wave-wins"


@settings(max_examples=150, deadline=None)
@given(PATHWAYS, EVENTS, MOMENTS)
def test_waves_that_are_asked_do_not_overlap_and_keep_to_their_windows(
    of: Pathway, events: list[PathwayEvent], now: datetime
) -> None:
    due = sorted(
        (each for each in plan_waves(of, events, ADULT, now, ZONE) if each.reason is None),
        key=lambda each: each.due_at or now,
    )
    for place, each in enumerate(due):
        assert each.due_at
        assert each.closes_at
        assert now < each.closes_at
        assert each.due_at < each.closes_at
        planned = of.wave(each.key)
        longest = planned.window.longest - planned.opens.longest + timedelta(days=1)
        assert each.closes_at - each.due_at <= longest
        for following in due[place + 1 :]:
            assert following.due_at
            assert each.closes_at <= following.due_at  # the later one wins


@settings(max_examples=100, deadline=None)
@given(PATHWAYS, EVENTS, st.randoms(use_true_random=False), MOMENTS)
def test_the_order_of_reports_does_not_matter(
    of: Pathway, events: list[PathwayEvent], shuffled: Any, now: datetime
) -> None:
    """So an event that is withdrawn leaves what would be there without it."""
    other = list(events)
    shuffled.shuffle(other)
    assert plan_waves(of, other, ADULT, now, ZONE) == plan_waves(of, events, ADULT, now, ZONE)
