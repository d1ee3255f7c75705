"""A batch of inbound messages in one transaction: lock, advance, write. The heart of every turn."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.cases import Case, Heard, open_case, takes_answers
from bot.closing import plan_and_close
from bot.compiled import Compiled, CompiledClinic
from bot.copies import UNSENT, Fate, fate, fate_of_all, replied_to, was_sent_after
from bot.desk import open_desk
from bot.following import plan_what_follows
from bot.links import use_link
from bot.planning import reason_now
from bot.recording import record
from bot.strangers import hear_stranger, hear_without_session
from bot.summaries import tell_clinics
from channels.channel import Inbound
from flows.conversation import advance
from flows.events import Received
from flows.replies import read_command
from flows.script import Conversation, waits_in
from store.chance import drawn_ahead
from store.crypto import Keyring
from store.ids import new_id, written
from store.ledger import Ledger, Row
from store.patients import last_stop, patient_by_id
from store.phone import call_off
from store.sessions import known_inbound, look_again, messages_out, patients_at, senders_at, sessions_of

TRIES_A_DAY = 5
# A message in, an answer and a message out each take an id, and six columns are sealed.
PIECES_A_TURN = 10
# Which of a patient's conversations their words are about: one that waits for them, then one that was closed, then
# one that has not begun.
_RANK = {"scheduled": 2, "completed": 1, "partial": 1, "expired": 1, "wrong_person": 1}
# Whoever has the number now comes before the one who had it.
_GONE = ("wrong_person", "deceased", "erased")


class Taken(NamedTuple):
    """What an inbound message came to; it is committed when this is returned."""

    outcome: str
    message_id: UUID | None = None


@dataclass(slots=True)
class Batch:
    """What one transaction has read and what it will write."""

    connection: Connection
    compiled: Compiled
    keyring: Keyring
    now: datetime
    ledger: Ledger = field(default_factory=Ledger)
    senders: dict[tuple[str, str], Row] = field(default_factory=dict)
    clinics: dict[str, CompiledClinic] = field(default_factory=dict)
    patients: dict[tuple[str, bytes], list[Row]] = field(default_factory=lambda: defaultdict(list))
    sessions: dict[UUID, list[Row]] = field(default_factory=lambda: defaultdict(list))
    known: set[tuple[str, str]] = field(default_factory=set)
    cases: dict[UUID, Case] = field(default_factory=dict)
    sent: dict[str, Row | None] = field(default_factory=dict)
    days: dict[ZoneInfo, date] = field(default_factory=dict)
    indexes: dict[tuple[str, str], tuple[str, bytes]] = field(default_factory=dict)


def run_batch(
    connection: Connection, compiled: Compiled, keyring: Keyring, inbounds: Sequence[Inbound], now: datetime
) -> list[Taken]:
    """Take the messages in their order; everything they lead to is written before this returns, for one commit."""
    batch = Batch(connection, compiled, keyring, now)
    _read(batch, inbounds)
    with drawn_ahead(PIECES_A_TURN * len(inbounds)):
        taken = [_take(batch, inbound) for inbound in inbounds]
    batch.ledger.post(connection, now)
    call_off(connection, [case.session for case in batch.cases.values() if _counts(case) or _is_over(batch, case)], now)
    plan_what_follows(connection, keyring, batch.cases.values(), now)
    tell_clinics(connection, batch.cases.values(), now)
    for clinic_id, patient_id in batch.ledger.revoked:
        _plan_again(batch, clinic_id, patient_id)
    batch.ledger.notify(connection)
    # Each case knows all: let go of here, else every row of the batch would wait for a garbage collection.
    batch.cases.clear()
    return taken


def _counts(case: Case) -> bool:
    """Whether all that counts was answered by these words."""
    return case.finished not in (None, "partial")


def _is_over(batch: Batch, case: Case) -> bool:
    """Whether its time is over and it has closed, as a START after a STOP may find it."""
    closed = case.conversation.state in ("partial", "expired")
    return closed and not takes_answers(batch.connection, case, batch.now)


def _plan_again(batch: Batch, clinic_id: str, patient_id: UUID) -> None:
    """What a STOP kept back, or let fall due in vain, has its time again."""
    desk = open_desk(batch.connection, batch.keyring, clinic_id, batch.now)
    plan_and_close(batch.connection, desk, patient_by_id(batch.connection, clinic_id, patient_id), batch.now)
    look_again(batch.connection, clinic_id, patient_id, batch.now)


def _read(batch: Batch, inbounds: Sequence[Inbound]) -> None:
    """Everything the batch needs, in one statement a table; patients and sessions are locked in key order."""
    connection = batch.connection
    batch.senders = senders_at(connection, {(inbound.channel, inbound.sender_address) for inbound in inbounds})
    for sender in batch.senders.values():
        clinic_id = sender["clinic_id"]
        batch.clinics[clinic_id] = batch.compiled.clinic(connection, clinic_id, sender["applied_at"])
    ours = [inbound for inbound in inbounds if (inbound.channel, inbound.sender_address) in batch.senders]
    for inbound in ours:
        if inbound.link_token is not None:
            _follow_link(batch, inbound)
    for patient in patients_at(connection, {_index(batch, inbound) for inbound in ours}):
        for column in ("phone_index", "chat_index"):
            if patient[column] is not None:
                batch.patients[patient["clinic_id"], patient[column]].append(patient)
    known_patients = {
        (patient["clinic_id"], patient["patient_id"]) for found in batch.patients.values() for patient in found
    }
    for session in sessions_of(connection, known_patients):
        batch.sessions[session["patient_id"]].append(session)
    # After the locks: a second copy of a message that another process took meanwhile is seen here.
    batch.known = known_inbound(connection, {(inbound.channel, inbound.provider_id) for inbound in ours})
    for inbound in ours:
        _open(batch, inbound)
    taps = {inbound.tap.nonce for inbound in ours if inbound.tap is not None}
    _look_up(batch, taps, before=bool(taps))


def _index(batch: Batch, inbound: Inbound) -> tuple[str, bytes]:
    clinic_id: str = batch.senders[inbound.channel, inbound.sender_address]["clinic_id"]
    known = batch.indexes.get((clinic_id, inbound.address))
    if known is None:
        known = clinic_id, batch.keyring.address_index(clinic_id, inbound.address)
        batch.indexes[clinic_id, inbound.address] = known
    return known


def _follow_link(batch: Batch, inbound: Inbound) -> None:
    """A deep link that was opened ties this chat to the patient it was made for, once."""
    assert inbound.link_token is not None, "called for a link"
    clinic_id = batch.senders[inbound.channel, inbound.sender_address]["clinic_id"]
    use_link(batch.connection, batch.keyring, batch.clinics[clinic_id], inbound.link_token, inbound.address, batch.now)


def _look_up(batch: Batch, pressed: Collection[str], *, before: bool) -> None:
    """What became of the messages that wait for a reply, where it is not known yet.

    `before`: of the questions before them, too. Few turns look at these: a tap, and what crosses a question unsent.
    """
    wanted: set[tuple[str, str]] = set()
    for case in batch.cases.values():
        talk = case.conversation
        for name in (*talk.asked, talk.prompt, *(talk.asked_before if before else ())):
            if name is not None and name not in batch.sent and name not in batch.ledger.messages_out:
                wanted.add((case.clinic.clinic_id, name))
                batch.sent[name] = None
    batch.sent.update(messages_out(batch.connection, wanted, pressed))


def _open(batch: Batch, inbound: Inbound) -> Case | None:
    """The conversation these words belong to; null for strangers and for patients who are not asked anything."""
    sessions = [
        (session, patient)
        for patient in batch.patients.get(_index(batch, inbound), ())
        for session in batch.sessions.get(patient["patient_id"], ())
    ]
    if not sessions:
        return None
    session, patient = sessions[0] if len(sessions) == 1 else min(sessions, key=_order)
    case = batch.cases.get(session["session_id"])
    if case is None:
        clinic = batch.clinics[session["clinic_id"]]
        case = open_case(batch.connection, batch.compiled, batch.keyring, clinic, patient, session)
        case.beside = batch.cases.values()
        batch.cases[session["session_id"]] = case
    return case


def _order(pair: tuple[Row, Row]) -> tuple[bool, int, float]:
    session, patient = pair
    rank = _RANK.get(session["state"], 0)
    first = session["due_at"].timestamp() if session["state"] == "scheduled" else -session["updated_at"].timestamp()
    return patient["status"] in _GONE, rank, first


def _take(batch: Batch, inbound: Inbound) -> Taken:
    if (inbound.channel, inbound.sender_address) not in batch.senders:
        return Taken("not-ours")
    if (inbound.channel, inbound.provider_id) in batch.known:
        return Taken("replayed")
    batch.known.add((inbound.channel, inbound.provider_id))
    message_id = new_id(batch.now)
    sender = batch.senders[inbound.channel, inbound.sender_address]
    clinic = batch.clinics[sender["clinic_id"]]
    index = _index(batch, inbound)
    heard = Heard(message_id, inbound.channel, sender["sender_id"], index[1])
    case = _open(batch, inbound)
    if _is_overtaken(batch, inbound, index):
        outcome = "overtaken"
    else:
        outcome = _outside(batch, clinic, inbound, heard) if case is None else _turn(batch, case, inbound, heard)
    _keep(batch, clinic, case, inbound, heard, outcome)
    return Taken(outcome, message_id)


def _is_overtaken(batch: Batch, inbound: Inbound, index: tuple[str, bytes]) -> bool:
    """Whether this is a START that is heard only now, from before a STOP that stands, of anybody at the address."""
    for patient in batch.patients.get(index, []):
        if patient["status"] != "active" or patient["opted_out"]:
            said = read_command(inbound.text, patient["language"])
            if inbound.link_token is not None or (said is not None and said.name == "start"):
                stopped_at = last_stop(batch.connection, patient)
                if stopped_at is not None and stopped_at > batch.now:
                    return True
    return False


def _outside(batch: Batch, clinic: CompiledClinic, inbound: Inbound, heard: Heard) -> str:
    """Words that belong to no conversation."""
    patients = batch.patients.get((clinic.clinic_id, heard.address_index), [])
    where = (batch.connection, batch.ledger, clinic)
    if not patients:
        return hear_stranger(*where, inbound, heard, batch.now)
    return hear_without_session(*where, batch.keyring, patients[0], inbound, heard, batch.now)


def _turn(batch: Batch, case: Case, inbound: Inbound, heard: Heard) -> str:
    event, heard = _event(batch, case, inbound, heard)
    if event is None:
        return "tapped-again"
    turn = advance(case.conversation, case.script, event, batch.now)
    record(batch.connection, batch.ledger, case, turn, batch.now, heard)
    return turn.outcome


def _event(batch: Batch, case: Case, inbound: Inbound, heard: Heard) -> tuple[Received | None, Heard]:
    """What was received, seen from the conversation; null for a second tap on a button that did its work."""
    talk, patient = case.conversation, case.patient
    today = _today(batch, case.zone)
    tries = patient["tries"] if patient["tries_on"] == today else 0
    about = _about(batch, case)
    choice, stale = None, False
    if inbound.tap is not None:
        pressed = batch.sent.get(inbound.tap.nonce)
        if pressed is not None and _has_done_its_work(talk, str(pressed["message_id"])):
            return None, heard
        pressed_id = None if pressed is None else str(pressed["message_id"])
        unsaid = about.said != "seen" and pressed_id != talk.prompt
        about = about._replace(unseen=False, unsaid=unsaid, lost=False)
        live = pressed_id is not None and pressed_id in _live(talk, about)
        choice, stale = (inbound.tap.choice, False) if live else (None, True)
        if live and waits_in(talk) == "asking":
            if talk.doubt is None or about.unsaid:
                about = about._replace(asked=pressed)  # of several copies the one that was tapped
            else:  # "do you mean 7?", which tells nobody what was asked
                about = about._replace(lost=fate_of_all(_rows(batch, talk.asked), batch.now) != "seen")
    if inbound.listed and about.asked is not None and was_sent_after(about.asked, inbound.received_at):
        about = about._replace(lost=True)
    heard = Heard(heard.message_id, heard.channel, heard.sender_id, heard.address_index, about.asked, about.unseen)
    text = "STOP" if inbound.blocked else "START" if inbound.link_token is not None else inbound.text
    window_open, due = takes_answers(batch.connection, case, batch.now), _is_due(batch, case)
    opted_out = patient["opted_out"] or patient["status"] == "opted_out"
    birth_year = None if talk.identified else case.birth_year()
    event = Received(  # by place, as every turn makes one: by name it takes twice as long
        text,
        today,
        inbound.media,
        choice,
        stale,
        about.unseen,
        about.unsaid,
        inbound.edited,
        about.lost,
        window_open,
        due,
        opted_out,
        birth_year,
        TRIES_A_DAY - tries,
    )
    return event, heard


def _today(batch: Batch, zone: ZoneInfo) -> date:
    """The same for all of a batch who live in one zone."""
    found = batch.days.get(zone)
    if found is None:
        found = batch.days[zone] = batch.now.astimezone(zone).date()
    return found


class About(NamedTuple):
    """What a patient's words are about: the copy that asked, the fate of what was said last, the rest as received."""

    asked: Row | None
    said: Fate
    unseen: bool
    unsaid: bool
    lost: bool


def _about(batch: Batch, case: Case) -> About:
    """By what became of our messages. While the question waits to leave us, words are about the one before it."""
    talk, now = case.conversation, batch.now
    copies, prompt = _rows(batch, talk.asked), _sent(batch, talk.prompt)
    said: Fate = "seen" if prompt is None else fate(prompt, now)
    unsaid = said in ("waiting", "never")
    if waits_in(talk) != "asking":
        unseen = prompt is not None and prompt["status"] in UNSENT
        lost = said == "never" and waits_in(talk) == "consenting"
        return About(replied_to(copies, now), said, unseen, unsaid, lost)
    stands = fate_of_all(copies, now)
    unseen = stands == "waiting"
    if unseen:
        copies = _rows(batch, talk.asked_before)
        stands = "seen" if talk.before is None else fate_of_all(copies, now)
    lost = stands != "seen" or (talk.doubt is not None and said in ("unclear", "never"))
    return About(replied_to(copies, now), said, unseen, unsaid, lost)


def _live(talk: Conversation, about: About) -> Container[str | None]:
    """The messages whose buttons may be pressed: any copy of the question, or what was asked about it since."""
    if waits_in(talk) == "asking" and (talk.doubt is None or about.unsaid):
        return talk.asked
    return (talk.prompt,)


def _has_done_its_work(talk: Conversation, message_id: str) -> bool:
    """Whether it put the question before, and that was answered; else the patient went back from it."""
    answered = talk.place is None or talk.before in talk.given
    return answered and message_id in talk.asked_before and message_id not in talk.asked


def _is_due(batch: Batch, case: Case) -> bool:
    """Whether a wave that has not begun may begin at once, should the patient ask for it."""
    session = case.session
    if case.conversation.state != "scheduled" or not session["due_at"] <= batch.now < session["closes_at"]:
        return False
    desk = open_desk(batch.connection, batch.keyring, session["clinic_id"], batch.now)
    return reason_now(batch.connection, desk, case.patient, session, batch.now) is None


def _rows(batch: Batch, copies: Iterable[str]) -> list[Row]:
    return [row for message_id in copies if (row := _sent(batch, message_id)) is not None]


def _sent(batch: Batch, message_id: str | None) -> Row | None:
    """What became of one of our messages; one that this batch queued itself has not left."""
    if message_id is None:
        return None
    row = batch.ledger.messages_out.get(message_id)
    if row is not None:
        return {**row, "sent_at": None, "delivered_at": None}
    if message_id not in batch.sent:
        _look_up(batch, (), before=True)
    return batch.sent[message_id]


def _keep(
    batch: Batch, clinic: CompiledClinic, case: Case | None, inbound: Inbound, heard: Heard, outcome: str
) -> None:
    """The inbound row, sealed under the patient's key where there is a patient."""
    key = clinic.key if case is None else case.key
    row = written(heard.message_id)
    batch.ledger.messages_in.append(
        {
            "clinic_id": clinic.clinic_id,
            "message_id": heard.message_id,
            "channel": inbound.channel,
            "provider_id": inbound.provider_id,
            "sender_id": heard.sender_id,
            "patient_id": None if case is None else case.patient["patient_id"],
            "session_id": None if case is None else case.session["session_id"],
            "address_index": heard.address_index,
            "address_sealed": key.seal(inbound.address, table="message_in", column="address_sealed", row=row),
            "body_sealed": key.seal(inbound.text, table="message_in", column="body_sealed", row=row),
            "media": inbound.media,
            "received_at": batch.now,
            "outcome": outcome,
        }
    )
