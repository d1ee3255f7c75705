"""What the answers so far mean: scores, findings that explain themselves, and one colour for all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from flows.moment import Moment
from flows.questionnaire import Answers, Filled, Question, Questionnaire
from flows.replies.reply import Value
from triage.colours import Level, worst
from triage.judging import Evidence, Judgement, judge
from triage.rules import STANDING_RULES, Rule
from triage.scoring import Score, scores_in
from triage.significance import significance_rules

FindingKind = Literal["rule", "missing", "not-scoreable", "no-significance", "no-rule", "nothing-found"]


@dataclass(frozen=True, slots=True)
class AnsweredForm:
    """A questionnaire and what it has been answered with. `core`: what lacks in it keeps the colour from green.

    `moment`: when it was answered; without it, what the form reckons from the day stays empty.
    """

    questionnaire: Questionnaire
    answers: Answers
    core: bool = True
    moment: Moment | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason for a colour. For a rule: the question (or score), the value, the rule and its version.

    `others`: the further questions or scores that a rule about several things rests on, each as a finding of its own.
    """

    level: Level
    kind: FindingKind
    rule: str | None = None
    version: str | None = None
    title: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    deadline: int | None = None  # working days
    questionnaire: str | None = None
    link_id: str | None = None
    score: str | None = None
    value: Value | None = None
    earlier: Decimal | None = None
    others: tuple["Finding", ...] = ()


@dataclass(frozen=True, slots=True)
class MissingItem:
    questionnaire: str
    link_id: str


@dataclass(frozen=True, slots=True)
class Assessment:
    level: Level
    findings: tuple[Finding, ...]
    scores: tuple[Score, ...]
    missing: tuple[MissingItem, ...]


def assess(
    forms: Sequence[AnsweredForm],
    rules: Sequence[Rule],
    *,
    previous: Mapping[str, Decimal] | None = None,
    baseline: Mapping[str, Decimal] | None = None,
    contact_requested: bool = False,
    alarm: str | None = None,
) -> Assessment:
    """Called after every answer, so that a red flag does not wait for the end.

    `previous` and `baseline`: score code (or linkId of a number) → its value at the last and the first asking.
    `alarm`: the group of safety words that was found. Until the core is complete, the best there can be is grey.
    """
    # Filled once each: that is most of the work, and this is done after every answer.
    filled = {form.questionnaire.url: form.questionnaire.filled(form.answers, form.moment) for form in forms}
    asked = [(form, form.questionnaire.asked_in(filled[form.questionnaire.url])) for form in forms]
    scores = tuple(score for form in forms for score in scores_in(form.questionnaire, filled[form.questionnaire.url]))
    missing = _missing(asked, filled)
    evidence = Evidence(
        forms=filled,
        scores={score.code: score for score in scores},
        earlier={"last": previous or {}, "baseline": baseline or {}},
        contact_requested=contact_requested or any(_asks_contact(*each) for each in asked),
        alarm=alarm is not None,
        core_missing=bool(missing),
    )
    judged = [(rule, judge(rule.when, evidence)) for rule in (*rules, *STANDING_RULES)]
    findings = [_finding(rule, judgement) for rule, judgement in judged if judgement.holds]
    findings += [_not_judged(rule, judgement) for rule, judgement in judged if judgement.holds is None]
    for form in forms:
        for link_id, marks in significance_rules(form.questionnaire):
            findings += _by_marks(link_id, marks, evidence)
    findings += [Finding("grey", "missing", questionnaire=m.questionnaire, link_id=m.link_id) for m in missing]
    if not findings:
        looked_at = any(judgement.applies for _, judgement in judged)
        findings.append(Finding("green", "nothing-found") if looked_at else Finding("grey", "no-rule"))
    findings.sort(key=lambda finding: ("red", "yellow", "grey", "green").index(finding.level))
    return Assessment(worst(finding.level for finding in findings), tuple(findings), scores, missing)


def _asks_contact(form: AnsweredForm, asked: Sequence[Question]) -> bool:
    return any(question.contact and form.answers.get(question.link_id) is True for question in asked)


def _missing(
    forms: Iterable[tuple[AnsweredForm, Sequence[Question]]], filled: Mapping[str, Filled]
) -> tuple[MissingItem, ...]:
    return tuple(
        MissingItem(form.questionnaire.url, question.link_id)
        for form, asked in forms
        if form.core
        for question in asked
        if (question.link_id not in form.answers or question.link_id in filled[form.questionnaire.url].gone)
        and (question.type not in ("display", "text") or question.required)
    )


def _finding(rule: Rule, judgement: Judgement) -> Finding:
    return Finding(
        level=rule.level,
        kind="rule",
        rule=rule.id,
        version=rule.version,
        title=rule.title,
        source=rule.source,
        deadline=rule.deadline,
        questionnaire=judgement.questionnaire,
        link_id=judgement.link_id,
        score=judgement.score,
        value=judgement.value,
        earlier=judgement.earlier,
        others=tuple(_finding(rule, other) for other in judgement.others),
    )


def _by_marks(link_id: str, marks: Sequence[Rule], evidence: Evidence) -> list[Finding]:
    """The colours written on one item. An answer that meets none of them has no colour, so it is grey."""
    judged = [(rule, judge(rule.when, evidence)) for rule in marks]
    found = [_finding(rule, judgement) for rule, judgement in judged if judgement.holds]
    first = judged[0][1]
    if found or not first.applies or first.value is None:
        return found
    return [Finding("grey", "no-significance", questionnaire=first.questionnaire, link_id=link_id, value=first.value)]


def _not_judged(rule: Rule, judgement: Judgement) -> Finding:
    """The rule has a question here, and no answer to it: grey, whatever the other rules say."""
    return Finding(
        level="grey",
        kind="not-scoreable",
        rule=rule.id,
        version=rule.version,
        title=rule.title,
        source=rule.source,
        questionnaire=judgement.questionnaire,
        link_id=judgement.link_id,
        score=judgement.score,
    )
