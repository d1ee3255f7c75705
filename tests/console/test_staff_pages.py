"""The staff pages in a real browser: a schedule changed, previewed, published and taken back; tasks and plans."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from store.ledger import tables
from tests.console.clinics import PASSWORD, House

pytestmark = pytest.mark.browser


@pytest.fixture
def context(browser: Browser, house: House, staff_address: str) -> Iterator[BrowserContext]:
    """Somebody who edits schedules is signed in."""
    house.account("anna")
    opened = browser.new_context(base_url=staff_address, viewport={"width": 1280, "height": 900}, locale="en-GB")
    opened.set_default_timeout(20_000)
    page = opened.new_page()
    sign_in(page)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.pages[0]


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.goto("/staff/tasks")
    page.get_by_label("Login").fill("anna")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def preview(page: Page) -> None:
    page.get_by_role("button", name="Preview").last.click()


def test_a_schedule_is_changed_previewed_published_and_taken_back(page: Page, house: House) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    house.enrol("F-1", "20000111")
    house.work()
    house.enrol("F-2", "20000112", on="2026-11-17")
    page.get_by_role("link", name="Pathways").click()
    page.get_by_role("link", name="Long-term pain", exact=True).click()
    expect(page.get_by_text("1. After 2 days without a reply a friendly reminder is sent.")).to_be_visible()
    page.get_by_role("link", name="Change the schedule").click()
    page.get_by_label("From").fill("10:30")
    drawn = page.locator("#drawing")
    page.get_by_label("Until").focus()
    expect(drawn).to_contain_text("between 10:30 and 18:00")
    page.get_by_role("button", name="Remove step 1").click()
    expect(page.get_by_role("status")).to_have_text("Step 1 was removed.")
    expect(drawn).to_contain_text("1. After 3 days without a reply a second reminder is sent.")
    expect(page.get_by_label("From")).to_have_value("10:30")
    preview(page)
    heading(page, "Preview: Long-term pain")
    expect(page.get_by_text("1 round of questions that has not begun will follow")).to_be_visible()
    expect(page.get_by_text("1 conversation that has begun keeps the schedule")).to_be_visible()
    expect(page.get_by_role("heading", name="Due now")).to_be_visible()
    expect(page.get_by_role("heading", name="Wrote LATER")).to_be_visible()
    expect(page.get_by_text("simulation, not a measurement", exact=True)).to_be_visible()
    expect(page.locator("blockquote[lang=da]").first).to_contain_text("Fjordby Hospital")
    page.get_by_label("Why").fill("Fewer messages, later in the day")
    page.get_by_label("move to the new one (1)").check()
    page.get_by_role("button", name="Publish version 2").click()
    heading(page, "Long-term pain")
    expect(page.get_by_text("Version 2 since")).to_contain_text("Fewer messages, later in the day")
    assert {house.session(ref)["pathway_version"] for ref in ("F-1", "F-2")} == {2}
    page.get_by_role("link", name="History").click()
    expect(page.locator("del").first).to_have_text("1. After 2 days without a reply a friendly reminder is sent.")
    page.get_by_role("link", name="Version 1").click()
    page.get_by_role("link", name="Go back to this schedule").click()
    preview(page)
    page.get_by_label("Why").fill("Back to what was")
    page.get_by_role("button", name="Publish version 3").click()
    expect(page.get_by_text("Version 3 since")).to_be_visible()
    first, _, last = versions(house)
    assert last["document"] == first["document"]
    assert faults == []


def versions(house: House) -> list[dict[str, Any]]:
    return sorted(house.rows("pathway_version", pathway_id="pain"), key=lambda row: int(row["version"]))


def test_the_second_of_two_tabs_sees_what_the_first_has_published(page: Page, context: BrowserContext) -> None:
    other = context.new_page()
    for tab, gap in ((page, "2 days"), (other, "36 hours")):
        tab.goto("/staff/pathways/pain/edit")
        tab.get_by_label("Between two contacts").fill(gap)
        preview(tab)
        tab.get_by_label("Why").fill(f"At least {gap}")
    page.get_by_role("button", name="Publish").click()
    heading(page, "Long-term pain")
    other.get_by_role("button", name="Publish").click()
    heading(other, "Somebody was quicker")
    expect(other.get_by_text("by staff:anna: At least 2 days")).to_be_visible()
    other.get_by_role("button", name="Go on with mine").click()
    expect(other.get_by_label("Between two contacts")).to_have_value("36 hours")
    preview(other)
    other.get_by_label("Why").fill("At least 36 hours, as agreed")
    other.get_by_role("button", name="Publish version 3").click()
    expect(other.get_by_text("Version 3 since")).to_be_visible()


def test_by_keyboard_alone_what_is_wrong_is_said_beside_its_field(page: Page) -> None:
    page.goto("/staff/pathways/pain/edit")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Go to the content")).to_be_focused()
    page.keyboard.press("Enter")
    reached = page.get_by_label("From")
    for _ in range(6):
        page.keyboard.press("Tab")
        if reached.evaluate("each => each === document.activeElement"):
            break
    expect(reached).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("half past ten")
    page.keyboard.press("Enter")
    expect(reached).to_have_attribute("aria-invalid", "true")
    expect(reached).to_have_accessible_description('Write a time of day as in "08:30".')
    expect(reached).to_have_value("half")
    for label, typed, told in (
        ("Between two contacts", "1 minute", "at least PT10M apart"),
        ("At most this many messages", "many", "whole number"),
        ("After the last step", "soon", "2 days, 12 hours or 1 week"),
    ):
        page.goto("/staff/pathways/pain/edit")
        field = page.get_by_label(label)
        field.focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.locator(f"#fault-{field.get_attribute('id')}")).to_contain_text(told)
        expect(page.get_by_label(label)).to_have_value(typed)


def test_a_patient_is_rung_and_what_was_read_is_noted(page: Page, house: House) -> None:
    house.enrol("F-1", "20000111")
    for _ in range(30):
        house.work()
        house.clock.advance(hours=12)
    sign_in(page)
    page.get_by_role("link", name="1 patient to ring").click()
    row = page.get_by_role("row", name="F-1")
    expect(row).to_contain_text("Ring")
    row.get_by_role("link").click()
    expect(page.get_by_text("Asta Holm")).to_be_visible()
    expect(page.get_by_role("link", name="+4520000111")).to_be_visible()
    expect(page.get_by_text("Long-term pain: Before the first visit, until")).to_be_visible()
    page.get_by_role("link", name="Every contact with F-1").click()
    expect(page.get_by_role("cell", name="reminder last by SMS")).to_be_visible()
    expect(page.get_by_role("cell", name="closes", exact=True)).to_be_visible()
    page.go_back()
    page.get_by_label("Asked to be called at another time").check()
    page.get_by_label("Note").fill("At work until six")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("alert")).to_contain_text("still to come")
    expect(page.get_by_label("Note")).to_have_value("At work until six")
    again = house.clock() + timedelta(days=1)
    page.get_by_label("Call again on").fill(f"{again:%Y-%m-%d}T18:00")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("row", name="F-1")).to_contain_text("18:00")
    page.get_by_role("link", name="F-1").click()
    page.get_by_label("Will answer by text").check()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Nobody is to be rung.")).to_be_visible()
    task = house.rows("task")[0]
    assert (task["acknowledged_by"], task["closed_at"]) == ("staff:anna", house.clock())
    calls = house.rows("phone_attempt")
    assert sorted(call["outcome"] for call in calls) == ["call-again", "will-answer"]
    assert all(b"work" not in (call["note_sealed"] or b"") for call in calls)
    done = [(each["action"], each["subject"]) for each in house.rows("audit", actor="staff:anna")]
    assert ("read.contact-details", "patient-ref/F-1") in done
    assert ("read.plan", "patient-ref/F-1") in done


def test_an_alert_is_seen_to(page: Page, house: House) -> None:
    patient = house.enrol("F-1", "20000111")
    house.work()
    session = house.session("F-1")
    task = {
        "clinic_id": "fjordby",
        "task_id": uuid4(),
        "kind": "alert",
        "level": "red",
        "patient_id": patient,
        "session_id": session["session_id"],
        "detail": {},
        "raised_at": house.clock() - timedelta(hours=2),
        "due_at": house.clock() - timedelta(hours=1),
    }
    with house.desk() as (connection, _):
        connection.execute(tables["task"].insert(), [task])
    page.goto("/staff/tasks")
    expect(page.get_by_text("Open for 2 hours")).to_contain_text("late since")
    page.get_by_role("link", name="Alert · F-1").click()
    expect(page.get_by_text("Long-term pain: Before the first visit")).to_be_visible()
    page.get_by_label("What you found").fill("x" * 501)
    page.get_by_role("button", name="I have seen to this").click()
    expect(page.get_by_text("at most 500 characters")).to_be_visible()
    page.get_by_label("What you found").fill("Talked on the phone")
    page.get_by_role("button", name="I have seen to this").click()
    expect(page.get_by_text("Nothing is open.")).to_be_visible()
    seen = house.rows("task")[0]
    assert (seen["acknowledged_by"], seen["closed_at"]) == ("staff:anna", house.clock())
    assert b"phone" not in seen["note_sealed"]
    done = [(each["action"], each["subject"]) for each in house.rows("audit", actor="staff:anna")]
    assert ("task.acknowledge", f"task/{seen['task_id']}") in done


def test_reading_works_without_scripts_and_on_a_narrow_screen(
    browser: Browser, house: House, staff_address: str
) -> None:
    house.account("anna")
    house.enrol("F-1", "20000111")
    narrow = browser.new_context(
        base_url=staff_address, viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="en-GB"
    )
    page = narrow.new_page()
    sign_in(page, "wrong password")
    expect(page.get_by_role("alert")).to_contain_text("not right")
    sign_in(page)
    heading(page, "Tasks")
    for path, told in (
        ("/staff/phone", "Nobody is to be rung."),
        ("/staff/patients?ref=F-1", "Before the first visit"),
        ("/staff/pathways", "Long-term pain"),
        ("/staff/pathways/pain", "Reminder 3"),
        ("/staff/pathways/pain/history", "Version 1"),
        ("/staff/pathways/pain/edit", "Step 3"),
    ):
        page.goto(path)
        expect(page.locator("main")).to_contain_text(told)
        widths = page.locator("html").evaluate("html => [html.scrollWidth, html.clientWidth]")
        assert widths[0] <= widths[1], path
    page.get_by_role("button", name="Move down step 1").click()
    expect(page.get_by_role("status")).to_have_text("Step 1 is now step 2.")
    page.get_by_role("button", name="Sign out").click()
    heading(page, "Sign in")
    narrow.close()
