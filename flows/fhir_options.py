"""The choices of an item: answerOption, or a value set contained in the form."""

from collections.abc import Mapping
from typing import Any

from flows.fhir_values import (
    HL7,
    WEIGHT_URLS,
    Json,
    extension_value,
    mapping,
    mappings,
    number,
    plain_value,
    texts,
    value_of,
    walk,
)
from flows.items import Option


def known_options(document: Json, own: str) -> tuple[Option, ...]:
    """Every option that is written anywhere in the form, each once."""
    found = [option for item in walk(mappings(document.get("item"))) for option in options_of(item, document, own)]
    for resource in mappings(document.get("contained")):
        found += options_of({"answerValueSet": f"#{resource.get('id')}"}, document, own)
    return apart(list({answer_key(option): option for option in reversed(found)}.values())[::-1])


def answer_key(option: Option) -> tuple[str, ...]:
    """What tells an answer from others: the system and the code, or the value."""
    coding = option.answer.get("valueCoding")
    if isinstance(coding, Mapping):
        return str(coding.get("system", "")), str(coding.get("code", coding.get("display", "")))
    return (str(next(iter(option.answer.values()), "")),)


def options_of(item: Json, document: Json, own: str) -> tuple[Option, ...]:
    """Empty where the choices are kept elsewhere, which lint names."""
    given = [option_of(option, own) for option in mappings(item.get("answerOption"))]
    found = [option for option in given if option is not None]
    if not found:
        found = [_from_concept(concept, own) for concept in _contained_concepts(item, document)]
    return apart(found)


def option_code(options: tuple[Option, ...], coding: Json) -> str:
    """What an answer of this Coding holds: the option with that code, and that system where one is given."""
    code, system = str(coding.get("code", coding.get("display", ""))), coding.get("system")
    fitting = [option for option in options if _coding(option).get("code", option.code) == code]
    for option in fitting:
        if system is None or _coding(option).get("system") in (system, None):
            return option.code
    return f"{system}|{code}" if fitting and system else code


def matching_code(options: tuple[Option, ...], coding: Json) -> str:
    """What enableWhen compares with: system and code must both agree, and no system is not any system. Where neither
    has a code, the words must agree.

    The same as the reference renderer has it; lint names conditions that fail by a forgotten system.
    """
    code, system = str(coding.get("code", coding.get("display", ""))), coding.get("system")
    for option in options:
        kept = _coding(option)
        named = kept.get("code") if "code" in coding else kept.get("display") if "code" not in kept else None
        if named == code and kept.get("system") == system:
            return option.code
    fitting = any(_coding(option).get("code", option.code) == code for option in options)
    return f"{system or ''}|{code}" if fitting else code


def _coding(option: Option) -> Json:
    coding = option.answer.get("valueCoding")
    return coding if isinstance(coding, Mapping) else {}


def option_of(option: Json, own: str) -> Option | None:
    """Of an answerOption; null where it holds no value."""
    found = value_of(option)
    if found is None:
        return None
    name, value = found
    code = plain_value(name, value)
    if code is None:
        return None
    weight = extension_value(option, *WEIGHT_URLS)
    if isinstance(value, Mapping):
        labels = _designated(texts(value, "display", own), option)
        weight = extension_value(value, *WEIGHT_URLS) if weight is None else weight
    else:
        labels = texts({name: str(value), f"_{name}": option.get(f"_{name}")}, name, own)
        weight = value if weight is None and name == "valueInteger" else weight
    answer: dict[str, Any] = {name: value}
    if weight is not None and isinstance(value, Mapping) and "extension" not in value:
        answer = {name: {**value, "extension": [{"url": WEIGHT_URLS[0], "valueDecimal": weight}]}}
    return Option(
        code=str(code),
        labels=labels or {own: str(code)},
        answer=answer,
        weight=number(weight),
        exclusive=extension_value(option, f"{HL7}questionnaire-optionExclusive") is True,
    )


def _from_concept(concept: Json, own: str) -> Option:
    coding = {key: concept[key] for key in ("system", "code", "display") if key in concept}
    weight = extension_value(concept, *WEIGHT_URLS)
    if weight is not None:
        coding["extension"] = [{"url": WEIGHT_URLS[0], "valueDecimal": weight}]
    labels = _designated(texts(concept, "display", own), concept)
    code = str(concept.get("code", ""))
    return Option(code, labels or {own: code}, {"valueCoding": coding}, number(weight))


def _designated(labels: dict[str, str], concept: Json) -> dict[str, str]:
    """With the words in other languages that a concept of a value set has."""
    for designation in mappings(concept.get("designation")):
        if isinstance(designation.get("language"), str) and isinstance(designation.get("value"), str):
            labels.setdefault(designation["language"], designation["value"])
    return labels


def _contained_concepts(item: Json, document: Json) -> list[Json]:
    reference = item.get("answerValueSet")
    if not isinstance(reference, str):
        return []
    for resource in mappings(document.get("contained")):
        if resource.get("resourceType") == "ValueSet" and reference in (f"#{resource.get('id')}", resource.get("url")):
            expanded = mappings(mapping(resource.get("expansion")).get("contains"))
            return expanded or [
                {"system": include.get("system"), **concept}
                for include in mappings(mapping(resource.get("compose")).get("include"))
                for concept in mappings(include.get("concept"))
            ]
    return []


def apart(options: list[Option]) -> tuple[Option, ...]:
    """Two code systems may share a code: then the answer holds the system as well."""
    codes = [option.code for option in options]
    return tuple(
        Option(
            f"{(option.answer.get('valueCoding') or {}).get('system', '')}|{option.code}"
            if codes.count(option.code) > 1 and _coding(option).get("system")
            else option.code,
            option.labels,
            option.answer,
            option.weight,
            option.exclusive,
        )
        for option in options
    )
