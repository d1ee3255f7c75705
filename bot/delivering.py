"""Telling the clinic: each event once for each endpoint that wants it, until it has been taken or a week has passed."""

import asyncio
import json
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Connection, text

from bot.backoff import wait_before
from bot.clock import system_clock
from bot.metrics import delivery_total
from bot.running import Running
from clinic.webhook import Receipt, post
from flows.json_text import dumps
from store import deliveries
from store.crypto import DataKey, Keyring
from store.database import transaction
from store.deliveries import BREAKS_AFTER, Due, EndpointKey
from store.ids import new_id
from store.tasks import open_task

log = structlog.get_logger(__name__)
Result = TypeVar("Result")

HORIZON: Final = timedelta(days=7)
DELAYS: Final = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600))
RESTS: Final = tuple(timedelta(seconds=s) for s in (30, 60, 300, 900, 1800))
# One endpoint's share: attempts at the same time, and in one go before it queues again behind the others.
AT_ONCE: Final = 4
IN_ONE_GO: Final = 100
WAKE: Final = text("SELECT pg_notify('prosvar_wake', 'deliver')")


class NothingToReplayError(Exception):
    """No such delivery or endpoint at this clinic, or nothing of it is parked: see `prosvar delivery list`."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one go at an endpoint came to; `more`: the share was used up and there may be more to do."""

    taken: int
    delivered: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """What a clinic is to be told. `data` is JSON; `data_key` the patient's where there is one, else the clinic's."""

    clinic_id: str
    type: str
    data: Mapping[str, Any]
    data_key: DataKey
    patient_id: UUID | None = None
    session_id: UUID | None = None


def queue_event(
    connection: Connection,
    clinic_id: str,
    event_type: str,
    data: Mapping[str, Any],
    *,
    now: datetime,
    data_key: DataKey,
    patient_id: UUID | None = None,
    session_id: UUID | None = None,
    endpoints: Sequence[str] | None = None,
) -> int:
    """Note an event for every endpoint that wants its type, in the caller's transaction; returns how many.

    With `endpoints` these are told, whatever they want.
    """
    event = Event(clinic_id, event_type, data, data_key, patient_id, session_id)
    if not endpoints:
        return queue_events(connection, [event], now)
    rows = _rows(event, endpoints, now)
    deliveries.add(connection, rows)
    return len(rows)


def queue_events(connection: Connection, events: Sequence[Event], now: datetime) -> int:
    """As `queue_event`, for many at once."""
    if not events:
        return 0
    wanted = deliveries.subscriptions(connection, {event.clinic_id for event in events})
    rows = [row for event in events for row in _rows(event, wanted.get((event.clinic_id, event.type), ()), now)]
    deliveries.add(connection, rows)
    return len(rows)


def _rows(event: Event, endpoints: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    payload = dumps({"type": event.type, "timestamp": now.isoformat(), "data": event.data}) if endpoints else ""
    return [_row(event, payload, endpoint_id, now) for endpoint_id in endpoints]


def _row(event: Event, payload: str, endpoint_id: str, now: datetime) -> dict[str, Any]:
    delivery_id = new_id(now)
    place = {"table": "delivery", "column": "payload_sealed", "row": str(delivery_id)}
    return {
        "clinic_id": event.clinic_id,
        "delivery_id": delivery_id,
        "endpoint_id": endpoint_id,
        "type": event.type,
        "patient_id": event.patient_id,
        "session_id": event.session_id,
        "payload_sealed": event.data_key.seal(payload, **place),
        "status": "pending",
        "attempts": 0,
        "created_at": now,
        "next_attempt_at": now,
        "give_up_at": now + HORIZON,
    }


async def deliver_due(running: Running) -> int:
    """One go at every endpoint that has something due, side by side; returns the attempts made."""
    await asyncio.to_thread(give_up_overdue, running)
    keys = await asyncio.to_thread(endpoints_ready, running)
    done = await all_of(deliver_endpoint(running, key) for key in keys)
    return sum(one.taken for one in done)


async def all_of(work: Iterable[Coroutine[Any, Any, Result]]) -> list[Result]:
    """Let each come to its end; what went wrong in some is raised together, after the others are done."""
    ends = await asyncio.gather(*work, return_exceptions=True)
    faults = [end for end in ends if isinstance(end, Exception)]
    if faults:
        raise ExceptionGroup("some deliveries could not be attempted", faults)
    return [end for end in ends if not isinstance(end, BaseException)]


def endpoints_ready(running: Running) -> list[EndpointKey]:
    with transaction(running.engine) as connection:
        return deliveries.endpoints_ready(connection, running.clock())


async def deliver_endpoint(running: Running, key: EndpointKey, stop: asyncio.Event | None = None) -> Delivered:
    """Make what attempts are due at one endpoint, a few at a time, until none is left or its breaker opens."""
    taken = delivered = 0
    while taken < IN_ONE_GO and not (stop and stop.is_set()):
        batch = await asyncio.to_thread(claim, running, key)
        if not batch:
            return Delivered(taken, delivered)
        delivered += sum(await all_of(attempt(running, due) for due in batch))
        taken += len(batch)
    return Delivered(taken, delivered, more=True)


def claim(running: Running, key: EndpointKey) -> list[Due]:
    with transaction(running.engine) as connection:
        return deliveries.claim(connection, key, running.clock(), AT_ONCE)


async def attempt(running: Running, due: Due) -> bool:
    if due.patient_id is not None and due.patient_key is None:
        await asyncio.to_thread(drop_erased, running, due)
        return False
    body, secrets = opened(running.keyring, due)
    receipt = Receipt(None, "no-secret")
    if secrets:
        receipt = await post(
            running.http,
            due.url,
            delivery_id=str(due.delivery_id),
            body=body,
            secrets=secrets,
            # The receiver refuses a stamp that is minutes off: this is the time of the wire, not of our schedule,
            # which a demo may have moved.
            at=system_clock(),
            loopback=running.settings.allow_loopback_endpoints,
        )
    await asyncio.to_thread(settle_attempt, running, due, receipt)
    return receipt.delivered


def opened(keyring: Keyring, due: Due) -> tuple[str, list[str]]:
    """The body as it was queued, and the endpoint's secrets, newest first."""
    clinic_key = keyring.clinic_key(due.clinic_id, due.clinic_key)
    secrets: dict[str, list[str]] = {}
    if due.secrets_sealed is not None:
        secrets = json.loads(
            clinic_key.open(due.secrets_sealed, table="clinic", column="secrets_sealed", row=due.clinic_id)
        )
    key = clinic_key
    if due.patient_id is not None and due.patient_key is not None:
        key = keyring.patient_key(clinic_key, due.patient_id, due.patient_key)
    body = key.open(due.payload_sealed, table="delivery", column="payload_sealed", row=str(due.delivery_id))
    return body, secrets.get(due.endpoint_id, [])


def settle_attempt(running: Running, due: Due, receipt: Receipt) -> None:
    """Record how an attempt ended: the delivery's next moment and the endpoint's breaker."""
    now = running.clock()
    outcome = receipt.error or "delivered"
    delivery_total.labels(outcome=outcome).inc()
    with transaction(running.engine) as connection:
        if receipt.delivered:
            deliveries.succeeded(connection, due, receipt.status, now)
            return
        log.warning(
            "delivery-failed",
            clinic=due.clinic_id,
            endpoint=due.endpoint_id,
            delivery=str(due.delivery_id),
            attempt=due.attempts,
            code=outcome,
        )
        wait = max(wait_before(due.attempts, DELAYS, due.delivery_id), receipt.retry_after or timedelta())
        failures = deliveries.failed(connection, due, receipt.status, outcome, min(now + wait, due.give_up_at))
        key = (due.clinic_id, due.endpoint_id)
        if receipt.gone:
            disable(connection, key, now)
        elif failures >= BREAKS_AFTER or receipt.retry_after:
            # Those that were under way together fail together: that is one failure more, not several.
            again = max(failures - BREAKS_AFTER - AT_ONCE, 0)
            rest = wait_before(again + 1, RESTS, due.delivery_id)
            deliveries.rest(connection, key, now + max(rest, receipt.retry_after or timedelta()))


def disable(connection: Connection, key: EndpointKey, now: datetime) -> None:
    """The endpoint said 410: it wants no more. What is pending waits for somebody to point it elsewhere."""
    if deliveries.disable(connection, key, "gone", now):
        open_task(connection, uuid4(), key[0], "delivery", {"endpoint": key[1], "reason": "gone"}, now)
        log.error("endpoint-disabled", clinic=key[0], endpoint=key[1], reason="gone")


def drop_erased(running: Running, due: Due) -> None:
    """The patient's key is gone, and with it what there was to tell."""
    with transaction(running.engine) as connection:
        deliveries.park(connection, due, "erased", running.clock())


def give_up_overdue(running: Running) -> int:
    """Park what could not be delivered in its week, and ask staff to look, once for each endpoint."""
    now = running.clock()
    with transaction(running.engine) as connection:
        parked = deliveries.park_overdue(connection, now)
        for (clinic_id, endpoint_id), count in parked.items():
            detail = {"endpoint": endpoint_id, "reason": "parked"}
            open_task(connection, uuid4(), clinic_id, "delivery", detail, now)
            log.error("delivery-parked", clinic=clinic_id, endpoint=endpoint_id, count=count)
    return sum(parked.values())


def replay(
    connection: Connection,
    clinic_id: str,
    *,
    now: datetime,
    delivery_id: UUID | None = None,
    endpoint_id: str | None = None,
) -> int:
    """Send again: one delivery whatever became of it, or all that is parked at an endpoint. Returns how many.

    The ids stay the same, so a receiver that has one already can tell. The endpoint's breaker is closed and a
    disabled endpoint is enabled. Raises NothingToReplayError.
    """
    delivery = deliveries.delivery
    which = delivery.c.delivery_id == delivery_id
    if delivery_id is None:
        which = (delivery.c.endpoint_id == endpoint_id) & (delivery.c.status == "parked")
    endpoints = deliveries.revive(connection, clinic_id, now, now + HORIZON, [which])
    if not endpoints:
        raise NothingToReplayError
    deliveries.reopen(connection, clinic_id, endpoints)
    connection.execute(WAKE)
    return len(endpoints)
