"""A session opened for a turn: its clinic, pathway, patient and conversation together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.compiled import Compiled, CompiledClinic, CompiledPathway, schedule_of
from bot.planning import events_of
from flows.doors import for_another_hand
from flows.schedule import Schedule
from flows.script import Conversation, Script, load
from store.crypto import DataKey, Keyring
from store.episodes import episodes_of
from store.ids import written
from store.ledger import Row
from store.objections import has_objected
from store.patients import last_consent
from triage.assess import Assessment


@dataclass(frozen=True, slots=True)
class Judged:
    """An assessment with the first and last values (by score code or linkId) that it compared with."""

    assessment: Assessment
    first: Mapping[str, Decimal]
    last: Mapping[str, Decimal]


Earlier = tuple[Mapping[str, Decimal], Mapping[str, Decimal]]  # values of the episode's first and last asking
NO_EARLIER: Final[Earlier] = ({}, {})
# Where the patient's words may take a conversation up again.
_AT_REST: Final = frozenset({"paused", "handed_over", "completed", "partial", "expired", "opted_out"})


@dataclass(slots=True)
class Case:
    """One session as a batch holds it: locked, opened, and changed turn by turn until the ledger is posted."""

    clinic: CompiledClinic
    pathway: CompiledPathway
    script: Script
    patient: Row
    session: Row
    key: DataKey
    conversation: Conversation
    schedule: Schedule
    session_id: str  # as sealed columns name it
    zone: ZoneInfo
    judged: Judged | None = None
    finished: str | None = None  # core, optional or partial: a summary is due when the rows are written
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)  # (event type, codes) for the clinic
    earlier: Earlier | None = None  # null: not read
    beside: Collection["Case"] = field(
        default=(), repr=False
    )  # all cases of the same transaction, where there are others

    @property
    def channel(self) -> str:
        """The session's; the patient's own where the clinic has no such sender any more."""
        return self.clinic.sender_channel(self.session["sender_id"]) or str(self.patient["channel"])

    def birth_year(self) -> int | None:
        sealed = self.patient["birth_year_sealed"]
        if sealed is None:
            return None
        return int(self.open_patient("birth_year_sealed"))

    def open_patient(self, column: str) -> str:
        return self.key.open(self.patient[column], table="patient", column=column, row=str(self.patient["patient_id"]))


class Heard(NamedTuple):
    """The inbound message behind a turn, and what became of our message it replies to."""

    message_id: UUID
    channel: str
    sender_id: str
    address_index: bytes
    asked: Row | None = None
    unseen: bool = False
    answered_by: str = "patient"  # patient, or on the phone: relative, staff


def open_case(
    connection: Connection, compiled: Compiled, keyring: Keyring, clinic: CompiledClinic, patient: Row, session: Row
) -> Case:
    """Unseal one conversation; one that has not begun is made from its session.

    A sender that was taken out of the clinic's file is replaced by another of the patient's channel.
    """
    if clinic.sender_channel(session["sender_id"]) is None:
        session["sender_id"] = clinic.sender_for(patient["channel"]) or session["sender_id"]
    pathway = compiled.pathway(connection, clinic, session["pathway_id"], session["pathway_version"])
    schedule = schedule_of(connection, clinic.clinic_id, pathway.pathway, session["arm"])
    key = keyring.patient_key(clinic.key, written(patient["patient_id"]), patient["key_wrapped"])
    session_id, sealed = written(session["session_id"]), session["conversation_sealed"]
    if sealed is None:
        # A yes given to staff, or in an earlier wave, is not asked for again.
        consented = last_consent(connection, clinic.clinic_id, patient["patient_id"], session["pathway_id"]) is True
        conversation = Conversation(language=session["language"], consented=consented)
    else:
        conversation = load(key.open(sealed, table="session", column="conversation_sealed", row=session_id))
    script = pathway.script(session["wave_key"])
    if patient["identified_at"] is None:  # taken back with the number or the chat that it was told from
        conversation = for_another_hand(conversation, script)
    zone = ZoneInfo(session["zone"])
    return Case(clinic, pathway, script, patient, session, key, conversation, schedule, session_id, zone)


def takes_answers(connection: Connection, case: Case, now: datetime) -> bool:
    """Whether its time is not over. An objection ends it whatever the clock says, which may be put back.

    So does the withdrawal of its event, while that stands. Neither leaves anything under way, so they are looked for
    only in what would be taken up again.
    """
    return bool(now < case.session["closes_at"]) and not (
        case.conversation.state in _AT_REST
        and (
            has_objected(connection, case.clinic.clinic_id, case.patient["patient_id"], case.session["pathway_id"])
            or not _has_its_event(connection, case)
        )
    )


def _has_its_event(connection: Connection, case: Case) -> bool:
    """Whether what the wave counts from stands in its episode."""
    wave = case.pathway.pathway.wave(case.session["wave_key"])
    episodes = episodes_of(connection, case.clinic.clinic_id, case.patient["patient_id"])
    return any(
        wave.counts_from(event)
        for episode in episodes
        if episode["episode_id"] == case.session["episode_id"]
        for event in events_of(episode)
    )
