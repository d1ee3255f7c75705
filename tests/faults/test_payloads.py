"""What comes in by the wire to do harm: too large, too deep, packed, or words that a program would obey."""

import gzip
import json
import resource

import httpx
import pytest

from tests.doubles.twilio_api import inbound_fields
from tests.webhooks.conftest import Edge, edge, running, telegram_double

__all__ = ["edge", "running", "telegram_double"]
MESSAGE = "/webhooks/twilio/message"
OURS = "+4520000001"
WORDS = (
    "'; DROP TABLE answer; --", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "{{7*7}}", "${7*7}",
    "a\r\nSet-Cookie: x=1", "%s%n", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", "../../etc",
)  # fmt: skip


def memory() -> int:
    """The most that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.parametrize("number", range(len(WORDS)))
async def test_words_that_a_program_would_obey_are_only_words(edge: Edge, number: int) -> None:
    edge.stage.patient("+4520000101")
    answer = await edge.twilio(MESSAGE, inbound_fields(f"SM{number:032}", "+4520000101", OURS, WORDS[number]))
    assert answer.status_code == 200
    assert answer.text.endswith("<Response/>"), "nothing of what was written is written back"
    assert "set-cookie" not in answer.headers
    assert len(edge.heard()) == 1


@pytest.mark.parametrize("path", ["/webhooks/telegram", "/api/v1/patients/F-1", "/api/patients/F-1"])
@pytest.mark.parametrize("ends", [("[", "]"), ('{"a":', "}")])
async def test_a_document_a_thousand_deep_is_refused(edge: Edge, path: str, ends: tuple[str, str]) -> None:
    body = (ends[0] * 1000 + ("1" if ends[0] != "[" else "") + ends[1] * 1000).encode()
    for method in ("POST", "PUT"):
        answer = await edge.http.request(method, path, content=body, headers={"Content-Type": "application/json"})
        assert 400 <= answer.status_code < 500


async def test_a_packed_body_is_not_unpacked(edge: Edge) -> None:
    """60 MB of nothing in 60 KB."""
    packed, before = gzip.compress(b"0" * 60_000_000), memory()
    assert len(packed) < 64 * 1024
    for path in (MESSAGE, "/webhooks/telegram", "/api/patients/F-1"):
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        answer = await edge.http.post(path, content=packed, headers=headers)
        assert 400 <= answer.status_code < 500
    assert memory() - before < 40
    assert edge.heard() == []


async def test_what_is_too_large_is_refused_before_it_is_read(edge: Edge) -> None:
    body = json.dumps({"x": "0" * 70_000})
    for path in (MESSAGE, "/webhooks/telegram"):
        answer = await edge.http.post(path, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE
