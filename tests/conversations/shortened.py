"""A wave with a short form: two of the questions of its core, in a questionnaire of their own."""

import json
from typing import Any

from flows.fhir import load_questionnaire
from flows.questionnaire import Questionnaire
from flows.script import Script
from tests.conversations.script import LIBRARY, questionnaire

IN_SHORT = ("intensity", "change")


def document(name: str, keep: tuple[str, ...]) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads((LIBRARY / "pain-core.json").read_text(encoding="utf-8"))
    items = [item for item in whole["item"] if item["linkId"] in keep]
    return {**whole, "url": f"https://test.example/Questionnaire/{name}", "name": name, "item": items}


def in_short() -> Questionnaire:
    return load_questionnaire(document("pain-short", IN_SHORT))


def shortened(*, consent: bool = False) -> Script:
    return Script(
        core=(questionnaire("pain-core"), questionnaire("contact")),
        short=(in_short(),),
        optional=(questionnaire("pain-more"),),
        identity=True,
        consent=consent,
    )
