"""quality."""

import typer

from prosvar.commands.opening import ClinicOption, JsonOption, actor, open_store, pick_clinic, print_json, tell


def add_to(app: typer.Typer) -> None:
    app.command("quality")(show_quality)


def show_quality(clinic_id: ClinicOption = None, as_json: JsonOption = False) -> None:
    """What in the clinic's own data keeps patients from being asked, each with what to do."""
    from dataclasses import asdict

    from bot.desk import open_desk
    from bot.quality import quality
    from store.audit import append

    with open_store() as running, running.engine.begin() as connection:
        now, named = running.clock(), pick_clinic(connection, clinic_id)
        desk = open_desk(connection, running.keyring, named, now)
        findings = quality(connection, running.compiled, desk, now)
        append(connection, named, at=now, actor=actor(), action="clinic.quality", subject=f"clinic/{named}", detail={})
    if as_json:
        print_json([asdict(finding) for finding in findings])
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, padding=(0, 2), show_header=False)
    for each in findings:
        about = " ".join(part for part in (each.pathway, each.wave, each.about) if part)
        table.add_row(each.ref or "all", each.code, about, each.fix)
    Console().print(table)
    tell(f"{len(findings)} to look at" if findings else "nothing to look at")
