"""task list, acknowledge; delivery list, replay."""

import sys
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from prosvar.commands.opening import ClinicOption, JsonOption, actor, open_store, pick_clinic, print_json, tell


class Status(StrEnum):
    """Where a delivery stands: still tried, taken, or given up."""

    PENDING = "pending"
    DELIVERED = "delivered"
    PARKED = "parked"


WIDE: Final = 160  # columns, where no window says how many there are

task = typer.Typer(help="What stands open for staff.", no_args_is_help=True)
delivery = typer.Typer(help="What the clinic's endpoints have not taken.", no_args_is_help=True)


@task.command("list")
def list_tasks(clinic_id: ClinicOption = None, as_json: JsonOption = False) -> None:
    """Open tasks: alerts first, then by when they are due, at the clinic's time. Codes and references only."""
    from bot.desk import open_desk
    from bot.worklist import open_tasks

    with open_store() as running, running.engine.begin() as connection:
        named = pick_clinic(connection, clinic_id)
        rows = open_tasks(connection, named)
        zone = open_desk(connection, running.keyring, named, running.clock()).file.time_zone()
    show(rows, as_json, zone, ("task_id", "kind", "level", "ref", "raised_at", "due_at", "acknowledged_at", "detail"))


@task.command("acknowledge")
def acknowledge_task(
    task_id: Annotated[UUID, typer.Argument(metavar="TASK", help="The task's id.")],
    clinic_id: ClinicOption = None,
    resume: Annotated[
        bool, typer.Option("--resume/--no-resume", help="Let the conversation it stopped go on.")
    ] = False,
    with_note: Annotated[bool, typer.Option("--note", help="Read what was found from standard input.")] = False,
) -> None:
    """Say that you have seen to a task. The note is sealed; it is not taken from the command line, which others see."""
    from bot.staff import acknowledge

    note = sys.stdin.read().strip() or None if with_note else None
    with open_store() as running, running.engine.begin() as connection:
        acknowledge(
            connection,
            running.compiled,
            running.keyring,
            pick_clinic(connection, clinic_id),
            task_id,
            by=actor(),
            note=note,
            resume=resume,
            now=running.clock(),
        )
    tell("acknowledged")


@delivery.command("list")
def list_deliveries(
    clinic_id: ClinicOption = None,
    status: Annotated[Status, typer.Option(help="Only these.")] = Status.PARKED,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 100,
    as_json: JsonOption = False,
) -> None:
    """Deliveries, without what is in them."""
    from store.deliveries import listed

    with open_store() as running, running.engine.begin() as connection:
        rows = listed(connection, pick_clinic(connection, clinic_id), status.value, limit)
    show(rows, as_json, UTC, ("delivery_id", "endpoint_id", "type", "status", "attempts", "last_status", "last_error"))


def show(rows: list[dict[str, Any]], as_json: bool, zone: tzinfo, columns: tuple[str, ...]) -> None:
    """Ids are shown whole, however narrow the window: the next command asks for one."""
    if as_json:
        print_json(rows)
        return
    if not rows:
        tell("none")
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        title = column.removesuffix("_id").removesuffix("_at").replace("_", " ")
        table.add_column(title, no_wrap=column == columns[0], overflow="fold")
    for row in rows:
        table.add_row(*(cell(row[column], zone) for column in columns))
    Console(width=None if sys.stdout.isatty() else WIDE).print(table)


def cell(value: Any, zone: tzinfo) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{key} {each}" for key, each in value.items())
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


@delivery.command("replay")
def replay_deliveries(
    delivery_id: Annotated[UUID | None, typer.Argument(metavar="DELIVERY", help="One delivery's id.")] = None,
    endpoint_id: Annotated[str | None, typer.Option("--endpoint", help="All that is parked at this endpoint.")] = None,
    clinic_id: ClinicOption = None,
) -> None:
    """Send again, under the same ids, and open the endpoint again."""
    from bot.delivering import replay
    from store.audit import append

    if (delivery_id is None) == (endpoint_id is None):
        raise typer.BadParameter("name one delivery, or an endpoint with --endpoint")
    with open_store() as running, running.engine.begin() as connection:
        named, now = pick_clinic(connection, clinic_id), running.clock()
        count = replay(connection, named, now=now, delivery_id=delivery_id, endpoint_id=endpoint_id)
        append(
            connection,
            named,
            at=now,
            actor=actor(),
            action="delivery.replay",
            subject=str(delivery_id or endpoint_id),
            detail={"count": count},
        )
    tell(f"{count} will be sent again")
