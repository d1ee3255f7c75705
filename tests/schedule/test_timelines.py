"""A year of events and contacts for made-up patients on the shipped pathways, as files that a nurse can read.

`pytest tests/schedule --update-goldens` writes them anew; the difference shows who is asked what at other times.
"""

from pathlib import Path

import pytest

from tests.schedule.timeline import Happening, Reply, Story, told

GOLDEN = Path(__file__).parent / "timelines"
DAY = 24 * 60
NOW = Reply(contact=1, minutes=25, level="yellow")
STORIES = {
    "chronic-pain.inge-answers": Story(
        "chronic-pain",
        "Inge, 57, answers before her visit, has radiofrequency treatment, and answers when she is reminded.",
        [
            Happening("2026-01-12", "referral-accepted"),
            Happening("2026-02-09", "first-visit"),
            Happening("2026-02-09", "treatment-started"),
            Happening("2026-03-02", "procedure", detail={"procedure": "rf"}),
            Happening("2026-09-14", "procedure", detail={"procedure": "rf"}),
        ],
        {
            "baseline": Reply(1, 40, "yellow"),
            "rf-3m": Reply(2, 90, "green"),
            "rf-6m": Reply(3, 4 * 60, "green", "short"),
            "rf-3m of run 2": NOW,
            "status-1 of run 2": NOW,
        },
        until="2027-05-01",
    ),
    "chronic-pain.bent-silent": Story(
        "chronic-pain",
        "Bent, 57, never answers; his first visit is moved, and treatment ends after eight months.",
        [
            Happening("2026-02-23", "referral-accepted"),
            Happening("2026-03-02", "first-visit", on="2026-03-04"),
            Happening("2026-03-03", "first-visit", on="2026-03-04", withdrawn=True),
            Happening("2026-03-03", "first-visit", on="2026-03-25"),
            Happening("2026-03-25", "treatment-started"),
            Happening("2026-11-20", "treatment-ended"),
        ],
        until="2028-01-01",
    ),
    "chronic-pain.karin-wrong-category": Story(
        "chronic-pain",
        "Karin, 57, was recorded with the wrong procedure; it is put right after the wrong wave had begun.",
        [
            Happening("2026-01-05", "treatment-started"),
            Happening("2026-01-19", "procedure", detail={"procedure": "rf"}),
            Happening("2026-03-25", "procedure", on="2026-01-19", detail={"procedure": "rf"}, withdrawn=True),
            Happening("2026-03-25", "procedure", on="2026-01-19", detail={"procedure": "scs"}),
        ],
        {"scs-6m": NOW, "scs-12m": Reply(4, 30, "yellow")},
    ),
    "chronic-pain.poul-dies": Story(
        "chronic-pain",
        "Poul, 57, dies between two reminders.",
        [
            Happening("2026-05-04", "referral-accepted"),
            Happening("2026-05-04", "procedure", on="2026-04-27", detail={"procedure": "rf"}),
            Happening("2026-05-08", "deceased"),
        ],
    ),
    "back-pain.signe-by-colour": Story(
        "back-pain",
        "Signe, 41, is asked again by her colour: red, then yellow, then green, then she is silent.",
        [Happening("2026-01-07", "referral-accepted"), Happening("2026-02-02", "first-visit")],
        {
            "status-1": Reply(1, 30, "red"),
            "status-2": Reply(2, 3 * 60, "yellow", "short"),
            "status-3": Reply(1, 2 * DAY, "green"),
        },
        {"age": 41},
        until="2027-06-01",
    ),
    "back-pain.jens-silent": Story(
        "back-pain",
        "Jens, 63, never answers: what is not known is asked again as if it were yellow, until treatment ends.",
        [Happening("2026-03-16", "referral-accepted"), Happening("2026-08-31", "treatment-ended")],
        facts={"age": 63},
        until="2027-04-01",
    ),
    "back-pain.amina-excluded": Story(
        "back-pain",
        "Amina, 38, was recorded as needing an interpreter by mistake; later she wants no part in it.",
        [
            Happening("2026-04-07", "referral-accepted"),
            Happening("2026-04-09", facts={"interpreter": False}),
            Happening("2026-04-20", objects=True),
            Happening("2026-06-01", objects=False),
        ],
        facts={"age": 38, "interpreter": True},
    ),
    "palliative-needs.ove-answers": Story(
        "palliative-needs",
        "Ove, 71, with lung disease, answers at each turn of his illness.",
        [
            Happening("2026-02-16", "admission"),
            Happening("2026-02-25", "discharge"),
            Happening("2026-06-10", "deterioration"),
            Happening("2026-06-12", "relative-concern"),
        ],
        {"admission": NOW, "discharge": Reply(2, 55, "green"), "relative-concern": Reply(3, 30, "red", "short")},
        {"age": 71, "diagnosis": "lung"},
    ),
    "palliative-needs.ruth-dies": Story(
        "palliative-needs",
        "Ruth, 80, with cancer, is silent and dies.",
        [
            Happening("2026-12-14", "transition"),
            Happening("2026-12-28", "deterioration"),
            Happening("2027-01-04", "deceased", on="2027-01-02"),
        ],
        facts={"age": 80, "diagnosis": "cancer"},
    ),
    "palliative-needs.mads-excluded": Story(
        "palliative-needs",
        "Mads, 17, with heart disease: his diagnosis is not recorded at first, and he is too young until his birthday.",
        [
            Happening("2026-05-11", "admission"),
            Happening("2026-05-12", facts={"diagnosis": "heart"}),
            Happening("2026-10-05", facts={"age": 18}),
            Happening("2026-10-12", "status-visit"),
        ],
        {"status-visit": NOW},
        {"age": 17},
    ),
    "palliative-needs.else-silent": Story(
        "palliative-needs",
        "Else, 66, with kidney disease, never answers and is put on the list of people to ring.",
        [Happening("2026-03-27", "admission"), Happening("2026-04-02", "transition")],
        facts={"age": 66, "diagnosis": "kidney"},
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_a_year_of_a_patient(name: str, update_goldens: bool) -> None:
    path, timeline = GOLDEN / f"{name}.txt", told(STORIES[name])
    if update_goldens:
        path.write_text(timeline, encoding="utf-8")
    assert path.exists(), "no such golden yet: run `pytest tests/schedule --update-goldens` and read it"
    assert timeline == path.read_text(encoding="utf-8")


def test_every_golden_is_played() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(STORIES)
