"""backup, restore, reconcile."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prosvar.commands.opening import JsonOption, open_store, print_json, tell

if TYPE_CHECKING:
    from bot.reconciling import Reconciled
    from bot.settings import Settings

FileArgument = Annotated[Path, typer.Argument(metavar="FILE")]


def add_to(app: typer.Typer) -> None:
    for command in (backup, restore, reconcile):
        app.command()(command)


def backup(path: FileArgument) -> None:
    """Copy the whole database to a new file. Keep the root key apart from it: without the key nothing opens."""
    from store.backup import make_backup

    with open_store() as running:
        size = make_backup(running.database_url, path)
    tell(f"{path}: {size / 1e6:.1f} MB")


def restore(
    path: FileArgument,
    replace: Annotated[bool, typer.Option("--replace", help="Though the database holds clinics: they go.")] = False,
) -> None:
    """Put a copy in the place of what the database holds. All sending is paused afterwards."""
    from bot.clock import system_clock
    from bot.logs import configure_logs
    from bot.restoring import erase_again
    from bot.settings import load_settings
    from store.backup import require_whole, restore_backup
    from store.database import open_engine
    from store.schema import migrate

    configure_logs()
    settings = load_settings()
    require_whole(path)
    with _database(settings) as url:
        _refuse(url, replace=replace)
        restore_backup(url, path)
        migrate(url)
        engine = open_engine(url)
        try:
            forgotten = erase_again(engine, settings.home, system_clock())
        finally:
            engine.dispose()
    if forgotten:
        tell(f"erased again, as they had been since the copy was made: {forgotten}")
    tell(
        "restored, and all sending is paused. Next: `prosvar doctor`, then `prosvar reconcile --since` the time of the"
        " copy, then `prosvar send resume`"
    )


def _refuse(url: str, *, replace: bool) -> None:
    from store.backup import BackupError, holds_clinics, is_in_use

    if is_in_use(url):
        raise BackupError("the database is in use: stop `prosvar serve` and every worker first")
    if holds_clinics(url) and not replace:
        raise BackupError("the database holds clinics already: say --replace to have the copy instead of them")


@contextmanager
def _database(settings: "Settings") -> Iterator[str]:
    """The database's address, with the embedded server running where it is that one; its schema as it is."""
    from bot.running import DATABASE_HOME
    from store.embedded import start_embedded

    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    embedded = start_embedded(settings.home.resolve() / DATABASE_HOME)
    try:
        yield embedded.url
    finally:
        embedded.stop()


def reconcile(
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%dT%H:%M"], help="From this moment on, in UTC.")],
    as_json: JsonOption = False,
) -> None:
    """Hold our messages against the providers' lists: take what patients wrote meanwhile, and send nothing twice."""
    from bot.logs import configure_logs
    from bot.running import start
    from bot.running import stop as close
    from bot.settings import load_settings

    async def ask() -> "list[Reconciled]":
        from bot.reconciling import reconcile as hold_against

        running = await asyncio.to_thread(start, load_settings())
        try:
            return await hold_against(running, since.replace(tzinfo=UTC))
        finally:
            await close(running)

    configure_logs(logging.WARNING)
    found = asyncio.run(ask())
    if as_json:
        print_json([asdict(each) for each in found])
        return
    for each in found:
        tell(
            f"{each.clinic_id}/{each.sender_id}: {each.heard} texts taken ({each.stops} STOP), {each.recognised} sent"
            f" messages recognised, {each.known} known, {each.foreign} not ours, {each.waiting} wait to be sent"
        )
