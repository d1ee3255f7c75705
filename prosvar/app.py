"""The web application: the edges for machines and for people joined, behind the same guards."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

from fastapi import FastAPI, HTTPException
from starlette.routing import Route

from bot.running import Running
from bot.turns import TurnLoop
from console.staff import include_staff
from prosvar import health
from prosvar.guards import BodyLimit, SafeHeaders
from prosvar.problems import answer_problems
from prosvar.short_way import ShortWay
from webhooks.posted import Taker

NO_LARGER: Final[Mapping[str, int]] = {}


def create_app(running: Running, turns: TurnLoop, larger: Mapping[str, int] = NO_LARGER) -> FastAPI:
    """Routes find what they need in `app.state.running` and `app.state.turns`.

    A provider that is not configured is told what lacks, and its library is not loaded: what nobody can verify is not
    taken. `larger`: path → bytes, for what takes more than a message or a form.
    """
    app = FastAPI(
        title="Prosvar",
        summary="Patient-reported outcomes by text message",
        version=version("prosvar"),
        redoc_url=None,
        # Addresses hold tokens and references: nothing of a request is told to whatever traces processes here.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.running = running
    app.state.turns = turns
    answer_problems(app)
    app.add_middleware(ShortWay, takers=include_machines(app, running))
    app.add_middleware(BodyLimit, larger=larger)
    app.add_middleware(SafeHeaders, https=(running.settings.public_url or "").startswith("https:"))
    if running.settings.trusted_proxies:
        from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

        # Who guesses is kept waiting by address: behind a proxy that is the one that it was called from.
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=running.settings.trusted_proxies)
    app.include_router(health.router)
    include_staff(app)
    return app


def include_machines(app: FastAPI, running: Running) -> dict[str, Taker]:
    """path → the takers among them, which patients wait for."""
    takers: dict[str, Taker] = {}
    if running.settings.twilio_account_sid:
        from webhooks.twilio import takers as twilio

        takers |= twilio
    else:
        _refuse(app, "/webhooks/twilio/{rest:path}", "Twilio is not set up here: TWILIO_ACCOUNT_SID is missing")
    if running.settings.telegram_bot_token and running.settings.public_url:  # without one updates are fetched
        from webhooks.telegram import takers as telegram

        takers |= telegram
    else:
        lacking = "TELEGRAM_BOT_TOKEN or PROSVAR_PUBLIC_URL is missing"
        _refuse(app, "/webhooks/telegram", f"Telegram does not write to this address: {lacking}")
    app.router.routes.extend(Route(path, taker, methods=["POST"]) for path, taker in takers.items())
    from webhooks.api import router as api

    app.include_router(api)
    return takers


def _refuse(app: FastAPI, path: str, told: str) -> None:
    async def refuse() -> None:
        raise HTTPException(404, told)

    app.add_api_route(path, refuse, methods=["GET", "POST"], include_in_schema=False)
