"""From what a turn says happened to the rows that remember it."""

from binascii import b2a_base64
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Connection

from bot.alerts import alert_data
from bot.assessing import assess_answers
from bot.cases import Case, Heard
from bot.copies import most
from bot.planning import standing_of
from bot.surroundings import with_channels
from flows.events import (
    Completed,
    Consented,
    Effect,
    Identified,
    IdentityFailed,
    OptedIn,
    OptedOut,
    PartlyAnswered,
    PutOff,
    Raised,
    Stored,
    WrongPerson,
)
from flows.machine import OPEN
from flows.say import Say, dump_say
from flows.schedule import Standing, next_action
from flows.script import Conversation, Turn, changed, dump
from store.chance import random_piece
from store.ids import new_id, written
from store.ledger import Ledger, Row
from store.sessions import latest_answer

EVENT_OF: Final = {"alert": "alert.raised", "contact": "contact.requested"}
JUDGED: Final = (Stored, Completed, PartlyAnswered)
ABOUT_THE_PATIENT: Final = (OptedIn, OptedOut, WrongPerson, Identified, IdentityFailed)
_URLSAFE: Final = bytes.maketrans(b"+/", b"-_")  # base64 as a callback's data may hold it
CLOSED_WAVE: Final = {"completed": "completed", "partial": "partial", "expired": "expired"}


def record(
    connection: Connection, ledger: Ledger, case: Case, turn: Turn, now: datetime, heard: Heard | None = None
) -> None:
    """Put everything the turn says into the ledger and move the case on."""
    before = case.conversation
    case.conversation = turn.conversation
    if heard is not None:
        _hear(case, heard, begun=before.state == "scheduled" and turn.conversation.state == "invited", now=now)
    for effect in turn.effects:
        _record_effect(connection, ledger, case, effect, now, heard)
    if any(isinstance(effect, JUDGED) for effect in turn.effects):
        assess_answers(connection, ledger, case, now)
    case.conversation = _remember_copies(before, case.conversation, heard)
    if case.conversation.prompt == before.prompt and _gives_way(before, case.conversation):
        ledger.withdraw_prompts(case.session)
    _record_state(ledger, case, before, now)


def _gives_way(before: Conversation, talk: Conversation) -> bool:
    """Whether what was said last must not come any more, though nothing was said in its place.

    "Do you mean 7?" that is over: a yes to it would be one to the question. A question that gave way to another.
    """
    over = before.doubt is not None and talk.doubt is None
    return over or (talk.place is not None and before.place is not None and talk.place != before.place)


def _remember_copies(before: Conversation, talk: Conversation, heard: Heard | None) -> Conversation:
    """Which messages put the question that waits now, and which put the one that the patient has before them.

    A question that gives way unseen leaves the one before it on the phone: copies of that one count again if we go
    back to it. Any other question begins anew, though it was put once before: another has been shown since.
    """
    unseen = heard is not None and heard.unseen
    shown = before.before if unseen else before.place
    on_phone = before.asked_before if unseen else before.asked
    put = talk.asked if talk.asked != before.asked else ()
    if talk.place is None:  # all is answered: the last question's buttons have done their work
        return changed(talk, asked=(), asked_before=on_phone if before.place is not None else before.asked_before)
    asked, asked_before = put, before.asked_before
    replied = str(heard.asked["message_id"]) if heard is not None and heard.asked is not None else None
    if talk.place == before.place:
        asked = most((*before.asked, *put), replied)
    elif talk.place == shown:
        asked = most((*on_phone, *put), replied)
    if talk.before is not None and talk.before == shown:
        asked_before = on_phone
    elif talk.before != before.before:
        asked_before = ()
    return changed(talk, asked=asked, asked_before=asked_before)


def _hear(case: Case, heard: Heard, *, begun: bool, now: datetime) -> None:
    """A message has come in; one that begins a wave that was due is its first contact."""
    if case.clinic.sender_channel(heard.sender_id) is not None:  # not by one that was taken out of the file
        case.session["sender_id"] = heard.sender_id
    case.session["last_inbound_at"] = now
    if begun:
        case.session.update(contacts=1, last_contact_at=now)


def _record_effect(
    connection: Connection, ledger: Ledger, case: Case, effect: Effect, now: datetime, heard: Heard | None
) -> None:
    match effect:
        case Say():
            queue(ledger, case, effect, now)
        case Stored():
            _answer(connection, ledger, case, effect, now, heard)
        case Raised():
            _task(ledger, case, effect, now, heard)
        case Completed(part):
            case.finished = case.session["part"] = part
        case PartlyAnswered():
            case.finished = "partial"
        case OptedOut():
            _opt_out(ledger, case, now, heard)
        case OptedIn():
            _opt_in(case.patient)
            ledger.revoke(case.patient, now)
        case WrongPerson():
            if case.patient["status"] != "deceased":  # a number in another hand does not bring anybody back
                case.patient["status"] = "wrong_person"
            ledger.withdrawn_patients.add((case.clinic.clinic_id, case.patient["patient_id"]))
        case Identified():
            case.patient.update(identified_at=now, tries=0)
        case IdentityFailed():
            today = now.astimezone(case.zone).date()
            tries = case.patient["tries"] if case.patient["tries_on"] == today else 0
            case.patient.update(tries=tries + 1, tries_on=today)
        case Consented(given):
            _consent(ledger, case, given, now, heard)
        case PutOff(until):
            case.session["snoozed_until"] = until
    if isinstance(effect, ABOUT_THE_PATIENT):
        ledger.patients[case.patient["patient_id"]] = case.patient


def queue(ledger: Ledger, case: Case, say: Say, now: datetime) -> None:
    """One message into the outbox. A prompt withdraws the unsent prompts before it: only the last one counts."""
    message_id = new_id(now)
    row = written(message_id)
    prompts = say.question is not None or say.buttons != "none"
    if prompts:
        _remember_prompt(case, say, row)
    contact = not say.exempt
    ledger.queue(
        row,
        {
            "clinic_id": case.clinic.clinic_id,
            "message_id": message_id,
            "session_id": case.session["session_id"],
            "patient_id": case.patient["patient_id"],
            "sender_id": case.session["sender_id"],
            "channel": case.channel,
            "kind": say.kind or "question",
            "content_sealed": case.key.seal(dump_say(say), table="message_out", column="content_sealed", row=row),
            "address_sealed": None,
            "language": case.conversation.language,
            "priority": say.priority,
            "exempt": say.exempt,
            "status": "queued",
            "attempts": 0,
            "doubts": 0,
            "not_before": now,
            "expires_at": case.session["closes_at"] if contact else None,
            "nonce": _nonce() if prompts else None,
            "created_at": now,
        },
    )


def _nonce() -> str:
    """What a button names its message by; nobody can guess it."""
    return b2a_base64(random_piece(), newline=False).translate(_URLSAFE).decode()


def _remember_prompt(case: Case, say: Say, message_id: str) -> None:
    talk = case.conversation
    if say.question is None:
        case.conversation = changed(talk, prompt=message_id)
    else:
        case.conversation = changed(talk, prompt=message_id, asked=(message_id,))


def _answer(
    connection: Connection, ledger: Ledger, case: Case, stored: Stored, now: datetime, heard: Heard | None
) -> None:
    answer_id = new_id(now)
    row = written(answer_id)
    session_id = case.session["session_id"]
    question = case.script.question(stored.place)
    asked = (heard.asked if heard else None) or {}
    coded, words = (None, stored.value) if question.is_in_words(stored.value) else (stored.value, None)
    ledger.answers.append(
        {
            "clinic_id": case.clinic.clinic_id,
            "answer_id": answer_id,
            "session_id": session_id,
            "patient_id": case.patient["patient_id"],
            "questionnaire_url": stored.place.questionnaire,
            "questionnaire_version": stored.version,
            "link_id": stored.place.link_id,
            "occurrence": stored.place.occurrence,
            "value": {"decimal": str(coded)} if isinstance(coded, Decimal) else coded,
            "text_sealed": _sealed(case, words, "text_sealed", row),
            "raw_sealed": _sealed(case, stored.raw, "raw_sealed", row),
            "comment_sealed": _sealed(case, stored.comment, "comment_sealed", row),
            "how": stored.how,
            "confidence": stored.confidence,
            "language": case.conversation.language,
            "channel": heard.channel if heard else case.channel,
            "answered_by": heard.answered_by if heard else "patient",
            "asked_message_id": asked.get("message_id"),
            "sent_at": asked.get("sent_at"),
            "delivered_at": asked.get("delivered_at"),
            "answered_at": now,
            "supersedes": _superseded(connection, ledger, case, stored) if stored.amends else None,
        }
    )


def _sealed(case: Case, text: object, column: str, row: str) -> bytes | None:
    return None if text is None else case.key.seal(str(text), table="answer", column=column, row=row)


def _superseded(connection: Connection, ledger: Ledger, case: Case, stored: Stored) -> UUID | None:
    at = stored.place
    place = (case.session["session_id"], at.questionnaire, at.link_id, at.occurrence)
    for row in reversed(ledger.answers):
        if (row["session_id"], row["questionnaire_url"], row["link_id"], row["occurrence"]) == place:
            found: UUID = row["answer_id"]
            return found
    return latest_answer(connection, case.clinic.clinic_id, *place)


def _task(ledger: Ledger, case: Case, raised: Raised, now: datetime, heard: Heard | None) -> None:
    urgent = raised.kind == "alert"
    ledger.tasks.append(
        {
            "clinic_id": case.clinic.clinic_id,
            "task_id": uuid4(),
            "kind": raised.kind,
            "level": "red" if urgent else "yellow",
            "patient_id": case.patient["patient_id"],
            "session_id": case.session["session_id"],
            "message_id": heard.message_id if heard else None,
            "detail": dict(raised.detail),
            "raised_at": now,
            "due_at": now + case.clinic.acknowledge_within if urgent else case.clinic.next_staffed(now),
        }
    )
    if urgent:
        case.session["level"] = case.session["patient_level"] = "red"
    if raised.kind in EVENT_OF:
        case.told.append((EVENT_OF[raised.kind], alert_data(ledger.tasks[-1])))


def _opt_in(patient: Row) -> None:
    if patient["status"] == "opted_out":  # nobody else is revived by a word
        patient["status"] = "active"


def _opt_out(ledger: Ledger, case: Case, now: datetime, heard: Heard | None) -> None:
    if case.patient["status"] == "active":
        case.patient["status"] = "opted_out"
    ledger.withdrawn_patients.add((case.clinic.clinic_id, case.patient["patient_id"]))
    for row in ledger.messages_out.values():
        if row["patient_id"] == case.patient["patient_id"]:
            row["status"] = "cancelled"
    ledger.opt_outs.append(
        {
            "clinic_id": case.clinic.clinic_id,
            "opt_out_id": uuid4(),
            "patient_id": case.patient["patient_id"],
            "address_index": heard.address_index if heard else None,
            "channel": heard.channel if heard else "staff",
            "source": "patient",
            "at": now,
        }
    )
    case.told.append(("optout.received", {}))


def _consent(ledger: Ledger, case: Case, given: bool, now: datetime, heard: Heard | None) -> None:
    ledger.consents.append(
        {
            "clinic_id": case.clinic.clinic_id,
            "consent_id": uuid4(),
            "patient_id": case.patient["patient_id"],
            "pathway_id": case.session["pathway_id"],
            "given": given,
            "how": heard.channel if heard else "staff",
            "at": now,
        }
    )


def _record_state(ledger: Ledger, case: Case, before: Conversation, now: datetime) -> None:
    """The session's row as the turn leaves it: state, sealed conversation, and its one timer."""
    session, talk = case.session, case.conversation
    session["state"] = talk.state
    session["updated_at"] = now
    if session["started_at"] is None and talk.identified | (talk.state == "asking"):
        session["started_at"] = now
    if talk.state != "paused":
        session["snoozed_until"] = None
    if talk.state not in OPEN and before.state in OPEN:
        session["ended_at"] = now
    elif talk.state in OPEN:
        session["ended_at"] = None
    session["conversation_sealed"] = case.key.seal(
        dump(talk), table="session", column="conversation_sealed", row=case.session_id
    )
    set_timer(case, now)
    ledger.sessions[session["session_id"]] = session
    _record_wave(ledger, case, before)


def _record_wave(ledger: Ledger, case: Case, before: Conversation) -> None:
    talk = case.conversation
    status = "completed" if talk.core_done else CLOSED_WAVE.get(talk.state, "open")
    old = "completed" if before.core_done else CLOSED_WAVE.get(before.state, "open")
    if status != old or before.state == "scheduled":
        wave_id = case.session["wave_id"]
        ledger.wave_status[wave_id] = {"clinic_id": case.clinic.clinic_id, "wave_id": wave_id, "status": status}


def set_timer(case: Case, now: datetime) -> None:
    """When the schedule acts next. A held or closed conversation waits for people, only its closing is timed."""
    session, talk = case.session, case.conversation
    if talk.state not in OPEN:
        session.update(next_action_at=None, next_action=None)
    elif talk.held or talk.state == "handed_over":
        session.update(next_action_at=session["closes_at"], next_action="close")
    else:
        stands = with_channels(standing(case), case.patient, case.channel, case.clinic.file.senders)
        action = next_action(case.schedule, case.clinic.hours, stands, now)
        session.update(next_action_at=action.at, next_action=action.rule)


def standing(case: Case) -> Standing:
    talk = case.conversation
    return standing_of(case.session, state=talk.state, core_done=talk.core_done)
