"""What is wrong with one field, in words that say what to do; the value itself is never repeated."""

from collections.abc import Mapping
from typing import Any, Final

# pydantic's kinds of error, with what its own words leave unsaid.
_WORDS: Final = {
    "missing": "is missing: add it",
    "extra_forbidden": "is not known here: check how it is spelt, or leave it out",
    "date_parsing": "write a day as 2026-01-31",
    "date_from_datetime_parsing": "write a day as 2026-01-31",
    "date_from_datetime_inexact": "write a day as 2026-01-31, without a time",
    "int_parsing": "write a whole number",
    "int_type": "write a whole number",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "literal_error": "must be {expected}",
    "string_too_long": "must have {max_length} characters at most",
    "string_pattern_mismatch": "has characters that may not be used here: it must fit {pattern}",
    "json_invalid": "is not JSON: {error}",
    "model_attributes_type": "must be a JSON object, sent with Content-Type: application/json",
}


def in_words(item: Mapping[str, Any]) -> str:
    """`item` is one of the errors of a ValidationError."""
    words = _WORDS.get(item["type"])
    if words is None:
        return str(item["msg"]).removeprefix("Value error, ")
    return words.format_map(item.get("ctx", {}))
