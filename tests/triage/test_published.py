"""Published rules computed a second time, in another way than the packs do, and held against them."""

from decimal import Decimal
from itertools import product

import pytest

from tests.questionnaires.forms import item, load
from triage.pack import packs
from triage.scoring import ITEM_CODES, bindings, score_pack, scores_of

DIMENSIONS = ("mobility", "self-care", "activities", "pain", "anxiety")
# Decrements of levels 2 to 5 in millionths (Jensen 2021, Garratt 2025)
DENMARK = {
    "mobility": (41000, 54000, 157000, 220000),
    "self-care": (35000, 50000, 144000, 209000),
    "activities": (33000, 40000, 139000, 174000),
    "pain": (48000, 94000, 381000, 537000),
    "anxiety": (72000, 191000, 430000, 618000),
}
NORWAY = {
    "mobility": (31160, 64985, 158875, 205000),
    "self-care": (31312, 65302, 159650, 206000),
    "activities": (27208, 56743, 138725, 179000),
    "pain": (59432, 123947, 303025, 391000),
    "anxiety": (71744, 149624, 365800, 472000),
}
# Of the EORTC's addendum, by the sum of the answers: what each comes to
PHYSICAL = {12: "0", 11: "6.7", 10: "13.3", 9: "20", 8: "26.7", 7: "33.3", 6: "46.7", 5: "60", 4: "73.3", 3: "93.3"}
EMOTIONAL = {8: "0", 7: "16.7", 6: "41.7", 5: "50", 4: "66.7", 3: "83.3", 2: "100"}
FATIGUE = {2: "0", 3: "22.2", 4: "33.3", 6: "66.7", 7: "88.9", 8: "100"}
NAUSEA = {1: "0", 2: "16.7", 3: "50", 4: "100"}


def scored(pack: str, answers: dict[str, int]) -> dict[str, Decimal | None]:
    return {score.code: score.value for score in score_pack(packs()[pack], {k: Decimal(v) for k, v in answers.items()})}


@pytest.mark.parametrize(("code", "table"), [("eq-5d-5l.dk", DENMARK), ("eq-5d-5l.no", NORWAY)])
def test_every_state_of_the_eq_5d_5l(code, table):
    pack = packs()["eq-5d-5l"]
    for levels in product(range(1, 6), repeat=5):
        lost = sum((0, *table[name])[level - 1] for name, level in zip(DIMENSIONS, levels, strict=True))
        values = {name: Decimal(level) for name, level in zip(DIMENSIONS, levels, strict=True)}
        [found] = [score for score in score_pack(pack, values) if score.code == code]
        assert abs(found.value * 1_000_000 - (1_000_000 - lost)) <= 500, levels


@pytest.mark.parametrize("lacking", DIMENSIONS)
def test_half_of_the_eq_5d_is_none(lacking):
    """A form without one of the five, or without the scale from 0 to 100, is not bound and has no index."""
    whole = [*DIMENSIONS, "vas"]
    for left_out in (lacking, "vas"):
        asked = [name for name in whole if name != left_out]
        form = load(*(item(name, code=[{"system": ITEM_CODES, "code": f"eq-5d-5l.{name}"}]) for name in asked))
        assert bindings(form) == ()
        assert scores_of(form, dict.fromkeys(asked, 1)) == []
    answers = {name: 1 for name in whole if name != lacking}
    found = scored("eq-5d-5l", answers)
    assert (found["eq-5d-5l.dk"], found["eq-5d-5l.no"], found["eq-5d-5l.vas"]) == (None, None, 1)


def test_every_answer_of_the_qlq_c15_pal():
    def same(found: Decimal | None, expected: str) -> bool:
        return found is not None and f"{found:f}" == f"{Decimal(expected):.1f}"

    rest = {f"q{n}": 1 for n in range(1, 16)}
    for a, b, c in product(range(1, 5), repeat=3):
        found = scored("qlq-c15-pal", rest | {"q1": a, "q2": b, "q3": c, "q7": a, "q11": b, "q5": a, "q12": c})
        assert same(found["qlq-c15-pal.pf"], PHYSICAL[a + b + c])
        fatigue = FATIGUE.get(a + b, "44.4" if a > b else "55.6")
        assert same(found["qlq-c15-pal.fa"], fatigue)
        assert same(found["qlq-c15-pal.pa"], f"{(a + c - 2) / 6 * 100:.1f}")
    for a, b in product(range(1, 5), repeat=2):
        assert same(scored("qlq-c15-pal", rest | {"q13": a, "q14": b})["qlq-c15-pal.ef"], EMOTIONAL[a + b])
    for a in range(1, 5):
        found = scored("qlq-c15-pal", rest | {"q4": a, "q6": a, "q8": a, "q10": a, "q9": a})
        assert same(found["qlq-c15-pal.nv"], NAUSEA[a])
        for single in ("dy", "sl", "ap", "co"):
            assert same(found[f"qlq-c15-pal.{single}"], f"{(a - 1) / 3 * 100:.1f}")
    for a in range(1, 8):
        assert same(scored("qlq-c15-pal", rest | {"q15": a})["qlq-c15-pal.ql"], f"{(a - 1) / 6 * 100:.1f}")


# Score, its value, and the band that the source gives it: both sides of every border
BORDERS = [
    ("phq-9", {4: "minimal", 5: "mild", 9: "mild", 10: "moderate", 14: "moderate", 15: "moderately severe"}),
    ("phq-9", {19: "moderately severe", 20: "severe", 27: "severe"}),
    ("phq-8", {4: "minimal", 5: "mild", 10: "moderate", 15: "moderately severe", 20: "severe"}),
    ("gad-7", {4: "minimal", 5: "mild", 9: "mild", 10: "moderate", 14: "moderate", 15: "severe"}),
    ("phq-4", {2: "none", 3: "mild", 5: "mild", 6: "moderate", 8: "moderate", 9: "severe"}),
    ("phq-2", {2: "below 3", 3: "3 or more"}),
    ("isi", {7: "none", 8: "below threshold", 14: "below threshold", 15: "moderate", 21: "moderate", 22: "severe"}),
    ("cat", {9: "low", 10: "medium", 19: "medium", 20: "high", 29: "high", 30: "very high"}),
    ("pcs", {29: "below 30", 30: "30 or more"}),
    ("pcl-5", {30: "below 31", 31: "31 or more"}),
    ("mmrc", {1: "below 2", 2: "2 or more"}),
    ("brief", {12: "inadequate", 13: "marginal", 16: "marginal", 17: "adequate"}),
    ("pseq-2", {5: "low", 6: "not low"}),
    ("dn4", {3: "below 4", 4: "4 or more"}),
]


@pytest.mark.parametrize(("pack_id", "borders"), BORDERS, ids=[f"{name}-{min(at)}" for name, at in BORDERS])
def test_both_sides_of_every_border(pack_id, borders):
    pack = packs()[pack_id]
    for total, band in borders.items():
        left = total - sum(each.low for each in pack.items)
        values = {}
        for each in pack.items:
            step = min(left, each.high - each.low)
            values[each.key] = Decimal(each.low + step)
            left -= step
        found = score_pack(pack, values)[0]
        assert (found.value, found.band) == (total, band)


@pytest.mark.parametrize(
    ("answers", "band"),
    [
        ((1, 1, 1, 0, 0, 0, 0, 0, 0), "low risk"),
        ((1, 1, 1, 1, 0, 0, 0, 0, 0), "medium risk"),
        ((1, 1, 1, 1, 1, 1, 1, 0, 0), "medium risk"),
        ((0, 0, 0, 0, 1, 1, 1, 1, 0), "high risk"),
    ],
)
def test_start_back_by_its_second_part(answers, band):
    pack = packs()["start-back"]
    values = {f"q{n}": Decimal(value) for n, value in enumerate(answers, start=1)}
    assert score_pack(pack, values)[0].band == band
