"""keys new, rotate."""

import sys
from typing import Annotated

import typer

from prosvar.commands.opening import ChoiceError, actor, open_store, tell

keys = typer.Typer(help="The keys that names, numbers and texts are sealed under.", no_args_is_help=True)


@keys.command("new")
def new_key(
    root_id: Annotated[str, typer.Option("--id", help="Its id: one that no earlier root key had.")] = "root-1",
) -> None:
    """Print a new root key. Store it where the database's backups are not."""
    from store.crypto import ROOT_ID, generate_root_key

    if not ROOT_ID.fullmatch(root_id):
        raise ChoiceError("a root key's id has 1 to 32 letters, digits, dots, _ and -, as in root-2")
    sys.stdout.write(generate_root_key(root_id) + "\n")


@keys.command("rotate")
def rotate_keys(
    everything: Annotated[
        bool, typer.Option("--all", help="New keys for each clinic and patient too, and everything sealed anew.")
    ] = False,
) -> None:
    """Bring all keys under the first root key of PROSVAR_KEY. May be interrupted, and run again."""
    from bot.keys import rotate_all, rotate_root

    with open_store() as running:
        if everything:
            done = rotate_all(running.engine, running.keyring, running.clock(), actor=actor())
        else:
            done = rotate_root(running.engine, running.keyring)
    tell(f"{done.rewrapped} clinics moved to the first root key")
    if everything:
        tell(f"{done.patients} patients with new keys, {done.resealed} values sealed anew")
    if done.unreadable:
        tell(f"{done.unreadable} values are under no key that is here: mostly those of erased patients")
