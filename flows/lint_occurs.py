"""What may be wrong with how often a group comes."""

import re
from collections.abc import Iterable
from typing import Final

from flows.fhir import Issue
from flows.fhir_occurs import EVER, LEAST, MOST, UNTIL, bound
from flows.fhir_values import Json, extensions, mappings, walk
from flows.items import Item
from flows.questionnaire import Questionnaire

# A list of ten things with three questions each is about what people bear by text message
_LONG: Final = 30
_REPEATING: Final = re.compile(r"\brepeat\(\s*item\b")
_QUOTED: Final = re.compile(r"'([^']*)'")


def of_occurs(raw: Json, questionnaire: Questionnaire) -> Iterable[Issue]:
    """Of a group that repeats."""
    link_id = str(raw["linkId"])
    named = {str(below["linkId"]) for below in walk(mappings(raw.get("item")))}
    least, most = bound(raw, LEAST), bound(raw, MOST)
    for url in (LEAST, MOST):
        if extensions(raw, url) and bound(raw, url) is None:
            yield Issue("error", "limit-unread", link_id, f"{url.rpartition('-')[2]} must be a whole number")
    if most is None:
        yield Issue("warning", "occurs-open", link_id, f"it comes up to {UNTIL} times: say the most in maxOccurs")
    elif least is not None and least > most:
        yield Issue("error", "occurs-crossed", link_id, f"it comes at least {least} times, and {most} at most")
    if max(least or 0, most or 0) > EVER:
        yield Issue("warning", "occurs-cut", link_id, f"it comes {EVER} times at most, also within other groups")
    item = questionnaire.item(link_id)
    if any(_REPEATING.search(source) and named & set(_QUOTED.findall(source)) for source in _sources(questionnaire)):
        message = "repeat(item) counts equal answers in it once: say descendants(), or item.where(…).item"
        yield Issue("warning", "equal-once", link_id, message)
    asked = _most_asked(item)
    if item.occurs is not None and asked > _LONG:
        yield Issue(
            "warning", "occurs-long", link_id, f"it may come to {asked} questions: ask for fewer, or less often"
        )


def _sources(questionnaire: Questionnaire) -> Iterable[str]:
    plan = questionnaire.plan
    yield from (expression.source for _, expression in plan.variables)
    yield from (constraint.expression.source for constraint in questionnaire.constraints)
    for item, _ in plan.order:
        held = (item.expression, item.calculated, *(expression for _, expression in item.variables))
        yield from (expression.source for expression in held if expression is not None)


def _most_asked(item: Item) -> int:
    """Questions of an item with all that it may hold, those for one more left out."""
    own = item.question is not None and item.question.type != "display" and item.calculated is None
    times = item.occurs.most if item.occurs is not None else 1
    return 0 if item.hidden else times * (own + sum(_most_asked(below) for below in item.items))
