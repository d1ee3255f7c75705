"""Answers from a JSON file as a conversation would have stored them."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from flows.fhir_options import option_code
from flows.fhir_values import clock_time
from flows.items import Item, Option
from flows.occurrences import Path, at, one_more_after
from flows.questionnaire import Questionnaire
from flows.replies.reply import Value


class AnswersError(ValueError):
    """An answer does not fit its question; the message names the linkId and what would fit."""


def read_answers(questionnaire: Questionnaire, raw: Mapping[str, Any]) -> dict[str, Value]:
    """linkId → JSON value, as the command line takes it; of a group that repeats, a list of such objects.

    By spot, with the answers to "is there one more?" that they come to. Raises AnswersError.
    """
    return dict(_all(questionnaire, raw, ()))


def _all(questionnaire: Questionnaire, raw: Mapping[str, Any], path: Path) -> Iterator[tuple[str, Value]]:
    for link_id, value in raw.items():
        if link_id not in questionnaire.plan.by_link:
            raise AnswersError(f"{link_id}: the questionnaire has no such item")
        item = questionnaire.item(link_id)
        depth = len(questionnaire.plan.around(link_id))
        if item.occurs is not None and isinstance(value, list) and depth == len(path) + 1:
            yield from _occurrences(questionnaire, item, value, path)
            continue
        if not item.holds_answer:
            raise AnswersError(f"{link_id}: a {item.fhir_type} has no answer")
        if depth < len(path):
            raise AnswersError(f"{link_id}: it is not in the group that repeats where it is given")
        if value is not None:
            yield at(link_id, (*path, *[1] * (depth - len(path)))), _read(item, value)


def _occurrences(
    questionnaire: Questionnaire, group: Item, given: list[Any], path: Path
) -> Iterator[tuple[str, Value]]:
    assert group.occurs is not None, "asked of a group that repeats"
    if len(given) > group.occurs.most:
        raise AnswersError(f"{group.link_id}: comes {group.occurs.most} times at most, not {len(given)}")
    for number, answers in enumerate(given, start=1):
        if not isinstance(answers, Mapping):
            raise AnswersError(f"{group.link_id}: give each occurrence as an object of linkIds and values")
        here = (*path, number)
        yield from _all(questionnaire, answers, here)
        if number < len(given):
            yield one_more_after(group.link_id, here), True


def _read(item: Item, value: Any) -> Value:
    several = item.question is not None and item.question.repeats
    if isinstance(value, list):
        if several or (item.repeats and len(value) > 1):
            return tuple(str(_one(item, one)) for one in value)
        if len(value) != 1:
            raise AnswersError(f"{item.link_id}: takes one answer, not {len(value)}")
        return _one(item, value[0])
    return (str(_one(item, value)),) if several else _one(item, value)


def _one(item: Item, value: Any) -> Value:
    if isinstance(value, Mapping):
        return _of_object(item, value)
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    if plain and item.question is not None and (item.question.options or item.question.made):
        return _code_of(item, clock_time(str(value)) if item.fhir_type == "time" else str(value))
    match item.fhir_type:
        case "boolean":
            if isinstance(value, bool):
                return value
        case "integer" | "decimal" | "quantity":
            if isinstance(value, int | float) and not isinstance(value, bool):
                if item.fhir_type != "integer":
                    return Decimal(str(value))
                if value == int(value):
                    return int(value)
        case "date" | "dateTime":
            return _iso(item, date.fromisoformat, str(value)[:10], str(value))
        case "time":
            return clock_time(_iso(item, time.fromisoformat, str(value), str(value)))
        case _:
            if plain:
                return str(value)
    raise AnswersError(f"{item.link_id}: {type(value).__name__} is no answer to an item of type {item.fhir_type}")


def _iso(item: Item, parse: Any, text: str, whole: str) -> str:
    try:
        parse(text)
    except ValueError as error:
        raise AnswersError(f"{item.link_id}: give an ISO {item.fhir_type}") from error
    return whole


def _of_object(item: Item, value: Mapping[str, Any]) -> Value:
    if "value" in value and item.fhir_type == "quantity":
        return Decimal(str(value["value"]))
    if "code" not in value:
        raise AnswersError(f"{item.link_id}: a coded answer needs a code")
    return option_code(_options(item), value)


def _code_of(item: Item, text: str) -> str:
    """A bare code finds its option even where two systems made the form's own key longer."""
    if item.question is None or not _options(item) or item.question.option(text) is not None:
        return text
    return option_code(_options(item), {"code": text})


def _options(item: Item) -> tuple[Option, ...]:
    """Its own, or all that an expression may make its options of."""
    return () if item.question is None else (*item.question.options, *item.question.known)
