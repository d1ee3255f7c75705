"""The demo in a real browser: a patient answers, the clinic sees it, time passes. One process serves all tests here."""

import re
from datetime import date
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.synthetic import patients, with_visitor
from prosvar.demo import PATIENTS, SEED

pytestmark = pytest.mark.browser
TODAY = date(2026, 11, 21)  # who they are does not depend on it
# How a patient who is well replies to each kind of question, by what the message ends with.
REPLIES = (
    (r"year you were born|det år, du er født", None),
    (r"AGREE", "AGREE"),
    (r"main part", "NO"),
    (r"from 0 to 10", "2"),
    (r"from 0 to 100", "70"),
    (r"Y for yes", "N"),
    (r"one or more numbers", "1"),
    (r"\n1 ", "1"),
    (r"own words", "All is well"),
    (r"OK to go on", "OK"),
    (r"a date", "3/5"),
    (r"a number", "4"),
)


def phone(page: Page, slot: int) -> Locator:
    return page.locator(f"#phone-{slot}")


def last_text(page: Page, slot: int) -> str:
    return phone(page, slot).locator(".theirs .text").last.inner_text()


def write(page: Page, slot: int, text: str) -> str:
    """Send a text and wait for what comes back."""
    expect(phone(page, slot).locator(".thread")).to_be_attached()  # what came before stands on the page
    theirs = phone(page, slot).locator(".theirs")
    before = theirs.count()
    field = phone(page, slot).get_by_placeholder("Text message")
    field.fill(text)
    field.press("Enter")
    expect(theirs).to_have_count(before + 1)
    return last_text(page, slot)


def birth_year(page: Page, slot: int) -> str:
    found = re.search(r"Born (\d{4})", phone(page, slot).inner_text())
    assert found
    return found[1]


def name_of(page: Page, slot: int) -> str:
    chosen = phone(page, slot).locator("select option:checked")
    return chosen.inner_text().partition(",")[0]


def ref_of(page: Page, slot: int) -> str:
    return phone(page, slot).get_by_label("Patient", exact=True).input_value()


def reply_to(text: str, year: str) -> str:
    return next(reply or year for pattern, reply in REPLIES if re.search(pattern, text))


def opened(page: Page) -> None:
    page.goto("/")
    expect(phone(page, 0).locator(".theirs .text").first).to_be_visible()


def take_untouched(page: Page, slot: int) -> None:
    """Put an English patient on this phone who has been invited and has not been played."""
    patient = phone(page, slot).get_by_label("Patient", exact=True)
    shown = {ref_of(page, each) for each in range(3)}
    refs = [
        each.get_attribute("value") or ""
        for each in patient.locator("optgroup[label='Long-term pain'] option", has_text="(en)").all()
    ]
    for ref in refs:
        if ref not in shown:
            with page.expect_response(re.compile(f"/demo/threads/{ref}")):
                patient.select_option(ref)
            expect(phone(page, slot).locator(".thread")).to_be_visible()
            if phone(page, slot).locator(".bubble").count() == 1:
                return
    raise AssertionError("no English patient is left who has only been invited")


def test_a_newcomer_sees_an_invitation_and_nothing_comes_from_elsewhere(page: Page, address: str) -> None:
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    opened(page)
    assert "GO" in last_text(page, 0)
    expect(page.get_by_text("200 synthetic patients")).to_be_visible()
    expect(page.get_by_text("1 segment").first).to_be_visible()
    expect(page.get_by_text("delivered").first).to_be_visible()
    assert set(asked) == {urlsplit(address).netloc}
    assert faults == []


def test_a_patient_answers_everything_and_the_summary_reaches_the_clinic(page: Page) -> None:
    opened(page)
    year = birth_year(page, 0)
    text = write(page, 0, "GO")
    for _ in range(40):
        if "That was all" in text:
            break
        text = write(page, 0, reply_to(text, year))
    assert "That was all" in text
    event = page.locator(".event", has_text="session.completed").filter(has_text=name_of(page, 0)).first
    expect(event).to_be_visible()
    expect(event.locator(".verified")).to_have_text("signature verified")
    expect(event.locator(".level").first).to_have_text("green")
    event.get_by_text("Note for the record").click()
    expect(event.locator("pre").first).to_contain_text(ref_of(page, 0))
    event.get_by_text("All of it").click()
    expect(event.locator("pre").last).to_contain_text('"resourceType": "QuestionnaireResponse"')
    write(page, 0, "HELP")
    write(page, 1, "JA")
    page.wait_for_timeout(1500)  # the panes look again: what was opened stays open
    expect(event.locator("pre").first).to_be_visible()
    expect(event.locator("pre").last).to_contain_text("QuestionnaireResponse")


def test_words_of_distress_raise_an_alert_that_staff_acknowledge(page: Page) -> None:
    opened(page)
    assert "112" in write(page, 1, "Jeg vil ikke leve mere")
    alert = page.locator(".tasks li.urgent").filter(has_text=ref_of(page, 1))
    expect(alert).to_contain_text("Alert")
    expect(page.locator(".event.alert, .event").filter(has_text="alert.raised").first).to_be_visible()
    alert.get_by_placeholder("Note").fill("Talked on the phone")
    alert.get_by_role("button", name="Acknowledge", exact=True).click()
    expect(alert).to_have_count(0)


def test_severe_answers_turn_red_with_the_rule_that_says_so(page: Page) -> None:
    opened(page)
    take_untouched(page, 1)
    year = birth_year(page, 1)
    text = write(page, 1, "GO")
    for _ in range(40):
        if "That was all" in text:
            break
        severe = "10" if "from 0 to 10" in text else reply_to(text, year)
        text = write(page, 1, severe)
    event = page.locator(".event.red", has_text="session.completed").filter(has_text=name_of(page, 1)).first
    expect(event.locator(".findings")).to_contain_text("severe-pain")
    expect(event.locator(".level").first).to_have_text("red")


def test_an_imported_form_opens_its_groups_and_brings_its_own_colours(page: Page) -> None:
    opened(page)
    [visitor] = [form.ref for form in with_visitor(patients(PATIENTS, SEED, TODAY), TODAY) if form.pathway == "visit"]
    with page.expect_response(re.compile(f"/demo/threads/{visitor}")):
        phone(page, 1).get_by_label("Patient", exact=True).select_option(visitor)
    expect(phone(page, 1).locator(".theirs")).to_have_count(1)
    year = birth_year(page, 1)
    assert "1 of 5" in [write(page, 1, text) for text in ("GO", year, "AGREE")][-1]
    # "Only indoors" opens the question about help, the fall its own two, a good night nothing
    asked = [write(page, 1, text) for text in ("4", "Y", "3", "N", "N", "2", "Y")]
    assert ["How many times" in asked[1], "get hurt" in asked[2], "slept badly" in asked[3]] == [True] * 3
    assert "as heavy as can be" in asked[4]
    assert "somebody who helps" in asked[5]
    assert "MORE" in asked[6]
    assert "What happens now" in [write(page, 1, text) for text in ("MORE", "MORE")][-1]
    assert "That was all" in write(page, 1, "16")
    event = page.locator(".event.red", has_text="session.completed").filter(has_text=name_of(page, 1)).first
    expect(event.locator(".findings")).to_contain_text("How many times did you fall")


def test_what_patients_write_is_text_and_nothing_else(page: Page) -> None:
    opened(page)
    attack = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    write(page, 2, attack)
    expect(phone(page, 2).locator(".mine .text").last).to_have_text(attack)
    assert page.title() == "Prosvar demo"


def test_a_chat_shows_buttons_that_stay_until_they_are_pressed(page: Page) -> None:
    opened(page)
    expect(phone(page, 2)).to_contain_text("Telegram")
    theirs, buttons = phone(page, 2).locator(".theirs"), phone(page, 2).locator(".taps button")
    write(page, 2, "HJELP")
    expect(buttons).to_have_count(1)
    before = theirs.count()
    buttons.first.click()
    expect(theirs).to_have_count(before + 1)
    expect(buttons).to_have_count(0)


def test_what_does_not_work_is_said(page: Page) -> None:
    opened(page)
    page.route("**/demo/**", lambda route: route.abort())
    expect(page.get_by_role("alert")).to_contain_text("does not answer")
    page.unroute("**/demo/**")
    expect(page.get_by_role("alert")).to_be_empty()


def test_the_keyboard_is_enough(page: Page) -> None:
    opened(page)
    expect(phone(page, 0).get_by_placeholder("Text message")).to_be_focused()
    before = phone(page, 0).locator(".mine").count()
    page.keyboard.type("HELP")
    page.keyboard.press("Enter")
    expect(phone(page, 0).locator(".mine")).to_have_count(before + 1)
    expect(phone(page, 0).get_by_placeholder("Text message")).to_have_value("")
    expect(phone(page, 0).get_by_placeholder("Text message")).to_be_focused()


def test_the_same_words_again_are_sent_while_the_first_are_on_their_way(page: Page) -> None:
    """What waits for the answer to the first is not emptied by it."""
    opened(page)
    field, mine = phone(page, 2).get_by_placeholder("Text message"), phone(page, 2).locator(".mine .text")
    before, held = mine.count(), []
    page.route("**/texts", lambda route: route.continue_() if held else held.append((route, route.fetch())))
    for _ in range(2):
        field.fill("HELP")
        field.press("Enter")
        expect(mine).to_have_count(before + 1)
    while not held:
        page.wait_for_timeout(50)
    [(first, answer)] = held
    first.fulfill(response=answer)
    expect(mine).to_have_count(before + 2)
    expect(mine.last).to_have_text("HELP")
    expect(field).to_have_value("")


def test_on_a_narrow_screen_what_to_do_comes_first(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844})
    try:
        page = context.new_page()
        opened(page)
        expect(page.get_by_text("Be a patient")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    finally:
        context.close()


def test_the_account_that_the_page_tells_opens_the_staff_page_whatever_the_clock_says(page: Page, address: str) -> None:
    opened(page)
    login, password = page.locator(".guide li").last.locator("b").all_inner_texts()
    page.get_by_role("link", name="staff page").click()
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Tasks")).to_be_visible()
    httpx.post(f"{address}/demo/clock", data={"step": "hour"}, headers={"origin": address}, timeout=60)
    page.reload()
    expect(page.get_by_role("heading", name="Tasks")).to_be_visible()


def test_the_one_who_fills_in_an_imported_form_is_easy_to_find(page: Page) -> None:
    opened(page)
    group = phone(page, 2).locator("optgroup").first
    assert group.get_attribute("label") == "Before a visit"
    expect(group.locator("option")).to_have_count(1)


def test_a_page_that_is_loaded_again_shows_the_same_phones(page: Page) -> None:
    opened(page)
    with page.expect_response(re.compile("/demo/threads/S-0150")):
        phone(page, 1).get_by_label("Patient", exact=True).select_option("S-0150")
    page.reload()
    expect(phone(page, 1).get_by_label("Patient", exact=True)).to_have_value("S-0150")


def test_reminders_arrive_when_the_clock_moves(page: Page) -> None:
    opened(page)
    silent = phone(page, 1)
    take_untouched(page, 1)
    page.get_by_role("button", name="+1 week").click()
    expect(silent.locator(".theirs").nth(1)).to_be_visible(timeout=60_000)
    assert "still" in silent.locator(".theirs .text").nth(1).inner_text()
    expect(page.locator(".plan")).to_contain_text("reminder-")
    expect(page.get_by_role("button", name="+1 week")).to_be_enabled(timeout=60_000)
    for _ in range(2):
        page.get_by_role("button", name="+1 week").click()
        expect(page.get_by_role("button", name="+1 week")).to_be_enabled(timeout=60_000)
    expect(page.locator(".tasks li").nth(20)).to_be_attached()
    # Long lists scroll within themselves. Looked at in one go, as the page puts new panes in place of old ones.
    page.wait_for_function(
        """() => {
            const end = document.querySelector(".plan").getBoundingClientRect().bottom + scrollY;
            return document.documentElement.scrollHeight < end + 100;
        }"""
    )


def test_a_form_of_another_site_is_refused(address: str) -> None:
    for headers in ({}, {"origin": "https://elsewhere.example"}, {"origin": "null"}):
        answer = httpx.post(f"{address}/demo/clock", data={"step": "hour"}, headers=headers)
        assert answer.status_code == 403, headers


def test_a_delivery_without_our_signature_is_refused(address: str) -> None:
    forged = {"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
    for headers in ({}, forged):
        assert httpx.post(f"{address}/demo/clinic/record", content=b"{}", headers=headers).status_code == 401


def test_what_does_not_exist_is_said_so(address: str) -> None:
    own = {"origin": address}
    assert httpx.get(f"{address}/demo/threads/S-9999").status_code == 404
    assert httpx.post(f"{address}/demo/threads/S-9999/texts", data={"text": "hi"}, headers=own).status_code == 404
    assert httpx.get(f"{address}/demo/events/none").status_code == 404
    assert httpx.post(f"{address}/demo/clock", data={"step": "year"}, headers=own).status_code == 422


def test_without_scripts_the_forms_still_work(address: str) -> None:
    own = {"origin": address}
    answer = httpx.post(f"{address}/demo/threads/S-0200/texts", data={"text": "typed <b>by hand</b>"}, headers=own)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    thread = httpx.get(f"{address}/demo/threads/S-0200").text
    assert "typed &lt;b&gt;by hand&lt;/b&gt;" in thread
