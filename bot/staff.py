"""What staff do to a task and to the conversation behind it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from bot.cases import open_case
from bot.compiled import Compiled, CompiledClinic
from bot.recording import record
from bot.summaries import tell_clinics
from flows.conversation import advance
from flows.events import StaffResumed
from store.audit import append
from store.crypto import DataKey, Keyring
from store.ledger import Ledger
from store.sessions import lock_patient_of, patients_by_id, session_row
from store.tasks import acknowledge_task, task_row


class NoSuchTaskError(Exception):
    """There is no open task with this id at this clinic: see `prosvar task list`."""


def acknowledge(
    connection: Connection,
    compiled: Compiled,
    keyring: Keyring,
    clinic_id: str,
    task_id: UUID,
    *,
    by: str,
    note: str | None,
    resume: bool,
    now: datetime,
) -> None:
    """Note who has seen to a task and what they found; `resume` lets the conversation it stopped go on.

    A note about a patient who was erased is not kept.
    """
    task = task_row(connection, clinic_id, task_id)
    if task is None or task["closed_at"] is not None:
        raise NoSuchTaskError
    clinic = compiled.clinic(connection, clinic_id)
    sealed = None
    if note is not None:
        key = _key_of(connection, keyring, clinic, task["patient_id"])
        sealed = None if key is None else key.seal(note, table="task", column="note_sealed", row=str(task_id))
    acknowledge_task(connection, clinic_id, task_id, by=by, note_sealed=sealed, now=now)
    if resume and task["session_id"] is not None:
        _resume(connection, compiled, keyring, clinic_id, task["session_id"], now)
    append(
        connection,
        clinic_id,
        at=now,
        actor=by,
        action="task.acknowledge",
        subject=f"task/{task_id}",
        detail={"kind": task["kind"], "resume": resume},
    )


def _key_of(
    connection: Connection, keyring: Keyring, clinic: CompiledClinic, patient_id: UUID | None
) -> DataKey | None:
    """What is found about a patient is under the patient's own key, so that it goes with the patient.

    Null for who was erased: what was under way then may still end in a task, but nothing more is written about them.
    """
    if patient_id is None:
        return clinic.key
    patient = patients_by_id(connection, [(clinic.clinic_id, patient_id)])[patient_id]
    if patient["status"] == "erased":
        return None
    return keyring.patient_key(clinic.key, patient_id, patient["key_wrapped"])


def _resume(
    connection: Connection, compiled: Compiled, keyring: Keyring, clinic_id: str, session_id: UUID, now: datetime
) -> None:
    lock_patient_of(connection, clinic_id, session_id)
    session = session_row(connection, clinic_id, session_id, lock=True)
    assert session is not None, "a task's session is never deleted"
    patient = patients_by_id(connection, [(clinic_id, session["patient_id"])])[session["patient_id"]]
    if patient["status"] != "active":
        return
    ledger = Ledger()
    clinic = compiled.clinic(connection, clinic_id)
    case = open_case(connection, compiled, keyring, clinic, patient, session)
    record(connection, ledger, case, advance(case.conversation, case.script, StaffResumed(), now), now)
    ledger.post(connection, now)
    tell_clinics(connection, [case], now)
    ledger.notify(connection)
