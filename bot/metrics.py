"""What is counted, for Prometheus: base units, and never a label that could name a person."""

from datetime import datetime

from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import ColumnElement, Connection, func, select
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables looked up below

inbound_total = Counter("prosvar_inbound", "Messages from patients, by what they were read as", ["channel", "outcome"])
send_total = Counter("prosvar_send", "Messages handed to a provider, by how that ended", ["channel", "outcome"])
delivery_total = Counter("prosvar_delivery", "Attempts to tell a clinic, by how they ended", ["outcome"])
optouts_total = Counter("prosvar_optouts", "Opt-outs recorded, by who said it", ["source"])
signature_failures_total = Counter("prosvar_signature_failures", "Webhooks refused for their signature", ["channel"])
reminder_lateness_seconds = Histogram(
    "prosvar_reminder_lateness_seconds",
    "How long after its planned moment a contact was queued",
    buckets=(1, 5, 15, 60, 300, 900, 3600, 4 * 3600),
)
outbox_oldest_seconds = Gauge(
    "prosvar_outbox_oldest_seconds", "Age of the oldest message that could have been sent by now"
)
outbox_waiting = Gauge("prosvar_outbox_waiting", "Messages that could be sent now")
sessions_overdue = Gauge("prosvar_sessions_overdue", "Sessions whose timer has passed")
sends_unknown = Gauge("prosvar_sends_unknown", "Messages whose fate at the provider is unknown")
dead_letters = Gauge("prosvar_dead_letters", "Deliveries that were given up on and wait for a person")
endpoint_circuit_open = Gauge("prosvar_endpoint_circuit_open", "Clinic endpoints that are rested or disabled")
alerts_unacknowledged = Gauge("prosvar_alerts_unacknowledged", "Alerts that nobody has acknowledged")


message_out = SQLModel.metadata.tables["message_out"]
session = SQLModel.metadata.tables["session"]
delivery = SQLModel.metadata.tables["delivery"]
endpoint = SQLModel.metadata.tables["endpoint"]
task = SQLModel.metadata.tables["task"]


def read_gauges(connection: Connection, now: datetime) -> None:
    """Set the gauges from the rows, which are the truth in whichever process does the work."""
    ready = (message_out.c.status == "queued") & (message_out.c.not_before <= now)
    oldest = connection.execute(select(func.min(message_out.c.not_before)).where(ready)).scalar()
    outbox_oldest_seconds.set((now - oldest).total_seconds() if oldest else 0)
    outbox_waiting.set(count(connection, ready))
    sends_unknown.set(count(connection, message_out.c.status == "unknown"))
    # The index is on the look, which is never later than the timer.
    sessions_overdue.set(count(connection, (session.c.look_at <= now) & (session.c.next_action_at <= now)))
    dead_letters.set(count(connection, delivery.c.status == "parked"))
    endpoint_circuit_open.set(count(connection, (endpoint.c.open_until > now) | endpoint.c.disabled_at.is_not(None)))
    unread = (task.c.kind == "alert") & task.c.acknowledged_at.is_(None) & task.c.closed_at.is_(None)
    alerts_unacknowledged.set(count(connection, unread))


def count(connection: Connection, where: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).where(where)).scalar_one()
