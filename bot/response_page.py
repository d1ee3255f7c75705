"""The response report as a page to print, as CSV and as JSON."""

import csv
import io
from dataclasses import asdict
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.response_counts import CountedRow
from bot.response_figures import draw
from bot.response_rates import LEAVES, OUTCOMES, Rate, Row
from bot.response_report import TABLES, Report

COLUMNS: Final = ("eligible", "invited", "delivered", "started", "partial", "complete")
_RATES: Final = ("rr1", "rr1_low", "rr1_high", "rr2", "rr2_low", "rr2_high")


def page(report: Report) -> str:
    environment = Environment(loader=PackageLoader("bot", "."), autoescape=True, undefined=StrictUndefined)
    template = environment.get_template("response_page.html")
    others = [(names[0], rows) for names, rows in zip(TABLES, report.tables, strict=True) if len(names) == 1]
    return template.render(
        report=report,
        figures=draw(report),
        others=[(name, rows) for name, rows in others if len(rows) > 1],
        outcomes=OUTCOMES,
        leaves=LEAVES,
        share=share,
        bounds=bounds,
        count=lambda rate: f"{rate.count} of {rate.of}",
        interval=lambda rate: f" (95 % interval {bounds(rate)})" if rate.of else "",
        minutes=minutes,
    )


def share(rate: Rate) -> str:
    return "-" if rate.share is None else f"{100 * rate.share:.0f} %"


def bounds(rate: Rate) -> str:
    return "-" if rate.low is None or rate.high is None else f"{100 * rate.low:.0f} to {100 * rate.high:.0f}"


def minutes(value: float | None) -> str:
    """A length of time in its fitting unit."""
    if value is None:
        return "-"
    if value < 1:
        return "under 1 min"
    if value < 120:
        return f"{value:.0f} min"
    return f"{value / 60:.0f} h" if value < 2880 else f"{value / 1440:.1f} days"


def as_json(report: Report) -> dict[str, Any]:
    tables = {"_".join(names): rows for names, rows in zip(TABLES, report.tables, strict=True)}
    return {
        "clinic": report.clinic,
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "made_at": report.made_at.isoformat(),
        "total": _row(report.total),
        "by": {name: [_row(row) for row in rows] for name, rows in tables.items()},
        "time_to_reply": [{"hours": hours, "replied": replied} for hours, replied in report.curve],
        "yield_by_contact": [asdict(step) for step in report.steps],
        "questions": [asdict(question) for question in report.questions],
        "optional": {"offered": report.optional_offered, "taken": report.optional_taken},
        "short_taken": report.short_taken,
        "answered_by_others": report.by_others,
        "work": list(report.work),
    }


def _row(row: Row) -> dict[str, Any]:
    document = asdict(row)
    return {**document.pop("groups"), **document}


def as_csv(report: Report) -> str:
    """One line for the whole and for each group of each table; `by` names the table."""
    names = sorted({name for table in TABLES for name in table})
    lines: list[list[Any]] = [["by", *names, *COLUMNS, *_RATES, "median_reply_minutes", *OUTCOMES]]
    tables = [("all", (report.total,)), *(("_".join(by), rows) for by, rows in zip(TABLES, report.tables, strict=True))]
    for by, rows in tables:
        for row in rows:
            groups = [row.groups.get(name, "") for name in names]
            counts = [getattr(row, column) for column in COLUMNS]
            reply = "" if row.median_reply_minutes is None else f"{row.median_reply_minutes:.1f}"
            outcomes = [row.outcomes.get(code, 0) for code in OUTCOMES]
            lines.append([by, *groups, *counts, *_numbers(row.rr1), *_numbers(row.rr2), reply, *outcomes])
    return _written(lines)


def counts_as_csv(rows: list[CountedRow]) -> str:
    names = list(rows[0].groups)
    lines: list[list[Any]] = [[*names, "eligible", "complete", "partial", *_RATES]]
    for row in rows:
        counts = [row.eligible, row.complete, row.partial]
        lines.append([*row.groups.values(), *counts, *_numbers(row.rr1), *_numbers(row.rr2)])
    return _written(lines)


def counts_as_json(rows: list[CountedRow]) -> list[dict[str, Any]]:
    return [
        {
            **row.groups,
            "eligible": row.eligible,
            "complete": row.complete,
            "partial": row.partial,
            "rr1": asdict(row.rr1),
            "rr2": asdict(row.rr2),
        }
        for row in rows
    ]


def _numbers(rate: Rate) -> list[str]:
    return ["" if number is None else f"{number:.4f}" for number in (rate.share, rate.low, rate.high)]


_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def _written(lines: list[list[Any]]) -> str:
    """CSV in which no cell can begin a formula: a clinic's codes are its own words."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([[_harmless(cell) for cell in line] for line in lines])
    return buffer.getvalue()


def _harmless(cell: Any) -> Any:
    """On one line, as readers differ in what ends one; the wide signs are taken for formulas in some countries."""
    if not isinstance(cell, str):
        return cell
    line = " ".join(cell.split())
    return f"'{line}" if line[:1] in _FORMULA else line
