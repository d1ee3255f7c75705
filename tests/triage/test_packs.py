from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.questionnaires.forms import coded, item, load
from triage.pack import packs
from triage.scoring import ITEM_CODES, bindings, mismatches, score_pack, scores_of

EXAMPLES = [(pack, example) for pack in packs().values() for example in pack.examples]


@pytest.mark.parametrize(("pack", "example"), EXAMPLES, ids=lambda part: getattr(part, "id", ""))
def test_worked_examples(pack, example):
    values = {key: Decimal(value) for key, value in example.answers.items()}
    found = {score.code: score for score in score_pack(pack, values)}
    assert {code: found[code].value for code in example.scores} == example.scores
    assert {code: found[code].band for code in example.bands} == example.bands


@given(st.data())
def test_scores_stay_in_range_and_a_missing_item_is_never_made_up(data):
    pack = data.draw(st.sampled_from(list(packs().values())))
    values = {
        each.key: Decimal(data.draw(st.integers(each.low, each.high)))
        for each in pack.items
        if data.draw(st.booleans())
    }
    for score, rule in zip(score_pack(pack, values), pack.scores, strict=True):
        lacking = set(rule.items) - set(values)
        if score.value is None:
            assert set(score.missing) == lacking
            assert score.band is None
            assert lacking
        else:
            assert rule.low <= score.value <= rule.high
            assert len(lacking) <= rule.missing.allowed


def test_every_code_is_one_scores_own():
    codes = [score.code for pack in packs().values() for score in pack.scores]
    assert len(codes) == len(set(codes))


PHQ = ("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8")
FREQUENCIES = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")


def phq(*codes: str):
    """A PHQ as a clinic imports it: LOINC codes, wording of no matter here."""
    options = coded(*FREQUENCIES, system="http://loinc.org")
    return load(
        *(
            item(f"/{code}", "choice", code=[{"system": "http://loinc.org", "code": code}], answerOption=options)
            for code in codes
        )
    )


def test_a_form_is_bound_by_its_codes_to_the_longest_pack_that_fits():
    assert [binding.pack.id for binding in bindings(phq(*PHQ))] == ["phq-9"]
    assert [binding.pack.id for binding in bindings(phq(*PHQ[:2]))] == ["phq-2"]
    assert bindings(phq(*PHQ[2:])) == ()


def test_answers_become_scores_with_bands():
    answers = {f"/{code}": "LA6570-1" for code in PHQ}
    scores = {score.code: score for score in scores_of(phq(*PHQ), answers)}
    assert (scores["phq-9"].value, scores["phq-9"].band) == (18, "moderately severe")
    assert scores["phq-9.item-9"].value == 2


def test_two_items_may_lack_but_never_the_ninth():
    answers = {f"/{code}": "LA6569-3" for code in PHQ}
    form = phq(*PHQ)
    without = {link_id: value for link_id, value in answers.items() if link_id not in ("/44250-9", "/44255-8")}
    assert scores_of(form, without)[0].value == 9
    del answers["/44260-8"]
    assert scores_of(form, answers)[0].value is None
    assert scores_of(form, answers)[0].missing == ("/44260-8",)


def test_a_clinic_binds_its_own_text_by_the_packs_codes():
    form = load(*(item(f"x{n}", code=[{"system": ITEM_CODES, "code": f"peg.q{n}"}]) for n in (1, 2, 3)))
    assert scores_of(form, {"x1": 4, "x2": 5, "x3": 7})[0].value == Decimal("5.3")


def test_a_form_that_contradicts_its_pack_is_named():
    code = [{"system": ITEM_CODES, "code": "mmrc.q1"}]
    [binding] = bindings(load(item("q", "choice", code=code, answerOption=coded("a", "b", "c"))))
    assert "do not give the values 0 to 4" in mismatches(binding)[0]
    [binding] = bindings(load(item("q", "choice", code=code, answerOption=coded(*"abcde"))))
    assert mismatches(binding) == []
