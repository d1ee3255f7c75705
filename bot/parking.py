"""A message that cannot be worked on is kept and shown to staff: nothing a patient wrote is lost to a fault of ours."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection

from bot.batch import Taken
from bot.compiled import Compiled
from channels.channel import Inbound
from flows.replies import is_opt_out
from store.crypto import Keyring
from store.ledger import Ledger
from store.sessions import known_inbound, senders_at


def park(connection: Connection, compiled: Compiled, keyring: Keyring, inbound: Inbound, now: datetime) -> Taken:
    """Keep the message under the clinic's key with a task for staff, unless it is nobody's or kept already.

    What a process died of may have been committed before it died. A plain STOP holds for the address, whoever has it.
    """
    here = (inbound.channel, inbound.sender_address)
    sender = senders_at(connection, [here]).get(here)
    if sender is None:
        return Taken("not-ours")
    if known_inbound(connection, [(inbound.channel, inbound.provider_id)]):
        return Taken("replayed")
    clinic = compiled.clinic(connection, sender["clinic_id"], sender["applied_at"])
    message_id = uuid4()
    row = str(message_id)
    address_index = keyring.address_index(clinic.clinic_id, inbound.address)
    ledger = Ledger()
    ledger.messages_in.append(
        {
            "clinic_id": clinic.clinic_id,
            "message_id": message_id,
            "channel": inbound.channel,
            "provider_id": inbound.provider_id,
            "sender_id": sender["sender_id"],
            "patient_id": None,
            "session_id": None,
            "address_index": address_index,
            "address_sealed": clinic.key.seal(inbound.address, table="message_in", column="address_sealed", row=row),
            "body_sealed": clinic.key.seal(inbound.text, table="message_in", column="body_sealed", row=row),
            "media": inbound.media,
            "received_at": now,
            "outcome": "parked",
        }
    )
    ledger.tasks.append(
        {
            "clinic_id": clinic.clinic_id,
            "task_id": uuid4(),
            "kind": "fault",
            "level": "red",  # nobody has read it: it may be anything
            "patient_id": None,
            "session_id": None,
            "message_id": message_id,
            "detail": {"at": "turn"},
            "raised_at": now,
            "due_at": now + clinic.acknowledge_within,
        }
    )
    if inbound.blocked or is_opt_out(inbound.text):
        ledger.opt_outs.append(
            {
                "clinic_id": clinic.clinic_id,
                "opt_out_id": uuid4(),
                "patient_id": None,
                "address_index": address_index,
                "channel": inbound.channel,
                "source": "patient",
                "at": now,
            }
        )
    ledger.post(connection, now)
    return Taken("parked", message_id)
