"""Whether a rule's condition holds: yes, no, or cannot be said because an answer is missing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any, Final

from flows.expressions import as_values
from flows.questionnaire import Filled
from flows.replies.reply import Value
from triage.rules import Condition
from triage.scoring import Score
from triage.trend import worsening

_COMPARISONS: Final[tuple[tuple[str, Callable[[Any, Any], bool]], ...]] = (
    ("at_least", ge),
    ("at_most", le),
    ("above", gt),
    ("below", lt),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a condition may look at. `forms`: url → what counts in it; `earlier`: last and baseline values."""

    forms: Mapping[str, Filled]
    scores: Mapping[str, Score]
    earlier: Mapping[str, Mapping[str, Decimal]]
    contact_requested: bool = False
    alarm: bool = False
    core_missing: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """`holds` null: an answer lacks. `applies`: there is an answer or a score to look at. The rest explains it.

    `others`: what else had to hold besides this, where a rule asks for several things at once.
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


def judge(condition: Condition, evidence: Evidence) -> Judgement:
    if condition.all:
        return _all([judge(part, evidence) for part in condition.all])
    if condition.any:
        return _any([judge(part, evidence) for part in condition.any])
    if condition.answer is not None:
        return _judge_answer(condition, condition.answer, evidence)
    if condition.score is not None:
        return _judge_score(condition, condition.score, evidence)
    facts = (
        (condition.missing_core, evidence.core_missing),
        (condition.contact_requested, evidence.contact_requested),
        (condition.alarm, evidence.alarm),
    )
    return Judgement(holds=any(wanted and fact for wanted, fact in facts), applies=False)


def _all(parts: list[Judgement]) -> Judgement:
    for part in parts:
        if part.holds is False:
            return part
    lacking = next((part for part in parts if part.holds is None), None)
    return lacking or _together(parts)


def _together(parts: list[Judgement]) -> Judgement:
    """All hold: the first that shows an answer or a score leads, and the others stand beside it, each once."""
    flat = [leaf for part in parts for leaf in (replace(part, others=()), *part.others)]
    telling = list(dict.fromkeys(leaf for leaf in flat if leaf.shows_something))
    return replace(telling[0], others=tuple(telling[1:])) if telling else parts[0]


def _any(parts: list[Judgement]) -> Judgement:
    for wanted in (True, None):
        for part in parts:
            if part.holds is wanted:
                return part
    return next((part for part in parts if part.applies), parts[0])


def _judge_answer(condition: Condition, link_id: str, evidence: Evidence) -> Judgement:
    for url, filled in evidence.forms.items():
        if condition.questionnaire not in (None, url) or link_id not in filled.enabled:
            continue
        value = filled.values.get(link_id)
        if condition.exists is not None:
            return Judgement((value is not None) is condition.exists, True, url, link_id, value=value)
        if value is None:
            return Judgement(None, questionnaire=url, link_id=link_id)
        earlier = evidence.earlier[condition.since].get(link_id)
        holds = _compare(condition, value, earlier, condition.direction)
        return Judgement(holds, questionnaire=url, link_id=link_id, value=value, earlier=_used(condition, earlier))
    return _ABSENT


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


def _compare(condition: Condition, value: Value, earlier: Decimal | None, direction: Any) -> bool:
    """Every comparison that the condition names must hold. A first asking has nothing to be worse than."""
    verdicts: list[bool] = []
    number = _number(value)
    for name, compare in _COMPARISONS:
        mark = getattr(condition, name)
        if mark is not None:
            verdicts.append(number is not None and compare(number, mark))
    if condition.equals is not None:
        verdicts.append(_is(value, condition.equals))
    if condition.differs_from is not None:
        verdicts.append(not _is(value, condition.differs_from))
    if condition.one_of is not None:
        verdicts.append(any(str(one) in condition.one_of for one in as_values(value)))
    for mark, sign in ((condition.worse_by, 1), (condition.better_by, -1)):
        if mark is not None:
            by = (
                None
                if number is None or earlier is None
                else worsening(number, earlier, direction or "higher-is-worse", percent=condition.percent)
            )
            verdicts.append(by is not None and by * sign >= mark)
    return all(verdicts)


def _is(value: Value, expected: bool | Decimal | str) -> bool:
    if isinstance(value, bool) or isinstance(expected, bool):
        return value is expected
    if isinstance(expected, Decimal):
        return _number(value) == expected
    return any(str(one) == expected for one in as_values(value))


def _number(value: Value) -> Decimal | None:
    """Codes and texts are no numbers, even where they look like one; neither is yes or no."""
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
