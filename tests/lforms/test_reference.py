"""Our reading of forms, held against the reference renderer: what is enabled, and what is reckoned."""

import json
import random
import shutil
import subprocess
import zlib
from decimal import Decimal
from pathlib import Path

import pytest

from bot.questionnaire_run import run_form
from bot.questionnaire_values import read_answers
from flows.fhir import load_questionnaire
from flows.fhir_values import mappings, walk
from tests.lforms.mechanisms import FORMS

HERE = Path(__file__).parent
CASES = 8

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js here"),
    pytest.mark.skipif(not (HERE / "node_modules").is_dir(), reason="run `make lforms` once"),
]


def drawn(item, form, luck):
    """An answer as FHIR values, [(value[x], value)]."""
    options = [option["valueCoding"] for option in item.get("answerOption", ())]
    if "answerValueSet" in item:
        options = [
            {key: concept[key] for key in ("system", "code", "display")}
            for concept in form["contained"][0]["expansion"]["contains"]
        ]
    if not options and item["type"] == "choice":  # made of other answers: one of those, or one that has gone
        options = [option["valueCoding"] for option in form["item"][0]["answerOption"]]
    if options:
        count = luck.randint(1, len(options)) if item.get("repeats") else 1
        return [("valueCoding", options[n]) for n in sorted(luck.sample(range(len(options)), count))]
    match item["type"]:
        case "boolean":
            return [("valueBoolean", luck.random() < 0.6)]
        case "integer":
            return [("valueInteger", luck.choice([0, 2, 3, 5, 6, 170]))]
        case "decimal":
            return [("valueDecimal", luck.choice([1.0, 2.5, 7.25, 92.5]))]
        case "quantity":
            unit = item["extension"][0]["valueCoding"]
            size = luck.choice([37.2, 38.5, 39.0, 81])
            return [
                ("valueQuantity", {"value": size, "unit": unit["code"], **{k: unit[k] for k in ("system", "code")}})
            ]
        case "date":
            return [("valueDate", luck.choice(["1950-02-28", "1960-01-01", "1999-12-31", "2024-02-29"]))]
    return [("valueString", luck.choice(["alpha", "gamma", "b"]))]


def response_items(items, form, luck, chance, given):
    """What a person might have filled in, and into `given` the same as our command takes it."""
    for item in items:
        below = item.get("item", ())
        if item["type"] == "display":
            continue
        if item["type"] == "group" and item.get("repeats"):
            each = [{} for _ in range(luck.randint(1, 3))]
            built = [list(response_items(below, form, luck, chance, own)) for own in each]
            # An occurrence without any answer is none: a response cannot tell it from one that was never begun
            told = [(own, items) for own, items in zip(each, built, strict=True) if items]
            if told:
                given[item["linkId"]] = [own for own, _ in told]
            yield from ({"linkId": item["linkId"], "item": items} for _, items in told)
            continue
        if item["type"] == "group":
            if inner := list(response_items(below, form, luck, chance, given)):
                yield {"linkId": item["linkId"], "item": inner}
            continue
        if item.get("readOnly") or luck.random() > chance:
            continue
        values = drawn(item, form, luck)
        plain = [value["value"] if name == "valueQuantity" else value for name, value in values]
        given[item["linkId"]] = plain if len(plain) > 1 else plain[0]
        answers = [{name: value} for name, value in values]
        if inner := list(response_items(below, form, luck, chance, given)):
            answers[0]["item"] = inner
        yield {"linkId": item["linkId"], "answer": answers}


def cases():
    for name, form in FORMS.items():
        for number in range(CASES):
            luck = random.Random(zlib.crc32(f"{name} {number}".encode()))
            given = {}
            chance = (1, 0, 0.9, 0.7)[number % 4]
            items = list(response_items(form["item"], form, luck, chance, given))
            yield name, form, {"resourceType": "QuestionnaireResponse", "status": "completed", "item": items}, given


@pytest.fixture(scope="module")
def theirs():
    asked = json.dumps([[form, response] for _, form, response, _ in cases()])
    done = subprocess.run(
        ["node", str(HERE / "compare.mjs")], input=asked, capture_output=True, encoding="utf-8", check=True, timeout=120
    )
    return json.loads(done.stdout)


def together(pairs):
    """Of a group that repeats, the values of all its occurrences."""
    found = {}
    for link_id, value in pairs:
        more = value if isinstance(value, list) else [value]
        before = found.get(link_id)
        found[link_id] = value if before is None else (before if isinstance(before, list) else [before]) + more
    return found


def values_of(items):
    for item in items:
        values = []
        for one in item.get("answer", ()):
            values += [value.get("code", value.get("value")) if isinstance(value, dict) else value
                       for name, value in one.items() if name.startswith("value")]  # fmt: skip
            yield from values_of(one.get("item", ()))
        if values:
            yield item["linkId"], values if len(values) > 1 else values[0]
        yield from values_of(item.get("item", ()))


def alike(value):
    """A number however it is written; lists of one, and moments of which a person gives the day alone, as their one."""
    if isinstance(value, list):
        return alike(value[0]) if len(value) == 1 else [alike(one) for one in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(Decimal(str(value)), 9)
    return value


def test_the_same_options_are_made_of_other_answers(theirs):
    compared = 0
    for (_, form, _, given), told in zip(cases(), theirs, strict=True):
        questionnaire = load_questionnaire(form)
        for link_id, options in questionnaire.filled(read_answers(questionnaire, given)).options.items():
            ours = [next(iter(option.labels.values())).lower() for option in options]
            assert ours == told["options"].get(link_id), (link_id, given)
            compared += len(options)
    assert compared


@pytest.mark.parametrize("name", FORMS)
def test_the_same_items_are_enabled_and_the_same_values_reckoned(name, theirs):
    for (form_name, form, _, given), told in zip(cases(), theirs, strict=True):
        if form_name != name:
            continue
        ours = run_form(form, given, None)
        assert ours["enabled"] == told["enabled"], given
        reckoned = {item["linkId"] for item in walk(mappings(form["item"])) if item.get("readOnly")}
        values = together(values_of(ours["response"].get("item", ())))
        for link_id in reckoned & set(told["enabled"]):
            assert alike(values.get(link_id)) == alike(told["values"].get(link_id)), (link_id, given)
