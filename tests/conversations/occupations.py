"""A form with a list too long for one message, and limits on a day and on a number that may not be skipped."""

from typing import Any

from flows.fhir import load_questionnaire
from flows.fhir_values import OURS
from flows.script import Script

HL7 = "http://hl7.org/fhir/StructureDefinition/"
WORK = (
    ("baker", "Baker", "Bager", "Baker", "Bagare"),
    ("builder", "Builder", "Bygningsarbejder", "Bygningsarbeider", "Byggnadsarbetare"),
    ("carer", "Care worker", "Plejer", "Pleier", "Vårdare"),
    ("carpenter", "Carpenter", "Tømrer", "Snekker", "Snickare"),
    ("cleaner", "Cleaner", "Rengøring", "Renholder", "Städare"),
    ("cook", "Cook", "Kok", "Kokk", "Kock"),
    ("driver", "Driver", "Chauffør", "Sjåfør", "Förare"),
    ("electrician", "Electrician", "Elektriker", "Elektriker", "Elektriker"),
    ("farmer", "Farmer", "Landmand", "Bonde", "Bonde"),
    ("fisher", "Fisher", "Fisker", "Fisker", "Fiskare"),
    ("gardener", "Gardener", "Gartner", "Gartner", "Trädgårdsmästare"),
    ("home", "At home", "Hjemmegående", "Hjemmeværende", "Hemma"),
    ("librarian", "Librarian", "Bibliotekar", "Bibliotekar", "Bibliotekarie"),
    ("mechanic", "Mechanic", "Mekaniker", "Mekaniker", "Mekaniker"),
    ("office", "Office worker", "På kontor", "På kontor", "På kontor"),
    ("sailor", "Sailor", "Sømand", "Sjømann", "Sjöman"),
    ("shop", "Shop worker", "I butik", "I butikk", "I butik"),
    ("teacher", "Teacher", "Lærer", "Lærer", "Lärare"),
    ("other", "Something else", "Noget andet", "Noe annet", "Något annat"),
)


def occupations() -> Script:
    options = [{"valueCoding": {"code": code, "display": en, "_display": _in(*rest)}} for code, en, *rest in WORK]
    form = {
        "resourceType": "Questionnaire",
        "url": "https://clinic.example/Questionnaire/occupation",
        "version": "1",
        "language": "en",
        "status": "active",
        "item": [
            {
                "linkId": "work",
                "type": "choice",
                "text": "What was your last work?",
                "_text": _in(
                    "Hvad var dit sidste arbejde?", "Hva var ditt siste arbeid?", "Vad var ditt sista arbete?"
                ),
                "answerOption": options,
            },
            {
                "linkId": "since",
                "type": "date",
                "text": "When did it end?",
                "_text": _in("Hvornår holdt det op?", "Når sluttet det?", "När slutade det?"),
                "extension": [{"url": f"{HL7}maxValue", "valueDate": "2026-03-02"}],
            },
            {
                "linkId": "number",
                "type": "string",
                "text": "Which number may we call?",
                "_text": _in(
                    "Hvilket nummer må vi ringe til?", "Hvilket nummer kan vi ringe?", "Vilket nummer får vi ringa?"
                ),
                "maxLength": 12,
                "extension": [{"url": f"{OURS}safety", "valueBoolean": True}],
            },
        ],
    }
    return Script(core=(load_questionnaire(form),), identity=False)


def _in(da: str, nb: str, sv: str) -> dict[str, Any]:
    def translation(language: str, text: str) -> dict[str, Any]:
        parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": text}]
        return {"url": f"{HL7}translation", "extension": parts}

    return {"extension": [translation(*each) for each in (("da", da), ("nb", nb), ("sv", sv))]}
