"""keys new, rotate."""

import sys
from typing import Annotated

import typer

keys = typer.Typer(help="The keys that names, numbers and texts are sealed under.", no_args_is_help=True)


@keys.command("new")
def new_key(
    root_id: Annotated[str, typer.Option("--id", help="Its id: one that no earlier root key had.")] = "root-1",
) -> None:
    """Print a new root key. Store it where the database's backups are not."""
    from store.crypto import generate_root_key

    sys.stdout.write(generate_root_key(root_id) + "\n")
