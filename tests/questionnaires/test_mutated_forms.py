"""Forms as builders make them, with something in them changed: refused with reasons or loaded, and never a crash."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.fhir import QuestionnaireError, load_questionnaire
from flows.lint import lint_document
from flows.redcap import DictionaryError, read_dictionary
from flows.translations import TranslationError, read_catalogue, write_catalogue
from flows.xlsform import FormError, read_xlsform
from tests.questionnaires.test_redcap import dictionary, field
from tests.questionnaires.test_xlsform import FORM as XLSFORM

ROOT = Path(__file__).parents[2]
PATHS = (
    *sorted((ROOT / "flows/library/questionnaires").glob("*.json")),
    ROOT / "examples/questionnaires/before-the-visit.json",
)
FORMS = [json.loads(path.read_text(encoding="utf-8")) for path in PATHS]
STRANGE: list[Any] = [
    None, True, 0, -1, 1e308, 10**30, "", " ", "\x00", "\ud800", "x" * 5000, [], {}, [None], [[]], {"": None},
    "9999-99-99", "%a or (", "http://hl7.org/fhir/StructureDefinition/minLength", {"valueCoding": {}}, ["item"],
]  # fmt: skip
KEYS = (
    "linkId",
    "type",
    "item",
    "answerOption",
    "enableWhen",
    "extension",
    "url",
    "valueExpression",
    "initial",
    "text",
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value of the document."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(found for key, child in children for found in places(child, (*path, key)))]


WAYS = [places(form)[1:] for form in FORMS]


def mutate(form: Any, data: st.DataObject, ways: list[tuple[Any, ...]]) -> None:
    *way, last = data.draw(st.sampled_from(ways))
    node = form
    try:
        for step in way:
            node = node[step]
        how = data.draw(st.sampled_from(("replace", "remove", "rename", "double", "nest")))
        if how == "remove":
            del node[last]
        elif how == "replace":
            node[last] = data.draw(st.sampled_from(STRANGE))
        elif how == "rename" and isinstance(node, dict):
            node[data.draw(st.sampled_from(KEYS))] = node[last]
        elif how == "double" and isinstance(node, list):
            node.append(copy.deepcopy(node[last]))
        elif how == "nest":
            node[last] = {"item": [copy.deepcopy(node[last])]}
    except (KeyError, IndexError, TypeError):
        return  # an earlier change took that place away


@given(st.data())
@settings(max_examples=250, deadline=None)
def test_a_changed_form_is_loaded_or_refused_with_reasons(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(FORMS) - 1))
    form = copy.deepcopy(FORMS[number])
    for _ in range(data.draw(st.integers(1, 4))):
        mutate(form, data, WAYS[number])
    issues = lint_document(form)
    try:
        load_questionnaire(form).askable({})
    except QuestionnaireError:
        assert issues


@pytest.mark.parametrize("items", [STRANGE, {}, "item", [STRANGE], [{"item": STRANGE}]])
def test_what_is_no_form_is_refused(items: Any) -> None:
    with pytest.raises(QuestionnaireError):
        load_questionnaire({"resourceType": "Questionnaire", "item": items})


def test_a_form_nested_a_thousand_deep_is_refused_or_loaded() -> None:
    item: dict[str, Any] = {"linkId": "end", "type": "boolean", "text": "Yes?"}
    for depth in range(1000):
        item = {"linkId": f"g{depth}", "type": "group", "item": [item]}
    lint_document({**FORMS[0], "item": [item]})


WHERE = {"url": "https://clinic.example/q", "version": "1", "language": "en"}
XLS_WAYS = places(XLSFORM)[1:]
DICTIONARY = dictionary(
    field("a", "radio", choices="1, Yes | 2, No, never"),
    field("b", "checkbox", choices="1, One | 2, Two", branch="[a] = '1'"),
    field("c", "text", check="integer", min="0", max="10", req="y"),
    field("d", "slider", branch="[b(2)] = '1' and [c] > 3"),
)
CATALOGUE = write_catalogue(FORMS[0], "da")
PIECES = [
    b"", b'"', b"\n", b"\\", b"msgctxt", b'msgstr ""', b"msgid_plural", b"#, fuzzy\n", b"\x00", b"\xff\xfe", b"%s{",
    b"|", b",", b"]", b"[a]", b"(", b"'", b"=", b"and ", b"\r\n", "æ".encode(), b"x" * 3000,
]  # fmt: skip


def scribble(text: bytes, data: st.DataObject) -> bytes:
    """Up to five places are cut out, doubled, or written over."""
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text)))
        end = min(len(text), at + data.draw(st.sampled_from((0, 1, 8, 80))))
        piece = data.draw(st.sampled_from([*PIECES, text[at:end] * 2]))
        text = text[:at] + piece + text[end:]
    return text


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_changed_xlsform_is_read_or_refused_with_reasons(data: st.DataObject) -> None:
    form = copy.deepcopy(XLSFORM)
    for _ in range(data.draw(st.integers(1, 4))):
        mutate(form, data, XLS_WAYS)
    try:
        imported = read_xlsform(form, **WHERE)
    except FormError:
        return
    check_document(imported.document)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_scribbled_dictionary_is_read_or_refused_with_reasons(data: st.DataObject) -> None:
    text = scribble(DICTIONARY.encode(), data).decode(errors="replace")
    try:
        imported = read_dictionary(text, **WHERE)
    except DictionaryError:
        return
    check_document(imported.document)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_scribbled_catalogue_is_read_or_refused_with_reasons(data: st.DataObject) -> None:
    try:
        translated = read_catalogue(FORMS[0], scribble(CATALOGUE, data), "da")
    except TranslationError:
        return
    check_document(translated.document)


def check_document(document: dict[str, Any]) -> None:
    """What an import has made is a form, or its faults can be named."""
    issues = lint_document(document)
    try:
        load_questionnaire(document).askable({})
    except QuestionnaireError:
        assert issues
