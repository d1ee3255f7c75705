"""patient import, event, object, plan, link; erase patient."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prosvar.commands.opening import ClinicOption, JsonOption, actor, open_store, pick_clinic, print_json, tell

if TYPE_CHECKING:  # loads what `--help` does not need
    from bot.enrolment_form import EventForm

patient = typer.Typer(help="Enrol patients, and explain every contact with one.", no_args_is_help=True)
erase = typer.Typer(help="Destroy what must not be kept.", no_args_is_help=True)

RefArgument = Annotated[str, typer.Argument(metavar="REF", help="The clinic's own reference of the patient.")]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with a heading.")]


@patient.command("import")
def import_patients(path: FileArgument, clinic_id: ClinicOption = None) -> None:
    """Enrol every row of a CSV file, or none: errors name line and column. Safe to repeat."""
    from bot.desk import open_desk
    from bot.patient_import import import_csv

    with open_store() as running, running.engine.begin() as connection:
        now = running.clock()
        desk = open_desk(connection, running.keyring, pick_clinic(connection, clinic_id), now)
        imported = import_csv(connection, desk, path, now, actor=actor())
    tell(f"{imported.created} new, {imported.updated} known before")


@patient.command("event")
def record_event(
    ref: RefArgument,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What happened, such as procedure.")],
    on: Annotated[str, typer.Argument(metavar="DAY", help="The day it happened on, as 2026-05-31.")],
    detail: Annotated[list[str] | None, typer.Option(help="NAME=VALUE, such as procedure=rf. Can be repeated.")] = None,
    pathway: Annotated[str | None, typer.Option(help="Only for this pathway of the patient.")] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="It was recorded wrongly: take it back.")] = False,
    clinic_id: ClinicOption = None,
) -> None:
    """Say what has happened to a patient, or that it did not: the waves that count from it are planned anew."""
    from bot.correcting import withdraw_event
    from bot.desk import open_desk
    from bot.enrolment import record_event as record

    event = _event(kind, on, detail or [])
    with open_store() as running, running.engine.begin() as connection:
        now = running.clock()
        desk = open_desk(connection, running.keyring, pick_clinic(connection, clinic_id), now)
        (withdraw_event if withdraw else record)(connection, desk, ref, event, now, actor=actor(), pathway=pathway)
    tell(f"{kind} of {on} is {'withdrawn' if withdraw else 'recorded'}: see prosvar patient plan {ref}")


def _event(kind: str, on: str, details: list[str]) -> "EventForm":
    from pydantic import ValidationError

    from bot.enrolment_form import EnrolmentError, EnrolmentFault, EventForm
    from bot.field_faults import in_words

    detail = dict(each.partition("=")[::2] for each in details)
    try:
        return EventForm.model_validate({"kind": kind, "on": on, "detail": detail})
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        raise EnrolmentError(*(EnrolmentFault(str(each["loc"][0]), in_words(each)) for each in faults)) from None


@patient.command("object")
def record_objection(
    ref: RefArgument,
    pathway: Annotated[str, typer.Argument(metavar="PATHWAY", help="The pathway that the patient wants no part in.")],
    reason: Annotated[str, typer.Option(help="Why, as a code: the audit is kept for ever.")] = "not-given",
    lift: Annotated[bool, typer.Option("--lift", help="The patient takes part again.")] = False,
    clinic_id: ClinicOption = None,
) -> None:
    """Keep one pathway from asking a patient who objects to it; the others go on. A STOP is about all of them."""
    from bot.desk import open_desk
    from bot.objecting import lift_objection
    from bot.objecting import record_objection as record

    with open_store() as running, running.engine.begin() as connection:
        now = running.clock()
        desk = open_desk(connection, running.keyring, pick_clinic(connection, clinic_id), now)
        if lift:
            lift_objection(connection, desk, ref, pathway, now, actor=actor())
        else:
            record(connection, running.compiled, desk, ref, pathway, reason, now, actor=actor())
    tell(f"{ref} {'takes part in' if lift else 'is asked no more by'} {pathway}")


@patient.command("plan")
def show_plan(ref: RefArgument, clinic_id: ClinicOption = None, as_json: JsonOption = False) -> None:
    """Every past and future contact of one patient with its rule, and why each wave that is not planned is not."""
    from bot.desk import open_desk
    from bot.plan import plan
    from store.audit import append

    with open_store() as running, running.engine.begin() as connection:
        now, named = running.clock(), pick_clinic(connection, clinic_id)
        found = plan(connection, open_desk(connection, running.keyring, named, now), ref, now)
        append(connection, named, at=now, actor=actor(), action="patient.plan", subject=f"patient/{ref}", detail={})
    if as_json:
        print_json(asdict(found))
        return
    from rich.console import Console

    from bot.plan_text import render_plan

    Console().print(render_plan(found))


@patient.command("link")
def make_link(ref: RefArgument, clinic_id: ClinicOption = None) -> None:
    """A link by which this patient opens the Telegram chat. For one use; earlier links end."""
    from bot.desk import open_desk
    from bot.links import link_for

    with open_store() as running, running.engine.begin() as connection:
        now = running.clock()
        desk = open_desk(connection, running.keyring, pick_clinic(connection, clinic_id), now)
        link = link_for(connection, desk, ref, now, actor=actor())
    tell(f"for one use, until {link.expires_at:%Y-%m-%d %H:%M} UTC")
    sys.stdout.write(f"{link.url}\n")


@erase.command("patient")
def erase_patient(
    ref: RefArgument,
    reason: Annotated[str, typer.Option(help="Why, as a code: the audit is kept for ever.")],
    clinic_id: ClinicOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Destroy the patient's key: what is sealed under it can never be read again."""
    from bot.keys import erase_patient as erase_for_ever
    from bot.restoring import note_erasure

    if not yes:
        typer.confirm(f"Erase {ref} for ever?", abort=True, err=True)
    with open_store() as running, running.engine.begin() as connection:
        named = pick_clinic(connection, clinic_id)
        now = running.clock()
        patient_id = erase_for_ever(connection, named, ref, now, actor=actor(), reason=reason)
        note_erasure(running.settings.home, named, patient_id, now)
    tell(f"{ref} is erased")
