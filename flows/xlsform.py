"""An XLSForm, in the JSON that pyxform makes of it, as a FHIR Questionnaire. What has no counterpart is named."""

import re
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Final

from flows.fhir import Issue
from flows.fhir_limits import REGEX, VALIDATION_TEXT
from flows.fhir_occurs import LEAST, MOST
from flows.fhir_values import HL7, OURS, TRANSLATION, mappings
from flows.redcap import Imported
from flows.xlsform_logic import Clause, Limit, read_constraint, read_relevant

Json = dict[str, Any]

_TYPES: Final[Mapping[str, str]] = {
    "text": "string",
    "string": "string",
    "integer": "integer",
    "int": "integer",
    "decimal": "decimal",
    "range": "decimal",
    "date": "date",
    "time": "time",
    "datetime": "dateTime",
    "note": "display",
    "group": "group",
    "repeat": "group",
    "acknowledge": "boolean",
    "select one": "choice",
    "select_one": "choice",
    "select all that apply": "choice",
    "select_multiple": "choice",
}
_GROUPS: Final = ("group", "repeat")
_SEVERAL: Final = ("select all that apply", "select_multiple")
# What a telephone notes by itself; a chat has its own times
_NOTED: Final = frozenset({"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "hidden"})
_TAG: Final = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$")
_LANGUAGES: Final = {
    **dict.fromkeys(("english", "engelsk", "engelska"), "en"),
    **dict.fromkeys(("danish", "dansk", "danska"), "da"),
    **dict.fromkeys(("norwegian", "norsk", "bokmål", "norsk bokmål", "norska"), "nb"),
    **dict.fromkeys(("swedish", "svensk", "svenska"), "sv"),
}
_YES: Final = ("yes", "true", "true()")
_LIMITS: Final = {"at_least": "minValue", "at_most": "maxValue"}


class FormError(ValueError):
    """The file is no XLSForm as JSON; the message says what is missing."""


def read_xlsform(form: Mapping[str, Any], *, url: str, version: str, language: str) -> Imported:
    """`language` is that of labels without one. Raises FormError."""
    children = mappings(form.get("children"))
    if not children:
        raise FormError("this is no XLSForm as pyxform writes it: it has no children")
    reading = _Reading(form, language)
    items = reading.items(children)
    if not items:
        raise FormError("the form asks nothing")
    document: Json = {"resourceType": "Questionnaire", "url": url, "version": version, "language": reading.own}
    document |= {"status": "draft"} | reading.text("title", form.get("title")) | {"item": items}
    return Imported(document, tuple(reading.issues))


class _Reading:
    """Reads children in order; conditions need the kinds of the others."""

    def __init__(self, form: Mapping[str, Any], language: str) -> None:
        self._default = form.get("default_language")
        self.own = _tag(self._default) or language
        lists = form.get("choices")
        self._lists: Mapping[str, Any] = lists if isinstance(lists, Mapping) else {}
        self._named = {str(child.get("name")): child for child in _walk(mappings(form.get("children")))}
        self._taken: set[str] = set()
        self.issues: list[Issue] = []

    def items(self, children: Sequence[Mapping[str, Any]]) -> list[Json]:
        found = [self._item(child) for child in children if child.get("name") != "meta"]
        return [item for item in found if item is not None]

    def text(self, name: str, label: Any) -> Json:
        """A label, or one for each language, as a FHIR string with its translations."""
        if isinstance(label, str):
            label = {self.own: label}
        if not isinstance(label, Mapping):
            return {}
        words: dict[str, str] = {}
        for key, text in label.items():
            tag = _tag(key) or (self.own if len(label) == 1 or key in ("default", self._default) else None)
            if tag is None:
                message = f'labels in {key!r} are left out: give the language its tag, like "English (en)"'
                self._fault(None, "language-unknown", message)
            elif isinstance(text, str):
                words[tag] = " ".join(text.split())
        first = self.own if self.own in words else next(iter(words), None)
        if first is None:
            return {}
        others = [
            {
                "url": TRANSLATION,
                "extension": [{"url": "lang", "valueCode": tag}, {"url": "content", "valueString": text}],
            }
            for tag, text in words.items()
            if tag != first
        ]
        return {name: words[first]} | ({f"_{name}": {"extension": others}} if others else {})

    def _item(self, child: Mapping[str, Any]) -> Json | None:
        name, kind = str(child.get("name")), str(child.get("type")).lower()
        bind = child.get("bind") if isinstance(child.get("bind"), Mapping) else {}
        assert isinstance(bind, Mapping), "an empty one otherwise"
        if kind in _NOTED:
            self._fault(name, "left-out", f"a chat has nothing like the field {kind}", "warning")
            return None
        if kind == "calculate" or bind.get("calculate"):
            self._fault(name, "unsupported-expression", "its calculation has to be written as FHIRPath by hand")
            return None
        if name in self._taken:
            self._fault(name, "link-id-twice", "two fields share this name: give each its own")
        self._taken.add(name)
        built: Json = {"linkId": name, **self.text("text", child.get("label")), "type": self._type(name, kind, child)}
        if kind in _SEVERAL or kind == "repeat":
            built["repeats"] = True
        if built["type"] == "choice":
            built["answerOption"] = self._options(name, child)
        if bind.get("required") is True or str(bind.get("required")).lower() in _YES:
            built["required"] = True
        built |= self._condition(name, str(bind.get("relevant") or ""))
        self._limit(name, built, child, bind)
        if kind == "repeat":
            self._occurs(name, built, child)
        self._asides(name, child)
        below = self.items(mappings(child.get("children"))) if kind in _GROUPS else []
        return built | ({"item": below} if below else {})

    def _type(self, name: str, kind: str, child: Mapping[str, Any]) -> str:
        if kind not in _TYPES:
            self._fault(name, "unsupported-type", f"a chat has no field of type {kind}: write it anew or leave it out")
            return "string"
        if kind == "range" and all(_is_whole(child, part) for part in ("start", "end", "step")):
            return "integer"
        return _TYPES[kind]

    def _options(self, name: str, child: Mapping[str, Any]) -> list[Json]:
        listed = child.get("list_name") or child.get("itemset")
        choices = mappings(child.get("choices") or child.get("children")) or mappings(self._lists.get(str(listed)))
        if not choices:
            self._fault(name, "options-elsewhere", "its choices are not in the form: bring them in")
        if child.get("choice_filter"):
            self._fault(
                name, "unsupported-expression", "its choices depend on an answer: make a question for each case"
            )
        system = f"{OURS.removesuffix('StructureDefinition/')}CodeSystem/xlsform/{listed or name}"
        return [
            {"valueCoding": {"system": system, "code": str(choice.get("name")), **self._display(choice)}}
            for choice in choices
        ]

    def _display(self, choice: Mapping[str, Any]) -> Json:
        return self.text("display", choice.get("label")) or {"display": str(choice.get("name"))}

    def _condition(self, name: str, relevant: str) -> Json:
        if not relevant.strip():
            return {}
        behaviour, clauses = read_relevant(relevant) or ("all", [])
        conditions = [self._enable_when(clause) for clause in clauses]
        if not conditions or None in conditions:
            self._fault(name, "enable-when-unread", "what makes it relevant has to be written as enableWhen by hand")
            return {}
        return {"enableWhen": conditions} | ({"enableBehavior": behaviour} if len(conditions) > 1 else {})

    def _enable_when(self, clause: Clause) -> Json | None:
        other = self._named.get(clause.name)
        if other is None:
            return None
        built: Json = {"question": clause.name, "operator": clause.operator}
        if clause.value is None:
            return {**built, "operator": "exists", "answerBoolean": clause.operator == "!="}
        kind = _TYPES.get(str(other.get("type")).lower())
        if kind == "choice" and clause.operator in ("=", "!="):
            codings = [each["valueCoding"] for each in self._options(clause.name, other)]
            fitting = [coding for coding in codings if coding["code"] == clause.value]
            return built | {"answerCoding": {key: fitting[0][key] for key in ("system", "code")}} if fitting else None
        if kind in ("integer", "decimal"):
            try:
                return built | {"answerDecimal": float(clause.value)}
            except ValueError:
                return None
        if kind == "boolean":
            return built | {"answerBoolean": True} if clause.value == "OK" else None
        answer = {"string": "answerString", "date": "answerDate", "time": "answerTime"}.get(kind or "")
        return None if answer is None or clause.selected else built | {answer: clause.value}

    def _occurs(self, name: str, built: Json, child: Mapping[str, Any]) -> None:
        """A fixed number is asked without "one more?"; one that an answer gives, by that question."""
        control = child.get("control")
        count = str(control.get("jr:count") or "") if isinstance(control, Mapping) else ""
        if count.isdecimal() and int(count):
            built["extension"] = [{"url": url, "valueInteger": int(count)} for url in (LEAST, MOST)]
        elif count:
            self._fault(name, "count-not-used", "after each one, the patient is asked if there is one more", "warning")

    def _limit(self, name: str, built: Json, child: Mapping[str, Any], bind: Mapping[str, Any]) -> None:
        limits = self._ends(name, child)
        constraint = str(bind.get("constraint") or "")
        read = read_constraint(constraint, whole=built["type"] == "integer") if constraint.strip() else []
        if read is None:
            self._fault(
                name,
                "constraint-unchecked",
                "its constraint is not checked: say in the question what is wanted",
                "warning",
            )
        extensions = [extension for limit in (*limits, *(read or ())) if (extension := self._extension(built, limit))]
        told = self.text("valueString", bind.get("jr:constraintMsg"))
        if read and told:
            extensions.append({"url": VALIDATION_TEXT, **told})
        if extensions:
            built["extension"] = extensions

    def _ends(self, name: str, child: Mapping[str, Any]) -> list[Limit]:
        """Of a range."""
        given = child.get("parameters") if isinstance(child.get("parameters"), Mapping) else {}
        assert isinstance(given, Mapping), "an empty one otherwise"
        found = []
        for part, mark in (("start", "at_least"), ("end", "at_most")):
            if part in given and _is_number(given[part]):
                found.append(Limit(mark, str(given[part])))
            elif part in given:
                self._fault(name, "limit-unread", f"its {part} is not a number")
        return found

    def _extension(self, built: Json, limit: Limit) -> Json | None:
        if limit.kind == "longest":
            built["maxLength"] = int(limit.value)
            return None
        if limit.kind == "pattern":
            return {"url": REGEX, "valueString": limit.value}
        whole = built["type"] == "integer"
        value = {"valueInteger": int(float(limit.value))} if whole else {"valueDecimal": float(limit.value)}
        return {"url": f"{HL7}{_LIMITS[limit.kind]}", **value}

    def _asides(self, name: str, child: Mapping[str, Any]) -> None:
        if "${" in str(child.get("label")):
            self._fault(name, "piped-text", "its label takes in another answer: word it without")
        if child.get("media"):
            self._fault(name, "image", "it leans on a picture or a sound, which a message cannot hold")
        for part in ("hint", "guidance_hint"):
            if child.get(part):
                self._fault(name, "text-not-shown", f"its {part.replace('_', ' ')} is not sent", "warning")
        if child.get("default") not in (None, ""):
            self._fault(name, "default-not-used", "a chat asks without an answer filled in", "warning")

    def _fault(self, name: str | None, code: str, message: str, severity: str = "error") -> None:
        issue = Issue(severity, code, name, message)
        if issue not in self.issues:
            self.issues.append(issue)


def _is_number(value: Any) -> bool:
    try:
        return isfinite(float(str(value)))
    except ValueError:
        return False


def _walk(children: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Fields and groups at any depth; a choice's own children are its options."""
    found = []
    for child in children:
        found.append(child)
        if str(child.get("type")).lower() in _GROUPS:
            found += _walk(mappings(child.get("children")))
    return found


def _tag(name: Any) -> str | None:
    """ "Dansk (da)", "da" and "Dansk" → da; null for what names no language that we know."""
    written = str(name or "").strip()
    match = _TAG.search(written)
    if match is not None:
        return match[1]
    return _LANGUAGES.get(written.lower(), written if len(written) == 2 else None)


def _is_whole(child: Mapping[str, Any], part: str) -> bool:
    given = child.get("parameters")
    return isinstance(given, Mapping) and str(given.get(part, "1")).lstrip("-").isdigit()
