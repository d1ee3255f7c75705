"""When an item counts: enableWhen compiled to predicates, and FHIRPath compiled once."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from operator import ge, gt, le, lt
from typing import Any, Final

from flows.replies.reply import Value

# linkId → the answers of an item, none when it is unanswered or not enabled
Lookup = Callable[[str], tuple[Value, ...]]
Condition = Callable[[Lookup], bool]

_ORDER: Final[Mapping[str, Callable[[Any, Any], bool]]] = {">": gt, "<": lt, ">=": ge, "<=": le}
WEIGHT_URLS: Final = (
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
    "http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue",
)
_ITEM_PATH: Final = re.compile(
    r"%(resource|questionnaire)\s*\.\s*(item|repeat\(item\)|descendants\(\))"
    r"\s*\.\s*where\(\s*linkId\s*=\s*'([^'\\]*)'\s*\)"
)
OPERATORS: Final = ("exists", "=", "!=", *_ORDER)


def compile_condition(link_id: str, operator: str, expected: Value) -> Condition:
    """One enableWhen. Without an answer only `exists` false and `!=` hold, as R4 defines the operators."""
    if operator == "exists":
        return lambda lookup: bool(lookup(link_id)) is expected
    if operator == "=":
        return lambda lookup: any(_same(value, expected) for value in lookup(link_id))
    if operator == "!=":
        return lambda lookup: not any(_same(value, expected) for value in lookup(link_id))
    compare = _ORDER[operator]
    return lambda lookup: any(_ordered(compare, value, expected) for value in lookup(link_id))


def combine(conditions: Sequence[Condition], behaviour: str) -> Condition:
    """enableBehavior: all or any."""
    if len(conditions) == 1:
        return conditions[0]
    if behaviour == "any":
        return lambda lookup: any(condition(lookup) for condition in conditions)
    return lambda lookup: all(condition(lookup) for condition in conditions)


def as_values(value: Value | None) -> tuple[Value, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _same(value: Value, expected: Value) -> bool:
    if isinstance(value, bool) or isinstance(expected, bool):
        return value is expected
    if isinstance(value, str) and isinstance(expected, str):
        return value == expected
    return _ordered(lambda left, right: left == right, value, expected)


def _ordered(compare: Callable[[Any, Any], bool], value: Value, expected: Value) -> bool:
    """Numbers by size; dates and times, which are ISO text, as far as both are precise."""
    if isinstance(value, str) and isinstance(expected, str):
        length = min(len(value), len(expected))
        return compare(value[:length], expected[:length])
    left, right = _number(value), _number(expected)
    return left is not None and right is not None and compare(left, right)


def _number(value: Value) -> Decimal | None:
    if isinstance(value, bool | tuple):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


@dataclass(frozen=True, slots=True)
class ItemPath:
    """A path to one item by its linkId, which we can follow at once. `deep`: at any depth, not only the first."""

    name: str
    root: str  # resource or questionnaire
    deep: bool
    link_id: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A FHIRPath expression as written, and compiled. `run` takes the base node and the named constants.

    `paths` are the item paths that were taken out of it: each is given as a constant of its name.
    """

    source: str
    run: Callable[[Any, Mapping[str, Any]], list[Any]]
    paths: tuple[ItemPath, ...] = ()


class ExpressionError(ValueError):
    """The FHIRPath expression cannot be read or evaluated: check its syntax and the functions it uses."""


def compile_expression(source: str) -> Expression:
    """Raises ExpressionError when the text is not FHIRPath."""
    paths: list[ItemPath] = []

    def take(match: re.Match[str]) -> str:
        paths.append(ItemPath(f"itemPath{len(paths)}", match[1], match[2] != "item", match[3]))
        return f"%{paths[-1].name}"

    # The library walks every item of a form for each of these, which makes a score of nine items take 40 ms
    shortened = _ITEM_PATH.sub(take, source)
    return Expression(source, partial(_evaluate, _parse(shortened)), tuple(paths))


def item_node(node: Any, root: str) -> list[Any]:
    """An item as the constant of an ItemPath; nothing where there is none."""
    from fhirpathpy.engine.nodes import ResourceNode

    create: Any = ResourceNode.create_node
    kind = "QuestionnaireResponse" if root == "resource" else "Questionnaire"
    return [] if node is None else [create(node, f"{kind}.item")]


@cache
def _fhirpath() -> Any:
    # ANTLR's grammar takes a third of a second to load: only forms that carry expressions pay for it
    import fhirpathpy
    from fhirpathpy.models import models

    return fhirpathpy, models["r4"]


@cache
def _parse(source: str) -> Callable[..., list[Any]]:
    fhirpathpy, model = _fhirpath()
    options = {"userInvocationTable": {name: {"fn": own, "arity": {0: []}} for name, own in _OWN_FUNCTIONS.items()}}
    _check_syntax(source)
    try:
        run: Callable[..., list[Any]] = fhirpathpy.compile(source, model, options)
    except Exception as error:
        raise ExpressionError(source) from error
    return run


def _check_syntax(source: str) -> None:
    """The library's own parser mends what is broken and says nothing; a mended score would be a wrong one."""
    from antlr4 import CommonTokenStream, InputStream
    from antlr4.error.ErrorListener import ErrorListener
    from fhirpathpy.parser.generated.FHIRPathLexer import FHIRPathLexer
    from fhirpathpy.parser.generated.FHIRPathParser import FHIRPathParser

    class Refusing(ErrorListener):  # type: ignore[misc] # antlr4 ships no types
        def syntaxError(self, *_: Any) -> None:  # noqa: N802 - antlr4's name
            raise ExpressionError(source)

    lexer: Any = FHIRPathLexer(InputStream(source))
    parser: Any = FHIRPathParser(CommonTokenStream(lexer))
    for each in (lexer, parser):
        each.removeErrorListeners()
        each.addErrorListener(Refusing())
    parser.entireExpression()


def _evaluate(run: Callable[..., list[Any]], base: Any, constants: Mapping[str, Any]) -> list[Any]:
    """`base` is the whole response, or one of its items, whose place in the model must be told."""
    node = base if "resourceType" in base else item_node(base, "resource")[0]
    try:
        return [_plain(value) for value in run(node, dict(constants))]
    except Exception as error:
        raise ExpressionError from error


def _plain(value: Any) -> Any:
    return getattr(value, "asStr", value)


def _weights(nodes: Iterable[Any]) -> list[Decimal]:
    """`ordinal()` and `weight()`, which the library lacks: the option's weight travels in the Coding's extension.

    Called on codings, or on the answers that hold them.
    """
    found = []
    for node in nodes:
        coding = getattr(node, "data", node)
        if isinstance(coding, Mapping):
            coding = coding.get("valueCoding", coding)
            for extension in coding.get("extension", ()):
                if extension.get("url") in WEIGHT_URLS:
                    found.append(Decimal(str(extension.get("valueDecimal", extension.get("valueInteger")))))
    return found


# The library adds up its own wrappers and fails; what it hands to functions of ours is bare. Nothing sums to nothing:
# an unanswered form has no score, not a score of 0.
_OWN_FUNCTIONS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "ordinal": _weights,
    "weight": _weights,
    "sum": lambda values: [sum(values[1:], values[0])] if values else [],
    "avg": lambda values: [sum(values[1:], values[0]) / len(values)] if values else [],
    "min": lambda values: [min(values)] if values else [],
    "max": lambda values: [max(values)] if values else [],
}
