"""What a record system takes back, and a patient who wants no part in one pathway, as the clinic's own role."""

from fastapi.testclient import TestClient

from bot.running import Running
from tests.api.test_api import PATIENT, audited


def reasons(api: TestClient) -> list[str | None]:
    return [wave["reason"] for wave in api.get("/api/patients/P-1/plan").json()["waves"]]


def test_an_event_is_taken_back(api: TestClient, running: Running) -> None:
    assert api.put("/api/patients/P-1", json=PATIENT).status_code == 201
    event = {"kind": "treatment-started", "on": "2026-05-20"}
    before = reasons(api)
    assert api.post("/api/patients/P-1/events", json=event).status_code == 200
    assert api.post("/api/patients/P-1/events/withdraw", json=event).status_code == 200
    assert reasons(api) == before
    again = api.post("/api/patients/P-1/events/withdraw", json=event)
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "body.kind")
    assert api.post("/api/patients/P-2/events/withdraw", json=event).status_code == 404
    assert "patient.event-withdrawn" in audited(running)


def test_an_objection_is_recorded_and_lifted(api: TestClient, running: Running) -> None:
    assert api.put("/api/patients/P-1", json=PATIENT).status_code == 201
    before, objection = reasons(api), "/api/patients/P-1/objections/pain"
    assert api.put(objection, json={"reason": "no-time"}).status_code == 204
    assert set(reasons(api)) == {"objected"}
    assert api.delete(objection).status_code == 204
    assert reasons(api) == before
    assert api.delete(objection).status_code == 422
    assert api.put(objection, json={"reason": "Because of Asta"}).status_code == 422
    assert api.put("/api/patients/P-1/objections/gout", json={}).status_code == 422
    told = [action for action in audited(running) if "object" in action]
    assert told == ["patient.objected", "patient.objection-lifted"]
