"""One form over one set of answers, as the engine would have it at the end of a conversation."""

from collections.abc import Mapping
from typing import Any

from bot.clock import system_clock
from bot.questionnaire_values import read_answers
from flows.constraints import breaches
from flows.fhir import load_questionnaire
from flows.fhir_response import questionnaire_response
from flows.fhir_values import control_codes, mappings, walk
from flows.moment import moment_at
from flows.occurrences import asks_one_more, link_id_of, written
from flows.questionnaire import Filled, GivenAnswer, Question
from triage.assess import AnsweredForm, assess
from triage.summary import finding_json, json_number


def run_form(document: Mapping[str, Any], raw: Mapping[str, Any], language: str | None) -> dict[str, Any]:
    """Raises QuestionnaireError for the form and AnswersError for the answers."""
    questionnaire = load_questionnaire(document)
    answers = read_answers(questionnaire, raw)
    moment = moment_at(system_clock().astimezone())
    filled = questionnaire.filled(answers, moment)
    # Help, units and the like belong to the item around them, as in other renderers, and are no items of their own
    within = [below for item in walk(mappings(document["item"])) for below in mappings(item.get("item"))]
    asides = {item["linkId"] for item in within if item.get("type") == "display" and control_codes(item)}
    spoken = language or questionnaire.languages[0]
    assessment = assess([AnsweredForm(questionnaire, answers, moment=moment)], ())
    by_url = {questionnaire.url: questionnaire}
    return {
        "asked": [link_id_of(each.link_id) for each in questionnaire.asked_in(filled) if _is_asked(each)],
        "enabled": [
            link_id_of(spot)
            for spot in filled.enabled
            if spot not in filled.plan.one_more and link_id_of(spot) not in asides
        ],
        "ignored": [written(spot) for spot in answers if _is_ignored(spot, filled)],
        "scores": {
            written(score.spot): json_number(score.value) for score in assessment.scores if score.value is not None
        },
        "response": questionnaire_response(
            questionnaire,
            [GivenAnswer(link_id, value) for link_id, value in answers.items()],
            subject="Patient/example",
            authored=moment.now,
            status="in-progress" if assessment.missing else "completed",
            language=spoken,
            moment=moment,
        ),
        "constraints": [
            {
                "key": one.key,
                "severity": one.severity,
                "linkId": None if one.link_id is None else link_id_of(one.link_id),
                "occurrence": [] if one.link_id is None else list(questionnaire.plan.path(one.link_id)),
                "message": one.words(spoken, questionnaire.languages[0]),
            }
            for one in breaches(questionnaire, answers, moment)
        ],
        "triage": {
            "level": assessment.level,
            "findings": [finding_json(one, by_url, assessment.scores, spoken) for one in assessment.findings],
        },
    }


def _is_asked(question: Question) -> bool:
    return question.type != "display" and not asks_one_more(question.link_id)


def _is_ignored(spot: str, filled: Filled) -> bool:
    return not asks_one_more(spot) and (spot not in filled.enabled or spot in filled.gone)
