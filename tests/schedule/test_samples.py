"""Made-up patients show what a schedule does in every wave of a pathway, each thing once."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.sample_timelines import samples_of
from flows.hours import ContactHours
from flows.pathway import Pathway
from flows.schedule import Schedule

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")


def wave(key: str, window: str) -> dict[str, object]:
    return {"key": key, "title": f"Wave {key}", "event": "surgery", "window": window, "core": ["https://a.example/q"]}


def pathway(*windows: str) -> Pathway:
    return Pathway.model_validate(
        {
            "id": "knee",
            "title": "Knee",
            "consent": "exempt",
            "waves": [wave(f"w{number}", window) for number, window in enumerate(windows, start=1)],
            "schedule": {"reminders": [{"after": "P2D"}, {"after": "P10D"}]},
        }
    )


def titles(*windows: str) -> list[str]:
    new = Schedule.model_validate({"reminders": [{"after": "P3D"}]})
    return [sample.title for sample in samples_of(pathway(*windows), new, ContactHours(), OSLO, NOW)]


def test_a_wave_in_which_a_reminder_never_comes_has_a_patient_of_its_own() -> None:
    usual = ["Due now", "In the middle", "Wrote LATER"]
    assert titles("P4W") == usual
    assert titles("P4W", "P3W") == usual, "only the day on which it closes differs"
    assert titles("P4W", "P7D", "P3W", "P8D") == [*usual, "Due now: Wave w2"]
    assert titles("P4W", "P7D", "P2D") == [*usual, "Due now: Wave w2", "Due now: Wave w3"]
