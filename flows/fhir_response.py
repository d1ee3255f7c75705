"""QuestionnaireResponse out: valid R4, with what was calculated, without what does not count, history kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flows.fhir_values import OURS
from flows.moment import Moment
from flows.questionnaire import GivenAnswer, Questionnaire
from flows.response_items import fhir_value, response_items

Extension = dict[str, Any]


def questionnaire_response(
    questionnaire: Questionnaire,
    answers: Sequence[GivenAnswer],
    *,
    subject: str,
    authored: datetime,
    status: str,
    language: str,
    source: str | None = None,
    moment: Moment | None = None,
) -> dict[str, Any]:
    """`subject` and `source` are FHIR references ("Patient/…"); `status` is in-progress, completed, amended, …

    `moment`: what the form calls now and today.

    The words as they came, comments and superseded answers travel as extensions of the answer.
    """
    given = {answer.link_id: answer for answer in answers}
    values = {link_id: answer.value for link_id, answer in given.items() if answer.value is not None}
    filled = questionnaire.filled(values, moment)

    def remarks(link_id: str) -> list[Extension]:
        answer = given.get(link_id)
        return [] if answer is None else _remarks(questionnaire, answer)

    response: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "language": language,
        "questionnaire": f"{questionnaire.url}|{questionnaire.version}",
        "status": status,
        "subject": {"reference": subject},
        "authored": authored.isoformat(),
        "source": {"reference": source or subject},
    }
    enabled = frozenset(filled.enabled)
    items = response_items(filled.plan.items, enabled, filled.values, remarks, options=filled.options)
    return response | ({"item": items} if items else {})


def _remarks(questionnaire: Questionnaire, answer: GivenAnswer) -> list[Extension]:
    said: list[Extension] = []
    if answer.raw:
        said.append({"url": f"{OURS}answer-as-written", "valueString": answer.raw})
    if answer.comment:
        said.append({"url": f"{OURS}answer-comment", "valueString": answer.comment})
    if answer.answered_at is not None:
        said.append({"url": f"{OURS}answered-at", "valueDateTime": answer.answered_at.isoformat()})
    if answer.answered_by != "patient":
        said.append({"url": f"{OURS}answered-by", "valueCode": answer.answered_by})
    return said + [_superseded(questionnaire, earlier) for earlier in answer.supersedes]


def _superseded(questionnaire: Questionnaire, earlier: GivenAnswer) -> Extension:
    """An answer that a later one stands in for: its value, its words and its moment."""
    parts: list[Extension] = []
    values = earlier.value if isinstance(earlier.value, tuple) else (earlier.value,)
    for value in values:
        if value is not None:
            parts.append({"url": "value", **fhir_value(questionnaire.item(earlier.link_id), value)})
    if earlier.raw:
        parts.append({"url": "as-written", "valueString": earlier.raw})
    if earlier.answered_at is not None:
        parts.append({"url": "answered-at", "valueDateTime": earlier.answered_at.isoformat()})
    # An extension holds either parts or a value, never nothing
    return {"url": f"{OURS}superseded-answer", "extension": parts or [{"url": "skipped", "valueBoolean": True}]}
