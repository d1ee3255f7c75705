"""FHIRPath functions and operators that the library lacks, or has otherwise than the specification (FHIRPath 2.0).

Imported only where a form has expressions: the library beneath takes a third of a second to load.
"""

import operator
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Any, Final

from fhirpathpy.engine import nodes
from fhirpathpy.engine.invocations import equality, invocation_registry, math, misc, strings

from flows.fhir_values import WEIGHT_URLS
from flows.limits import compile_pattern
from flows.moment import Moment
from flows.units import UnlikeUnitsError, converted

Collection = Sequence[Any]

# The library's own kinds of value: it says nothing of their types
FP_Quantity: Any = nodes.FP_Quantity
_equality: Any = equality.equality
_plus: Any = math.plus
_replace_matches: Any = strings.replace_matches
# What no form comes near to. Beyond, a reckoning may never end, and with it no turn of any patient.
_MOST_REPEATED: Final = 10_000
_LONGEST_TEXT: Final = 100_000


class _SeveralValuesError(ValueError):
    """One value was expected."""


class _EndlessError(ValueError):
    """The expression makes more than any form needs."""


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return Decimal(str(value))


def _data(value: Any) -> Any:
    value = value.data if isinstance(value, nodes.ResourceNode) else value
    return Decimal(str(value)) if isinstance(value, float) else value


def _single(collection: Any) -> Any:
    """The one value of a collection, null for none. Raises where there are more."""
    values = [_data(value) for value in (collection if isinstance(collection, list) else [collection])]
    if len(values) > 1:
        raise _SeveralValuesError
    return values[0] if values else None


def quantity_of(value: Any) -> tuple[Decimal, str] | None:
    """(size, UCUM code) of a FHIR Quantity or of one that FHIRPath made; null for what is none."""
    if isinstance(value, FP_Quantity):
        unit = FP_Quantity.timeUnitsToUCUM.get(value.unit, value.unit)
        return Decimal(str(value.value)), unit.strip("'")
    if isinstance(value, Mapping) and _number(value.get("value")) is not None:
        return Decimal(str(value["value"])), str(value.get("code") or value.get("unit") or "1")
    return None


def _pair(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Two quantities in the unit of the left, or null where they are not both quantities."""
    first, second = quantity_of(left), quantity_of(right)
    if first is None or second is None:
        return None
    return first[0], converted(second[0], second[1], first[1])


def _ordering(compare: Callable[[Any, Any], bool], library: Callable[..., Any]) -> Callable[..., Any]:
    def ordered(inputs: Collection, others: Collection) -> Any:
        left, right = _single(list(inputs)), _single(others)
        if left is None or right is None:
            return []
        try:
            pair = _pair(left, right)
        except UnlikeUnitsError:
            return []
        return [compare(*pair)] if pair is not None else library(None, [left], [right])

    return ordered


def _same(left: Any, right: Any) -> Any:
    pair = _pair(left, right) if not isinstance(left, str | int | bool) else None
    if pair is not None:
        return pair[0] == pair[1]
    if isinstance(left, nodes.FP_Type) or isinstance(right, nodes.FP_Type):
        return _equality(None, [left], [right])
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def _equal(inputs: Collection, others: Collection) -> list[bool]:
    """The library looks only at the first of several."""
    left, right = list(inputs), [_data(value) for value in others]
    if not left or not right:
        return []
    if len(left) != len(right):
        return [False]
    try:
        verdicts = [_same(*each) for each in zip(left, right, strict=True)]
    except UnlikeUnitsError:
        return [False]
    return [] if None in verdicts else [all(verdicts)]


def _unequal(inputs: Collection, others: Collection) -> list[bool]:
    return [not verdict for verdict in _equal(inputs, others)]


def _require_short(*texts: Any) -> None:
    if sum(len(each) for each in texts if isinstance(each, str)) > _LONGEST_TEXT:
        raise _EndlessError


def _joined(left: Collection, right: Any) -> str:
    """`left` comes as its letters."""
    _require_short(*left, right)
    return "".join([*left, *right])


def _added(_: None, left: Collection, right: Collection) -> Any:
    _require_short(*left, *right)
    return _plus(None, left, right)


def _repeat(_: Any, inputs: Collection, below: Callable[[Any], Collection]) -> list[Any]:
    """As the library's, but for its end."""
    found: list[Any] = []
    seen, waiting = set(), deque(inputs)
    while waiting:
        new = [each for each in below(waiting.popleft()) if each not in seen]
        seen.update(new)
        found += new
        waiting.extend(new)
        if len(found) > _MOST_REPEATED:
            raise _EndlessError
    return found


def _require_quick(pattern: Any, text: Any) -> None:
    """Raises what `compile_pattern` raises, and where the text is longer than the pattern may be tried on."""
    if isinstance(pattern, str) and isinstance(text, str) and len(text) > compile_pattern(pattern).longest:
        raise _EndlessError


def _matches(inputs: Collection, pattern: Any) -> list[bool]:
    text = _single(list(inputs))
    if text is None or not pattern:
        return []
    _require_quick(pattern, text)
    return [re.search(pattern, text, re.DOTALL) is not None]


def _replaced(inputs: Collection, pattern: Any, by: Any) -> Any:
    _require_quick(pattern, _single(list(inputs)))
    return _replace_matches(None, inputs, pattern, by)


def _sum_of(sign: int, library: Callable[..., Any]) -> Callable[..., Any]:
    def added(inputs: Collection, others: Collection) -> Any:
        left, right = _single(list(inputs)), _single(others)
        if left is None or right is None:
            return []
        first, second = quantity_of(left), quantity_of(right)
        if first is not None and second is not None:
            size = first[0] + sign * converted(second[0], second[1], first[1])
            return [FP_Quantity(size, f"'{first[1]}'")]
        if second is not None:  # a moment and a span of time, which the library wants in words: "month"
            right = FP_Quantity(int(sign * second[0]), FP_Quantity.mapUCUMCodeToTimeUnits.get(f"'{second[1]}'"))
            return _plus(None, [left], [right])
        return library(None, [left], [right])

    return added


def _product_of(reckon: Callable[[Decimal, Decimal], Decimal]) -> Callable[..., Any]:
    """Of two numbers, or of a quantity and a number. What would divide by nothing is empty."""

    def reckoned(inputs: Collection, others: Collection) -> list[Any]:
        left, right = _single(list(inputs)), _single(others)
        if left is None or right is None:
            return []
        size, by = quantity_of(left), _number(right)
        first = size[0] if size is not None else _number(left)
        if first is None or by is None:
            raise TypeError("two numbers were expected")
        try:
            found = reckon(first, by)
        except ArithmeticError:
            return []
        return [FP_Quantity(found, f"'{size[1]}'") if size is not None else found]

    return reckoned


def _to_boolean(inputs: Collection) -> list[bool]:
    found = _single(list(inputs))
    told = found.lower() if isinstance(found, str) else found
    if any(told == true for true in (True, 1, "true", "t", "yes", "y", "1", "1.0")):
        return [True]
    return [False] if any(told == false for false in (False, 0, "false", "f", "no", "n", "0", "0.0")) else []


def _to_quantity(inputs: Collection, to_unit: Any = None) -> list[Any]:
    found = _single(list(inputs))
    held = quantity_of(found)
    if held is None:
        size = _number(found)
        if size is None:
            return _library_quantity(found, to_unit)
        held = size, "1"
    if not to_unit:
        return [FP_Quantity(held[0], f"'{held[1]}'")]
    unit = FP_Quantity.timeUnitsToUCUM.get(to_unit, to_unit).strip("'")
    return [FP_Quantity(converted(*held, unit), f"'{unit}'")]


def _library_quantity(found: Any, to_unit: Any) -> list[Any]:
    """Of a text, as "4 'kg'"."""
    parse: Any = misc.to_quantity
    made = parse(None, [] if found is None else [found])
    if not isinstance(made, FP_Quantity):
        return []
    return _to_quantity([made], to_unit) if to_unit else [made]


def _power(inputs: Collection, exponent: Any) -> list[Decimal]:
    base, raised = _number(_single(list(inputs))), _number(_single(exponent))
    if base is None or raised is None or (base < 0 and raised != raised.to_integral_value()):
        return []
    return [Decimal(1)] if raised == 0 else [base**raised]


def _round(inputs: Collection, places: Any = 0) -> list[Decimal]:
    """Halves go up, as the reference renderer has it; the library rounds them to even."""
    found, digits = _number(_single(list(inputs))), _number(_single(places))
    if found is None:
        return []
    step = Decimal(1).scaleb(-int(digits or 0))
    return [(found / step + Decimal("0.5")).to_integral_value(ROUND_FLOOR) * step]


def _to_string(inputs: Collection) -> list[str]:
    found = _single(list(inputs))
    if found is None or isinstance(found, Mapping):
        return []
    if isinstance(found, bool):
        return ["true" if found else "false"]
    if isinstance(found, Decimal):
        return [f"{found.normalize():f}"]
    return [getattr(found, "asStr", None) or str(found)]


def _weights(inputs: Collection) -> list[Decimal]:
    """`ordinal()` and `weight()`: the option's weight travels in the Coding's extension.

    Called on codings, or on the answers that hold them.
    """
    found = []
    for coding in inputs:
        if isinstance(coding, Mapping):
            coding = coding.get("valueCoding", coding)
            for extension in coding.get("extension", ()):
                if extension.get("url") in WEIGHT_URLS:
                    found.append(Decimal(str(extension.get("valueDecimal", extension.get("valueInteger")))))
    return found


def _total(values: Iterable[Any]) -> Any:
    """Nothing sums to nothing: an unanswered form has no score, not a score of 0."""
    found = list(values)
    return [sum(found[1:], found[0])] if found else []


_ANY_TWO: Final[Mapping[int, list[str]]] = {2: ["Any", "Any"]}


def _function(own: Callable[..., Any], *arities: int, kind: str = "Number") -> dict[str, Any]:
    return {"fn": own, "arity": {count: [kind] * count for count in arities or (0,)}}


_CLOCK: Final = ("today", "now", "timeOfDay")
FUNCTIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    "ordinal": _function(_weights),
    "weight": _function(_weights),
    "sum": _function(_total),
    "avg": _function(lambda values: [_total(values)[0] / len(values)] if values else []),
    "min": _function(lambda values: [min(values)] if values else []),
    "max": _function(lambda values: [max(values)] if values else []),
    "power": _function(_power, 1),
    "round": _function(_round, 0, 1),
    "toBoolean": _function(_to_boolean),
    "hasValue": _function(lambda values: [len(values) == 1 and not isinstance(values[0], Mapping)]),
    # The library would print what a patient answered
    "trace": _function(lambda values, *_: values, 1, 2, kind="Any"),
    "toString": _function(_to_string),
    "toQuantity": _function(_to_quantity, 0, 1, kind="String"),
    "<": {"fn": _ordering(operator.lt, equality.lt), "arity": _ANY_TWO, "nullable": True},
    ">": {"fn": _ordering(operator.gt, equality.gt), "arity": _ANY_TWO, "nullable": True},
    "<=": {"fn": _ordering(operator.le, equality.lte), "arity": _ANY_TWO, "nullable": True},
    ">=": {"fn": _ordering(operator.ge, equality.gte), "arity": _ANY_TWO, "nullable": True},
    "=": {"fn": _equal, "arity": _ANY_TWO, "nullable": True},
    "!=": {"fn": _unequal, "arity": _ANY_TWO, "nullable": True},
    "matches": _function(_matches, 1, kind="String"),
    "replaceMatches": {"fn": _replaced, "arity": {2: ["String", "String"]}},
    "&": {"fn": _joined, "arity": {2: ["String", "String"]}},
    "+": {"fn": _sum_of(1, _added), "arity": _ANY_TWO, "nullable": True},
    "*": {"fn": _product_of(operator.mul), "arity": _ANY_TWO, "nullable": True},
    "/": {"fn": _product_of(operator.truediv), "arity": _ANY_TWO, "nullable": True},
    "mod": {"fn": _product_of(operator.mod), "arity": _ANY_TWO, "nullable": True},
    "-": {"fn": _sum_of(-1, math.minus), "arity": _ANY_TWO, "nullable": True},
}


# In the library's own table: functions of others are given values without their place in the model.
invocation_registry["repeat"] = {"fn": _repeat, "arity": {1: ["Expr"]}}


@lru_cache(maxsize=16)
def functions_at(moment: Moment | None) -> Mapping[str, Mapping[str, Any]]:
    """With the moment in place of the library's clock; where none is told, the day and the time are empty."""
    told: tuple[list[str], list[str], list[str]] = ([], [], [])
    if moment is not None:
        told = [moment.today.isoformat()], [moment.now.isoformat()], [moment.now.time().isoformat()]
    clock = {name: _function(lambda _, found=found: found) for name, found in zip(_CLOCK, told, strict=True)}
    return {**FUNCTIONS, **clock}
