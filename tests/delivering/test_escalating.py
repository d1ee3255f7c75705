"""An alert, or a clinician's red, that nobody acknowledges reaches the clinic's second level, once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, update

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
