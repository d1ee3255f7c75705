"""People who are not in a conversation: numbers nobody knows, and patients who are not asked anything now."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from bot.alerts import alert_data
from bot.cases import Heard
from bot.compiled import CompiledClinic
from bot.delivering import queue_event
from channels.channel import Inbound
from flows.replies import read_command
from flows.replies.reply import Reply
from flows.say import Say, dump_say
from flows.telling import SAFETY_LIMIT
from store.crypto import DataKey, Keyring
from store.ledger import Ledger, Row
from store.sessions import alarms_since, heard_since

# A number that nobody knows gets one polite reply a day, so that two machines cannot talk for ever.
REPLY_SPAN = timedelta(hours=24)
# What is still said to a patient who is not to be written to: that they were understood, and the safety text.
_LAST_WORDS = ("stop-done", "wrong-person-done", "safety")


def hear_stranger(
    connection: Connection,
    ledger: Ledger,
    clinic: CompiledClinic,
    inbound: Inbound,
    heard: Heard,
    now: datetime,
) -> str:
    """A number of nobody: its STOP is kept for the day it belongs to someone, its distress is told to staff."""
    language = clinic.file.languages[0]
    reply = None if inbound.blocked else read_command(inbound.text, language)
    stops = inbound.blocked or (reply is not None and reply.kind == "command" and reply.name == "stop")
    if stops:
        ledger.opt_outs.append(_opt_out(clinic, None, heard, now))
    if reply is not None and reply.alarm is not None:
        _raise_alarm(connection, ledger, clinic, clinic.key, None, heard, reply.alarm, now)
        say = Say("safety", priority=0)
    else:
        say = Say(_greeting(inbound))
    silent = stops or _is_noise(reply)
    earlier = heard_since(connection, clinic.clinic_id, heard.address_index, now - REPLY_SPAN)
    # A greeting said before is not the price of the safety text; a machine that echoes it gets it three times a day.
    due = _may_say_safety(connection, clinic, heard, now) if say.kind == "safety" else not earlier
    if not silent and due:
        _queue(ledger, clinic, clinic.key, say, None, language, inbound, heard, now)
    return "stranger-stop" if stops else "alarm" if say.kind == "safety" else "stranger"


def _may_say_safety(connection: Connection, clinic: CompiledClinic, heard: Heard, now: datetime) -> bool:
    return alarms_since(connection, clinic.clinic_id, heard.address_index, now - REPLY_SPAN) < SAFETY_LIMIT


def _greeting(inbound: Inbound) -> str:
    if inbound.link_token is not None:
        return "link-used"
    return "link-needed" if inbound.channel == "telegram" else "unknown-sender"


def hear_without_session(
    connection: Connection,
    ledger: Ledger,
    clinic: CompiledClinic,
    keyring: Keyring,
    patient: Row,
    inbound: Inbound,
    heard: Heard,
    now: datetime,
) -> str:
    """A patient whom no wave asks anything: STOP, START, a wrong number and safety words hold all the same."""
    key = keyring.patient_key(clinic.key, patient["patient_id"], patient["key_wrapped"])
    reply = None if inbound.blocked else read_command(inbound.text, patient["language"])
    name = "stop" if inbound.blocked else reply.name if reply is not None else None
    alarm = reply.alarm if reply is not None else None
    if alarm is not None:
        _raise_alarm(connection, ledger, clinic, key, patient, heard, alarm, now)
    say: Say | None = Say("thanks-kept")
    stands = patient["opted_out"] or patient["status"] == "opted_out"
    if name == "stop":
        if not stands:
            _tell(connection, clinic, key, patient, heard, "optout.received", {}, now)
        patient["status"] = "opted_out" if patient["status"] == "active" else patient["status"]
        ledger.opt_outs.append(_opt_out(clinic, patient["patient_id"], heard, now))
        say = None if inbound.blocked else Say("stop-done")
    elif name == "start" and stands:
        patient["status"] = "active" if patient["status"] == "opted_out" else patient["status"]
        ledger.revoke(patient, now)
        say = Say("started-again")
    elif name == "wrong-person":
        patient["status"] = patient["status"] if patient["status"] == "deceased" else "wrong_person"
        ledger.withdrawn_patients.add((clinic.clinic_id, patient["patient_id"]))
        ledger.tasks.append(_task(clinic, patient, heard, "wrong_number", now))
        say = Say("wrong-person-done")
    elif name == "call":
        _ask_for_call(connection, ledger, clinic, key, patient, heard, now)
        say = Say("call-promised")
    elif heard_since(connection, clinic.clinic_id, heard.address_index, now - REPLY_SPAN):
        say = None
    if alarm is None and name is None and (inbound.text.strip() or inbound.media) and not _is_noise(reply):
        ledger.tasks.append(_task(clinic, patient, heard, "message", now))
    ledger.patients[patient["patient_id"]] = patient
    if alarm is not None:
        say = Say("safety", priority=0) if _may_say_safety(connection, clinic, heard, now) else None
    if say is not None and (patient["status"] == "active" or say.kind in _LAST_WORDS):
        _queue(ledger, clinic, key, say, patient["patient_id"], patient["language"], inbound, heard, now)
    return "alarm" if alarm is not None else name or "nothing-open"


def _is_noise(reply: Reply | None) -> bool:
    return reply is not None and reply.kind in ("acknowledgement", "auto-reply")


def _task(clinic: CompiledClinic, patient: Row, heard: Heard, kind: str, now: datetime) -> Row:
    return {
        "clinic_id": clinic.clinic_id,
        "task_id": uuid4(),
        "kind": kind,
        "level": "yellow",
        "patient_id": patient["patient_id"],
        "session_id": None,
        "message_id": heard.message_id,
        "detail": {},
        "raised_at": now,
        "due_at": clinic.next_staffed(now),
    }


def _ask_for_call(
    connection: Connection,
    ledger: Ledger,
    clinic: CompiledClinic,
    key: DataKey,
    patient: Row,
    heard: Heard,
    now: datetime,
) -> None:
    task = _task(clinic, patient, heard, "contact", now)
    ledger.tasks.append(task)
    _tell(connection, clinic, key, patient, heard, "contact.requested", alert_data(task), now)


def _tell(
    connection: Connection,
    clinic: CompiledClinic,
    key: DataKey,
    patient: Row,
    heard: Heard,
    event: str,
    data: Mapping[str, Any],
    now: datetime,
) -> None:
    queue_event(
        connection,
        clinic.clinic_id,
        event,
        {"patient": patient["ref"], "channel": heard.channel, **data},
        now=now,
        data_key=key,
        patient_id=patient["patient_id"],
    )


def _queue(
    ledger: Ledger,
    clinic: CompiledClinic,
    key: DataKey,
    say: Say,
    patient_id: UUID | None,
    language: str,
    inbound: Inbound,
    heard: Heard,
    now: datetime,
) -> None:
    message_id = uuid4()

    def seal(text: str, column: str) -> bytes:
        return key.seal(text, table="message_out", column=column, row=str(message_id))

    ledger.queue(
        str(message_id),
        {
            "clinic_id": clinic.clinic_id,
            "message_id": message_id,
            "session_id": None,
            "patient_id": patient_id,
            "sender_id": heard.sender_id,
            "channel": heard.channel,
            "kind": say.kind,
            "content_sealed": seal(dump_say(say), "content_sealed"),
            "address_sealed": seal(inbound.address, "address_sealed") if patient_id is None else None,
            "language": language,
            "priority": say.priority,
            "exempt": True,
            "status": "queued",
            "attempts": 0,
            "doubts": 0,
            "not_before": now,
            "expires_at": None,
            "nonce": None,
            "created_at": now,
        },
    )


def _opt_out(clinic: CompiledClinic, patient_id: UUID | None, heard: Heard, now: datetime) -> Row:
    return {
        "clinic_id": clinic.clinic_id,
        "opt_out_id": uuid4(),
        "patient_id": patient_id,
        "address_index": heard.address_index,
        "channel": heard.channel,
        "source": "patient",
        "at": now,
    }


def _raise_alarm(
    connection: Connection,
    ledger: Ledger,
    clinic: CompiledClinic,
    key: DataKey,
    patient: Row | None,
    heard: Heard,
    group: str,
    now: datetime,
) -> None:
    """Distress outside any questionnaire: the alert is stored and the clinic told in the same transaction."""
    patient_id = None if patient is None else patient["patient_id"]
    task = {
        "clinic_id": clinic.clinic_id,
        "task_id": uuid4(),
        "kind": "alert",
        "level": "red",
        "patient_id": patient_id,
        "session_id": None,
        "message_id": heard.message_id,
        "detail": {"group": group},
        "raised_at": now,
        "due_at": now + clinic.acknowledge_within,
    }
    ledger.tasks.append(task)
    ref = None if patient is None else patient["ref"]
    queue_event(
        connection,
        clinic.clinic_id,
        "alert.raised",
        {"patient": ref, "channel": heard.channel, **alert_data(task)},
        now=now,
        data_key=key,
        patient_id=patient_id,
    )
