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
