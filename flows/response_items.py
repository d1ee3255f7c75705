"""Answers as FHIR R4 QuestionnaireResponse items, nested as the form nests them."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from flows.expressions import as_values
from flows.items import Item, Option
from flows.occurrences import link_id_of
from flows.replies.reply import Value

FhirItem = dict[str, Any]
# What else is known of one answer, such as the words it was given in: FHIR extensions of the answer
Remarks = Callable[[str], list[dict[str, Any]]]
# linkId → the options an item has now, where they depend on other answers
Options = Mapping[str, tuple[Option, ...]]

_VALUE_NAMES: Final = {
    "boolean": "valueBoolean",
    "decimal": "valueDecimal",
    "integer": "valueInteger",
    "date": "valueDate",
    "dateTime": "valueDateTime",
    "time": "valueTime",
    "url": "valueUri",
}


def response_items(
    items: Iterable[Item],
    enabled: frozenset[str],
    values: Mapping[str, Value],
    remarks: Remarks | None = None,
    *,
    options: Options,
    built: dict[str, FhirItem] | None = None,
) -> list[FhirItem]:
    """Only enabled items that hold something, or have something below them that does.

    Items, `enabled` and `values` go by spot where groups repeat; so does `built`, which takes each item that is made.
    """
    found = []
    for item in items:
        if item.link_id not in enabled:
            continue
        below = response_items(item.items, enabled, values, remarks, options=options, built=built)
        made = _response_item(item, below, values, remarks, options)
        if made is not None:
            found.append(made)
            if built is not None:
                built[item.link_id] = made
    return found


def _response_item(
    item: Item, below: list[FhirItem], values: Mapping[str, Value], remarks: Remarks | None, options: Options
) -> FhirItem | None:
    now = options.get(item.link_id, ())
    answers = [fhir_value(item, value, now) for value in as_values(values.get(item.link_id))]
    if not answers and not below:
        return None
    built: FhirItem = {"linkId": link_id_of(item.link_id)}
    if item.text:
        built["text"] = item.text
    if not item.holds_answer:
        built["item"] = below
        return built
    # R4 nests what is below a question in its answer, and allows an answer without a value of its own
    built["answer"] = answers or [{}]
    if remarks is not None and (said := remarks(item.link_id)):
        built["answer"][0]["extension"] = said
    if below:
        built["answer"][0]["item"] = below
    return built


def fhir_value(item: Item, value: Value, now: Iterable[Option] = ()) -> dict[str, Any]:
    """One answer's value[x]: the option as the form wrote it, or the plain value in the item's own type.

    `now`: the options that the item has now, where they depend on other answers.
    """
    if isinstance(value, str) and item.question is not None:
        option = next((option for option in now if option.code == value), None) or item.question.option(value)
        if option is not None:
            return dict(option.answer)
    if item.fhir_type == "quantity":
        unit = item.question.unit if item.question is not None else None
        size = Decimal(value) if isinstance(value, str) else value
        return {"valueQuantity": {"value": fhir_number(size), **(_quantity_unit(unit) if unit else {})}}
    if item.fhir_type == "time" and isinstance(value, str):
        return {"valueTime": value if value.count(":") == 2 else f"{value}:00"}
    if item.fhir_type in ("choice", "coding") and isinstance(value, str):
        return {"valueCoding": {"code": value}}
    name = _VALUE_NAMES.get(item.fhir_type, "valueString")
    if item.fhir_type in ("integer", "decimal") and isinstance(value, str):  # one of several
        value = Decimal(value)
    return {name: fhir_number(value)}


def _quantity_unit(unit: Mapping[str, str]) -> dict[str, str]:
    named = {"unit": unit.get("display", unit.get("code", ""))}
    return named | {key: unit[key] for key in ("system", "code") if key in unit}


def fhir_number(value: Value) -> Any:
    """JSON numbers: a Decimal that is whole stays whole."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
