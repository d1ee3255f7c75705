"""What the clinic is told arrives, verified, under an id that never changes, whatever its endpoint does meanwhile."""

import asyncio
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from bot.delivering import NothingToReplayError, deliver_due, deliver_endpoint, give_up_overdue, queue_event, replay
from store import deliveries
from tests.doubles.clinic_endpoint import OLD_SECRET, SECRET, clinic_endpoint
from tests.doubles.stage import Stage, tables


def tell(stage: Stage, event_type: str = "session.completed", patient_id: UUID | None = None, **data: Any) -> int:
    key = stage.clinic_key if patient_id is None else stage.key_of(patient_id)
    with stage.open() as connection:
        return queue_event(
            connection,
            stage.clinic_id,
            event_type,
            {"note": "Søvn 7 af 10", **data},
            now=stage.clock(),
            data_key=key,
            patient_id=patient_id,
        )


def of(stage: Stage, **where: Any) -> list[Any]:
    return [row for row in stage.rows("delivery") if all(getattr(row, name) == value for name, value in where.items())]


async def test_a_summary_arrives_signed_and_as_it_was_queued(stage: Stage) -> None:
    with clinic_endpoint() as endpoint:
        stage.endpoint("record", endpoint.url, [SECRET])
        assert tell(stage, patient_id=stage.patient()) == 1
        assert await deliver_due(stage.running) == 1
        (row,) = stage.rows("delivery")
    (event,) = endpoint.received
    assert event == {
        "id": str(row.delivery_id),
        "type": "session.completed",
        "timestamp": stage.clock().isoformat(),
        "data": {"note": "Søvn 7 af 10"},
    }
    assert (row.status, row.attempts, row.last_status, row.delivered_at) == ("delivered", 1, 204, stage.clock())


def test_what_waits_is_not_readable(stage: Stage) -> None:
    stage.endpoint("record", "https://record.example.org/", [SECRET])
    tell(stage, patient_id=stage.patient())
    assert "Søvn".encode() not in stage.rows("delivery")[0].payload_sealed


def test_only_who_wants_a_type_is_told(stage: Stage) -> None:
    stage.endpoint("record", "https://record.example.org/", [SECRET])
    stage.endpoint("ward", "https://ward.example.org/", [SECRET], events=["alert.raised"])
    assert [tell(stage, each) for each in ("session.completed", "alert.raised", "optout.received")] == [1, 2, 0]


async def test_while_a_secret_changes_receivers_with_either_verify(stage: Stage) -> None:
    with clinic_endpoint(secret=OLD_SECRET) as endpoint:
        stage.endpoint("record", endpoint.url, [SECRET, OLD_SECRET])
        tell(stage)
        await deliver_due(stage.running)
    assert len(endpoint.received) == 1


async def test_a_repeat_has_the_same_id_and_waits_longer_each_time(stage: Stage) -> None:
    with clinic_endpoint() as endpoint:
        endpoint.script += [500, 503, 500]
        stage.endpoint("record", endpoint.url, [SECRET])
        tell(stage)
        waits = []
        while of(stage, status="pending"):
            await deliver_due(stage.running)
            for row in of(stage, status="pending"):
                waits.append(row.next_attempt_at - stage.clock())
                stage.clock.now = row.next_attempt_at
    assert len({headers["webhook-id"] for headers in endpoint.attempts}) == 1
    assert len(endpoint.attempts) == 4
    assert waits == sorted(waits)
    assert timedelta(seconds=5) <= waits[0] < timedelta(seconds=7)
    assert timedelta(minutes=2) <= waits[2] < timedelta(minutes=3)


async def test_an_endpoint_that_asks_to_wait_is_left_alone(stage: Stage) -> None:
    with clinic_endpoint() as endpoint:
        endpoint.script.append((429, {"retry-after": "600"}))
        stage.endpoint("record", endpoint.url, [SECRET])
        tell(stage)
        await deliver_due(stage.running)
        tell(stage)
        stage.clock.advance(minutes=9)
        assert await deliver_due(stage.running) == 0
        stage.clock.advance(minutes=2)
        assert await deliver_due(stage.running) == 2
    assert len(endpoint.received) == 2


async def test_a_breaker_rests_the_endpoint_and_one_probe_finds_it_well(stage: Stage) -> None:
    with clinic_endpoint() as endpoint:
        endpoint.script += [500] * 100
        stage.endpoint("record", endpoint.url, [SECRET])
        for _ in range(12):
            tell(stage)
        await deliver_due(stage.running)
        tried = len(endpoint.attempts)
        assert 5 <= tried <= 8  # four at a time
        assert await deliver_due(stage.running) == 0
        stage.clock.advance(minutes=10)
        endpoint.script[:] = [500]
        assert await deliver_due(stage.running) == 1  # the probe fails, the rest begins again
        stage.clock.advance(minutes=30)
        assert await deliver_due(stage.running) == 12
    assert {row.status for row in stage.rows("delivery")} == {"delivered"}
    assert stage.rows("endpoint")[0].failures == 0


async def test_a_clinic_that_is_down_for_three_days_gets_everything_once(stage: Stage) -> None:
    with clinic_endpoint() as endpoint:
        endpoint.script += [503] * 10_000
        stage.endpoint("record", endpoint.url, [SECRET])
        for hour in range(72):
            if hour % 12 == 0:
                tell(stage, number=hour)
            await deliver_due(stage.running)
            stage.clock.advance(hours=1)
        down = len(endpoint.attempts)
        endpoint.script.clear()
        for _ in range(24):
            await deliver_due(stage.running)
            stage.clock.advance(hours=1)
    assert {row.status for row in stage.rows("delivery")} == {"delivered"}
    assert sorted(event["data"]["number"] for event in endpoint.received) == [0, 12, 24, 36, 48, 60]
    assert down <= 80
    assert stage.rows("task") == []


async def test_after_a_week_it_is_parked_and_shown_and_can_be_sent_again(stage: Stage) -> None:
    with clinic_endpoint() as endpoint:
        endpoint.script += [500] * 10_000
        stage.endpoint("record", endpoint.url, [SECRET])
        tell(stage)
        for _ in range(60):
            await deliver_due(stage.running)
            stage.clock.advance(hours=3)
        (row,) = stage.rows("delivery")
        assert (row.status, row.last_error) == ("parked", "http-500")
        assert [(task.kind, task.detail) for task in stage.rows("task")] == [
            ("delivery", {"endpoint": "record", "reason": "parked"})
        ]
        endpoint.script.clear()
        with stage.open() as connection:
            assert [one["status"] for one in deliveries.listed(connection, stage.clinic_id, "parked", 10)] == ["parked"]
            assert replay(connection, stage.clinic_id, now=stage.clock(), endpoint_id="record") == 1
        await deliver_due(stage.running)
    assert [event["id"] for event in endpoint.received] == [str(row.delivery_id)]


async def test_an_endpoint_that_is_gone_is_disabled_until_somebody_says_otherwise(stage: Stage) -> None:
    with clinic_endpoint() as endpoint:
        endpoint.script.append(410)
        stage.endpoint("record", endpoint.url, [SECRET])
        tell(stage)
        await deliver_due(stage.running)
        tell(stage)
        stage.clock.advance(days=1)
        assert await deliver_due(stage.running) == 0
        assert stage.rows("endpoint")[0].disabled_reason == "gone"
        assert [task.detail["reason"] for task in stage.rows("task")] == ["gone"]
        (first,) = of(stage, attempts=1)
        with stage.open() as connection:
            replay(connection, stage.clinic_id, now=stage.clock(), delivery_id=first.delivery_id)
        await deliver_due(stage.running)
    assert len(endpoint.received) == 2


def test_a_replay_of_nothing_says_so(stage: Stage) -> None:
    stage.endpoint("record", "https://record.example.org/", [SECRET])
    with stage.open() as connection, pytest.raises(NothingToReplayError):
        replay(connection, stage.clinic_id, now=stage.clock(), endpoint_id="record")


async def test_one_that_hangs_does_not_delay_another(stage: Stage) -> None:
    with ExitStack() as stack:
        slow, quick = stack.enter_context(clinic_endpoint()), stack.enter_context(clinic_endpoint())
        slow.script += [slow.hang] * 4
        stage.endpoint("slow", slow.url, [SECRET])
        stage.endpoint("quick", quick.url, [SECRET])
        tell(stage)
        hanging = asyncio.create_task(deliver_endpoint(stage.running, (stage.clinic_id, "slow")))
        try:
            await deliver_endpoint(stage.running, (stage.clinic_id, "quick"))
            assert len(quick.received) == 1
            assert not hanging.done()
        finally:
            slow.released.set()
            await hanging


async def test_alerts_go_before_summaries(stage: Stage) -> None:
    with clinic_endpoint() as endpoint:
        stage.endpoint("record", endpoint.url, [SECRET])
        for _ in range(6):
            tell(stage)
            stage.clock.advance(seconds=1)
        tell(stage, "alert.raised")
        await deliver_due(stage.running)
    assert "alert.raised" in [event["type"] for event in endpoint.received[:4]]
    assert len(endpoint.received) == 7


async def test_a_worker_that_dies_leaves_its_attempt_to_another(stage: Stage) -> None:
    with clinic_endpoint() as endpoint:
        stage.endpoint("record", endpoint.url, [SECRET])
        tell(stage)
        with stage.open() as connection:
            assert len(deliveries.claim(connection, (stage.clinic_id, "record"), stage.clock(), 4)) == 1
        assert await deliver_due(stage.running) == 0
        stage.clock.advance(minutes=3)
        assert await deliver_due(stage.running) == 1
    assert len(endpoint.received) == 1


async def test_workers_side_by_side_deliver_each_once(stage: Stage) -> None:
    with clinic_endpoint() as endpoint:
        stage.endpoint("record", endpoint.url, [SECRET])
        for _ in range(20):
            tell(stage)
        await asyncio.gather(*(deliver_endpoint(stage.running, (stage.clinic_id, "record")) for _ in range(3)))
    assert len({event["id"] for event in endpoint.received}) == len(endpoint.received) == 20


async def test_of_an_erased_patient_nothing_is_told_any_more(stage: Stage) -> None:
    with clinic_endpoint() as endpoint:
        stage.endpoint("record", endpoint.url, [SECRET])
        tell(stage, patient_id=stage.patient())
        stage.write(update(tables["patient"]).values(key_wrapped=None))
        await deliver_due(stage.running)
    assert [(row.status, row.last_error) for row in stage.rows("delivery")] == [("parked", "erased")]
    assert endpoint.attempts == []


async def test_without_a_secret_nothing_leaves(stage: Stage) -> None:
    with clinic_endpoint() as endpoint:
        stage.endpoint("record", endpoint.url, [])
        tell(stage)
        await deliver_due(stage.running)
    assert [row.last_error for row in stage.rows("delivery")] == ["no-secret"]
    assert endpoint.attempts == []


def test_giving_up_counts_what_it_gave_up(stage: Stage) -> None:
    stage.endpoint("record", "https://record.example.org/", [SECRET])
    tell(stage)
    assert give_up_overdue(stage.running) == 0
    stage.clock.advance(days=8)
    assert (give_up_overdue(stage.running), give_up_overdue(stage.running)) == (1, 0)
