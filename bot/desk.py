"""What enrolment needs of a clinic, read once: its file, its key, its pathways and what it may not send."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from bot.clinic_file import ClinicFile, Licence
from flows.pathway import Pathway
from store.clinics import clinic_row, latest_pathways, pathway_document, questionnaire_rows
from store.crypto import DataKey, Keyring


class NoSuchClinicError(Exception):
    """There is no clinic with this id: `prosvar clinic apply FILE` makes one."""


@dataclass(frozen=True, slots=True)
class Desk:
    """`pathways` are the clinic's current ones with their version; `older` are read when an episode follows one."""

    clinic_id: str
    file: ClinicFile
    key: DataKey = field(repr=False)
    keyring: Keyring = field(repr=False)
    pathways: Mapping[str, tuple[int, Pathway]]
    unlicensed: frozenset[str]  # url|version of questionnaires that may not be sent
    imported: frozenset[str] = frozenset()  # url|version of all that are there
    older: dict[tuple[str, int], Pathway] = field(default_factory=dict)

    def pathway(self, connection: Connection, pathway_id: str, version: int) -> Pathway:
        """One version, as an episode began with it."""
        current = self.pathways.get(pathway_id)
        if current is not None and current[0] == version:
            return current[1]
        if (pathway_id, version) not in self.older:
            document = pathway_document(connection, self.clinic_id, pathway_id, version)
            self.older[pathway_id, version] = Pathway.model_validate(document)
        return self.older[pathway_id, version]

    def missing(self, pathway: Pathway) -> frozenset[str]:
        """Questionnaires that the pathway names and the clinic has not imported."""
        return frozenset(name for wave in pathway.waves for name in wave.questionnaires) - self.imported

    def channel_of(self, sender_id: str) -> str | None:
        """Null for a sender that no longer stands in the clinic's file."""
        return next((sender.channel for sender in self.file.senders if sender.id == sender_id), None)

    def sender_for(self, channel: str) -> str | None:
        """The first sender of the file that this channel has."""
        return next((sender.id for sender in self.file.senders if sender.channel == channel), None)


def open_desk(connection: Connection, keyring: Keyring, clinic_id: str, now: datetime) -> Desk:
    """Raises NoSuchClinicError."""
    row = clinic_row(connection, clinic_id)
    if row is None:
        raise NoSuchClinicError(NoSuchClinicError.__doc__)
    file = ClinicFile.model_validate(row["config"])
    current = {
        pathway_id: (found["version"], Pathway.model_validate(found["document"]))
        for pathway_id, found in latest_pathways(connection, clinic_id).items()
        if pathway_id in file.pathways
    }
    today = now.astimezone(file.time_zone()).date()
    questionnaires = questionnaire_rows(connection, clinic_id)
    unlicensed = frozenset(
        f"{url}|{version}"
        for (url, version), found in questionnaires.items()
        if found["licence"].get("needed") and not _is_valid(found["licence"].get("recorded"), today)
    )
    return Desk(
        clinic_id=clinic_id,
        file=file,
        key=keyring.clinic_key(clinic_id, row["key_wrapped"]),
        keyring=keyring,
        pathways=current,
        unlicensed=unlicensed,
        imported=frozenset(f"{url}|{version}" for url, version in questionnaires),
    )


def _is_valid(recorded: Mapping[str, object] | None, today: date) -> bool:
    if recorded is None:
        return False
    licence = Licence.model_validate(recorded)
    return licence.valid_until is None or licence.valid_until >= today
