"""Who gets in, for how long, and that no other site's form and no other clinic's page counts."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.accounts import MOST_WRONG, AccountError, add_account, disable, set_password
from bot.guessing import place_of
from bot.turns import TurnLoop
from console.staff_visitors import AT_ONCE, MOST_FAILURES, MOST_WRONG_HERE, REFUSED_AFTER, WRONG
from prosvar.app import create_app
from store.audit import verify
from tests.console.clinics import PASSWORD, House

HOST = "http://127.0.0.1"
OURS = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def visitor(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=HOST, follow_redirects=False) as client:
        yield client


def sign_in(visitor: TestClient, login: str = "anna", password: str = PASSWORD, **more: str) -> httpx.Response:
    return visitor.post("/staff/sign-in", data={"login": login, "password": password, **more}, headers=OURS)


def csrf_of(visitor: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', visitor.get("/staff/pathways").text)
    assert found
    return found[1]


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(house: House, visitor: TestClient) -> None:
    house.account("anna")
    sent = visitor.get("/staff/pathways/pain")
    assert (sent.status_code, sent.headers["location"]) == (303, "/staff/sign-in?then=/staff/pathways/pain")
    back = sign_in(visitor, "ANNA", then="/staff/pathways/pain")
    assert (back.status_code, back.headers["location"]) == (303, "/staff/pathways/pain")
    cookie = back.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie  # loopback has no wire
    shown = visitor.get("/staff/pathways/pain")
    assert "Long-term pain" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["x-frame-options"] == "DENY"
    assert "unsafe-inline" not in shown.headers["content-security-policy"]
    assert [row["action"] for row in house.rows("audit", actor="staff:anna")] == ["staff.sign-in"]


def test_elsewhere_than_on_the_machine_itself_the_cookie_goes_by_https_only(app: FastAPI, house: House) -> None:
    house.account("anna")
    host = "https://prosvar.example.org"
    with TestClient(app, base_url=host, follow_redirects=False) as visitor:
        form = {"login": "anna", "password": PASSWORD}
        answer = visitor.post("/staff/sign-in", data=form, headers={"Origin": host})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-prosvar-staff=")
        assert "; Secure" in cookie
        assert visitor.get("/staff/tasks").status_code == 200


def test_behind_a_proxy_that_names_this_machine_the_cookie_goes_by_https_only_too(app: FastAPI, house: House) -> None:
    house.account("anna")
    settings = house.running.settings.model_copy(update={"public_url": "https://prosvar.example.org"})
    app.state.running = replace(house.running, settings=settings)
    with TestClient(app, base_url="http://127.0.0.1:8080", follow_redirects=False) as visitor:
        form = {"login": "anna", "password": PASSWORD}
        answer = visitor.post("/staff/sign-in", data=form, headers={"Origin": "https://prosvar.example.org"})
        assert answer.headers["set-cookie"].startswith("__Host-prosvar-staff=")
        assert "; Secure" in answer.headers["set-cookie"]


def test_text_that_no_database_takes_is_only_a_wrong_login(house: House, visitor: TestClient) -> None:
    part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n\\ud800\x00\r\n'
    body = "".join(map(part.format, ("login", "password", "csrf"))) + "--b--\r\n"
    headers = {**OURS, "Content-Type": "multipart/form-data; boundary=b; charset=unicode_escape"}
    assert visitor.post("/staff/sign-in", content=body, headers=headers).status_code == 401
    house.account("anna")
    sign_in(visitor)
    assert visitor.post("/staff/sign-out", content=body, headers=headers).status_code == 403


def test_sign_in_leads_nowhere_else(visitor: TestClient) -> None:
    for then in ("https://evil.example", "//evil.example", "/staff//evil", "/staff/\\evil", "/api", ""):
        page = visitor.get("/staff/sign-in", params={"then": then}).text
        assert 'name="then" value="/staff/tasks"' in page, then


def test_wrong_unknown_disabled_and_locked_get_the_same_answer(house: House, visitor: TestClient) -> None:
    house.account("anna")
    house.account("gone")
    with house.desk() as (connection, _):
        disable(connection, "fjordby", "gone", house.clock(), "test")
    answers = [sign_in(visitor, "anna", "wrong"), sign_in(visitor, "nobody"), sign_in(visitor, "gone")]
    answers += [sign_in(visitor, "anna", "wrong") for _ in range(4)]
    answers.append(sign_in(visitor, "anna"))  # right, but locked by now
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}
    assert WRONG in answers[0].text
    assert "set-cookie" not in answers[-1].headers
    house.clock.advance(minutes=15)
    assert sign_in(visitor).status_code == 303
    assert verify(house.running.engine.connect(), "fjordby") is None


def test_a_refusal_takes_the_same_time_whoever_is_meant(
    house: House, visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the time it takes nobody learns whether a login exists: each is answered at its own fixed moment."""
    waits: list[float] = []
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        waits.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", note)
    house.account("anna")
    for login in ("anna", "nobody"):
        assert sign_in(visitor, login, "wrong").status_code == 401
    assert len(waits) == 2
    assert max(waits) < REFUSED_AFTER
    assert sign_in(visitor).status_code == 303
    assert len(waits) == 2


def test_an_address_that_guesses_is_refused_without_looking(house: House, visitor: TestClient, app: FastAPI) -> None:
    house.account("anna")
    assert sign_in(visitor, "anna", "wrong").status_code == 401
    failures = app.state.staff_failures
    for _ in range(MOST_FAILURES):
        failures.add(place_of("testclient"), house.clock())
    assert sign_in(visitor).status_code == 429
    house.clock.advance(minutes=16)
    assert sign_in(visitor).status_code == 303


def from_address(app: FastAPI, address: str) -> TestClient:
    return TestClient(app, base_url=HOST, follow_redirects=False, client=(address, 50000))


def test_who_guesses_keeps_nobody_else_out(house: House, app: FastAPI) -> None:
    house.account("anna")
    with from_address(app, "192.0.2.7") as guesser, from_address(app, "192.0.2.8") as anna:
        assert {sign_in(guesser, "anna", "wrong").status_code for _ in range(6)} == {401}
        assert sign_in(guesser).status_code == 401  # right, but this address waits
        assert sign_in(anna).status_code == 303
        house.clock.advance(minutes=15)
        assert sign_in(guesser).status_code == 303


async def test_who_guesses_many_at_once_is_heard_no_oftener(house: House, app: FastAPI) -> None:
    house.account("anna")
    wire, form = httpx.ASGITransport(app, client=("192.0.2.7", 50000)), {"login": "anna", "password": "wrong"}
    async with httpx.AsyncClient(transport=wire, base_url=HOST, headers=OURS) as guesser:
        answers = await asyncio.gather(*(guesser.post("/staff/sign-in", data=form) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {401}
    assert len(house.rows("audit", action="staff.sign-in-refused")) < MOST_WRONG_HERE + AT_ONCE


def test_guesses_from_everywhere_lock_the_account_in_the_end(house: House, visitor: TestClient) -> None:
    house.account("anna")
    with house.desk() as (connection, _):
        connection.exec_driver_sql(f"UPDATE staff_account SET failures = {MOST_WRONG - 1}")
    sign_in(visitor, "anna", "wrong")
    assert sign_in(visitor).status_code == 401
    house.clock.advance(minutes=15)
    assert sign_in(visitor).status_code == 303


def test_only_a_proxy_that_is_trusted_says_who_calls(house: House) -> None:
    house.account("anna")
    for trusted, status in (("10.1.0.0/16", 303), (None, 401), ("10.2.0.1", 401)):
        settings = house.running.settings.model_copy(update={"trusted_proxies": trusted})
        running = replace(house.running, settings=settings)
        app = create_app(running, TurnLoop(running.engine, running.keyring, running.clock))
        with from_address(app, "10.1.0.9") as proxy:
            proxy.headers["X-Forwarded-For"] = "192.0.2.7"
            for _ in range(5):
                sign_in(proxy, "anna", "wrong")
            proxy.headers["X-Forwarded-For"] = "192.0.2.7, 192.0.2.8"  # what the caller says stands before
            assert sign_in(proxy).status_code == status, trusted


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
    ],
)
def test_callers_are_counted_by_their_place(host: str, place: str) -> None:
    assert place_of(host) == place


def test_what_is_no_address_stands_by_itself() -> None:
    assert place_of("one") == place_of("one") != place_of("another")
    assert place_of(None).startswith("unknown")


def test_a_session_ends_by_rest_by_length_by_sign_out_and_by_a_new_password(house: House, visitor: TestClient) -> None:
    house.account("anna")
    sign_in(visitor)
    first = visitor.cookies["prosvar-staff"]
    for _ in range(23):  # somebody who is there all the time
        house.clock.advance(minutes=29)
        assert visitor.get("/staff/tasks").status_code == 200
    house.clock.advance(minutes=54)
    assert visitor.get("/staff/tasks").status_code == 303
    sign_in(visitor)
    assert visitor.cookies["prosvar-staff"] != first
    house.clock.advance(minutes=20)  # a list that looks by itself is nobody's presence
    assert visitor.get("/staff/tasks/list", headers={"X-Staff-Poll": "1", "HX-Request": "true"}).status_code == 200
    house.clock.advance(minutes=10)
    over = visitor.get("/staff/tasks/list", headers={"X-Staff-Poll": "1", "HX-Request": "true"})
    assert (over.status_code, over.headers["hx-redirect"]) == (401, "/staff/sign-in?then=/staff/tasks")
    sign_in(visitor)
    kept = visitor.cookies["prosvar-staff"]
    assert visitor.post("/staff/sign-out", data={"csrf": csrf_of(visitor)}, headers=OURS).status_code == 303
    visitor.cookies.set("prosvar-staff", kept)
    assert visitor.get("/staff/tasks").status_code == 303
    visitor.cookies.clear()
    sign_in(visitor)
    with house.desk() as (connection, _):
        set_password(connection, "fjordby", "anna", "another long password", house.clock(), "test")
    assert visitor.get("/staff/tasks").status_code == 303


def test_the_database_holds_neither_password_nor_token(house: House, visitor: TestClient) -> None:
    house.account("anna")
    sign_in(visitor)
    stored = str(house.rows("staff_account")) + str(house.rows("staff_session")) + str(house.rows("audit"))
    assert PASSWORD not in stored
    assert visitor.cookies["prosvar-staff"] not in stored
    assert house.rows("staff_account")[0]["password_hash"].startswith("$argon2id$")


FOREIGN: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": HOST, "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://["},
    {"Origin": ""},
)


def test_a_form_of_another_site_never_counts(house: House, visitor: TestClient) -> None:
    house.account("anna")
    form = {"login": "anna", "password": PASSWORD}
    for headers in FOREIGN:
        assert visitor.post("/staff/sign-in", data=form, headers=headers).status_code == 403
    sign_in(visitor)
    csrf = {"csrf": csrf_of(visitor)}
    for headers in FOREIGN:
        assert visitor.post("/staff/sign-out", data=csrf, headers=headers).status_code == 403
    assert visitor.get("/staff/tasks").status_code == 200


def test_a_form_needs_the_secret_of_its_own_session(house: House, visitor: TestClient) -> None:
    house.account("anna")
    sign_in(visitor)
    old = csrf_of(visitor)
    sign_in(visitor)
    for csrf in ("", old):
        form = {"csrf": csrf, "schedule": "{}", "reason": "no", "based_on": "1"}
        assert visitor.post("/staff/pathways/pain/publish", data=form, headers=OURS).status_code == 403
    assert [row["version"] for row in house.rows("pathway_version", clinic_id="fjordby")] == [1]


def test_a_reader_reads_and_changes_nothing(house: House, visitor: TestClient) -> None:
    house.account("ben", role="reader")
    sign_in(visitor, "ben")
    assert "Change the schedule" not in visitor.get("/staff/pathways/pain").text
    form = {"csrf": csrf_of(visitor)}
    assert visitor.get("/staff/pathways/pain/edit").status_code == 403
    for page in ("edit", "drawing", "preview", "publish"):
        assert visitor.post(f"/staff/pathways/pain/{page}", data=form, headers=OURS).status_code == 403


def test_another_clinic_is_not_there(house: House, visitor: TestClient) -> None:
    house.open_elsewhere()
    house.account("olga", clinic="elsewhere")
    house.enrol("F-1", "20000111")
    house.clock.advance(days=40)
    house.work()
    with house.desk() as (connection, _):
        connection.exec_driver_sql("UPDATE pathway_version SET pathway_id = 'ours' WHERE clinic_id = 'fjordby'")
    task = "00000000-0000-7000-8000-000000000000"
    sign_in(visitor, "olga")
    csrf = csrf_of(visitor)
    assert visitor.get("/staff/pathways/ours").status_code == 404
    assert visitor.get("/staff/patients", params={"ref": "F-1"}).status_code == 404
    for theirs in [task, *(str(row["task_id"]) for row in house.rows("task"))]:
        assert visitor.get(f"/staff/tasks/{theirs}").status_code == 404
        assert visitor.post(f"/staff/tasks/{theirs}", data={"csrf": csrf}, headers=OURS).status_code == 404
    assert not [row for row in house.rows("audit", clinic_id="fjordby") if row["actor"] == "staff:olga"]


IMPOSSIBLE = (
    ("a", PASSWORD, "reader", "2 to 64"),
    ("an na", PASSWORD, "reader", "2 to 64"),
    ("anna", "short", "reader", "12 to 200"),
    ("anna", "anna-anna-anna", "reader", "easily guessed"),
    ("anna", "aaaaaaaaaaaaaaa", "reader", "easily guessed"),
    ("anna", PASSWORD, "chief", "the role is"),
)


def test_an_account_that_cannot_be_says_why(house: House) -> None:
    for login, password, role, told in IMPOSSIBLE:
        given = {"name": "A", "role": role, "password": password}
        with house.desk() as (connection, _), pytest.raises(AccountError, match=told):
            add_account(connection, "fjordby", login, **given, now=house.clock(), actor="test")
    house.account("anna")
    house.open_elsewhere()
    with pytest.raises(AccountError, match="taken"):
        house.account("anna", clinic="elsewhere")
