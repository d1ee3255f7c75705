"""Options that depend on other answers: read from the form, and found for the answers there are."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from flows.expressions import Expression
from flows.fhir_options import answer_key, option_code, option_of
from flows.fhir_values import SDC, Json, extensions, mappings, plain_value, value_of
from flows.items import Choices, Item, Option

MAKING: Final = f"{SDC}answerExpression"
TOGGLING: Final = f"{SDC}answerOptionsToggleExpression"
_VALUE_NAMES: Final = {"integer": "valueInteger", "date": "valueDate", "time": "valueTime"}

Run = Callable[[Expression], list[Any]]


def choices_of(
    raw: Json, options: tuple[Option, ...], compiled: Callable[[Json, str], list[Expression]]
) -> Choices | None:
    """Null where the options are always the same. `compiled`: the FHIRPath of a node's extensions with a url."""
    made = next(iter(compiled(raw, MAKING)), None)
    toggles = []
    for toggle in extensions(raw, TOGGLING):
        toggles += [(toggled_codes(toggle, options), each) for each in compiled(toggle, "expression")]
    return Choices(made, tuple(toggles)) if made or toggles else None


def toggled_codes(toggle: Json, options: tuple[Option, ...]) -> frozenset[str]:
    found = [value_of(part) for part in extensions(toggle, "option")]
    return frozenset(_code(options, *each) for each in found if each is not None)


def _code(options: tuple[Option, ...], name: str, value: Any) -> str:
    return option_code(options, value) if isinstance(value, Mapping) else str(plain_value(name, value))


def open_options(item: Item, run: Run) -> tuple[Option, ...]:
    """The options that the question has now, in the form's order. `run` evaluates one of its expressions."""
    question, choices = item.question, item.choices
    assert question is not None, "only questions have options"
    assert choices is not None, "asked of a question whose options vary"
    options = question.options
    if choices.made is not None:
        options = _made(item, run(choices.made))
    toggled = {code for codes, _ in choices.toggles for code in codes}
    opened = {code for codes, expression in choices.toggles if run(expression) == [True] for code in codes}
    return tuple(option for option in options if option.code not in toggled or option.code in opened)


def _made(item: Item, results: Iterable[Any]) -> tuple[Option, ...]:
    """What an expression gave, as options: each once, with all that the form knows of it."""
    question = item.question
    assert question is not None, "options are made for a question"
    by_key = {answer_key(each): each for each in question.known}
    # A concept within a value set does not repeat the system it is listed under
    by_key |= {("", key[1]): each for key, each in reversed(by_key.items()) if len(key) == 2}
    found: dict[str, Option] = {}
    for result in results:
        option = _option(item, result)
        if option is None:
            continue
        known = by_key.get(answer_key(option))
        if known is None and question.repeats and not isinstance(result, Mapping):
            continue  # several answers in the patient's own words could not be kept apart from coded ones
        kept = known or option
        found.setdefault(kept.code, kept)
    return tuple(found.values())


def _option(item: Item, result: Any) -> Option | None:
    """Of a Coding, of a concept in a value set, of an answerOption, or of a plain value."""
    assert item.question is not None, "options are made for a question"
    own = item.question.own_language
    if not isinstance(result, Mapping):
        plain = getattr(result, "asStr", result)
        name = _VALUE_NAMES.get(item.fhir_type, "valueString")
        return None if plain in (None, "") else option_of({name: plain}, own)
    if "code" in result or "display" in result:
        coding = {key: result[key] for key in ("system", "code", "display", "_display", "extension") if key in result}
        return option_of({"valueCoding": coding, "designation": mappings(result.get("designation"))}, own)
    return option_of(result, own) if value_of(result) is not None else None
