"""A claimed message at the last moment before it is sent: may it still go, to whom, and in which words.

Everything here happens in one short transaction that ends with the message marked `sending`: a STOP committed before
it wins, whatever was queued or claimed.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.compiled import Compiled, CompiledClinic
from bot.words import WordContext, render
from channels.channel import Outbound
from flows.hours import next_open, quiet_from
from flows.items import Question
from flows.machine import OPEN
from flows.say import QuestionRef, Say
from store.circumstances import Circumstances, circumstances, circumstances_of
from store.crypto import DataKey, Keyring
from store.outbox import Message, begin_sending, cancel, put_back

# An answer that could not leave for this long is no answer any more: it waits for the morning like a contact.
DIRECT_FOR: Final = timedelta(hours=1)
# Contacts of the schedule are for conversations that wait for the patient.
AWAITING: Final = frozenset({"invited", "identifying", "consenting", "asking", "offering"})
# What a person who is not to be written to may still be told, as a direct answer: that they were understood, and the
# clinic's safety text when they write of distress. Only what was queued with the STOP or after it.
LAST_WORDS: Final = {
    "opted_out": frozenset({"stop-done", "safety"}),
    "wrong_person": frozenset({"wrong-person-done", "safety"}),
}


def obstacle(message: Message, now_is: Circumstances, now: datetime) -> str | None:
    """Why the message will never be sent, as a fixed code; null when nothing forbids it."""
    if message.expires_at is not None and message.expires_at <= now:
        return "expired"
    if message.patient_id is not None and now_is.patient_key is None:
        return "erased"
    if now_is.opted_out_since or (now_is.opted_out and message.kind not in LAST_WORDS["opted_out"]):
        return "opted-out"
    status = now_is.patient_status or "active"
    if status != "active" and message.kind not in LAST_WORDS.get(status, frozenset()):
        return f"patient-{status.replace('_', '-')}"
    if is_taken_back(message, now_is):
        return "taken-back"
    if is_late_prompt(message, now_is):
        return "not-awaited"
    if now_is.replaced or (is_second_try(message) and now_is.moved_on):
        return "moved-on"  # it would be taken for the question that waits
    if is_direct(message, now):
        return None
    if now_is.moved_on:
        return "moved-on"
    return None if message.exempt else useless_contact(now_is)


def is_taken_back(message: Message, now_is: Circumstances) -> bool:
    """Whether "no more messages" is not true any more: START was said since, by another channel or before it left."""
    if message.kind == "stop-done":
        return not now_is.opted_out and now_is.patient_status != "opted_out"
    return message.kind == "wrong-person-done" and now_is.patient_status != "wrong_person"


def is_second_try(message: Message) -> bool:
    """A prompt that may have arrived; or "do you mean 7?" refused for now, which may be over without another prompt."""
    tried = message.doubts or (message.attempts and message.kind.startswith("confirm"))
    return message.nonce is not None and bool(tried)


def is_direct(message: Message, now: datetime) -> bool:
    """Whether it may ring at night: a safety text, or the answer to somebody who wrote just now."""
    return message.exempt and (message.priority == 0 or now - message.created_at < DIRECT_FOR)


def is_late_prompt(message: Message, now_is: Circumstances) -> bool:
    """A question, or an offer, of a conversation that has ended since: nobody waits for what it would bring."""
    return message.nonce is not None and now_is.session_state is not None and now_is.session_state not in OPEN


def useless_contact(now_is: Circumstances) -> str | None:
    if now_is.unreachable:
        return "bad-number"
    return None if now_is.session_state is None or now_is.session_state in AWAITING else "not-awaited"


def prepare(
    connection: Connection, compiled: Compiled, keyring: Keyring, message: Message, now: datetime
) -> Outbound | None:
    """Mark the message `sending` and say what to hand to the provider; None when it is not to be sent now.

    What may not go is cancelled with the reason; what may go later is queued again.
    """
    now_is = circumstances(connection, message, index_of(connection, compiled, keyring, message))
    outbound = None if now_is is None else _decide(connection, compiled, keyring, message, now_is, now)
    if outbound is not None:
        begin_sending(connection, [message])
    return outbound


def prepare_all(
    connection: Connection, compiled: Compiled, keyring: Keyring, messages: Sequence[Message], now: datetime
) -> dict[UUID, Outbound | None]:
    """The same of many in few statements, by message id. One that is locked, or ours no longer, is left out."""
    indexes = {message.message_id: index_of(connection, compiled, keyring, message) for message in messages}
    found = circumstances_of(connection, messages, indexes)
    decided = {
        message.message_id: _decide(connection, compiled, keyring, message, found[message.message_id], now)
        for message in messages
        if message.message_id in found
    }
    going = [message for message in messages if decided.get(message.message_id) is not None]
    if going:
        begin_sending(connection, going)
    return decided


def _decide(
    connection: Connection,
    compiled: Compiled,
    keyring: Keyring,
    message: Message,
    now_is: Circumstances,
    now: datetime,
) -> Outbound | None:
    if now_is.sending_paused or now_is.sender_paused or not now_is.live:
        put_back(connection, message)
        return None
    why = obstacle(message, now_is, now)
    if why is not None:
        cancel(connection, message, why)
        return None
    clinic = compiled.clinic(connection, message.clinic_id, now_is.applied_at)
    closes_in = None
    if not is_direct(message, now):
        zone = ZoneInfo(now_is.zone or clinic.file.zone)
        opens_at = next_open(clinic.hours, zone, now)
        if opens_at > now:
            put_back(connection, message, opens_at)
            return None
        closes_in = quiet_from(clinic.hours, zone, now) - now
    return compose(connection, compiled, keyring, clinic, message, now_is, closes_in)


def recompose(connection: Connection, compiled: Compiled, keyring: Keyring, message: Message) -> Outbound | None:
    """What was handed to the provider, to look for it there; None when the message has changed or cannot be opened."""
    now_is = circumstances(connection, message, None)
    if now_is is None or (message.patient_id is not None and now_is.patient_key is None):
        return None
    clinic = compiled.clinic(connection, message.clinic_id, now_is.applied_at)
    return compose(connection, compiled, keyring, clinic, message, now_is, None)


def compose(
    connection: Connection,
    compiled: Compiled,
    keyring: Keyring,
    clinic: CompiledClinic,
    message: Message,
    now_is: Circumstances,
    closes_in: timedelta | None,
) -> Outbound:
    """Open the message and put it into words; asked again it gives the same words, so that it can be looked up."""
    key = clinic.key
    if message.patient_id is not None and now_is.patient_key is not None:
        key = keyring.patient_key(clinic.key, message.patient_id, now_is.patient_key)
    content = key.open(
        message.content_sealed, table="message_out", column="content_sealed", row=str(message.message_id)
    )

    def question(ref: QuestionRef) -> Question:
        assert now_is.pathway_id is not None, "a question belongs to a session"
        assert now_is.pathway_version is not None, "a session follows one version"
        pathway = compiled.pathway(connection, clinic, now_is.pathway_id, now_is.pathway_version)
        return pathway.questionnaires[ref.questionnaire].question(ref.link_id).on(message.channel)

    context = word_context(clinic, message.language, question, first_name(key, message, now_is))
    rendered = render(say_of(content), message.language, context)
    return Outbound(
        message_id=message.message_id,
        sender_address=now_is.sender_address,
        address=address_of(clinic, key, message, now_is),
        text=rendered.text,
        nonce=message.nonce,
        buttons=rendered.buttons,
        valid_for=closes_in,
    )


def word_context(
    clinic: CompiledClinic, language: str, question: Callable[[QuestionRef], Question], name: str
) -> WordContext:
    """What the clinic's file says of itself, beside the questions and the patient's first name."""
    return WordContext(
        clinic=clinic.file.in_language(clinic.file.sender_name, language) or clinic.file.name,
        phone=clinic.file.phone,
        question=question,
        name=name,
        safety=dict(clinic.file.safety.texts.items()) if clinic.file.safety else {},
    )


def first_name(key: DataKey, message: Message, now_is: Circumstances) -> str:
    """ "" where none is known."""
    if now_is.name_sealed is None:
        return ""
    name = key.open(now_is.name_sealed, table="patient", column="name_sealed", row=str(message.patient_id))
    return name.partition(" ")[0]


def say_of(content: str) -> Say:
    row = json.loads(content)
    question = row.pop("question")
    return Say(**row, question=None if question is None else _question_of(question))


def _question_of(row: dict[str, Any]) -> QuestionRef:
    """JSON has lists where we have tuples."""
    if row.get("options") is not None:
        row["options"] = tuple((code, words) for code, words in row["options"])
    return QuestionRef(**row)


def address_of(clinic: CompiledClinic, key: DataKey, message: Message, now_is: Circumstances) -> str:
    """Where the patient is reached now: a number corrected after the message was queued is the one to use."""
    if message.address_sealed is not None:
        return open_address(clinic.key, message)
    column = "chat_sealed" if message.channel == "telegram" else "phone_sealed"
    sealed = now_is.chat_sealed if message.channel == "telegram" else now_is.phone_sealed
    assert sealed is not None, "a message is queued only for an address that the patient has"
    return key.open(sealed, table="patient", column=column, row=str(message.patient_id))


def open_address(clinic_key: DataKey, message: Message) -> str:
    assert message.address_sealed is not None, "called for a message with an address of its own"
    return clinic_key.open(
        message.address_sealed, table="message_out", column="address_sealed", row=str(message.message_id)
    )


def index_of(connection: Connection, compiled: Compiled, keyring: Keyring, message: Message) -> bytes | None:
    """Of an address that no patient has, to find its opt-out."""
    if message.address_sealed is None:
        return None
    address = open_address(compiled.clinic(connection, message.clinic_id).key, message)
    return keyring.address_index(message.clinic_id, address)
