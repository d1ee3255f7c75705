"""What a new schedule would bring beside today's, simulated for the staff page: small, seeded, and called so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from bot.simulating import simulate
from bot.simulation_assumptions import load_assumptions
from bot.simulation_outcome import Interval, Outcome, compared
from bot.simulation_subjects import USUAL_WINDOW, pathway_subject
from flows.hours import ContactHours
from flows.pathway import Pathway
from flows.questionnaire import Questionnaire
from flows.schedule import Schedule

# Enough for a page: with as many the interval of a difference in response is about one point wide.
PATIENTS: Final = 4_000
SEED: Final = 1
# Metric → what staff call it, and how it is written: a share of patients, or a number for each patient.
METRICS: Final[Mapping[str, tuple[str, str]]] = {
    "response": ("patients who answer", "share"),
    "messages": ("messages that we begin", "number"),
    "phone_minutes": ("minutes of staff on the phone", "number"),
    "opted_out": ("patients who write STOP", "share"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One metric by both schedules; `low` and `high` are the 95 % interval of the difference by simulation alone."""

    label: str
    kind: str
    today: float
    new: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """`today` and `new`: share of patients who have answered at the end of each day since the questions were due."""

    patients: int
    rows: tuple[Row, ...]
    today: tuple[float, ...]
    new: tuple[float, ...]


def simulated_effect(
    pathway: Pathway,
    schedule: Schedule,
    questionnaires: Mapping[str, Questionnaire],
    hours: ContactHours,
    zone: ZoneInfo,
) -> Effect:
    """The same simulated patients under the pathway's schedule and under the new one. `questionnaires` by url."""
    file = load_assumptions()
    subject = pathway_subject(pathway, questionnaires, file, hours=hours, zone=zone)

    def run(each: Schedule) -> Outcome:
        return simulate(
            each,
            USUAL_WINDOW,
            hours,
            zone,
            file.choose("default"),
            patients=PATIENTS,
            seed=SEED,
            waves=subject.waves,
        )

    today, new = run(pathway.schedule), run(schedule)
    return Effect(PATIENTS, tuple(_rows(today, new)), today.overall.curve, new.overall.curve)


def _rows(today: Outcome, new: Outcome) -> Iterator[Row]:
    differences = compared(today, new).overall
    for metric, (label, kind) in METRICS.items():
        interval: Interval = differences[metric].simulation
        yield Row(
            label=label,
            kind=kind,
            today=today.overall.estimates[metric].mean,
            new=new.overall.estimates[metric].mean,
            difference=differences[metric].mean,
            low=interval.low,
            high=interval.high,
        )
