"""The simulator's contacts are the scheduler's, whatever a clinic writes."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.simulation_contacts import NEVER, WORD_GRID, Timetable
from flows.hours import ContactHours
from flows.schedule import Action, Schedule, Standing, after_contact, future_actions, next_action
from flows.spans import at_wall_time, parse_span
from tests.simulator.waves import FILE

ZONE = ZoneInfo("Europe/Copenhagen")
WINDOW = parse_span("P1M")

reminders = st.fixed_dictionaries(
    {"after": st.sampled_from(["PT30M", "PT20H", "P1D", "P2D", "P4D", "P1W"])},
    optional={"short": st.booleans(), "channel": st.sampled_from(["sms", "telegram"])},
)
schedules = st.fixed_dictionaries(
    {"reminders": st.lists(reminders, max_size=6)},
    optional={
        "window": st.sampled_from([{"from": "09:00", "until": "18:00", "weekdays": ["mon", "wed"]}, None]),
        "phone_after": st.sampled_from(["P1D", "P4D"]),
        "minimum_gap": st.sampled_from(["PT12H", "P2D"]),
        "frequency_cap": st.just({"contacts": 2, "within": "P7D"}),
    },
)
hours = st.builds(
    ContactHours,
    weekdays=st.sampled_from([("mon", "tue", "wed", "thu", "fri"), ("sat", "sun")]),
    holidays=st.sampled_from([{"country": "DK"}, None]),
)
# Easter, Christmas and both changes of the clock lie in here.
days = st.dates(date(2026, 12, 1), date(2028, 1, 31))


def begin(day: date) -> Standing:
    due_at = at_wall_time(datetime.combine(day, time()), ZONE)
    return Standing(due_at, WINDOW.after(due_at, ZONE), 0, None, None, None, ZONE, "scheduled")


def minutes(at: datetime, since: datetime) -> float:
    return (at - since).total_seconds() / 60


def what(action: Action) -> tuple[str, str, bool, str | None]:
    return action.act, action.rule, action.short, action.channel


@settings(max_examples=60, deadline=None)
@given(schedules, hours, days)
def test_the_silent_are_contacted_as_the_scheduler_would(
    written: dict[str, Any], open_: ContactHours, day: date
) -> None:
    schedule, standing = Schedule.model_validate(written), begin(day)
    table = Timetable(schedule, open_, ZONE, WINDOW, [day])
    expected = [
        (minutes(each.at, standing.due_at), *what(each))
        for each in future_actions(schedule, open_, standing, standing.due_at)
        if each.act != "close"
    ]
    found, place = [], np.zeros(1, dtype=np.int64)
    while np.isfinite((moves := table.next_moves(place, np.array([NEVER]))).at[0]):
        found.append((moves.at[0], *what(table.kinds[moves.kind[0]])))
        place = moves.place
    assert found == expected


@settings(max_examples=60, deadline=None)
@given(schedules, hours, days, st.lists(st.one_of(st.none(), st.integers(1, 200)), min_size=1, max_size=6))
def test_who_writes_in_between_is_contacted_as_the_scheduler_would(
    written: dict[str, Any], open_: ContactHours, day: date, words: list[int | None]
) -> None:
    """`words`: after each contact, the hours until the patient's next word; none: silent."""
    schedule, standing = Schedule.model_validate(written), begin(day)
    table = Timetable(schedule, open_, ZONE, WINDOW, [day])
    place, due = np.zeros(1, dtype=np.int64), standing.due_at
    for word in [None, *words]:
        now = standing.last_contact_at or due
        said = NEVER
        if word is not None:
            grid = (minutes(now, due) // WORD_GRID + word) * WORD_GRID
            said, now = grid, due + timedelta(minutes=grid)
            standing = standing._replace(state="asking", last_inbound_at=now)
        moves = table.next_moves(place, np.array([said]))
        action = None if now >= standing.closes_at else next_action(schedule, open_, standing, now)
        if action is None or action.act == "close":
            assert moves.at[0] == NEVER
            return
        assert moves.at[0] == minutes(action.at, due)
        assert what(table.kinds[moves.kind[0]]) == what(action)
        standing, place = after_contact(schedule, standing, action), moves.place


def test_a_year_of_starts_sees_every_weekday_and_the_holidays() -> None:
    starts = FILE.place.starts()
    assert {day.weekday() for day in starts} == set(range(7))
    assert max(starts) - min(starts) == timedelta(days=360)
