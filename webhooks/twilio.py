"""Twilio's requests: verified against our public address, committed, and only then acknowledged.

Twilio does not repeat a failed request for a text message: it calls the fallback address of the number, if one is
set, which should be the same address again.
"""

import asyncio
from collections.abc import Collection
from typing import Final

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.metrics import signature_failures_total
from bot.running import Running
from bot.statuses import record_status
from bot.turns import TurnLoop
from channels.channel import StatusChange
from channels.twilio_requests import UnreadableRequestError, as_stored, parse_message, parse_status, read_form, verify
from store.database import transaction
from store.sessions import senders_at

log = structlog.get_logger(__name__)

NOTHING_TO_SAY: Final = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


async def message(request: Request) -> Response:
    """A message from a person. The answer comes after the commit and says nothing: replies go by the outbox."""
    running: Running = request.app.state.running
    turns: TurnLoop = request.app.state.turns
    form = await verified(request, running)
    form = await as_configured(running, form, "To")
    try:
        inbound = parse_message(form, running.clock())
    except UnreadableRequestError as error:
        raise HTTPException(400, str(error)) from None
    taken = await turns.take(inbound)
    if taken.outcome == "not-ours":
        # Not kept anywhere, so not acknowledged: it stands in Twilio's error log until the sender is set up.
        log.error("sender-unknown", channel="sms")
        raise HTTPException(404, "No clinic has this number: add it to the clinic's file under senders")
    return Response(NOTHING_TO_SAY, media_type="text/xml")


async def status(request: Request) -> Response:
    """What became of a message of ours; in any order, any number of times."""
    running: Running = request.app.state.running
    form = await verified(request, running)
    form = await as_configured(running, form, "From")
    try:
        change = parse_status(form, running.clock())
    except UnreadableRequestError as error:
        raise HTTPException(400, str(error)) from None
    if change is not None:
        await asyncio.to_thread(record, running, change)
    return Response(status_code=204)


async def verified(request: Request, running: Running) -> dict[str, str]:
    """The form's fields; 403 for what Twilio has not signed, or has signed for another account.

    The address that was signed is the one we are configured with: what a caller says of the host proves nothing.
    """
    body = await request.body()
    is_json = request.headers.get("Content-Type", "").startswith("application/json")
    try:
        sent = body.decode("utf-8") if is_json else read_form(body)
    except ValueError:
        raise refused() from None
    settings = running.settings
    if settings.public_url is None or settings.twilio_auth_token is None:
        log.error("public-url-missing", channel="sms")
        raise refused()
    query = request.scope["query_string"].decode("latin-1")
    if not verify(
        f"{settings.public_url}{request.scope['path']}{'?' if query else ''}{query}",
        sent,
        request.headers.get("X-Twilio-Signature"),
        request.headers.get("X-Twilio-Webhooks-Signature-Settings"),
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


# No router of FastAPI's: it has nothing to take apart here, and finding a router's route costs more than the signature.
routes: Final = (
    Route("/webhooks/twilio/message", message, methods=["POST"]),
    Route("/webhooks/twilio/status", status, methods=["POST"]),
)
