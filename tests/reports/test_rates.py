"""Rates, intervals and tables of counts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.response_counts import CountsError, read_counts
from bot.response_page import as_csv, as_json, counts_as_csv, minutes, page, share
from bot.response_rates import (
    LEAVES,
    OUTCOMES,
    Asking,
    DropOff,
    QuestionMark,
    StepYield,
    age_band,
    drop_off,
    how_whole,
    reply_curve,
    row_of,
    rows_by,
    wilson,
    yield_by_step,
)
from bot.response_report import TABLES, Report

REGISTRY = Path(__file__).with_name("registry.csv")
HERE = {"pathway": "pain", "wave": "=month-3", "channel": "sms", "language": "da", "age": "60-74", "year": "2026"}


def asking(outcome: str, **more: object) -> Asking:
    return Asking(outcome, HERE, **more)  # type: ignore[arg-type]


def test_the_counts_of_a_registry_give_its_percentages() -> None:
    rows = read_counts(REGISTRY)
    assert [(row.complete, row.eligible, share(row.rr1)) for row in rows] == [
        (15, 58, "26 %"),
        (28, 61, "46 %"),
        (21, 28, "75 %"),
        (12, 22, "55 %"),
        (3, 7, "43 %"),
        (14, 16, "88 %"),
        (1, 4, "25 %"),
        (94, 196, "48 %"),
    ]
    assert counts_as_csv(rows).splitlines()[-1] == "all,196,94,0,0.4796,0.4107,0.5493,0.4796,0.4107,0.5493"


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # Published examples: Newcombe, Statistics in Medicine 1998;17:857-872, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(count: int, of: int, low: float, high: float) -> None:
    rate = wilson(count, of)
    assert rate.low == pytest.approx(low, abs=5e-5)
    assert rate.high == pytest.approx(high, abs=5e-5)


def test_of_nobody_there_is_no_rate() -> None:
    assert wilson(0, 0).share is None
    assert share(wilson(0, 0)) == "-"


@pytest.mark.parametrize(
    ("answered", "asked", "outcome"),
    [
        (5, 5, "complete"),
        (9, 10, "complete"),
        (4, 5, "partial"),
        (5, 10, "partial"),
        (4, 10, "break-off"),
        (0, 0, "break-off"),
    ],
)
def test_how_whole(answered: int, asked: int, outcome: str) -> None:
    assert how_whole(answered, asked) == outcome


@given(st.lists(st.sampled_from(sorted(OUTCOMES)), max_size=60))
def test_rates_hold_together(outcomes: list[str]) -> None:
    row = row_of([asking(outcome) for outcome in outcomes], {})
    assert row.eligible == sum(outcome not in LEAVES for outcome in outcomes)
    assert row.complete + row.partial <= row.eligible
    assert sum(row.outcomes.values()) == len(outcomes)
    for rate in (row.rr1, row.rr2):
        if rate.share is not None and rate.low is not None and rate.high is not None:
            assert 0 <= rate.low <= rate.share <= rate.high <= 1


def test_who_opted_out_or_cannot_be_reached_stays_in_the_denominator() -> None:
    row = row_of(
        [asking(code) for code in ("complete", "opted-out", "never-delivered", "wrong-number", "no-channel")], {}
    )
    assert (row.rr1.count, row.rr1.of) == (1, 5)
    row = row_of([asking(code) for code in ("complete", "died", "withdrew-consent", "not-eligible", "open")], {})
    assert (row.rr1.count, row.rr1.of) == (1, 1)


def test_what_each_contact_brought() -> None:
    askings = [
        asking("complete", invited=True, contacts=1, step=0),
        asking("complete", invited=True, contacts=4, step=1),  # the two after the reply reminded of what was begun
        asking("silent", invited=True, contacts=3),
        asking("not-sent"),
    ]
    assert yield_by_step(askings) == [StepYield(0, 3, 1), StepYield(1, 2, 1), StepYield(2, 1, 0)]


def test_the_curve_counts_all_who_were_invited() -> None:
    hour = timedelta(hours=1)
    askings = [
        asking("complete", invited=True, reply_after=hour / 2),
        asking("complete", invited=True, reply_after=30 * hour),
        asking("silent", invited=True),
        asking("silent", invited=True),
        asking("not-sent"),
    ]
    curve = dict(reply_curve(askings))
    assert (curve[hour / 4], curve[hour], curve[48 * hour]) == (0, 0.25, 0.5)
    assert reply_curve([asking("not-sent")]) == []


def test_where_patients_stop() -> None:
    one, two = (QuestionMark("form", "q1", reached=True, answered=True),), ()
    stops = (*one, QuestionMark("form", "q2", reached=True, answered=False, last=True))
    unreached = (*stops, QuestionMark("form", "q3", reached=False, answered=False))
    assert drop_off([asking("partial", marks=each) for each in (one, two, unreached)]) == [
        DropOff("form", "q1", 2, 2, 0),
        DropOff("form", "q2", 1, 0, 1),
        DropOff("form", "q3", 0, 0, 0),
    ]


def test_age_bands() -> None:
    at = datetime(2026, 6, 1, tzinfo=UTC)
    found = [age_band(year, at) for year in (None, 2010, 1990, 1980, 1960, 1951, 1940)]
    assert found == ["not known", "under 18", "18-39", "40-59", "60-74", "75 and over", "75 and over"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no line|has no column"),
        ("wave,complete\n", "no column 'eligible'"),
        ("eligible,complete\n", "has no line"),
        ("eligible,complete\n3,4\n", "line 2: more answers"),
        ("eligible,complete,partial\n3,2,2\n", "line 2: more answers"),
        ("eligible,complete\n3,-1\n", "line 2: complete must be a whole number"),
        ("eligible,complete\n3,two\n", "line 2: complete must be"),
        ("eligible,complete\n3\n", "line 2: complete must be"),
    ],
)
def test_a_table_at_fault_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CountsError, match=said):
        read_counts(path)


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CountsError, match="cannot be read"):
        read_counts(tmp_path / "nowhere.csv")
    path = tmp_path / "counts.csv"
    path.write_bytes(b"eligible,complete\n\xff\xfe,1\n")
    with pytest.raises(CountsError, match="UTF-8"):
        read_counts(path)


def report(askings: list[Asking]) -> Report:
    return Report(
        clinic="fjordby",
        since=datetime(2026, 1, 1, tzinfo=UTC).date(),
        until=datetime(2027, 1, 1, tzinfo=UTC).date(),
        made_at=datetime(2026, 12, 1, tzinfo=UTC),
        total=row_of(askings, {}),
        tables=tuple(tuple(rows_by(askings, names)) for names in TABLES),
        curve=tuple((moment.total_seconds() / 3600, replied) for moment, replied in reply_curve(askings)),
        steps=tuple(yield_by_step(askings)),
        questions=tuple(drop_off(askings)),
        optional_offered=0,
        optional_taken=0,
        short_taken=0,
        by_others=0,
        work=({"kind": "alert", "raised": 2, "acknowledged": 1, "late": 1, "median_seconds": 540.0},),
    )


def test_the_report_as_page_csv_and_json() -> None:
    marks = (QuestionMark("form", "q1", reached=True, answered=True),)
    reply = timedelta(minutes=7)
    made = report(
        [asking("complete", invited=True, contacts=1, step=0, reply_after=reply, marks=marks), asking("silent")]
    )
    shown = page(made)
    assert shown.count("<svg") == 4
    assert "1 of 2" in shown
    assert "50 %" in shown
    assert as_json(made)["by"]["pathway_wave"][0]["rr1"]["of"] == 2
    written = as_csv(made)
    assert ",'=month-3," in written, "no cell begins a formula"
    assert len({line.count(",") for line in written.splitlines()}) == 1


def test_a_report_of_nobody_is_a_report() -> None:
    made = report([])
    assert "<svg" not in page(made)
    assert as_json(made)["total"]["rr1"]["share"] is None
    assert as_csv(made).splitlines()[1].startswith("all,")


def test_lengths_of_time() -> None:
    assert [minutes(each) for each in (None, 0.5, 7, 130, 5000)] == ["-", "under 1 min", "7 min", "2 h", "3.5 days"]
