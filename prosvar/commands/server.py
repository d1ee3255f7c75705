"""demo, serve, worker, migrate, doctor."""

import asyncio
import logging
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prosvar.commands.opening import JsonOption, print_json, tell

if TYPE_CHECKING:  # importing it loads the database, which `--help` does not need
    from bot.doctor import Finding

MARKS = {"ok": "[green]ok[/]", "warning": "[yellow]look[/]", "error": "[red]wrong[/]"}

HostOption = Annotated[str, typer.Option(help="Address to listen on.")]
PortOption = Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)]

FormOption = Annotated[
    list[Path] | None,
    typer.Option("--form", help="A form of your own to answer: a FHIR R4 Questionnaire as JSON. May be repeated."),
]


def add_to(app: typer.Typer) -> None:
    for command in (demo, serve, worker, migrate, doctor):
        app.command()(command)


def demo(host: HostOption = "127.0.0.1", port: PortOption = 8080, form: FormOption = None) -> None:
    """A whole clinic with synthetic patients, demo phones and a clock that can be moved. Needs no account."""
    from bot.logs import configure_logs
    from bot.settings import load_settings
    from prosvar.demo import run_demo

    configure_logs()
    asyncio.run(run_demo(load_settings(), host, port, form or ()))


def serve(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8080,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Run a worker in this process too.")] = True,
) -> None:
    """The web side: webhooks, the interface for record systems, health; with a worker inside."""
    import uvloop

    from bot.logs import configure_logs
    from bot.settings import load_settings
    from prosvar.serve import serve as serve_until_stopped

    configure_logs()
    uvloop.run(serve_until_stopped(load_settings(), host, port, with_worker=worker))


def worker(
    metrics_port: Annotated[int | None, typer.Option(help="Serve /metrics on this port as well.", min=1)] = None,
) -> None:
    """A worker alone: sends, reminds, delivers. As many as wanted, on one database."""
    from bot.logs import configure_logs
    from bot.settings import load_settings
    from prosvar.serve import work

    configure_logs()
    asyncio.run(work(load_settings(), metrics_port))


def migrate() -> None:
    """Bring the database's schema up to date. Safe to repeat; all or nothing."""
    from bot.logs import configure_logs
    from bot.running import migrate_database
    from bot.settings import load_settings

    configure_logs(logging.WARNING)
    version = migrate_database(load_settings())
    tell(f"the schema is at {version}")


def doctor(as_json: JsonOption = False) -> None:
    """Check what must be right before patients are asked anything. Exit code 1 when something is not."""
    from bot.doctor import examine
    from bot.logs import configure_logs
    from bot.settings import load_settings

    configure_logs(logging.CRITICAL)  # what it meets is in its findings
    findings = examine(load_settings())
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        show(findings)
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(1)


def show(findings: "list[Finding]") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("", "check")
    for title in ("of", "found"):
        table.add_column(title, overflow="fold")
    for finding in sorted(findings, key=lambda finding: ("error", "warning", "ok").index(finding.level)):
        table.add_row(MARKS[finding.level], finding.check, finding.subject, finding.message)
    Console().print(table)
