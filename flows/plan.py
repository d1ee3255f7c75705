"""A form prepared for filling, once; and the same with every occurrence of its groups that the answers speak of."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final, Literal

from flows.expressions import Expression
from flows.fhir_values import mappings
from flows.items import Item, Question
from flows.occurrences import MARK, Path, asks_one_more, at, link_id_of, one_more_after, path_of
from flows.replies.reply import Value
from flows.settling import settling_order

# A path that goes to one named item, and what remains of a path that may go anywhere
_ONE_ITEM: Final = re.compile(
    r"(item|repeat\(item\)|descendants\(\))\s*\.\s*where\(\s*linkId\s*=\s*'(?P<link_id>[^']*)'\s*\)"
)
_ANY_ITEM: Final = re.compile(r"item|descendants|repeat|children|context|\$this|answer\b(?!\.)")
_DAY: Final = re.compile(r"\btoday\s*\(")
_TIME: Final = re.compile(r"\b(now|timeOfDay)\s*\(")

Ordered = tuple[tuple[Item, str | None], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A form prepared for filling: items in order with their parents, and whether FHIRPath is needed at all.

    `questions`: all that could be put to a patient, displays included. `settling`: linkIds in the order in which they
    can be decided, what an item depends on before the item itself. `reads`: linkIds that its expressions look at, null
    where some expression may look at any. `raw`: linkId → item of the document. `varying`: items whose options depend
    on other answers. `clock`: what its expressions ask of it.

    `repeating`: some group in it repeats, so that it is `plan_for` the answers that is filled. There, every linkId is
    a spot. `alike`: linkId → its spots in the form's order, where there are several. `near`: item → which of them its
    condition means. `one_more`: the question for one more occurrence → the questions of the occurrence before it.
    """

    items: tuple[Item, ...]
    order: Ordered
    by_link: Mapping[str, tuple[Item, str | None]]
    questions: tuple[Question, ...]
    variables: tuple[tuple[str, Expression], ...]
    document: Mapping[str, Any]
    expressions: bool
    reads: frozenset[str] | None
    raw: Mapping[str, Any]
    settling: tuple[str, ...]
    varying: tuple[Item, ...]
    clock: Literal["never", "day", "time"]
    repeating: bool = False
    alike: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    one_more: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def spots(self, link_id: str) -> tuple[str, ...]:
        """Everywhere that the form has the item, in its order."""
        return self.alike.get(link_id, (link_id,))

    def path(self, spot: str) -> Path:
        """Which occurrence of each repeating group around it, the outermost first; of a spot in any occurrence."""
        return path_of(spot) or (1,) * len(self.around(link_id_of(spot)))

    def around(self, spot: str) -> tuple[str, ...]:
        """The occurrences of repeating groups that hold an item, the outermost first; of such a group, itself too."""
        found = []
        standing: str | None = spot
        while standing is not None:
            item, parent = self.by_link[standing]
            if item.occurs is not None:
                found.append(standing)
            standing = parent
        return tuple(reversed(found))


def prepare(
    items: tuple[Item, ...], variables: tuple[tuple[str, Expression], ...], document: Mapping[str, Any]
) -> Plan:
    order = tuple(_walk(items, None))
    sources = [expression.source for _, expression in variables]
    for item, _ in order:
        own = (item.expression, item.calculated, *(expression for _, expression in item.variables))
        sources.extend(expression.source for expression in own if expression is not None)
        sources.extend(expression.source for expression in (item.choices.expressions if item.choices else ()))
    by_link = {item.link_id: (item, parent) for item, parent in order}
    raw: dict[str, Any] = {}
    _index(document["item"], raw)
    return Plan(
        items=items,
        order=order,
        by_link=by_link,
        questions=tuple(shown(items)),
        variables=variables,
        document=document,
        expressions=bool(sources),
        reads=_reads(sources),
        raw=raw,
        settling=_settling(order, by_link, {}),
        varying=tuple(item for item, _ in order if item.choices is not None),
        clock=_clock(sources),
        repeating=any(item.occurs is not None for item, _ in order),
    )


def plan_for(plan: Plan, answers: Mapping[str, Value]) -> Plan:
    """With as many occurrences of each group as the answers to "is there one more?" say."""
    if not plan.repeating:
        return plan
    return _unrolled(plan, frozenset(spot for spot, said in answers.items() if said is True and asks_one_more(spot)))


def shown(items: Iterable[Item]) -> Iterator[Question]:
    """What a patient may be asked: nothing hidden, and nothing that the form works out itself."""
    for item in items:
        if item.hidden:
            continue
        if item.question is not None and item.calculated is None:
            yield item.question
        yield from shown(item.items)


def one_more(group: Item, spot: str) -> Question:
    """Whether there is one more of a group. Its words are ours; `texts` are what the form calls one of them."""
    assert group.occurs is not None, "asked of a group that repeats"
    return Question(spot, "boolean", group.occurs.label, "", "boolean")


@lru_cache(maxsize=512)
def _unrolled(plan: Plan, more: frozenset[str]) -> Plan:
    items = tuple(_occurring(plan.items, (), more))
    order = tuple(_walk(items, None))
    by_link = {item.link_id: (item, parent) for item, parent in order}
    alike = _alike(order)
    again = [item.link_id for item, _ in order if MARK in item.link_id and not asks_one_more(item.link_id)]
    grown = replace(
        plan,
        items=items,
        order=order,
        by_link=by_link,
        questions=tuple(shown(items)),
        reads=None if plan.reads is None else frozenset(s for each in plan.reads for s in alike.get(each, (each,))),
        raw={**plan.raw, **{spot: plan.raw[link_id_of(spot)] for spot in again}},
        varying=tuple(item for item, _ in order if item.choices is not None),
        alike=alike,
        one_more=_waiting_for(order, by_link),
    )
    near = _near(grown)
    return replace(grown, near=near, settling=_settling(order, by_link, near))


def _occurring(items: Iterable[Item], path: Path, more: frozenset[str]) -> Iterator[Item]:
    """Items within the occurrences of `path`, each group that repeats as often as it does."""
    for item in items:
        if item.occurs is None:
            yield _placed(item, path, _occurring(item.items, path, more))
            continue
        least, most = item.occurs.least, item.occurs.most
        for number in range(1, most + 1):
            here = (*path, number)
            spot = one_more_after(item.link_id, here)
            below = list(_occurring(item.items, here, more))
            if least <= number < most and any(question.type != "display" for question in shown(item.items)):
                below.append(Item(spot, "boolean", one_more(item, spot)))
            yield _placed(item, here, below)
            if number >= least and spot not in more:
                break


def _placed(item: Item, path: Path, below: Iterable[Item]) -> Item:
    spot = at(item.link_id, path)
    question = item.question
    if question is not None and spot != item.link_id:
        question = None if _is_known(item) else replace(question, link_id=spot)
    return replace(item, link_id=spot, question=question, items=tuple(below))


def _is_known(item: Item) -> bool:
    """Words that wait for no answer are said once, unless this occurrence's answers call for them."""
    assert item.question is not None, "asked of what is put to patients"
    return item.question.type == "display" and item.enabled_when is None and item.expression is None


def _alike(order: Ordered) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for item, _ in order:
        if not asks_one_more(item.link_id):
            found.setdefault(link_id_of(item.link_id), []).append(item.link_id)
    return {link_id: tuple(spots) for link_id, spots in found.items() if len(spots) > 1}


def _waiting_for(order: Ordered, by_link: Mapping[str, tuple[Item, str | None]]) -> dict[str, frozenset[str]]:
    groups = {item.link_id: by_link[parent][0] for item, parent in order if parent and asks_one_more(item.link_id)}
    return {spot: frozenset(_answered_in(group.items)) for spot, group in groups.items()}


def _answered_in(items: Iterable[Item]) -> Iterator[str]:
    for question in shown(items):
        if question.type != "display" and not asks_one_more(question.link_id):
            yield question.link_id


def _near(plan: Plan) -> dict[str, dict[str, str]]:
    """Which of several a condition means: of its own occurrence, else the nearest before it, else the nearest after.

    FHIR looks along the ancestors, then back, then ahead. We look in the occurrence itself first in either direction:
    a question about this medicine does not mean the medicine before.
    """
    place = {item.link_id: number for number, (item, _) in enumerate(plan.order)}
    found: dict[str, dict[str, str]] = {}
    for item, _ in plan.order:
        several = [link_id for link_id in item.looks_at if link_id in plan.alike]
        if several:
            found[item.link_id] = {link_id: _nearest(plan, item.link_id, link_id, place) for link_id in several}
    return found


def _nearest(plan: Plan, spot: str, link_id: str, place: Mapping[str, int]) -> str:
    own, here = plan.around(spot), place[spot]

    def closeness(other: str) -> tuple[int, bool, int]:
        there = place[other]
        return common(own, plan.around(other)), there < here, -abs(there - here)

    return max(plan.alike[link_id], key=closeness)


def common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many occurrences two items are in together."""
    together = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        together += 1
    return together


def _settling(
    order: Ordered, by_link: Mapping[str, tuple[Item, str | None]], near: Mapping[str, Mapping[str, str]]
) -> tuple[str, ...]:
    depends = {}
    for item, parent in order:
        meant = near.get(item.link_id, {})
        others = (parent, *(meant.get(link_id, link_id) for link_id in item.looks_at))
        depends[item.link_id] = [each for each in others if each is not None and each in by_link]
    return settling_order(depends)


def _reads(sources: Iterable[str]) -> frozenset[str] | None:
    found: set[str] = set()
    for source in sources:
        found |= {match.group("link_id") for match in _ONE_ITEM.finditer(source)}
        if _ANY_ITEM.search(_ONE_ITEM.sub("", source)):
            return None
    return frozenset(found)


def _clock(sources: Iterable[str]) -> Literal["never", "day", "time"]:
    whole = " ".join(sources)
    if _TIME.search(whole):
        return "time"
    return "day" if _DAY.search(whole) else "never"


def _walk(items: Iterable[Item], parent: str | None) -> Iterator[tuple[Item, str | None]]:
    for item in items:
        yield item, parent
        yield from _walk(item.items, item.link_id)


def _index(items: Any, by_link: dict[str, Any]) -> None:
    for item in mappings(items):
        by_link[item["linkId"]] = item
        _index(item.get("item"), by_link)
        for answer in mappings(item.get("answer")):
            _index(answer.get("item"), by_link)
