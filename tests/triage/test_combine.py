from datetime import UTC, datetime
from itertools import product

import pytest

from triage.colours import GRAVITY
from triage.combine import WORST_OF_BOTH, MatrixError, OverrideError, colours, combine, override, parse_matrix

NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
COLOURS = ("green", "yellow", "red")
# A clinic that looks closer only where patient and clinician both worry
TOGETHER = {
    "green": {"green": "green", "yellow": "green", "red": "red"},
    "yellow": {"green": "green", "yellow": "yellow", "red": "red"},
    "red": {"green": "red", "yellow": "red", "red": "red"},
}


def stated(**cells):
    """`cells`: "patient_clinician" = colour, on top of the matrix above."""
    levels = {patient: dict(row) for patient, row in TOGETHER.items()}
    for name, colour in cells.items():
        patient, _, clinician = name.partition("_")
        levels[patient][clinician] = colour
    return {"levels": levels, "source": "the clinic's chronic care group", "author": "Dr Example", "date": "2026-05-01"}


@pytest.mark.parametrize(
    ("patient", "clinician", "together"),
    [
        ("green", "green", "green"),
        ("yellow", "green", "green"),
        ("yellow", "yellow", "yellow"),
        ("green", "red", "red"),
        ("green", None, "grey"),
        (None, "green", "grey"),
        ("grey", "green", "grey"),
        ("yellow", None, "yellow"),
        (None, "red", "red"),
        (None, None, "grey"),
    ],
)
def test_both_are_needed_and_the_matrix_says_what_they_come_to(patient, clinician, together):
    assert combine(patient, clinician, parse_matrix(stated())) == together


def test_without_a_matrix_the_graver_stands():
    for patient, clinician in product(COLOURS, COLOURS):
        assert combine(patient, clinician) == max(patient, clinician, key=GRAVITY.__getitem__)


@pytest.mark.parametrize("matrix", [WORST_OF_BOTH, parse_matrix(stated())])
def test_what_lacks_never_calms(matrix):
    for patient, clinician in product(COLOURS, COLOURS):
        assert combine(patient, None, matrix) != "green"
        if combine(patient, clinician, matrix) == "green":
            assert combine(patient, None, matrix) in ("grey", "yellow")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (stated(red_green="yellow"), "must be red"),
        (stated(green_yellow="yellow", yellow_yellow="green"), "calmer"),
        (stated(green_green="grey"), "levels"),
        ({**stated(), "levels": {"green": {"green": "green"}}}, "has no colour"),
        ({**stated(), "source": ""}, "source"),
    ],
)
def test_a_matrix_that_calms_is_refused(raw, told):
    with pytest.raises(MatrixError, match=told):
        parse_matrix(raw)


def test_an_override_is_in_force_while_it_is_the_last_word():
    made = override("red", "green", reason="Spoke with her by telephone", by="nurse 4", at=NOW)
    found = colours("red", None, None, standing="green", latest=made)
    assert (found.together, found.level, found.override) == ("red", "green", made)
    judged_anew = colours("yellow", None, None, standing="yellow", latest=made)
    assert (judged_anew.level, judged_anew.override) == ("yellow", None)
    assert colours("green", None, None, standing="green", latest=made).override is None  # the same as by both


def test_where_both_are_needed_the_clinician_is_waited_for():
    matrix = parse_matrix(stated())
    found = [colours(patient, None, matrix) for patient in (*COLOURS, "grey", None)]
    assert [each.level for each in found] == ["grey", "yellow", "red", "grey", None]
    assert [each.waiting for each in found] == [True, True, True, True, False]
    assert colours("green", "yellow", matrix).level == "green"
    assert not colours("green", "yellow", matrix).waiting
    assert colours("green", None, None).level == "green"
    assert colours("green", "yellow", None).level == "yellow"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"to": "red"}, "already"),
        ({"to": "grey"}, "red, yellow or green"),
        ({"reason": " ok "}, "why"),
        ({"by": ""}, "who"),
    ],
)
def test_an_override_needs_a_reason_a_name_and_another_colour(change, told):
    given = {"was": "red", "to": "green", "reason": "Spoke with her by telephone", "by": "nurse 4", "at": NOW} | change
    with pytest.raises(OverrideError, match=told):
        override(given.pop("was"), given.pop("to"), **given)
