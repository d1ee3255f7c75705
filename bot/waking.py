"""Hears what transactions announce when they commit, and has the work done at once instead of at the next round."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

import psycopg
import structlog

log = structlog.get_logger(__name__)

CHANNEL: Final = "prosvar_wake"
RECONNECT_SECONDS: Final = 1.0
# What is announced in one breath is handled together.
BREATH_SECONDS: Final = 0.02

Wake = Callable[[Iterable[str]], Awaitable[None]]


async def listen(database_url: str, wake: Wake) -> None:
    """Call `wake` with the announcements as they come, until cancelled.

    An empty announcement stands for "look at everything": nothing is heard while the connection is down.
    """
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                await wake([""])
                await hear(connection, wake)
        except psycopg.OperationalError as error:
            log.warning("listener-lost", error=type(error).__name__)
        await asyncio.sleep(RECONNECT_SECONDS)


async def hear(connection: psycopg.AsyncConnection, wake: Wake) -> None:
    """Returns never; raises OperationalError when the connection is lost."""
    while True:
        heard: set[str] = set()
        async for notice in connection.notifies(stop_after=1):
            heard.add(notice.payload)
        async for notice in connection.notifies(timeout=BREATH_SECONDS):
            heard.add(notice.payload)
        if heard:
            await wake(sorted(heard))
