"""Telegram's updates, pushed to us: the secret is checked, the turn committed, and only then acknowledged."""

import asyncio
import json
from hmac import compare_digest
from typing import Any, Final

import structlog
from aiogram.types import Update
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.metrics import signature_failures_total
from bot.running import Running
from bot.turns import TurnLoop
from channels.channel import SendError, SendUnknownError
from channels.telegram import Telegram
from channels.telegram_updates import UnreadableUpdateError, parse_update, read_update
from webhooks.posted import Posted, Taker
from webhooks.telegram_polling import WAIT, rest

log = structlog.get_logger(__name__)

# What a turn makes of a button whose question is no longer the one before the patient.
NOT_TAKEN: Final = frozenset({"stale", "tapped-again", "replayed"})


class NotTakenError(Exception):
    """The update could not be kept, so it must come again."""


async def update(posted: Posted) -> Response:
    """Telegram repeats an update until it is acknowledged, so whatever fails before the commit comes again."""
    running = posted.running
    require_secret(posted)
    try:
        said = read_update(read_object(posted.body))
    except ValueError as error:
        log.error("update-unreadable", channel="telegram")
        raise HTTPException(400, "The update cannot be read") from error
    try:
        accepted = await take(running, posted.turns, said)
    except NotTakenError as error:
        raise HTTPException(503, str(error)) from None
    if said.callback_query is None:
        return Response()
    shown = BackgroundTask(telegram_of(running).show_choice, said.callback_query, accepted=accepted)
    return Response(background=shown)


async def push_telegram(running: Running, ended: asyncio.Event) -> None:
    """Tell Telegram where to push, again until it has heard it; then wait for `ended`, as there is nothing to fetch."""
    settings = running.settings
    assert settings.public_url is not None, "without a public address updates are fetched"
    assert settings.telegram_webhook_secret is not None, "the settings ask for it with a public address"
    while not ended.is_set():
        try:
            await telegram_of(running).push_to(
                f"{settings.public_url}/webhooks/telegram", settings.telegram_webhook_secret.get_secret_value()
            )
        except (SendError, SendUnknownError) as error:
            log.warning("webhook-not-set", channel="telegram", code=getattr(error, "code", "unknown"))
            await rest(ended, WAIT)
        else:
            await ended.wait()


async def take(running: Running, turns: TurnLoop, said: Update) -> bool:
    """One update to its commit; whether a button in it was taken as an answer. Raises NotTakenError."""
    try:
        bot = await telegram_of(running).bot()
    except (SendError, SendUnknownError):
        raise NotTakenError("Telegram does not say which bot this is: try again in a few seconds") from None
    inbound = parse_update(said, bot, running.clock())
    if inbound is None:
        return False
    taken = await turns.take(inbound)
    if taken.outcome == "not-ours":
        log.error("sender-unknown", channel="telegram")
        raise NotTakenError("No clinic has this bot: add its user name to the clinic's file under senders")
    return taken.outcome not in NOT_TAKEN


def require_secret(posted: Posted) -> None:
    secret = posted.running.settings.telegram_webhook_secret
    shown = posted.header(b"x-telegram-bot-api-secret-token")
    if secret is None or not compare_digest(shown.encode(), secret.get_secret_value().encode()):
        signature_failures_total.labels(channel="telegram").inc()
        log.warning("signature-refused", channel="telegram")
        raise HTTPException(403, "The secret is missing or wrong")


def read_object(body: bytes) -> dict[str, Any]:
    """Raises ValueError for what is not a JSON object, or one nested deeper than any update is."""
    try:
        found = json.loads(body)
    except RecursionError:
        raise UnreadableUpdateError("the update is nested too deeply") from None
    if not isinstance(found, dict):
        raise UnreadableUpdateError("the update is not an object")
    return found


def telegram_of(running: Running) -> Telegram:
    telegram = running.channels["telegram"]
    assert isinstance(telegram, Telegram), "this address exists only where Telegram is configured"
    return telegram


takers: Final = {"/webhooks/telegram": Taker(update)}
