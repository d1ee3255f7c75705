"""Workers on one database: woken by what is committed, safe beside each other, and back after a fault."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import insert, text

from bot.jobs import defer, free_locks, open_app, run_worker, settle
from tests.doubles.clinic_endpoint import SECRET, clinic_endpoint
from tests.doubles.provider import Provider
from tests.doubles.stage import Stage, tables

PATIENCE = 20.0  # seconds until a test gives up; nothing here is timed


@asynccontextmanager
async def working(*stages: Stage) -> AsyncIterator[list[asyncio.Task[None]]]:
    stop = asyncio.Event()
    workers = [asyncio.create_task(run_worker(stage.running, stop)) for stage in stages]
    try:
        yield workers
    finally:
        stop.set()
        await asyncio.wait_for(asyncio.gather(*workers), PATIENCE)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(condition):  # noqa: ASYNC110 - rows tell nobody that they changed
            await asyncio.sleep(0.02)


def announce(stage: Stage, payload: str) -> None:
    stage.write(text("SELECT pg_notify('prosvar_wake', :payload)").bindparams(payload=payload))


def all_sent(stage: Stage) -> bool:
    return all(row.status == "sent" for row in stage.rows("message_out"))


async def test_what_is_committed_is_sent_and_told_without_a_round(stage: Stage, provider: Provider) -> None:
    with clinic_endpoint() as endpoint:
        stage.endpoint("record", endpoint.url, [SECRET])
        async with working(stage):
            stage.say(stage.patient())
            announce(stage, "fjordklinikken/text")
            await until(lambda: all_sent(stage))
            row = {
                "clinic_id": stage.clinic_id,
                "delivery_id": "7a1a3e7e-93a5-4b43-9d0d-1d6c4e0c6f10",
                "endpoint_id": "record",
                "type": "alert.raised",
                "payload_sealed": stage.clinic_key.seal(
                    '{"type":"alert.raised"}',
                    table="delivery",
                    column="payload_sealed",
                    row="7a1a3e7e-93a5-4b43-9d0d-1d6c4e0c6f10",
                ),
                "status": "pending",
                "attempts": 0,
                "created_at": stage.clock(),
                "next_attempt_at": stage.clock(),
                "give_up_at": stage.clock() + timedelta(days=7),
            }
            stage.write(insert(tables["delivery"]).values(row))
            announce(stage, "deliver")
            await until(lambda: stage.rows("delivery")[0].status == "delivered")
    assert len(provider.taken) == len(endpoint.received) == 1


async def test_several_workers_send_each_message_once(stage: Stage, provider: Provider) -> None:
    stage.change("sender", rate=1000.0)  # the clock stands still, so nothing would be free again
    async with working(stage, stage, stage):
        for number in range(40):
            stage.say(stage.patient(f"+45200020{number:02}"))
            announce(stage, "fjordklinikken/text")
        await until(lambda: all_sent(stage))
    assert len({sent.message_id for sent in provider.taken}) == len(provider.taken) == 40


async def test_what_nobody_announced_is_found_on_a_round(stage: Stage, provider: Provider) -> None:
    stage.say(stage.patient())
    async with working(stage):
        await until(lambda: all_sent(stage))


async def test_a_worker_outlives_the_loss_of_its_connections(stage: Stage, provider: Provider) -> None:
    async with working(stage) as (worker,):
        await until(lambda: count_of(stage, "procrastinate_workers") == 1)
        cut = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"  # and see them ended
        stage.write(text(f"{cut} WHERE datname = current_database() AND pid <> pg_backend_pid()"))
        stage.say(stage.patient())
        announce(stage, "fjordklinikken/text")
        await until(lambda: all_sent(stage))
        assert not worker.done()


async def test_the_locks_of_a_dead_worker_are_freed_and_nothing_it_had_is_lost(
    stage: Stage, provider: Provider
) -> None:
    app = open_app(stage.running, asyncio.Event())
    async with app.open_async():
        await defer(app, "drain", clinic_id="fjordklinikken", sender_id="text")
        dead = await app.job_manager.register_worker()
        assert await app.job_manager.fetch_job(queues=None, worker_id=dead) is not None
        await defer(app, "drain", clinic_id="fjordklinikken", sender_id="text")
        assert await app.job_manager.fetch_job(queues=None, worker_id=dead) is None  # its lock holds the next one back
        stage.write(text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'"))
        await free_locks(app)
    stage.say(stage.patient())
    async with working(stage):
        await until(lambda: all_sent(stage))


async def test_finished_work_leaves_no_trace_and_is_not_queued_twice(stage: Stage) -> None:
    app = open_app(stage.running, asyncio.Event())
    async with app.open_async():
        for _ in range(3):
            await defer(app, "drain", clinic_id="fjordklinikken", sender_id="text")
        assert count_of(stage, "procrastinate_jobs") == 1
    async with working(stage):
        await until(lambda: count_of(stage, "procrastinate_jobs WHERE task_name = 'drain'") == 0)


async def test_everything_due_is_done_at_once_by_hand_in_whatever_pace(stage: Stage, provider: Provider) -> None:
    stage.change("sender", rate=0.1)
    with clinic_endpoint() as endpoint:
        stage.endpoint("record", endpoint.url, [SECRET])
        for number in range(5):
            stage.say(stage.patient(f"+45200030{number:02}"))
        stage.say(stage.patient("+4520003099"), not_before=stage.clock() + timedelta(hours=1))
        assert await settle(stage.running) == 5
        assert await settle(stage.running) == 0
        stage.clock.advance(hours=1)
        assert await settle(stage.running) == 1
    assert len(provider.taken) == 6


def count_of(stage: Stage, source: str) -> int:
    return int(stage.one(text(f"SELECT count(*) FROM {source}")))
