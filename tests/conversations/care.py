"""A form whose options follow from other answers, and whose answers are held to each other."""

from typing import Any

from flows.fhir import load_questionnaire
from flows.fhir_values import HL7, SDC
from flows.script import Script
from tests.conversations.occupations import _in

SYSTEM = "https://clinic.example/codes"
HAD = (
    ("ache", "Headache", "Hovedpine", "Hodepine", "Huvudvärk"),
    ("cough", "Cough", "Hoste", "Hoste", "Hosta"),
    ("rash", "Rash", "Udslæt", "Utslett", "Utslag"),
)
WANTED = (
    ("rest", "Rest", "Hvile", "Hvile", "Vila"),
    ("tea", "Warm tea", "Varm te", "Varm te", "Varmt te"),
    ("cream", "A cream", "En creme", "En krem", "En kräm"),
    ("visit", "A visit", "Et besøg", "Et besøk", "Ett besök"),
)


def care() -> Script:
    worst = "%resource.item.where(linkId='worst').answer.value.code"
    items = [
        _item("had", "choice", "What have you had today?", "Hvad har du haft i dag?", "Hva har du hatt i dag?",
              "Vad har du haft i dag?", repeats=True, answerOption=_options(HAD)),
        _item("worst", "choice", "Which was worst?", "Hvad var værst?", "Hva var verst?", "Vad var värst?",
              extension=[_path(f"{SDC}answerExpression", "%resource.item.where(linkId='had').answer.value")]),
        _item("wanted", "choice", "What would help?", "Hvad kunne hjælpe?", "Hva kunne hjelpe?",
              "Vad skulle hjälpa?", answerOption=_options(WANTED),
              extension=[_toggle(f"{worst} = 'cough'", "tea"), _toggle(f"{worst} = 'rash'", "cream")]),
        _item("asleep", "integer", "How many hours did you sleep?", "Hvor mange timer sov du?",
              "Hvor mange timer sov du?", "Hur många timmar sov du?",
              extension=[_held("answer.value <= 24", "error", "A day has 24 hours.", "Et døgn har 24 timer.",
                               "Et døgn har 24 timer.", "Ett dygn har 24 timmar."),
                         _held("answer.value <= 12", "warning", "That is a long sleep.", "Det er en lang søvn.",
                               "Det er lang søvn.", "Det är en lång sömn.")]),
        _item("abed", "integer", "How many hours were you in bed?", "Hvor mange timer lå du i sengen?",
              "Hvor mange timer lå du i sengen?", "Hur många timmar låg du i sängen?",
              extension=[_held("answer.value >= %resource.item.where(linkId='asleep').answer.value", "error",
                               "You slept longer than that.", "Du sov længere end det.",
                               "Du sov lenger enn det.", "Du sov längre än så.")]),
    ]  # fmt: skip
    form = {
        "resourceType": "Questionnaire",
        "url": "https://clinic.example/Questionnaire/care",
        "version": "1",
        "language": "en",
        "status": "active",
        "item": items,
    }
    return Script(core=(load_questionnaire(form),), identity=False)


def _item(link_id: str, kind: str, en: str, *others: str, **fields: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": kind, "text": en, "_text": _in(*others), **fields}


def _options(rows: tuple[tuple[str, ...], ...]) -> list[dict[str, Any]]:
    return [
        {"valueCoding": {"system": SYSTEM, "code": code, "display": en, "_display": _in(*rest)}}
        for code, en, *rest in rows
    ]


def _path(url: str, expression: str) -> dict[str, Any]:
    return {"url": url, "valueExpression": {"language": "text/fhirpath", "expression": expression}}


def _toggle(expression: str, code: str) -> dict[str, Any]:
    option = {"url": "option", "valueCoding": {"system": SYSTEM, "code": code}}
    return {
        "url": f"{SDC}answerOptionsToggleExpression",
        "extension": [option, _path("expression", expression)],
    }


def _held(expression: str, severity: str, en: str, *others: str) -> dict[str, Any]:
    parts = [
        {"url": "key", "valueId": f"held-{severity}"},
        {"url": "severity", "valueCode": severity},
        {"url": "human", "valueString": en, "_valueString": _in(*others)},
        {"url": "expression", "valueString": expression},
    ]
    return {"url": f"{HL7}questionnaire-constraint", "extension": parts}
