"""The contacts of one session: a table of standings, and what must hold whatever a clinic writes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.hours import ContactHours
from flows.machine import OPEN, STATES
from flows.reminders import SHORTEST_GAP
from flows.schedule import Schedule, Standing, future_actions, next_action

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
SCHEDULE = Schedule.model_validate(
    {
        "window": {"from": "09:00", "until": "18:00"},
        "reminders": [
            {"after": "P2D", "wording": "reminder-1"},
            {"after": "P3D", "wording": "reminder-2"},
            {"after": "P4D", "wording": "reminder-last"},
        ],
        "phone_after": "P4D",
    }
)
HOURS = ContactHours.model_validate({"holidays": {"country": "DK"}})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN).astimezone(UTC)


def shown(moment: datetime) -> str:
    return moment.astimezone(COPENHAGEN).strftime("%Y-%m-%d %H:%M")


START = Standing(
    due_at=at("2026-03-10T00:00"),
    closes_at=at("2026-04-14T00:00"),
    contacts=0,
    last_contact_at=None,
    last_inbound_at=None,
    snoozed_until=None,
    zone=COPENHAGEN,
    state="scheduled",
)
INVITED = START._replace(state="invited", contacts=1, last_contact_at=at("2026-03-10T09:00"))


def timeline(standing: Standing, now: str) -> list[tuple[str, str, str]]:
    return [(shown(a.at), a.act, a.rule) for a in future_actions(SCHEDULE, HOURS, standing, at(now))]


def test_what_is_offered_besides_is_asked_again_on_request_and_never_pressed_for() -> None:
    more = INVITED._replace(state="paused", core_done=True, snoozed_until=at("2026-03-12T09:00"))
    assert timeline(more, "2026-03-11T12:00") == [
        ("2026-03-12 09:00", "contact", "snooze"),
        ("2026-04-14 00:00", "close", "close"),
    ]


def test_a_silent_patient_gets_the_whole_schedule() -> None:
    assert timeline(START, "2026-03-01T12:00") == [
        ("2026-03-10 09:00", "contact", "first"),
        ("2026-03-12 09:00", "contact", "reminder-1"),
        ("2026-03-15 09:00", "contact", "reminder-2"),
        ("2026-03-19 09:00", "contact", "reminder-3"),
        ("2026-03-23 09:00", "phone", "phone"),
        ("2026-04-14 00:00", "close", "close"),
    ]


NEXT = [
    # what is different, now, at, rule
    ({}, "2026-03-10T14:20", "2026-03-10 14:20", "first"),  # enrolled in the middle of the day
    ({}, "2026-03-10T18:00", "2026-03-11 09:00", "first"),
    ({"due_at": at("2026-04-02T00:00")}, "2026-03-10T12:00", "2026-04-04 09:00", "first"),  # Easter's Thursday
    ({"closes_at": at("2026-03-10T08:00")}, "2026-03-10T07:00", "2026-03-10 08:00", "close"),  # no open moment left
    ({"closes_at": at("2026-03-10T08:00")}, "2026-03-11T07:00", "2026-03-10 08:00", "close"),
]
NEXT_INVITED = [
    ({}, "2026-03-10T10:00", "2026-03-12 09:00", "reminder-1"),
    ({"last_contact_at": at("2026-03-10T17:40")}, "2026-03-10T18:00", "2026-03-12 17:40", "reminder-1"),
    ({"last_contact_at": at("2026-03-27T09:30")}, "2026-03-27T10:00", "2026-03-29 09:30", "reminder-1"),  # clocks
    ({}, "2026-03-20T10:00", "2026-03-20 10:00", "reminder-1"),  # missed: as soon as may be
    ({"contacts": 2}, "2026-03-10T10:00", "2026-03-13 09:00", "reminder-2"),
    ({"contacts": 4}, "2026-03-10T10:00", "2026-03-14 09:00", "phone"),
    ({"contacts": 5}, "2026-03-10T10:00", "2026-04-14 00:00", "close"),
    ({"contacts": 9}, "2026-03-10T10:00", "2026-04-14 00:00", "close"),
    # who has answered two questions today is not reminded tomorrow
    (
        {"state": "asking", "last_inbound_at": at("2026-03-11T20:00")},
        "2026-03-11T20:01",
        "2026-03-14 09:00",
        "reminder-1",
    ),
    (
        {"state": "asking", "contacts": 0, "last_contact_at": None, "last_inbound_at": at("2026-03-10T11:00")},
        "2026-03-10T11:01",
        "2026-03-12 11:00",
        "reminder-1",
    ),  # came by a link, was never invited
    ({"state": "paused", "snoozed_until": at("2026-03-11T06:00")}, "2026-03-10T10:00", "2026-03-11 09:00", "snooze"),
    (
        {"state": "paused", "contacts": 5, "snoozed_until": at("2026-03-11T12:00")},
        "2026-03-10T10:00",
        "2026-03-11 12:00",
        "snooze",
    ),
    (
        {"state": "paused", "snoozed_until": at("2026-03-10T09:05")},
        "2026-03-10T09:01",
        "2026-03-11 09:00",
        "snooze",
    ),  # gap
    ({"state": "paused", "snoozed_until": at("2026-04-15T09:05")}, "2026-03-10T09:01", "2026-04-14 00:00", "close"),
    ({"state": "handed_over"}, "2026-03-10T10:00", "2026-04-14 00:00", "close"),
    ({"state": "offering"}, "2026-03-10T10:00", "2026-04-14 00:00", "close"),
]


@pytest.mark.parametrize(("change", "now", "expected", "rule"), NEXT)
def test_before_the_first_contact(change: dict[str, Any], now: str, expected: str, rule: str) -> None:
    action = next_action(SCHEDULE, HOURS, START._replace(**change), at(now))
    assert (shown(action.at), action.rule) == (expected, rule)


@pytest.mark.parametrize(("change", "now", "expected", "rule"), NEXT_INVITED)
def test_after_the_first_contact(change: dict[str, Any], now: str, expected: str, rule: str) -> None:
    action = next_action(SCHEDULE, HOURS, INVITED._replace(**change), at(now))
    assert (shown(action.at), action.rule) == (expected, rule)


@pytest.mark.parametrize("state", sorted(set(STATES) - OPEN))
def test_nothing_is_planned_for_a_closed_conversation(state: str) -> None:
    closed = INVITED._replace(state=state)
    assert future_actions(SCHEDULE, HOURS, closed, at("2026-03-10T10:00")) == ()
    with pytest.raises(ValueError, match="has no next contact"):
        next_action(SCHEDULE, HOURS, closed, at("2026-03-10T10:00"))


def test_a_later_after_the_last_reminder_does_not_cost_the_phone_call() -> None:
    standing = INVITED._replace(contacts=4, state="paused", snoozed_until=at("2026-03-20T09:00"))
    rules = [action.rule for action in future_actions(SCHEDULE, HOURS, standing, at("2026-03-19T10:00"))]
    assert rules == ["snooze", "phone", "close"]


REFUSED = [
    {"reminders": [{"after": "PT5M"}]},
    {"reminders": [{"after": "-P1D"}]},
    {"reminders": [{"after": "P1D"}] * 9},
    {"reminders": [{"after": "P1D", "wording": "safety"}]},
    {"minimum_gap": "PT9M"},
    {"phone_after": "PT0S"},
    {"window": {"from": "18:00", "until": "09:00"}},
    {"remainders": []},
]


@pytest.mark.parametrize("document", REFUSED)
def test_schedules_refused(document: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Schedule.model_validate(document)


def test_a_schedule_survives_being_stored() -> None:
    assert Schedule.model_validate_json(SCHEDULE.model_dump_json()) == SCHEDULE


spans = st.sampled_from(["PT10M", "PT3H", "P1D", "P2D", "P1W", "P1M"])
schedules = st.builds(
    lambda reminders, gap, phone, window: Schedule.model_validate(
        {
            "reminders": [{"after": span} for span in reminders],
            "minimum_gap": gap,
            "phone_after": phone,
            "window": window and {"from": window[0], "until": window[1]},
        }
    ),
    st.lists(spans, max_size=8),
    spans,
    st.none() | spans,
    st.none() | st.sampled_from([("09:00", "18:00"), ("00:00", "24:00"), ("20:00", "23:00")]),
)
hours = st.builds(
    ContactHours,
    quiet_from=st.sampled_from([0, 60, 21 * 60, 22 * 60 + 30]),
    quiet_until=st.sampled_from([0, 6 * 60, 8 * 60]),
    weekdays=st.sets(st.sampled_from(["mon", "wed", "sat", "sun"]), min_size=1).map(lambda days: tuple(sorted(days))),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
open_states = st.sampled_from(sorted(OPEN))


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    due = draw(moments)
    state = draw(open_states)
    maybe = st.none() | moments
    contacts = 0 if state == "scheduled" else draw(st.integers(0, 10))
    return Standing(
        due_at=due,
        closes_at=due + timedelta(hours=draw(st.integers(0, 24 * 90))),
        contacts=contacts,
        last_contact_at=draw(moments) if contacts else None,
        last_inbound_at=draw(maybe),
        snoozed_until=draw(maybe) if state == "paused" else None,
        zone=draw(st.sampled_from([COPENHAGEN, ZoneInfo("America/Godthab"), ZoneInfo("Australia/Lord_Howe")])),
        state=state,
    )


@given(schedules, hours, standings(), moments)
@settings(max_examples=300, deadline=None)
def test_what_holds_for_every_schedule(
    schedule: Schedule, contact_hours: ContactHours, standing: Standing, now: datetime
) -> None:
    actions = future_actions(schedule, contact_hours, standing, now)
    assert actions[-1].act == "close"
    assert len(actions) <= len(schedule.reminders) + 4
    contacts = [action.at for action in actions[:-1]]
    if standing.last_contact_at is not None:
        contacts = [standing.last_contact_at, *contacts]
    assert all(later - earlier >= SHORTEST_GAP for earlier, later in pairwise(contacts))
    for action in actions[:-1]:
        assert now <= action.at < standing.closes_at
        wall = action.at.astimezone(standing.zone)
        minute = wall.hour * 60 + wall.minute
        quiet, until = contact_hours.quiet_from, contact_hours.quiet_until
        assert quiet == until or not (quiet <= minute < until if quiet < until else minute >= quiet or minute < until)
        assert ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[wall.weekday()] in contact_hours.weekdays


@given(schedules, hours, standings(), moments, st.floats(0, 1))
@settings(max_examples=200, deadline=None)
def test_the_plan_stands_still_while_nothing_happens(
    schedule: Schedule, contact_hours: ContactHours, standing: Standing, now: datetime, share: float
) -> None:
    action = next_action(schedule, contact_hours, standing, now)
    if action.at > now:
        later = now + (action.at - now) * share
        assert next_action(schedule, contact_hours, standing, later) == action
        assert next_action(schedule, contact_hours, standing, action.at) == action
