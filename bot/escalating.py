"""What is red and nobody has acknowledged in time: the clinic's second level is told, and the task says so."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.alerts import alert_data
from bot.delivering import queue_event
from bot.running import Running
from store.database import transaction
from store.tasks import mark_escalated, overdue

log = structlog.get_logger(__name__)

ONE_GO: Final = 50


def escalate_due(running: Running) -> int:
    """Escalate every such task whose time to be acknowledged is over, once; returns how many.

    One that cannot be told holds up no other, and is tried again at the next round.
    """
    now, told, failed = running.clock(), 0, set[UUID]()
    while True:
        with transaction(running.engine) as connection:
            tasks = overdue(connection, now, ONE_GO, failed)
            told += sum(_escalate(connection, running, task, now, failed) for task in tasks)
        if not tasks:
            return told


def _escalate(
    connection: Connection, running: Running, task: Mapping[str, Any], now: datetime, failed: set[UUID]
) -> bool:
    log.error("alert-overdue", clinic=task["clinic_id"], task=str(task["task_id"]))
    try:
        with connection.begin_nested():
            tell_again(connection, running, task, now)
            mark_escalated(connection, task["clinic_id"], task["task_id"], now)
    except OperationalError:
        raise
    except Exception as error:  # left as it is; the log names the kind of fault
        log.error("escalating-failed", clinic=task["clinic_id"], task=str(task["task_id"]), error=type(error).__name__)
        failed.add(task["task_id"])
        return False
    return True


def tell_again(connection: Connection, running: Running, task: Mapping[str, Any], now: datetime) -> None:
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
        now=now,
        data_key=key,
        patient_id=task["patient_id"] if known else None,
        session_id=task["session_id"],
        endpoints=[clinic.file.safety.second_level] if clinic.file.safety else None,
    )
