"""The form of a schedule: what it shows is what it reads back, and what is wrong is said in words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule_words import days_in_words, difference_in_words, read_span, schedule_in_words, span_in_words
from console.staff_schedule_form import (
    ScheduleFields,
    fields_from,
    fields_typed,
    read_schedule,
    with_steps_changed,
)
from flows.hours import WEEKDAYS, DayWindow
from flows.schedule import FrequencyCap, Reminder, Schedule
from flows.spans import Span, parse_span

PLAIN = Schedule.model_validate({"reminders": [{"after": "P2D"}, {"after": "P3D", "wording": "reminder-last"}]})


def typed(fields: ScheduleFields) -> dict[str, str]:
    """As a browser would send it."""
    form = {
        "window_from": fields.window_from,
        "window_until": fields.window_until,
        "weekday": ",".join(fields.weekdays),
        "minimum_gap": fields.minimum_gap,
        "cap_contacts": fields.cap_contacts,
        "cap_within": fields.cap_within,
        "phone_after": fields.phone_after,
        "steps": str(len(fields.steps)),
    }
    if fields.best_hour:
        form["best_hour"] = "on"
    for n, step in enumerate(fields.steps, start=1):
        form |= {f"after-{n}": step.after, f"wording-{n}": step.wording, f"channel-{n}": step.channel}
        if step.short:
            form[f"short-{n}"] = "on"
    return form


spans = st.builds(
    lambda days, hours: parse_span(f"P{days}DT{hours}H"), st.integers(1, 30), st.integers(0, 23)
) | st.sampled_from([parse_span("P1M"), parse_span("PT90M"), parse_span("P2W")])
short_spans = st.builds(lambda days: parse_span(f"P{days}D"), st.integers(1, 35))
windows = st.builds(
    lambda start, length, days: DayWindow.model_validate(
        {"from": start, "until": min(start + length, 1440), "weekdays": [d for d in WEEKDAYS if d in days]}
    ),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.sets(st.sampled_from(WEEKDAYS), min_size=1),
)
reminders = st.builds(
    Reminder,
    after=spans,
    wording=st.sampled_from(["reminder-1", "reminder-2", "reminder-last"]),
    channel=st.sampled_from([None, "sms", "telegram", "phone"]),
)
schedules = st.builds(
    Schedule,
    window=st.none() | windows,
    reminders=st.lists(reminders, max_size=8).map(tuple),
    phone_after=st.none() | spans,
    minimum_gap=spans,
    frequency_cap=st.none() | st.builds(FrequencyCap, contacts=st.integers(1, 100), within=short_spans),
    best_hour=st.booleans(),
)


def length(span: Span | None) -> tuple[int, int, int] | None:
    return None if span is None else (span.months, span.days, span.seconds)


@given(schedules)
def test_what_the_form_shows_it_reads_back(schedule: Schedule) -> None:
    read, faults = read_schedule(fields_typed(typed(fields_from(schedule))))
    assert faults == {}
    assert read is not None
    assert difference_in_words(schedule, read) == ((), ())
    assert [length(each.after) for each in read.reminders] == [length(each.after) for each in schedule.reminders]
    assert [length(read.phone_after), length(read.minimum_gap)] == [
        length(schedule.phone_after),
        length(schedule.minimum_gap),
    ]
    assert (read.window, read.best_hour) == (schedule.window, schedule.best_hour)


@given(st.dictionaries(st.sampled_from([*typed(fields_from(PLAIN)), "short-1", "after-9"]), st.text(max_size=12)))
def test_whatever_is_sent_becomes_a_schedule_or_a_reason(form: dict[str, str]) -> None:
    schedule, faults = read_schedule(fields_typed({**typed(fields_from(PLAIN)), **form}))
    assert (schedule is None) == bool(faults)
    assert all(told.endswith((".", ". ")) for told in faults.values())


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"window_from": "9"}, "window_from", '"08:30"'),
        ({"window_from": "09:00", "window_until": ""}, "window_until", "leave both times empty"),
        ({"window_from": "18:00", "window_until": "09:00"}, "window_until", "later than its `from`"),
        ({"weekdays": ()}, "weekday", "at least one day"),
        ({"minimum_gap": ""}, "minimum_gap", "2 days, 12 hours or 1 week"),
        ({"minimum_gap": "1 minute"}, "minimum_gap", "at least PT10M apart"),
        ({"cap_contacts": "4"}, "cap_within", "2 days, 12 hours or 1 week"),
        ({"cap_contacts": "0", "cap_within": "1 week"}, "cap_contacts", "1 or more"),
        ({"cap_contacts": "4", "cap_within": "2 months"}, "cap_within", "P35D"),
        ({"cap_within": "1 week"}, "cap_contacts", "whole number"),
        ({"phone_after": "0 days"}, "phone_after", "above nothing"),
        ({"phone_after": "soon"}, "phone_after", "2 days, 12 hours or 1 week"),
    ],
)
def test_each_field_says_what_to_do(changes: dict[str, object], field: str, told: str) -> None:
    fields = replace(fields_from(PLAIN), window_from="09:00", window_until="18:00")
    _, faults = read_schedule(replace(fields, **changes))  # type: ignore[arg-type] # each value is of its field
    assert told in faults[field]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"after": "1 min"}, "after-2"), ({"wording": "shout"}, "wording-2"), ({"channel": "fax"}, "channel-2")],
)
def test_each_step_says_what_to_do(change: dict[str, str], field: str) -> None:
    fields = fields_from(PLAIN)
    steps = (fields.steps[0], replace(fields.steps[1], **change))
    _, faults = read_schedule(replace(fields, steps=steps))
    assert list(faults) == [field]


def test_a_call_cannot_offer_the_short_form() -> None:
    fields = fields_from(PLAIN)
    step = replace(fields.steps[0], channel="phone", short=True)
    _, faults = read_schedule(replace(fields, steps=(step,)))
    assert "short-1" in faults


def test_a_number_that_no_form_of_ours_holds_is_none() -> None:
    assert fields_typed({"steps": "9" * 5000}).steps == ()
    fields = fields_typed({"steps": "1"})
    assert with_steps_changed(fields, "remove-" + "9" * 5000) == (fields, "")


def test_steps_are_added_moved_and_removed() -> None:
    fields = fields_from(PLAIN)
    fields, done = with_steps_changed(fields, "add")
    assert (len(fields.steps), done) == (3, "Step 3 was added.")
    fields, done = with_steps_changed(fields, "up-3")
    assert ([step.after for step in fields.steps], done) == (["2 days", "2 days", "3 days"], "Step 3 is now step 2.")
    fields, done = with_steps_changed(fields, "remove-1")
    assert ([step.after for step in fields.steps], done) == (["2 days", "3 days"], "Step 1 was removed.")
    for nothing in ("up-1", "down-2", "remove-3", "remove-0", "down-", "fly-1", ""):
        assert with_steps_changed(fields, nothing) == (fields, "")
    for _ in range(10):
        fields, _ = with_steps_changed(fields, "add")
    assert len(fields.steps) == 8


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2 days", "P2D"),
        ("1 Week", "P7D"),
        ("1 day and 12 hours", "P1DT12H"),
        ("36 h", "PT36H"),
        ("90 min", "PT90M"),
        ("3 months", "P3M"),
        ("p2w", "P2W"),
        ("0 days", "P0D"),
    ],
)
def test_lengths_of_time_are_read_as_people_write_them(text: str, iso: str) -> None:
    assert length(read_span(text)) == length(parse_span(iso))


@pytest.mark.parametrize("text", ["", "2", "days", "2 dogs", "2 days 3 days", "two days", "-2 days", "2.5 days", "1d2"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="2 days, 12 hours or 1 week"):
        read_span(text)


def test_a_schedule_in_words() -> None:
    document = {
        "window": {"from": "09:00", "until": "18:00", "weekdays": ["mon", "tue", "wed", "thu", "fri"]},
        "reminders": [
            {"after": "P2D"},
            {"after": "P1W", "wording": "reminder-2", "channel": "telegram", "short": True},
            {"after": "PT36H", "channel": "phone"},
        ],
        "minimum_gap": "P1D",
        "frequency_cap": {"contacts": 1, "within": "P7D"},
        "best_hour": True,
    }
    assert schedule_in_words(Schedule.model_validate(document)) == (
        "The invitation goes out when the questions are due.",
        "1. After 2 days without a reply a friendly reminder is sent.",
        "2. After 1 week without a reply a second reminder is sent, from here on by Telegram where the patient has it;"
        " it offers the short form where there is one.",
        "3. After 36 hours without a reply the patient goes on the phone list, for staff to ring.",
        "Messages go out Monday to Friday, between 09:00 and 18:00, within the clinic's own hours.",
        "Between two contacts of one patient there is at least 1 day.",
        "No patient gets more than 1 message that we begin within 1 week.",
        "Each patient is written to at the time of day at which they have answered before.",
    )
    assert [days_in_words(each) for each in (["tue", "thu"], ["sun"], ["mon", "wed", "fri"])] == [
        "Tuesday and Thursday",
        "Sunday",
        "Monday, Wednesday and Friday",
    ]
    assert [span_in_words(parse_span(each)) for each in ("-P3W", "P1DT1H", "P0D")] == [
        "-3 weeks",
        "1 day 1 hour",
        "0 days",
    ]
