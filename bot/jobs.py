"""The work that is done beside the web: which jobs there are, how often they come round, and who runs them.

The rows are the truth: a job only says "look at sender X". So a job that fails or dies is not repeated, the next
round finds what is left; and a job that is queued already is not queued twice.
"""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import procrastinate
import psycopg
import structlog
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from sqlalchemy.exc import OperationalError

from bot.ageing import replan_aged
from bot.clock import system_clock, until_it_jumps
from bot.delivering import deliver_due, deliver_endpoint, endpoints_ready, give_up_overdue
from bot.due import run_due
from bot.escalating import escalate_due
from bot.experiments import end_due_experiments
from bot.restoring import awaits_reconciling
from bot.running import Running
from bot.sending import drain, pause
from bot.unknowns import release_claims, resolve_unknown
from bot.waking import listen
from store import outbox
from store.database import transaction

log = structlog.get_logger(__name__)

# Jobs wait for the network most of their time, so one process takes many.
AT_ONCE: Final = 32
HEARTBEAT_SECONDS: Final = 2.0
# Well above the heartbeat: a worker this silent is gone, and its jobs hold locks that others wait for.
SILENT_SECONDS: Final = 10.0
# What is under way when we are told to stop may be waiting for a provider.
FINISH_SECONDS: Final = 30.0
RESTART: Final = timedelta(seconds=0.5)
# A pool waits twice as long after each attempt; left to itself it would find a database that is back long after it is.
RECONNECT_SECONDS: Final = 3.0
CONNECT_SECONDS: Final = 5
KEEP_FAILED_HOURS: Final = 72


def open_app(running: Running, stop: asyncio.Event) -> procrastinate.App:
    """The job app of one process, on connections of its own; `stop` lets jobs end early."""
    connector = procrastinate.PsycopgConnector(
        conninfo=running.database_url, min_size=1, max_size=4, reconnect_timeout=RECONNECT_SECONDS
    )
    app = procrastinate.App(connector=connector)
    add_work(app, running, stop)
    add_rounds(app, running)
    return app


def add_work(app: procrastinate.App, running: Running, stop: asyncio.Event) -> None:
    """Jobs for one sender or one endpoint; each has a lock, so that there is one at a time for each."""

    @app.task(name="drain")
    async def drain_sender(clinic_id: str, sender_id: str) -> None:
        done = await drain(running, (clinic_id, sender_id), stop=stop)
        if done.more and not stop.is_set():
            await defer(app, "drain", clinic_id=clinic_id, sender_id=sender_id)

    @app.task(name="deliver")
    async def deliver(clinic_id: str, endpoint_id: str) -> None:
        done = await deliver_endpoint(running, (clinic_id, endpoint_id), stop=stop)
        if done.more and not stop.is_set():
            await defer(app, "deliver", clinic_id=clinic_id, endpoint_id=endpoint_id)


def add_rounds(app: procrastinate.App, running: Running) -> None:
    """What comes round by itself; the sixth field is seconds. A round still queued is not queued again."""

    @app.periodic(cron="* * * * * */5")
    @app.task(name="due", queueing_lock="due")
    async def due(timestamp: int = 0) -> None:  # noqa: ARG001 - Procrastinate says when it was due
        await asyncio.to_thread(decide_due, running)

    @app.periodic(cron="* * * * * */5")
    @app.task(name="sweep", queueing_lock="sweep")
    async def sweep(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate says when it was due
        await wake(app, running, [""])

    @app.periodic(cron="* * * * * */30")
    @app.task(name="unknowns", queueing_lock="unknowns")
    async def unknowns(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate says when it was due
        await resolve_unknown(running)

    @app.periodic(cron="* * * * * */30")
    @app.task(name="escalate", queueing_lock="escalate")
    async def escalate(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate says when it was due
        await asyncio.to_thread(escalate_due, running)

    @app.periodic(cron="* * * * * */5")
    @app.task(name="tidy", queueing_lock="tidy")
    async def tidy(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate says when it was due
        await free_locks(app)
        await asyncio.to_thread(release_claims, running)
        await asyncio.to_thread(give_up_overdue, running)

    @app.periodic(cron="* * * * *")
    @app.task(name="experiments", queueing_lock="experiments")
    async def experiments(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate says when it was due
        await asyncio.to_thread(end_due_experiments, running)

    @app.periodic(cron="47 * * * *")
    @app.task(name="ages", queueing_lock="ages")
    async def ages(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate says when it was due
        await asyncio.to_thread(replan_aged, running)

    @app.periodic(cron="17 * * * *")
    @app.task(name="forget", queueing_lock="forget")
    async def forget(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate says when it was due
        await app.job_manager.delete_old_jobs(nb_hours=KEEP_FAILED_HOURS, include_failed=True)


async def defer(app: procrastinate.App, name: str, **names: str) -> None:
    """Have one sender drained, one endpoint served, or a round made; does nothing when that is queued already."""
    key = "/".join((name, *names.values()))
    try:
        await app.tasks[name].configure(lock=key if names else None, queueing_lock=key).defer_async(**names)
    except AlreadyEnqueued:
        return


async def wake(app: procrastinate.App, running: Running, announced: Iterable[str]) -> None:
    """Turn announcements into jobs: `clinic/sender`, `deliver`, or nothing for everything."""
    for payload in announced:
        if payload == "due":
            await defer(app, "due")
        elif payload in ("deliver", ""):
            for clinic_id, endpoint_id in await asyncio.to_thread(endpoints_ready, running):
                await defer(app, "deliver", clinic_id=clinic_id, endpoint_id=endpoint_id)
        if payload == "":
            for clinic_id, sender_id in await asyncio.to_thread(senders_ready, running):
                await defer(app, "drain", clinic_id=clinic_id, sender_id=sender_id)
        elif "/" in payload:
            clinic_id, _, sender_id = payload.partition("/")
            await defer(app, "drain", clinic_id=clinic_id, sender_id=sender_id)


def senders_ready(running: Running) -> list[outbox.SenderKey]:
    with transaction(running.engine) as connection:
        return outbox.senders_ready(connection, running.clock(), running.channels)


async def free_locks(app: procrastinate.App) -> None:
    """Drop the jobs of workers that died: the lock of one would keep its sender silent for ever.

    They are not made again, as a copy may be queued already: the next round finds what they left.
    """
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        log.warning("job-lost", job=job.task_name)
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


async def run_worker(running: Running, stop: asyncio.Event) -> None:
    """Work until `stop` is set, then finish what is under way. A database that goes away is waited for."""
    while not stop.is_set():
        try:
            await work(running, stop)
        except (ConnectorException, psycopg.OperationalError, OperationalError) as error:
            log.warning("worker-lost-database", error=type(error).__name__)
        await pause(RESTART, stop)
        while not stop.is_set() and not await answers(running.database_url):
            await pause(RESTART, stop)


async def answers(database_url: str) -> bool:
    """Whether the database takes sessions: looked at before a pool is opened, which would not look again so soon."""
    try:
        await (await psycopg.AsyncConnection.connect(database_url, connect_timeout=CONNECT_SECONDS)).close()
    except psycopg.OperationalError:
        return False
    return True


async def heed_clock(running: Running) -> None:
    """Ends when the machine's clock jumps: Procrastinate reckons rounds from the last one, by that clock.

    Put back, none would come until it is later again; put on, each one that was skipped would be made.
    """
    moved = await until_it_jumps(system_clock)
    log.warning("clock-moved", seconds=round(moved.total_seconds()))
    if moved < timedelta():
        await asyncio.to_thread(set_back, running, -moved)


def set_back(running: Running, by: timedelta) -> None:
    with transaction(running.engine) as connection:
        outbox.set_back(connection, running.clock(), by)


async def work(running: Running, stop: asyncio.Event) -> None:
    """One life of the worker and of its listener; ends when either ends, when told to stop, or when the clock jumps."""
    app = open_app(running, stop)
    async with app.open_async():
        sides = [
            asyncio.create_task(
                app.run_worker_async(
                    concurrency=AT_ONCE,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=SILENT_SECONDS,
                    shutdown_graceful_timeout=FINISH_SECONDS,
                )
            ),
            asyncio.create_task(listen(running.database_url, lambda announced: wake(app, running, announced))),
            asyncio.create_task(heed_clock(running)),
            asyncio.create_task(stop.wait()),
        ]
        try:
            await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for side in sides:
                side.cancel()  # the worker takes this as the request to finish
            ends = await asyncio.gather(*sides, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end


async def settle(running: Running) -> int:
    """Do everything that is due now, here and at once, until nothing is left; returns how much was done.

    For a clock that is moved by hand: the same functions as the jobs, without their queue and without the pace of
    the senders.
    """
    total = 0
    while done := await settle_once(running):
        total += done
    return total


def decide_due(running: Running) -> int:
    """Nothing while a restored copy waits to be reconciled: it would remind of what has been answered since."""
    with transaction(running.engine) as connection:
        if awaits_reconciling(connection):
            return 0
    return run_due(running.engine, running.keyring, running.compiled, running.clock)


async def settle_once(running: Running) -> int:
    await asyncio.to_thread(release_claims, running)
    done = await asyncio.to_thread(replan_aged, running)
    done += await asyncio.to_thread(decide_due, running)
    done += await asyncio.to_thread(escalate_due, running)
    done += await asyncio.to_thread(end_due_experiments, running)
    for key in await asyncio.to_thread(senders_ready, running):
        done += (await drain(running, key, paced=False)).taken
    done += await resolve_unknown(running)
    return done + await deliver_due(running)
