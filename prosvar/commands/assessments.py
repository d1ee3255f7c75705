"""assessment show, combine, override: the clinician's own colour beside the patient's."""

import sys
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from prosvar.commands.opening import ClinicOption, JsonOption, actor, open_store, pick_clinic, print_json

if TYPE_CHECKING:
    from triage.combine import Colours

assessment = typer.Typer(help="Clinicians' assessments of a session, beside its answers.", no_args_is_help=True)
SessionId = Annotated[UUID, typer.Argument(metavar="SESSION", help="The session's id.")]


class Colour(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


Given = Annotated[Colour, typer.Argument(metavar="COLOUR", help="green, yellow or red.")]


@assessment.command("show")
def show_assessment(session_id: SessionId, clinic_id: ClinicOption = None, as_json: JsonOption = False) -> None:
    """Which colour is in force, and what it comes from."""
    from bot.clinicians import standing

    with open_store() as running, running.engine.begin() as connection:
        named = pick_clinic(connection, clinic_id)
        stands = standing(connection, running.compiled, running.keyring, named, session_id)
    _show(session_id, stands, as_json)


@assessment.command("combine")
def combine_assessment(
    session_id: SessionId,
    colour: Given,
    clinic_id: ClinicOption = None,
    with_reason: Annotated[bool, typer.Option("--reason", help="Read a reason from standard input.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Give your own assessment; the pathway's matrix says what it and the patient's come to."""
    from bot.clinicians import give_own

    reason = sys.stdin.read().strip() if with_reason else ""
    with open_store() as running, running.engine.begin() as connection:
        named, now = pick_clinic(connection, clinic_id), running.clock()
        stands = give_own(
            connection,
            running.compiled,
            running.keyring,
            named,
            session_id,
            colour.value,
            reason=reason,
            by=actor(),
            now=now,
        )
    _show(session_id, stands, as_json)


@assessment.command("override")
def override_assessment(
    session_id: SessionId, colour: Given, clinic_id: ClinicOption = None, as_json: JsonOption = False
) -> None:
    """Set another colour. The reason is read from standard input, sealed, and named in the audit."""
    from bot.clinicians import override_level

    reason = sys.stdin.read()
    with open_store() as running, running.engine.begin() as connection:
        named, now = pick_clinic(connection, clinic_id), running.clock()
        stands = override_level(
            connection,
            running.compiled,
            running.keyring,
            named,
            session_id,
            colour.value,
            reason=reason,
            by=actor(),
            now=now,
        )
    _show(session_id, stands, as_json)


def _show(session_id: UUID, stands: "Colours", as_json: bool) -> None:
    if as_json:
        print_json({"session_id": session_id, **asdict(stands)})
        return
    typer.echo(f"{stands.level or 'not assessed'}{' (overridden)' if stands.override else ''}")
    if stands.waiting:
        typer.echo("waiting for the clinician's own assessment")
    typer.echo(f"patient {stands.patient or 'not assessed'}, clinician {stands.clinician or 'not assessed'}")
