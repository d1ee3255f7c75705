"""When messages may go out: clock changes, quiet hours over midnight, holidays, closed days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.contact_hours import minute_of_day
from flows.hours import ContactHours, DayWindow, NeverOpenError, PublicHolidays, next_open, quiet_from
from flows.spans import at_wall_time, parse_span

COPENHAGEN, OSLO = ZoneInfo("Europe/Copenhagen"), ZoneInfo("Europe/Oslo")
ALWAYS = ContactHours(quiet_from=0, quiet_until=0)


def local(text: str, zone: ZoneInfo = COPENHAGEN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def shown(moment: datetime, zone: ZoneInfo = COPENHAGEN) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


NEXT_OPEN = [
    # hours, at, expected
    ({}, "2026-03-10T12:00", "2026-03-10 12:00"),
    ({}, "2026-03-10T21:00", "2026-03-11 08:00"),
    ({}, "2026-03-10T20:59", "2026-03-10 20:59"),
    ({}, "2026-03-11T00:30", "2026-03-11 08:00"),
    ({}, "2026-03-29T01:00", "2026-03-29 08:00"),  # clocks go forward that night
    ({}, "2026-10-25T01:00", "2026-10-25 08:00"),  # and back
    ({"quiet_from": "01:00", "quiet_until": "06:30"}, "2026-03-10T00:30", "2026-03-10 00:30"),
    ({"quiet_from": "01:00", "quiet_until": "06:30"}, "2026-03-10T01:00", "2026-03-10 06:30"),
    ({"quiet_from": "22:00", "quiet_until": "02:30"}, "2026-03-29T01:30", "2026-03-29 03:00"),  # 02:30 is left out
    ({"weekdays": ["mon", "tue", "wed", "thu", "fri"]}, "2026-03-13T21:30", "2026-03-16 08:00"),
    ({"closed_days": ["2026-03-11"]}, "2026-03-10T22:00", "2026-03-12 08:00"),
    ({"holidays": {"country": "DK"}}, "2026-04-01T22:00", "2026-04-04 08:00"),  # Maundy Thursday, Good Friday
    ({"holidays": {"country": "DK"}}, "2023-05-04T22:00", "2023-05-06 08:00"),  # the last year of store bededag
    ({"holidays": {"country": "DK"}}, "2024-04-25T22:00", "2024-04-26 08:00"),  # a working day since
    ({"holidays": {"country": "NO"}}, "2026-05-16T22:00", "2026-05-18 08:00"),
    ({"holidays": {"country": "SE"}}, "2026-05-16T22:00", "2026-05-17 08:00"),  # a Sunday is no public holiday
    ({"holidays": {"country": "GB", "region": "SCT"}}, "2026-11-29T22:00", "2026-12-01 08:00"),  # St Andrew's Day
    ({}, "2028-02-28T22:00", "2028-02-29 08:00"),
]


@pytest.mark.parametrize(("settings_", "at", "expected"), NEXT_OPEN)
def test_next_open(settings_: dict[str, object], at: str, expected: str) -> None:
    assert shown(next_open(ContactHours.model_validate(settings_), COPENHAGEN, local(at))) == expected


def test_a_window_narrows_the_day_and_the_week() -> None:
    window = DayWindow.model_validate({"from": "10:00", "until": "16:00", "weekdays": ["tue", "thu"]})
    assert shown(next_open(ContactHours(), COPENHAGEN, local("2026-03-10T16:00"), window)) == "2026-03-12 10:00"


QUIET_FROM = [
    ({}, "2026-03-10T12:00", "2026-03-10 21:00"),
    ({}, "2026-03-10T23:00", "2026-03-11 21:00"),  # not open now: the end of the next stretch
    ({"quiet_from": "01:00", "quiet_until": "06:00"}, "2026-03-10T23:00", "2026-03-11 01:00"),
    ({"quiet_from": "00:00", "quiet_until": "00:00"}, "2026-03-10T12:00", "2026-03-12 12:00"),
    (
        {"quiet_from": "00:00", "quiet_until": "00:00", "closed_days": ["2026-03-11"]},
        "2026-03-10T12:00",
        "2026-03-11 00:00",
    ),
]


@pytest.mark.parametrize(("settings_", "at", "expected"), QUIET_FROM)
def test_quiet_from(settings_: dict[str, object], at: str, expected: str) -> None:
    assert shown(quiet_from(ContactHours.model_validate(settings_), COPENHAGEN, local(at))) == expected


def test_wall_times_around_clock_changes() -> None:
    assert at_wall_time(datetime(2026, 3, 29, 2, 30), COPENHAGEN) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert at_wall_time(datetime(2026, 10, 25, 2, 30), OSLO) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert at_wall_time(datetime(2026, 10, 25, 2, 30), OSLO, last=True) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


SPANS = [
    ("P1M", "2026-01-31T09:00", "2026-02-28 09:00"),
    ("P1M", "2028-01-31T09:00", "2028-02-29 09:00"),
    ("P1Y", "2028-02-29T09:00", "2029-02-28 09:00"),
    ("P2D", "2026-03-28T09:00", "2026-03-30 09:00"),  # the same time of day, 47 hours later
    ("PT48H", "2026-03-28T09:00", "2026-03-30 10:00"),
    ("-P3W", "2026-03-28T09:00", "2026-03-07 09:00"),
    ("-P1M2DT3H", "2026-03-28T09:00", "2026-02-26 06:00"),
    ("P1W", "2026-10-20T09:00", "2026-10-27 09:00"),
]


@pytest.mark.parametrize(("span", "start", "end"), SPANS)
def test_spans_follow_the_calendar(span: str, start: str, end: str) -> None:
    assert shown(parse_span(span).after(local(start), COPENHAGEN)) == end


@pytest.mark.parametrize("text", ["", "2 days", "P", "3M", 5, None, "P1H", "P9999Y", "P99999999999999999999D"])
def test_spans_refused(text: object) -> None:
    with pytest.raises(ValueError, match=r"length of time|hundred years"):
        parse_span(text)


@pytest.mark.parametrize("text", ["8", "25:00", "08:60", "", None, True, "8.30", "24:01"])
def test_times_of_day_refused(text: object) -> None:
    with pytest.raises(ValueError, match="time of day"):
        minute_of_day(text)


@pytest.mark.parametrize(
    "settings_",
    [
        {"quiet_from": "00:00", "quiet_until": "24:00"},
        {"weekdays": []},
        {"weekdays": ["monday"]},
        {"holidays": {"country": "Norway"}},
        {"holidays": {"country": "DK", "region": "XX"}},
        {"quiet": "yes"},
    ],
)
def test_hours_refused(settings_: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ContactHours.model_validate(settings_)


def test_hours_that_never_open_are_named_and_do_not_hang() -> None:
    hours = ContactHours(quiet_from=10 * 60, quiet_until=20 * 60)
    window = DayWindow.model_validate({"from": "12:00", "until": "15:00"})
    with pytest.raises(NeverOpenError, match="check weekdays"):
        next_open(hours, COPENHAGEN, local("2026-03-10T12:00"), window)


def test_a_clinic_that_is_never_open_has_no_quiet_hours_to_tell() -> None:
    """No clinic's year has 400 closed days in a row, but one typed wrongly may."""
    first = date(2026, 3, 1)
    hours = ContactHours(closed_days=tuple(first + timedelta(days=day) for day in range(500)))
    with pytest.raises(NeverOpenError, match="check weekdays"):
        quiet_from(hours, COPENHAGEN, local("2026-03-10T12:00"))


def test_hours_survive_being_stored() -> None:
    hours = ContactHours(quiet_from=22 * 60, holidays=PublicHolidays(country="NO"), closed_days=(date(2026, 12, 24),))
    assert ContactHours.model_validate_json(hours.model_dump_json()) == hours


minutes = st.integers(0, 1439)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(["Europe/Copenhagen", "America/Godthab", "Australia/Lord_Howe", "Africa/Casablanca"]).map(
    ZoneInfo
)


@given(minutes, minutes, moments, zones)
@settings(max_examples=300, deadline=None)
def test_what_is_open_is_never_quiet(quiet: int, until: int, at: datetime, zone: ZoneInfo) -> None:
    hours = ContactHours(quiet_from=quiet, quiet_until=until)
    opens = next_open(hours, zone, at)
    wall = opens.astimezone(zone)
    minute = wall.hour * 60 + wall.minute
    inside = quiet <= minute < until if quiet <= until else minute >= quiet or minute < until
    assert not inside
    assert at <= opens <= at + timedelta(days=3)
    assert opens < quiet_from(hours, zone, at)
    assert next_open(hours, zone, opens) == opens


def test_days_count_from_either_of_the_two_moments_of_an_hour_that_comes_twice() -> None:
    """The two compare as equal where both are told in the zone that has them."""
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=COPENHAGEN)
    elsewhere = ZoneInfo("America/New_York")
    first, second = (parse_span("P1D").after(twice.replace(fold=fold), elsewhere) for fold in (0, 1))
    assert second - first == timedelta(hours=1)
    assert first.utcoffset() == timedelta()
