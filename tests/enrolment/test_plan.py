"""The plan of one patient: what staff are told about what comes and why something does not."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console
from sqlalchemy import Connection, update

from bot.desk import Desk
from bot.enrolment import EnrolmentForm, EventForm, UnknownPatientError, enrol, record_event
from bot.plan import FutureContact, Plan, plan
from bot.plan_text import render_plan
from store.ledger import tables

Form = Callable[..., EnrolmentForm]
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def shown(future: tuple[FutureContact, ...]) -> list[tuple[str, str]]:
    return [(each.at.astimezone(COPENHAGEN).strftime("%a %d %b %H:%M"), each.rule) for each in future]


def wave(found: Plan, key: str) -> Any:
    return next(each for each in found.waves if each.wave == key)


def test_what_comes_and_why_not(connection: Connection, desk: Desk, form: Form, now: datetime) -> None:
    enrol(connection, desk, form(), now, actor="test")
    found = plan(connection, desk, "P-1", now)
    assert found.holds == ()
    baseline = wave(found, "baseline")
    assert (baseline.state, baseline.reason) == ("scheduled", None)
    assert shown(baseline.future) == [
        ("Tue 12 May 10:30", "first"),
        ("Fri 15 May 09:00", "reminder-1"),  # Ascension Day is the 14th
        ("Mon 18 May 09:00", "reminder-2"),
        ("Fri 22 May 09:00", "reminder-3"),
        ("Tue 26 May 09:00", "phone"),
        ("Sun 07 Jun 00:00", "close"),
    ]
    missing = wave(found, "month-3")
    assert (missing.reason, missing.fix) == ("event-missing", "Record the event that the wave counts from.")
    assert missing.future == ()


def test_the_timer_is_what_the_plan_shows(
    connection: Connection, desk: Desk, form: Form, now: datetime, rows: Callable[..., Any]
) -> None:
    enrol(connection, desk, form(), now, actor="test")
    record_event(connection, desk, "P-1", EventForm(kind="treatment-started", on=date(2026, 5, 20)), now, actor="test")
    found = plan(connection, desk, "P-1", now)
    timers = {row["wave_key"]: (row["next_action_at"], row["next_action"]) for row in rows("session")}
    assert len(timers) == 3
    for each in found.waves:
        assert (each.future[0].at, each.future[0].rule) == timers[each.wave]


def change(connection: Connection, name: str, **values: Any) -> None:
    connection.execute(update(tables[name]).values(values))


STOPPED = [
    ("patient", {"status": "opted_out"}, "opted-out"),
    ("patient", {"unreachable_at": datetime.fromisoformat("2026-05-12T08:00+00:00")}, "no-usable-number"),
    ("session", {"state": "handed_over"}, "handed-over"),
]


@pytest.mark.parametrize(("table", "values", "reason"), STOPPED)
def test_what_stops_a_conversation_is_named(
    connection: Connection, desk: Desk, form: Form, now: datetime, table: str, values: dict[str, Any], reason: str
) -> None:
    enrol(connection, desk, form(), now, actor="test")
    change(connection, "session", state="invited", contacts=1, last_contact_at=now)
    change(connection, table, **values)
    baseline = wave(plan(connection, desk, "P-1", now), "baseline")
    assert baseline.reason == reason
    assert baseline.fix
    assert [each.rule for each in baseline.future] == ["close"]


def test_what_holds_everything_is_named(connection: Connection, desk: Desk, form: Form, now: datetime) -> None:
    enrol(connection, desk, form(), now, actor="test")
    change(connection, "clinic", live=False, paused=True)
    change(connection, "sender", paused=True)
    holds = [hold.reason for hold in plan(connection, desk, "P-1", now).holds]
    assert holds == ["clinic-not-live", "clinic-paused", "sender-paused"]


def test_nobody_has_a_plan_without_a_reference(connection: Connection, desk: Desk, now: datetime) -> None:
    with pytest.raises(UnknownPatientError):
        plan(connection, desk, "P-9", now)


def test_the_terminal_says_it_in_the_patients_time(
    connection: Connection, desk: Desk, form: Form, now: datetime, tmp_path: Path
) -> None:
    enrol(connection, desk, form(), now, actor="test")
    console = Console(width=120, record=True, file=(tmp_path / "out").open("w"))
    console.print(render_plan(plan(connection, desk, "P-1", now)))
    text = console.export_text()
    assert "pain baseline (Before the first visit): scheduled" in text
    assert "Fri 2026-05-15 09:00  message" in " ".join(text.split()) or "Fri 2026-05-15 09:00" in text
    assert "not asked: event-missing. Record the event that the wave counts from." in text
    assert "Asta" not in text
