"""Conditions that a form sets to its answers beyond their limits, each with the form's own words for a breach."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from flows.expressions import Expression, names_used
from flows.fhir_values import HL7, Json, extension_value, extensions, texts, value_of
from flows.filling import results
from flows.items import Constraint, Item, Texts
from flows.moment import Moment
from flows.plan import Plan, common, plan_for
from flows.questionnaire import Answers, Questionnaire

# R4's extension, and the one of later versions that stands in for it
CONSTRAINTS: Final = (f"{HL7}questionnaire-constraint", f"{HL7}targetConstraint")


def constraints_of(
    document: Json, raw: Mapping[str, Json], plan: Plan, own: str, compiled: Callable[[Json, str], list[Expression]]
) -> tuple[Constraint, ...]:
    """Errors first. One without words or with an expression that cannot be read is left to lint."""
    found: list[Constraint] = []
    nodes: list[tuple[str | None, Json]] = [(None, document), *raw.items()]
    for link_id, node in nodes:
        for extension in (one for url in CONSTRAINTS for one in extensions(node, url)):
            told, expressions = words_of(extension, own), compiled(extension, "expression")
            severity = extension_value(extension, "severity")
            if told and expressions and severity in ("error", "warning"):
                about = _about(plan, link_id, expressions[0])
                key = str(extension_value(extension, "key") or "")
                found.append(Constraint(link_id, key, severity, told, expressions[0], about))
    return tuple(sorted(found, key=lambda each: each.severity))


def words_of(extension: Json, own: str) -> Texts:
    for part in extensions(extension, "human"):
        held = value_of(part)
        if held is not None:
            return texts(part, held[0], own)
    return {}


def broken(
    questionnaire: Questionnaire, answers: Answers, link_id: str, dealt: Collection[str], moment: Moment | None
) -> Constraint | None:
    """The first constraint that the answer to `link_id` breaks, errors before warnings; `answers` holds it already.

    One about several questions waits until all of them that are asked are `dealt` with.
    """
    plan = plan_for(questionnaire.plan, answers)
    about = [each for each in _occurring(questionnaire, plan) if link_id in each.about]
    return next(iter(_breaches(questionnaire, answers, moment, about, dealt)), None)


def breaches(questionnaire: Questionnaire, answers: Answers, moment: Moment | None) -> list[Constraint]:
    """All that these answers break, taken as all that there will be."""
    plan = plan_for(questionnaire.plan, answers)
    return _breaches(questionnaire, answers, moment, _occurring(questionnaire, plan), plan.by_link)


def _breaches(
    questionnaire: Questionnaire,
    answers: Answers,
    moment: Moment | None,
    constraints: Collection[Constraint],
    dealt: Collection[str],
) -> list[Constraint]:
    if not constraints:
        return []
    filled = questionnaire.filled(answers, moment)
    asked = {question.link_id for question in questionnaire.asked_in(filled) if question.type != "display"}
    ready = [
        each
        for each in constraints
        if (each.about & asked) <= set(dealt) and (each.link_id is None or each.link_id in filled.enabled)
    ]
    verdicts = results(filled, moment, [(each.link_id, each.expression) for each in ready])
    return [each for each, verdict in zip(ready, verdicts, strict=True) if verdict == [False]]


@lru_cache(maxsize=256)
def _occurring(questionnaire: Questionnaire, plan: Plan) -> tuple[Constraint, ...]:
    """Each constraint once for every occurrence of what it stands on, about the questions nearest to that."""
    if plan is questionnaire.plan:
        return questionnaire.constraints
    return tuple(each for constraint in questionnaire.constraints for each in _each(constraint, plan))


def _each(constraint: Constraint, plan: Plan) -> Iterator[Constraint]:
    for spot in (None,) if constraint.link_id is None else plan.spots(constraint.link_id):
        around = () if spot is None else plan.around(spot)
        about = (each for link_id in constraint.about for each in _nearest(plan, link_id, around))
        yield replace(constraint, link_id=spot, about=frozenset(about))


def _nearest(plan: Plan, link_id: str, around: tuple[str, ...]) -> Iterable[str]:
    """Of its own occurrence, or of all where it has none of its own."""
    spots = plan.spots(link_id)
    closest = max(common(around, plan.around(spot)) for spot in spots)
    return (spot for spot in spots if common(around, plan.around(spot)) == closest)


def _about(plan: Plan, link_id: str | None, expression: Expression) -> frozenset[str]:
    """The item itself, if it is asked, and all that the expression names, through variables and calculations; where
    it names none, every question of the group or the form."""
    named = dict(plan.variables)
    named |= {name: held for item, _ in plan.order for name, held in item.variables}
    found: set[str] = set() if link_id is None else {link_id}
    waiting = [expression, *_calculated(plan, found)]
    seen: set[str] = set()
    while waiting:
        source = waiting.pop().source
        if source in seen:
            continue
        seen.add(source)
        mentioned = {item.link_id for item, _ in plan.order if f"'{item.link_id}'" in source}
        found |= mentioned
        waiting += [named[name] for name in names_used(source) if name in named]
        waiting += _calculated(plan, mentioned)
    asked = frozenset(one for one in found if _is_asked(plan.by_link[one][0]))
    below = plan.items if link_id is None else plan.by_link[link_id][0].items
    return asked or frozenset(_asked_below(below))


def _calculated(plan: Plan, link_ids: Iterable[str]) -> list[Expression]:
    found = (plan.by_link[link_id][0].calculated for link_id in link_ids)
    return [expression for expression in found if expression is not None]


def _asked_below(items: Iterable[Item]) -> Iterable[str]:
    for item in items:
        if _is_asked(item):
            yield item.link_id
        yield from _asked_below(item.items)


def _is_asked(item: Item) -> bool:
    return item.question is not None and item.calculated is None and item.holds_answer and not item.hidden
