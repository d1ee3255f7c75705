"""Who comes of age is asked, though nothing is recorded on that day."""

from datetime import UTC, datetime

from sqlalchemy import update

from bot.ageing import replan_aged
from bot.keys import erase_patient
from store.database import transaction
from store.ledger import tables
from tests.turns.conftest import House

CHILD = "+4520000102"


def reason(house: House) -> str | None:
    patient = house.one("patient", ref="F-2")
    found: str | None = house.one("wave", patient_id=patient["patient_id"], wave_key="baseline")["reason"]
    return found


async def test_a_patient_kept_out_by_age_is_asked_when_the_year_is_new_everywhere(house: House) -> None:
    await house.settle()
    house.clock.now = datetime(2026, 12, 28, 9, 0, tzinfo=UTC)
    events = [{"kind": "referral-accepted", "on": "2026-12-28"}]
    house.enrol("F-2", CHILD, birth_year=2009, events=events)
    house.enrol("F-3", "+4520000103", birth_year=2014, events=events)
    await house.settle()
    assert reason(house) == "excluded"
    house.clock.now = datetime(2027, 1, 1, 11, 59, tzinfo=UTC)
    assert replan_aged(house.running) == 0
    house.clock.now = datetime(2027, 1, 1, 12, 0, tzinfo=UTC)
    await house.settle()
    assert reason(house) is None
    assert replan_aged(house.running) == 0, "once a year"
    await house.wait(days=7)
    assert CHILD in {outbound.address for outbound in house.provider.taken}
    assert "+4520000103" not in {outbound.address for outbound in house.provider.taken}


async def test_whoever_is_forgotten_or_kept_out_by_something_else_is_left(house: House) -> None:
    await house.settle()
    house.clock.now = datetime(2026, 12, 28, 9, 0, tzinfo=UTC)
    house.enrol("F-2", CHILD, birth_year=2009)
    house.enrol("F-3", "+4520000103", events=[])
    with transaction(house.running.engine) as connection:
        erase_patient(connection, "fjordby", "F-2", house.clock(), actor="test", reason="asked")
    house.clock.now = datetime(2027, 1, 2, 12, 0, tzinfo=UTC)
    assert replan_aged(house.running) == 0


async def test_one_who_cannot_be_planned_holds_up_no_other(house: House) -> None:
    await house.settle()
    house.clock.now = datetime(2026, 12, 28, 9, 0, tzinfo=UTC)
    events = [{"kind": "referral-accepted", "on": "2026-12-28"}]
    for number in (2, 3):
        house.enrol(f"F-{number}", f"+452000010{number}", birth_year=2009, events=events)
    first = min(("F-2", "F-3"), key=lambda ref: house.one("patient", ref=ref)["patient_id"])
    with transaction(house.running.engine) as connection:
        patients = tables["patient"]
        connection.execute(update(patients).where(patients.c.ref == first).values(birth_year_sealed=b"damaged"))
    house.clock.now = datetime(2027, 1, 2, 12, 0, tzinfo=UTC)
    assert (replan_aged(house.running), replan_aged(house.running)) == (1, 0)
    assert [(row["patient_id"], row["detail"]) for row in house.rows("task", kind="fault")] == [
        (house.one("patient", ref=first)["patient_id"], {"at": "ages"})
    ]
