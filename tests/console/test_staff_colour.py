"""A session's colour on the staff page: why it has it, another one given, and who may not."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect

from bot.accounts import sign_in
from bot.lane import ThreadLane
from bot.turns import Taken
from channels.channel import Inbound
from console.staff_colour import CHANGED
from store.database import transaction
from store.ledger import tables
from tests.console.clinics import PASSWORD, House

HOST = "http://127.0.0.1"
OURS = {"Origin": HOST}
WHY = "Spoke with her: the pain is from the operation yesterday"
# Begin, year of birth, consent; then pain, how much it hinders, change, health, a call
RED = ("GO", "1958", "JA", "9", "9", "3", "70", "nej")
ids = count(1)


def say(house: House, *texts: str, phone: str = "+4520000111") -> None:
    lane = ThreadLane(house.running.engine, house.running.keyring)
    for text in texts:
        house.work()
        house.clock.advance(seconds=30)
        said = Inbound("sms", f"SM{next(ids):032}", "+4520000002", phone, text, received_at=house.clock())
        assert isinstance(lane.take([said], house.clock())[0], Taken)


@pytest.fixture
def answered(house: House) -> str:
    """Where the red answers of F-1 are shown."""
    house.enrol("F-1", "20000111")
    say(house, *RED)
    house.account("anna", role="reader")
    return f"/staff/sessions/{house.session('F-1')['session_id']}"


@pytest.fixture
def visitor(app: FastAPI, house: House, answered: str) -> Iterator[TestClient]:
    with TestClient(app, base_url=HOST, follow_redirects=False) as client:
        enter(client, house, "anna")
        yield client


def enter(client: TestClient, house: House, login: str) -> None:
    with transaction(house.running.engine) as connection:
        client.cookies.set("prosvar-staff", sign_in(connection, login, PASSWORD, house.clock()) or "")


def form_of(visitor: TestClient, address: str, **fields: str) -> dict[str, str]:
    page = visitor.get(address).text
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("csrf", "basis")}
    return {name: found[1] for name, found in hidden.items() if found} | fields


def test_what_is_not_whole_changes_nothing(visitor: TestClient, house: House, answered: str) -> None:
    for fields, told in (
        ({}, "Choose what it is."),
        ({"kind": "override", "level": "grey", "reason": WHY}, "Choose a colour."),
        ({"kind": "override", "level": "red", "reason": WHY}, "It is red already."),
        ({"kind": "override", "level": "green", "reason": "because"}, "Say why, in a sentence"),
        ({"kind": "override", "level": "green", "reason": "x" * 501}, "at most 500 characters"),
        ({"kind": "override", "level": "green", "reason": WHY, "basis": "0"}, CHANGED),
    ):
        refused = visitor.post(answered, data=form_of(visitor, answered) | fields, headers=OURS)
        assert refused.status_code == 422, fields
        assert told in refused.text, fields
        assert fields.get("reason", "") in refused.text
    assert (house.session("F-1")["level"], house.rows("clinician_assessment")) == ("red", [])


def test_what_came_in_meanwhile_is_read_first(visitor: TestClient, house: House, answered: str) -> None:
    form = form_of(visitor, answered, kind="own", level="yellow")
    say(house, "JA", "OK", "1")  # goes on with the larger part
    refused = visitor.post(answered, data=form, headers=OURS)
    assert (refused.status_code, CHANGED in refused.text) == (422, True)
    taken = visitor.post(answered, data=form_of(visitor, answered, kind="own", level="yellow"), headers=OURS)
    assert (taken.status_code, taken.headers["location"]) == (303, answered)
    assert house.session("F-1")["clinician_level"] == "yellow"
    done = [(each["action"], each["subject"]) for each in house.rows("audit", actor="staff:anna")]
    session = f"session/{house.session('F-1')['session_id']}"
    assert {("read.assessment", session), ("assessment.own", session)} <= set(done)


def test_words_of_danger_meanwhile_are_read_first_though_it_was_red_already(
    visitor: TestClient, house: House, answered: str
) -> None:
    for _ in range(2):
        form = form_of(visitor, answered, kind="override", level="green", reason=WHY)
        say(house, "jeg vil ikke leve mere")
        refused = visitor.post(answered, data=form, headers=OURS)
        assert (refused.status_code, CHANGED in refused.text) == (422, True)
    assert house.session("F-1")["level"] == "red"


def test_another_clinics_colour_is_neither_shown_nor_given(visitor: TestClient, house: House, answered: str) -> None:
    form = form_of(visitor, answered, kind="override", level="green", reason=WHY)
    house.open_elsewhere()
    house.account("else", clinic="elsewhere")
    enter(visitor, house, "else")
    own = re.search(r'name="csrf" value="([^"]+)"', visitor.get("/staff/pathways").text)
    assert own
    assert visitor.get(answered).status_code == 404
    assert visitor.post(answered, data=form | {"csrf": own[1]}, headers=OURS).status_code == 404
    assert visitor.get("/staff/sessions/nonsense").status_code == 404
    assert house.session("F-1")["level"] == "red"


def test_a_form_of_another_site_or_sign_in_gives_no_colour(visitor: TestClient, house: House, answered: str) -> None:
    form = form_of(visitor, answered, kind="override", level="green", reason=WHY)
    assert visitor.post(answered, data=form, headers={"Origin": "https://elsewhere.test"}).status_code == 403
    assert visitor.post(answered, data=form | {"csrf": "x"}, headers=OURS).status_code == 403
    visitor.cookies.clear()
    assert visitor.post(answered, data=form, headers=OURS).status_code == 303
    assert house.session("F-1")["level"] == "red"


def test_what_is_red_or_due_comes_first(visitor: TestClient, house: House) -> None:
    with house.desk() as (connection, desk):
        row = {"clinic_id": desk.clinic_id, "detail": {}, "raised_at": house.clock()}
        for kind, level, days in (("message", None, 0), ("message", "yellow", 5), ("assessment", "red", 3)):
            due = house.clock() + timedelta(days=days)
            task = {**row, "task_id": uuid4(), "kind": kind, "level": level, "due_at": due}
            connection.execute(tables["task"].insert(), [task])
    page = visitor.get("/staff/tasks").text
    names = re.findall(r'class="when">(\w+)|<a id="task-[^>]*>([^<·]+)', page)
    assert [when or name.strip() for when, name in names] == [
        *("Today", "Alert", "Red by a clinician", "Message"),
        *("Later", "Message"),
    ]


@pytest.mark.browser
def test_a_red_colour_explains_itself_and_is_changed(
    browser: Browser, house: House, staff_address: str, answered: str
) -> None:
    context = browser.new_context(base_url=staff_address, viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/staff/tasks")
    page.get_by_label("Login").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Alert · F-1").first.click()
    page.get_by_role("link", name="The colour of these questions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("F-1: Before the first visit red")
    found = page.get_by_role("listitem").filter(has_text="severe-pain")
    expect(found.locator("q").first).to_be_visible()
    expect(found.locator("b").last).to_have_text("9")
    expect(found).to_contain_text("version 1")
    page.get_by_label("Another colour in place").check()
    page.get_by_label("Yellow").check()
    page.get_by_label("Why").fill(WHY)
    page.get_by_role("button", name="Give this colour").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("F-1: Before the first visit yellow")
    expect(page.get_by_text(WHY)).to_be_visible()
    expect(page.get_by_text("A colour does not close it.").first).to_be_visible()
    page.get_by_role("link", name="F-1").first.click()
    expect(page.get_by_role("link", name="and why")).to_contain_text("yellow")
    page.set_viewport_size({"width": 360, "height": 740})
    for path in (answered, "/staff/tasks"):
        page.goto(path)
        widths = page.locator("html").evaluate("html => [html.scrollWidth, html.clientWidth]")
        assert widths[0] <= widths[1], path
    context.close()
    assert house.session("F-1")["level"] == "yellow"
    [row] = house.rows("clinician_assessment")
    assert (row["kind"], row["was"], row["assessed_by"]) == ("override", "red", "staff:anna")
    assert WHY.encode() not in row["reason_sealed"]
