"""Whether a rule's condition holds: yes, no, or cannot be said because an answer is missing."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from flows.expressions import as_values
from flows.occurrences import link_id_of
from flows.plan import Plan
from flows.questionnaire import Filled
from flows.replies.reply import Value
from triage.pack import Direction
from triage.rules import Condition
from triage.scoring import Score
from triage.trend import worsening

# Occurrences of repeating groups, the outermost first, as spots
Around = tuple[str, ...]


class Evidence(NamedTuple):
    """All that a condition may look at. `forms`: url → what counts in it; `earlier`: last and baseline values.

    `scores` by spot. `alike`: linkId or score code → its spots, where a group that repeats has it more than once: one
    of them is enough for a condition to hold.
    """

    forms: Mapping[str, Filled]
    scores: Mapping[str, Score]
    earlier: Mapping[str, Mapping[str, Decimal]]
    contact_requested: bool = False
    alarm: bool = False
    core_missing: bool = False
    alike: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Judgement(NamedTuple):
    """`holds` null: an answer lacks. `applies`: there is an answer or a score to look at. The rest explains it.

    `others`: what else had to hold besides this, where a rule asks for several things at once, and in which further
    occurrences it holds.
    """

    holds: bool | None
    applies: bool = True
    questionnaire: str | None = None
    link_id: str | None = None
    score: str | None = None
    value: Value | None = None
    earlier: Decimal | None = None
    others: tuple["Judgement", ...] = ()

    @property
    def shows_something(self) -> bool:
        return self.link_id is not None or self.score is not None


_ABSENT: Final = Judgement(holds=False, applies=False)
_KNOWN: Final = Judgement(holds=True, applies=False)


def judge(condition: Condition, evidence: Evidence) -> Judgement:
    if condition.all:
        apart = by_occurrence(condition, evidence) if evidence.alike else [evidence]
        return _each_that_holds([_all([judge(part, each) for part in condition.all]) for each in apart])
    if condition.any:
        parts = [judge(part, evidence) for part in condition.any]
        # Else a second medicine that is dangerous in another way than the first would be hidden behind it.
        return _each_that_holds(parts) if _is_in_a_group(condition, evidence) else _any(parts)
    if condition.answer is not None:
        spots = evidence.alike.get(condition.answer, (condition.answer,))
        return _each_that_holds([_judge_answer(condition, spot, evidence) for spot in spots])
    if condition.score is not None:
        spots = evidence.alike.get(condition.score, (condition.score,))
        return _each_that_holds([_judge_score(condition, spot, evidence) for spot in spots])
    known = (
        (condition.missing_core is not None and evidence.core_missing)
        or (condition.contact_requested is not None and evidence.contact_requested)
        or (condition.alarm is not None and evidence.alarm)
    )
    return _KNOWN if known else _ABSENT


def by_occurrence(condition: Condition, evidence: Evidence) -> list[Evidence]:
    """What each occurrence of the groups that a condition looks into shows by itself.

    What must hold together must hold of one and the same: of one medicine, not of two.
    """
    named = {name for name in _named(condition) if name in evidence.alike}
    found = [evidence]
    for url, filled in evidence.forms.items():
        for alike in _repeated(filled.plan, named, evidence.scores.values()):
            found = [
                _within(each, url, one) for each in found for one in alike if one[-1] in each.forms[url].enabled
            ] or found
    return found


def _repeated(plan: Plan, named: Iterable[str], scores: Iterable[Score]) -> list[list[Around]]:
    """The innermost occurrences that hold what is named, those of one group together."""
    around = {plan.around(spot) for name in named for spot in plan.alike.get(name, ())}
    around |= {each.around for each in scores if each.code in named and each.around and each.around[-1] in plan.by_link}
    deepest = [each for each in around if not any(each != other and other[: len(each)] == each for other in around)]
    found: dict[Around, list[Around]] = {}
    for each in sorted(deepest):
        found.setdefault(tuple(map(link_id_of, each)), []).append(each)
    return list(found.values())


def _is_in_a_group(condition: Condition, evidence: Evidence) -> bool:
    """Whether it looks into a group that repeats, however often it has been asked so far."""
    plans = [filled.plan for filled in evidence.forms.values() if filled.plan.repeating]
    if not plans:
        return False
    named = set(_named(condition))
    return any(plan.around(name) for plan in plans for name in named if name in plan.by_link) or any(
        score.around for score in evidence.scores.values() if score.code in named
    )


def _named(condition: Condition) -> Iterator[str]:
    yield from (name for name in (condition.answer, condition.score) if name is not None)
    for part in (*condition.all, *condition.any):
        yield from _named(part)


def _within(evidence: Evidence, url: str, occurrence: Around) -> Evidence:
    filled = evidence.forms[url]
    apart = {spot for spot in filled.enabled if _is_apart(filled.plan.around(spot), occurrence)}
    kept = filled._replace(enabled=tuple([spot for spot in filled.enabled if spot not in apart]))
    scores = {spot: score for spot, score in evidence.scores.items() if not _is_apart(score.around, occurrence)}
    return evidence._replace(forms={**evidence.forms, url: kept}, scores=scores)


def _is_apart(around: Around, occurrence: Around) -> bool:
    """In another occurrence of the same group."""
    for own, other in zip(around, occurrence, strict=False):
        if own != other:
            return link_id_of(own) == link_id_of(other)
    return False


def _all(parts: list[Judgement]) -> Judgement:
    for part in parts:
        if part.holds is False:
            return part
    lacking = next((part for part in parts if part.holds is None), None)
    return lacking or _together(parts)


def _together(parts: list[Judgement]) -> Judgement:
    """All hold: the first that shows an answer or a score leads, and the others stand beside it, each once."""
    flat = [leaf for part in parts for leaf in (part._replace(others=()), *part.others)]
    telling = list(dict.fromkeys(leaf for leaf in flat if leaf.shows_something))
    return telling[0]._replace(others=tuple(telling[1:])) if telling else parts[0]


def _any(parts: list[Judgement]) -> Judgement:
    for wanted in (True, None):
        for part in parts:
            if part.holds is wanted:
                return part
    return next((part for part in parts if part.applies), parts[0])


def _each_that_holds(judged: list[Judgement]) -> Judgement:
    """One is enough; all for which it holds are told."""
    found = [each for each in judged if each.holds]
    return _together(found) if len(found) > 1 else _any(judged)


def _judge_answer(condition: Condition, link_id: str, evidence: Evidence) -> Judgement:
    """Two forms may ask under one linkId: an answer in either is enough, and else the first that asks it decides."""
    found = [
        _judge_in(condition, url, filled, link_id, evidence)
        for url, filled in evidence.forms.items()
        if condition.questionnaire in (None, url) and link_id in filled.enabled
    ]
    return next((each for each in found if each.holds and each.value is not None), found[0]) if found else _ABSENT


def _judge_in(condition: Condition, url: str, filled: Filled, link_id: str, evidence: Evidence) -> Judgement:
    value = filled.values.get(link_id)
    if condition.exists is not None:
        return Judgement((value is not None) is condition.exists, True, url, link_id, value=value)
    if value is None:
        return Judgement(None, questionnaire=url, link_id=link_id)
    earlier = evidence.earlier[condition.since].get(link_id)
    holds = _compare(condition, value, earlier, condition.direction)
    return Judgement(holds, questionnaire=url, link_id=link_id, value=value, earlier=_used(condition, earlier))


def _judge_score(condition: Condition, code: str, evidence: Evidence) -> Judgement:
    score = evidence.scores.get(code)
    if score is None:
        return _ABSENT
    if score.value is None:
        return Judgement(None, score=code)
    if condition.band is not None:
        return Judgement(score.band == condition.band, score=code, value=score.value)
    earlier = evidence.earlier[condition.since].get(code)
    holds = _compare(condition, score.value, earlier, score.direction or condition.direction)
    return Judgement(holds, score=code, value=score.value, earlier=_used(condition, earlier))


def _used(condition: Condition, earlier: Decimal | None) -> Decimal | None:
    return earlier if condition.worse_by is not None or condition.better_by is not None else None


def _compare(condition: Condition, value: Value, earlier: Decimal | None, direction: Direction | None) -> bool:
    """Every comparison that the condition names must hold. A first asking has nothing to be worse than."""
    if not _is_within(condition, _number(value)):
        return False
    if condition.equals is not None and not _is(value, condition.equals):
        return False
    if condition.differs_from is not None and _is(value, condition.differs_from):
        return False
    chosen = condition.one_of
    if chosen is not None and not any(str(one) in chosen for one in as_values(value)):
        return False
    if condition.worse_by is None and condition.better_by is None:
        return True
    return _has_changed(condition, _number(value), earlier, direction or "higher-is-worse")


def _is_within(condition: Condition, number: Decimal | None) -> bool:
    """Between the marks; what is no number is not, where there is one."""
    least, most, above, below = condition.at_least, condition.at_most, condition.above, condition.below
    if least is None and most is None and above is None and below is None:
        return True
    return (
        number is not None
        and (least is None or number >= least)
        and (most is None or number <= most)
        and (above is None or number > above)
        and (below is None or number < below)
    )


def _has_changed(condition: Condition, number: Decimal | None, earlier: Decimal | None, direction: Direction) -> bool:
    if number is None or earlier is None:
        return False
    by = worsening(number, earlier, direction, percent=condition.percent)
    if by is None:
        return False
    worse, better = condition.worse_by, condition.better_by
    return (worse is None or by >= worse) and (better is None or -by >= better)


def _is(value: Value, expected: bool | Decimal | str) -> bool:
    if isinstance(value, bool) or isinstance(expected, bool):
        return value is expected
    if isinstance(expected, Decimal):
        return _number(value) == expected
    return any(str(one) == expected for one in as_values(value))


def _number(value: Value) -> Decimal | None:
    """Codes and texts are no numbers, even where they look like one; neither is yes or no."""
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
