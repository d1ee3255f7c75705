"""Before every page: sizes, headers, and errors that say nothing of what was sent."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest
import sqlalchemy.exc
from fastapi import FastAPI, HTTPException, Request
from psycopg import OperationalError
from pydantic import BaseModel, Field

from bot.process_lane import LaneLostError
from prosvar import guards
from prosvar.guards import LARGEST_BODY, BodyLimit, SafeHeaders
from prosvar.problems import answer_problems

NAME = "Ane Prøve"
LIMIT = LARGEST_BODY


class Person(BaseModel):
    name: str = Field(max_length=3)
    year: int


def guarded() -> FastAPI:
    app = FastAPI()
    answer_problems(app)
    app.add_middleware(BodyLimit, larger={"/large": 2 * LIMIT})
    app.add_middleware(SafeHeaders, https=True)

    @app.post("/people")
    async def people(person: Person) -> dict[str, str]:
        return {"name": person.name}

    @app.post("/large")
    @app.post("/raw")
    async def raw(request: Request) -> dict[str, int]:
        return {"size": len(await request.body())}

    @app.get("/fails/{how}")
    async def fails(how: str) -> None:
        raise {
            "refused": HTTPException(409, "This patient is on that pathway already"),
            "away": OperationalError(f"connection refused for {NAME}"),
            "lost": sqlalchemy.exc.OperationalError(f"SELECT '{NAME}'", {}, OperationalError(NAME)),
            "pool": sqlalchemy.exc.TimeoutError(NAME),
            "lane": LaneLostError(NAME),
            "broken": sqlalchemy.exc.IntegrityError(f"INSERT '{NAME}'", {}, ValueError(NAME)),
            "bug": RuntimeError(NAME),
        }[how]

    return app


@pytest.fixture
async def web() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(guarded(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://prosvar.test") as client:
        yield client


async def pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 4096):
        yield b"x" * min(4096, size)


async def test_a_body_of_the_largest_size_passes(web: httpx.AsyncClient) -> None:
    assert (await web.post("/raw", content=b"x" * LIMIT)).json() == {"size": LIMIT}
    assert (await web.post("/raw", content=pieces(LIMIT))).json() == {"size": LIMIT}


async def test_a_path_that_takes_more_has_a_limit_too(web: httpx.AsyncClient) -> None:
    assert (await web.post("/large", content=pieces(2 * LIMIT))).json() == {"size": 2 * LIMIT}
    assert (await web.post("/large", content=pieces(2 * LIMIT + 4096))).status_code == 413


@pytest.mark.parametrize("path", ["/raw", "/people"])
async def test_a_larger_body_is_refused_whether_declared_or_not(web: httpx.AsyncClient, path: str) -> None:
    declared = await web.post(path, content=b"x" * (LIMIT + 1), headers={"Content-Type": "application/json"})
    streamed = await web.post(path, content=pieces(LIMIT + 4096), headers={"Content-Type": "application/json"})
    for answer in (declared, streamed):
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_that_does_not_come_is_not_waited_for(
    web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sends a byte a minute would otherwise hold a place for as long as they like."""
    monkeypatch.setattr(guards, "BODY_SECONDS", 0.05)
    never = asyncio.Event()

    async def stalled() -> AsyncIterator[bytes]:
        yield b"x"
        await never.wait()

    answer = await asyncio.wait_for(web.post("/raw", content=stalled()), 30)
    assert answer.status_code == 408
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("length", ["-1", "many", "1e3", "99999999999999999999"])
async def test_a_length_that_is_no_length_is_refused(web: httpx.AsyncClient, length: str) -> None:
    assert (await web.post("/raw", content=b"x", headers={"Content-Length": length})).status_code == 413


@pytest.mark.parametrize("content", [b"{", b"[" * 50_000, b"\xff\xfe", b'{"name": NaN}', b'"' + b"a" * 60_000 + b'"'])
async def test_what_cannot_be_read_is_told_so_without_being_repeated(web: httpx.AsyncClient, content: bytes) -> None:
    answer = await web.post("/people", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert len(answer.content) < 2000


async def test_fields_at_fault_are_named_without_their_values(web: httpx.AsyncClient) -> None:
    answer = await web.post("/people", json={"name": NAME, "year": "nineteen"})
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == ["body.name", "body.year"]
    assert NAME not in answer.text
    assert "nineteen" not in answer.text


@pytest.mark.parametrize(
    ("how", "status"),
    [("refused", 409), ("away", 503), ("lost", 503), ("pool", 503), ("lane", 503), ("broken", 500), ("bug", 500)],
)
async def test_errors_are_problems_without_their_words(web: httpx.AsyncClient, how: str, status: int) -> None:
    answer = await web.get(f"/fails/{how}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) >= {"type", "title", "status", "detail"}
    assert NAME not in json.dumps(answer.json(), ensure_ascii=False)
    assert ("retry-after" in answer.headers) == (status == 503)


async def test_nothing_there_is_a_problem_too(web: httpx.AsyncClient) -> None:
    assert (await web.get("/nothing")).json()["status"] == 404
    assert (await web.get("/people")).json()["status"] == 405


async def test_headers_that_browsers_obey(web: httpx.AsyncClient) -> None:
    for path in ("/nothing", "/docs"):
        headers = (await web.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert headers["strict-transport-security"].startswith("max-age=")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in (await web.get("/nothing")).headers["content-security-policy"]
