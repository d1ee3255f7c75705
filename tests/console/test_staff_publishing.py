"""A schedule published: whom it reaches, what it leaves alone, and that the clinic's file does not undo it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from bot.enrolment import EventForm, record_event
from bot.publishing import PublishError, StaleVersionError, history, preview_change, publish
from flows.hours import DayWindow
from flows.pathway import Pathway
from flows.schedule import FrequencyCap, Reminder, Schedule
from flows.spans import parse_span
from store.audit import verify
from store.clinics import clinic_row
from store.ledger import tables
from tests.console.clinics import House

AFTERNOON = DayWindow.model_validate({"from": "15:00", "until": "18:00"})


def current(house: House) -> tuple[int, Pathway]:
    with house.desk() as (_, desk):
        return desk.pathways["pain"]


def afternoons(house: House) -> Schedule:
    return current(house)[1].schedule.model_copy(update={"window": AFTERNOON})


def published(house: House, schedule: Schedule, *, move: bool = False, based_on: int | None = None) -> int:
    with house.desk() as (connection, desk):
        given: dict[str, Any] = {"by": "staff:anna", "reason": "asked for by patients", "move": move}
        version = desk.pathways["pain"][0] if based_on is None else based_on
        return publish(connection, desk, "pain", schedule, based_on=version, now=house.clock(), **given)


def test_what_has_not_begun_follows_and_what_has_begun_keeps_its_schedule(house: House) -> None:
    house.enrol("F-1", "20000111")
    house.work()
    house.enrol("F-2", "20000112", on="2026-11-17")
    assert [house.session(ref)["state"] for ref in ("F-1", "F-2")] == ["invited", "scheduled"]
    new = afternoons(house)
    with house.desk() as (connection, desk):
        before = house.rows("session")
        change = preview_change(connection, desk, "pain", new, house.clock())
    assert house.rows("session") == before
    assert (change.waiting, change.rescheduled, change.running, change.movable) == (1, 1, 1, 1)
    assert published(house, new) == 2
    running, waiting = house.session("F-1"), house.session("F-2")
    assert (running["pathway_version"], running["next_action_at"].hour) == (1, 9)
    assert (waiting["pathway_version"], waiting["next_action_at"].hour) == (2, 14)  # 15:00 in Copenhagen
    assert {row["pathway_version"] for row in house.rows("episode")} == {2}
    house.work()
    assert house.session("F-2")["state"] == "scheduled"
    house.clock.now = waiting["next_action_at"]
    house.work()
    assert house.session("F-2")["state"] == "invited"
    done = [row for row in house.rows("audit") if row["action"] == "pathway.publish"]
    assert [(row["actor"], row["detail"]) for row in done] == [
        ("staff:anna", {"version": 2, "based_on": 1, "waiting": 1, "moved": 0})
    ]
    assert verify(house.running.engine.connect(), "fjordby") is None


def test_a_conversation_that_is_moved_is_reminded_by_the_new_schedule(house: House) -> None:
    house.enrol("F-1", "20000111")
    house.work()
    published(house, afternoons(house), move=True)
    session = house.session("F-1")
    assert (session["pathway_version"], session["next_action"]) == (2, "reminder-1")
    house.clock.now = session["next_action_at"]
    assert house.clock().hour == 14
    house.work()
    assert house.session("F-1")["contacts"] == 2


def test_waves_that_are_planned_later_go_by_the_newest_schedule(house: House) -> None:
    house.enrol("F-1", "20000111")
    house.work()
    published(house, afternoons(house))
    with house.desk() as (connection, desk):
        event = EventForm(kind="treatment-started", on="2026-11-17")
        record_event(connection, desk, "F-1", event, house.clock(), actor="test", pathway="pain")
    assert house.session("F-1", "month-3")["pathway_version"] == 2


def test_patients_on_a_version_with_other_questions_stay_on_it(house: House) -> None:
    house.enrol("F-1", "20000111")
    _, pathway = current(house)
    other = pathway.waves[0].model_copy(update={"optional": ()})
    changed = pathway.model_copy(update={"waves": (other, *pathway.waves[1:])})
    house.apply(replace(house.source, pathways=(changed,)))
    new = afternoons(house)
    with house.desk() as (connection, desk):
        change = preview_change(connection, desk, "pain", new, house.clock())
    assert (change.waiting, change.apart) == (0, 1)
    assert published(house, new, move=True) == 3
    assert house.session("F-1")["pathway_version"] == 1


def test_what_an_experiment_has_given_a_schedule_is_left_alone(house: House) -> None:
    house.enrol("F-1", "20000111")
    plain = current(house)[1].schedule.model_dump(mode="json")
    with house.desk() as (connection, _):
        row = {
            "clinic_id": "fjordby",
            "experiment_id": "softer",
            "pathway_id": "pain",
            "pathway_version": 1,
            "document": {"arms": {"a": plain, "b": plain}},
            "started_at": house.clock(),
            "ends_at": house.clock() + timedelta(days=90),
            "started_by": "test",
            "reason": "to see",
        }
        connection.execute(tables["experiment"].insert(), [row])
        connection.execute(tables["session"].update().values(arm="softer/a"))
    new = afternoons(house)
    with house.desk() as (connection, desk):
        change = preview_change(connection, desk, "pain", new, house.clock())
    assert (change.waiting, change.compared, change.experiment) == (0, 1, "softer")
    published(house, new, move=True)
    assert house.session("F-1")["pathway_version"] == 1


def test_a_change_to_a_version_that_is_no_longer_in_force_is_refused(house: House) -> None:
    published(house, afternoons(house))
    later = current(house)[1].schedule.model_copy(update={"best_hour": True})
    with pytest.raises(StaleVersionError) as refused:
        published(house, later, based_on=1)
    assert refused.value.current == 2
    assert published(house, later) == 3


def test_a_reason_is_needed(house: House) -> None:
    schedule = current(house)[1].schedule.model_copy(update={"best_hour": True})
    for reason, told in (("  ", "why"), ("x" * 501, "500")):
        given: dict[str, Any] = {"by": "staff:anna", "reason": reason, "move": False, "now": house.clock()}
        with house.desk() as (connection, desk), pytest.raises(PublishError, match=told):
            publish(connection, desk, "pain", schedule, based_on=1, **given)


def test_what_says_the_same_or_could_never_send_is_not_published(house: House) -> None:
    schedule = current(house)[1].schedule
    same = schedule.model_copy(update={"minimum_gap": parse_span("PT24H")})
    assert same != schedule
    night = DayWindow.model_validate({"from": "21:00", "until": "23:00"})
    with pytest.raises(PublishError, match="the same as version 1"):
        published(house, schedule)
    with pytest.raises(PublishError, match="no moment to write"):
        published(house, schedule.model_copy(update={"window": night}))


def test_the_preview_warns_of_what_nobody_would_meet(house: House) -> None:
    late = Reminder(after=parse_span("P5W"))
    lost = Reminder(after=parse_span("P1D"), channel="telegram", short=True)
    old = current(house)[1].schedule
    schedule = old.model_copy(update={"reminders": (lost, late), "frequency_cap": None, "phone_after": None})
    house.open_elsewhere()
    with house.desk("elsewhere") as (connection, desk):
        told = preview_change(connection, desk, "pain", schedule, house.clock()).warnings
    assert sum("last step comes after" in each for each in told) == 2  # the windows of 4 weeks and of a month
    assert any("no sender for Telegram" in each for each in told)
    assert any("no short form" in each.replace("No wave of this pathway has a", "no") for each in told)


def test_who_publishes_holds_up_no_turn(house: House) -> None:
    """A turn writes rows that name the clinic while it holds its patients: waiting there would be a deadlock."""
    patient = house.enrol("F-1", "20000111")
    consent = {"clinic_id": "fjordby", "consent_id": uuid4(), "patient_id": patient, "pathway_id": "pain"}
    with house.desk() as (connection, _):
        clinic_row(connection, "fjordby", lock=True)
        with house.desk() as (turn, _):
            turn.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
            row = {**consent, "given": True, "how": "sms", "at": house.clock()}
            turn.execute(tables["consent"].insert(), [row])
    assert len(house.rows("consent")) == 1


def test_history_says_who_changed_what_why(house: House) -> None:
    published(house, afternoons(house))
    cap = FrequencyCap(contacts=3, within=parse_span("P7D"))
    published(house, current(house)[1].schedule.model_copy(update={"frequency_cap": cap}))
    with house.desk() as (connection, _):
        newest, middle, first = history(connection, "fjordby", "pain")
    assert newest.come == ("No patient gets more than 3 messages that we begin within 1 week.",)
    assert newest.gone == ()
    assert (middle.published_by, middle.reason, middle.by_staff) == ("staff:anna", "asked for by patients", True)
    assert "between 15:00 and 18:00" in middle.come[0]
    assert (first.by_staff, first.only_schedule, middle.only_schedule) == (False, False, True)


def test_the_clinics_file_keeps_a_published_schedule_unless_it_names_the_version(house: House) -> None:
    house.enrol("F-1", "20000111")
    published(house, afternoons(house))
    lines, warnings = house.apply()
    assert lines == ()
    assert "published as version 2 is kept" in warnings[0]
    assert any("in the file: Messages go out every day, between 09:00 and 18:00" in each for each in warnings)
    pathway = house.source.pathways[0].model_copy(update={"title": "Pain that lasts"})
    lines, warnings = house.apply(replace(house.source, pathways=(pathway,)))
    assert lines == ("pathway pain: version 3 (sessions under way keep theirs)",)
    assert current(house)[1].schedule.window == AFTERNOON
    assert "published as version 2 is kept" in warnings[0]
    named = house.source.file.model_copy(update={"schedules": {"pain": 2}})
    lines, warnings = house.apply(replace(house.source, file=named, pathways=(pathway,)))
    assert "pathway pain: version 4 (sessions under way keep theirs)" in lines
    assert not any("kept" in each for each in warnings)
    assert current(house)[1].schedule == house.source.pathways[0].schedule
    assert house.apply(replace(house.source, file=named, pathways=(pathway,))) == ((), ())


def test_a_new_schedule_in_the_file_reaches_what_has_not_begun(house: House) -> None:
    house.enrol("F-1", "20000111")
    pathway = house.source.pathways[0]
    changed = pathway.model_copy(update={"schedule": pathway.schedule.model_copy(update={"window": AFTERNOON})})
    house.apply(replace(house.source, pathways=(changed,)))
    session = house.session("F-1")
    assert (session["pathway_version"], session["next_action_at"].hour) == (2, 14)
