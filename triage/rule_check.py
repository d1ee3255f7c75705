"""Whether rules fit the questionnaires they judge: a rule that can never hold is a red flag nobody would see."""

from collections.abc import Iterator, Sequence

from flows.items import Question
from flows.questionnaire import Questionnaire
from triage.rules import Condition, Rule
from triage.scoring import Score, scores_of

_BY_SIZE = ("at_least", "at_most", "above", "below", "worse_by", "better_by")


def rule_faults(rules: Sequence[Rule], questionnaires: Sequence[Questionnaire]) -> list[str]:
    """One line for each thing that a rule names and no questionnaire has, or has as something else."""
    scores = {score.code: score for form in questionnaires for score in scores_of(form, {})}
    scores |= {
        item.link_id: Score(item.link_id, {}, None)
        for form in questionnaires
        for item, _ in form.plan.order
        if item.calculated is not None
    }
    return [
        f"{rule.id}: {fault}"
        for rule in rules
        for leaf in _leaves(rule.when)
        for fault in (
            *_answer_faults(leaf, questionnaires),
            *_score_faults(leaf, scores),
            *_change_faults(leaf, questionnaires, scores),
        )
    ]


def _leaves(condition: Condition) -> Iterator[Condition]:
    parts = (*condition.all, *condition.any)
    if not parts:
        yield condition
    for part in parts:
        yield from _leaves(part)


def _answer_faults(condition: Condition, questionnaires: Sequence[Questionnaire]) -> Iterator[str]:
    if condition.answer is None:
        return
    asked = [
        item.question
        for form in questionnaires
        if condition.questionnaire in (None, form.url) and condition.answer in form.plan.by_link
        for item in [form.item(condition.answer)]
        if item.holds_answer
    ]
    if not asked:
        yield f"no questionnaire here has an answer {condition.answer!r}"
    for question in asked:
        if question is not None:
            yield from _comparison_faults(condition, question)


def _comparison_faults(condition: Condition, question: Question) -> Iterator[str]:
    compares = [name for name in _BY_SIZE if getattr(condition, name) is not None]
    if compares and question.type not in ("integer", "decimal"):
        yield f"{question.link_id} is no number: {compares[0]} never holds. Name answers with one_of, or use a score"
    if question.type == "choice" and not question.open:
        named = [*(condition.one_of or ()), condition.equals, condition.differs_from]
        for code in named:
            if code is not None and question.option(str(code)) is None:
                yield f"{question.link_id} has no option {code!r}"


def _score_faults(condition: Condition, scores: dict[str, Score]) -> Iterator[str]:
    if condition.score is not None and condition.score not in scores:
        yield f"no questionnaire here gives a score {condition.score!r}"


def _change_faults(
    condition: Condition, questionnaires: Sequence[Questionnaire], scores: dict[str, Score]
) -> Iterator[str]:
    name = condition.answer or condition.score
    if name is None or not condition.compares():
        return
    several = condition.score in scores and scores[condition.score].around
    if several or any(form.plan.around(name) for form in questionnaires if name in form.plan.by_link):
        yield f"{name} may come several times, in another order each time: a change in it cannot be told"
