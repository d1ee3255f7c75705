"""Several schedules under one or two sets of assumptions, side by side, and what each changes against the first."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.simulating import WaveShape, simulate
from bot.simulation_assumptions import Assumptions
from bot.simulation_evidence import Finding
from bot.simulation_outcome import SIMULATED, Difference, Outcome, compared
from bot.simulation_subjects import USUAL_WINDOW, Subject
from flows.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Run:
    """One schedule under one set of assumptions. `difference`: this less the first schedule; null for the first."""

    schedule: str
    assumptions: Assumptions
    outcome: Outcome
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All runs meet the same patients. `schedules` by name, as they were given."""

    subject: str
    currency: str
    patients: int
    seed: int
    draws: int
    waves: tuple[WaveShape, ...]
    schedules: Mapping[str, Schedule]
    runs: tuple[Run, ...]

    def under(self, choice: str) -> list[Run]:
        return [run for run in self.runs if run.outcome.choice == choice]

    @property
    def choices(self) -> list[str]:
        return list(dict.fromkeys(run.outcome.choice for run in self.runs))

    def as_json(self) -> dict[str, Any]:
        first = next(iter(self.schedules))
        assumed = {run.outcome.choice: run.assumptions.as_json() for run in self.runs}
        return {
            "simulated": True,
            "label": SIMULATED,
            "subject": self.subject,
            "currency": self.currency,
            "patients": self.patients,
            "seed": self.seed,
            "draws": self.draws,
            "assumptions": assumed,
            "schedules": {name: each.model_dump(mode="json") for name, each in self.schedules.items()},
            "runs": [{"schedule": run.schedule, **run.outcome.as_json()} for run in self.runs],
            "differences": [
                {
                    "simulated": True,
                    "assumptions": run.outcome.choice,
                    "from": first,
                    "to": run.schedule,
                    **asdict(run.difference),
                }
                for run in self.runs
                if run.difference is not None
            ],
        }


def compare(
    subject: Subject,
    schedules: Mapping[str, Schedule],
    assumptions: Sequence[Assumptions],
    *,
    patients: int,
    seed: int,
    draws: int,
) -> Comparison:
    """Differences are against the first schedule, patient by patient."""
    runs: list[Run] = []
    for figures in assumptions:
        first: Outcome | None = None
        for name, schedule in schedules.items():
            outcome = simulate(
                schedule,
                USUAL_WINDOW,
                subject.hours,
                subject.zone,
                figures,
                patients=patients,
                seed=seed,
                waves=subject.waves,
                draws=draws,
            )
            runs.append(Run(name, figures, outcome, None if first is None else compared(first, outcome)))
            first = first or outcome
    currency = assumptions[0].file.place.currency
    return Comparison(subject.name, currency, patients, seed, draws, subject.waves, dict(schedules), tuple(runs))


def findings_as_json(findings: Mapping[str, Sequence[Finding]]) -> dict[str, Any]:
    """Assumption set → its table."""
    told = {choice: [finding.as_json() for finding in table] for choice, table in findings.items()}
    return {"simulated": True, "label": SIMULATED, "evidence": told}
