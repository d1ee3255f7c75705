"""understand, and the questionnaire commands: what needs no database."""

import sys

import typer


def add_to(app: typer.Typer) -> None:
    app.command()(understand)


def understand() -> None:
    """Read replies: one JSON object a line on standard input, how each was read on standard output.

    For example: {"language": "nb", "text": "sju", "question": {"type": "integer", "minimum": 0, "maximum": 10}}
    """
    from bot.understanding import stream

    raise typer.Exit(stream(sys.stdin, sys.stdout))
