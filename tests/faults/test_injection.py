"""Words that a program would obey, wherever they can be shown or written out: they stay words."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from bot.accounts import add_account, sign_in
from bot.lane import ThreadLane
from bot.logs import HELD, safe_value
from bot.publishing import publish
from bot.response_counts import CountedRow
from bot.response_page import counts_as_csv
from bot.response_rates import wilson
from bot.staff import acknowledge
from bot.turns import Taken
from channels.channel import Inbound
from flows.schedule import Schedule
from store.database import transaction
from store.ledger import tables
from tests.console.clinics import PASSWORD, House
from tests.console.conftest import app, house

__all__ = ["app", "house"]
HOST = "http://127.0.0.1"
OURS = {"Origin": HOST}
SCRIPT, TEMPLATE = "<script>alert(1)</script>", "{{7*7}}"
HARM = f'{SCRIPT}{TEMPLATE}"><img src=x onerror=alert(1)>'
PHONE = "+4520000111"
FORMULAS = ("=cmd()", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=1\r\n=2", "\uff1d1", '"=1', "';=1")


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_of_a_table_begins_a_formula(cell: str) -> None:
    """Spreadsheets take a formula from its first sign, also where it stands in quotes; some take the wide signs."""
    row = CountedRow({cell: cell, "unit": cell}, 10, 5, 1, wilson(5, 10), wilson(6, 10))
    written = list(csv.reader(io.StringIO(counts_as_csv([row]), newline="")))
    for line in written:
        for found in line:
            assert not found.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    assert {len(line) for line in written} == {len(written[0])}, "no sign of a value makes a new line or column"


@pytest.fixture
def visitor(app: FastAPI, house: House) -> Iterator[TestClient]:
    """Signed in at a clinic whose every word was written to do harm: its own, its staff's, and its patient's."""
    file = house.source.file.model_copy(update={"name": HARM})
    pathways = tuple(each.model_copy(update={"title": HARM}) for each in house.source.pathways)
    house.apply(replace(house.source, file=file, pathways=pathways))
    patient_id = house.enrol("F-1", PHONE)
    with house.desk() as (connection, desk):
        values = {"name": HARM, "role": "editor", "password": PASSWORD}
        add_account(connection, "fjordby", "anna", **values, now=house.clock(), actor="test")
        schedule = Schedule.model_validate({"reminders": [{"after": "P3D"}]})
        version = desk.pathways["pain"][0]
        how = {"by": "staff:anna", "reason": HARM, "move": False, "now": house.clock()}
        publish(connection, desk, "pain", schedule, based_on=version, **how)
        patient = house.rows("patient", patient_id=patient_id)[0]
        key = house.running.keyring.patient_key(desk.key, patient_id, patient["key_wrapped"])
        sealed = key.seal(f"Ann{HARM}", table="patient", column="name_sealed", row=str(patient_id))
        connection.execute(update(tables["patient"]).values(name_sealed=sealed))
    house.work()
    with TestClient(app, base_url=HOST, follow_redirects=False) as client:
        with transaction(house.running.engine) as connection:
            client.cookies.set("prosvar-staff", sign_in(connection, "anna", PASSWORD, house.clock()) or "")
        yield client


def write(visitor: TestClient, house: House, *texts: str) -> None:
    """What the patient says, one after the other."""
    running = visitor.app.state.running  # type: ignore[attr-defined]  # ours
    lane = ThreadLane(running.engine, running.keyring)
    for number, text in enumerate(texts):
        house.clock.advance(seconds=30)
        said = Inbound("sms", f"SM{number}", "+4520000002", PHONE, text, house.clock())
        assert isinstance(lane.take([said], house.clock())[0], Taken)
        house.work()


def crawl(visitor: TestClient, *starts: str) -> dict[str, str]:
    """Every page that links lead to."""
    found: dict[str, str] = {}
    waiting = list(starts)
    while waiting and len(found) < 60:
        address = waiting.pop()
        if address in found:
            continue
        answer = visitor.get(address)
        assert answer.status_code in (200, 204, 303, 404), address  # 404: what somebody has seen to
        found[address] = answer.text
        waiting += re.findall(r'(?:href|hx-get)="(/staff[^"#]*)"', answer.text.replace("&amp;", "&"))
    return found


def test_every_staff_page_shows_harmful_words_as_words(visitor: TestClient, house: House) -> None:
    write(visitor, house, "JA", "1958", "JA", "7", "6", "3", "70", f"ja {HARM}", f"jeg vil ikke leve mere {HARM}")
    tasks = house.rows("task")
    with transaction(house.running.engine) as connection:
        where = (connection, house.running.compiled, house.running.keyring, "fjordby", tasks[0]["task_id"])
        acknowledge(*where, by="staff:anna", note=HARM, resume=False, now=house.clock())
    house.enrol("F-2", "+4520000112")
    for _ in range(30):  # until somebody is to be rung
        house.work()
        house.clock.advance(hours=12)
    with transaction(house.running.engine) as connection:
        visitor.cookies.set("prosvar-staff", sign_in(connection, "anna", PASSWORD, house.clock()) or "")
    starts = [f"/staff/tasks/{task['task_id']}" for task in house.rows("task")]
    pages = crawl(visitor, "/staff", "/staff/tasks", "/staff/pathways", "/staff/phone", "/staff/patients", *starts)
    assert len(pages) > 8
    for address, page in pages.items():
        assert SCRIPT not in page, address
        assert "<img src=x" not in page, address
        assert "&lt;/script&gt;49" not in page, address
    shown = [address for address, page in pages.items() if "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page]
    assert len(shown) > 3, "the words are there, as words"


@pytest.mark.parametrize(
    "then", ["/staff\r\nSet-Cookie: x=1", "//evil.example", "/staff\nX: y", "https://evil.example"]
)
def test_where_to_go_after_signing_in_is_a_page_of_ours(visitor: TestClient, then: str) -> None:
    answer = visitor.post("/staff/sign-in", data={"login": "anna", "password": PASSWORD, "then": then}, headers=OURS)
    assert "x=1" not in answer.headers.get("set-cookie", "")
    assert "X" not in answer.headers
    assert "evil" not in answer.headers.get("location", "")


@pytest.mark.parametrize("word", [HARM, "a\r\nb", "a\nlevel=error", "=cmd()", "\x1b[31mred", "{{7*7}}", "% s"])
def test_no_such_word_is_logged(word: str) -> None:
    assert safe_value(word) is HELD
