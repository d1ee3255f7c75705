"""The triage as FHIR: a ClinicalImpression in the Danish finding-basis shape, and an Observation for each score."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from flows.fhir_values import OURS
from flows.items import in_language
from flows.occurrences import link_id_of, written
from flows.questionnaire import Questionnaire
from flows.response_items import fhir_number, fhir_value
from triage.assess import Assessment, Finding
from triage.colours import Level
from triage.combine import Override
from triage.scoring import Score
from triage.significance import EHEALTH, SIGNIFICANCE

Json = dict[str, Any]
_CODES: Final = "http://ehealth.sundhed.dk/cs/clinicalimpression-finding-codes"
_INDICATORS: Final = "http://ehealth.sundhed.dk/cs/questionnaire-item-significance-indicator"
_BASIS: Final = f"{EHEALTH}ehealth-questionnaireresponse-finding-basis"
_GREY: Final[Mapping[str, str]] = {
    "no-significance": "no-effective-answer-significance",
    "no-rule": "no-answer-significance-defined",
}


def impression_bundle(
    assessment: Assessment,
    level: Level,
    questionnaires: Mapping[str, Questionnaire],
    *,
    override: Override | None,
    session: str,
    subject: str,
    at: datetime,
    responses: Mapping[str, str],
    language: str,
) -> Json:
    """A Bundle (collection). `responses`: questionnaire url → id of its QuestionnaireResponse.

    `level` is the colour in force, and `override` what set it where a clinician did.
    Ids follow from the session, so that the same triage told twice is the same resource.
    """
    references = [{"reference": f"QuestionnaireResponse/{each}"} for each in responses.values()]
    impression: Json = {
        "resourceType": "ClinicalImpression",
        "id": resource_id(session, "impression"),
        "status": "completed",
        "subject": {"reference": subject},
        "date": at.isoformat(),
        "investigation": [{"code": {"text": "Answers"}, "item": references}],
        "finding": [{"itemCodeableConcept": _overall(assessment, level)}],
    }
    if override is not None:
        said = {"authorString": override.by, "time": override.at.isoformat(), "text": override.reason}
        impression["note"] = [said]
    basis = [
        _finding_basis(finding, questionnaires[finding.questionnaire])
        for whole in assessment.findings
        for finding in (whole, *whole.others)
        if finding.questionnaire is not None and finding.link_id is not None
    ]
    if basis:
        impression["extension"] = basis
    resources = [impression, *_observations(assessment.scores, session, subject, at, references, language)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": at.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources],
    }


def resource_id(session: str, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{OURS}{session}/{name}"))


def _overall(assessment: Assessment, level: Level) -> Json:
    if level != "grey":
        return _concept(level)
    if assessment.level != "grey":  # the clinician's part lacks
        return _concept("data-absent")
    kinds = [finding.kind for finding in assessment.findings]
    return _concept(_GREY.get(kinds[0], "data-absent") if len(set(kinds)) == 1 else "data-absent")


def _concept(code: str) -> Json:
    return {"coding": [{"system": _CODES, "code": code}]}


def _finding_basis(finding: Finding, questionnaire: Questionnaire) -> Json:
    """linkId, answer, what was found, and the significance it has: which answer has which colour, and by which rule."""
    assert finding.link_id is not None, "asked for a finding about an item"
    parts: list[Json] = [{"url": "linkId", "valueString": link_id_of(finding.link_id)}]
    values = finding.value if isinstance(finding.value, tuple) else (finding.value,)
    told = [_told(questionnaire, finding.link_id, value) for value in values if value is not None]
    parts += [{"url": "value", **value} for value in told[:1]]
    code = f"{finding.level}-question-answer" if finding.level != "grey" else _GREY.get(finding.kind, "data-absent")
    parts.append({"url": "finding", "valueCodeableConcept": _concept(code)})
    if finding.level != "grey":
        parts.append({"url": SIGNIFICANCE, "extension": _significance(finding.level, told)})
    if finding.rule is not None:
        parts.append({"url": f"{OURS}rule", "valueString": f"{finding.rule}|{finding.version}"})
    return {"url": _BASIS, "extension": parts}


def _told(questionnaire: Questionnaire, link_id: str, value: Any) -> Json:
    """As the profile allows it: decimal, integer, string, Coding or boolean."""
    ((name, told),) = fhir_value(questionnaire.item(link_id), value).items()
    if name == "valueQuantity":
        return {"valueDecimal": told["value"]}
    plain = ("valueDecimal", "valueInteger", "valueString", "valueCoding", "valueBoolean")
    return {name: told} if name in plain else {"valueString": str(told)}


def _significance(level: Level, told: Sequence[Json]) -> list[Json]:
    conditions: list[Json] = [
        {
            "url": f"{EHEALTH}ehealth-answer-Condition",
            "extension": [{"url": "operator", "valueCode": "="}, {"url": "value", **value}],
        }
        for value in told[:2]
    ]
    return [*conditions, {"url": "significance", "valueCoding": {"system": _INDICATORS, "code": level}}]


def _observations(
    scores: Sequence[Score], session: str, subject: str, at: datetime, references: list[Json], language: str
) -> list[Json]:
    return [_observation(score, session, subject, at, references, language) for score in scores]


def _observation(score: Score, session: str, subject: str, at: datetime, references: list[Json], language: str) -> Json:
    name = in_language(score.name, language, "en")
    coding = [{"system": f"{OURS}scores", "code": score.code}]
    if score.loinc:
        coding.insert(0, {"system": "http://loinc.org", "code": score.loinc})
    observation: Json = {
        "resourceType": "Observation",
        "id": resource_id(session, f"score/{written(score.spot)}"),
        "status": "final",
        "category": [
            {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}]}
        ],
        "code": {"coding": coding, "text": name},
        "subject": {"reference": subject},
        "effectiveDateTime": at.isoformat(),
        "derivedFrom": references,
    }
    if score.value is None:
        absent = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
        return observation | {"dataAbsentReason": {"coding": [{"system": absent, "code": "unknown"}]}}
    observation["valueQuantity"] = _quantity(score.value)
    if score.band:
        observation["interpretation"] = [{"text": score.band}]
    if score.low is not None and score.high is not None:
        observation["referenceRange"] = [
            {"low": _quantity(score.low), "high": _quantity(score.high), "text": score.direction}
        ]
    return observation


def _quantity(value: Any) -> Json:
    return {
        "value": fhir_number(value),
        "unit": "score",
        "system": "http://unitsofmeasure.org",
        "code": "{score}",
    }
