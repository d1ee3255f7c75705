"""What is under way when something else happens: a call, another schedule, a new run, a silence of years."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from bot.batch import run_batch
from bot.objecting import record_objection
from bot.phone_call import Line, answer_call, begin_call
from bot.publishing import publish
from bot.quality import quality
from bot.response_report import report_response
from channels.channel import Inbound
from flows.schedule import Schedule
from store.database import transaction
from tests.enrolment.test_shipped_pathways import House
from tests.enrolment.test_shipped_pathways import house as house  # a fixture


def session_of(house: House, wave: str) -> dict[str, Any]:
    (row,) = house.rows("session", wave_key=wave)
    return row


def on_the_phone(house: House, session_id: UUID, *words: str) -> Line:
    """Each line of staff's typing, a few seconds apart."""
    stores = (house.compiled, house.keyring, "fjordby", session_id)
    with transaction(house.engine) as connection:
        line = begin_call(connection, *stores, by="nurse", now=house.now)
    for said in words:
        house.now += timedelta(seconds=20)
        with transaction(house.engine) as connection:
            line = answer_call(connection, *stores, said, answered_by="patient", by="nurse", now=house.now)
    return line


def test_what_follows_an_asking_on_the_phone_is_planned_too(house: House) -> None:
    house.enrol("back-pain", ("referral-accepted", "2026-05-12"))
    house.pass_to(house.now + timedelta(hours=1))
    line = on_the_phone(house, session_of(house, "status-1")["session_id"], "JA", "1958", "JA")
    while line.state == "asking":
        for words in ("8", "nej", "1"):
            line = on_the_phone(house, session_of(house, "status-1")["session_id"], words)
            if line.outcome != "invalid":
                break
    assert line.state in ("offering", "completed")
    assert house.reasons()["status-2"] is None
    assert house.rows("session", wave_key="status-2")


def new_schedule(house: House, pathway: str) -> None:
    schedule = Schedule.model_validate({"reminders": [{"after": "P3D"}]})

    def act(connection: Any, desk: Any) -> int:
        how = {"by": "staff:ea", "reason": "fewer", "move": False, "now": house.now}
        return publish(connection, desk, pathway, schedule, based_on=desk.pathways[pathway][0], **how)

    house.work(act)


def test_a_new_schedule_does_not_keep_open_what_an_event_closes(house: House) -> None:
    house.enrol("chronic-pain", ("referral-accepted", "2026-05-12"))
    house.pass_to(house.now + timedelta(hours=1))
    new_schedule(house, "chronic-pain")
    closes = house.waves()["baseline"].closes_at
    house.event("first-visit", "2026-05-20")
    assert session_of(house, "baseline")["closes_at"] < closes
    assert session_of(house, "baseline")["pathway_version"] == 1


def test_an_asking_of_an_earlier_run_is_counted_once(house: House) -> None:
    house.enrol("chronic-pain", ("treatment-started", "2025-05-12"))
    house.event("procedure", "2026-04-15", procedure="rf")
    for days in (0, 58, 42):  # the yearly round begins, the one after the procedure, and that is over
        house.pass_to(house.now + timedelta(days=days, hours=1))
    house.event("procedure", house.now.date().isoformat(), procedure="rf")
    assert house.reasons()["status-1"] == "asked-before"

    def report(connection: Any, _: Any) -> Any:
        period = {"since": date(2026, 1, 1), "until": date(2027, 1, 1), "now": house.now}
        return report_response(connection, house.compiled, house.keyring, "fjordby", **period)

    (_, waves, *_) = house.work(report).tables
    assert {row.groups["wave"]: row.eligible for row in waves}["status-1"] == 1


@pytest.mark.parametrize("words", [("STOP", "START"), ("wrong number",)])
def test_no_word_from_their_number_brings_the_dead_back(house: House, words: tuple[str, ...]) -> None:
    house.enrol("back-pain", ("treatment-ended", "2026-05-12"))
    house.event("deceased", "2026-05-12")
    for said in words:
        house.say(said)
    assert [row["status"] for row in house.rows("patient")] == ["deceased"]


def test_who_never_answers_what_comes_again_is_listed(house: House) -> None:
    """Nothing of ours ends it: staff are told, and say whether the patient still takes part."""
    house.enrol("back-pain", ("referral-accepted", "2026-05-12"))

    def listed() -> list[str]:
        found = house.work(lambda connection, desk: quality(connection, house.compiled, desk, house.now))
        return [each.about for each in found if each.code == "never-answers"]

    for number in (1, 2, 3):
        assert listed() == []
        while house.waves()[f"status-{number}"].state != "expired":
            house.pass_to(house.waves()[f"status-{number}"].future[0].at)
    assert listed() == ["3"]


def test_no_question_leaves_after_an_objection(house: House) -> None:
    house.enrol("palliative-needs", ("admission", "2026-05-12"), diagnosis="lung")
    house.pass_to(house.now + timedelta(hours=1))
    inbound = Inbound("sms", "SM1", "+4520000002", "+4520000009", "JA", house.now)
    with transaction(house.engine) as connection:
        run_batch(connection, house.compiled, house.keyring, [inbound], house.now)
    assert [row["status"] for row in house.rows("message_out")] == ["sent", "queued"]
    house.work(
        lambda connection, desk: record_objection(
            connection, house.compiled, desk, "P-1", "palliative-needs", "no-time", house.now, actor="test"
        )
    )
    assert [row["status"] for row in house.rows("message_out")] == ["sent", "cancelled"]


@pytest.mark.parametrize(
    ("kind", "on", "withdraw"), [("first-visit", "2026-05-12", False), ("referral-accepted", "2026-05-12", True)]
)
def test_what_ends_a_wave_ends_the_talk_at_once(house: House, kind: str, on: str, withdraw: bool) -> None:
    """An answer that comes before the next round would lead to one question more."""
    house.enrol("chronic-pain", ("referral-accepted", "2026-05-12"))
    house.pass_to(house.now + timedelta(hours=1))
    for words in ("JA", "1958", "JA", "7"):
        house.say(words)
    assert session_of(house, "baseline")["state"] == "asking"
    house.now += timedelta(days=1)
    before = len(house.rows("message_out"))
    house.event(kind, on, withdraw=withdraw)
    session = session_of(house, "baseline")
    assert (session["state"], session["next_action_at"]) == ("partial", None)
    assert house.say("5") == "nothing-open"
    assert {row["kind"] for row in house.rows("message_out")[before:]} <= {"thanks-kept"}
    assert [row["value"] for row in house.rows("answer")] == [7]
    assert [row["action"] for row in house.rows("audit")][-1].startswith("patient.event")
