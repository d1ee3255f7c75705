"""Colours that the Danish eHealth profile writes on the items themselves, read as rules."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from flows.fhir_options import option_code
from flows.fhir_values import Json, extension_value, extensions, mappings, plain_value, value_of, walk
from flows.questionnaire import Questionnaire
from triage.rules import Condition, Rule

EHEALTH: Final = "http://ehealth.sundhed.dk/fhir/StructureDefinition/"
SIGNIFICANCE: Final = f"{EHEALTH}ehealth-questionnaire-answerSignificance"
_CONDITIONS: Final = (f"{EHEALTH}ehealth-answer-Condition", "answerCondition")
_FIELDS: Final = {">": "above", ">=": "at_least", "<": "below", "<=": "at_most", "!=": "differs_from"}
_DEADLINES: Final[Mapping[str, int | None]] = {"red": 0, "yellow": 3, "green": None}
_TITLES: Final = {
    "en": "Marked {level} in the questionnaire",
    "da": "Markeret {level} i spørgeskemaet",
    "nb": "Merket {level} i skjemaet",
    "sv": "Märkt {level} i formuläret",
}
_LEVELS: Final = {
    "red": {"en": "red", "da": "rød", "nb": "rød", "sv": "röd"},
    "yellow": {"en": "yellow", "da": "gul", "nb": "gul", "sv": "gul"},
    "green": {"en": "green", "da": "grøn", "nb": "grønn", "sv": "grön"},
}


@lru_cache(maxsize=256)
def significance_rules(questionnaire: Questionnaire) -> tuple[tuple[str, tuple[Rule, ...]], ...]:
    """(linkId, rules) of every item that carries significances; rules that cannot be read are left to lint."""
    found = []
    for item in walk(mappings(questionnaire.document.get("item"))):
        marked = extensions(item, SIGNIFICANCE)
        rules = [
            rule
            for number, extension in enumerate(marked, start=1)
            if (rule := _rule(questionnaire, item, number, extension)) is not None
        ]
        if rules:
            found.append((str(item["linkId"]), tuple(rules)))
    return tuple(found)


def _rule(questionnaire: Questionnaire, item: Json, number: int, extension: Json) -> Rule | None:
    coding = extension_value(extension, "significance")
    level = coding.get("code") if isinstance(coding, Mapping) else None
    if level not in _LEVELS:
        return None
    fields: dict[str, Any] = {}
    for url in _CONDITIONS:
        for condition in extensions(extension, url):
            read = _comparison(questionnaire, item, condition)
            if read is None:
                return None
            fields |= read
    if not fields:
        return None
    return Rule(
        id=f"significance-{number}",
        version=questionnaire.version,
        level=level,
        deadline=_DEADLINES[level],
        title={tag: text.format(level=_LEVELS[level][tag]) for tag, text in _TITLES.items()},
        when=Condition(answer=str(item["linkId"]), questionnaire=questionnaire.url, **fields),
        source=f"{questionnaire.url}|{questionnaire.version}",
        author=str(questionnaire.document.get("publisher") or "the questionnaire"),
        date=_date(questionnaire.document.get("date")),
    )


def _comparison(questionnaire: Questionnaire, item: Json, condition: Json) -> dict[str, Any] | None:
    operator, found = extension_value(condition, "operator"), None
    for part in extensions(condition, "value"):
        found = value_of(part)
    if found is None:
        return None
    name, raw = found
    question = questionnaire.item(str(item["linkId"])).question
    if isinstance(raw, Mapping) and question is not None:
        value: Any = option_code(question.options, raw)
    else:
        value = plain_value(name, raw)
    if operator == "exists":
        return {"exists": raw is True}
    if operator == "=":
        return {"one_of": (value,)} if isinstance(value, str) else {"equals": value}
    return {_FIELDS[operator]: value} if operator in _FIELDS and value is not None else None


def _date(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
