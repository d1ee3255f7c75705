"""Running processes: the server with a worker inside, or a worker alone, and how each comes to rest.

At SIGTERM the server stops taking requests and finishes those it has, so every acknowledged turn is committed;
then the worker stops claiming, finishes and releases; the embedded database goes last.
"""

import asyncio
import signal
import socket
import sys
from typing import TYPE_CHECKING

import structlog

from bot.jobs import run_worker
from bot.keys import require_keys
from bot.loaded import keep_loaded
from bot.running import Running, start, stop
from bot.settings import Settings, root_key

if TYPE_CHECKING:  # a worker alone has no use for the web: a third of its memory would be that
    import uvicorn
    from fastapi import FastAPI

log = structlog.get_logger("prosvar.serve")
GRACE = 20  # seconds for requests under way; the worker has 30 more, and compose.yaml waits for both


class ListenError(Exception):
    """The address asked for cannot be listened on."""


async def serve(settings: Settings, host: str, port: int, *, with_worker: bool) -> None:
    from bot.process_lane import ProcessLane
    from bot.turns import TurnLoop
    from prosvar.app import create_app

    ended = asked_to_stop()
    listening = listen(host, port)
    running = start(settings)
    lanes: list[ProcessLane] = []
    try:
        require_keys(running.engine, running.keyring)
        key = root_key(settings)
        lanes += (ProcessLane(running.database_url, key) for _ in range(settings.turn_processes))
        turns = TurnLoop(running.engine, running.keyring, running.clock, lanes)
        app = create_app(running, turns)
        keep_loaded()
        take_short_turns()
        await serve_app(app, listening, ended, with_worker=with_worker)
    finally:
        for lane in lanes:
            await asyncio.to_thread(lane.close)
        await stop(running)


async def serve_app(app: "FastAPI", listening: socket.socket, ended: asyncio.Event, *, with_worker: bool) -> None:
    """Serve until a signal, or until the worker beside it ends: half a server is worse than a restarted one."""
    import uvicorn

    from webhooks.telegram_polling import has_telegram, hear_telegram

    running: Running = app.state.running
    turns = app.state.turns
    server = uvicorn.Server(quiet_config(app))
    beside: list[asyncio.Task[None]] = []
    if with_worker:
        beside.append(asyncio.create_task(run_worker(running, ended), name="worker"))
    if has_telegram(running):
        beside.append(asyncio.create_task(hear_telegram(running, turns, ended), name="telegram"))
    sys.stderr.write(f"Prosvar listens on {address_of(listening)}\n")
    serving = asyncio.create_task(server.serve(sockets=[listening]), name="server")
    asked = asyncio.create_task(ended.wait(), name="asked to stop")
    await asyncio.wait([serving, asked, *beside], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving
    await turns.drain()
    ended.set()
    await asyncio.gather(asked, *beside)
    log.info("stopped")


async def work(settings: Settings, metrics_port: int | None) -> None:
    """A worker alone. Raises what the worker raised, so that whoever started the process sees it fail."""
    ended = asked_to_stop()
    running = start(settings)
    try:
        require_keys(running.engine, running.keyring)
        if metrics_port is not None:
            from prometheus_client import start_http_server

            start_http_server(metrics_port)
        log.info("working")
        await run_worker(running, ended)
        log.info("stopped")
    finally:
        await stop(running)


def take_short_turns() -> None:
    """Let a thread that waits for the interpreter have it after a millisecond, not after five.

    A batch of turns asks the database eight times. After each answer it would wait five for the batch beside it.
    """
    sys.setswitchinterval(0.001)


def asked_to_stop() -> asyncio.Event:
    """Set at SIGTERM or SIGINT. uvicorn takes the signals while it serves and hands them on when it is done."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    return ended


def quiet_config(app: "FastAPI") -> "uvicorn.Config":
    import uvicorn

    return uvicorn.Config(
        app,
        http="httptools",  # in C, as is the loop that `prosvar serve` runs on
        lifespan="off",  # what is held open outlives the server: it is opened and closed around it
        log_config=None,
        access_log=False,  # request lines hold patients' references
        server_header=False,
        proxy_headers=False,  # only proxies that the settings name are believed: see prosvar/app.py
        ws="none",
        timeout_graceful_shutdown=GRACE,
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, made before anything else is started. Raises ListenError with what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise ListenError(f"cannot listen on {host}:{port} ({error.strerror}): choose another with --port") from None


def address_of(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
