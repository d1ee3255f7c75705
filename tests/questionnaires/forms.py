"""Small FHIR forms, written where a test needs them."""

from typing import Any

from flows.fhir import load_questionnaire
from flows.questionnaire import Questionnaire

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"


def form(*items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire",
        "url": "https://clinic.example/Questionnaire/form",
        "version": "1",
        "language": "en",
        "status": "active",
        "item": list(items),
        **fields,
    }


def load(*items: dict[str, Any], **fields: Any) -> Questionnaire:
    return load_questionnaire(form(*items, **fields))


def item(link_id: str, kind: str = "integer", **fields: Any) -> dict[str, Any]:
    return {"linkId": link_id, "text": f"{link_id}?", "type": kind, **fields}


def coded(*codes: str, system: str = "https://clinic.example/codes", weights: tuple[int, ...] = ()) -> list[Any]:
    options = [{"valueCoding": {"system": system, "code": code, "display": code.title()}} for code in codes]
    for option, weight in zip(options, weights, strict=False):
        option["extension"] = [{"url": f"{HL7}ordinalValue", "valueDecimal": weight}]
    return options


def when(link_id: str, operator: str, **answer: Any) -> dict[str, Any]:
    return {"question": link_id, "operator": operator, **answer}


def several(*items: dict[str, Any], least: float | None = None, most: float | None = None, **fields: Any) -> Any:
    """A group g that repeats, with a question of its own before the items given."""
    bounds = [
        {"url": f"{HL7}questionnaire-{name}Occurs", f"value{'Integer' if bound == int(bound) else 'Decimal'}": bound}
        for name, bound in (("min", least), ("max", most))
        if bound is not None
    ]
    told = {"linkId": "g", "type": "group", "repeats": True, "extension": bounds, "item": [item("q"), *items]}
    return told | fields


def fhirpath(url: str, expression: str, **fields: Any) -> dict[str, Any]:
    return {"url": url, "valueExpression": {"language": "text/fhirpath", "expression": expression, **fields}}


def asked(questionnaire: Questionnaire, answers: dict[str, Any]) -> list[str]:
    return [question.link_id for question in questionnaire.askable(answers)]
