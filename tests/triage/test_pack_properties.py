"""What holds for the score and the colour of every pack, whatever is answered and in whatever order."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.questionnaire import Questionnaire
from tests.questionnaires.forms import HL7, item, load, when
from tests.triage.test_assess import rule
from triage.assess import AnsweredForm, Assessment, assess
from triage.colours import GRAVITY
from triage.pack import Pack, PackScore, packs
from triage.rules import Rule, parse_rules
from triage.scoring import ITEM_CODES, bindings

GATE = "gate"
PACKS = sorted(packs())


@cache
def form_of(pack_id: str) -> Questionnaire:
    """The pack's items behind a question that opens them."""
    opened = {"enableWhen": [when(GATE, "=", answerBoolean=True)]}
    items = [
        item(
            each.key,
            code=[{"system": ITEM_CODES, "code": f"{pack_id}.{each.key}"}],
            extension=[
                {"url": f"{HL7}{name}", "valueInteger": value}
                for name, value in (("minValue", each.low), ("maxValue", each.high))
            ],
            **opened,
        )
        for each in packs()[pack_id].items
    ]
    return load(item(GATE, "boolean"), *items)


@cache
def rules_of(pack_id: str) -> tuple[Rule, ...]:
    """The worse half of every score's range is yellow, the worst fifth red."""
    raw = []
    for score in packs()[pack_id].scores:
        for colour, share in (("yellow", 50), ("red", 20)):
            raw.append(rule(f"{colour}-{score.code}", colour, worst_part(score, share)))
    return parse_rules(raw)


def worst_part(score: PackScore, share: int) -> dict:
    width = (score.high - score.low) * share / 100
    if score.direction == "higher-is-worse":
        return {"score": score.code, "at_least": score.high - width}
    return {"score": score.code, "at_most": score.low + width}


def judged(pack: Pack, answers: dict, *, core: bool = True) -> Assessment:
    return assess([AnsweredForm(form_of(pack.id), answers, core=core)], rules_of(pack.id))


@st.composite
def answered(draw: st.DrawFn, pack: Pack) -> dict:
    answers = {each.key: draw(st.integers(each.low, each.high)) for each in pack.items}
    return {GATE: True, **answers}


@pytest.mark.parametrize("pack_id", PACKS)
def test_the_form_is_the_packs_and_no_others(pack_id):
    assert [binding.pack.id for binding in bindings(form_of(pack_id))] == [pack_id]


@pytest.mark.parametrize("pack_id", PACKS)
@given(data=st.data())
@settings(max_examples=12)
def test_order_range_gaps_and_gates(pack_id, data):
    pack = packs()[pack_id]
    whole = data.draw(answered(pack))
    assessment = judged(pack, whole)
    for score, rules in zip(assessment.scores, pack.scores, strict=True):
        assert score.value is not None
        assert rules.low <= score.value <= rules.high
        assert bool(score.band) is bool(rules.bands)

    shuffled = data.draw(st.permutations(list(whole.items())))
    assert judged(pack, dict(shuffled)) == assessment

    lacking = data.draw(st.sampled_from([each.key for each in pack.items]))
    less = judged(pack, {key: value for key, value in whole.items() if key != lacking})
    assert less.level != "green"
    if assessment.level == "green" and not any(score.missing.allowed for score in pack.scores):
        assert less.level == "grey"
    for before, after, rules in zip(assessment.scores, less.scores, pack.scores, strict=True):
        if lacking not in rules.items:
            assert after == before
        elif rules.missing.allowed == 0 or lacking in rules.missing.never:
            assert (after.value, after.band) == (None, None)
            assert after.missing == (lacking,)
    reds = {finding.rule for finding in assessment.findings if _rests_on_others(pack, finding.score, lacking)}
    assert reds - {None} <= {finding.rule for finding in less.findings}

    closed = judged(pack, {**whole, GATE: False})
    assert all(score.value is None for score in closed.scores)
    assert GRAVITY[closed.level] <= GRAVITY["grey"]
    assert closed.missing == ()
    assert judged(pack, {**whole, GATE: True}) == assessment


def _rests_on_others(pack: Pack, code: str | None, lacking: str) -> bool:
    return all(lacking not in score.items for score in pack.scores if score.code == code)


@pytest.mark.parametrize("pack_id", PACKS)
def test_all_that_lacks_is_named_and_nothing_is_green(pack_id):
    pack = packs()[pack_id]
    for core in (True, False):
        found = judged(pack, {GATE: True}, core=core)
        assert found.level == "grey"
        assert {each for score in found.scores for each in score.missing} == {
            key for score in pack.scores for key in score.items
        }
