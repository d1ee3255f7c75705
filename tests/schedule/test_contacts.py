"""Caps, gaps between pathways, best hours and channels: a table of standings, and two pathways that share a patient."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.best_hour import best_minute
from flows.hours import ContactHours, next_open
from flows.schedule import (
    BECAUSE,
    Action,
    Elsewhere,
    FrequencyCap,
    Schedule,
    Standing,
    after_contact,
    future_actions,
    next_action,
)
from flows.spans import at_wall_time, parse_span
from tests.schedule.test_schedule import COPENHAGEN, HOURS, INVITED, SCHEDULE, START, at, shown

NUUK, LONGYEARBYEN = ZoneInfo("America/Nuuk"), ZoneInfo("Arctic/Longyearbyen")
CAPPED = SCHEDULE.model_copy(update={"frequency_cap": FrequencyCap(contacts=2, within=parse_span("P7D"))})
BEST = SCHEDULE.model_copy(update={"best_hour": True})
STEPS = Schedule.model_validate(
    {
        "reminders": [
            {"after": "P2D", "channel": "telegram"},
            {"after": "P2D", "wording": "reminder-2", "short": True},
            {"after": "P2D", "channel": "phone"},
            {"after": "P2D", "wording": "reminder-last"},
        ],
    }
)
DAY, THREE_DAYS = parse_span("P1D"), parse_span("P3D")

HELD = [
    # schedule, what is different, rule, at, why
    (CAPPED, {"recent_contacts": ("2026-03-10T09:00",)}, "reminder-1", "2026-03-12 09:00", ()),
    (
        CAPPED,
        {"recent_contacts": ("2026-03-07T15:00", "2026-03-10T09:00")},
        "reminder-1",
        "2026-03-14 15:00",
        ("frequency-cap",),
    ),
    (
        CAPPED,
        {"recent_contacts": ("2026-03-06T19:30", "2026-03-10T09:00")},
        "reminder-1",
        "2026-03-14 09:00",
        ("frequency-cap", "closed-hours"),
    ),
    (  # over the night when clocks go forward a week is a week on the wall
        CAPPED,
        {"recent_contacts": ("2026-03-25T10:00", "2026-03-26T10:00"), "last_contact_at": at("2026-03-26T10:00")},
        "reminder-1",
        "2026-04-01 10:00",
        ("frequency-cap",),
    ),
    (  # what LATER asked for is no contact of ours
        CAPPED,
        {
            "state": "paused",
            "snoozed_until": at("2026-03-11T10:00"),
            "recent_contacts": ("2026-03-09T10:00", "2026-03-10T09:00"),
        },
        "snooze",
        "2026-03-11 10:00",
        (),
    ),
    (  # nor does a cap keep staff from ringing
        CAPPED,
        {"contacts": 4, "recent_contacts": ("2026-03-09T10:00", "2026-03-10T09:00")},
        "phone",
        "2026-03-14 09:00",
        (),
    ),
    (
        SCHEDULE,
        {"elsewhere": (Elsewhere(at("2026-03-11T14:00"), THREE_DAYS),)},
        "reminder-1",
        "2026-03-14 14:00",
        ("minimum-gap",),
    ),
    (
        SCHEDULE,
        {"elsewhere": (Elsewhere(at("2026-03-11T14:00"), DAY),)},
        "reminder-1",
        "2026-03-12 14:00",
        ("minimum-gap",),
    ),
    (  # the other pathway's cap holds here, too
        SCHEDULE,
        {
            "elsewhere": (Elsewhere(at("2026-03-08T09:00"), DAY, FrequencyCap(contacts=1, within=parse_span("P5D"))),),
            "recent_contacts": ("2026-03-08T09:00", "2026-03-10T09:00"),
        },
        "reminder-1",
        "2026-03-15 09:00",
        ("frequency-cap",),
    ),
    (BEST, {"best_minute": 16 * 60}, "reminder-1", "2026-03-12 16:00", ("best-hour",)),
    (BEST, {"best_minute": 8 * 60}, "reminder-1", "2026-03-12 09:00", ()),  # before the window, and before the moment
    (BEST, {"best_minute": 19 * 60}, "reminder-1", "2026-03-12 09:00", ()),  # after the window
    (SCHEDULE, {"best_minute": 16 * 60}, "reminder-1", "2026-03-12 09:00", ()),  # not asked for
    (
        BEST,
        {"best_minute": 16 * 60, "last_contact_at": at("2026-04-01T17:00")},
        "reminder-1",
        "2026-04-04 16:00",  # the two days of Easter are closed
        ("best-hour",),
    ),
    (
        BEST,
        {"best_minute": 16 * 60, "state": "paused", "snoozed_until": at("2026-03-11T10:00")},
        "snooze",
        "2026-03-11 10:00",
        (),
    ),
]


@pytest.mark.parametrize(("schedule", "change", "rule", "expected", "because"), HELD)
def test_what_holds_a_contact_back(
    schedule: Schedule, change: dict[str, Any], rule: str, expected: str, because: tuple[str, ...]
) -> None:
    if "recent_contacts" in change:
        change = change | {"recent_contacts": tuple(map(at, change["recent_contacts"]))}
    action = next_action(schedule, HOURS, INVITED._replace(**change), at("2026-03-10T10:00"))
    assert (action.rule, shown(action.at), action.because) == (rule, expected, because)
    assert set(because) <= BECAUSE.keys()


def channels_of(actions: Sequence[Action]) -> list[tuple[str, str, str | None, tuple[str, ...]]]:
    return [(each.rule, each.act, each.channel, each.because) for each in actions]


def test_steps_go_over_to_the_channel_they_name_and_stay_there() -> None:
    standing = INVITED._replace(channel="sms", channels=("sms", "telegram"))
    assert channels_of(future_actions(STEPS, ContactHours(), standing, at("2026-03-10T10:00"))) == [
        ("reminder-1", "contact", "telegram", ()),
        ("reminder-2", "contact", None, ()),
        ("reminder-3", "phone", None, ()),
        ("reminder-4", "contact", None, ()),
        ("close", "close", None, ()),
    ]


def test_a_channel_that_the_patient_lacks_is_named() -> None:
    standing = INVITED._replace(channel="sms", channels=("sms",))
    first, *_ = future_actions(STEPS, ContactHours(), standing, at("2026-03-10T10:00"))
    assert (first.channel, first.because) == (None, ("no-telegram",))


def test_in_a_preview_without_a_patient_steps_go_as_they_are_written() -> None:
    first, *_ = future_actions(STEPS, ContactHours(), INVITED, at("2026-03-10T10:00"))
    assert (first.channel, first.because) == ("telegram", ())


def test_what_could_not_arrive_goes_out_again_at_once_and_counts_once() -> None:
    dead = INVITED._replace(contacts=3, channel="sms", channels=("telegram",))
    again, following, *_ = future_actions(STEPS, ContactHours(), dead, at("2026-03-10T09:30"))
    assert (again.rule, again.wording, again.channel, again.short) == ("by-telegram", "reminder-2", "telegram", True)
    assert shown(again.at) == "2026-03-10 09:30"
    assert (following.rule, following.act) == ("reminder-3", "phone")


def test_what_has_arrived_goes_out_again_when_the_gap_is_over() -> None:
    dead = INVITED._replace(channel="sms", channels=("telegram",), reached_at=INVITED.last_contact_at)
    again = next_action(STEPS, ContactHours(), dead, at("2026-03-10T09:30"))
    assert (again.rule, shown(again.at)) == ("by-telegram", "2026-03-11 08:00")
    assert again.because == ("minimum-gap", "closed-hours")  # nine in the evening


def test_what_could_not_arrive_keeps_the_gap_to_what_has() -> None:
    dead = INVITED._replace(channel="sms", channels=("telegram",), reached_at=at("2026-03-10T08:00"))
    again = next_action(STEPS, ContactHours(), dead, at("2026-03-10T09:30"))
    assert (again.rule, shown(again.at)) == ("by-telegram", "2026-03-10 20:00")


def test_after_a_call_there_is_nothing_to_send_again() -> None:
    dead = INVITED._replace(contacts=4, channel="sms", channels=("telegram",))
    action = next_action(STEPS, ContactHours(), dead, at("2026-03-10T09:30"))
    assert (action.rule, action.channel) == ("reminder-4", "telegram")


def test_with_no_channel_left_the_schedule_goes_on_as_it_stood() -> None:
    dead = INVITED._replace(contacts=2, channel="sms", channels=())
    assert next_action(STEPS, ContactHours(), dead, at("2026-03-10T09:30")).rule == "reminder-2"


@pytest.mark.parametrize(
    "document",
    [
        {"frequency_cap": {"contacts": 0, "within": "P7D"}},
        {"frequency_cap": {"contacts": 2, "within": "P36D"}},
        {"frequency_cap": {"contacts": 2, "within": "-P1D"}},
        {"reminders": [{"after": "P1D", "channel": "pigeon"}]},
        {"reminders": [{"after": "P1D", "channel": "phone", "short": True}]},
    ],
)
def test_schedules_refused(document: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Schedule.model_validate(document)


def test_what_a_schedule_says_survives_being_stored() -> None:
    for schedule in (CAPPED, BEST, STEPS):
        assert Schedule.model_validate_json(schedule.model_dump_json()) == schedule


HABITS = [
    # replies (UTC), the minute found
    (("2026-01-05T15:10", "2026-01-12T15:20", "2026-01-19T14:50"), 16 * 60),
    (("2026-01-05T15:10", "2026-01-05T15:20", "2026-01-05T15:40"), None),  # one sitting
    (("2026-01-05T07:00", "2026-01-12T12:00", "2026-01-19T18:00"), None),  # no habit
    (("2025-08-01T15:10", "2026-01-12T15:20", "2026-01-19T14:50"), None),  # too long ago
    (("2026-01-04T23:10", "2026-01-06T22:50", "2026-01-08T22:40"), 23 * 60 + 45),  # around midnight
    (("2026-01-05T06:10", "2026-01-12T15:20", "2026-01-19T14:50", "2026-01-20T15:02"), 16 * 60),
]


@pytest.mark.parametrize(("replies", "minute"), HABITS)
def test_the_hour_that_is_a_habit(replies: tuple[str, ...], minute: int | None) -> None:
    moments = [datetime.fromisoformat(reply).replace(tzinfo=UTC) for reply in replies]
    assert best_minute(moments, COPENHAGEN, datetime(2026, 3, 1, tzinfo=UTC)) == minute


DATES = [
    # zone, event's day, offset, first contact on the wall
    (COPENHAGEN, date(2026, 3, 28), "P1D", "2026-03-29 09:00"),  # clocks go forward
    (COPENHAGEN, date(2026, 10, 24), "P1D", "2026-10-25 09:00"),  # and back
    (COPENHAGEN, date(2026, 1, 31), "P1M", "2026-02-28 09:00"),
    (COPENHAGEN, date(2027, 11, 30), "P3M", "2028-02-29 09:00"),  # a leap day
    (COPENHAGEN, date(2028, 2, 29), "P12M", "2029-02-28 09:00"),
    (COPENHAGEN, date(2024, 1, 26), "P3M", "2024-04-26 09:00"),  # store bededag until the year before
    (COPENHAGEN, date(2023, 2, 5), "P3M", "2023-05-06 09:00"),  # its last
    (COPENHAGEN, date(2026, 12, 25), "P0D", "2026-12-27 09:00"),
    (COPENHAGEN, date(2025, 12, 31), "P1D", "2026-01-02 09:00"),
    (LONGYEARBYEN, date(2026, 3, 28), "P1D", "2026-03-29 09:00"),
    (NUUK, date(2026, 3, 27), "P1D", "2026-03-28 09:00"),
    (NUUK, date(2026, 10, 24), "P1D", "2026-10-25 09:00"),
]


@pytest.mark.parametrize(("zone", "day", "offset", "expected"), DATES)
def test_first_contacts_by_the_calendar(zone: ZoneInfo, day: date, offset: str, expected: str) -> None:
    midnight = at_wall_time(datetime.combine(day, datetime.min.time()), zone)
    due = parse_span(offset).after(midnight, zone)
    standing = START._replace(due_at=due, closes_at=due + timedelta(days=30), zone=zone)
    action = next_action(SCHEDULE, HOURS, standing, due - timedelta(days=2))
    assert action.at.astimezone(zone).strftime("%Y-%m-%d %H:%M") == expected


WALLS = [
    # zone, wall time, UTC of the first and of the last moment that shows it
    (ZoneInfo("Europe/Oslo"), "2026-03-29T02:30", "2026-03-29T01:00", "2026-03-29T01:00"),
    (LONGYEARBYEN, "2026-10-25T02:30", "2026-10-25T00:30", "2026-10-25T01:30"),
    (NUUK, "2026-03-28T23:30", "2026-03-29T01:00", "2026-03-29T01:00"),  # the gap ends at midnight there
    (NUUK, "2026-10-24T23:30", "2026-10-25T00:30", "2026-10-25T01:30"),
    (ZoneInfo("Australia/Lord_Howe"), "2026-10-04T02:10", "2026-10-03T15:30", "2026-10-03T15:30"),  # half an hour
]


@pytest.mark.parametrize(("zone", "wall", "first", "last"), WALLS)
def test_wall_times_that_are_left_out_or_come_twice(zone: ZoneInfo, wall: str, first: str, last: str) -> None:
    moment = datetime.fromisoformat(wall)
    assert at_wall_time(moment, zone) == datetime.fromisoformat(first).replace(tzinfo=UTC)
    assert at_wall_time(moment, zone, last=True) == datetime.fromisoformat(last).replace(tzinfo=UTC)


# Two pathways of one patient, moment by moment, as the scheduler plays them.
spans = st.sampled_from(["PT10M", "PT5H", "P1D", "P3D"])
caps = st.none() | st.builds(
    lambda contacts, within: {"contacts": contacts, "within": within},
    st.integers(1, 4),
    st.sampled_from(["P1D", "P7D", "P30D"]),
)
schedules = st.builds(
    lambda reminders, gap, cap, best: Schedule.model_validate(
        {
            "reminders": [{"after": after} for after in reminders],
            "minimum_gap": gap,
            "frequency_cap": cap,
            "best_hour": best,
        }
    ),
    st.lists(spans, max_size=5),
    spans,
    caps,
    st.booleans(),
)
hours = st.builds(
    ContactHours,
    quiet_from=st.sampled_from([0, 20 * 60, 22 * 60]),
    quiet_until=st.sampled_from([0, 7 * 60, 8 * 60]),
    weekdays=st.sampled_from([("mon", "tue", "wed", "thu", "fri"), ("mon", "sat"), ("mon", "wed", "sun")]),
)
BEGIN = datetime(2026, 3, 20, tzinfo=UTC)
happenings = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["reply", "stop", "complete"]), st.integers(0, 60 * 24)), max_size=4
)


@given(
    st.tuples(schedules, schedules),
    hours,
    st.tuples(st.integers(0, 20), st.integers(0, 20)),
    st.none() | st.integers(0, 1439),
    happenings,
)
@settings(max_examples=150, deadline=None)
def test_two_pathways_share_a_patient(
    plans: tuple[Schedule, Schedule],
    contact_hours: ContactHours,
    begins: tuple[int, int],
    best: int | None,
    happening: list[tuple[int, str, int]],
) -> None:
    made: list[tuple[datetime, int]] = []  # when, by which pathway
    standings = [
        START._replace(
            due_at=BEGIN + timedelta(days=days),
            closes_at=BEGIN + timedelta(days=days + 30),
            best_minute=best,
        )
        for days in begins
    ]
    ended: dict[int, datetime] = {}
    events = {BEGIN + timedelta(hours=hour): (which, what) for which, what, hour in happening}
    now = BEGIN
    for _ in range(200):
        upcoming = [(surrounded(standings, which, plans, made), which) for which in (0, 1) if which not in ended]
        actions = [(next_action(plans[which], contact_hours, each, now), which, each) for each, which in upcoming]
        if not actions:
            break
        action, which, standing = min(actions, key=lambda each: each[0].at)
        event = min((moment for moment in events if moment > now), default=None)
        if event is not None and event < action.at:
            now, (whom, what) = event, events[event]
            if whom not in ended and standings[whom].state != "scheduled":
                if what == "reply":
                    standings[whom] = standings[whom]._replace(state="asking", last_inbound_at=now)
                else:
                    ended[whom] = now
            continue
        assert action.at >= now or action.act == "close"
        now = max(now, action.at)
        if action.act == "close":
            ended[which] = now
            continue
        made.append((action.at, which))
        standings[which] = after_contact(plans[which], standing, action)
    held(plans, contact_hours, made, standings, ended)


def surrounded(
    standings: list[Standing], which: int, plans: tuple[Schedule, Schedule], made: list[tuple[datetime, int]]
) -> Standing:
    other = 1 - which
    last = max((moment for moment, by in made if by == other), default=None)
    return standings[which]._replace(
        recent_contacts=tuple(moment for moment, _ in made),
        elsewhere=() if last is None else (Elsewhere(last, plans[other].minimum_gap, plans[other].frequency_cap),),
    )


def held(
    plans: tuple[Schedule, Schedule],
    contact_hours: ContactHours,
    made: list[tuple[datetime, int]],
    standings: list[Standing],
    ended: dict[int, datetime],
) -> None:
    moments = [moment for moment, _ in made]
    assert moments == sorted(moments)
    for (earlier, one), (later, two) in pairwise(made):
        for gap in {plans[one].minimum_gap, plans[two].minimum_gap}:
            assert gap.after(earlier, COPENHAGEN) <= later
    for number, (moment, by) in enumerate(made):
        assert next_open(contact_hours, COPENHAGEN, moment) == moment
        assert standings[by].due_at <= moment < standings[by].closes_at
        assert moment < ended[by]
        cap = plans[by].frequency_cap
        if cap is not None and number >= cap.contacts:
            assert cap.within.after(moments[number - cap.contacts], COPENHAGEN) <= moment
    for which in (0, 1):
        assert sum(by == which for _, by in made) <= 1 + len(plans[which].reminders)


@given(schedules, hours, st.integers(0, 1439), st.integers(0, 60 * 24 * 20))
@settings(max_examples=150, deadline=None)
def test_the_best_hour_moves_a_contact_on_its_own_day_only(
    schedule: Schedule, contact_hours: ContactHours, minute: int, wait: int
) -> None:
    now = START.due_at + timedelta(minutes=wait)
    plain = next_action(schedule.model_copy(update={"best_hour": False}), contact_hours, START, now)
    best = next_action(
        schedule.model_copy(update={"best_hour": True}), contact_hours, START._replace(best_minute=minute), now
    )
    assert plain.at <= best.at
    assert plain.at.astimezone(COPENHAGEN).date() == best.at.astimezone(COPENHAGEN).date()
