"""JSON as our rows keep it: compact, and able to hold whatever a patient may have typed."""

import json
from dataclasses import asdict, is_dataclass

import orjson


def dumps(value: object) -> str:
    """Dataclasses as objects; Decimals, and whatever else JSON does not know, as their text."""
    try:
        return orjson.dumps(value, default=str).decode()
    except TypeError:  # half of a surrogate pair, or an integer above 64 bits
        return json.dumps(value, default=_plain, separators=(",", ":"))


def _plain(value: object) -> object:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
