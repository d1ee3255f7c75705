"""phone list, attempt, ask."""

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from prosvar.commands.opening import ClinicOption, JsonOption, actor, open_store, pick_clinic, print_json, tell

if TYPE_CHECKING:
    from bot.phone_call import Line
    from bot.phone_list import ToCall

phone = typer.Typer(help="Whom to ring, what came of it, and the questions asked on the phone.", no_args_is_help=True)
TaskArgument = Annotated[UUID, typer.Argument(metavar="TASK", help="The task's id, from `prosvar phone list`.")]


class Outcome(StrEnum):
    """What a call came to."""

    ANSWERED = "answered"
    WILL_ANSWER = "will-answer"
    NO_ANSWER = "no-answer"
    VOICEMAIL = "voicemail"
    CALL_AGAIN = "call-again"
    ON_PAPER = "on-paper"
    DECLINED = "declined"
    WRONG_NUMBER = "wrong-number"
    CANNOT = "cannot"


class AnsweredBy(StrEnum):
    """Whose words the answers are."""

    PATIENT = "patient"
    RELATIVE = "relative"
    STAFF = "staff"


@phone.command("list")
def list_calls(clinic_id: ClinicOption = None, as_json: JsonOption = False) -> None:
    """Whom to ring: why, until when, at which hour they tend to answer, and what was tried. References only."""
    from bot.phone_list import phone_list

    with open_store() as running, running.engine.begin() as connection:
        lines = phone_list(connection, pick_clinic(connection, clinic_id), running.clock())
    if as_json:
        print_json([asdict(line) for line in lines])
        return
    if not lines:
        tell("nobody is to be rung")
        return
    _show(lines)


@phone.command("attempt")
def keep_attempt(
    task_id: TaskArgument,
    outcome: Annotated[Outcome, typer.Argument(help="What it came to.")],
    again: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%dT%H:%M"], help="When to call again, in the clinic's time.")
    ] = None,
    clinic_id: ClinicOption = None,
    with_note: Annotated[bool, typer.Option("--note", help="Read a note from standard input.")] = False,
) -> None:
    """Keep what a call came to. After the third in vain the task is closed."""
    from bot.phone_list import OUTCOMES, record_attempt

    note = sys.stdin.read().strip() or None if with_note else None
    with open_store() as running, running.engine.begin() as connection:
        named = pick_clinic(connection, clinic_id)
        zone = running.compiled.clinic(connection, named).zone
        came_to = record_attempt(
            connection,
            running.compiled,
            running.keyring,
            named,
            task_id,
            outcome.value,
            by=actor(),
            now=running.clock(),
            note=note,
            again_at=None if again is None else again.replace(tzinfo=zone).astimezone(UTC),
        )
    tell(f"{came_to}: {OUTCOMES[came_to]}")


@phone.command("ask")
def ask(
    session_id: Annotated[UUID, typer.Argument(metavar="SESSION", help="The session's id, from `prosvar phone list`.")],
    answered_by: Annotated[
        AnsweredBy, typer.Option("--answered-by", help="Who gives the answers.")
    ] = AnsweredBy.PATIENT,
    clinic_id: ClinicOption = None,
) -> None:
    """Read the questions out and type the answers: the same questions as by text. An empty line hangs up."""
    from bot.phone_call import OvertakenError, answer_call, begin_call

    with open_store() as running:
        with running.engine.begin() as connection:
            named = pick_clinic(connection, clinic_id)
            stores = (running.compiled, running.keyring, named, session_id)
            line = begin_call(connection, *stores, by=actor(), now=running.clock())
        _say(line)
        while not line.over:
            typed = sys.stdin.readline().strip()
            if not typed:
                tell("hung up; every answer so far is kept")
                return
            with running.engine.begin() as connection:
                by, now = actor(), running.clock()
                try:
                    line = answer_call(
                        connection, *stores, typed, answered_by=answered_by.value, by=by, now=now, put=line.put
                    )
                except OvertakenError:
                    tell("not taken: the patient has written meanwhile. This is what waits now")
                    line = begin_call(connection, *stores, by=by, now=now)
            _say(line)
    tell(f"over: {line.state}")


def _say(line: "Line") -> None:
    sys.stdout.write(f"{line.text}\n> ")
    sys.stdout.flush()


def _show(lines: "list[ToCall]") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("task", "patient", "language", "why", "due", "best hour", "tried", "session")
    for line in lines:
        tried = ", ".join(f"{each.at:%d %b} {each.outcome}" for each in line.attempts)
        best = "" if line.best_hour is None else f"{line.best_hour:02}-{line.best_hour + 1:02}"
        due = "" if line.due_at is None else f"{line.due_at:%Y-%m-%d %H:%M} UTC"
        why = ", ".join(line.reasons) + (f" ({line.level})" if line.level else "")
        session = "" if line.session_id is None else str(line.session_id)
        table.add_row(str(line.task_id), line.ref, line.language, why, due, best, tried, session)
    Console(width=None if sys.stdout.isatty() else 200).print(table)
