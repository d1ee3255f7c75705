"""The clinician's colour beside the patient's, in the store and in the audit."""

import pytest

from bot.clinicians import NoSuchSessionError, Standing, give_own, override_level, standing
from store.audit import verify
from store.database import transaction
from tests.turns.conftest import House
from triage.combine import OverrideError

WHY = "Spoke with her: the pain is from the operation yesterday"


def said(house: House, do, *words, **more) -> Standing:
    with transaction(house.running.engine) as connection:
        session_id = house.session()["session_id"]
        return do(connection, house.running.compiled, "fjordby", session_id, *words, **more)


def now(house: House) -> dict:
    return {"by": "nurse-4", "now": house.clock()}


async def test_an_override_holds_until_the_patient_says_more(house: House):
    house.enrol()
    await house.begin("9")
    assert said(house, standing).level == "yellow"
    made = said(house, override_level, "green", reason=WHY, **now(house))
    assert (made.patient, made.level, made.overridden) == ("yellow", "green", True)
    with pytest.raises(OverrideError, match="already"):
        said(house, override_level, "green", reason=WHY, **now(house))
    row = house.one("clinician_assessment")
    assert (row["kind"], row["was"], row["level"], row["assessed_by"]) == ("override", "yellow", "green", "nurse-4")
    assert WHY.encode() not in row["reason_sealed"]
    audit = house.one("audit", action="assessment.override")
    assert audit["detail"] == {"was": "yellow", "level": "green", "reason": str(row["clinician_assessment_id"])}
    with transaction(house.running.engine) as connection:
        assert verify(connection, "fjordby") is None
    await house.write("I want to die")
    assert (said(house, standing).level, said(house, standing).overridden) == ("red", False)


async def test_the_graver_of_two_stands_where_no_matrix_says_otherwise(house: House):
    house.enrol()
    await house.begin("9")
    made = said(house, give_own, "green", reason="", **now(house))
    assert (made.patient, made.clinician, made.level) == ("yellow", "green", "yellow")
    assert house.one("clinician_assessment")["reason_sealed"] is None


async def test_another_clinics_session_is_not_found(house: House):
    house.enrol()
    await house.begin()
    with transaction(house.running.engine) as connection, pytest.raises(NoSuchSessionError):
        standing(connection, house.running.compiled, "elsewhere", house.session()["session_id"])
