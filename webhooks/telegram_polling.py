"""How Telegram's updates come to be heard: pushed to a public address, or else fetched.

With fetching, a bot's token is all that a trial needs. Telegram is told that an update is taken care of by the next
request, which is made after the commit.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

import structlog

from bot.running import Running
from bot.turns import TurnLoop
from channels.channel import SendError, SendUnknownError

if TYPE_CHECKING:
    from aiogram.types import Update

log = structlog.get_logger(__name__)

Fetched = TypeVar("Fetched")
WAIT: Final = timedelta(seconds=5)  # after Telegram or the database did not answer


def has_telegram(running: Running) -> bool:
    """Whether there is a real bot: a demo's phones stand in for one."""
    if running.settings.telegram_bot_token is None:
        return False
    from channels.telegram import Telegram  # here, as it takes seconds to load

    return isinstance(running.channels.get("telegram"), Telegram)


async def hear_telegram(running: Running, turns: TurnLoop, ended: asyncio.Event) -> None:
    """Have updates pushed where there is a public address, and fetch them where there is none, until `ended`."""
    from webhooks.telegram import push_telegram  # here, as it loads Telegram's library

    if running.settings.public_url is None:
        await poll_telegram(running, turns, ended)
    else:
        await push_telegram(running, ended)


async def poll_telegram(running: Running, turns: TurnLoop, ended: asyncio.Event) -> None:
    """Fetch and take updates until `ended` is set; an update that is being taken is taken to its end."""
    from webhooks.telegram import telegram_of  # here, as it loads Telegram's library

    telegram = telegram_of(running)
    offset: int | None = None
    ready = False
    while not ended.is_set():
        try:
            if not ready:
                await telegram.start_polling()
                ready = True
            fetched = await unless_ended(telegram.updates(offset), ended)
        except SendUnknownError:  # asking again is harmless: nothing is given up before it was taken
            await rest(ended, WAIT)
            continue
        except SendError as error:
            log.warning("updates-not-fetched", channel=telegram.name, code=error.code)
            await rest(ended, error.retry_after or WAIT)
            continue
        for update_id, said in fetched or ():
            if not await taken(running, turns, said, ended):
                break
            offset = update_id + 1


async def taken(running: Running, turns: TurnLoop, said: "Update | None", ended: asyncio.Event) -> bool:
    """Take one update, again and again while it cannot be kept; False when we are to stop before it was."""
    from webhooks.telegram import take, telegram_of

    if said is None:
        log.error("update-unreadable", channel="telegram")
        return True
    while not ended.is_set():
        try:
            accepted = await take(running, turns, said)
        except Exception as error:  # what ended here would end the server, and one begun anew would meet it again
            log.error("update-not-taken", channel="telegram", exc_info=error)
            await rest(ended, WAIT)
            continue
        if said.callback_query is not None:
            await telegram_of(running).show_choice(said.callback_query, accepted=accepted)
        return True
    return False


async def unless_ended(fetching: Coroutine[Any, Any, Fetched], ended: asyncio.Event) -> Fetched | None:
    """The result, or null as soon as we are to stop: Telegram may hold the request open for long."""
    asking, stopping = asyncio.create_task(fetching), asyncio.create_task(ended.wait())
    try:
        await asyncio.wait((asking, stopping), return_when=asyncio.FIRST_COMPLETED)
        return asking.result() if asking.done() else None
    finally:
        for task in (asking, stopping):
            task.cancel()
        await asyncio.gather(asking, stopping, return_exceptions=True)


async def rest(ended: asyncio.Event, wait: timedelta) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(ended.wait(), wait.total_seconds())
