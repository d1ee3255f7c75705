"""Triage while the answers come in: a red flag does not wait for the end of the questionnaire."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from bot.alerts import alert_data
from bot.cases import NO_EARLIER, Case, Earlier, Judged
from flows.json_text import dumps
from flows.occurrences import link_id_of, written
from flows.script import answers, changed, forms, moment_of
from store.assessments import first_and_last
from store.ids import new_id
from store.ledger import Ledger
from store.tasks import alerts_of
from triage.assess import AnsweredForm, Assessment, Finding, Weighed, explain, weigh
from triage.colours import Level
from triage.combine import together
from triage.summary import finding_json


def assess_answers(connection: Connection, ledger: Ledger, case: Case, now: datetime) -> None:
    """Judge what has been answered so far; remember a new level, and tell the clinic of every new red finding."""
    first, last = _earlier(connection, case)
    weighed = _weigh(case, first, last)
    own: Level | None = case.session["clinician_level"]
    matrix = case.pathway.matrix
    new_level = weighed.level != case.session["patient_level"]
    overridden = case.session["level"] != together(case.session["patient_level"], own, matrix)
    if new_level or not overridden or _has_said_more(ledger, case):
        case.session["level"] = together(weighed.level, own, matrix)
    _forget_what_is_outdated(case, set(weighed.red))
    new = [rule for rule in weighed.red if rule not in case.conversation.flagged]
    if not (new_level or new or case.finished is not None):
        return
    case.judged = Judged(explain(weighed), first, last)
    if new_level or case.finished is not None:
        case.session["patient_level"] = weighed.level
        ledger.assessments.append(assessment_row(case, case.judged.assessment, now, final=case.finished is not None))
    for finding in case.judged.assessment.findings:
        if finding.level != "red":
            continue
        flagged = case.conversation.flagged
        red = [each for each in weighed.red_by(finding) if each not in flagged]
        if not red:
            continue
        told = _told_by_rule_alone(connection, case, finding) if finding.rule in flagged else frozenset()
        case.conversation = changed(case.conversation, flagged=(*flagged, *red))
        news = [each for each in red if weighed.red[each].isdisjoint(told)]
        if news:
            _tell(ledger, case, _led_by(finding, weighed.red[news[0]]), now)


def _told_by_rule_alone(connection: Connection, case: Case, finding: Finding) -> frozenset[str]:
    """Spots that an alert of this conversation is about, raised when what was told was noted by its rule alone.

    None where it could be another question's, in a form that uses the same linkId; nor where answers were asked anew,
    as they are news whatever was told of the old ones.
    """
    if case.conversation.outdated:
        return frozenset()
    alerts = [each for each in alerts_of(connection, case.session) if each.get("rule") == finding.rule]
    about = {each.get("linkId") or each.get("score") for each in alerts}
    every = (*case.script.core, *case.script.short, *case.script.optional)
    found = [each.spot for each in (finding, *finding.others) if written(each.spot) in about]
    return frozenset(spot for spot in found if sum(link_id_of(spot) in form.plan.raw for form in every) < 2)


def _led_by(finding: Finding, spots: Collection[str]) -> Finding:
    """The same finding, the answer that is news first and those that staff know of beside it."""
    every = [replace(finding, others=()), *finding.others]
    lead = next(each for each in every if each.spot in spots)
    return replace(lead, others=tuple([each for each in every if each is not lead]))


def _forget_what_is_outdated(case: Case, red: set[str]) -> None:
    """Answers that are asked again after a long pause are news: if they are red once more, staff are told once more."""
    talk = case.conversation
    if talk.outdated and not red.issuperset(talk.flagged):
        case.conversation = changed(talk, flagged=tuple(rule for rule in talk.flagged if rule in red))


def _has_said_more(ledger: Ledger, case: Case) -> bool:
    """A colour that a clinician has set is about what was known before: a new answer is judged by both."""
    return any(row["session_id"] == case.session["session_id"] for row in ledger.answers)


def judge_case(connection: Connection, case: Case) -> Judged:
    """Scores, findings and level of everything answered; compared with the episode's first and last asking."""
    first, last = _earlier(connection, case)
    return Judged(explain(_weigh(case, first, last)), first, last)


def _weigh(case: Case, first: Mapping[str, Decimal], last: Mapping[str, Decimal]) -> Weighed:
    talk = case.conversation
    moment = moment_of(talk)
    return weigh(
        [AnsweredForm(each, answers(talk, each.url), core, moment) for each, core in forms(case.script, talk)],
        case.pathway.rules,
        previous=last,
        baseline=first,
        contact_requested=talk.contact_requested,
        alarm=talk.alarm,
    )


def _earlier(connection: Connection, case: Case) -> Earlier:
    """Asked for where a rule compares, and for the summary: not for each answer of every wave."""
    if case.finished is None and not case.pathway.compares:
        return NO_EARLIER
    if case.earlier is None:
        # In one statement for all that are decided together: the next of them is likely to need it too.
        unread = [each for each in (case.beside or (case,)) if each.earlier is None]
        found = first_and_last(connection, [each.session for each in unread])
        for each in unread:
            each.earlier = found.get(each.session["session_id"], NO_EARLIER)
    assert case.earlier is not None, "just read"
    return case.earlier


def assessment_row(case: Case, assessment: Assessment, now: datetime, *, final: bool) -> dict[str, Any]:
    assessment_id = new_id(now)
    return {
        "clinic_id": case.clinic.clinic_id,
        "assessment_id": assessment_id,
        "session_id": case.session["session_id"],
        "patient_id": case.patient["patient_id"],
        "level": assessment.level,
        "findings_sealed": case.key.seal(
            dumps(assessment.findings), table="assessment", column="findings_sealed", row=str(assessment_id)
        ),
        "scores": numbers(case, assessment),
        "final": final,
        "at": now,
    }


def numbers(case: Case, assessment: Assessment) -> dict[str, str]:
    """What a later asking is compared with: every score, and every answer that is a number."""
    found: dict[str, str] = {
        place.spot: str(value)
        for place, value in case.conversation.given.items()
        if isinstance(value, int | Decimal) and not isinstance(value, bool) and not place.occurrence
    }
    found |= {
        score.code: str(score.value) for score in assessment.scores if score.value is not None and not score.occurrence
    }
    return found


def _tell(ledger: Ledger, case: Case, finding: Finding, now: datetime) -> None:
    if finding.rule == "safety-words":
        return  # told when the words were found, before anything else
    codes = {"rule": finding.rule, "version": finding.version, "linkId": finding.link_id and written(finding.link_id)}
    codes["score"] = finding.score and written(finding.score)
    task = {
        "clinic_id": case.clinic.clinic_id,
        "task_id": uuid4(),
        "kind": "alert",
        "level": "red",
        "patient_id": case.patient["patient_id"],
        "session_id": case.session["session_id"],
        "message_id": None,
        "detail": {name: code for name, code in codes.items() if code},
        "raised_at": now,
        "due_at": now + case.clinic.acknowledge_within,
    }
    ledger.tasks.append(task)
    case.told.append(("alert.raised", alert_data(task, findings=[_explained(case, finding)])))


def _explained(case: Case, finding: Finding) -> dict[str, Any]:
    """The finding with its question and answer in the clinic's language: a colour never comes without its reason."""
    assert case.judged is not None, "a finding comes from a judgement"
    every = (*case.script.core, *case.script.short, *case.script.optional)
    by_url = {questionnaire.url: questionnaire for questionnaire in every}
    return finding_json(finding, by_url, case.judged.assessment.scores, case.clinic.file.note.language)
