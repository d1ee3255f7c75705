"""Webhooks go past the router, and nothing that is true of other pages is untrue of them."""

from collections.abc import AsyncIterator

import httpx
import pytest
from opentelemetry import trace
from starlette.requests import ClientDisconnect

from prosvar.app import create_app
from tests.doubles import twilio_api
from tests.webhooks.conftest import PUBLIC, Edge
from tests.webhooks.test_twilio import MESSAGE, THEIRS, fields


@pytest.mark.parametrize("path", [MESSAGE, "/webhooks/twilio/status", "/webhooks/telegram"])
async def test_each_is_behind_the_same_guards(edge: Edge, path: str) -> None:
    answers = [await edge.http.post(path, content=b"Body=STOP"), await edge.http.get(path)]
    assert [answer.status_code for answer in answers] == [403, 405]
    for answer in [*answers, await edge.http.get("/nothing")]:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert (await edge.http.post(path, content=b"x" * 70_000)).status_code == 413
    assert (await edge.http.post(f"{path}/")).status_code == 307, "to the address without the stroke"


@pytest.mark.parametrize("path", [MESSAGE, "/webhooks/telegram"])
async def test_what_says_nothing_of_its_length_is_measured_as_it_comes(edge: Edge, path: str) -> None:
    async def parts(number: int) -> AsyncIterator[bytes]:
        for _ in range(number):
            yield b"x" * 1_000

    answers = [await edge.http.post(path, content=parts(number)) for number in (10, 70)]
    assert [answer.status_code for answer in answers] == [403, 413]


@pytest.mark.parametrize(
    "body",
    [b"&Body=START", b"&Body=", b";Body=START", b"+", b"%00", b"&body=START", b"&Body%00=START", b"&Body=%FF", b"="],
)
async def test_nothing_is_read_that_was_not_signed(edge: Edge, body: bytes) -> None:
    """The form's own fields are Twilio's, and something follows them."""
    edge.stage.patient(THEIRS)
    form = fields("STOP")
    url = f"{PUBLIC}{MESSAGE}"
    sent = str(httpx.QueryParams(form)).encode()
    headers = twilio_api.signed(url, form)
    assert (await edge.http.post(MESSAGE, content=sent + body, headers=headers)).status_code == 403
    assert edge.heard() == []
    in_parts = b"&&".join(reversed(sent.split(b"&"))).replace(b"Body=STOP", b"%42ody=%53TOP") + b"&"
    assert (await edge.http.post(MESSAGE, content=in_parts, headers=headers)).status_code == 200, "the same fields"
    assert [heard.outcome for heard in edge.heard()] == ["stop"]


async def test_an_answer_that_is_given_again_and_again_stays_the_same(edge: Edge) -> None:
    edge.stage.patient(THEIRS)
    answers = [await edge.twilio(MESSAGE, fields(body)) for body in ("1", "2", "3")]
    assert len({(answer.text, str(answer.headers)) for answer in answers}) == 1


async def test_a_fault_of_ours_is_told_without_the_words(edge: Edge) -> None:
    """As by the router, for one that no answer is known of."""
    edge.turns._threads.shutdown()
    answer = await edge.twilio(MESSAGE, fields("STOP of +4520000101"))
    assert answer.status_code == 500
    assert "STOP" not in answer.text
    assert answer.json()["type"] == "urn:prosvar:failed"


async def test_a_caller_who_hangs_up_is_not_heard(edge: Edge) -> None:
    app = create_app(edge.stage.running, edge.turns)
    said: list[object] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    async def send(message: object) -> None:
        said.append(message)

    scope = {"type": "http", "method": "POST", "path": MESSAGE, "query_string": b"", "headers": []}
    with pytest.raises(ClientDisconnect):
        await app(scope, receive, send)
    assert edge.heard() == []


async def test_nobody_who_traces_processes_is_told_of_a_request(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses hold tokens, and the framework would tell them to whatever is set up around us."""
    asked: list[object] = []
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: asked.append(1))
    assert isinstance(await edge.http.get("/livez"), httpx.Response)
    assert asked == []
