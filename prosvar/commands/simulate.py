"""simulate: what a schedule would bring, under stated assumptions."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prosvar.commands.opening import (
    ChoiceError,
    ClinicOption,
    JsonOption,
    open_store,
    pick_clinic,
    print_json,
    tell,
    write_file,
)

if TYPE_CHECKING:  # importing these loads numpy and pydantic, which `--help` does not need
    from collections.abc import Iterable

    from rich.console import RenderableType

    from bot.simulation_assumptions import AssumptionsFile
    from bot.simulation_subjects import Subject
    from flows.schedule import Schedule

WIDE = 140  # columns, where no window says how many there are
MOST_PATIENTS = 1_000_000

PathwayOption = Annotated[
    str | None,
    typer.Option(metavar="ID|FILE", help="A pathway's file, library:NAME, or the id of one of the clinic's own."),
]
ScheduleOption = Annotated[
    list[Path] | None, typer.Option(metavar="FILE", help="A schedule or a pathway as YAML. Give it again to compare.")
]
AssumptionsOption = Annotated[
    Path | None, typer.Option("--assumptions", metavar="FILE", help="Your own figures: only what differs from ours.")
]


def add_to(app: typer.Typer) -> None:
    app.command()(simulate)


def simulate(
    pathway: PathwayOption = None,
    schedule: ScheduleOption = None,
    patients: Annotated[int, typer.Option(help="Simulated patients a wave.", min=100, max=MOST_PATIENTS)] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed meets the same patients.", min=0)] = 1,
    draws: Annotated[
        int, typer.Option(help="How often the figures are drawn from their ranges; 0: not at all.", min=0, max=2_000)
    ] = 60,
    assumptions: AssumptionsOption = None,
    sceptical: Annotated[bool, typer.Option("--sceptical", help="With the sceptical figures instead.")] = False,
    compare: Annotated[
        bool, typer.Option("--compare", help="Beside one invitation alone, with our figures and the sceptical ones.")
    ] = False,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Hold the assumptions against published results instead.")
    ] = False,
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw the answers by day into this file.")] = None,
    clinic_id: ClinicOption = None,
    as_json: JsonOption = False,
) -> None:
    """Expected response, contacts and cost of schedules: a simulation, not a measurement.

    Without a pathway the waves that the assumptions count are simulated; without a schedule, the shipped one.
    """
    from bot.simulation_assumptions import load_assumptions
    from bot.simulation_comparison import compare as run_all
    from bot.simulation_text import render_comparison

    file = load_assumptions(assumptions)
    if evidence:
        hold(file, as_json)
        return
    chosen = [file.choose("sceptical" if sceptical else "default")]
    if compare:
        chosen = [file.choose("default"), file.choose("sceptical")]
    subject = find_subject(pathway, file, clinic_id)
    schedules = find_schedules(subject, schedule or [], compare)
    comparison = run_all(subject, schedules, chosen, patients=patients, seed=seed, draws=draws)
    if svg is not None:
        from bot.simulation_figure import draw_curves

        write_svg(svg, draw_curves(comparison))
    if as_json:
        print_json(comparison.as_json())
        return
    show(render_comparison(comparison))


def hold(file: "AssumptionsFile", as_json: bool) -> None:
    """Both sets of figures beside what studies found."""
    from bot.simulation_comparison import findings_as_json
    from bot.simulation_evidence import hold_against_evidence
    from bot.simulation_text import render_evidence

    findings = {each: hold_against_evidence(file.choose(each)) for each in ("default", "sceptical")}
    if as_json:
        print_json(findings_as_json(findings))
        return
    show(render_evidence(findings))


def find_subject(named: str | None, file: "AssumptionsFile", clinic_id: str | None) -> "Subject":
    """Raises SubjectError and ChoiceError."""
    from bot.simulation_subjects import (
        LIBRARY,
        counted_waves,
        library_pathway,
        library_questionnaires,
        pathway_subject,
        read_pathway,
    )

    if named is None:
        return counted_waves(file)
    if named.startswith(LIBRARY):
        return pathway_subject(library_pathway(named), library_questionnaires(), file)
    if named.endswith((".yaml", ".yml")) or Path(named).is_file():
        return pathway_subject(read_pathway(Path(named)), library_questionnaires(), file)
    return stored_subject(named, file, clinic_id)


def stored_subject(pathway_id: str, file: "AssumptionsFile", clinic_id: str | None) -> "Subject":
    """One of the clinic's own pathways, at the clinic's own hours."""
    from bot.desk import open_desk
    from bot.simulation_subjects import pathway_subject

    with open_store() as running, running.engine.begin() as connection:
        named = pick_clinic(connection, clinic_id)
        desk = open_desk(connection, running.keyring, named, running.clock())
        found = desk.pathways.get(pathway_id)
        if found is None:
            raise ChoiceError(
                f"there is no pathway {pathway_id!r}. Known: {', '.join(sorted(desk.pathways)) or 'none'}"
            )
        clinic = running.compiled.clinic(connection, named)
        compiled = running.compiled.pathway(connection, clinic, pathway_id, found[0])
    asked = compiled.questionnaires
    return pathway_subject(compiled.pathway, asked, file, hours=clinic.hours, zone=clinic.zone)


def find_schedules(subject: "Subject", paths: list[Path], compare: bool) -> dict[str, "Schedule"]:
    """By name, the one to compare with first."""
    from bot.simulation_subjects import ONE_INVITATION, SHIPPED, one_invitation, read_schedule, shipped_schedule

    own = subject.schedule or shipped_schedule()
    found = {ONE_INVITATION: one_invitation(own)} if compare else {}
    if subject.schedule is not None or not paths:
        found[SHIPPED if subject.schedule is None else subject.name] = own
    for path in paths:
        if path.stem in found:
            raise ChoiceError(f"two schedules would be called {path.stem}: give one of the files another name")
        found[path.stem] = read_schedule(path)
    return found


def write_svg(path: Path, drawing: str) -> None:
    write_file(path, drawing)
    tell(f"drawn into {path}")


def show(tables: "Iterable[RenderableType]") -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else WIDE)
    for table in tables:
        console.print(table)
