"""When an item counts: enableWhen compiled to predicates, and FHIRPath compiled once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from operator import ge, gt, le, lt
from typing import Any, Final

from flows.moment import Moment
from flows.replies.reply import Value
from flows.settling import settling_order

# linkId → the answers of an item, none when it is unanswered or not enabled
Lookup = Callable[[str], tuple[Value, ...]]
Condition = Callable[[Lookup], bool]

_ORDER: Final[Mapping[str, Callable[[Any, Any], bool]]] = {">": gt, "<": lt, ">=": ge, "<=": le}
_ITEM_PATH: Final = re.compile(
    r"%(resource|questionnaire)\s*\.\s*(item|repeat\(item\)|descendants\(\))"
    r"\s*\.\s*where\(\s*linkId\s*=\s*'([^'\\]*)'\s*\)"
)
_ITEMS_OR_ANSWERS: Final = re.compile(r"repeat\(\s*(item|answer)\s*\|\s*(item|answer|answer\.item)\s*\)")
_MOMENT: Final = re.compile(r"\d{4}(-\d\d){0,2}(T.*)?$|\d\d:\d\d")
_TEXT: Final = re.compile(r"'(?:[^'\\]|\\.)*'")
_NAMED: Final = re.compile(r"%(?:([A-Za-z_]\w*)|`([^`]+)`)")
_LONGEST: Final = 10_000  # signs of an expression: more take seconds to read
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
    """Numbers by size; dates and times, which are ISO text, as far as both are precise. Words have no order."""
    if isinstance(value, str) and isinstance(expected, str):
        length = min(len(value), len(expected))
        return is_moment(value) and is_moment(expected) and compare(value[:length], expected[:length])
    left, right = _number(value), _number(expected)
    return left is not None and right is not None and compare(left, right)


def is_moment(text: str) -> bool:
    """A date or a time as ISO text, however precise."""
    return _MOMENT.match(text) is not None


def _number(value: Value) -> Decimal | None:
    if isinstance(value, bool | tuple):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


@dataclass(frozen=True, slots=True)
class ItemPath:
    """A path to one item by its linkId, which we can follow at once. `deep`: at any depth, not only the first.

    `once`: of equal items, as in two occurrences of a group, it gives the first, as FHIRPath's `repeat` does.
    """

    name: str
    root: str  # resource or questionnaire
    deep: bool
    once: bool
    link_id: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A FHIRPath expression as written, and compiled. `run` takes the base node, the named constants and the moment.

    `paths` are the item paths that were taken out of it: each is given as a constant of its name.
    """

    source: str
    run: Callable[[Any, Mapping[str, Any], Moment | None], list[Any]]
    paths: tuple[ItemPath, ...] = ()


class ExpressionError(ValueError):
    """The FHIRPath expression cannot be read or evaluated: check its syntax and the functions it uses."""


def compile_expression(source: str) -> Expression:
    """Raises ExpressionError when the text is not FHIRPath."""
    paths: list[ItemPath] = []

    def take(match: re.Match[str]) -> str:
        paths.append(
            ItemPath(f"itemPath{len(paths)}", match[1], match[2] != "item", match[2].startswith("repeat"), match[3])
        )
        return f"%{paths[-1].name}"

    # The library forgets what kind of node comes out of a union, and then finds no value in it
    source_kept = _ITEMS_OR_ANSWERS.sub(r"repeat(\1.combine(\2))", source)
    # The library walks every item of a form for each of these, which makes a score of nine items take 40 ms
    shortened = _ITEM_PATH.sub(take, source_kept)
    return Expression(source, partial(_evaluate, _parse(shortened)), tuple(paths))


def in_order(variables: tuple[tuple[str, Expression], ...]) -> tuple[tuple[str, Expression], ...]:
    """Variables of one place, each after those that it names: forms write them in any order."""
    own = dict(variables)
    names = {name: [each for each in names_used(own[name].source) if each in own] for name in own}
    return tuple((name, own[name]) for name in settling_order(names))


def names_used(source: str) -> list[str]:
    """The %names of an expression, those within quotation marks left out."""
    return [plain or quoted for plain, quoted in _NAMED.findall(_TEXT.sub("", source))]


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
def _parse(source: str) -> Any:
    fhirpathpy, _ = _fhirpath()
    if len(source) > _LONGEST:
        raise ExpressionError(source)
    try:
        _check_syntax(source)
        return fhirpathpy.parse(source)
    except Exception as error:  # RecursionError is one: a thousand brackets within each other
        raise ExpressionError(source) from error


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


def _evaluate(parsed: Any, base: Any, constants: Mapping[str, Any], moment: Moment | None) -> list[Any]:
    """`base` is the whole response, or one of its items, whose place in the model must be told."""
    node = base if "resourceType" in base else item_node(base, "resource")[0]
    fhirpathpy, model = _fhirpath()
    from flows.fhirpath_functions import functions_at

    options = {"userInvocationTable": functions_at(moment)}
    try:
        found: list[Any] = fhirpathpy.apply_parsed_path(node, parsed, dict(constants), model, options)
    except Exception as error:
        raise ExpressionError from error
    return found
