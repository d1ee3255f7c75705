"""What may be wrong with how often a group comes."""

from collections.abc import Iterable
from typing import Final

from flows.fhir import Issue
from flows.fhir_occurs import EVER, LEAST, MOST, UNTIL, bound
from flows.fhir_values import Json, extensions
from flows.items import Item
from flows.questionnaire import Questionnaire

# A list of ten things with three questions each is about what people bear by text message
_LONG: Final = 30


def of_occurs(raw: Json, questionnaire: Questionnaire) -> Iterable[Issue]:
    """Of a group that repeats."""
    link_id = str(raw["linkId"])
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
    asked = _most_asked(item)
    if item.occurs is not None and asked > _LONG:
        yield Issue(
            "warning", "occurs-long", link_id, f"it may come to {asked} questions: ask for fewer, or less often"
        )


def _most_asked(item: Item) -> int:
    """Questions of an item with all that it may hold, those for one more left out."""
    own = item.question is not None and item.question.type != "display" and item.calculated is None
    times = item.occurs.most if item.occurs is not None else 1
    return 0 if item.hidden else times * (own + sum(_most_asked(below) for below in item.items))
