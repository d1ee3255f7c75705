"""What a session's schedule must know beyond the session: the patient's channels, other contacts, and their habit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.clinic_file import SenderFile
from flows.best_hour import LOOK_BACK, best_minute
from flows.schedule import LONGEST_CAP, Elsewhere, Schedule, Standing
from store.contacts import MadeContact, answered_since, contacts_since
from store.ledger import Row

# Which schedule a contact was made by: (pathway id, version, arm) → Schedule.
ScheduleOf = Callable[[str, int, str | None], Schedule]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Of one patient. `channels`: by which they can be written to now, the preferred one first."""

    channels: tuple[str, ...]
    contacts: Sequence[MadeContact]

    def around(self, standing: Standing, session: Row, channel: str, schedule_of: ScheduleOf) -> Standing:
        """The session's standing with everything that its next contact depends on."""
        latest: dict[object, MadeContact] = {}
        for contact in self.contacts:
            known = latest.get(contact.session_id)
            latest[contact.session_id] = contact if known is None or known.at < contact.at else known
        own = latest.pop(session["session_id"], None)
        schedules = [
            (contact, schedule_of(contact.pathway_id, contact.pathway_version, contact.arm))
            for contact in latest.values()
        ]
        return standing._replace(
            recent_contacts=tuple(sorted(contact.at for contact in self.contacts)),
            elsewhere=tuple(
                Elsewhere(contact.at, schedule.minimum_gap, schedule.frequency_cap) for contact, schedule in schedules
            ),
            best_minute=session["best_minute"],
            channel=channel,
            channels=self.channels,
            reached_at=None if own is None else own.at,
        )


def read_surroundings(
    connection: Connection, people: Iterable[tuple[Row, Sequence[SenderFile]]], now: datetime
) -> dict[object, Surroundings]:
    """By patient id; `people` are patients with the senders of their clinic's file."""
    known = list(people)
    keys = [(patient["clinic_id"], patient["patient_id"]) for patient, _ in known]
    contacts = contacts_since(connection, keys, now - LONGEST_CAP)
    return {
        patient["patient_id"]: Surroundings(channels_of(patient, senders), contacts.get(patient["patient_id"], ()))
        for patient, senders in known
    }


def with_channels(standing: Standing, patient: Row, channel: str, senders: Sequence[SenderFile]) -> Standing:
    """What a session's timer is reckoned from: the patient's channels count where the session's own is dead.

    The next contact is then made sooner, by another. Where it lives, they change what is sent, and not when.
    """
    if _reaches(patient, channel) and channel in [sender.channel for sender in senders]:
        return standing
    return standing._replace(channel=channel, channels=channels_of(patient, senders))


def channels_of(patient: Row, senders: Iterable[SenderFile]) -> tuple[str, ...]:
    """By which the patient can be written to: they have it, it is not dead, and the clinic writes by it."""
    written = dict.fromkeys(sender.channel for sender in senders)
    reached = [channel for channel in written if _reaches(patient, channel)]
    return tuple(sorted(reached, key=lambda channel: channel != patient["channel"]))


def has_channel(patient: Row, channel: str) -> bool:
    """Dead or alive."""
    return patient["chat_index" if channel == "telegram" else "phone_index"] is not None


def _reaches(patient: Row, channel: str) -> bool:
    dead = "chat_unreachable_at" if channel == "telegram" else "unreachable_at"
    return has_channel(patient, channel) and patient[dead] is None


def learn_best_minute(
    connection: Connection, patient: Row, session: Row, standing: Standing, schedule: Schedule, now: datetime
) -> int | None:
    """The patient's habit as the schedule may use it; a session that has begun keeps what it began with."""
    if standing.state != "scheduled" or not schedule.best_hour:
        best: int | None = session["best_minute"]
        return best
    replies = answered_since(connection, patient["clinic_id"], patient["patient_id"], now - LOOK_BACK)
    return best_minute(replies, standing.zone, now)
