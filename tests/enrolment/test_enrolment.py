"""Patients come in, are brought up to date, and things happen to them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import Connection, update

from bot.desk import Desk
from bot.enrolment import EnrolmentError, EnrolmentForm, EventForm, UnknownPatientError, enrol, record_event
from bot.planning import replan
from store.audit import verify
from store.ledger import tables
from store.patients import patient_by_ref

Form = Callable[..., EnrolmentForm]
Rows = Callable[..., list[dict[str, Any]]]


def reasons(rows: Rows) -> dict[str, str | None]:
    return {row["wave_key"]: row["reason"] for row in rows("wave")}


def test_a_patient_is_taken_in(connection: Connection, desk: Desk, form: Form, now: datetime, rows: Rows) -> None:
    enrolled = enrol(connection, desk, form(), now, actor="test")
    assert enrolled.created
    patient = rows("patient")[0]
    stored = str(patient)
    assert "Asta" not in stored
    assert "20000009" not in stored
    assert patient["phone_index"] == desk.keyring.phone_index("fjordby", "+4520000009")
    key = desk.keyring.patient_key(desk.key, patient["patient_id"], patient["key_wrapped"])
    row = str(patient["patient_id"])
    assert key.open(patient["phone_sealed"], table="patient", column="phone_sealed", row=row) == "+4520000009"
    assert key.open(patient["birth_year_sealed"], table="patient", column="birth_year_sealed", row=row) == "1958"
    assert reasons(rows) == {"baseline": None, "month-3": "event-missing", "month-12": "event-missing"}
    session = rows("session")[0]
    assert (session["state"], session["next_action"], session["sender_id"]) == ("scheduled", "first", "sms")
    assert session["next_action_at"] == now  # half past ten on a Tuesday: as soon as may be
    assert session["conversation_sealed"] is None
    assert verify(connection, "fjordby") is None


def test_the_same_form_twice_changes_nothing(
    connection: Connection, desk: Desk, form: Form, now: datetime, rows: Rows
) -> None:
    names = ("patient", "episode", "wave", "session", "consent")
    enrol(connection, desk, form(consent=True), now, actor="test")
    before = {name: rows(name) for name in names}
    assert not enrol(connection, desk, form(consent=True), now + timedelta(minutes=1), actor="test").created
    after = {name: rows(name) for name in names}
    for each in (before, after):
        each["session"] = [{**row, "updated_at": None, "next_action_at": None} for row in each["session"]]
    assert before == after


def test_a_later_event_plans_its_waves(
    connection: Connection, desk: Desk, form: Form, now: datetime, rows: Rows
) -> None:
    enrol(connection, desk, form(), now, actor="test")
    event = EventForm(kind="treatment-started", on=date(2026, 5, 20))
    record_event(connection, desk, "P-1", event, now, actor="test")
    assert reasons(rows) == {"baseline": None, "month-3": None, "month-12": None}
    due = {row["wave_key"]: row["due_at"].date() for row in rows("session")}
    assert due["month-3"] == date(2026, 8, 19)  # midnight in Copenhagen is the evening before in UTC
    moved = EventForm(kind="treatment-started", on=date(2026, 6, 1))
    record_event(connection, desk, "P-1", moved, now, actor="test")
    assert {row["wave_key"]: row["due_at"].date() for row in rows("session")}["month-3"] == date(2026, 8, 31)
    assert len(rows("session")) == 3
    assert len(rows("episode")) == 1


def test_an_end_takes_back_what_has_not_begun(
    connection: Connection, desk: Desk, form: Form, now: datetime, rows: Rows
) -> None:
    enrol(connection, desk, form(), now, actor="test")
    record_event(connection, desk, "P-1", EventForm(kind="treatment-ended", on=date(2026, 5, 12)), now, actor="test")
    assert rows("session") == []
    assert reasons(rows)["baseline"] == "ended"


def test_death_ends_everything(connection: Connection, desk: Desk, form: Form, now: datetime, rows: Rows) -> None:
    enrol(connection, desk, form(), now, actor="test")
    record_event(connection, desk, "P-1", EventForm(kind="deceased", on=date(2026, 5, 12)), now, actor="test")
    assert rows("patient")[0]["status"] == "deceased"
    assert rows("session") == []
    assert set(reasons(rows).values()) == {"deceased"}


def begin(connection: Connection, rows: Rows, wave: str) -> None:
    """As the first contact leaves a session, for what planning looks at."""
    session = next(row for row in rows("session") if row["wave_key"] == wave)
    table = tables["session"]
    connection.execute(
        update(table)
        .where(table.c.session_id == session["session_id"])
        .values(state="invited", conversation_sealed=b"begun", contacts=1)
    )


def test_what_has_begun_is_left_alone(
    connection: Connection, desk: Desk, form: Form, now: datetime, rows: Rows
) -> None:
    enrol(connection, desk, form(), now, actor="test")
    begin(connection, rows, "baseline")
    before = [row for row in rows("session") if row["wave_key"] == "baseline"]
    record_event(connection, desk, "P-1", EventForm(kind="referral-accepted", on=date(2026, 5, 11)), now, actor="test")
    record_event(connection, desk, "P-1", EventForm(kind="treatment-ended", on=date(2026, 5, 12)), now, actor="test")
    assert [row for row in rows("session") if row["wave_key"] == "baseline"] == before
    assert len(rows("episode")) == 1


def test_what_happens_again_after_its_wave_is_over_begins_a_new_episode(
    connection: Connection, desk: Desk, form: Form, now: datetime, rows: Rows
) -> None:
    enrol(connection, desk, form(), now, actor="test")
    begin(connection, rows, "baseline")
    later = now + timedelta(days=200)
    again = EventForm(kind="referral-accepted", on=later.date())
    record_event(connection, desk, "P-1", again, later, actor="test")
    episodes = sorted(rows("episode"), key=lambda row: row["created_at"])
    assert [row["ended_at"] is None for row in episodes] == [False, True]
    fresh = {row["wave_key"]: row["reason"] for row in rows("wave", episode_id=episodes[1]["episode_id"])}
    assert fresh == {"baseline": None, "month-3": "event-missing", "month-12": "event-missing"}
    old = {row["wave_key"]: row["reason"] for row in rows("wave", episode_id=episodes[0]["episode_id"])}
    assert old == {"baseline": None, "month-3": "ended", "month-12": "ended"}


def test_a_new_number_is_in_another_hand(
    connection: Connection, desk: Desk, form: Form, now: datetime, rows: Rows
) -> None:
    enrol(connection, desk, form(), now, actor="test")
    table = tables["patient"]
    connection.execute(update(table).values(status="wrong_person", identified_at=now, unreachable_at=now))
    replan(connection, desk, patient_by_ref(connection, "fjordby", "P-1") or {}, now)
    assert reasons(rows)["baseline"] == "wrong-person"
    assert rows("session") == []
    enrol(connection, desk, EnrolmentForm(ref="P-1", phone="+45 20 00 00 10"), now, actor="test")
    patient = rows("patient")[0]
    assert (patient["status"], patient["identified_at"], patient["unreachable_at"]) == ("active", None, None)
    assert len(rows("session")) == 1


def test_a_stop_of_the_number_holds_for_who_is_enrolled_with_it(
    connection: Connection, desk: Desk, form: Form, now: datetime, rows: Rows
) -> None:
    stop = {
        "clinic_id": "fjordby",
        "opt_out_id": "0e3f5a52-5f0e-4c6f-9d6a-111111111111",
        "address_index": desk.keyring.phone_index("fjordby", "+4520000009"),
        "channel": "sms",
        "source": "patient",
        "at": now,
    }
    connection.execute(tables["opt_out"].insert(), [stop])
    enrol(connection, desk, form(), now, actor="test")
    assert reasons(rows)["baseline"] == "opted-out"
    assert rows("session") == []


REASONS = [
    ({"facts": {"interpreter": True}}, "excluded"),
    ({"birth_year": 2015}, "excluded"),
    ({"consent": False}, "no-consent"),
    ({"phone": None}, "no-usable-number"),
    ({"channel": "telegram", "phone": None}, "no-usable-number"),
    ({"events": [{"kind": "referral-accepted", "on": "2026-01-10"}]}, "window-passed"),
]


@pytest.mark.parametrize(("change", "reason"), REASONS)
def test_reasons_are_kept_with_the_wave(
    connection: Connection, desk: Desk, form: Form, now: datetime, rows: Rows, change: dict[str, Any], reason: str
) -> None:
    enrol(connection, desk, form(**change), now, actor="test")
    assert reasons(rows)["baseline"] == reason
    assert rows("session") == []


REFUSED = [
    ({"phone": "12"}, "phone"),
    ({"phone": "+45 20 00 00 0"}, "phone"),
    ({"phone": "=HYPERLINK(1)"}, "phone"),
    ({"language": "pl"}, "language"),
    ({"channel": "phone"}, "channel"),
    ({"birth_year": 2027}, "birth_year"),
    ({"birth_year": None}, "birth_year"),
    ({"pathway": "nothing"}, "pathway"),
    ({"pathway": None}, "pathway"),
    ({"events": [{"kind": "moon-landing", "on": "2026-05-01"}]}, "events"),
    ({"events": [{"kind": "referral-accepted", "on": "1026-05-01"}]}, "events"),
]


@pytest.mark.parametrize(("change", "field"), REFUSED)
def test_faults_name_their_field_and_never_the_value(
    connection: Connection, desk: Desk, form: Form, now: datetime, rows: Rows, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(EnrolmentError) as refused:
        enrol(connection, desk, form(**change), now, actor="test")
    assert [fault.field for fault in refused.value.faults] == [field]
    assert str(change.get("phone", "Asta")) not in str(refused.value)


def test_two_patients_cannot_share_a_number(connection: Connection, desk: Desk, form: Form, now: datetime) -> None:
    enrol(connection, desk, form(), now, actor="test")
    with pytest.raises(EnrolmentError, match="another patient's number"):
        enrol(connection, desk, form(ref="P-2"), now, actor="test")
    record_event(connection, desk, "P-1", EventForm(kind="deceased", on=now.date()), now, actor="test")
    assert enrol(connection, desk, form(ref="P-2"), now, actor="test").created


@pytest.mark.parametrize(
    "change",
    [
        {"ref": "010158-1234"},
        {"ref": "0101581234"},
        {"ref": "01015812345"},
        {"ref": "19580101-1234"},
        {"ref": "../x"},
        {"ref": ""},
        {"name": "=cmd()"},
        {"name": "<script>"},
        {"name": "\ud800"},
        {"name": "A\x00"},
        {"birth_year": 1880},
        {"zone": "Mars/Base"},
        {"facts": {"x": "{{7*7}}"}},
        {"facts": {"X Y": 1}},
        {"colour": "red"},
    ],
)
def test_forms_refused(form: Form, change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        form(**change)


def test_languages_are_matched_by_their_base(
    connection: Connection, desk: Desk, form: Form, now: datetime, rows: Rows
) -> None:
    enrol(connection, desk, form(language="nn-NO"), now, actor="test")
    assert rows("patient")[0]["language"] == rows("session")[0]["language"] == "nb"


def test_an_event_of_nobody_or_of_no_pathway(connection: Connection, desk: Desk, form: Form, now: datetime) -> None:
    with pytest.raises(UnknownPatientError):
        record_event(connection, desk, "P-9", EventForm(kind="deceased", on=now.date()), now, actor="test")
    enrol(connection, desk, form(), now, actor="test")
    with pytest.raises(EnrolmentError, match="no pathway of the patient counts from it"):
        record_event(connection, desk, "P-1", EventForm(kind="moon-landing", on=now.date()), now, actor="test")
