"""A log line cannot hold a patient, whoever writes it and whatever goes wrong."""

import ast
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
import structlog

from bot.logs import FIELDS, ROOMS, configure_logs, safe_value

NUMBER = "+4520000001"
NAME = "Ane Prøve"
ANSWER = "it hurts behind the left knee"
HOUSE = Path(__file__).parents[2]


class Lines:
    def __init__(self) -> None:
        self.out, self.err = StringIO(), StringIO()

    def read(self) -> list[dict[str, object]]:
        """The lines, after none of what was planted was found in them."""
        assert self.out.getvalue() == ""
        for planted in (NUMBER, NUMBER[1:], NAME, ANSWER):
            assert planted not in self.err.getvalue()
        return [json.loads(line) for line in self.err.getvalue().splitlines()]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    found = Lines()
    monkeypatch.setattr(sys, "stdout", found.out)
    monkeypatch.setattr(sys, "stderr", found.err)
    root = logging.getLogger()
    before = root.handlers[:], root.level, threading.excepthook, logging.raiseExceptions
    configure_logs(logging.INFO)
    yield found
    root.handlers[:], root.level, threading.excepthook, logging.raiseExceptions = before
    logging.captureWarnings(False)
    structlog.reset_defaults()


def test_listed_fields_are_kept_and_others_dropped(lines: Lines) -> None:
    log = structlog.get_logger("bot.sending")
    log.info("send-refused", clinic="pain", code="30006", attempt=2, body=ANSWER, to=NUMBER, reason=NAME)
    [line] = lines.read()
    assert line.pop("timestamp")
    assert line == {"event": "send-refused", "level": "info", "clinic": "pain", "code": "30006", "attempt": 2}


def test_an_event_that_is_a_sentence_loses_its_words(lines: Lines) -> None:
    structlog.get_logger("bot.sending").warning(f"sent to {NUMBER}")
    assert [line["event"] for line in lines.read()] == ["unnamed"]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("sms-dk", True),
        ("completed", True),
        (30006, True),
        (UUID(int=5), True),
        ("00000000-0000-0000-0000-000000000005", True),
        ("2026-03-01T09:00:00+00:00", True),
        (4520000001, False),
        ("4520000001", False),
        (NUMBER, False),
        (NAME, False),
        ("Ane", True),  # a single word cannot be told from a code: listed fields are codes by contract
        ({"a": 1}, False),
        (b"bytes", False),
        ("x" * 81, False),
        ("a\nb", False),
    ],
)
def test_values(value: object, kept: bool) -> None:
    assert (safe_value(value) == (str(value) if isinstance(value, UUID) else value)) is kept


def test_an_exception_keeps_its_class_and_our_line_only(lines: Lines) -> None:
    try:
        try:
            raise KeyError(NUMBER)
        except KeyError as error:
            raise ValueError(f"{NAME}: {ANSWER}") from error
    except ValueError as error:
        structlog.get_logger("bot.turns").error("turn-failed", exc_info=error)
    [line] = lines.read()
    assert line["error"] == "builtins.ValueError < builtins.KeyError"
    assert line["at"] == "outside"  # this file is no room of the house


@pytest.mark.parametrize("written", [str(HOUSE / "bot/batch.py"), "bot/batch.py"], ids=["interpreted", "compiled"])
def test_our_own_line_is_told_whether_compiled_or_not(lines: Lines, written: str) -> None:
    try:
        exec(compile("\n\nint('none')", written, "exec"))
    except ValueError as error:
        structlog.get_logger("bot.turns").error("turn-failed", exc_info=error)
    [line] = lines.read()
    assert line["at"] == "bot/batch.py:3"


def test_libraries_keep_their_place_only(lines: Lines) -> None:
    logging.getLogger("httpx").warning("POST https://api.example/Messages?To=%s", NUMBER)
    logging.getLogger("sqlalchemy.engine").error("parameters: %r", {"name": NAME})
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=ValueError(ANSWER))
    logging.getLogger("procrastinate").info("Starting job drain(%s)", NUMBER)
    warnings.warn(NAME, stacklevel=1)
    logging.getLogger("aiogram").error("badly formed %s %s", NUMBER)  # noqa: PLE1206 - the fault is the point
    found = lines.read()
    assert [line["logger"] for line in found] == ["httpx", "sqlalchemy.engine", "uvicorn.error", "py.warnings"]
    assert found[2]["error"] == "builtins.ValueError"


def test_a_thread_that_ends_says_no_more(lines: Lines) -> None:
    def end() -> None:
        raise RuntimeError(NAME)

    thread = threading.Thread(target=end)
    thread.start()
    thread.join()
    [line] = lines.read()
    assert (line["event"], line["error"]) == ("thread-ended", "builtins.RuntimeError")


def logged() -> Iterator[tuple[str, ast.Call]]:
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "log"
                    and node.func.attr in ("debug", "info", "warning", "error", "critical", "exception")
                ):
                    yield f"{path.relative_to(HOUSE)}:{node.lineno}", node


def test_every_call_logs_a_fixed_name_and_listed_fields() -> None:
    calls = list(logged())
    assert len(calls) > 5
    for place, call in calls:
        name = call.args[0]
        assert isinstance(name, ast.Constant), f"{place}: name the event with a fixed word"
        fields = {keyword.arg for keyword in call.keywords} - {"exc_info"}
        assert fields <= FIELDS, f"{place}: {sorted(map(str, fields - FIELDS))} would be dropped"
