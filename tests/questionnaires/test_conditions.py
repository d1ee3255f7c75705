from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.questionnaires.forms import asked, coded, item, load, when


@pytest.mark.parametrize(
    ("operator", "expected", "answer", "enabled"),
    [
        ("exists", {"answerBoolean": True}, 3, True),
        ("exists", {"answerBoolean": True}, None, False),
        ("exists", {"answerBoolean": False}, None, True),
        ("exists", {"answerBoolean": False}, 0, False),
        ("=", {"answerInteger": 3}, 3, True),
        ("=", {"answerInteger": 3}, 4, False),
        ("=", {"answerInteger": 3}, None, False),
        ("=", {"answerDecimal": 3.0}, 3, True),
        ("!=", {"answerInteger": 3}, 4, True),
        ("!=", {"answerInteger": 3}, 3, False),
        ("!=", {"answerInteger": 3}, None, True),
        (">", {"answerInteger": 3}, 4, True),
        (">", {"answerInteger": 3}, 3, False),
        ("<", {"answerInteger": 3}, None, False),
        (">=", {"answerInteger": 3}, 3, True),
        ("<=", {"answerInteger": 3}, 4, False),
        (">=", {"answerQuantity": {"value": 3.5}}, Decimal("3.5"), True),
    ],
)
def test_every_operator(operator, expected, answer, enabled):
    form = load(item("q"), item("next", enableWhen=[when("q", operator, **expected)]))
    answers = {} if answer is None else {"q": answer}
    assert ("next" in asked(form, answers)) is enabled


@pytest.mark.parametrize(
    ("kind", "expected", "answer", "enabled"),
    [
        ("boolean", {"answerBoolean": True}, True, True),
        ("boolean", {"answerBoolean": False}, True, False),
        ("boolean", {"answerBoolean": False}, False, True),
        ("string", {"answerString": "tea"}, "tea", True),
        ("string", {"answerString": "tea"}, "Tea", False),
        ("date", {"answerDate": "2026-05-01"}, "2026-05-01", True),
        ("time", {"answerTime": "08:00:00"}, "08:00", True),
    ],
)
def test_equality_by_type(kind, expected, answer, enabled):
    form = load(item("q", kind), item("next", enableWhen=[when("q", "=", **expected)]))
    assert ("next" in asked(form, {"q": answer})) is enabled


@pytest.mark.parametrize(
    ("behaviour", "enabled"), [({"enableBehavior": "all"}, False), ({"enableBehavior": "any"}, True), ({}, True)]
)
def test_all_and_any(behaviour, enabled):
    """R4 wants it said; where it is not, any, as the reference renderer has it."""
    conditions = [when("a", "=", answerInteger=1), when("b", "=", answerInteger=1)]
    form = load(item("a"), item("b"), item("next", enableWhen=conditions, **behaviour))
    assert ("next" in asked(form, {"a": 1, "b": 2})) is enabled


def test_codings_match_by_system_and_code():
    same = {"system": "https://clinic.example/codes", "code": "tea"}
    form = load(
        item("q", "choice", answerOption=coded("tea", "coffee")),
        item("same", enableWhen=[when("q", "=", answerCoding=same)]),
        item("other", enableWhen=[when("q", "=", answerCoding={**same, "system": "https://elsewhere.example"})]),
        item("bare", enableWhen=[when("q", "=", answerCoding={"code": "tea"})]),
    )
    assert asked(form, {"q": "tea"}) == ["q", "same"]


def test_one_of_several_answers_is_enough():
    tea = {"system": "https://clinic.example/codes", "code": "tea"}
    form = load(
        item("q", "choice", repeats=True, answerOption=coded("tea", "coffee", "milk")),
        item("is", enableWhen=[when("q", "=", answerCoding=tea)]),
        item("is-not", enableWhen=[when("q", "!=", answerCoding=tea)]),
    )
    assert asked(form, {"q": ("coffee", "tea")}) == ["q", "is"]
    assert asked(form, {"q": ("coffee", "milk")}) == ["q", "is-not"]


def test_a_disabled_item_counts_as_unanswered():
    form = load(
        item("gate", "boolean"),
        item("behind", enableWhen=[when("gate", "=", answerBoolean=True)]),
        item("after", enableWhen=[when("behind", "exists", answerBoolean=True)]),
    )
    answers = {"gate": True, "behind": 4}
    assert asked(form, answers) == ["gate", "behind", "after"]
    assert asked(form, {**answers, "gate": False}) == ["gate"]
    assert form.filled({**answers, "gate": False}).values == {"gate": False}


def test_a_group_takes_what_is_in_it_along():
    inner = [item("in", "group", item=[item("deep")])]
    form = load(
        item("gate", "boolean"),
        item("out", "group", enableWhen=[when("gate", "=", answerBoolean=True)], item=inner),
        item("last", enableWhen=[when("deep", "exists", answerBoolean=True)]),
    )
    assert asked(form, {"gate": True, "deep": 1}) == ["gate", "deep", "last"]
    assert asked(form, {"deep": 1}) == ["gate"]


def test_a_condition_may_look_ahead():
    form = load(item("first", enableWhen=[when("last", "=", answerInteger=1)]), item("last"))
    assert asked(form, {"last": 1}) == ["first", "last"]


def test_a_loop_of_references_ends():
    form = load(
        item("a", enableWhen=[when("b", "exists", answerBoolean=True)]),
        item("b", enableWhen=[when("a", "exists", answerBoolean=True)]),
        item("c", enableWhen=[when("c", "=", answerInteger=1)]),
    )
    assert asked(form, {}) == []
    assert asked(form, {"c": 1}) == ["c"]


def test_in_a_ring_the_first_of_the_form_is_decided_first():
    """As the reference renderer has it: what is not decided yet is taken as it stands."""
    form = load(
        item("after", enableWhen=[when("c", "exists", answerBoolean=True)]),
        item("a", "boolean", enableWhen=[when("c", "!=", answerBoolean=True)]),
        item("b", "boolean", enableWhen=[when("c", "!=", answerBoolean=True)]),
        item("c", "boolean", enableWhen=[when(other, "!=", answerBoolean=True) for other in "ab"]),
    )
    assert asked(form, {"a": True, "b": False, "c": True}) == ["after", "c"]


@pytest.mark.parametrize("closed", [False, True])
def test_a_thousand_items_may_hang_on_each_other(closed):
    """In either direction, and in a ring: forms made by machines are like that."""
    size = 1500
    ahead = [item(f"q{n}", enableWhen=[when(f"q{n + 1}", "exists", answerBoolean=True)]) for n in range(size)]
    last = {"enableWhen": [when("q0", "exists", answerBoolean=True)]} if closed else {}
    form = load(*ahead, item(f"q{size}", **last))
    answers = {f"q{n}": 1 for n in range(size + 1)}
    assert len(asked(form, answers)) == size + 1
    answers.pop("q7")
    assert "q6" not in asked(form, answers)


GATED = load(
    item("g1", "boolean"),
    item("g2", "boolean", enableWhen=[when("g1", "=", answerBoolean=True)]),
    *(item(f"q{n}", enableWhen=[when("g2", "=", answerBoolean=True), when("g1", "exists", answerBoolean=True)],
           enableBehavior="all") for n in range(5)),
    item("sum", enableWhen=[when("q1", ">", answerInteger=3), when("q2", ">", answerInteger=3)], enableBehavior="any"),
)  # fmt: skip


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "g1": st.booleans(),
            "g2": st.booleans(),
            **{f"q{n}": st.integers(0, 10) for n in range(5)},
            "sum": st.integers(0, 10),
        },
    ),
    st.randoms(use_true_random=False),
)
def test_order_of_answers_never_matters_and_a_closed_gate_hides_all(answers, random):
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert asked(GATED, dict(shuffled)) == asked(GATED, answers)
    assert asked(GATED, {**answers, "g1": False}) == ["g1"]
    assert set(GATED.filled(answers).values) <= set(asked(GATED, answers))


@pytest.mark.parametrize(
    ("kind", "expected", "answer", "enabled"),
    [
        ("date", {"answerDate": "2026-05-01"}, "2026-05-02", True),
        ("date", {"answerDate": "2026-05-01"}, "2026-05-01", False),
        ("time", {"answerTime": "08:00:00"}, "08:30", True),
        ("string", {"answerString": "tea"}, "water", False),
    ],
)
def test_moments_have_an_order_and_words_have_none(kind, expected, answer, enabled):
    form = load(item("q", kind), item("next", enableWhen=[when("q", ">", **expected)]))
    assert ("next" in asked(form, {"q": answer})) is enabled


def test_options_without_codes_are_compared_by_their_words():
    named = [{"valueCoding": {"display": "Tea"}}, {"valueCoding": {"code": "hot", "display": "Coffee"}}]
    form = load(
        item("q", "choice", answerOption=named),
        item("next", enableWhen=[when("q", "=", answerCoding=named[0]["valueCoding"])]),
    )
    assert asked(form, {"q": form.question("q").options[0].code}) == ["q", "next"]
    assert asked(form, {"q": form.question("q").options[1].code}) == ["q"]


def test_truth_written_as_text_is_truth():
    form = load(item("q", "choice", repeats="true", answerOption=coded("a", "b")))
    assert form.question("q").repeats
