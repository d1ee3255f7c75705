"""`prosvar understand`: replies in, readings out, one JSON object a line, so that anyone can try the reader."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TextIO, get_args

from flows.replies import understand
from flows.replies.reply import Asked, AskedOption, QuestionType, Reply, Value

_TYPES: Final = get_args(QuestionType)


class LineError(ValueError):
    """The line is not a reply to read; the message says what to change."""


def stream(lines: TextIO, out: TextIO) -> int:
    """Read every line and write its reading at once; 1 where any line was at fault, else 0."""
    code = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answer = _read_line(line)
        except LineError as error:
            answer, code = {"error": str(error), "line": number}, 1
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        out.flush()
    return code


def _read_line(line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except ValueError as error:
        raise LineError("not JSON: write one object a line") from error
    if not isinstance(given, dict):
        raise LineError('write an object: {"language": …, "question": {"type": …}, "text": …}')
    language, text, question = given.get("language"), given.get("text"), given.get("question")
    if not isinstance(language, str) or not isinstance(text, str) or not isinstance(question, dict):
        raise LineError('"language" and "text" must be strings and "question" an object')
    return shown(understand(asked(question), text, language))


def asked(question: Mapping[str, Any]) -> Asked:
    """A question as the JSON describes it."""
    kind = question.get("type")
    known: QuestionType | None = next((name for name in _TYPES if name == kind), None)
    if known is None:
        raise LineError(f'"type" must be one of {", ".join(_TYPES)}')
    return Asked(
        type=known,
        minimum=_bound(question, "min"),
        maximum=_bound(question, "max"),
        options=_options(question.get("options", [])) if kind == "choice" else (),
        repeats=_flag(question, "repeats"),
        open=_flag(question, "open"),
        today=_today(question.get("today")),
    )


def shown(reply: Reply) -> dict[str, Any]:
    """A reading as JSON; what it does not have is left out."""
    told: dict[str, Any] = {"kind": reply.kind}
    if reply.kind in ("answer", "confirm"):
        told["value"] = _plain(reply.value)
    told |= {
        key: value
        for key, value in (("comment", reply.comment), ("reason", reply.reason), ("name", reply.name))
        if value is not None
    }
    if reply.argument is not None:
        told["argument"] = reply.argument
    if reply.how:
        told["how"] = reply.how
    if reply.alarm is not None:
        told |= {"alarm": True, "group": reply.alarm}
    return told


def _plain(value: Value | None) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return list(value) if isinstance(value, tuple) else value


def _bound(question: Mapping[str, Any], name: str) -> Decimal | None:
    value = question.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise LineError(f'"{name}" must be a number')
    try:
        bound = Decimal(str(value))
    except InvalidOperation as error:
        raise LineError(f'"{name}" must be a number') from error
    if not bound.is_finite():
        raise LineError(f'"{name}" must be a number')
    return bound


def _flag(question: Mapping[str, Any], name: str) -> bool:
    value = question.get(name, False)
    if not isinstance(value, bool):
        raise LineError(f'"{name}" must be true or false')
    return value


def _options(listed: Any) -> tuple[AskedOption, ...]:
    if not isinstance(listed, list) or not listed:
        raise LineError('a choice needs "options": [{"code": …, "label": …}]')
    return tuple(_option(option) for option in listed)


def _option(option: Any) -> AskedOption:
    if not isinstance(option, dict) or not isinstance(option.get("code"), str):
        raise LineError('every option needs a "code", and a "label" where that differs')
    label = option.get("label", option["code"])
    if not isinstance(label, str):
        raise LineError('an option\'s "label" must be a string')
    return AskedOption(option["code"], label, _flag(option, "exclusive"))


def _today(value: Any) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise LineError('"today" must be a date, YYYY-MM-DD') from error
