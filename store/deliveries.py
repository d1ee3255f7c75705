"""What clinics are to be told: taking what is due, endpoint by endpoint, and keeping each endpoint's breaker.

An attempt is claimed by moving its next attempt ahead: when the worker dies, the lease runs out and it is made again.
The receiver knows a repeat by the id, which never changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, tuple_, update
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables looked up below
from store.ledger import wake_up
from store.recordset import insertion, run_together, tuples_by

tables = SQLModel.metadata.tables
delivery = tables["delivery"]
endpoint = tables["endpoint"]
clinic = tables["clinic"]
patient = tables["patient"]

EndpointKey = tuple[str, str]  # clinic_id, endpoint_id
LEASE = timedelta(minutes=2)  # well over the time one attempt may take
BREAKS_AFTER = 5  # failures in a row, of whatever deliveries


@dataclass(frozen=True, slots=True)
class Due:
    """One attempt to make, with what is needed to open and sign it. `secrets_sealed` and keys are as stored."""

    clinic_id: str
    delivery_id: UUID
    endpoint_id: str
    type: str
    patient_id: UUID | None
    payload_sealed: bytes
    attempts: int
    give_up_at: datetime
    url: str
    clinic_key: bytes
    secrets_sealed: bytes | None
    patient_key: bytes | None


def subscriptions(connection: Connection, clinics: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """(clinic, event type) → endpoints that want it. One that is disabled still collects: it may come back."""
    found: dict[tuple[str, str], list[str]] = {}
    for clinic_id, event_type, endpoint_id in tuples_by(connection, _WANTED, [{"clinic_id": each} for each in clinics]):
        found.setdefault((clinic_id, event_type), []).append(endpoint_id)
    return found


def add(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Queue deliveries, and wake who makes them when this transaction commits."""
    run_together(connection, [insertion(delivery, rows), wake_up(["deliver"] if rows else [])])


def of_endpoint(key: EndpointKey) -> ColumnElement[bool]:
    return and_(endpoint.c.clinic_id == key[0], endpoint.c.endpoint_id == key[1])


def ready(now: datetime) -> ColumnElement[bool]:
    """Of a delivery: its moment has come, and its week is not over."""
    return and_(delivery.c.status == "pending", delivery.c.next_attempt_at <= now, delivery.c.give_up_at > now)


def reachable(now: datetime) -> ColumnElement[bool]:
    """Of an endpoint: neither disabled nor resting."""
    return and_(endpoint.c.disabled_at.is_(None), or_(endpoint.c.open_until.is_(None), endpoint.c.open_until <= now))


def endpoints_ready(connection: Connection, now: datetime) -> list[EndpointKey]:
    waiting = exists().where(
        delivery.c.clinic_id == endpoint.c.clinic_id, delivery.c.endpoint_id == endpoint.c.endpoint_id, ready(now)
    )
    rows = connection.execute(
        select(endpoint.c.clinic_id, endpoint.c.endpoint_id)
        .where(reachable(now), waiting)
        .order_by(endpoint.c.clinic_id, endpoint.c.endpoint_id)
    )
    return [(row.clinic_id, row.endpoint_id) for row in rows]


def claim(connection: Connection, key: EndpointKey, now: datetime, limit: int) -> list[Due]:
    """Take due deliveries of one endpoint, alerts first. After a rest only one goes, as a probe."""
    row = connection.execute(select(endpoint).where(of_endpoint(key), reachable(now)).with_for_update()).first()
    if row is None:
        return []
    probing = row.failures >= BREAKS_AFTER
    chosen = take(connection, key, now, 1 if probing else limit)
    if not chosen:
        return []
    if probing:
        rest(connection, key, now + LEASE)  # no second probe beside this one
    found = connection.execute(
        select(
            *(delivery.c[field.name] for field in fields(Due) if field.name in delivery.c),
            endpoint.c.url,
            clinic.c.key_wrapped.label("clinic_key"),
            clinic.c.secrets_sealed,
            patient.c.key_wrapped.label("patient_key"),
        )
        .join(clinic, clinic.c.clinic_id == delivery.c.clinic_id)
        .join(endpoint, and_(of_endpoint(key), delivery.c.endpoint_id == endpoint.c.endpoint_id))
        .outerjoin(
            patient, and_(patient.c.clinic_id == delivery.c.clinic_id, patient.c.patient_id == delivery.c.patient_id)
        )
        .where(tuple_(delivery.c.clinic_id, delivery.c.delivery_id).in_(chosen))
        .order_by(*urgency())
    )
    return [Due(**row._mapping) for row in found]


def take(connection: Connection, key: EndpointKey, now: datetime, limit: int) -> list[tuple[str, UUID]]:
    next_ones = (
        select(delivery.c.clinic_id, delivery.c.delivery_id)
        .where(delivery.c.clinic_id == key[0], delivery.c.endpoint_id == key[1], ready(now))
        .order_by(*urgency())
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).cte("next_ones")
    rows = connection.execute(
        update(delivery)
        .where(
            tuple_(delivery.c.clinic_id, delivery.c.delivery_id).in_(
                select(next_ones.c.clinic_id, next_ones.c.delivery_id)
            )
        )
        .values(next_attempt_at=now + LEASE, attempts=delivery.c.attempts + 1)
        .returning(delivery.c.clinic_id, delivery.c.delivery_id)
    )
    return [(row.clinic_id, row.delivery_id) for row in rows]


def urgency() -> tuple[ColumnElement[Any], ...]:
    return ((delivery.c.type != "alert.raised"), delivery.c.created_at, delivery.c.delivery_id)


def rest(connection: Connection, key: EndpointKey, until: datetime) -> None:
    connection.execute(update(endpoint).where(of_endpoint(key)).values(open_until=until))


def succeeded(connection: Connection, due: Due, status: int | None, now: datetime) -> None:
    change(
        connection,
        due,
        status="delivered",
        delivered_at=now,
        next_attempt_at=None,
        last_status=status,
        last_error=None,
    )
    connection.execute(
        update(endpoint)
        .where(of_endpoint((due.clinic_id, due.endpoint_id)), endpoint.c.failures > 0)
        .values(failures=0, open_until=None)
    )


def failed(connection: Connection, due: Due, status: int | None, error: str, next_attempt_at: datetime) -> int:
    """Note the attempt; returns how many of the endpoint's have failed in a row."""
    change(connection, due, next_attempt_at=next_attempt_at, last_status=status, last_error=error)
    failures: int = connection.execute(
        update(endpoint)
        .where(of_endpoint((due.clinic_id, due.endpoint_id)))
        .values(failures=endpoint.c.failures + 1)
        .returning(endpoint.c.failures)
    ).scalar_one()
    return failures


def disable(connection: Connection, key: EndpointKey, reason: str, now: datetime) -> bool:
    """False when it was disabled already."""
    disabled = update(endpoint).where(of_endpoint(key), endpoint.c.disabled_at.is_(None))
    return connection.execute(disabled.values(disabled_at=now, disabled_reason=reason)).rowcount == 1


def change(connection: Connection, due: Due, **values: Any) -> None:
    connection.execute(
        update(delivery)
        .where(delivery.c.clinic_id == due.clinic_id, delivery.c.delivery_id == due.delivery_id)
        .values(**values)
    )


def park(connection: Connection, due: Due, error: str, now: datetime) -> None:
    change(connection, due, status="parked", parked_at=now, next_attempt_at=None, last_error=error)


def park_overdue(connection: Connection, now: datetime) -> dict[EndpointKey, int]:
    """Give up what its week has run out for; returns how many of which endpoint."""
    rows = connection.execute(
        update(delivery)
        .where(delivery.c.status == "pending", delivery.c.give_up_at <= now)
        .values(status="parked", parked_at=now, next_attempt_at=None)
        .returning(delivery.c.clinic_id, delivery.c.endpoint_id)
    )
    counted: dict[EndpointKey, int] = {}
    for row in rows:
        key = (row.clinic_id, row.endpoint_id)
        counted[key] = counted.get(key, 0) + 1
    return counted


def revive(
    connection: Connection, clinic_id: str, now: datetime, give_up_at: datetime, which: Iterable[ColumnElement[bool]]
) -> list[str]:
    """Make chosen deliveries pending again; returns their endpoints."""
    rows = connection.execute(
        update(delivery)
        .where(delivery.c.clinic_id == clinic_id, *which)
        .values(status="pending", next_attempt_at=now, give_up_at=give_up_at, parked_at=None, delivered_at=None)
        .returning(delivery.c.endpoint_id)
    )
    return [row.endpoint_id for row in rows]


def reopen(connection: Connection, clinic_id: str, endpoints: Iterable[str]) -> None:
    """Close the breaker and lift a disabling: somebody says that the endpoint is well again."""
    connection.execute(
        update(endpoint)
        .where(endpoint.c.clinic_id == clinic_id, endpoint.c.endpoint_id.in_(sorted(set(endpoints))))
        .values(failures=0, open_until=None, disabled_at=None, disabled_reason=None)
    )


def listed(connection: Connection, clinic_id: str, status: str | None, limit: int) -> list[dict[str, Any]]:
    """Deliveries for staff, newest first, without what they say."""
    names = ("delivery_id", "endpoint_id", "type", "status", "attempts", "created_at", "next_attempt_at")
    more = ("delivered_at", "parked_at", "last_status", "last_error")
    statement = select(*(delivery.c[name] for name in (*names, *more))).where(delivery.c.clinic_id == clinic_id)
    if status is not None:
        statement = statement.where(delivery.c.status == status)
    return [
        dict(row._mapping) for row in connection.execute(statement.order_by(delivery.c.created_at.desc()).limit(limit))
    ]


def next_attempt(connection: Connection) -> datetime | None:
    """The earliest moment at which an attempt is due, resting endpoints counted from the end of their rest."""
    moment = func.greatest(delivery.c.next_attempt_at, func.coalesce(endpoint.c.open_until, delivery.c.next_attempt_at))
    return connection.execute(
        select(func.min(moment))
        .join(
            endpoint,
            and_(endpoint.c.clinic_id == delivery.c.clinic_id, endpoint.c.endpoint_id == delivery.c.endpoint_id),
        )
        .where(delivery.c.status == "pending", endpoint.c.disabled_at.is_(None))
    ).scalar()


def told_of(connection: Connection, sessions: Iterable[tuple[str, UUID]]) -> set[tuple[UUID, str]]:
    """(session, event type) of all that the clinics were told about these (clinic, session), delivered or not."""
    wanted = [{"clinic_id": clinic_id, "session_id": session_id} for clinic_id, session_id in sessions]
    return {(session_id, event_type) for session_id, event_type in tuples_by(connection, _TOLD, wanted)}


_WANTED = (
    "SELECT endpoint.clinic_id, wanted.event_type, endpoint_id"
    " FROM :rows AS asking (clinic_id text) JOIN endpoint ON endpoint.clinic_id = asking.clinic_id"
    " CROSS JOIN jsonb_array_elements_text(events) AS wanted (event_type)"
    " ORDER BY endpoint_id"
)
_TOLD = (
    "SELECT DISTINCT session_id, type"
    " FROM :rows AS wanted (clinic_id text, session_id uuid)"
    " JOIN delivery USING (clinic_id, session_id)"
)
