"""A column's values as one parameter: an array as PostgreSQL reads it fastest, or as it is written by hand.

See array_recv of PostgreSQL, and the _recv function of each type. A value that is not of its column's kind makes these
functions raise whatever it leads to; as a literal it goes to PostgreSQL, which judges it.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

Values = Sequence[Any]

NULL: Final = b"\xff\xff\xff\xff"  # a length of -1
_UUID: Final = b"\x00\x00\x00\x10"
_EIGHT: Final = b"\x00\x00\x00\x08"
_FOUR: Final = b"\x00\x00\x00\x04"
_TRUE, _FALSE = b"\x00\x00\x00\x01\x01", b"\x00\x00\x00\x01\x00"
_JSONB_VERSION: Final = b"\x01"
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


def array_of(element: int, encoded: bytes, number: int) -> bytes:
    """An array in one dimension, some of it perhaps null, of the type with this oid."""
    return b"".join(
        (
            b"\x00\x00\x00\x01\x00\x00\x00\x01",
            element.to_bytes(4, "big"),
            number.to_bytes(4, "big"),
            b"\x00\x00\x00\x01",
            encoded,
        )
    )


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
    """Microseconds since 2000. Many are the batch's own moment."""
    first = values[0]
    if values.count(first) == len(values):
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
    return b"".join([NULL if value is None else _TRUE if value else _FALSE for value in values])


def documents(values: Values, as_json: Callable[[object], str]) -> bytes:
    """What is null in its row is null in the column, and no JSON null."""
    return binaries([None if value is None else _JSONB_VERSION + as_json(value).encode() for value in values])


def literal(values: Values, written: Callable[[object], str]) -> bytes:
    """The array as text, each value as it is written; half of a surrogate pair stays what it is."""
    quoted = ("NULL" if value is None else _quoted(written(value)) for value in values)
    return ("{" + ",".join(quoted) + "}").encode("utf-8", "surrogatepass")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
