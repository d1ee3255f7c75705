"""clinic apply, token, pause, resume; sender pause, resume; send pause, resume."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from prosvar.commands.opening import ClinicOption, actor, open_store, pick_clinic, tell

clinic = typer.Typer(help="A clinic as a YAML file, its tokens, and its pause switch.", no_args_is_help=True)
sender = typer.Typer(help="Pause or resume one sender.", no_args_is_help=True)
send = typer.Typer(help="Pause or resume all sending, of every clinic.", no_args_is_help=True)

ReasonOption = Annotated[str, typer.Option(help="Why, for the colleagues who will ask.")]
SenderArgument = Annotated[str, typer.Argument(metavar="SENDER", help="The sender's id in the clinic's file.")]


@clinic.command("apply")
def apply_file(path: Annotated[Path, typer.Argument(metavar="FILE", help="The clinic's YAML file.")]) -> None:
    """Bring a clinic's file into force and show what that changes. Safe to repeat."""
    from bot.clinic_applying import apply
    from bot.clinic_loading import load_clinic_file

    source = load_clinic_file(path)
    with open_store() as running, running.engine.begin() as connection:
        difference = apply(connection, running.keyring, source, running.clock(), actor())
    for line in difference.lines or ("nothing changed",):
        tell(line)
    for warning in difference.warnings:
        tell(f"note: {warning}")
    for endpoint, secret in difference.made.items():
        tell(f"signing secret of endpoint {endpoint}, shown this once:")
        sys.stdout.write(f"{secret}\n")
    if not difference.live:
        tell(f"{difference.clinic_id} is not live: nothing is sent until its file says live: true")


@clinic.command("token")
def make_token(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="Which system it is for.")] = "record-system",
    clinic_id: ClinicOption = None,
) -> None:
    """Print a bearer token for a system that calls us, once: only its hash is kept."""
    from bot.tokens import make_token as make

    with open_store() as running, running.engine.begin() as connection:
        token = make(connection, pick_clinic(connection, clinic_id), label, running.clock(), actor=actor())
    sys.stdout.write(f"{token}\n")


@clinic.command("pause")
def pause_clinic(clinic_id: ClinicOption = None, reason: ReasonOption = "staff") -> None:
    """Send nothing for this clinic. Replies are still read and kept."""
    from bot.pausing import pause_clinic as pause

    with open_store() as running, running.engine.begin() as connection:
        named = pick_clinic(connection, clinic_id)
        pause(connection, named, True, running.clock(), actor(), reason)
    tell(f"nothing is sent for {named} until `prosvar clinic resume`")


@clinic.command("resume")
def resume_clinic(clinic_id: ClinicOption = None) -> None:
    """Send again for this clinic what is still wanted."""
    from bot.pausing import pause_clinic as pause

    with open_store() as running, running.engine.begin() as connection:
        named = pick_clinic(connection, clinic_id)
        pause(connection, named, False, running.clock(), actor(), None)
    tell(f"{named} sends again")


@sender.command("pause")
def pause_sender(sender_id: SenderArgument, clinic_id: ClinicOption = None, reason: ReasonOption = "staff") -> None:
    """Send nothing from this sender."""
    from bot.pausing import pause_sender as pause

    with open_store() as running, running.engine.begin() as connection:
        pause(connection, pick_clinic(connection, clinic_id), sender_id, True, running.clock(), actor(), reason)
    tell(f"nothing is sent from {sender_id} until `prosvar sender resume {sender_id}`")


@sender.command("resume")
def resume_sender(sender_id: SenderArgument, clinic_id: ClinicOption = None) -> None:
    """Send again from this sender."""
    from bot.pausing import pause_sender as pause

    with open_store() as running, running.engine.begin() as connection:
        pause(connection, pick_clinic(connection, clinic_id), sender_id, False, running.clock(), actor(), None)
    tell(f"{sender_id} sends again")


@send.command("pause")
def pause_all(reason: ReasonOption = "staff") -> None:
    """Send nothing at all, for nobody. Replies are still read and kept."""
    from bot.pausing import pause_all as pause

    with open_store() as running, running.engine.begin() as connection:
        pause(connection, True, running.clock(), actor(), reason)
    tell("nothing is sent to anybody until `prosvar send resume`")


@send.command("resume")
def resume_all() -> None:
    """Send again. Clinics and senders that are paused by themselves stay so."""
    from bot.pausing import pause_all as pause

    with open_store() as running, running.engine.begin() as connection:
        pause(connection, False, running.clock(), actor(), None)
    tell("sending goes on")
