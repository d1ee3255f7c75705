"""Is the process alive, and can it do its work? A provider that is away does not make it unready."""

import asyncio
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.metrics import read_gauges
from bot.running import Running
from bot.turns import TurnLoop
from store.database import transaction
from store.schema import current, head

log = structlog.get_logger("prosvar.health")
router = APIRouter(include_in_schema=False)
one_look = asyncio.Lock()
SPARE_DISK = 200 * 1024 * 1024  # bytes; below this PostgreSQL is near the point where it stops
QUIET_WORKER = timedelta(seconds=90)  # workers beat every 2 seconds; a busy machine may miss some
KEPT_FOR = 1.0  # seconds: a probe is open to anybody, and each look writes


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found, and when by the process's own running time."""

    at: float
    checks: Mapping[str, bool]


@router.get("/livez")
async def livez() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    async with one_look:  # whoever comes meanwhile shares what was found: turns need the threads too
        last: Readiness | None = getattr(request.app.state, "readiness", None)
        if last is None or time.monotonic() - last.at > KEPT_FOR:
            last = Readiness(time.monotonic(), await asyncio.to_thread(look, request.app.state))
            request.app.state.readiness = last
    found = last.checks
    ready = all(found.values())
    return JSONResponse({"status": "ready" if ready else "unready", "checks": dict(found)}, 200 if ready else 503)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    try:
        async with one_look:
            await asyncio.to_thread(refresh_gauges, request.app.state.running)
    except SQLAlchemyError as error:
        log.warning("gauges-not-read", exc_info=error)  # the counters of this process are still worth having
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def look(state: Any) -> dict[str, bool]:
    """Each check by name, true when it holds. The later ones are not asked of a database that is away."""
    running: Running = state.running
    turns: TurnLoop = state.turns
    checks: tuple[tuple[str, Callable[[Running], bool]], ...] = (
        ("database", can_write),
        ("schema", has_head),
        ("worker", has_worker),
    )
    found = {"disk": has_disk(running), "turns": turns.works()} | {name: False for name, _ in checks}
    for name, check in checks:
        try:
            found[name] = check(running)
        except SQLAlchemyError as error:
            log.error("readiness-failed", reason=name, exc_info=error)
            break
    return found


def can_write(running: Running) -> bool:
    """Write and commit one row that says nothing: a server that is full or read-only refuses."""
    with transaction(running.engine) as connection:
        connection.execute(
            text(
                "INSERT INTO control (control_id, sending_paused) VALUES (1, false)"
                " ON CONFLICT (control_id) DO UPDATE SET control_id = excluded.control_id"
            )
        )
    return True


def has_head(running: Running) -> bool:
    return current(running.database_url) == head()


def has_worker(running: Running) -> bool:
    """A worker of any process has shown itself lately; its clock is the database's, so no injected time here."""
    with transaction(running.engine) as connection:
        row: Any = connection.execute(text("SELECT max(last_heartbeat), now() FROM procrastinate_workers")).one()
    beat: datetime | None = row[0]
    return beat is not None and row[1] - beat < QUIET_WORKER


def has_disk(running: Running) -> bool:
    """Only the embedded database shares our disk."""
    return running.embedded is None or shutil.disk_usage(running.settings.home).free > SPARE_DISK


def refresh_gauges(running: Running) -> None:
    with transaction(running.engine) as connection:
        read_gauges(connection, running.clock())
