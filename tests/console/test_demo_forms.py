"""Forms brought into the demo, from the command line and on its page: played by text message, or refused in words."""

import asyncio
import json
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from typer.main import get_command

from bot.demo import Demo
from bot.demo_clock import keep_going
from bot.demo_forms import MOST_FORMS, bring
from bot.form_file import LARGEST_FORM, FormRefusedError, read_form
from bot.settings import Settings
from prosvar.cli import app
from prosvar.demo import BroughtFormError, opened_demo, read_file
from prosvar.serve import address_of, listen, quiet_config
from store.database import transaction
from tests.questionnaires.forms import HL7, coded, form, item, when
from triage.scoring import ITEM_CODES

HOUSE = Path(__file__).parents[2]
PEOPLE = 8
JSON = "application/json"


def knee(**fields: Any) -> bytes:
    """A form of a visitor's own: its second and fourth questions hang on the first and the third."""
    badly = {"system": "https://clinic.example/codes", "code": "badly"}
    items = (
        item("hurts", "boolean", text="Does your knee hurt today?"),
        item("where", "string", text="Where does it hurt?", enableWhen=[when("hurts", "=", answerBoolean=True)]),
        item("stairs", "choice", text="How do you climb stairs today?", answerOption=coded("well", "badly")),
        item("help", "boolean", text="Do you need help?", enableWhen=[when("stairs", "=", answerCoding=badly)]),
    )
    return json.dumps(form(*items, **{"title": "Knees", **fields})).encode()


def licensed() -> bytes:
    """Words of ours under the item codes of a pack that needs a licence."""
    limits = [{"url": f"{HL7}{name}", "valueInteger": value} for name, value in (("minValue", 0), ("maxValue", 6))]
    items = [
        item(
            key, text="A number from 0 to 6?", extension=limits, code=[{"system": ITEM_CODES, "code": f"pseq-2.{key}"}]
        )
        for key in ("q1", "q2")
    ]
    return json.dumps(form(*items, url="https://clinic.example/owned", title="Owned")).encode()


REFUSE = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no more patients'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON patient FOR EACH STATEMENT EXECUTE FUNCTION refuse();
"""


@dataclass
class Open:
    """A demo that listens, with the loop that it lives in."""

    address: str
    demo: Demo
    loop: asyncio.AbstractEventLoop

    def bring(self, content: bytes, licence: str = "") -> str:
        """The reference of the form's first patient."""
        brought = bring(self.demo, read_form(content, "form.json"), licence)
        return asyncio.run_coroutine_threadsafe(brought, self.loop).result(timeout=60).refs[0]

    def texts(self, ref: str) -> list[str]:
        """What stands on a phone."""
        thread = httpx.get(f"{self.address}/demo/threads/{ref}").text
        return re.findall(r'<p class="text">(.*?)</p>', thread, re.DOTALL)

    def upload(self, content: bytes, name: str = "form.json", **fields: str) -> httpx.Response:
        files, own = {"form": (name, content, JSON)}, {"origin": self.address}
        return httpx.post(f"{self.address}/demo/forms", files=files, data=fields, headers=own)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """A small demo with one form from the command line."""
    file = tmp_path_factory.mktemp("forms") / "my form.json"
    file.write_bytes(knee(title="From the command line", url="https://clinic.example/given"))
    listening, found, ready = listen("127.0.0.1", 0), [], threading.Event()

    async def serve() -> None:
        address = address_of(listening)
        async with opened_demo(Settings(), address, PEOPLE, [read_file(file)]) as (demo, app):
            server = uvicorn.Server(quiet_config(app))
            found.append((Open(address, demo, asyncio.get_running_loop()), server))
            ready.set()
            await server.serve(sockets=[listening])

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(timeout=120)
    [(demo, server)] = found
    yield demo
    server.should_exit = True
    thread.join(timeout=60)


def until_ready(address: str, *, ready: bool) -> None:
    """What was found is told again for a second."""
    end = time.monotonic() + 60
    while (found := httpx.get(f"{address}/readyz")).is_success is not ready:
        assert time.monotonic() < end, found.text
        time.sleep(0.1)
    assert found.json()["checks"] == {"disk": True, "turns": True, "database": True, "schema": True, "worker": ready}


def test_it_is_ready_for_as_long_as_its_work_is_done(opened: Open) -> None:
    silent = sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
    with transaction(opened.demo.running.engine) as connection:
        connection.execute(silent)
    until_ready(opened.address, ready=False)
    going = asyncio.run_coroutine_threadsafe(keep_going(opened.demo), opened.loop)
    until_ready(opened.address, ready=True)
    going.cancel()


@pytest.fixture(scope="module")
def address(opened: Open) -> str:
    """Where `page` looks."""
    return opened.address


def phone(page: Page) -> Locator:
    return page.locator("#phone-0")


def write(page: Page, text: str) -> str:
    """Send a text from the first phone and wait for what comes back."""
    expect(phone(page).locator(".thread")).to_be_attached()
    theirs = phone(page).locator(".theirs")
    before = theirs.count()
    phone(page).get_by_placeholder("Text message").fill(text)
    phone(page).get_by_role("button", name="Send").click()
    expect(theirs).to_have_count(before + 1)
    return theirs.locator(".text").last.inner_text()


def upload(page: Page, content: bytes, name: str) -> Locator:
    """Bring it on the page; the section that says what came of it."""
    page.get_by_role("link", name="a form of your own").click()
    page.get_by_label("File").set_input_files({"name": name, "mimeType": JSON, "buffer": content})
    page.get_by_role("button", name="Bring it").click()
    return page.locator(".bring")


def test_a_form_from_the_command_line_is_on_the_first_phone(opened: Open) -> None:
    page = httpx.get(opened.address).text
    chosen = re.findall(r'value="(\S+)" selected', page)
    assert chosen[0] == "F-0001"
    assert "Brought: From the command line" in page
    [invitation] = opened.texts("F-0001")
    assert "GO" in invitation


@pytest.mark.browser
def test_a_form_of_ones_own_is_brought_and_answered(page: Page) -> None:
    page.goto("/")
    ours = upload(page, knee(), "my knee form.json").locator(".forms > li", has_text="Knees")
    expect(ours).to_contain_text("invited")
    expect(phone(page).locator(".theirs")).to_have_count(1)
    asked = [write(page, text) for text in ("GO", "Y", "the left one")]
    assert ["hurt today" in asked[0], "Where" in asked[1], "stairs" in asked[2]] == [True] * 3
    assert "hurt today" in write(page, "CORRECT 1")
    assert "stairs" in write(page, "N"), "what the first answer had opened is shut"
    assert "need help" in write(page, "2")
    assert "That was all" in write(page, "Y")
    expect(ours).to_contain_text("completed · 4 answers given")
    ours.get_by_text("QuestionnaireResponse as it stands").click()
    expect(ours.locator("pre")).to_contain_text('"linkId": "help"')
    expect(ours.locator("pre")).not_to_contain_text("the left one")
    with page.expect_download() as download:
        ours.get_by_role("link", name="Download").click()
    told = json.loads(download.value.path().read_text("utf-8"))
    assert [each["linkId"] for each in told["item"]] == ["hurts", "stairs", "help"]
    assert (told["status"], told["questionnaire"]) == ("completed", "https://clinic.example/Questionnaire/form|1")
    expect(page.locator(".event", has_text="session.completed")).to_be_visible()


@pytest.mark.browser
def test_a_form_that_cannot_be_played_is_refused_with_the_reasons(page: Page) -> None:
    page.goto("/")
    lists = [item(link_id, "choice", answerValueSet="https://clinic.example/list") for link_id in ("a", "b")]
    told = upload(page, json.dumps(form(*lists)).encode(), "lists.json").get_by_role("alert")
    expect(told).to_contain_text("lists.json was not taken")
    expect(told.locator("li")).to_have_count(2)
    expect(told.locator("li").last).to_contain_text("item b: its options are not in the form")


@pytest.mark.browser
def test_a_forms_words_are_text_and_nothing_else(page: Page) -> None:
    page.goto("/")
    attack = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    kept = form(item("q", "boolean", text=attack), title=attack, url="https://clinic.example/attack")
    ours = upload(page, json.dumps(kept).encode(), "a.json")
    expect(ours.locator(".forms b").first).to_have_text(attack)
    assert attack in write(page, "GO")
    write(page, "Y")
    ours.get_by_text("QuestionnaireResponse as it stands").first.click()
    expect(ours.locator("pre").first).to_contain_text("<script>")
    refused = upload(page, json.dumps(form(item(attack, "choice"))).encode(), "b.json").get_by_role("alert")
    expect(refused).to_contain_text(attack)
    assert page.title() == "Prosvar demo"


HOSTILE = [
    (b"", "not JSON"),
    (b"\x89PNG\r\n", "not JSON"),
    (b"[1, 2]", "must hold a JSON object"),
    (b'{"resourceType": "Patient"}', "not-a-questionnaire"),
    (b'{"item":[' * 1000 + b"]}" * 1000, "not JSON"),
    (b'{"item":[' * 150 + b"]}" * 150, "nested more than 200 deep"),
    (json.dumps(form(item("q", text="\0"))).encode(), "U+0000"),
    (json.dumps(form(*(item(str(n)) for n in range(1001)))).encode(), "1001 items"),
    (b" " * (LARGEST_FORM + 1), "larger than 5 MB"),
]


@pytest.mark.parametrize(("content", "told"), HOSTILE, ids=[told for _, told in HOSTILE])
def test_a_hostile_upload_is_refused_in_words(opened: Open, content: bytes, told: str) -> None:
    before = len(opened.demo.forms)
    answer = opened.upload(content)
    assert answer.status_code == 422
    assert told in answer.text
    assert len(opened.demo.forms) == before


def test_an_upload_comes_from_the_page_and_in_its_size(opened: Open) -> None:
    at, own = f"{opened.address}/demo/forms", {"origin": opened.address}
    assert httpx.post(at, files={"form": ("x.json", knee(), JSON)}).status_code == 403
    assert opened.upload(b" " * (LARGEST_FORM + 1024 * 1024)).status_code == 413
    assert httpx.post(at, data={"form": "words"}, headers=own).status_code == 422
    assert httpx.get(f"{at}/S-9999/response").status_code == 404


@pytest.mark.parametrize(("content", "status"), [(knee(url="https://clinic.example/named"), 303), (b"{}", 422)])
def test_names_that_no_database_takes_are_only_names(opened: Open, content: bytes, status: int) -> None:
    part = '--b\r\nContent-Disposition: form-data; name="{}\r\n\r\n{}\r\n'
    named, held = (
        part.format('licence"', "7\x00"),
        part.format('form"; filename="\\ud800.json"', content.decode()),
    )
    headers = {"origin": opened.address, "content-type": "multipart/form-data; boundary=b; charset=unicode_escape"}
    answer = httpx.post(f"{opened.address}/demo/forms", content=f"{named}{held}--b--\r\n", headers=headers)
    assert answer.status_code == status
    assert ("not-a-questionnaire" in answer.text) is (status == 422)


def test_what_needs_a_licence_says_so_and_is_asked_once_it_is_named(opened: Open) -> None:
    answer = opened.upload(licensed())
    assert answer.status_code == 422
    assert "needs a licence of Michael Nicholas" in answer.text
    ref = opened.bring(licensed(), licence="agreement 7")
    assert "GO" in opened.texts(ref)[0]


def test_other_content_under_the_same_version_is_played_beside_it(opened: Open) -> None:
    url = "https://clinic.example/twice"
    for title in ("First", "Second", "Second"):
        opened.bring(knee(url=url, title=title))
    forms = [each for each in opened.demo.forms if each.questionnaire.url == url]
    assert [(each.questionnaire.version, each.given_version) for each in forms] == [
        ("1", None),
        ("1-try-2", "1"),
        ("1-try-2", "1"),
    ]
    assert "as other content was tried as version 1 before" in httpx.get(f"{opened.address}/demo/forms").text


@pytest.mark.parametrize(
    ("own", "translated", "spoken"),
    [("da", ["en"], ["da", "en"]), ("nn-NO", [], ["nb"]), ("de", [], ["en"]), ("de", ["sv"], ["en", "sv"])],
)
def test_each_language_that_the_clinic_writes_has_a_patient(
    opened: Open, own: str, translated: list[str], spoken: list[str]
) -> None:
    parts = [
        {
            "url": f"{HL7}translation",
            "extension": [{"url": "lang", "valueCode": tag}, {"url": "content", "valueString": "?"}],
        }
        for tag in translated
    ]
    asked = item("q", "boolean", _text={"extension": parts})
    opened.bring(json.dumps(form(asked, language=own, url=f"https://clinic.example/{own}/{len(spoken)}")).encode())
    people = [opened.demo.people[ref] for ref in opened.demo.forms[-1].refs]
    assert [person.language for person in people] == spoken
    assert [len(opened.texts(person.ref)) for person in people] == [1] * len(spoken)


def test_at_night_the_clock_moves_to_when_the_clinic_may_write(opened: Open) -> None:
    night = opened.demo.clock().replace(hour=23, minute=0) + timedelta(days=1)
    opened.demo.clock.set(night)
    ref = opened.bring(knee(url="https://clinic.example/night"))
    assert len(opened.texts(ref)) == 1
    assert 8 <= opened.demo.clock().astimezone(opened.demo.clinic.time_zone()).hour < 20


def test_a_group_that_repeats_is_played_and_counted(opened: Open) -> None:
    group = item(
        "medicine", "group", text="Medicine", repeats=True, item=[item("name", "string"), item("daily", "boolean")]
    )
    ref = opened.bring(json.dumps(form(group, url="https://clinic.example/repeats")).encode())
    own = {"origin": opened.address}
    for text in ("GO", "The small white one", "Y", "Y", "The blue one", "SKIP", "N"):
        httpx.post(f"{opened.address}/demo/threads/{ref}/texts", data={"text": text}, headers=own)
    assert "That was all" in opened.texts(ref)[-1]
    assert "completed · 3 answers given" in httpx.get(f"{opened.address}/demo/forms").text
    told = httpx.get(f"{opened.address}/demo/forms/{ref}/response", params={"download": True}).json()
    groups = [[each["linkId"] for each in found["item"] if "answer" in each] for found in told["item"]]
    assert groups == [["name", "daily"], ["name"]]


def test_an_import_that_fails_half_way_leaves_nothing_behind(opened: Open) -> None:
    """Its pathway would stand in the clinic, with nobody on it, and under the name that the next form is given."""
    held, clinic, engine = list(opened.demo.forms), opened.demo.clinic, opened.demo.running.engine

    def in_force() -> list[str]:
        with engine.begin() as connection:
            found = connection.exec_driver_sql("SELECT pathway_id FROM pathway_version ORDER BY pathway_id, version")
            return [row.pathway_id for row in found]

    before = in_force()
    with engine.begin() as connection:
        connection.exec_driver_sql(REFUSE)
    with pytest.raises(DBAPIError):
        opened.bring(knee(url="https://clinic.example/half"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP FUNCTION refuse CASCADE")
    assert (in_force(), opened.demo.forms, opened.demo.clinic) == (before, held, clinic)
    assert "GO" in opened.texts(opened.bring(knee(url="https://clinic.example/half")))[0]


def test_a_demo_holds_so_many_forms(opened: Open) -> None:
    held = list(opened.demo.forms)
    opened.demo.forms += [held[0]] * (MOST_FORMS - len(held))
    with pytest.raises(FormRefusedError, match="start it again"):
        opened.bring(knee(url="https://clinic.example/many"))
    opened.demo.forms[:] = held


def test_the_command_takes_several_forms() -> None:
    command: Any = get_command(app)
    context = command.commands["demo"].make_context("demo", ["--form", "my knee.json", "--form", "b.json"])
    assert [str(each) for each in context.params["form"]] == ["my knee.json", "b.json"]


def test_a_file_that_cannot_be_played_ends_the_command_before_anything_starts(tmp_path: Path) -> None:
    bad = tmp_path / 'somebody\'s "bad" form.json'
    bad.write_text(json.dumps(form(item("a", "choice"), item("b", "choice"))), "utf-8")
    command = ["make", "--no-print-directory", "-o", ".venv/.prosvar-made", "demo", f"FORM={bad}"]
    ended = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2, "of make, where the command has ended with 1"
    first, *findings, _ = ended.stderr.splitlines()
    assert first == f"{bad} cannot be played in the demo:"
    assert [each.partition(":")[0] for each in findings] == ["a", "b"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BroughtFormError, match=r"none\.json: cannot be read"):
        read_file(tmp_path / "none.json")
