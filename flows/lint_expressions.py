"""What lint has to say of a form's expressions: those that a chat cannot evaluate, and names that nobody gave."""

from collections.abc import Iterable
from typing import Final

from flows.expressions import ExpressionError, compile_expression, names_used
from flows.fhir import CALCULATING, ENABLING, Issue
from flows.fhir_values import HL7, SDC, Json, expressions_of, extension_value, extensions, mappings, walk

EXPRESSIONS: Final = (
    *ENABLING,
    *CALCULATING,
    f"{HL7}variable",
    f"{SDC}initialExpression",
    f"{SDC}answerExpression",
    f"{SDC}answerOptionsToggleExpression",
    f"{SDC}candidateExpression",
)
LAUNCH_CONTEXT: Final = f"{SDC}launchContext"
_NOT_IN_A_CHAT: Final = ("answerExpression", "answerOptionsToggleExpression")
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
        found = expressions_of(node, url)
        if name == "candidateExpression":
            if extensions(node, url):
                yield Issue("warning", "expression-ignored", link_id, f"{name} has no effect in a chat")
        elif extensions(node, url) and (not found or name in _NOT_IN_A_CHAT):
            yield Issue("error", "unsupported-expression", link_id, f"{name} is not evaluated in a chat")
        else:
            for expression in found:
                yield from _unread(expression, name, link_id)


def _short(url: str) -> str:
    return url.rsplit("/", 1)[-1].removeprefix("sdc-questionnaire-")


def _unread(expression: Json, name: str, link_id: str | None) -> Found:
    if expression.get("language") not in _FHIRPATH:
        yield Issue("error", "unsupported-expression", link_id, f"{name} is in {expression.get('language')}")
        return
    try:
        compile_expression(str(expression.get("expression")))
    except ExpressionError:
        yield Issue("error", "unsupported-expression", link_id, f"{name} cannot be read as FHIRPath")


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
        used = {name for one in expressions_of(node, *EXPRESSIONS) for name in _names(one)}
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
