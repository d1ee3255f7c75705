"""Small forms of our own, one for each mechanism that decides what is asked and what is reckoned."""

from typing import Any

from tests.questionnaires.forms import HL7, SDC, coded, fhirpath, form, item, when

CALCULATED = f"{SDC}calculatedExpression"
ENABLED = f"{SDC}enableWhenExpression"
VARIABLE = f"{HL7}variable"
UCUM = "http://unitsofmeasure.org"


def calculated(link_id: str, expression: str, kind: str = "decimal", **fields: Any) -> dict[str, Any]:
    return item(link_id, kind, readOnly=True, extension=[fhirpath(CALCULATED, expression)], **fields)


def opened(link_id: str, expression: str, kind: str = "integer", **fields: Any) -> dict[str, Any]:
    return item(link_id, kind, extension=[fhirpath(ENABLED, expression)], **fields)


def variable(name: str, expression: str) -> dict[str, Any]:
    return fhirpath(VARIABLE, expression, name=name)


def answer(link_id: str) -> str:
    return f"%resource.repeat(item).where(linkId='{link_id}').answer.value"


def quantity(link_id: str, code: str) -> dict[str, Any]:
    unit = {"url": f"{HL7}questionnaire-unitOption", "valueCoding": {"system": UCUM, "code": code, "display": code}}
    return item(link_id, "quantity", extension=[unit])


def choice(link_id: str, *codes: str, **fields: Any) -> dict[str, Any]:
    weights = fields.pop("weights", ())
    return item(link_id, "choice", answerOption=coded(*codes, weights=weights), **fields)


def tea(code: str = "tea") -> dict[str, str]:
    return {"system": "https://clinic.example/codes", "code": code}


WEIGHT = {"url": f"{HL7}itemWeight", "valueDecimal": 2}
CONTAINED = {
    "resourceType": "ValueSet",
    "id": "often",
    "status": "active",
    "expansion": {
        "timestamp": "2026-05-01T00:00:00Z",
        "contains": [
            {"system": "https://clinic.example/often", "code": code, "display": code.title(), "extension": [weight]}
            for code, weight in (
                ("never", {"url": f"{HL7}ordinalValue", "valueDecimal": 0}),
                ("daily", {"url": f"{HL7}ordinalValue", "valueDecimal": 3}),
            )
        ],
    },
}

MADE = f"{SDC}answerExpression"


def group(link_id: str, *items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return item(link_id, "group", repeats=True, item=list(items), **fields)


FORMS: dict[str, dict[str, Any]] = {
    "every operator on numbers": form(
        item("n"),
        item("d", "decimal"),
        *(
            item(f"n{number}", enableWhen=[when("n", operator, answerInteger=5)])
            for number, operator in enumerate(("=", "!=", ">", "<", ">=", "<="))
        ),
        *(
            item(f"d{number}", enableWhen=[when("d", operator, answerDecimal=2.5)])
            for number, operator in enumerate(("=", "!=", ">", "<", ">=", "<="))
        ),
        item("there", enableWhen=[when("n", "exists", answerBoolean=True)]),
        item("gone", enableWhen=[when("n", "exists", answerBoolean=False)]),
    ),
    "truth, words and choices": form(
        item("b", "boolean"),
        item("s", "string"),
        choice("c", "tea", "milk"),
        choice("m", "tea", "milk", "water", repeats=True),
        item("o", "open-choice", answerOption=coded("tea", "milk")),
        item("yes", enableWhen=[when("b", "=", answerBoolean=True)]),
        item("no", enableWhen=[when("b", "!=", answerBoolean=True)]),
        item("alpha", enableWhen=[when("s", "=", answerString="alpha")]),
        *(item(f"{link_id}-tea", enableWhen=[when(link_id, "=", answerCoding=tea())]) for link_id in "cmo"),
        *(item(f"{link_id}-else", enableWhen=[when(link_id, "!=", answerCoding=tea())]) for link_id in "cmo"),
        item("no-system", enableWhen=[when("c", "=", answerCoding={"code": "tea"})]),
    ),
    "all, any and neither said": form(
        item("a"),
        item("b"),
        *(
            item(
                f"next-{number}", **said, enableWhen=[when("a", ">", answerInteger=5), when("b", ">", answerInteger=5)]
            )
            for number, said in enumerate(({"enableBehavior": "all"}, {"enableBehavior": "any"}, {}))
        ),
    ),
    "groups in groups": form(
        item("gate", "boolean"),
        item(
            "outer",
            "group",
            enableWhen=[when("gate", "=", answerBoolean=True)],
            item=[
                item("inner", "group", item=[item("deep"), item("note", "display")]),
            ],
        ),
        item("last", enableWhen=[when("deep", ">", answerInteger=2)]),
    ),
    "questions below answers": form(
        item(
            "smoke",
            "boolean",
            item=[
                item(
                    "how-many",
                    enableWhen=[when("smoke", "=", answerBoolean=True)],
                    item=[
                        item("filter", "boolean", enableWhen=[when("how-many", ">", answerInteger=3)]),
                    ],
                ),
            ],
        ),
        item("advice", "display", enableWhen=[when("filter", "exists", answerBoolean=True)]),
    ),
    "what is shut counts as unanswered": form(
        item("one", "boolean"),
        item("two", "boolean", enableWhen=[when("one", "=", answerBoolean=True)]),
        item("three", "boolean", enableWhen=[when("two", "=", answerBoolean=True)]),
        item("without", enableWhen=[when("three", "exists", answerBoolean=False)]),
        calculated("count", f"({answer('one')} | {answer('two')}).count() + {answer('three')}.count()", "integer"),
    ),
    "conditions within an occurrence": form(
        group(
            "g",
            item("q"),
            item("more", enableWhen=[when("q", ">", answerInteger=4)]),
            group("inner", item("p", "boolean"), item("deep", enableWhen=[when("p", "=", answerBoolean=True)])),
            item("last", enableWhen=[when("q", "<=", answerInteger=4), when("p", "=", answerBoolean=True)]),
        ),
        item("after", enableWhen=[when("q", ">", answerInteger=4)]),
    ),
    "what is reckoned in an occurrence and over all": form(
        group(
            "g",
            item("q"),
            choice("c", "no", "some", weights=(0, 3)),
            calculated("twice", "%q * 2", "integer"),
            calculated("weighed", "%context.item.where(linkId='q').answer.value", "integer"),
            opened("large", "%q > 4"),
            extension=[variable("q", "item.where(linkId='q').answer.value")],
        ),
        calculated("sum", f"{answer('q')}.sum()", "integer"),
        calculated("top", "%resource.item.where(linkId='g').item.where(linkId='q').answer.value.sum()", "integer"),
        calculated("groups", "%resource.item.where(linkId='g').count()", "integer"),
        calculated("heavy", f"{answer('c')}.ordinal().sum()"),
    ),
    "a ring of conditions": form(
        item("a", "boolean", enableWhen=[when("b", "!=", answerBoolean=True)]),
        item("b", "boolean", enableWhen=[when("a", "!=", answerBoolean=True)]),
    ),
    "a score of weights": form(
        *(choice(f"q{number}", "no", "some", "much", weights=(0, 1, 4)) for number in range(4)),
        item("weighed", "choice", answerOption=[{**option, "extension": [WEIGHT]} for option in coded("x", "y")]),
        item("often", "choice", answerValueSet="#often"),
        calculated("total", "%resource.item.where(linkId.startsWith('q')).answer.value.ordinal().sum()"),
        calculated("heavy", f"{answer('weighed')}.weight()"),
        calculated("often-score", f"{answer('often')}.weight()"),
        calculated(
            "band", f"iif({answer('total')} >= 8, 'high', iif({answer('total')} >= 3, 'some', 'low'))", "string"
        ),
        contained=[CONTAINED],
    ),
    "variables of the form and of a group": form(
        item(
            "g",
            "group",
            extension=[variable("x", "item.where(linkId='a').answer.value"), variable("y", "%x + %z")],
            item=[item("a"), calculated("sum", "%y * 10", "integer")],
        ),
        extension=[variable("z", "%w + 1"), variable("w", "2")],
    ),
    "a chain of calculations that opens an item": form(
        item("kg", "decimal"),
        item("cm"),
        calculated("bmi", f"({answer('kg')} / ({answer('cm')} / 100.0).power(2)).round(1)"),
        calculated("heavy", f"{answer('bmi')} >= 30", "boolean"),
        item("advice", "boolean", enableWhen=[when("heavy", "=", answerBoolean=True)]),
        opened("how", f"{answer('advice')} = true"),
    ),
    "quantities by their units": form(
        quantity("t", "Cel"),
        quantity("w", "kg"),
        opened("fever", f"{answer('t')} >= 38.5 'Cel'"),
        opened("hot", f"{answer('t')} > 100 '[degF]'"),
        calculated("grams", f"{answer('w')}.toQuantity('g').value"),
        item("heavy", enableWhen=[when("w", ">", answerQuantity={"value": 80, "code": "kg", "system": UCUM})]),
    ),
    "dates and today": form(
        item("born", "date"),
        opened("adult", f"{answer('born')} <= today() - 18 years"),
        calculated("year", f"{answer('born')}.toString().substring(0, 4).toInteger()", "integer"),
        calculated("next", f"({answer('born')} + 1 year).toString()", "string"),
        opened("old", f"{answer('born')} < @1960-01-01"),
    ),
    "several choices counted": form(
        choice("m", "ache", "cough", "rash", repeats=True),
        calculated("how-many", f"{answer('m')}.count()", "integer"),
        opened("which", f"{answer('m')}.where(code = 'rash').exists()"),
        calculated("told", f"{answer('m')}.code.join(', ')", "string"),
    ),
    "text and truth": form(
        item("s", "string"),
        item("b", "boolean"),
        calculated("length", f"{answer('s')}.length()", "integer"),
        calculated("loud", f"{answer('s')}.upper() & '!'", "string"),
        calculated("both", f"{answer('b')} and {answer('s')}.startsWith('a')", "boolean"),
        calculated("said", f"{answer('b')}.toString()", "string"),
        opened("either", f"{answer('b')} or {answer('s')}.contains('mm')"),
    ),
    "options made of other answers": form(
        choice("had", "ache", "cough", "rash", repeats=True, weights=(3, 2, 1)),
        item("worst", "choice", extension=[fhirpath(MADE, answer("had"))]),
        item("besides", "choice", repeats=True, extension=[fhirpath(MADE, "%common.where(code != 'ache')")]),
        item("said", "string"),
        item("word", "string", extension=[fhirpath(MADE, answer("said"))]),
        extension=[variable("common", answer("had"))],
    ),
    "help and units are no items": form(
        item(
            "q",
            item=[
                item(
                    "help",
                    "display",
                    extension=[
                        {
                            "url": f"{HL7}questionnaire-itemControl",
                            "valueCodeableConcept": {
                                "coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}]
                            },
                        }
                    ],
                ),
                item("shown", "display"),
            ],
        ),
        item("next", enableWhen=[when("q", "exists", answerBoolean=True)]),
    ),
}
