"""What a form comes to with the answers so far: which items count, and what the calculated ones hold."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from flows.choices import open_options
from flows.expressions import Expression, ExpressionError, Lookup, as_values, is_moment, item_node
from flows.fhir_values import number
from flows.items import Item, Option
from flows.moment import Moment
from flows.occurrences import asks_one_more, link_id_of
from flows.plan import Plan, plan_for
from flows.replies.reply import Value
from flows.response_items import FhirItem, response_items
from flows.units import UnlikeUnitsError, converted

# Calculations may feed conditions that open further calculations; forms in use settle after two or three rounds.
_ROUNDS: Final = 60
_NUMBERS: Final = ("integer", "decimal", "quantity")


class Filled(NamedTuple):
    """`enabled`: linkIds that count, groups included, in the form's order. `values`: answers that count, calculated
    ones included. `failed`: linkIds whose expression could not be evaluated. `plan`: the form with its occurrences.

    `options` of the items whose options vary, by linkId; `gone`: those of them that were answered by an option which
    they have no more, so that the answer does not count. Where groups repeat, every linkId here is a spot.
    """

    plan: Plan
    enabled: tuple[str, ...]
    values: Mapping[str, Value]
    failed: tuple[str, ...] = ()
    options: Mapping[str, tuple[Option, ...]] = MappingProxyType({})
    gone: tuple[str, ...] = ()


def fill(plan: Plan, answers: Mapping[str, Value], moment: Moment | None = None) -> Filled:
    """Enabled items and their values, settled. Pure and quick: no FHIRPath runs where a form has none.

    `moment`: without it, what a form reckons from the day stays empty.
    """
    if plan.repeating:
        plan = plan_for(plan, answers)
        answers = {spot: value for spot, value in answers.items() if not asks_one_more(spot)}
    given = {**_presets(plan), **answers}
    if plan.expressions:
        return _fill_by_expressions(plan, given, moment)
    enabled = _unconditional(plan) or tuple(_enabled(plan, given, {}))
    return Filled(plan, enabled, {link_id: given[link_id] for link_id in enabled if link_id in given})


@lru_cache(maxsize=512)
def _presets(plan: Plan) -> Mapping[str, Value]:
    """What hidden items hold before anything is answered."""
    return {item.link_id: item.initial for item, _ in plan.order if item.hidden and item.initial is not None}


@lru_cache(maxsize=512)
def _unconditional(plan: Plan) -> tuple[str, ...]:
    """Every linkId, where no answer decides whether another counts; else none."""
    if plan.one_more or any(item.enabled_when is not None or item.expression is not None for item, _ in plan.order):
        return ()
    return tuple([item.link_id for item, _ in plan.order])


def _enabled(plan: Plan, values: Mapping[str, Value], by_expression: Mapping[str, bool]) -> list[str]:
    verdicts: dict[str, bool] = {}

    def lookup(link_id: str) -> tuple[Value, ...]:
        # What is not decided yet stands in a loop of references: its answer is taken as it stands
        if link_id not in values or link_id not in plan.by_link or not verdicts.get(link_id, True):
            return ()
        return as_values(values[link_id])

    near = plan.near
    for link_id in plan.settling:
        item, parent = plan.by_link[link_id]
        verdicts[link_id] = (
            (parent is None or verdicts.get(parent, True))
            and by_expression.get(link_id, True)
            and (
                item.enabled_when is None
                or item.enabled_when(_meant(near[link_id], lookup) if link_id in near else lookup)
            )
        )
    enabled = [item.link_id for item, _ in plan.order if verdicts[item.link_id]]
    if not plan.one_more:
        return enabled
    # Where an occurrence had nothing to ask, nobody is asked for one more
    asked = frozenset(enabled)
    return [spot for spot in enabled if spot not in plan.one_more or plan.one_more[spot] & asked]


def _meant(near: Mapping[str, str], lookup: Lookup) -> Lookup:
    """The answers that the condition of an item looks at, where what it names stands in several occurrences."""
    return lambda other: lookup(near.get(other, other))


def _fill_by_expressions(plan: Plan, given: Mapping[str, Value], moment: Moment | None) -> Filled:
    values = dict(given)
    verdicts: dict[str, bool] = {}
    options: dict[str, tuple[Option, ...]] = {}
    enabled = _enabled(plan, values, verdicts)
    rounds: list[Filled] = []
    for _ in range(_ROUNDS):
        before, had, counts = values, options, set(enabled)
        state = {link_id: value for link_id, value in values.items() if link_id in counts}
        now = _Evaluation(plan, frozenset(counts), state, options, moment)
        verdicts, options = now.verdicts(), now.options()
        gone = _gone(plan, given, options)
        values = {**{link_id: value for link_id, value in given.items() if link_id not in gone}, **now.calculated()}
        changed = {link_id for link_id in {*before, *values} if before.get(link_id) != values.get(link_id)}
        changed |= {link_id for link_id in options if had.get(link_id, ()) != options[link_id]}
        was, enabled = enabled, _enabled(plan, values, verdicts)
        counted = {link_id: values[link_id] for link_id in enabled if link_id in values}
        lost = tuple(link_id for link_id in enabled if link_id in gone)
        filled = Filled(plan, tuple(enabled), counted, tuple(dict.fromkeys(now.failed)), options, lost)
        if was == enabled and (not changed or (plan.reads is not None and not changed & plan.reads)):
            return filled  # nothing that an expression looks at has changed: another round would say the same
        if filled in rounds:
            break
        rounds.append(filled)
    # Items that shut each other out never settle: all are then judged by the answers as they came, as the reference
    # renderer does, and none of the others
    return rounds[0]


def _gone(plan: Plan, given: Mapping[str, Value], options: Mapping[str, tuple[Option, ...]]) -> set[str]:
    """linkIds that were answered by an option which is not there now. Own words beside the options stay."""
    found = set()
    for item in plan.varying:
        codes = {option.code for option in options[item.link_id]}
        missing = [value for value in as_values(given.get(item.link_id)) if value not in codes]
        assert item.question is not None, "options vary for questions only"
        own = {option.code for option in item.question.options}
        if any(not item.question.open or value in own for value in missing):
            found.add(item.link_id)
    return found


def results(filled: Filled, moment: Moment | None, wanted: Iterable[tuple[str | None, Expression]]) -> list[list[Any]]:
    """What expressions come to in a form that is filled, each at its item; at a null linkId, at the whole response.

    What cannot be evaluated is empty.
    """
    now = _Evaluation(filled.plan, frozenset(filled.enabled), filled.values, filled.options, moment)
    return [now.run(expression, link_id) for link_id, expression in wanted]


class _Evaluation:
    """One round: all expressions of a form over one state of its answers."""

    def __init__(
        self,
        plan: Plan,
        enabled: frozenset[str],
        values: Mapping[str, Value],
        options: Mapping[str, tuple[Option, ...]],
        moment: Moment | None,
    ) -> None:
        self._plan = plan
        self._state = enabled, values, options
        self._moment = moment
        self._by_link: dict[str, FhirItem] = {}
        self._response: dict[str, Any] = {
            "resourceType": "QuestionnaireResponse",
            "status": "in-progress",
            "item": response_items(plan.items, enabled, values, options=options, built=self._by_link),
        }
        self._scopes: dict[str | None, dict[str, Any]] = {}
        self.failed: list[str] = []

    def verdicts(self) -> dict[str, bool]:
        return {
            item.link_id: self.run(item.expression, item.link_id) == [True]
            for item, _ in self._plan.order
            if item.expression is not None
        }

    def calculated(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for item, _ in self._plan.order:
            if item.calculated is not None:
                value = _as_value(item, self.run(item.calculated, item.link_id))
                if value is not None:
                    found[item.link_id] = value
        return found

    def options(self) -> dict[str, tuple[Option, ...]]:
        """By linkId. What a question is answered with decides nothing of its own options."""
        return {item.link_id: self._without(item)._options_of(item) for item in self._plan.varying}

    def _without(self, item: Item) -> "_Evaluation":
        enabled, values, options = self._state
        if item.link_id not in values:
            return self
        others = {link_id: value for link_id, value in values.items() if link_id != item.link_id}
        return _Evaluation(self._plan, enabled, others, options, self._moment)

    def _options_of(self, item: Item) -> tuple[Option, ...]:
        return open_options(item, lambda expression: self.run(expression, item.link_id))

    def run(self, expression: Expression, link_id: str | None) -> list[Any]:
        """At the item; empty where it cannot be evaluated."""
        node = self._node(link_id)
        try:
            constants = {**self._scope(link_id), **self._paths(expression)}
            constants["qitem"] = item_node(self._plan.raw.get(link_id or ""), "questionnaire")
            return expression.run(self._base(expression, node), constants, self._moment)
        except ExpressionError:
            self.failed.append(link_id or "")
            return []

    def _paths(self, expression: Expression) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for path in expression.paths:
            nodes: Mapping[str, Any] = self._by_link
            tops, spots = self._response["item"], self._plan.spots(path.link_id)
            if path.root == "questionnaire":
                nodes, tops, spots = self._plan.raw, self._plan.document["item"], (path.link_id,)
            reached = (nodes[spot] for spot in spots if spot in nodes)
            chosen = [node for node in reached if path.deep or any(node is top for top in tops)]
            if path.once:
                chosen = [node for place, node in enumerate(chosen) if node not in chosen[:place]]
            found[path.name] = [each for node in chosen for each in item_node(node, path.root)]
        return found

    def _node(self, link_id: str | None) -> Any:
        """Where a path without a beginning starts: the item itself, which is empty when nothing was answered in it."""
        return self._response if link_id is None else self._by_link.get(link_id, {"linkId": link_id_of(link_id)})

    def _base(self, expression: Expression, node: Any) -> Any:
        # Norwegian forms write paths from the whole response wherever they stand
        return self._response if expression.source.lstrip().startswith("QuestionnaireResponse") else node

    def _scope(self, link_id: str | None) -> dict[str, Any]:
        """Variables of the form, then of each group around the item, then its own."""
        if link_id in self._scopes:
            return self._scopes[link_id]
        if link_id is None:
            constants: dict[str, Any] = {"resource": self._response, "questionnaire": self._plan.document}
            variables = self._plan.variables
        else:
            item, parent = self._plan.by_link[link_id]
            constants, variables = dict(self._scope(parent)), item.variables
        for name, expression in variables:
            try:
                base = self._base(expression, self._node(link_id))
                constants[name] = expression.run(base, {**constants, **self._paths(expression)}, self._moment)
            except ExpressionError:
                constants[name] = []
                self.failed.append(link_id or name)
        self._scopes[link_id] = constants
        return constants


def _as_value(item: Item, results: list[Any]) -> Value | None:
    """A FHIRPath result as an answer of the item's type; null for nothing. Only what repeats holds several."""
    values = [value for result in results if (value := _single(item, result)) is not None]
    if not values or not item.holds_answer:
        return None
    if item.repeats and (len(values) > 1 or (item.question is not None and item.question.repeats)):
        return tuple(str(value) for value in values)
    return values[0]


def _single(item: Item, result: Any) -> Value | None:
    """One result as a value of the item's type; null for what is none, such as words for a number."""
    if isinstance(result, Mapping) and "code" in result and "value" not in result:
        return str(result["code"])
    if item.fhir_type in _NUMBERS and (hasattr(result, "unit") or isinstance(result, Mapping)):
        return _in_unit(item, result)
    if isinstance(result, Mapping):
        result = result.get("value")
    found = getattr(result, "asStr", result)
    if found is None or found == "":
        return None
    if item.question is not None and item.question.options:
        return _as_text(found)
    if item.fhir_type in _NUMBERS:
        return _as_number(item, found)
    if item.fhir_type == "boolean":
        return found if isinstance(found, bool) else _as_truth(found)
    text = _as_text(found)
    return text if item.fhir_type not in ("date", "dateTime", "time") or is_moment(text) else None


def _in_unit(item: Item, result: Any) -> Value | None:
    """A quantity as a number of the item's own unit; null where it cannot be told in that."""
    from flows.fhirpath_functions import quantity_of

    held = quantity_of(result)
    if held is None:
        return None
    size, unit = held
    wanted = item.question.unit.get("code") if item.question is not None and item.question.unit else None
    if wanted is not None and unit != "1":
        try:
            size = converted(size, unit, wanted)
        except UnlikeUnitsError:
            return None
    return _as_number(item, size)


def _as_number(item: Item, found: Any) -> Value | None:
    size = number(found)
    if size is not None and item.fhir_type == "integer" and size == size.to_integral_value():
        return int(size)
    return size


def _as_truth(found: Any) -> bool | None:
    size = number(found)
    return bool(size) if size is not None else {"true": True, "false": False}.get(str(found))


def _as_text(found: Any) -> str:
    if isinstance(found, bool):
        return str(found).lower()
    size = None if isinstance(found, str) else number(found)
    return str(found) if size is None else f"{size.normalize():f}"
