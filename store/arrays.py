"""A column's values as one parameter: an array as PostgreSQL reads it fastest, or as it is written by hand.

See array_recv of PostgreSQL, and the _recv function of each type. A value that is not of its column's kind makes the
column a literal, for PostgreSQL to judge.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

Values = list[Any]

NULL: Final = b"\xff\xff\xff\xff"  # a length of -1
_UUID: Final = b"\x00\x00\x00\x10"
_EIGHT: Final = b"\x00\x00\x00\x08"
_FOUR: Final = b"\x00\x00\x00\x04"
_TRUTHS: Final = {True: b"\x00\x00\x00\x01\x01", False: b"\x00\x00\x00\x01\x00", None: NULL}
_JSONB_VERSION: Final = b"\x01"
_ONE_DIMENSION: Final = b"\x00\x00\x00\x01\x00\x00\x00\x01"  # and perhaps nulls
_FROM_ONE: Final = b"\x00\x00\x00\x01"
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


def column(name: str, kind: str, rows: list[dict[str, Any]]) -> bytes | None:
    """The array of what all these rows hold there; null where it has to be a literal. `kind` is PostgreSQL's type."""
    known = _KINDS.get(kind)
    if known is None:
        return None
    element, encoded = known
    try:
        held = encoded([row.get(name) for row in rows]) if rows else b""
    except (AttributeError, LookupError, OverflowError, TypeError, ValueError):
        return None
    return _ONE_DIMENSION + element + len(rows).to_bytes(4, "big") + _FROM_ONE + held


def texts(values: Values) -> bytes:
    """Most columns of words hold one and the same, or one of a few."""
    first = values[0]
    if values.count(first) == len(values):
        return _text(first) * len(values)
    return b"".join([_text(value) for value in values])


def _text(value: Any) -> bytes:
    if value is None:
        return NULL
    encoded: bytes = value.encode()
    return len(encoded).to_bytes(4, "big") + encoded


def uuids(values: Values) -> bytes:
    """Of a conversation's own notes they are texts."""
    return b"".join([NULL if value is None else _UUID + _sixteen(value) for value in values])


def _sixteen(value: Any) -> bytes:
    found: bytes = bytes.fromhex(value.replace("-", "")) if isinstance(value, str) else value.bytes
    if len(found) != 16:
        raise ValueError("no UUID")
    return found


def binaries(values: Values) -> bytes:
    return b"".join([NULL if value is None else len(value).to_bytes(4, "big") + value for value in values])


def moments(values: Values) -> bytes:
    """Microseconds since 2000. Many are the batch's own moment.

    In UTC only, equal ones are one moment: elsewhere an hour comes twice.
    """
    first = values[0]
    if values.count(first) == len(values) and (first is None or first.tzinfo is UTC):
        return _moment(first) * len(values)
    return b"".join([_moment(value) for value in values])


def _moment(value: Any) -> bytes:
    if value is None:
        return NULL
    passed: timedelta = value - _EPOCH
    return _EIGHT + ((passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds).to_bytes(
        8, "big", signed=True
    )


def integers(values: Values) -> bytes:
    return b"".join([NULL if value is None else _FOUR + value.to_bytes(4, "big", signed=True) for value in values])


def truths(values: Values) -> bytes:
    return b"".join([_TRUTHS[value] for value in values])


def documents(values: Values) -> bytes:
    """What is null in its row is null in the column, and no JSON null."""
    return binaries([None if value is None else _JSONB_VERSION + as_json(value).encode() for value in values])


def as_json(value: object) -> str:
    try:
        return orjson.dumps(value, default=plain).decode()
    except TypeError:  # an integer above 64 bits, or half of a surrogate pair: PostgreSQL judges those
        return json.dumps(value, default=plain)


def plain(value: object) -> str:
    return "\\x" + value.hex() if isinstance(value, bytes) else str(value)


def literal(name: str, kind: str, rows: list[dict[str, Any]]) -> bytes:
    """The array as text, each value as it is written; half of a surrogate pair stays what it is."""
    quoted = [_quoted(kind, row.get(name)) for row in rows]
    return ("{" + ",".join(quoted) + "}").encode("utf-8", "surrogatepass")


def _quoted(kind: str, value: object) -> str:
    if value is None:
        return "NULL"
    written = as_json(value) if kind == "jsonb" else plain(value)
    return '"' + written.replace("\\", "\\\\").replace('"', '\\"') + '"'


# PostgreSQL's own names, and the oids that it never changes. What is seldom written is not here.
_KINDS: Final[dict[str, tuple[bytes, Callable[[Values], bytes]]]] = {
    "boolean": ((16).to_bytes(4, "big"), truths),
    "bytea": ((17).to_bytes(4, "big"), binaries),
    "integer": ((23).to_bytes(4, "big"), integers),
    "text": ((25).to_bytes(4, "big"), texts),
    "timestamptz": ((1184).to_bytes(4, "big"), moments),
    "uuid": ((2950).to_bytes(4, "big"), uuids),
    "jsonb": ((3802).to_bytes(4, "big"), documents),
}
