"""An alert, or a clinician's red, that nobody acknowledges reaches the clinic's second level, once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update

from bot.delivering import deliver_due
from bot.escalating import escalate_due
from tests.doubles.clinic_endpoint import SECRET, clinic_endpoint
from tests.doubles.stage import Stage, tables


@pytest.mark.parametrize(("kind", "codes"), [("alert", {"group": "self-harm"}), ("assessment", {"said": "clinician"})])
async def test_it_is_told_once_and_only_when_the_time_is_over(stage: Stage, kind: str, codes: dict[str, str]) -> None:
    patient = stage.patient()
    alert = {
        "clinic_id": stage.clinic_id,
        "task_id": uuid4(),
        "kind": kind,
        "level": "red",
        "patient_id": patient,
        "detail": codes,
        "raised_at": stage.clock(),
        "due_at": stage.clock() + timedelta(hours=1),
    }
    stage.write(insert(tables["task"]).values(alert))
    with clinic_endpoint() as endpoint:
        stage.endpoint("record", endpoint.url, [SECRET], events=["session.completed"])
        assert escalate_due(stage.running) == 0
        stage.clock.advance(minutes=61)
        assert (escalate_due(stage.running), escalate_due(stage.running)) == (1, 0)
        await deliver_due(stage.running)
    (event,) = endpoint.received
    assert (event["type"], event["data"]["escalated"], event["data"]["level"]) == ("alert.raised", True, "red")
    assert event["data"]["reason"] == codes
    assert event["data"]["patient"] == stage.rows("patient")[0].ref


def test_one_that_cannot_be_told_holds_up_no_other_and_is_told_when_it_can(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.escalating.ONE_GO", 1)
    damaged, whole = stage.patient(), stage.patient("+4520000102")
    patients = tables["patient"]
    kept = stage.one(select(patients.c.key_wrapped).where(patients.c.patient_id == damaged))
    for hours, patient in enumerate((damaged, whole)):
        alert = {"clinic_id": stage.clinic_id, "task_id": uuid4(), "kind": "alert", "patient_id": patient, "detail": {}}
        moments = {"raised_at": stage.clock(), "due_at": stage.clock() + timedelta(hours=hours)}
        stage.write(insert(tables["task"]).values(alert | moments))
    stage.endpoint("record", "https://record.example.org", [SECRET], events=[])
    stage.write(update(patients).where(patients.c.patient_id == damaged).values(key_wrapped=b"x" * 60))
    stage.clock.advance(hours=2)
    assert escalate_due(stage.running) == 1
    assert [row.patient_id for row in stage.rows("delivery")] == [whole]
    stage.write(update(patients).where(patients.c.patient_id == damaged).values(key_wrapped=kept))
    assert (escalate_due(stage.running), escalate_due(stage.running)) == (1, 0)


def test_an_alert_that_somebody_has_seen_is_left(stage: Stage) -> None:
    alert = {
        "clinic_id": stage.clinic_id,
        "task_id": uuid4(),
        "kind": "alert",
        "detail": {},
        "raised_at": stage.clock(),
        "due_at": stage.clock(),
    }
    stage.write(insert(tables["task"]).values(alert))
    stage.write(update(tables["task"]).values(acknowledged_at=stage.clock()))
    stage.clock.advance(hours=2)
    assert escalate_due(stage.running) == 0
