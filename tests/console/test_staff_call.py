"""Questions asked on the phone by the staff page: taken once, for the question that was put."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.accounts import sign_in
from store.database import transaction
from tests.console.clinics import PASSWORD, House

HOST = "http://127.0.0.1"
OURS = {"Origin": HOST}


@pytest.fixture
def visitor(app: FastAPI, house: House) -> Iterator[TestClient]:
    """Signed in, and somebody waits to be rung."""
    house.enrol("F-1", "20000111")
    for _ in range(30):
        house.work()
        house.clock.advance(hours=12)
    house.account("anna")
    with TestClient(app, base_url=HOST, follow_redirects=False) as client:
        with transaction(house.running.engine) as connection:
            client.cookies.set("prosvar-staff", sign_in(connection, "anna", PASSWORD, house.clock()) or "")
        yield client


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1].replace("&#43;", "+")


def aloud(page: str) -> str:
    found = re.search(r'<blockquote class="aloud"[^>]*>(.*?)</blockquote>', page, re.DOTALL)
    assert found, page
    return found[1]


def test_answers_are_taken_once_and_for_the_question_that_was_put(visitor: TestClient, house: House) -> None:
    task = house.rows("task")[0]
    address = f"/staff/phone/{task['task_id']}/questions"
    csrf = hidden(visitor.get(f"/staff/phone/{task['task_id']}").text, "csrf")

    def post(**fields: str) -> str:
        house.clock.advance(seconds=20)
        answer = visitor.post(address, data={"csrf": csrf, **fields}, headers=OURS)
        assert answer.status_code == 200, answer.text
        return answer.text

    page = post()
    for _ in range(5):  # a yes to begin, the year of birth, consent
        if re.search(r"1 af 5", aloud(page)):
            break
        said = "1958" if "født" in aloud(page) else "JA"
        page = post(put=hidden(page, "put"), said=said)
    first = aloud(page)
    given = {"put": hidden(page, "put"), "said": "7", "answered_by": "relative"}
    page = post(**given)
    assert aloud(page) != first
    assert "2 af 5" in aloud(page)
    assert len(house.rows("answer")) == 1
    page = post(**given)  # reloaded: the same form once more
    assert "no longer current" in page
    assert len(house.rows("answer")) == 1
    page = post(put=hidden(page, "put"), said="  ")
    assert "or hang up" in page
    kept = house.rows("answer")[0]
    assert (kept["value"], kept["answered_by"], kept["channel"]) == (7, "relative", "voice")
    done = [row["action"] for row in house.rows("audit", actor="staff:anna")]
    assert "phone.call" in done
    assert "read.contact-details" in done


def test_what_cannot_be_asked_now_is_said(visitor: TestClient, house: House) -> None:
    task = house.rows("task")[0]
    csrf = hidden(visitor.get(f"/staff/phone/{task['task_id']}").text, "csrf")
    house.clock.now = house.session("F-1")["closes_at"]
    with transaction(house.running.engine) as connection:
        visitor.cookies.set("prosvar-staff", sign_in(connection, "anna", PASSWORD, house.clock()) or "")
    csrf = hidden(visitor.get("/staff/pathways").text, "csrf")
    answer = visitor.post(f"/staff/phone/{task['task_id']}/questions", data={"csrf": csrf}, headers=OURS)
    assert answer.status_code == 409
    assert "The time for these answers is over." in answer.text


def test_every_look_at_a_name_and_a_number_is_noted(visitor: TestClient, house: House) -> None:
    """A page that comes back with a fault shows them once more."""
    task = house.rows("task")[0]["task_id"]
    csrf = hidden(visitor.get("/staff/pathways").text, "csrf")

    def looks() -> int:
        return [row["action"] for row in house.rows("audit", actor="staff:anna")].count("read.contact-details")

    for place, form in ((f"/staff/phone/{task}", {"outcome": "?"}), (f"/staff/tasks/{task}", {"note": "x" * 501})):
        before = looks()
        answer = visitor.post(place, data={"csrf": csrf, **form}, headers=OURS)
        assert answer.status_code == 422
        assert "Asta Holm" in answer.text
        assert looks() == before + 1


def test_a_list_that_looks_again_is_noted_when_it_shows_something(visitor: TestClient, house: House) -> None:
    def looks() -> int:
        return [row["action"] for row in house.rows("audit", actor="staff:anna")].count("read.tasks")

    shown = visitor.get("/staff/tasks/list", params={"seen": "before"})
    assert (shown.status_code, looks()) == (200, 1)
    mark = re.search(r"seen=(\w+)", shown.text)
    assert mark
    assert visitor.get("/staff/tasks/list", params={"seen": mark[1]}).status_code == 204
    assert looks() == 1


def test_a_call_that_is_sent_twice_is_counted_once(visitor: TestClient, house: House) -> None:
    """By a second click, or by two who rang at once: three calls in vain take a patient off the list."""
    place = f"/staff/phone/{house.rows('task')[0]['task_id']}"
    page = visitor.get(place).text
    form = {"csrf": hidden(page, "csrf"), "tried": hidden(page, "tried"), "outcome": "no-answer"}
    assert visitor.post(place, data=form, headers=OURS).status_code == 303
    again = visitor.post(place, data=form, headers=OURS)
    assert again.status_code == 422
    assert "already" in again.text
    assert len(house.rows("phone_attempt")) == 1
    form["tried"] = hidden(again.text, "tried")
    assert visitor.post(place, data=form, headers=OURS).status_code == 303
    assert len(house.rows("phone_attempt")) == 2


@pytest.mark.parametrize("again", ["2062-12-20T10:00", "9999-12-31T23:59", "2026-11-01T10:00", "soon"])
def test_a_slip_in_the_year_does_not_take_a_patient_out_of_sight(visitor: TestClient, house: House, again: str) -> None:
    task = house.rows("task")[0]
    place = f"/staff/phone/{task['task_id']}"
    page = visitor.get(place).text
    form = {"csrf": hidden(page, "csrf"), "tried": "0", "outcome": "call-again", "again": again}
    answer = visitor.post(place, data=form, headers=OURS)
    assert answer.status_code == 422
    assert "when to call again" in answer.text
    assert house.rows("task")[0]["due_at"] == task["due_at"]
    assert not house.rows("phone_attempt")
