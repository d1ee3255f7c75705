"""A comparison as tables for the terminal; every one says that it was simulated."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.simulation_comparison import Comparison, Run
from bot.simulation_evidence import Finding
from bot.simulation_outcome import SIMULATED, Estimate, Interval, WaveOutcome

_BOTH: Final = (
    "Brackets: first what another seed could give (95 %, simulation), then what the assumptions' own ranges leave open "
    "(95 %, figures)."
)
_ONE: Final = "Brackets: what another seed could give (95 %, simulation). The figures' own ranges were not drawn."
# Measures of `_effort`: title, name of the estimate, how it is written.
_EFFORT: Final = (
    ("messages per patient", "messages", 2),
    ("attempts to ring per patient", "calls", 2),
    ("staff minutes per patient", "phone_minutes", 1),
    ("cost per patient, {currency}", "cost", 2),
)


def render_comparison(comparison: Comparison) -> Iterator[RenderableType]:
    yield Text(
        f"{SIMULATED.capitalize()}: {comparison.subject}, {comparison.patients} patients a wave, "
        f"seed {comparison.seed}."
    )
    yield Text(_BOTH if comparison.draws else _ONE)
    for choice in comparison.choices:
        runs = comparison.under(choice)
        yield _responses(runs, f"Response by wave, %, {choice} assumptions ({SIMULATED})")
        yield _effort(runs, f"What it takes, all waves, {choice} assumptions ({SIMULATED})", comparison.currency)


def render_evidence(findings: Mapping[str, Sequence[Finding]]) -> Iterator[RenderableType]:
    for choice, table in findings.items():
        told = _table(f"Published results and the model, {choice} assumptions ({SIMULATED})")
        told.add_column("setting and step", overflow="fold")
        told.add_column("source", overflow="fold")
        for title in ("published", "model"):
            told.add_column(title, justify="right", no_wrap=True)
        told.add_column("reproduced", no_wrap=True)
        for each in table:
            told.add_row(each.finding, each.source, *_held(each), _verdict(each))
        yield told


def _responses(runs: Sequence[Run], title: str) -> Table:
    told = _table(title)
    told.add_column("wave", overflow="fold")
    for run in runs:
        told.add_column(run.schedule, justify="right", no_wrap=True)
        if run.difference is not None:
            told.add_column("less the first", justify="right", no_wrap=True)
    waves = [*zip(*(run.outcome.waves for run in runs), strict=True), tuple(run.outcome.overall for run in runs)]
    for row in waves:
        told.add_row(row[0].title, *(cell for run, wave in zip(runs, row, strict=True) for cell in _cells(run, wave)))
    return told


def _cells(run: Run, wave: WaveOutcome) -> Iterator[str]:
    yield _percent(wave.response)
    if run.difference is not None:
        estimates = run.difference.waves.get(wave.key, run.difference.overall)
        yield _percent(estimates["response"], "+.1f")


def _effort(runs: Sequence[Run], title: str, currency: str) -> Table:
    told = _table(title)
    told.add_column("all waves", overflow="fold")
    for run in runs:
        told.add_column(run.schedule, justify="right", no_wrap=True)
    for label, name, digits in _EFFORT:
        estimates = [run.outcome.overall.estimates[name] for run in runs]
        told.add_row(label.format(currency=currency), *(_amount(each, digits) for each in estimates))
    wholes = [run.outcome.overall for run in runs]
    told.add_row("staff minutes per answer", *(_per_answer(each) for each in wholes))
    told.add_row(f"cost per answer, {currency}", *(_number(each.cost_per_answer, 2) for each in wholes))
    told.add_row("STOP, % of patients", *(_percent(each.estimates["opted_out"]) for each in wholes))
    told.add_row("took the short form, % of patients", *(f"{100 * each.short:.1f}" for each in wholes))
    for way, label in (("text", "by text"), ("other", "by another channel"), ("phone", "by phone")):
        told.add_row(f"answered {label}, % of patients", *(f"{100 * each.by_channel[way]:.1f}" for each in wholes))
    for rule in dict.fromkeys(rule for each in wholes for rule in each.by_step):
        shares = (each.by_step.get(rule) for each in wholes)
        told.add_row(f"answered to {rule}, % of patients", *(_number(each and 100 * each, 1) for each in shares))
    return told


def _table(title: str) -> Table:
    return Table(box=SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left", title_style="bold")


def _percent(estimate: Estimate, form: str = ".1f") -> str:
    scaled = [_scaled(each) for each in (estimate.simulation, estimate.figures) if each is not None]
    return f"{100 * estimate.mean:{form}} ({' | '.join(f'{each.low:.1f}–{each.high:.1f}' for each in scaled)})"


def _amount(estimate: Estimate, digits: int) -> str:
    given = [each for each in (estimate.simulation, estimate.figures) if each is not None]
    ranges = " | ".join(f"{each.low:.{digits}f}–{each.high:.{digits}f}" for each in given)
    return f"{estimate.mean:.{digits}f} ({ranges})"


def _per_answer(whole: WaveOutcome) -> str:
    response = whole.response.mean
    return _number(whole.estimates["phone_minutes"].mean / response if response else None, 1)


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _scaled(interval: Interval) -> Interval:
    return Interval(100 * interval.low, 100 * interval.high)


def _held(finding: Finding) -> tuple[str, str]:
    if finding.high > 1:
        span = f"{finding.low:g}" if finding.low == finding.high else f"{finding.low:g}–{finding.high:g}"
        return f"{span} min", f"{finding.model:.0f} min"
    model = f"{100 * finding.model:.1f} %"
    if finding.at_most:
        return f"at most {100 * finding.high:g} %", model
    span = f"{100 * finding.low:g}" if finding.low == finding.high else f"{100 * finding.low:g}–{100 * finding.high:g}"
    return f"{span} %", model


def _verdict(finding: Finding) -> str:
    return ("yes" if finding.reproduced else "NO") + (", leaned on" if finding.leaned_on else "")
