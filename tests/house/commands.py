"""The commands there are, as a terminal would see them."""

from collections.abc import Iterator

import typer
from typer.core import TyperGroup


def every_command(app: typer.Typer) -> Iterator[tuple[str, ...]]:
    """Each command's words: ("patient", "import"), …"""
    yield from below(typer.main.get_command(app), ())


def below(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if not isinstance(command, TyperGroup):
        yield words
        return
    for name, child in command.commands.items():
        yield from below(child, (*words, name))
