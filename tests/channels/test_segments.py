"""Segments against the rules of 3GPP TS 23.038 and 23.040, and against how the segments can be put together again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.segments import BASIC, EXTENSION, count, gsm_safe, is_gsm, not_gsm, split

GSM_LETTERS = sorted(BASIC | EXTENSION)


@pytest.mark.parametrize(
    ("text", "alphabet", "segments", "units"),
    [
        ("", "gsm-7", 1, 0),
        ("a" * 160, "gsm-7", 1, 160),
        ("a" * 161, "gsm-7", 2, 161),
        ("a" * 306, "gsm-7", 2, 306),
        ("a" * 307, "gsm-7", 3, 307),
        ("æøåÆØÅäöÄÖ" * 16, "gsm-7", 1, 160),
        ("€" * 80, "gsm-7", 1, 160),
        ("€" * 81, "gsm-7", 2, 162),
        ("^{}\\[~]|€\f", "gsm-7", 1, 20),
        ("ç", "ucs-2", 1, 1),  # only the capital is in the alphabet
        ("`", "ucs-2", 1, 1),
        ("’" + "a" * 69, "ucs-2", 1, 70),
        ("’" + "a" * 70, "ucs-2", 2, 71),
        ("😀" * 35, "ucs-2", 1, 70),
        ("😀" * 36, "ucs-2", 2, 72),
        # 33 pairs fill 66 of 67 units: the next pair does not fit in what is left.
        ("😀" * 67, "ucs-2", 3, 134),
        # An escape pair that would straddle the border moves whole, so 306 septets need three segments here.
        ("a" * 152 + "€" + "a" * 152, "gsm-7", 3, 306),
        ("a" * 152 + "€" + "a" * 151, "gsm-7", 2, 305),
    ],
)
def test_counts(text: str, alphabet: str, segments: int, units: int) -> None:
    counted = count(text)
    assert (counted.alphabet, counted.segments, counted.units) == (alphabet, segments, units)


def test_the_alphabet_has_as_many_letters_as_the_standard() -> None:
    # 128 positions without the escape, and the ten of the extension table.
    assert (len(BASIC), len(EXTENSION)) == (127, 10)


@given(st.text(st.sampled_from(GSM_LETTERS), max_size=700))
def test_gsm_segments_hold_the_whole_text_and_no_more_than_fits(text: str) -> None:
    parts = split(text)
    assert "".join(parts) == text
    assert len(parts) == count(text).segments
    room = 160 if len(parts) == 1 else 153
    assert all(sum(2 if letter in EXTENSION else 1 for letter in part) <= room for part in parts)


@given(st.text(st.sampled_from("aæ’😀𝔞"), max_size=300).map(lambda text: f"’{text}"))
def test_wide_segments_never_split_a_surrogate_pair(text: str) -> None:
    parts = split(text)
    assert "".join(parts) == text
    assert all(len(part.encode("utf-16-le")) // 2 <= (70 if len(parts) == 1 else 67) for part in parts)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("It’s “fine” – really…", 'It\'s "fine" - really...'),
        ("one\u00a0two\u202fthree\tfour", "one two three four"),
        ("a\u0308rlig sma\u030a", "ärlig små"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("Så bra! 5 €", "Så bra! 5 €"),
    ],
)
def test_typographic_marks_become_plain(typed: str, kept: str) -> None:
    assert gsm_safe(typed) == kept
    assert is_gsm(kept)


def test_what_has_no_plain_form_is_named() -> None:
    assert not_gsm(gsm_safe("ok 😀 ç 😀 ’")) == ("😀", "ç")
