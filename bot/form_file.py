"""A questionnaire as somebody brings it: a FHIR Questionnaire, an XLSForm as JSON or a REDCap dictionary, made one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePath
from typing import Any, Final

import orjson

from bot.wording_lint import lint_wording
from flows.fhir import Issue, QuestionnaireError, load_questionnaire
from flows.lint import lint_document
from flows.questionnaire import Questionnaire
from flows.redcap import DictionaryError, Imported, read_dictionary
from flows.xlsform import FormError, read_xlsform

LARGEST_FORM: Final = 5 * 1024 * 1024  # bytes
_DEEPEST: Final = 200  # objects and lists within each other; items may be nested 40 deep
# What no chat comes near to, and what would take minutes to look through.
_MOST_ITEMS: Final = 1000
_MOST_OPTIONS: Final = 5000
_MOST_RECKONED: Final = 200_000  # signs of all its expressions
_RECKONED_IN: Final = ("expression", "relevant", "constraint", "calculate")
_OPTIONS_IN: Final = ("answerOption", "concept", "contains")
_NO_TEXT: Final = "it holds the sign U+0000, which no text may hold: take it out"
_WORKBOOK: Final = b"PK\x03\x04"
# With one of these a question could not be answered, or would be put where it must not be. What else lint calls an
# error leaves the rest of the form as it is, so that it can be tried, and mended, with the fault named beside it.
STOPPING: Final = frozenset(
    {
        "enable-when-answer",
        "enable-when-loop",
        "enable-when-unknown",
        "enable-when-unread",
        "option-twice",
        "options-elsewhere",
        "options-loop",
        "unsupported-operator",
    }
)


class FormFileError(ValueError):
    """The file is no questionnaire; the message says what it should be."""


class FormRefusedError(FormFileError):
    """The questionnaire cannot be played; each line of the message says why. `findings`: the same, one by one."""

    def __init__(self, findings: tuple[Issue, ...]) -> None:
        super().__init__("\n".join(f"{each.link_id or 'the form'}: {each.message} [{each.code}]" for each in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class BroughtForm:
    """A form that can be played. `findings`: what a chat cannot do with it, or should not, errors first."""

    questionnaire: Questionnaire
    findings: tuple[Issue, ...]


def read_document(content: bytes) -> dict[str, Any]:
    """A JSON object that can be stored. Raises FormFileError."""
    if len(content) > LARGEST_FORM:
        raise FormFileError(f"it is larger than {LARGEST_FORM // 1024**2} MB")
    try:
        document = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise FormFileError(f"it is not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    if not isinstance(document, dict):
        raise FormFileError("it must hold a JSON object")
    if any("\0" in node for node in _nodes(document) if isinstance(node, str)):
        raise FormFileError(_NO_TEXT)
    return document


def _nodes(document: dict[str, Any]) -> Iterator[Any]:
    """Every object, list and value in it, and the names of its fields. Raises FormFileError where it is too deep."""
    level: list[Any] = [document]
    for _ in range(_DEEPEST):
        yield from level
        level = [below for node in level for below in _parts(node)]
        if not level:
            return
    raise FormFileError(f"it is nested more than {_DEEPEST} deep")


def _parts(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        return chain(node, node.values())
    return node if isinstance(node, list) else ()


def read_form(content: bytes, name: str) -> BroughtForm:
    """`name`: of the file. Raises FormFileError, and FormRefusedError for a questionnaire that cannot be played."""
    imported = _imported(content, name)
    _check_length(imported.document)
    findings = [*imported.issues, *lint_document(imported.document)]
    try:
        questionnaire = load_questionnaire(imported.document)
    except QuestionnaireError as error:
        raise FormRefusedError(_in_order(error.issues)) from None
    findings += lint_wording(questionnaire)
    stopping = [each for each in findings if _stops(each, questionnaire)]
    if not questionnaire.questions:
        stopping.append(Issue("error", "nothing-asked", None, "nothing in it can be asked"))
    if stopping:
        raise FormRefusedError(_in_order(stopping))
    return BroughtForm(questionnaire, _in_order(findings))


def _check_length(document: dict[str, Any]) -> None:
    held = [node for node in _nodes(document) if isinstance(node, dict)]
    for what, keys, most in (("items", ("item",), _MOST_ITEMS), ("options", _OPTIONS_IN, _MOST_OPTIONS)):
        count = sum(len(node[key]) for node in held for key in keys if isinstance(node.get(key), list))
        if count > most:
            raise FormFileError(f"it has {count} {what}; at most {most} can be tried")


def _check_reckoning(document: dict[str, Any]) -> None:
    held = (node[key] for node in _nodes(document) if isinstance(node, dict) for key in _RECKONED_IN if key in node)
    count = sum(len(told) for told in held if isinstance(told, str))
    if count > _MOST_RECKONED:
        raise FormFileError(f"it has {count} signs of expressions; at most {_MOST_RECKONED} can be tried")


def _stops(finding: Issue, questionnaire: Questionnaire) -> bool:
    """A list without options stops nothing where it is never asked, or takes any words."""
    if finding.severity != "error" or finding.code not in STOPPING:
        return False
    if finding.code != "options-elsewhere":
        return True
    question = questionnaire.by_link.get(finding.link_id or "")
    return question is not None and not question.open


def _imported(content: bytes, name: str) -> Imported:
    if content.startswith(_WORKBOOK):
        raise FormFileError("it is a workbook: bring the JSON that pyxform makes of an XLSForm")
    path = PurePath(name)
    url = f"urn:questionnaire:{'-'.join(path.stem.split()) or 'form'}"
    try:
        if path.suffix.lower() == ".csv":
            return read_dictionary(_text(content), url=url, version="1", language="en")
        document = read_document(content)
        _check_reckoning(document)
        if "resourceType" not in document and "children" in document:
            return read_xlsform(document, url=url, version="1", language="en")
    except (DictionaryError, FormError) as error:
        raise FormFileError(str(error)) from None
    return Imported(document, ())


def _text(content: bytes) -> str:
    if len(content) > LARGEST_FORM:
        raise FormFileError(f"it is larger than {LARGEST_FORM // 1024**2} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormFileError("it is not UTF-8 text: save it as UTF-8") from None
    if "\0" in text:
        raise FormFileError(_NO_TEXT)
    return text


def _in_order(findings: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(sorted(findings, key=lambda each: each.severity != "error"))
