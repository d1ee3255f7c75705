"""The summary for a clinic: one JSON object that needs no other source to be understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from flows.fhir_response import questionnaire_response
from flows.items import in_language
from flows.moment import Moment
from flows.occurrences import asks_one_more, link_id_of, path_of
from flows.questionnaire import GivenAnswer, Questionnaire
from flows.replies.reply import Value
from triage.assess import AnsweredForm, Assessment, Finding
from triage.combine import Colours, colours
from triage.impression import impression_bundle, resource_id
from triage.scoring import Score
from triage.trend import change

Json = dict[str, Any]
_FHIR_STATUS = {"completed": "completed", "partial": "in-progress", "amended": "amended"}


@dataclass(frozen=True, slots=True)
class Occasion:
    """Whose answers these are, and how they came. `patient` is the clinic's own reference, never a name."""

    patient: str
    pathway: str
    wave: str
    session: str
    status: Literal["completed", "partial", "amended"]
    language: str  # the patient's
    channel: str
    due_at: datetime
    started_at: datetime | None
    ended_at: datetime
    answered_by: str = "patient"  # patient, relative, staff; several where answers came from more than one of them


@dataclass(frozen=True, slots=True)
class ReportedForm:
    """A questionnaire with its answers as they stand, each with what it superseded."""

    questionnaire: Questionnaire
    given: Sequence[GivenAnswer]
    core: bool = True
    moment: Moment | None = None  # when it was answered

    def answered(self) -> AnsweredForm:
        values = {answer.link_id: answer.value for answer in self.given if answer.value is not None}
        return AnsweredForm(self.questionnaire, values, self.core, self.moment)


def summarise(
    occasion: Occasion,
    forms: Sequence[ReportedForm],
    assessment: Assessment,
    standing: Colours | None = None,
    *,
    language: str,
    previous: Mapping[str, Decimal] | None = None,
    baseline: Mapping[str, Decimal] | None = None,
) -> Json:
    """`language` is the clinic's. Everything but `note`, which the caller writes from this and puts in.

    `standing`: the session's colours; null where no clinician has a say in it.
    """
    standing = standing or colours(assessment.level, None, None)
    level = standing.level or assessment.level
    by_url = {form.questionnaire.url: form.questionnaire for form in forms}
    responses = {form.questionnaire.url: _response(occasion, form) for form in forms}
    return {
        "patient": occasion.patient,
        "pathway": occasion.pathway,
        "wave": occasion.wave,
        "session": occasion.session,
        "status": occasion.status,
        "dates": {
            "due": occasion.due_at.isoformat(),
            "started": occasion.started_at.isoformat() if occasion.started_at else None,
            "ended": occasion.ended_at.isoformat(),
        },
        "channel": occasion.channel,
        "answered_by": occasion.answered_by,
        "language": occasion.language,
        "triage": {
            "level": level,
            **colours_json(standing),
            "findings": [finding_json(finding, by_url, assessment.scores, language) for finding in assessment.findings],
        },
        "scores": [score_json(score, previous or {}, baseline or {}, language) for score in assessment.scores],
        "answers": [answer for form in forms for answer in _answers(form, language)],
        "missing": [
            {
                "questionnaire": item.questionnaire,
                **_where(by_url[item.questionnaire], item.link_id),
                "question": by_url[item.questionnaire].question(item.link_id).text(language),
            }
            for item in assessment.missing
        ],
        "questionnaire_responses": list(responses.values()),
        "clinical_impression": impression_bundle(
            assessment,
            level,
            by_url,
            override=standing.override,
            session=occasion.session,
            subject=f"Patient/{occasion.patient}",
            at=occasion.ended_at,
            responses={url: response["id"] for url, response in responses.items()},
            language=language,
        ),
    }


def colours_json(standing: Colours) -> Json:
    """Whose colours there are, whether the clinician's is waited for, and the override with its reason."""
    made = standing.override
    return {
        "patient": standing.patient,
        "clinician": standing.clinician,
        "waiting_for_clinician": standing.waiting,
        "override": None
        if made is None
        else {"was": made.was, "level": made.level, "reason": made.reason, "by": made.by, "at": made.at.isoformat()},
    }


def finding_json(finding: Finding, by_url: Mapping[str, Questionnaire], scores: Sequence[Score], language: str) -> Json:
    """A finding with the words of its question and answer, so that the colour explains itself."""
    asked, answered = None, None
    if finding.questionnaire is not None and finding.link_id is not None:
        question = by_url[finding.questionnaire].item(finding.link_id).question
        if question is not None:
            asked = question.text(language)
            answered = None if finding.value is None else question.label(finding.value, language)
    elif finding.score is not None:
        asked = next((in_language(score.name, language, "en") for score in scores if score.spot == finding.score), None)
        answered = None if finding.value is None else str(finding.value)
    return {
        "level": finding.level,
        "kind": finding.kind,
        "rule": finding.rule,
        "version": finding.version,
        "title": in_language(finding.title, language, "en") or None,
        "source": finding.source,
        "deadline_working_days": finding.deadline,
        "questionnaire": finding.questionnaire,
        **_where(by_url.get(finding.questionnaire or ""), finding.link_id or finding.score),
        "linkId": finding.link_id and link_id_of(finding.link_id),
        "score": finding.score and link_id_of(finding.score),
        "question": asked,
        "answer": answered,
        "earlier": json_number(finding.earlier),
        "others": [_other_json(other, by_url, scores, language) for other in finding.others],
    }


def _other_json(other: Finding, by_url: Mapping[str, Questionnaire], scores: Sequence[Score], language: str) -> Json:
    """What else the rule rests on: only what tells it from the finding that it belongs to."""
    told = finding_json(other, by_url, scores, language)
    kept = ("questionnaire", "linkId", "occurrence", "score", "question", "answer", "earlier")
    return {name: told[name] for name in kept}


def _where(questionnaire: Questionnaire | None, spot: str | None) -> Json:
    """`occurrence`: numbers from the outermost group that repeats around the item; none where nothing does."""
    if questionnaire is None or spot is None:
        return {"linkId": None, "occurrence": list(path_of(spot or ""))}
    return {"linkId": link_id_of(spot), "occurrence": list(questionnaire.plan.path(spot))}


def score_json(score: Score, previous: Mapping[str, Decimal], baseline: Mapping[str, Decimal], language: str) -> Json:
    return {
        "code": score.code,
        "occurrence": list(score.occurrence),
        "name": in_language(score.name, language, "en"),
        "value": json_number(score.value),
        "low": json_number(score.low),
        "high": json_number(score.high),
        "direction": score.direction,
        "band": score.band,
        "pack": score.pack,
        "version": score.version,
        "loinc": score.loinc,
        "missing": list(score.missing),
        **_changes("previous", score, previous),
        **_changes("baseline", score, baseline),
    }


def json_number(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _changes(since: str, score: Score, earlier: Mapping[str, Decimal]) -> Json:
    """`previous` and `change`, or `baseline` and `change_since_baseline`; null at a first asking."""
    name = "change" if since == "previous" else "change_since_baseline"
    before = earlier.get(score.spot)
    if before is None or score.value is None:
        return {since: json_number(before), name: None}
    found = change(score.value, before, score.direction, score.mic, score.mic_percent)
    return {
        since: json_number(before),
        name: {"by": json_number(found.by), "course": found.course, "important": found.important},
    }


def _answers(form: ReportedForm, language: str) -> list[Json]:
    """Answers that count, in the form's order; what was passed over stands with a null answer."""
    given = {answer.link_id: answer for answer in form.given}
    values = form.answered().answers
    return [
        {
            "questionnaire": form.questionnaire.url,
            **_where(form.questionnaire, question.link_id),
            "question": question.text(language),
            "type": question.type,
            "value": _plain(answer.value),
            "answer": None if answer.value is None else question.label(answer.value, language),
            "as_written": answer.raw,
            "comment": answer.comment,
            "answered_at": answer.answered_at.isoformat() if answer.answered_at else None,
        }
        for question in form.questionnaire.askable(values, form.moment)
        if (answer := given.get(question.link_id)) is not None
        and question.type != "display"
        and not asks_one_more(question.link_id)
    ]


def _plain(value: Value | None) -> Any:
    if isinstance(value, Decimal):
        return json_number(value)
    return list(value) if isinstance(value, tuple) else value


def _response(occasion: Occasion, form: ReportedForm) -> Json:
    response = questionnaire_response(
        form.questionnaire,
        form.given,
        subject=f"Patient/{occasion.patient}",
        authored=occasion.ended_at,
        status=_FHIR_STATUS[occasion.status],
        language=occasion.language,
        moment=form.moment,
    )
    return {
        "resourceType": response.pop("resourceType"),
        "id": resource_id(occasion.session, form.questionnaire.url),
    } | response
