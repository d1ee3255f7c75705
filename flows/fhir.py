"""FHIR R4 Questionnaire in. Tolerant: real forms break strict models, and what a chat cannot do is named by lint."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flows.choices import choices_of
from flows.constraints import constraints_of
from flows.expressions import (
    OPERATORS,
    Condition,
    Expression,
    ExpressionError,
    combine,
    compile_condition,
    compile_expression,
    in_order,
)
from flows.fhir_limits import limits_of
from flows.fhir_occurs import occurs_of
from flows.fhir_options import known_options, matching_code, option_code, options_of
from flows.fhir_response import questionnaire_response
from flows.fhir_values import (
    HL7,
    OURS,
    SDC,
    Json,
    channel_texts,
    control_codes,
    expressions_of,
    extension_value,
    is_true,
    mapping,
    mappings,
    plain_value,
    size,
    texts,
    value_of,
    walk,
)
from flows.items import Choices, Item, ItemType, Option, Question, Texts
from flows.occurrences import MARK
from flows.plan import prepare
from flows.questionnaire import Questionnaire
from flows.replies.reply import Value

__all__ = ["Issue", "QuestionnaireError", "load_questionnaire", "questionnaire_response"]

TYPES: Final[Mapping[str, ItemType]] = {
    "boolean": "boolean",
    "decimal": "decimal",
    "quantity": "decimal",
    "integer": "integer",
    "date": "date",
    "dateTime": "date",
    "time": "time",
    "string": "text",
    "text": "text",
    "url": "text",
    "choice": "choice",
    "coding": "choice",
    "open-choice": "choice",
    "display": "display",
}
TABLES: Final = frozenset({"gtable", "table", "htable", "grid", "atable"})
# Displays that explain something a chat has no place for, or that another part of the renderer shows
ASIDES: Final = frozenset({"help", "flyover", "legal", "unit", "lower", "upper", "prompt", "footer", "header"})
ENABLING: Final = (f"{SDC}enableWhenExpression", "http://ehelse.no/fhir/StructureDefinition/sdf-fhirpath-enable")
CALCULATING: Final = (
    f"{SDC}calculatedExpression",
    "http://ehelse.no/fhir/StructureDefinition/sdf-calculatedExpression",
    "http://ehelse.no/fhir/StructureDefinition/sdf-fhirpath",
)
_DEEPEST: Final = 40
_LONGEST_CALLED: Final = 300  # letters of a url, and of a version: both stand in a key


@dataclass(frozen=True, slots=True)
class Issue:
    """`severity` error: must not go out; warning: worth a look. `link_id` null: about the form as a whole."""

    severity: str
    code: str
    link_id: str | None
    message: str


class QuestionnaireError(ValueError):
    """The form cannot be used; `issues` say what to change."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("; ".join(f"{i.code} at {i.link_id or 'the form'}: {i.message}" for i in issues))
        self.issues = issues


def load_questionnaire(document: Mapping[str, Any]) -> Questionnaire:
    """Compile a Questionnaire resource. Raises QuestionnaireError when it is unusable."""
    issues = _faults(document)
    if issues:
        raise QuestionnaireError(issues)
    own = document.get("language") if isinstance(document.get("language"), str) else "en"
    assert isinstance(own, str), "the language is text"
    loader = _Loader(document, own)
    items = loader.items(mappings(document["item"]), stem={})
    url, version, name = _called(document)
    plan = prepare(items, loader.form_variables(), document)
    shown = plan.questions
    return Questionnaire(
        url=url,
        version=version,
        name=name,
        languages=_languages(shown, own),
        questions=shown,
        plan=plan,
        titles=texts(document, "title", own),
        by_link={question.link_id: question for question in shown},
        constraints=constraints_of(document, loader.raw, plan, own, _all_compiled),
    )


def _called(document: Mapping[str, Any]) -> tuple[str, str, str]:
    """url, version and name; what the form does not say is made of what it does."""
    name = str(document.get("name") or document.get("title") or document.get("id") or "questionnaire")
    made = f"urn:questionnaire:{document.get('id') or name}".replace("|", "-")[:_LONGEST_CALLED]
    version = document.get("version") or mapping(document.get("meta")).get("versionId") or "1"
    return str(document.get("url") or made), str(version), name


def _faults(document: Mapping[str, Any]) -> list[Issue]:
    if document.get("resourceType") != "Questionnaire":
        return [Issue("error", "not-a-questionnaire", None, 'resourceType must be "Questionnaire"')]
    items = mappings(document.get("item"))
    if not items:
        return [Issue("error", "no-items", None, "the form has no items")]
    if _depth(items) > _DEEPEST:
        return [Issue("error", "too-deep", None, f"items are nested more than {_DEEPEST} deep")]
    issues: list[Issue] = []
    url, version, _ = _called(document)
    if "|" in url or len(url) > _LONGEST_CALLED:
        message = f"its url must be at most {_LONGEST_CALLED} signs without |, which stands before a version"
        issues.append(Issue("error", "url-unusable", None, message))
    if len(version) > _LONGEST_CALLED:
        issues.append(Issue("error", "version-unusable", None, f"its version has more than {_LONGEST_CALLED} signs"))
    seen: set[str] = set()
    for item in walk(items):
        link_id = item.get("linkId")
        if not isinstance(link_id, str) or not link_id:
            issues.append(Issue("error", "link-id-missing", None, "an item has no linkId: give each item its own"))
        elif MARK in link_id:
            issues.append(Issue("error", "link-id-unreadable", None, "a linkId holds a control character: take it out"))
        elif link_id in seen:
            issues.append(Issue("error", "link-id-twice", link_id, "two items share this linkId"))
        else:
            seen.add(link_id)
    return issues


def _depth(items: list[Json]) -> int:
    level, depth = items, 0
    while level and depth <= _DEEPEST:
        level, depth = [below for item in level for below in mappings(item.get("item"))], depth + 1
    return depth


def _languages(questions: tuple[Question, ...], own: str) -> tuple[str, ...]:
    found = {language: None for question in questions for language in question.texts}
    return tuple(dict.fromkeys((own, *found)))


class _Loader:
    """Reads items of one document; conditions need the options of the items they refer to."""

    def __init__(self, document: Mapping[str, Any], own: str) -> None:
        self._document = document
        self._own = own
        self.raw = {str(item["linkId"]): item for item in walk(mappings(document["item"]))}
        self._options: dict[str, tuple[Option, ...]] = {}
        self._every: tuple[Option, ...] | None = None

    def items(self, raw: list[Json], stem: Mapping[str, str], times: int = 1) -> tuple[Item, ...]:
        """`times`: how often they come at least, as the groups around them repeat."""
        return tuple(self._item(item, stem, times) for item in raw)

    def variables(self, node: Json) -> tuple[tuple[str, Expression], ...]:
        return in_order(self._named(expressions_of(node, f"{HL7}variable")))

    def form_variables(self) -> tuple[tuple[str, Expression], ...]:
        """The form's own variables, then every expression of an item that has a name: others may use its result."""
        nodes = (self._document, *self.raw.values())
        named = [one for node in nodes for one in expressions_of(node, *ENABLING, *CALCULATING)]
        return in_order(self.variables(self._document) + self._named(named))

    @staticmethod
    def _named(expressions: list[Json]) -> tuple[tuple[str, Expression], ...]:
        found = []
        for variable in expressions:
            expression = _compiled(variable)
            if expression is not None and variable.get("name"):
                found.append((str(variable["name"]), expression))
        return tuple(found)

    def _item(self, raw: Json, stem: Mapping[str, str], times: int) -> Item:
        fhir_type = str(raw.get("type", "group" if raw.get("item") else "string"))
        own_texts = texts(raw, "text", self._own)
        below = stem
        if fhir_type == "group" and is_stem(raw):
            below = _joined(stem, own_texts)
        calculated = _first(expressions_of(raw, *CALCULATING))
        hidden = is_true(extension_value(raw, f"{HL7}questionnaire-hidden"))
        fixed = hidden or is_true(raw.get("readOnly"))
        if hidden and calculated is None:
            calculated = _first(expressions_of(raw, f"{SDC}initialExpression"))
        question = self._question(raw, fhir_type, own_texts, {} if fhir_type == "group" else stem)
        occurs = occurs_of(raw, self._own, times) if fhir_type == "group" else None
        return Item(
            link_id=str(raw["linkId"]),
            fhir_type=fhir_type,
            question=question,
            items=self.items(mappings(raw.get("item")), below, times * (occurs.least if occurs else 1)),
            repeats=is_true(raw.get("repeats")),
            hidden=hidden or (fixed and fhir_type not in ("group", "display")),
            enabled_when=self._condition(raw),
            looks_at=tuple(str(clause.get("question")) for clause in mappings(raw.get("enableWhen"))),
            expression=_first(expressions_of(raw, *ENABLING)),
            calculated=calculated,
            variables=self.variables(raw),
            initial=self._initial(raw) if fixed else None,
            text=str(raw.get("text") or ""),
            definition=_uri(raw.get("definition")),
            choices=None if question is None else self._choices(raw),
            occurs=occurs,
        )

    def _question(self, raw: Json, fhir_type: str, own_texts: Texts, stem: Texts) -> Question | None:
        if fhir_type == "group":
            if not is_instruction(raw):
                return None
            return Question(str(raw["linkId"]), "display", own_texts, self._own, "group")
        kind = TYPES.get(fhir_type)
        if kind is None or (kind == "display" and (control_codes(raw) & ASIDES or not own_texts)):
            return None
        options = self._options_of(str(raw["linkId"]))
        choices = self._choices(raw)
        made = choices is not None and choices.made is not None
        if made:
            options = ()
        if (options or made) and kind in ("integer", "text", "date", "time"):
            kind = "choice"
        low, high = _range(raw)
        several = is_true(raw.get("repeats")) and kind == "choice"
        return Question(
            link_id=str(raw["linkId"]),
            type=kind,
            texts=_joined(stem, own_texts),
            own_language=self._own,
            fhir_type=fhir_type,
            required=is_true(raw.get("required")),
            safety=extension_value(raw, f"{OURS}safety") is True,
            contact=extension_value(raw, f"{OURS}contact-request") is True,
            options=options,
            repeats=several,
            # words of one's own among several choices, or such as other answers make, could not be told from these
            open=kind == "choice" and takes_own_words(raw) and not several and not made,
            minimum=low,
            maximum=high,
            unit=_unit(raw),
            codes=tuple((str(c.get("system", "")), str(c.get("code", ""))) for c in mappings(raw.get("code"))),
            limits=limits_of(raw, self._own),
            said_on={channel: _joined(stem, said) for channel, said in channel_texts(raw, self._own).items()},
            varies=choices is not None,
            made=made,
            known=self._known() if made else (),
        )

    def _choices(self, raw: Json) -> Choices | None:
        kind = TYPES.get(str(raw.get("type")))
        if kind not in ("choice", "integer", "text", "date", "time"):
            return None
        return choices_of(raw, self._options_of(str(raw["linkId"])), _all_compiled)

    def _known(self) -> tuple[Option, ...]:
        if self._every is None:
            self._every = known_options(self._document, self._own)
        return self._every

    def _options_of(self, link_id: str) -> tuple[Option, ...]:
        if link_id not in self._options:
            raw = self.raw.get(link_id)
            self._options[link_id] = () if raw is None else options_of(raw, self._document, self._own)
        return self._options[link_id]

    def _condition(self, raw: Json) -> Condition | None:
        conditions = []
        for clause in mappings(raw.get("enableWhen")):
            operator, link_id = clause.get("operator"), clause.get("question")
            expected = value_of(clause, "answer")
            if operator not in OPERATORS or not isinstance(link_id, str) or expected is None:
                continue  # lint names it
            value: Value | None
            value = is_true(expected[1]) if operator == "exists" else self._value(link_id, *expected)
            # What is no value of its type equals no answer, as the reference renderer has it; lint names it
            conditions.append(compile_condition(link_id, operator, str(expected[1]) if value is None else value))
        return combine(conditions, str(raw.get("enableBehavior", "any"))) if conditions else None

    def _value(self, link_id: str, name: str, value: Any) -> Value | None:
        if name.endswith("Coding") and isinstance(value, Mapping):
            compared = name.startswith("answer")
            return (matching_code if compared else option_code)(self._options_of(link_id), value)
        if name.endswith(("Integer", "Decimal")) and self._options_of(link_id):
            return str(value)
        return plain_value(name, value)

    def _initial(self, raw: Json) -> Value | None:
        found = [value_of(one) for one in mappings(raw.get("initial"))]
        found += [value_of(one) for one in mappings(raw.get("answerOption")) if one.get("initialSelected") is True]
        values = [self._value(str(raw["linkId"]), *one) for one in found if one is not None]
        present = [value for value in values if value is not None]
        if len(present) > 1:
            return tuple(str(value) for value in present)
        return present[0] if present else None


def takes_own_words(raw: Json) -> bool:
    """open-choice, or how R5 writes it."""
    return raw.get("type") == "open-choice" or raw.get("answerConstraint") in ("optionsOrString", "optionsOrType")


def is_stem(raw: Json) -> bool:
    """A group text that its questions need to be understood alone: a table's heading, or words left open."""
    text = str(raw.get("text") or "").strip()
    return bool(control_codes(raw) & TABLES) or text.endswith(("?", ":", "...", "…"))


def is_instruction(raw: Json) -> bool:
    """A group text that says something of its own; shorter ones are headings, which a chat has no use for."""
    return not is_stem(raw) and len(str(raw.get("text") or "")) > 40


def _joined(stem: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    return {tag: f"{stem[tag]}\n{text}" if tag in stem else text for tag, text in own.items()}


def _range(raw: Json) -> tuple[Any, Any]:
    low = size(extension_value(raw, f"{HL7}minValue"))
    high = size(extension_value(raw, f"{HL7}maxValue", "http://ehelse.no/fhir/StructureDefinition/sdf-maxvalue"))
    return low, high


def _unit(raw: Json) -> Mapping[str, str] | None:
    unit = extension_value(raw, f"{HL7}questionnaire-unit", f"{HL7}questionnaire-unitOption")
    return unit if isinstance(unit, Mapping) else None


def _uri(value: Any) -> str | None:
    """Some forms in use have a list here, which would make every response of theirs no FHIR."""
    return value if isinstance(value, str) else None


def _first(expressions: list[Json]) -> Expression | None:
    return next((compiled for one in expressions if (compiled := _compiled(one)) is not None), None)


def _all_compiled(node: Json, url: str) -> list[Expression]:
    return [compiled for one in expressions_of(node, url) if (compiled := _compiled(one)) is not None]


def _compiled(expression: Json) -> Expression | None:
    """Null for other languages and for what cannot be parsed: lint names both."""
    if expression.get("language") not in (None, "text/fhirpath") or not isinstance(expression.get("expression"), str):
        return None
    try:
        return compile_expression(expression["expression"])
    except ExpressionError:
        return None
