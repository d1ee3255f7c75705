"""Clinics, pathways and questionnaires made ready once: versions never change, a clinic when it is applied again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables looked up below
from bot.clinic_file import ClinicFile
from flows.fhir import load_questionnaire
from flows.hours import closing
from flows.pathway import Pathway, is_pinned
from flows.questionnaire import Questionnaire
from flows.schedule import ContactHours, NeverOpenError, Schedule, next_open
from flows.script import Script
from store.crypto import DataKey, Keyring
from store.experiments import arm_document
from triage.combine import Matrix, parse_matrix
from triage.recall import recall_of
from triage.rules import Rule, parse_rules

tables = SQLModel.metadata.tables
clinic = tables["clinic"]
pathway_version = tables["pathway_version"]
questionnaire_version = tables["questionnaire_version"]


@dataclass(frozen=True, slots=True)
class CompiledClinic:
    """A clinic as last applied. `key` opens what is sealed under the clinic, and its patients' own keys."""

    clinic_id: str
    file: ClinicFile
    key: DataKey = field(repr=False)
    applied_at: datetime
    channels: Mapping[str, str]  # by sender id

    @property
    def hours(self) -> ContactHours:
        return self.file.hours

    @property
    def zone(self) -> ZoneInfo:
        return self.file.time_zone()

    @property
    def acknowledge_within(self) -> timedelta:
        return self.file.acknowledge_within

    def next_staffed(self, now: datetime) -> datetime:
        """By when ordinary work is due: a day from now, or when somebody is there again after that."""
        tomorrow = now + timedelta(days=1)
        try:
            return next_open(self.file.hours, self.zone, tomorrow, self.file.staffed)
        except NeverOpenError:  # staffed only in quiet hours: then the day alone has to do
            return tomorrow

    def working_days(self, now: datetime, days: int) -> datetime:
        """The end of the day when somebody is there, today if it is not over yet; `days` such days later."""
        try:
            return closing(self.file.hours, self.zone, now, self.file.staffed, days)
        except NeverOpenError:  # as above
            return now + timedelta(days=days + 1)

    def sender_channel(self, sender_id: str) -> str | None:
        """Null for a sender that no longer stands in the clinic's file."""
        return self.channels.get(sender_id)

    def sender_for(self, channel: str) -> str | None:
        """The first sender of the file that this channel has."""
        return next((sender.id for sender in self.file.senders if sender.channel == channel), None)


@dataclass(frozen=True, slots=True)
class CompiledPathway:
    """One version of a pathway. `scripts` by wave key, `questionnaires` by canonical url."""

    pathway: Pathway
    version: int
    rules: tuple[Rule, ...]
    scripts: Mapping[str, Script]
    questionnaires: Mapping[str, Questionnaire]
    matrix: Matrix | None  # how the clinician's colour and the patient's come together, where both are needed
    compares: bool  # some rule looks at the change since an earlier asking

    def script(self, wave_key: str) -> Script:
        """Of a wave, or of one asking of a wave that comes again, whose key no wave may have. Raises KeyError."""
        return self.scripts.get(wave_key) or self.scripts[self.pathway.wave(wave_key).key]


def schedule_of(connection: Connection, clinic_id: str, pathway: Pathway, arm: str | None) -> Schedule:
    """The schedule a session goes by: its arm's while the experiment holds, else its pathway version's."""
    document = None if arm is None else arm_document(connection, clinic_id, arm)
    return pathway.schedule if document is None else Schedule.model_validate(document)


class Compiled:
    """Shared by the threads of one process; two that compile the same thing at once make it twice, and equal."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._clinics: dict[str, CompiledClinic] = {}
        self._pathways: dict[tuple[str, str, int, str], CompiledPathway] = {}
        self._questionnaires: dict[tuple[str, str, str], Questionnaire] = {}

    def clinic(self, connection: Connection, clinic_id: str, applied_at: datetime | None = None) -> CompiledClinic:
        """The clinic as it stands; `applied_at`, where the caller has read it, saves asking for it."""
        known = self._clinics.get(clinic_id)
        if applied_at is None:
            applied_at = connection.execute(
                select(clinic.c.applied_at).where(clinic.c.clinic_id == clinic_id)
            ).scalar_one()
        if known is not None and known.applied_at == applied_at:
            return known
        row = connection.execute(select(clinic).where(clinic.c.clinic_id == clinic_id)).mappings().one()
        file = ClinicFile.model_validate(row["config"])
        made = CompiledClinic(
            clinic_id=clinic_id,
            file=file,
            key=self._keyring.clinic_key(clinic_id, row["key_wrapped"]),
            applied_at=row["applied_at"],
            channels={sender.id: sender.channel for sender in file.senders},
        )
        self._clinics[clinic_id] = made
        return made

    def pathway(self, connection: Connection, clinic: CompiledClinic, pathway_id: str, version: int) -> CompiledPathway:
        key = (clinic.clinic_id, pathway_id, version, clinic.file.identity)
        known = self._pathways.get(key)
        if known is None:
            known = self._pathways[key] = self._make_pathway(connection, clinic, pathway_id, version)
        return known

    def _make_pathway(
        self, connection: Connection, clinic: CompiledClinic, pathway_id: str, version: int
    ) -> CompiledPathway:
        document: dict[str, Any] = connection.execute(
            select(pathway_version.c.document).where(
                pathway_version.c.clinic_id == clinic.clinic_id,
                pathway_version.c.pathway_id == pathway_id,
                pathway_version.c.version == version,
            )
        ).scalar_one()
        pathway = Pathway.model_validate(document)
        # What is not imported has no version: a wave with such a core is not asked, and an offer goes without it.
        names = {name for wave in pathway.waves for name in wave.questionnaires if is_pinned(name)}
        ready = {name: self._questionnaire(connection, clinic.clinic_id, name) for name in names}
        identity = (pathway.identity or clinic.file.identity) == "birth_year"
        recall = {each.url: found for each in ready.values() if (found := recall_of(each)) is not None}
        scripts = {
            wave.key: Script(
                core=tuple(ready[name] for name in wave.core),
                short=tuple(ready[name] for name in wave.short if name in ready),
                optional=tuple(ready[name] for name in wave.optional if name in ready),
                identity=identity,
                consent=pathway.consent == "required",
                recall=recall,
            )
            for wave in pathway.waves
            if ready.keys() >= set(wave.core)
        }
        by_url = {questionnaire.url: questionnaire for questionnaire in ready.values()}
        rules = parse_rules(pathway.rules)
        compares = any(rule.when.compares() for rule in rules)
        matrix = None if pathway.matrix is None else parse_matrix(pathway.matrix)
        return CompiledPathway(pathway, version, rules, scripts, by_url, matrix, compares)

    def _questionnaire(self, connection: Connection, clinic_id: str, name: str) -> Questionnaire:
        """`name` is url|version, as a published pathway names it."""
        url, _, version = name.partition("|")
        key = (clinic_id, url, version)
        known = self._questionnaires.get(key)
        if known is None:
            document: dict[str, Any] = connection.execute(
                select(questionnaire_version.c.document).where(
                    questionnaire_version.c.clinic_id == clinic_id,
                    questionnaire_version.c.url == url,
                    questionnaire_version.c.version == version,
                )
            ).scalar_one()
            known = self._questionnaires[key] = load_questionnaire(document)
        return known
