"""A table of replies: languages, question, text in JSON, and the reading (`!` where a safety word was found)."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from flows.replies.reply import Reply

TABLES: Final = Path(__file__).parent / "tables"


class Case(NamedTuple):
    language: str
    question: str
    text: str
    reading: str


def cases(name: str) -> list[Case]:
    listed = []
    for line in (TABLES / name).read_text("utf-8").splitlines():
        languages, question, text, reading = line.split("\t")
        listed += [Case(language, question, json.loads(text), reading) for language in languages.split(",")]
    return listed


def pairs(name: str, width: int) -> list[tuple[str, ...]]:
    lines = (TABLES / name).read_text("utf-8").splitlines()
    return [tuple(line.split("\t", width - 1)) for line in lines]


def reading(reply: Reply) -> str:
    """A reply in the table's own words."""
    told: str = reply.kind
    if reply.kind in ("answer", "confirm"):
        value = reply.value
        if isinstance(value, Decimal):
            value = int(value) if value == value.to_integral_value() else float(value)  # type: ignore[assignment]  # for JSON
        told += f" {json.dumps(value, ensure_ascii=False)}"
    if reply.kind == "command":
        told += f" {reply.name}" + (f" {reply.argument}" if reply.argument else "")
    return told + (" !" if reply.alarm else "")
