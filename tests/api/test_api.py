"""The API over HTTP, with the clinic's own database role behind it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.running import Running
from store.audit import verify
from store.database import transaction
from store.ledger import tables
from webhooks.callers import MOST_FAILURES

PATIENT: dict[str, Any] = {
    "phone": "+4520000009",
    "name": "Asta",
    "birth_year": 1958,
    "language": "da",
    "pathway": "pain",
    "events": [{"kind": "referral-accepted", "on": "2026-05-10"}],
}


def audited(running: Running, clinic: str = "fjordby") -> list[str]:
    table = tables["audit"]
    with transaction(running.engine) as connection:
        assert verify(connection, clinic) is None
        return list(
            connection.execute(
                select(table.c.action).where(table.c.clinic_id == clinic).order_by(table.c.seq)
            ).scalars()
        )


def test_from_enrolment_to_plan_and_session(api: TestClient, running: Running) -> None:
    first = api.put("/api/patients/P-1", json=PATIENT)
    assert (first.status_code, first.json()) == (201, {"ref": "P-1", "created": True})
    again = api.put("/api/patients/P-1", json=PATIENT)
    assert (again.status_code, again.json()) == (200, {"ref": "P-1", "created": False})
    event = {"kind": "treatment-started", "on": "2026-05-20"}
    assert api.post("/api/patients/P-1/events", json=event).status_code == 200
    found = api.get("/api/patients/P-1/plan").json()
    assert [wave["reason"] for wave in found["waves"]] == [None, None, None]
    assert found["waves"][0]["future"][0] == {
        "at": "2026-05-12T08:30:00Z",
        "act": "contact",
        "rule": "first",
        "wording": "invite",
        "because": [],
        "channel": None,
        "short": False,
    }
    session = api.get(f"/api/sessions/{found['waves'][0]['session_id']}").json()
    assert (session["ref"], session["wave"], session["state"]) == ("P-1", "baseline", "scheduled")
    assert session["answers"] == []
    assert audited(running)[-2:] == ["read.plan", "read.session"]


def test_enrolments_at_the_same_instant(api: TestClient, running: Running) -> None:
    """The same patient twice and another with the same number: one is new, one known, one refused."""

    def put(ref: str) -> int:
        return api.put(f"/api/patients/{ref}", json=PATIENT).status_code

    with ThreadPoolExecutor(3) as pool:
        statuses = sorted(pool.map(put, ["P-1", "P-1", "P-2"]))
    assert statuses in ([200, 201, 422], [201, 422, 422])  # who comes first has the number
    with transaction(running.engine) as connection:
        assert len(connection.execute(tables["patient"].select()).all()) == 1


def test_answers_that_stand_are_given(api: TestClient, running: Running, now: datetime) -> None:
    api.put("/api/patients/P-1", json=PATIENT)
    with transaction(running.engine) as connection:
        session = connection.execute(tables["session"].select()).mappings().one()
        patient = connection.execute(tables["patient"].select()).mappings().one()
        clinic = running.compiled.clinic(connection, "fjordby")
        key = running.keyring.patient_key(clinic.key, patient["patient_id"], patient["key_wrapped"])
        rows = []
        for link_id, occurrence, value, text in (
            ("a", "", 3, None),
            ("b", "", {"decimal": "7.50"}, None),
            ("c", "", None, "Ondt"),
            ("a", "", 4, None),
            ("a", "2.1", 5, None),
            ("g", "1+", True, None),  # yes, there is one more: of the conversation, not of the form
        ):
            answer_id = uuid4()
            row = str(answer_id)
            sealed = None if text is None else key.seal(text, table="answer", column="text_sealed", row=row)
            rows.append(
                {
                    "clinic_id": "fjordby",
                    "answer_id": answer_id,
                    "session_id": session["session_id"],
                    "patient_id": patient["patient_id"],
                    "questionnaire_url": "https://example.org/q",
                    "questionnaire_version": "1",
                    "link_id": link_id,
                    "occurrence": occurrence,
                    "value": value,
                    "text_sealed": sealed,
                    "how": "digits",
                    "confidence": "read",
                    "language": "da",
                    "channel": "sms",
                    "answered_by": "patient",
                    "answered_at": now.replace(minute=31 + len(rows)),
                }
            )
        connection.execute(tables["answer"].insert(), rows)
    answers = api.get(f"/api/sessions/{session['session_id']}").json()["answers"]
    assert [(each["link_id"], each["occurrence"], each["value"], each["text"]) for each in answers] == [
        ("a", [], 4, None),
        ("b", [], "7.50", None),
        ("c", [], None, "Ondt"),
        ("a", [2, 1], 5, None),
    ]


def test_a_task_is_acknowledged_once(api: TestClient, running: Running, now: datetime) -> None:
    task_id = uuid4()
    with transaction(running.engine) as connection:
        row = {
            "clinic_id": "fjordby",
            "task_id": task_id,
            "kind": "alert",
            "level": "red",
            "detail": {"group": "self-harm"},
            "raised_at": now,
        }
        connection.execute(tables["task"].insert(), [row])
    body = {"by": "nurse.1", "note": "Called, all is well", "resume": True}
    assert api.post(f"/api/tasks/{task_id}/acknowledge", json=body).status_code == 204
    assert api.post(f"/api/tasks/{task_id}/acknowledge", json=body).status_code == 404
    with transaction(running.engine) as connection:
        task = connection.execute(tables["task"].select()).mappings().one()
    assert task["acknowledged_by"] == "api:record:nurse.1"
    assert b"Called" not in bytes(task["note_sealed"])


def test_what_was_found_goes_with_the_patient_it_is_about(api: TestClient, running: Running, now: datetime) -> None:
    """Sealed under the patient's own key: an erasure reaches it in every copy of the row."""
    api.put("/api/patients/P-1", json=PATIENT)
    task_id = uuid4()
    with transaction(running.engine) as connection:
        patient = connection.execute(tables["patient"].select()).mappings().one()
        row = {
            "clinic_id": "fjordby",
            "task_id": task_id,
            "kind": "alert",
            "patient_id": patient["patient_id"],
            "detail": {},
            "raised_at": now,
        }
        connection.execute(tables["task"].insert(), [row])
    body = {"by": "nurse.1", "note": "Called, all is well"}
    assert api.post(f"/api/tasks/{task_id}/acknowledge", json=body).status_code == 204
    with transaction(running.engine) as connection:
        sealed = connection.execute(tables["task"].select()).mappings().one()["note_sealed"]
        clinic = connection.execute(tables["clinic"].select().filter_by(clinic_id="fjordby")).mappings().one()
    key = running.keyring.patient_key(
        running.keyring.clinic_key("fjordby", clinic["key_wrapped"]), patient["patient_id"], patient["key_wrapped"]
    )
    assert key.open(sealed, table="task", column="note_sealed", row=str(task_id)) == "Called, all is well"


def session_id_of(api: TestClient) -> str:
    api.put("/api/patients/P-1", json=PATIENT)
    return str(api.get("/api/patients/P-1/plan").json()["waves"][0]["session_id"])


def test_a_clinician_assesses_and_overrides(api: TestClient, running: Running) -> None:
    session = f"/api/sessions/{session_id_of(api)}"
    assert api.get(session).json()["colours"] == {
        "patient": None,
        "clinician": None,
        "together": None,
        "level": None,
        "waiting_for_clinician": False,
        "override": None,
    }
    own = api.post(f"{session}/assessment", json={"level": "red", "by": "dr.1"}).json()
    assert (own["clinician"], own["level"], own["override"]) == ("red", "red", None)
    why = "She has been seen in the ward this morning"
    made = api.post(f"{session}/override", json={"level": "yellow", "by": "dr.1", "reason": why})
    assert made.status_code == 200
    found = api.get(session).json()
    assert (found["level"], found["colours"]) == ("yellow", made.json())
    told = found["colours"]["override"]
    assert (told["was"], told["level"], told["by"], told["reason"]) == ("red", "yellow", "api:record:dr.1", why)
    assert audited(running)[-3:] == ["assessment.own", "assessment.override", "read.session"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("override", {"level": "red", "by": "dr.1", "reason": "no"}, "reason"),
        ("override", {"level": "grey", "by": "dr.1", "reason": "Nobody can know"}, "level"),
        ("override", {"level": "red", "by": "dr.1"}, "reason"),
        ("assessment", {"level": "red"}, "by"),
        ("assessment", {"level": "red", "by": "dr.1", "colour": "red"}, "colour"),
    ],
)
def test_a_clinicians_word_that_may_not_be(api: TestClient, path: str, body: dict[str, str], field: str) -> None:
    answer = api.post(f"/api/sessions/{session_id_of(api)}/{path}", json=body)
    assert answer.status_code == 422
    assert [fault["field"].removeprefix("body.") for fault in answer.json()["errors"]] == [field]


def test_the_open_work_is_listed_without_names(api: TestClient, running: Running, now: datetime) -> None:
    session_id = session_id_of(api)
    api.post(f"/api/sessions/{session_id}/assessment", json={"level": "red", "by": "dr.1"})
    with transaction(running.engine) as connection:
        patient = connection.execute(tables["patient"].select()).mappings().one()
        rows = [
            {
                "clinic_id": "fjordby",
                "task_id": uuid4(),
                "kind": "alert",
                "level": "red",
                "patient_id": patient["patient_id"],
                "detail": {"group": "self-harm"},
                "raised_at": now - timedelta(hours=2),
                "due_at": now - timedelta(hours=1),
            },
            {**dict.fromkeys(("patient_id", "due_at")), "level": None, "detail": {"sender": "sms"}}
            | {"clinic_id": "fjordby", "task_id": uuid4(), "kind": "sender", "raised_at": now},
        ]
        connection.execute(tables["task"].insert(), rows)
    found = api.get("/api/tasks").json()
    assert found["total"] == 3
    alert, assessment, sender = found["tasks"]
    assert (alert["kind"], alert["patient"], alert["age_seconds"], alert["overdue"]) == ("alert", "P-1", 7200, True)
    assert (assessment["kind"], assessment["level"], assessment["session_id"]) == ("assessment", "red", session_id)
    assert not assessment["overdue"]
    assert (sender["patient"], sender["due_at"], sender["overdue"]) == (None, None, False)
    assert "Asta" not in api.get("/api/tasks").text
    assert [each["kind"] for each in api.get("/api/tasks?limit=1").json()["tasks"]] == ["alert"]
    api.post(f"/api/tasks/{alert['task_id']}/acknowledge", json={"by": "nurse.1"})
    assert api.get("/api/tasks").json()["total"] == 2


def test_another_clinics_things_are_not_there(api: TestClient, tokens: dict[str, str], running: Running) -> None:
    api.put("/api/patients/P-1", json=PATIENT)
    session_id = api.get("/api/patients/P-1/plan").json()["waves"][0]["session_id"]
    other = {"Authorization": f"Bearer {tokens['elsewhere']}"}
    assert api.get("/api/patients/P-1/plan", headers=other).status_code == 404
    assert api.get(f"/api/sessions/{session_id}", headers=other).status_code == 404
    word = {"level": "red", "by": "dr.1", "reason": "Seen in the ward this morning"}
    for path in ("assessment", "override"):
        assert api.post(f"/api/sessions/{session_id}/{path}", json=word, headers=other).status_code == 404
    assert api.get("/api/tasks", headers=other).json() == {"total": 0, "tasks": []}
    event = {"kind": "deceased", "on": "2026-05-01"}
    assert api.post("/api/patients/P-1/events", json=event, headers=other).status_code == 404
    assert api.put("/api/patients/P-1", json=PATIENT, headers=other).status_code == 201  # a patient of their own
    assert api.get("/api/patients/P-1/plan").json()["status"] == "active"
    assert "read.plan" not in audited(running, "elsewhere")


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer prosvar_wrong", "Basic eDp5", "Bearer " + "x" * 5000]
)
def test_without_a_token_that_stands(anyone: TestClient, tokens: dict[str, str], header: str | None) -> None:
    answer = anyone.get("/api/patients/P-1/plan", headers={} if header is None else {"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_who_guesses_is_slowed_and_who_knows_is_not(anyone: TestClient, tokens: dict[str, str]) -> None:
    def call(token: str) -> int:
        return anyone.get("/api/patients/P-1/plan", headers={"Authorization": f"Bearer {token}"}).status_code

    statuses = [call(f"prosvar_{n}") for n in range(MOST_FAILURES + 2)]
    assert statuses == [401] * MOST_FAILURES + [429] * 2
    assert call(tokens["fjordby"]) == 404  # let in; there is no such patient


def test_a_revoked_token_is_none(api: TestClient, running: Running) -> None:
    with transaction(running.engine) as connection:
        connection.execute(tables["api_token"].update().values(revoked_at=datetime(2026, 5, 1, tzinfo=UTC)))
    assert api.get("/api/patients/P-1/plan").status_code == 401


FAULTY = [
    ({"phone": "12"}, "phone"),
    ({"birth_year": "=1+1"}, "body.birth_year"),
    ({"name": "<script>"}, "body.name"),
    ({"name": "a\x00b"}, "body.name"),
    ({"pathway": "none-such"}, "pathway"),
    ({"events": [{"kind": "referral-accepted", "on": "soon"}]}, "body.events.0.on"),
    ({"colour": "red"}, "body.colour"),
]


@pytest.mark.parametrize(("change", "field"), FAULTY)
def test_faults_name_fields_not_values(api: TestClient, running: Running, change: dict[str, Any], field: str) -> None:
    answer = api.put("/api/patients/P-1", json={**PATIENT, **change})
    assert answer.status_code == 422
    assert [fault["field"].removeprefix("body.") for fault in answer.json()["errors"]] == [field.removeprefix("body.")]
    assert "20000009" not in answer.text
    with transaction(running.engine) as connection:
        assert connection.execute(tables["patient"].select()).all() == []


@pytest.mark.parametrize("ref", ["010158-1234", "a b", "x" * 65, "%00", "-x"])
def test_references_that_may_not_be(api: TestClient, ref: str) -> None:
    assert api.put(f"/api/patients/{ref}", json=PATIENT).status_code == 422


BODIES = [
    (b"{" * 100_000, 413),
    (b"[" * 60_000, 422),
    (b'{"facts":' * 5_000 + b"1" + b"}" * 5_000, 422),
    (b"\xff\xfe", 422),
    (b'{"name": "\\ud800"}', 422),
    (b"null", 422),
    (b"", 422),
    (json.dumps({**PATIENT, "facts": {f"f{n}": n for n in range(51)}}).encode(), 422),
    (json.dumps({**PATIENT, "facts": {"big": 10**400}}).encode(), 422),
]


@pytest.mark.parametrize(("body", "status"), BODIES)
def test_bodies_that_may_not_be(api: TestClient, body: bytes, status: int) -> None:
    answer = api.put("/api/patients/P-1", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (status, 400 if status == 422 else status)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_description_is_whole(anyone: TestClient) -> None:
    document = anyone.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for operation in methods.values():
            if path.startswith("/api/"):
                assert operation["security"], path
                assert {"401", "413", "422", "429", "503"} <= operation["responses"].keys(), path
    assert "Problem" in document["components"]["schemas"]


@pytest.mark.parametrize(
    ("path", "lacking"),
    [("twilio/message", "TWILIO_ACCOUNT_SID"), ("twilio/status", "TWILIO_ACCOUNT_SID"), ("telegram", "PUBLIC_URL")],
)
def test_a_provider_that_is_not_set_up_is_told_what_is_missing(anyone: TestClient, path: str, lacking: str) -> None:
    answer = anyone.post(f"/webhooks/{path}", content="Body=7")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert lacking in answer.json()["detail"]
