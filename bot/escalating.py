"""What is red and nobody has acknowledged in time: the clinic's second level is told, and the task says so."""

from collections.abc import Mapping
from typing import Any, Final

import structlog
from sqlalchemy import Connection

from bot.alerts import alert_data
from bot.delivering import queue_event
from bot.running import Running
from store.database import transaction
from store.tasks import escalate_overdue

log = structlog.get_logger(__name__)

ONE_GO: Final = 50


def escalate_due(running: Running) -> int:
    """Escalate every such task whose time to be acknowledged is over, once; returns how many."""
    now = running.clock()
    with transaction(running.engine) as connection:
        overdue = escalate_overdue(connection, now, ONE_GO)
        for task in overdue:
            log.error("alert-overdue", clinic=task["clinic_id"], task=str(task["task_id"]))
            tell_again(connection, running, task)
    return len(overdue)


def tell_again(connection: Connection, running: Running, task: Mapping[str, Any]) -> None:
    """The same event type as the alert itself, with `escalated`, to the endpoint the clinic named for this."""
    clinic = running.compiled.clinic(connection, task["clinic_id"])
    known = task["key_wrapped"] is not None
    key = clinic.key
    if known:
        key = running.keyring.patient_key(clinic.key, task["patient_id"], task["key_wrapped"])
    data = {"patient": task["ref"], **alert_data(task, escalated=True)}
    queue_event(
        connection,
        task["clinic_id"],
        "alert.raised",
        data,
        now=task["escalated_at"],
        data_key=key,
        patient_id=task["patient_id"] if known else None,
        session_id=task["session_id"],
        endpoints=[clinic.file.safety.second_level] if clinic.file.safety else None,
    )
