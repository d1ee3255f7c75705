"""Twilio's requests: verified against our public address, committed, and only then acknowledged.

Twilio does not repeat a failed request for a text message: it calls the fallback address of the number, if one is
set, which should be the same address again.
"""

import asyncio
from collections.abc import Collection
from typing import Final

import structlog
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.metrics import signature_failures_total
from bot.running import Running
from bot.statuses import record_status
from channels.channel import StatusChange
from channels.twilio_requests import UnreadableRequestError, as_stored, parse_message, parse_status, read_form, verify
from store.database import transaction
from store.sessions import senders_at
from webhooks.posted import Posted, Taker

log = structlog.get_logger(__name__)

NOTHING_TO_SAY: Final = Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', media_type="text/xml")


async def message(posted: Posted) -> Response:
    """A message from a person. The answer comes after the commit and says nothing: replies go by the outbox."""
    running = posted.running
    form = await as_configured(running, verified(posted), "To")
    try:
        inbound = parse_message(form, running.clock())
    except UnreadableRequestError as error:
        raise HTTPException(400, str(error)) from None
    taken = await posted.turns.take(inbound)
    if taken.outcome == "not-ours":
        # Not kept anywhere, so not acknowledged: it stands in Twilio's error log until the sender is set up.
        log.error("sender-unknown", channel="sms")
        raise HTTPException(404, "No clinic has this number: add it to the clinic's file under senders")
    return NOTHING_TO_SAY


async def status(posted: Posted) -> Response:
    """What became of a message of ours; in any order, any number of times."""
    running = posted.running
    form = await as_configured(running, verified(posted), "From")
    try:
        change = parse_status(form, running.clock())
    except UnreadableRequestError as error:
        raise HTTPException(400, str(error)) from None
    if change is not None:
        await asyncio.to_thread(record, running, change)
    return Response(status_code=204)


def verified(posted: Posted) -> dict[str, str]:
    """The form's fields; 403 for what Twilio has not signed, or has signed for another account.

    The address that was signed is the one we are configured with: what a caller says of the host proves nothing.
    """
    is_json = posted.header(b"content-type").startswith("application/json")
    try:
        sent = posted.body.decode("utf-8") if is_json else read_form(posted.body)
    except ValueError:
        raise refused() from None
    settings = posted.running.settings
    if settings.public_url is None or settings.twilio_auth_token is None:
        log.error("public-url-missing", channel="sms")
        raise refused()
    if not verify(
        f"{settings.public_url}{posted.path}{'?' if posted.query else ''}{posted.query}",
        sent,
        posted.header(b"x-twilio-signature"),
        posted.header(b"x-twilio-webhooks-signature-settings"),
        settings.twilio_auth_token.get_secret_value(),
    ):
        raise refused()
    if isinstance(sent, str):
        raise HTTPException(415, "Send a form")
    form = as_stored(sent)
    if form.get("AccountSid") != settings.twilio_account_sid:
        raise refused()
    return form


def refused() -> HTTPException:
    signature_failures_total.labels(channel="sms").inc()
    log.warning("signature-refused", channel="sms")
    return HTTPException(403, "The signature is missing or not Twilio's")


async def as_configured(running: Running, form: dict[str, str], ours: str) -> dict[str, str]:
    """The form with our side named as the clinic's file names it: a number, or the Messaging Service it belongs to."""
    service, number = form.get("MessagingServiceSid"), form.get(ours, "")
    if not service:
        return form
    known = await asyncio.to_thread(_senders, running, [("sms", number), ("sms", service)])
    return form if ("sms", service) not in known or ("sms", number) in known else form | {ours: service}


def _senders(running: Running, addresses: list[tuple[str, str]]) -> Collection[tuple[str, str]]:
    with transaction(running.engine) as connection:
        return senders_at(connection, addresses)


def record(running: Running, change: StatusChange) -> None:
    with transaction(running.engine) as connection:
        record_status(connection, running.keyring, change)


takers: Final = {"/webhooks/twilio/message": Taker(message), "/webhooks/twilio/status": Taker(status)}
