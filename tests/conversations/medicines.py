"""A form with a group that repeats, another within it, and conditions that look into the same occurrence."""

from typing import Any

from flows.fhir import load_questionnaire
from flows.fhir_values import HL7, SDC
from flows.script import Script
from tests.conversations.care import _item
from tests.conversations.occupations import _in

_SUM = "%resource.item.where(linkId='medicine').item.where(linkId='often').answer.value.sum()"


def document() -> dict[str, Any]:
    items = [
        _item("any", "boolean", "Do you take any medicine?", "Tager du medicin?", "Tar du noen medisiner?",
              "Tar du några mediciner?"),
        {"linkId": "medicine", "type": "group", "repeats": True, "text": "Medicine",
         "_text": _in("Medicin", "Medisin", "Medicin"), "extension": [_most(3)],
         "enableWhen": [{"question": "any", "operator": "=", "answerBoolean": True}],
         "item": [
             _item("note", "display", "Have the packets at hand now.", "Find pakkerne frem nu.",
                   "Finn frem pakkene nå.", "Ta fram paketen nu."),
             _item("name", "string", "What is it called?", "Hvad hedder den?", "Hva heter den?", "Vad heter den?"),
             _item("often", "integer", "How many times a day?", "Hvor mange gange om dagen?",
                   "Hvor mange ganger om dagen?", "Hur många gånger om dagen?"),
             _item("night", "boolean", "Do you take it at night too?", "Tager du den også om natten?",
                   "Tar du den også om natten?", "Tar du den också på natten?",
                   enableWhen=[{"question": "often", "operator": ">", "answerInteger": 3}]),
             {"linkId": "trouble", "type": "group", "repeats": True, "extension": [_most(2)], "item": [
                 _item("what", "string", "What does it do to you?", "Hvad gør den ved dig?", "Hva gjør den med deg?",
                       "Vad gör den med dig?")]},
         ]},
        {"linkId": "doses", "type": "integer", "readOnly": True, "text": "Doses a day",
         "extension": [{"url": f"{SDC}calculatedExpression",
                        "valueExpression": {"language": "text/fhirpath", "expression": _SUM}}]},
        _item("slept", "integer", "How many hours did you sleep?", "Hvor mange timer sov du?",
              "Hvor mange timer sov du?", "Hur många timmar sov du?"),
    ]  # fmt: skip
    return {
        "resourceType": "Questionnaire",
        "url": "https://clinic.example/Questionnaire/medicines",
        "version": "1",
        "language": "en",
        "status": "active",
        "item": items,
    }


def medicines() -> Script:
    return Script(core=(load_questionnaire(document()),), identity=False)


def _most(times: int) -> dict[str, Any]:
    return {"url": f"{HL7}questionnaire-maxOccurs", "valueInteger": times}
