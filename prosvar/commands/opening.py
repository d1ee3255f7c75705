"""What most commands begin with: the store, the clinic that is meant, and who is at the terminal."""

import json
import os
import pwd
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:  # importing these loads the database, which `--help` does not need
    from sqlalchemy import Connection

    from bot.running import Running

ClinicOption = Annotated[str | None, typer.Option("--clinic", help="Which clinic; not needed where there is one.")]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]


class ChoiceError(Exception):
    """What was named at the terminal is not there, or more than one could be meant."""


@contextmanager
def open_store() -> Iterator["Running"]:
    import logging

    from bot.logs import configure_logs
    from bot.running import opened
    from bot.settings import load_settings

    configure_logs(logging.WARNING)
    with opened(load_settings()) as running:
        yield running


def pick_clinic(connection: "Connection", given: str | None) -> str:
    """The clinic's id. Raises ChoiceError where none or several could be meant."""
    from sqlalchemy import select

    from store.tables import Clinic

    known = sorted(connection.execute(select(Clinic.clinic_id)).scalars())  # type: ignore[call-overload] # SQLModel types a column as its value
    if given is not None and given in known:
        return given
    if given is not None:
        raise ChoiceError(f"there is no clinic {given!r}. Known: {', '.join(known) or 'none yet'}")
    if len(known) == 1:
        return str(known[0])
    if not known:
        raise ChoiceError("there is no clinic yet: run `prosvar clinic apply FILE` first")
    raise ChoiceError(f"say which clinic with --clinic: {', '.join(known)}")


def actor() -> str:
    """Who is written into the audit as having done this."""
    number = os.getuid()
    try:
        return f"cli:{pwd.getpwuid(number).pw_name}"
    except KeyError:  # a container's user often has a number and no name
        return f"cli:{number}"


def print_json(document: Any) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n")


def write_file(path: Path, text: str) -> None:
    """Raises ChoiceError where nothing can be written there."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ChoiceError(f"{path} cannot be written ({error.strerror})") from None


def tell(message: str) -> None:
    sys.stderr.write(f"{message}\n")
