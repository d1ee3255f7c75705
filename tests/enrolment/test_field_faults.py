"""Faults are told in words of ours, and never with the value."""

import pytest
from pydantic import ValidationError

from bot.enrolment_form import EnrolmentForm
from bot.field_faults import in_words

WRONG = [
    ({}, "is missing: add it"),
    ({"ref": "A-1", "foo": "secret"}, "is not known here: check how it is spelt, or leave it out"),
    ({"ref": "secret æ"}, "has characters that may not be used here: it must fit "),
    ({"ref": "A-1", "birth_year": 58}, "must be 1900 or more"),
    ({"ref": "A-1", "birth_year": "secret"}, "write a whole number"),
    ({"ref": "A-1", "channel": "secret"}, "must be 'sms', 'telegram' or 'phone'"),
    ({"ref": "A-1", "events": [{"kind": "a", "on": "20.11.secret"}]}, "write a day as 2026-01-31"),
    ({"ref": "A-1", "consent": "secret"}, "write true or false"),
    ({"ref": "010158-1234"}, "looks like a national number"),
]


@pytest.mark.parametrize(("document", "words"), WRONG, ids=[words for _, words in WRONG])
def test_a_fault_says_what_to_do(document: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        EnrolmentForm.model_validate(document)
    (item,) = caught.value.errors(include_input=False)
    assert in_words(item).startswith(words)
    assert "secret" not in in_words(item)
