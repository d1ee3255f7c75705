"""What is under way when something else happens: a call, another schedule, a new run, a silence of years."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from bot.phone_call import Line, answer_call, begin_call
from bot.publishing import publish
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
