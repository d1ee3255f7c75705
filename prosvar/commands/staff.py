"""staff add, list, password, disable."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from prosvar.commands.opening import ClinicOption, JsonOption, actor, open_store, pick_clinic, print_json, tell

staff = typer.Typer(help="Who may sign in to the staff pages.", no_args_is_help=True)


class Role(StrEnum):
    """reader: reads, sees to tasks and gives colours; editor: also changes schedules."""

    READER = "reader"
    EDITOR = "editor"


LoginArgument = Annotated[str, typer.Argument(metavar="LOGIN", help="What they sign in with, as anna.berg.")]
MakeOption = Annotated[
    bool, typer.Option("--make-password", help="Make a password and print it once. Else it is asked.")
]


@staff.command("add")
def add(
    login: LoginArgument,
    name: Annotated[str, typer.Option(help="What colleagues see beside what they did.")],
    role: Annotated[
        Role, typer.Option(help="reader: reads, sees to tasks and gives colours; editor: also changes schedules.")
    ],
    clinic_id: ClinicOption = None,
    make: MakeOption = False,
) -> None:
    """Make an account. The password is asked for, or made and shown once; it is never given on the command line."""
    from bot.accounts import add_account

    password = _password(make)
    with open_store() as running, running.engine.begin() as connection:
        add_account(
            connection,
            pick_clinic(connection, clinic_id),
            login,
            name=name,
            role=role.value,
            password=password,
            now=running.clock(),
            actor=actor(),
        )
    tell(f"{login} can sign in at /staff")
    _show(password, make)


@staff.command("list")
def list_accounts(clinic_id: ClinicOption = None, as_json: JsonOption = False) -> None:
    """The clinic's accounts, and when each was last used."""
    from store.staff import accounts_of

    with open_store() as running, running.engine.begin() as connection:
        rows = accounts_of(connection, pick_clinic(connection, clinic_id))
    shown = [
        {name: row[name] for name in ("login", "name", "role", "created_at", "signed_in_at", "disabled_at")}
        for row in rows
    ]
    if as_json:
        print_json(shown)
        return
    for row in shown:
        used = "disabled" if row["disabled_at"] else f"last signed in {row['signed_in_at'] or 'never'}"
        tell(f"{row['login']}: {row['name']}, {row['role']}, {used}")
    if not shown:
        tell("nobody yet: prosvar staff add LOGIN")


@staff.command("password")
def change_password(login: LoginArgument, clinic_id: ClinicOption = None, make: MakeOption = False) -> None:
    """Give an account a new password. Whoever is signed in with it is signed out."""
    from bot.accounts import set_password

    password = _password(make)
    with open_store() as running, running.engine.begin() as connection:
        named = pick_clinic(connection, clinic_id)
        set_password(connection, named, login, password, running.clock(), actor())
    tell(f"{login} has a new password and is signed out everywhere")
    _show(password, make)


@staff.command("disable")
def disable_account(login: LoginArgument, clinic_id: ClinicOption = None) -> None:
    """Nobody signs in with this account any more. What it did stays in the audit."""
    from bot.accounts import disable

    with open_store() as running, running.engine.begin() as connection:
        disable(connection, pick_clinic(connection, clinic_id), login, running.clock(), actor())
    tell(f"{login} is disabled and signed out")


def _password(make: bool) -> str:
    if make:
        from bot.accounts import make_password

        return make_password()
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True))


def _show(password: str, made: bool) -> None:
    if made:
        tell("password, shown this once:")
        sys.stdout.write(f"{password}\n")
