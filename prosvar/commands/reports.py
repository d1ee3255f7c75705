"""report response."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prosvar.commands.opening import (
    ChoiceError,
    ClinicOption,
    JsonOption,
    actor,
    open_store,
    pick_clinic,
    print_json,
    tell,
    write_file,
)

if TYPE_CHECKING:
    from rich.table import Table

    from bot.response_counts import CountedRow
    from bot.response_report import Report

report = typer.Typer(help="What came of it, counted.", no_args_is_help=True)


@report.callback()
def begin() -> None:
    """What came of it, counted."""


@report.command("response")
def report_response(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Due from this day on; a year back where not given.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Due before this day; tomorrow where not given.")
    ] = None,
    pathway: Annotated[str | None, typer.Option(help="Only this pathway.")] = None,
    clinic_id: ClinicOption = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on standard output.")] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page with figures, to look at or print.")
    ] = None,
    counts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Take counts from a CSV file (eligible, complete, partial) instead of our own."
        ),
    ] = None,
) -> None:
    """How many were invited, began and answered, with intervals, and why the others are silent."""
    if as_json and as_csv:
        raise ChoiceError("give --json or --csv, not both")
    if counts is not None:
        _show_counts(counts, as_json=as_json, as_csv=as_csv)
        return
    made = _make(since, until, pathway, clinic_id)
    from bot.response_page import as_csv as in_csv
    from bot.response_page import as_json as in_json
    from bot.response_page import page

    if html is not None:
        write_file(html, page(made))
        tell(f"written to {html}")
    if as_json:
        print_json(in_json(made))
    elif as_csv:
        sys.stdout.write(in_csv(made))
    elif html is None:
        _show(made)


def _make(since: datetime | None, until: datetime | None, pathway: str | None, clinic_id: str | None) -> "Report":
    from bot.response_report import report_response as make
    from store.audit import append

    with open_store() as running, running.engine.begin() as connection:
        named, now = pick_clinic(connection, clinic_id), running.clock()
        end = now.date() + timedelta(days=1) if until is None else until.date()
        begin = end - timedelta(days=365) if since is None else since.date()
        made = make(
            connection, running.compiled, running.keyring, named, since=begin, until=end, now=now, pathway=pathway
        )
        detail = {"since": begin.isoformat(), "until": end.isoformat()}
        append(
            connection, named, at=now, actor=actor(), action="report.response", subject=f"clinic/{named}", detail=detail
        )
    return made


def _show_counts(path: Path, *, as_json: bool, as_csv: bool) -> None:
    from bot.response_counts import read_counts
    from bot.response_page import counts_as_csv, counts_as_json

    rows = read_counts(path)
    if as_json:
        print_json(counts_as_json(rows))
    elif as_csv:
        sys.stdout.write(counts_as_csv(rows))
    else:
        _print(_counted(rows))


def _show(made: "Report") -> None:
    from rich.table import Table

    from bot.response_page import bounds, minutes, share
    from bot.response_rates import OUTCOMES

    table = Table(title=f"Response of {made.clinic}, due {made.since} until before {made.until}")
    for name in ("pathway", "wave"):
        table.add_column(name)
    for name in ("eligible", "invited", "delivered", "started", "partial", "complete", "RR1", "95 %", "RR2", "reply"):
        table.add_column(name, justify="right")
    for row in (*made.tables[1], made.total):
        counts = (row.eligible, row.invited, row.delivered, row.started, row.partial, row.complete)
        table.add_row(
            row.groups.get("pathway", "all"),
            row.groups.get("wave", ""),
            *map(str, counts),
            share(row.rr1),
            bounds(row.rr1),
            share(row.rr2),
            minutes(row.median_reply_minutes),
        )
    outcomes = Table("outcome", "meaning", "how many")
    for code, number in made.total.outcomes.items():
        outcomes.add_row(code, OUTCOMES[code], str(number))
    _print(table, outcomes)


def _counted(rows: "list[CountedRow]") -> "Table":
    from rich.table import Table

    from bot.response_page import bounds, share

    table = Table(*rows[0].groups, "eligible", "complete", "RR1", "95 %", "RR2")
    for row in rows:
        table.add_row(
            *row.groups.values(), str(row.eligible), str(row.complete), share(row.rr1), bounds(row.rr1), share(row.rr2)
        )
    return table


def _print(*tables: "Table") -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 160)
    for table in tables:
        console.print(table)
