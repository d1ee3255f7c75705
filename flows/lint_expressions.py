"""What lint has to say of a form's expressions: those that a chat cannot evaluate, and names that nobody gave."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from flows.choices import MAKING, TOGGLING
from flows.constraints import CONSTRAINTS, words_of
from flows.expressions import Expression, ExpressionError, compile_expression, names_used
from flows.fhir import CALCULATING, ENABLING, Issue
from flows.fhir_values import HL7, SDC, Json, expressions_of, extension_value, extensions, mappings, walk
from flows.questionnaire import Questionnaire

EXPRESSIONS: Final = (
    *ENABLING,
    *CALCULATING,
    f"{HL7}variable",
    f"{SDC}initialExpression",
    MAKING,
    f"{SDC}candidateExpression",
)
LAUNCH_CONTEXT: Final = f"{SDC}launchContext"
# What only a server could answer
_SERVER: Final = re.compile(r"%terminologies\b|\b(resolve|memberOf|subsumes|subsumedBy)\s*\(")
# A unit as FHIRPath writes it: 4 'kg', or toQuantity('kg')
UNIT_NAMED: Final = re.compile(r"(?:\d\s*|toQuantity\(\s*)'([^']+)'")
# FHIRPath's own names, and those that a form's expressions have by the SDC guide
_GIVEN: Final = frozenset(
    ("resource", "rootResource", "context", "questionnaire", "qitem", "ucum", "sct", "loinc", "terminologies")
)
_FHIRPATH: Final = (None, "text/fhirpath")

Found = Iterable[Issue]


def of_expressions(node: Json, link_id: str | None) -> Found:
    """Those that a chat does not evaluate, or that cannot be read."""
    for url in EXPRESSIONS:
        name = _short(url)
        # Without its condition an item is asked of everybody
        code = "enable-when-unread" if url in ENABLING else "unsupported-expression"
        found = expressions_of(node, url)
        if name == "candidateExpression":
            if extensions(node, url):
                yield Issue("warning", "expression-ignored", link_id, f"{name} has no effect in a chat")
        elif extensions(node, url) and not found:
            yield Issue("error", code, link_id, f"{name} holds no expression")
        else:
            for expression in found:
                yield from _unread(expression, name, link_id, code)
    for toggle in extensions(node, TOGGLING):
        yield from _of_toggle(toggle, link_id)


def _of_toggle(toggle: Json, link_id: str | None) -> Found:
    name = _short(TOGGLING)
    found = expressions_of(toggle, "expression")
    if not found or not extensions(toggle, "option"):
        yield Issue("error", "unsupported-expression", link_id, f"{name} needs at least one option and an expression")
    for expression in found:
        yield from _unread(expression, name, link_id)


def of_constraints(node: Json, link_id: str | None, languages: Iterable[str]) -> Found:
    own = next(iter(languages))
    for extension in (one for url in CONSTRAINTS for one in extensions(node, url)):
        key, severity = extension_value(extension, "key"), extension_value(extension, "severity")
        told, found = words_of(extension, own), expressions_of(extension, "expression")
        if not told or not found or severity not in ("error", "warning"):
            message = f"constraint {key!r} needs a severity (error or warning), human and expression: it is not used"
            yield Issue("error", "constraint-unread", link_id, message)
        for language in (each for each in languages if told and each not in told):
            message = f"constraint {key!r} has no words in {language}"
            yield Issue("error", "missing-translation", link_id, message)
        for expression in found:
            yield from _unread(expression, f"constraint {key!r}", link_id)


def _short(url: str) -> str:
    return url.rsplit("/", 1)[-1].removeprefix("sdc-questionnaire-")


def _unread(expression: Json, name: str, link_id: str | None, code: str = "unsupported-expression") -> Found:
    if expression.get("language") not in _FHIRPATH:
        yield Issue("error", code, link_id, f"{name} is in {expression.get('language')}")
        return
    source = str(expression.get("expression"))
    try:
        compile_expression(source)
    except ExpressionError:
        yield Issue("error", code, link_id, f"{name} cannot be read as FHIRPath")
    if _SERVER.search(source):
        message = f"{name} asks a server, and a chat has none: contain what it looks for in the form"
        yield Issue("error", "unsupported-expression", link_id, message)


def unknown_names(document: Json) -> Found:
    """%names that are nowhere given: what leans on them stays empty for ever."""
    items = mappings(document.get("item"))
    nodes = [document, *walk(items)]
    named = {
        str(one["name"]) for node in nodes for one in expressions_of(node, *ENABLING, *CALCULATING) if "name" in one
    }
    launched = _launched(document)
    known = _GIVEN | launched | named | _variables(document)
    waiting: list[tuple[Json, str | None, frozenset[str]]] = [(document, None, known)]
    while waiting:
        node, link_id, around = waiting.pop()
        within = around | _variables(node)
        holding = (one for url in (TOGGLING, *CONSTRAINTS) for one in extensions(node, url))
        nested = [one for extension in holding for one in expressions_of(extension, "expression")]
        used = {name for one in (*expressions_of(node, *EXPRESSIONS), *nested) for name in _names(one)}
        for name in sorted(used - within):
            if not name.startswith(("vs-", "ext-")):
                yield Issue("error", "unknown-variable", link_id, f"%{name} is given nowhere that reaches here")
        for name in sorted(used & launched):
            message = f"%{name} comes from a record system and is empty in a chat"
            yield Issue("warning", "launch-context-absent", link_id, message)
        waiting.extend((below, str(below.get("linkId")), within) for below in reversed(mappings(node.get("item"))))


def _variables(node: Json) -> frozenset[str]:
    """Names given here: by a variable, or by a query that a record system would answer."""
    given = (extension.get("valueExpression") for extension in mappings(node.get("extension")))
    return frozenset(str(one["name"]) for one in mappings(list(given)) if "name" in one)


def _launched(document: Json) -> frozenset[str]:
    found = (extension_value(one, "name") for one in extensions(document, LAUNCH_CONTEXT))
    return frozenset(str(name.get("code") if isinstance(name, dict) else name) for name in found)


def _names(expression: Json) -> Iterable[str]:
    if expression.get("language") not in _FHIRPATH or not isinstance(expression.get("expression"), str):
        return []
    return names_used(expression["expression"])


def option_loops(questionnaire: Questionnaire) -> list[str]:
    """linkIds of questions whose options come to depend on each other: their answers would undo one another."""
    varying = {item.link_id: item for item in questionnaire.plan.varying}
    leads = {
        link_id: [
            other
            for other in varying
            if other != link_id and item.choices is not None and _mentions(item.choices.expressions, other)
        ]
        for link_id, item in varying.items()
    }
    return leading_back(leads)


def _mentions(expressions: Iterable[Expression], link_id: str) -> bool:
    return any(f"'{link_id}'" in expression.source for expression in expressions)


def leading_back(leads: Mapping[str, Sequence[str]]) -> list[str]:
    """The linkIds from which one comes back to the start."""

    def reaches_itself(start: str) -> bool:
        seen: set[str] = set()
        waiting = list(leads[start])
        while waiting:
            link_id = waiting.pop()
            if link_id == start:
                return True
            if link_id not in seen:
                seen.add(link_id)
                waiting.extend(leads.get(link_id, ()))
        return False

    return [link_id for link_id in leads if reaches_itself(link_id)]
