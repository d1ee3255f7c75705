"""What the answers so far mean: scores, findings that explain themselves, and one colour for all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from flows.moment import Moment
from flows.occurrences import asks_one_more, link_id_of, spot_of
from flows.questionnaire import Answers, Filled, Question, Questionnaire
from flows.replies.reply import Value
from triage.colours import Level, worst
from triage.judging import Evidence, Judgement, by_occurrence, judge
from triage.rules import STANDING_RULES, Rule
from triage.scoring import Score, scores_in
from triage.significance import significance_rules

FindingKind = Literal["rule", "missing", "not-scoreable", "no-significance", "no-rule", "nothing-found"]


class AnsweredForm(NamedTuple):
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

    `link_id` and `score` with their occurrence where it is not the first.

    `others`: the further questions or scores that a rule about several things rests on, and the further occurrences for
    which it holds, each as a finding of its own.
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

    @property
    def spot(self) -> str:
        return self.link_id or self.score or ""


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


class Weighed(NamedTuple):
    """What the answers come to, with the reasons not yet put in words: all that most answers of a turn need.

    `level`: of all together. `red`: what staff are told of once → the spots that it is about; its name is the id of a
    rule that is red (of a colour on an item, with the item), and of each occurrence of a repeating group that the rule
    is red for. `judged`: every rule, the standing ones too; `marked`: findings by the colours that stand on items.
    """

    level: Level
    red: Mapping[str, frozenset[str]]
    scores: tuple[Score, ...]
    judged: Sequence[tuple[Rule, Judgement]]
    marked: Sequence[Finding]
    missing: tuple[tuple[str, str], ...]  # (url, linkId)

    def red_by(self, finding: Finding) -> list[str]:
        """Names in `red` that one of its findings is about."""
        rule = _mark_name(finding) if finding in self.marked else finding.rule
        about = {each.spot for each in (finding, *finding.others)}
        return [name for name, spots in self.red.items() if link_id_of(name) == rule and not spots.isdisjoint(about)]


def assess(
    forms: Sequence[AnsweredForm],
    rules: Sequence[Rule],
    *,
    previous: Mapping[str, Decimal] | None = None,
    baseline: Mapping[str, Decimal] | None = None,
    contact_requested: bool = False,
    alarm: str | None = None,
) -> Assessment:
    """`weigh`, and every reason for it."""
    return explain(
        weigh(forms, rules, previous=previous, baseline=baseline, contact_requested=contact_requested, alarm=alarm)
    )


def weigh(
    forms: Sequence[AnsweredForm],
    rules: Sequence[Rule],
    *,
    previous: Mapping[str, Decimal] | None = None,
    baseline: Mapping[str, Decimal] | None = None,
    contact_requested: bool = False,
    alarm: str | None = None,
) -> Weighed:
    """Called after every answer, so that a red flag does not wait for the end.

    `previous` and `baseline`: score code (or linkId of a number) → its value at the last and the first asking.
    `alarm`: the group of safety words that was found. Until the core is complete, the best there can be is grey.
    """
    # Filled once each: that is most of the work, and this is done after every answer.
    filled: dict[str, Filled] = {}
    scores: list[Score] = []
    missing: list[tuple[str, str]] = []
    for form in forms:
        url = form.questionnaire.url
        filled[url] = form.questionnaire.filled(form.answers, form.moment)
        scores += scores_in(form.questionnaire, filled[url])
        asked = form.questionnaire.asked_in(filled[url])
        contact_requested = contact_requested or _asks_contact(form, asked)
        if form.core:
            missing += [(url, link_id) for link_id in _missing(form, asked, filled[url])]
    evidence = Evidence(
        forms=filled,
        scores=_by_spot(scores),
        alike=_alike(filled.values(), scores),
        earlier={"last": previous or {}, "baseline": baseline or {}},
        contact_requested=contact_requested,
        alarm=alarm is not None,
        core_missing=bool(missing),
    )
    judged = [(rule, judge(rule.when, evidence)) for rule in (*rules, *STANDING_RULES)]
    marked: list[Finding] = []
    for form in forms:
        for link_id, marks in significance_rules(form.questionnaire):
            for each in by_occurrence(marks[0].when, evidence):
                marked += _by_marks(link_id, marks, each)
    found = [_finding(rule, judgement) for rule, judgement in judged if judgement.holds and rule.level == "red"]
    red = [(str(finding.rule), finding) for finding in found]
    red += [(_mark_name(finding), finding) for finding in marked if finding.level == "red"]
    level = _level(judged, marked, lacking=bool(missing))
    return Weighed(level, _told_of(red, evidence), tuple(scores), judged, marked, tuple(missing))


def _by_spot(scores: Iterable[Score]) -> dict[str, Score]:
    """Of a score that two forms give, as a short form and the core it stands in for do, the one that has a value."""
    found: dict[str, Score] = {}
    for score in scores:
        if score.spot not in found or found[score.spot].value is None:
            found[score.spot] = score
    return found


def _alike(forms: Iterable[Filled], scores: Iterable[Score]) -> dict[str, tuple[str, ...]]:
    """linkId or score code → its spots in any of the forms: two may use one linkId, each in a group of its own."""
    found: dict[str, dict[str, None]] = {}
    for each in forms:
        for link_id, spots in each.plan.alike.items():
            found.setdefault(link_id, {}).update(dict.fromkeys(spots))
    for score in scores:
        if score.around:
            found.setdefault(score.code, {})[score.spot] = None
    return {name: tuple(spots) for name, spots in found.items() if len(spots) > 1}


def _told_of(red: Iterable[tuple[str, Finding]], evidence: Evidence) -> dict[str, frozenset[str]]:
    """The occurrence is the innermost one around each answer or score; what stands in no such group has none."""
    found: dict[str, frozenset[str]] = {}
    for rule, finding in red:
        for each in (finding, *finding.others):
            around = _around(each, evidence)
            name = spot_of(rule, around[-1] if around else "")
            found[name] = found.get(name, frozenset()) | {each.spot}
    return found


def _around(finding: Finding, evidence: Evidence) -> tuple[str, ...]:
    if finding.link_id is not None and finding.questionnaire is not None:
        return evidence.forms[finding.questionnaire].plan.around(finding.link_id)
    return () if finding.score is None else evidence.scores[finding.score].around


def _mark_name(finding: Finding) -> str:
    """Colours on items are numbered on each item anew."""
    return f"{finding.rule} {finding.questionnaire} {link_id_of(finding.spot)}"


def _level(judged: Sequence[tuple[Rule, Judgement]], marked: Sequence[Finding], *, lacking: bool) -> Level:
    """The gravest of all that `explain` finds; green where rules were looked at and none had anything to say."""
    levels: list[Level] = ["grey"] if lacking else []
    for rule, judgement in judged:
        if judgement.holds is None:
            levels.append("grey")
        elif judgement.holds:
            levels.append(rule.level)
    for finding in marked:
        levels.append(finding.level)
    if not levels and any(judgement.applies for _, judgement in judged):
        return "green"
    return worst(levels)


def explain(weighed: Weighed) -> Assessment:
    """The same with a finding for each reason, the gravest first."""
    findings = [_finding(rule, judgement) for rule, judgement in weighed.judged if judgement.holds]
    findings += [_not_judged(rule, judgement) for rule, judgement in weighed.judged if judgement.holds is None]
    findings += weighed.marked
    findings += [Finding("grey", "missing", questionnaire=url, link_id=link_id) for url, link_id in weighed.missing]
    if not findings:
        findings.append(Finding(weighed.level, "nothing-found" if weighed.level == "green" else "no-rule"))
    findings.sort(key=lambda finding: ("red", "yellow", "grey", "green").index(finding.level))
    missing = tuple([MissingItem(url, link_id) for url, link_id in weighed.missing])
    return Assessment(weighed.level, tuple(findings), weighed.scores, missing)


def _asks_contact(form: AnsweredForm, asked: Sequence[Question]) -> bool:
    return any(question.contact and form.answers.get(question.link_id) is True for question in asked)


def _missing(form: AnsweredForm, asked: Sequence[Question], filled: Filled) -> list[str]:
    """linkIds that lack an answer which counts. What one has to say in words may lack, unless the form insists."""
    return [
        question.link_id
        for question in asked
        if (question.link_id not in form.answers or question.link_id in filled.gone)
        and (question.type not in ("display", "text") or question.required)
        and not asks_one_more(question.link_id)
    ]


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
    spot = first.link_id or link_id
    return [Finding("grey", "no-significance", questionnaire=first.questionnaire, link_id=spot, value=first.value)]


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
