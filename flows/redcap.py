"""A REDCap data dictionary (CSV) as a FHIR Questionnaire. What has no counterpart is named, not dropped."""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from io import StringIO
from typing import Any, Final

from flows.fhir import Issue
from flows.fhir_values import HL7, OURS

Json = dict[str, Any]

_NAME: Final = "Variable / Field Name"
_TYPE: Final = "Field Type"
_LABEL: Final = "Field Label"
_CHOICES: Final = "Choices, Calculations, OR Slider Labels"
_CHECK: Final = "Text Validation Type OR Show Slider Number"
_LOW: Final = "Text Validation Min"
_HIGH: Final = "Text Validation Max"
_BRANCH: Final = "Branching Logic (Show field only if...)"
_REQUIRED: Final = "Required Field?"
_COLUMNS: Final = (_NAME, _TYPE, _LABEL, _CHOICES, _CHECK, _LOW, _HIGH, _BRANCH, _REQUIRED)
_ASIDES: Final = ("Section Header", "Field Note")
_CODED: Final = ("radio", "dropdown", "checkbox")
_YES_NO: Final = ("yesno", "truefalse")
_TEXTS: Final = {"integer": "integer", "number": "decimal", "time": "time"}
# FHIR type → the kind of value that a limit of it is, and how the dictionary's text is read
_LIMITED: Final[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
    "integer": ("valueInteger", int),
    "decimal": ("valueDecimal", float),
    "date": ("valueDate", lambda text: date.fromisoformat(text).isoformat()),
    "time": ("valueTime", lambda text: time.fromisoformat(text).isoformat()),
}
_CLAUSE: Final = re.compile(
    r"""^\[(?P<name>\w+)(\((?P<code>-?\w+)\))?\]\s*(?P<operator><=|>=|<>|!=|=|<|>)\s*["']?(?P<value>[^"']*)["']?$"""
)


class DictionaryError(ValueError):
    """The file is no REDCap data dictionary; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Imported:
    document: Json
    issues: tuple[Issue, ...]


def read_dictionary(text: str, *, url: str, version: str, language: str) -> Imported:
    """One form of a data dictionary, with its English column names. Raises DictionaryError."""
    rows = _rows(text.removeprefix("\ufeff"))
    if not rows:
        raise DictionaryError("the data dictionary has no fields")
    reading = _Reading(rows, f"{OURS.removesuffix('StructureDefinition/')}CodeSystem/redcap")
    items = [reading.item(name, row) for name, row in rows.items()]
    document: Json = {
        "resourceType": "Questionnaire",
        "url": url,
        "version": version,
        "language": language,
        "status": "draft",
        "item": items,
    }
    return Imported(document, tuple(reading.issues))


def _rows(text: str) -> dict[str, dict[str, str]]:
    """By the field's name; what stands in no column, as in a line that is cut off, is empty."""
    reader = csv.DictReader(StringIO(text, newline=""), restval="")
    try:
        missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise DictionaryError(f"this is no REDCap data dictionary: it has no column {missing[0]!r}")
        return {row[_NAME].strip(): row for row in reader if row[_NAME].strip()}
    except csv.Error as error:
        raise DictionaryError(f"line {reader.line_num} cannot be read as CSV ({error}): save it anew as CSV") from None


class _Reading:
    """Reads fields one by one; branching needs the types of the others."""

    def __init__(self, rows: Mapping[str, Mapping[str, str]], system: str) -> None:
        self._rows = rows
        self._system = system
        self.issues: list[Issue] = []

    def item(self, name: str, row: Mapping[str, str]) -> Json:
        kind = row[_TYPE].strip().lower()
        built: Json = {"linkId": name, "text": _plain(row[_LABEL]), "type": self._type(name, kind, row)}
        if kind in _CODED:
            built["answerOption"] = [
                {"valueCoding": {"system": f"{self._system}/{name}", "code": code, "display": label}}
                for code, label in self._choices(name, row)
            ]
        if kind == "checkbox":
            built["repeats"] = True
        if row[_REQUIRED].strip().lower() == "y":
            built["required"] = True
        limits = self._limits(name, kind, built["type"], row)
        if limits:
            built["extension"] = limits
        for column in _ASIDES:
            if (row.get(column) or "").strip():
                self._fault(name, "text-not-shown", f"its {column.lower()} is not sent", "warning")
        if row[_BRANCH].strip():
            built |= self._branch(name, row[_BRANCH].strip())
        return built

    def _type(self, name: str, kind: str, row: Mapping[str, str]) -> str:
        check = row[_CHECK].strip().lower()
        if kind in _CODED:
            return "choice"
        if kind in _YES_NO:
            return "boolean"
        if kind == "descriptive":
            return "display"
        if kind == "notes":
            return "text"
        if kind == "slider":
            return "integer"
        if kind != "text":
            self._fault(name, "unsupported-type", f"a chat has no field of type {kind}: write it anew or leave it out")
            return "string"
        if check.startswith("date"):
            return "dateTime" if check.startswith("datetime_") else "date"
        if check and check not in _TEXTS:
            self._fault(name, "asked-as-text", f"the form of a {check} is not checked", "warning")
        return _TEXTS.get(check, "string")

    def _choices(self, name: str, row: Mapping[str, str]) -> list[tuple[str, str]]:
        found = []
        for part in row[_CHOICES].split("|"):
            code, comma, label = part.partition(",")
            if comma:
                found.append((code.strip(), _plain(label)))
            elif part.strip():
                self._fault(name, "choice-unread", f"{part.strip()!r} is not written as a code, a comma and a label")
        return found

    def _limits(self, name: str, kind: str, fhir_type: str, row: Mapping[str, str]) -> list[Json]:
        low, high = row[_LOW].strip(), row[_HIGH].strip()
        if kind == "slider":
            low, high = low or "0", high or "100"
        if fhir_type not in _LIMITED:
            if low or high:
                self._fault(name, "limit-unchecked", f"limits of a {fhir_type} are not checked", "warning")
            return []
        value, read = _LIMITED[fhir_type]
        found = []
        for url, text in (("minValue", low), ("maxValue", high)):
            try:
                found += [{"url": f"{HL7}{url}", value: read(text)}] if text else []
            except ValueError:
                self._fault(name, "limit-unread", f"{text!r} is no limit for a field of type {fhir_type}")
        return found

    def _branch(self, name: str, logic: str) -> Json:
        """`and` or `or` between simple comparisons; anything more has to be rewritten by a person."""
        parts = re.split(r"\s+(and|or)\s+", logic, flags=re.IGNORECASE)
        joins = {join.lower() for join in parts[1::2]}
        clauses = [self._clause(part.strip()) for part in parts[::2]]
        if len(joins) > 1 or None in clauses:
            self._fault(name, "enable-when-unread", "its branching logic has to be written as enableWhen by hand")
            return {}
        behaviour = {"enableBehavior": "any" if "or" in joins else "all"} if len(clauses) > 1 else {}
        return {"enableWhen": clauses, **behaviour}

    def _clause(self, text: str) -> Json | None:
        match = _CLAUSE.match(text)
        row = None if match is None else self._rows.get(match["name"])
        if match is None or row is None:
            return None
        operator = {"<>": "!="}.get(match["operator"], match["operator"])
        name, kind, value = match["name"], row[_TYPE].strip().lower(), match["value"].strip()
        if match["code"] is not None:
            if kind != "checkbox" or operator != "=" or value not in ("0", "1"):
                return None
            coding = {"system": f"{self._system}/{name}", "code": match["code"]}
            return {"question": name, "operator": "=" if value == "1" else "!=", "answerCoding": coding}
        if value == "":
            unanswered = {"=": False, "!=": True}.get(operator)
            return None if unanswered is None else {"question": name, "operator": "exists", "answerBoolean": unanswered}
        return self._compared(name, kind, operator, value, row)

    def _compared(self, name: str, kind: str, operator: str, value: str, row: Mapping[str, str]) -> Json | None:
        clause = {"question": name, "operator": operator}
        if kind in _YES_NO:
            return clause | {"answerBoolean": value == "1"} if operator in ("=", "!=") and value in ("0", "1") else None
        if kind in _CODED:
            coding = {"system": f"{self._system}/{name}", "code": value}
            return clause | {"answerCoding": coding} if operator in ("=", "!=") and kind != "checkbox" else None
        if self._type(name, kind, row) not in ("integer", "decimal"):
            return clause | {"answerString": value} if operator in ("=", "!=") else None
        try:
            return clause | {"answerDecimal": float(value)}
        except ValueError:
            return None

    def _fault(self, name: str, code: str, message: str, severity: str = "error") -> None:
        issue = Issue(severity, code, name, message)
        if issue not in self.issues:
            self.issues.append(issue)


def _plain(label: str) -> str:
    """REDCap labels may hold HTML; a message may not."""
    return " ".join(re.sub(r"<[^>]+>", " ", label).split())
