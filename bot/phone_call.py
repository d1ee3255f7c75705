"""The questions asked on the phone: the same conversation, read out by staff and answered for the patient.

What is said on the phone is kept like a message, by the channel `voice`, and each answer with who gave it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid4

from sqlalchemy import Connection

from bot.batch import TRIES_A_DAY
from bot.cases import Case, Heard, open_case
from bot.compiled import Compiled
from bot.desk import open_desk
from bot.due import WAITING
from bot.following import plan_what_follows
from bot.outgoing import word_context
from bot.planning import reason_now
from bot.recording import record
from bot.summaries import tell_clinics
from bot.words import render
from flows.conversation import advance
from flows.events import CallBegun, Event, Received
from flows.items import Question
from flows.machine import OPEN
from flows.reasons import FIXES
from flows.say import QuestionRef, Say
from store.audit import append
from store.crypto import Keyring
from store.ledger import Ledger, Row
from store.objections import has_objected
from store.phone import VOICE, mark_spoken
from store.sessions import lock_patient_of, messages_out, open_sessions_of, patients_by_id, session_row

AnsweredBy = Literal["patient", "relative", "staff"]
# Where a call can go on: everything that waits, and what closed without all its answers while the window is open.
_CLOSED: Final = ("partial", "expired")


class NotOnThePhoneError(ValueError):
    """These questions cannot be asked on the phone now; the message says why."""


class OvertakenError(NotOnThePhoneError):
    """Something else was said since that question was put, so nothing was taken: begin the call again."""


@dataclass(frozen=True, slots=True)
class Line:
    """What to say now, and where the conversation stands. `over`: nothing more is asked. `put`: the moment of it."""

    text: str
    state: str
    over: bool
    outcome: str
    put: datetime


def begin_call(
    connection: Connection,
    compiled: Compiled,
    keyring: Keyring,
    clinic_id: str,
    session_id: UUID,
    *,
    by: str,
    now: datetime,
) -> Line:
    """The patient is on the phone: what to say first. Raises NotOnThePhoneError."""
    case = _open(connection, compiled, keyring, clinic_id, session_id, now)
    append(connection, clinic_id, at=now, actor=by, action="phone.call", subject=f"session/{session_id}", detail={})
    case.session["last_inbound_at"] = now
    if case.conversation.state == "scheduled":
        _check_may_begin(connection, keyring, case, now)
        case.session.update(contacts=1, last_contact_at=now)
    return _take(connection, keyring, case, CallBegun(), None, now)


def answer_call(
    connection: Connection,
    compiled: Compiled,
    keyring: Keyring,
    clinic_id: str,
    session_id: UUID,
    text: str,
    *,
    answered_by: AnsweredBy,
    by: str,
    now: datetime,
    put: datetime | None = None,
) -> Line:
    """What was answered, in the caller's typing; read like a text message. Raises NotOnThePhoneError.

    `put`: of the line that it answers, so that it is no answer to what the patient's own text has led to meanwhile;
    null where the caller has looked.
    """
    case = _open(connection, compiled, keyring, clinic_id, session_id, now)
    if put is not None and put != case.session["updated_at"]:
        raise OvertakenError(OvertakenError.__doc__)
    asked = case.conversation.asked[-1:]  # the copy that is read out
    found = messages_out(connection, [(clinic_id, each) for each in asked], ())
    index = case.patient["phone_index"] or b""
    heard = Heard(
        uuid4(),
        VOICE,
        case.session["sender_id"],
        index,
        found.get("".join(asked)),
        answered_by=answered_by,
    )
    patient = case.patient
    tries = patient["tries"] if patient["tries_on"] == now.astimezone(case.zone).date() else 0
    event = Received(
        text=text,
        today=now.astimezone(case.zone).date(),
        window_open=now < case.session["closes_at"],
        due=True,
        opted_out=patient["status"] == "opted_out",
        birth_year=case.birth_year(),
        tries_left=TRIES_A_DAY - tries,
    )
    return _take(connection, keyring, case, event, (heard, text, by), now)


def _open(
    connection: Connection, compiled: Compiled, keyring: Keyring, clinic_id: str, session_id: UUID, now: datetime
) -> Case:
    lock_patient_of(connection, clinic_id, session_id)
    session = session_row(connection, clinic_id, session_id, lock=True)
    if session is None:
        raise NotOnThePhoneError("there is no such session at this clinic")
    patient = patients_by_id(connection, [(clinic_id, session["patient_id"])])[session["patient_id"]]
    why = _obstacle(session, patient, now)
    if why is not None:
        raise NotOnThePhoneError(why)
    case = open_case(connection, compiled, keyring, compiled.clinic(connection, clinic_id), patient, session)
    if has_objected(connection, clinic_id, patient["patient_id"], session["pathway_id"]):
        raise NotOnThePhoneError(_not_to_be_asked("objected"))
    if case.conversation.held:
        raise NotOnThePhoneError("a safety word has stopped these questions: acknowledge the alert with --resume first")
    return case


def _check_may_begin(connection: Connection, keyring: Keyring, case: Case, now: datetime) -> None:
    """What the schedule would not begin now is not begun by phone either."""
    patient_id, session_id = case.patient["patient_id"], case.session["session_id"]
    others = open_sessions_of(connection, case.clinic.clinic_id, patient_id, tuple(WAITING))
    if any(row["session_id"] != session_id for row in others):
        raise NotOnThePhoneError("other questions wait for this patient: finish those first")
    desk = open_desk(connection, keyring, case.clinic.clinic_id, now)
    reason = reason_now(connection, desk, case.patient, case.session, now)
    if reason is not None:
        raise NotOnThePhoneError(_not_to_be_asked(reason))


def _not_to_be_asked(reason: str) -> str:
    return f"these questions are not to be asked ({reason}): {FIXES[reason]}"


def _obstacle(session: Row, patient: Row, now: datetime) -> str | None:
    if patient["status"] != "active":
        return f"the patient is {patient['status'].replace('_', ' ')}: only they can change that"
    if now >= session["closes_at"]:
        return "the time for these answers is over"
    if now < session["due_at"]:
        return "it is too early for these answers: they are not due yet"
    if session["state"] not in OPEN and session["state"] not in _CLOSED:
        return "these questions have been answered"
    return None


def _take(
    connection: Connection,
    keyring: Keyring,
    case: Case,
    event: Event,
    heard: tuple[Heard, str, str] | None,
    now: datetime,
) -> Line:
    ledger = Ledger()
    turn = advance(case.conversation, case.script, event, now)
    record(connection, ledger, case, turn, now, None if heard is None else heard[0])
    if heard is not None:
        ledger.messages_in.append(_inbound(case, *heard, turn.outcome, now))
    ledger.wakes.clear()
    ledger.post(connection, now)
    mark_spoken(connection, case.clinic.clinic_id, ledger.messages_out, now)
    plan_what_follows(connection, keyring, [case], now)
    tell_clinics(connection, [case], now)
    context = word_context(case.clinic, case.conversation.language, _question_of(case), _first_name(case))
    said = [
        render(effect, case.conversation.language, context).text for effect in turn.effects if isinstance(effect, Say)
    ]
    state = case.conversation.state
    return Line("\n".join(said), state, over=state not in OPEN, outcome=turn.outcome, put=now)


def _question_of(case: Case) -> Callable[[QuestionRef], Question]:
    forms = case.pathway.questionnaires
    return lambda ref: forms[ref.questionnaire].question(ref.link_id).on(VOICE)


def _first_name(case: Case) -> str:
    return "" if case.patient["name_sealed"] is None else case.open_patient("name_sealed").partition(" ")[0]


def _inbound(case: Case, heard: Heard, text: str, by: str, outcome: str, now: datetime) -> Row:
    """What was typed is kept as an inbound message: by the channel `voice`, from whoever typed it."""
    row = str(heard.message_id)
    return {
        "clinic_id": case.clinic.clinic_id,
        "message_id": heard.message_id,
        "channel": VOICE,
        "provider_id": row,
        "sender_id": heard.sender_id,
        "patient_id": case.patient["patient_id"],
        "session_id": case.session["session_id"],
        "address_index": heard.address_index,
        "address_sealed": case.key.seal(by, table="message_in", column="address_sealed", row=row),
        "body_sealed": case.key.seal(text, table="message_in", column="body_sealed", row=row),
        "media": 0,
        "received_at": now,
        "outcome": outcome,
    }
