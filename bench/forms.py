"""How long a form takes to say what is asked next: 100 items under 100 conditions, and forms that run FHIRPath."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from flows.fhir import load_questionnaire
from flows.filling import fill
from flows.questionnaire import Questionnaire

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
ROUNDS = 60


def loaded(items: list[dict[str, Any]], **fields: Any) -> Questionnaire:
    return load_questionnaire({"resourceType": "Questionnaire", "status": "active", "item": items, **fields})


def expression(url: str, source: str, **fields: Any) -> dict[str, Any]:
    return {"url": url, "valueExpression": {"language": "text/fhirpath", "expression": source, **fields}}


def question(number: int, **fields: Any) -> dict[str, Any]:
    return {"linkId": f"q{number}", "text": f"Question {number}?", "type": "integer", **fields}


def conditions() -> Questionnaire:
    """Each item under a condition on the one before it."""
    return loaded(
        [
            question(n, enableWhen=[{"question": f"q{max(n - 1, 0)}", "operator": "!=", "answerInteger": 99}])
            for n in range(100)
        ]
    )


def total() -> Questionnaire:
    """A score of nine items, as published ones write it."""
    path = f"%resource.item.where(linkId != 'sum').answer.value.extension.where(url='{HL7}ordinalValue').value.sum()"
    options = [
        {"extension": [{"url": f"{HL7}ordinalValue", "valueDecimal": n}], "valueCoding": {"code": str(n)}}
        for n in range(4)
    ]
    asked = [question(n) | {"type": "choice", "answerOption": options} for n in range(9)]
    reckoned = {"linkId": "sum", "type": "decimal", "readOnly": True}
    return loaded([*asked, reckoned | {"extension": [expression(f"{SDC}calculatedExpression", path)]}])


def variables() -> Questionnaire:
    """A variable for each of nine items, and a condition on their sum."""
    named = [
        expression(f"{HL7}variable", f"%resource.item.where(linkId = 'q{n}').answer.value", name=f"v{n}")
        for n in range(9)
    ]
    told = " + ".join(f"%v{n}" for n in range(9))
    opened = question(9, extension=[expression(f"{SDC}enableWhenExpression", f"{told} > 10")])
    return loaded([*(question(n) for n in range(9)), opened], extension=named)


def choices() -> Questionnaire:
    """Options made of an earlier answer, and ten that are shown or hidden, in a form of nine items."""
    options = [{"valueCoding": {"code": str(n), "display": f"Option {n}"}} for n in range(20)]
    asked = [question(n) | {"type": "choice", "answerOption": options} for n in range(7)]
    made = question(7) | {"type": "choice", "extension": [expression(f"{SDC}answerExpression", answer_of(0))]}
    toggles = [
        {
            "url": f"{SDC}answerOptionsToggleExpression",
            "extension": [
                {"url": "option", "valueCoding": {"code": str(n)}},
                expression("expression", f"{answer_of(1)}.code != '{n}'"),
            ],
        }
        for n in range(10)
    ]
    return loaded([*asked, made, question(8) | {"type": "choice", "answerOption": options, "extension": toggles}])


def answer_of(number: int) -> str:
    return f"%resource.item.where(linkId = 'q{number}').answer.value"


def taken(work: Callable[[], object]) -> float:
    """Milliseconds, the median of many."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return median(found)


_ANSWERS: dict[Callable[[], Questionnaire], object] = {total: "2", choices: "2"}


def main() -> None:
    for name, make, promised in (
        ("100 items, 100 conditions", conditions, 1.0),
        ("a score of nine weights", total, 10.0),
        ("nine variables, one condition", variables, 10.0),
        ("options made, and ten shown or hidden", choices, 10.0),
    ):
        form = make()
        answers = {f"q{n}": _ANSWERS.get(make, 2) for n in range(100) if f"q{n}" in form.by_link}
        measured = taken(lambda form=form, answers=answers: fill(form.plan, answers))
        print(f"{name}: {measured:.2f} ms (promised: under {promised:g} ms)")


if __name__ == "__main__":
    main()
