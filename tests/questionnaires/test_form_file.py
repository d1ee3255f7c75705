"""A form as somebody brings it: what is read, what stops it, and what is only named."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.form_file import STOPPING, FormFileError, FormRefusedError, read_document, read_form
from flows.redcap import _COLUMNS
from tests.questionnaires.forms import SDC, coded, fhirpath, form, item, when

STOPPED: list[tuple[dict[str, Any], str]] = [
    (item("q", "choice"), "options-elsewhere"),
    (item("q", "choice", answerOption=coded("a", "a")), "option-twice"),
    (item("q", enableWhen=[when("nowhere", "=", answerInteger=1)]), "enable-when-unknown"),
    (item("q", enableWhen=[when("first", "~", answerInteger=1)]), "unsupported-operator"),
    (item("q", enableWhen=[when("first", "=")]), "enable-when-answer"),
    (item("q", enableWhen=[when("q", "=", answerInteger=1)]), "enable-when-loop"),
    (item("q", extension=[fhirpath(f"{SDC}enableWhenExpression", "1 +")]), "enable-when-unread"),
]


def content(*items: dict[str, Any], **fields: Any) -> bytes:
    return json.dumps(form(*items, **fields)).encode()


@pytest.mark.parametrize(("faulty", "code"), STOPPED, ids=[code for _, code in STOPPED])
def test_what_could_not_be_answered_or_would_be_put_wrongly_stops_a_form(faulty: dict[str, Any], code: str) -> None:
    with pytest.raises(FormRefusedError) as told:
        read_form(content(item("first"), faulty), "form.json")
    assert {(each.code, each.link_id) for each in told.value.findings} == {(code, "q")}
    assert str(told.value).startswith("q: ")


def test_what_stops_a_form_is_told_to_whoever_writes_one() -> None:
    told = (Path(__file__).parents[2] / "docs/questionnaires.md").read_text("utf-8")
    assert [code for code in sorted(STOPPING) if f"`{code}`" not in told] == []


def test_a_form_that_asks_nothing_is_refused() -> None:
    with pytest.raises(FormRefusedError, match="nothing in it can be asked"):
        read_form(content(item("q", "group")), "form.json")


def test_other_faults_are_named_errors_first_and_the_form_is_taken() -> None:
    shown = item("1", "string", text="Words?", extension=[{"url": "https://clinic.example/unknown", "valueCode": "x"}])
    brought = read_form(content(shown, item("2", "attachment")), "form.json")
    assert [each.severity for each in brought.findings][:2] == ["error", "warning"]
    assert brought.findings[0].code == "unsupported-type"


def test_a_list_kept_elsewhere_stops_nothing_where_any_words_will_do() -> None:
    brought = read_form(content(item("q", "open-choice", answerValueSet="https://clinic.example/list")), "form.json")
    assert [question.link_id for question in brought.questionnaire.questions] == ["q"]


def test_an_xlsform_and_a_redcap_dictionary_are_read_as_what_they_are() -> None:
    xlsform = {"name": "knee", "children": [{"type": "integer", "name": "pain", "label": "How much from 0 to 10?"}]}
    assert read_form(json.dumps(xlsform).encode(), "Knee 2.json").questionnaire.url == "urn:questionnaire:Knee-2"
    row = dict.fromkeys(_COLUMNS, "") | {"Variable / Field Name": "pain", "Field Type": "yesno", "Field Label": "Pain?"}
    named = {**row, "Form Name": "knee"}
    table = "\r\n".join((",".join(f'"{name}"' for name in named), ",".join(f'"{value}"' for value in named.values())))
    assert read_form(b"\xef\xbb\xbf" + table.encode(), "KNEE.CSV").questionnaire.question("pain").type == "boolean"


@pytest.mark.parametrize(
    ("given_content", "name", "told"),
    [
        (b"PK\x03\x04and more", "knee.xlsx", "pyxform"),
        (b"a,b\n1,2", "knee.csv", "no REDCap data dictionary"),
        ("æ".encode("latin-1"), "knee.csv", "not UTF-8"),
        (b"\0", "knee.csv", "U\\+0000"),
        (b'{"children": []}', "knee.json", "no XLSForm"),
        (b'{"a": NaN}', "knee.json", "line 1, column 7"),
        (b'{"a": "\\ud800"}', "knee.json", "not JSON"),
        (b'{"a": 1e999}', "knee.json", "not JSON"),
    ],
)
def test_what_is_no_form_is_told_what_it_should_be(given_content: bytes, name: str, told: str) -> None:
    with pytest.raises(FormFileError, match=told):
        read_form(given_content, name)


def test_what_reckons_more_than_could_be_read_in_seconds_is_refused() -> None:
    long = [fhirpath(f"{SDC}calculatedExpression", f"{n} + {' + '.join('1' * 2000)}") for n in range(40)]
    with pytest.raises(FormFileError, match="signs of expressions"):
        read_form(content(*(item(str(n), extension=[each]) for n, each in enumerate(long))), "form.json")
    asked = [{"type": "text", "name": "a", "bind": {"relevant": "(" * 9000}} for _ in range(40)]
    with pytest.raises(FormFileError, match="signs of expressions"):
        read_form(json.dumps({"name": "knee", "children": asked}).encode(), "form.json")


@given(st.binary(max_size=60))
def test_any_bytes_are_an_object_or_refused(given_content: bytes) -> None:
    for start in (b"", b'{"resourceType":'):
        with suppress(FormFileError):
            assert isinstance(read_document(start + given_content), dict)
