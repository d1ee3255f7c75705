"""A clinic's file brought into force: only what differs is written, and the difference is shown and audited."""

import base64
import json
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.clinic_file import ClinicFile
from bot.clinic_loading import ClinicFileError, ClinicSource
from bot.desk import open_desk
from bot.planning import replan
from bot.published_schedules import keep_published
from bot.publishing import bring_over, content_hash
from bot.yaml_file import Fault
from flows.pathway import Pathway, WavePlan, is_pinned
from flows.questionnaire import Questionnaire
from store.audit import append
from store.clinics import (
    add_pathway,
    add_questionnaire,
    clinic_row,
    latest_pathways,
    questionnaire_rows,
    senders_elsewhere,
    write_clinic,
    write_endpoints,
    write_licence,
    write_senders,
)
from store.crypto import DataKey, Keyring
from store.episodes import patients_not_begun
from store.patients import patient_by_id
from store.publishing import move_episodes
from triage.scoring import bindings

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """What applying changed: one line each, for people. `made`: endpoint → a new secret, shown this once."""

    clinic_id: str
    lines: tuple[str, ...]
    live: bool
    warnings: tuple[str, ...] = ()
    made: Mapping[str, str] = field(default_factory=dict, repr=False)


def apply(connection: Connection, keyring: Keyring, source: ClinicSource, now: datetime, actor: str) -> Difference:
    """Idempotent. Raises ClinicFileError where the file contradicts what is stored.

    Sessions under way keep the versions they began with. Where nothing but a schedule differs, what has not begun
    follows it. A schedule that staff have published is kept unless the file names its version.
    """
    file = source.file
    clinic_id = file.clinic
    old = clinic_row(connection, clinic_id, lock=True)
    _check_senders(connection, file)
    config = file.model_dump(mode="json")
    lines = list(_compared({} if old is None else old["config"], config))
    key_wrapped = keyring.new_clinic_key() if old is None else old["key_wrapped"]
    key = keyring.clinic_key(clinic_id, key_wrapped)
    known = _opened_secrets(key, clinic_id, old)
    wanted, made = _wanted_secrets(source, known)
    if wanted != known:
        lines.append("endpoints: signing secrets changed")
    row = {
        "clinic_id": clinic_id,
        "config": config,
        "key_wrapped": key_wrapped,
        "secrets_sealed": key.seal(json.dumps(wanted), table="clinic", column="secrets_sealed", row=clinic_id),
        "live": file.live,
        "applied_at": now,
    }
    if old is None:
        write_clinic(connection, row | {"paused": False}, new=True)
    lines += _questionnaires(connection, source, now)
    pathways, kept = keep_published(connection, file, source.pathways)
    lines += _pathways(connection, clinic_id, pathways, now, actor)
    if lines:
        write_clinic(connection, row, new=False)
        write_senders(connection, clinic_id, _sender_rows(file))
        write_endpoints(connection, clinic_id, _endpoint_rows(file), now)
        if any("licence" in line or "all follow it" in line for line in lines):
            _replan(connection, keyring, clinic_id, now)
        _bring_over(connection, keyring, clinic_id, lines, now)
        detail = {"changes": [line.partition(":")[0] for line in lines], "live": file.live}
        append(
            connection,
            clinic_id,
            at=now,
            actor=actor,
            action="clinic.apply",
            subject=f"clinic/{clinic_id}",
            detail=detail,
        )
    return Difference(clinic_id, tuple(lines), file.live, (*kept, *_warnings(source, now.date())), made)


def _replan(connection: Connection, keyring: Keyring, clinic_id: str, now: datetime) -> None:
    """A licence or a questionnaire came or went: what has not begun is sent, or kept back."""
    desk = open_desk(connection, keyring, clinic_id, now)
    for patient_id in patients_not_begun(connection, clinic_id):
        replan(connection, desk, patient_by_id(connection, clinic_id, patient_id, lock=True), now)


def _bring_over(connection: Connection, keyring: Keyring, clinic_id: str, lines: Sequence[str], now: datetime) -> None:
    """Where a schedule alone is new, what has not begun goes by it, as if it had been published on the staff page."""
    changed = [line for line in lines if line.startswith("pathway ")]
    if changed:
        desk = open_desk(connection, keyring, clinic_id, now)
        for line in changed:
            version, pathway = desk.pathways[line.removeprefix("pathway ").partition(":")[0]]
            bring_over(connection, desk, pathway, version, move=False, now=now)


def needs_licence(questionnaire: Questionnaire) -> bool:
    """Whether a scoring pack that fits says that this questionnaire may not be sent without a licence."""
    return any(binding.pack.licence.state == "recorded" for binding in bindings(questionnaire))


def _check_senders(connection: Connection, file: ClinicFile) -> None:
    taken = senders_elsewhere(connection, file.clinic, [(sender.channel, sender.address) for sender in file.senders])
    if taken:
        told = f"{', '.join(taken)} belongs to another clinic: replies could not be told apart"
        raise ClinicFileError([Fault(file.clinic, None, "senders", told)])


def _sender_rows(file: ClinicFile) -> list[dict[str, Any]]:
    return [
        {"sender_id": each.id, "channel": each.channel, "address": each.address, "rate": each.rate}
        for each in file.senders
    ]


def _endpoint_rows(file: ClinicFile) -> list[dict[str, Any]]:
    return [{"endpoint_id": each.id, "url": each.url, "events": list(each.events)} for each in file.endpoints]


def _opened_secrets(key: DataKey, clinic_id: str, old: Json | None) -> dict[str, list[str]]:
    if old is None or old["secrets_sealed"] is None:
        return {}
    opened: dict[str, list[str]] = json.loads(
        key.open(old["secrets_sealed"], table="clinic", column="secrets_sealed", row=clinic_id)
    )
    return opened


def _wanted_secrets(source: ClinicSource, known: Mapping[str, list[str]]) -> tuple[dict[str, list[str]], Json]:
    """Given secrets replace what was kept; one that was made here is kept as long as its endpoint stands."""
    wanted: dict[str, list[str]] = {}
    made = {}
    for endpoint in source.file.endpoints:
        if endpoint.id in source.secrets:
            wanted[endpoint.id] = list(source.secrets[endpoint.id])
        elif endpoint.id in known:
            wanted[endpoint.id] = known[endpoint.id]
        else:
            made[endpoint.id] = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
            wanted[endpoint.id] = [made[endpoint.id]]
    return wanted, made


def _questionnaires(connection: Connection, source: ClinicSource, now: datetime) -> Iterator[str]:
    """Store what is new. A version that is known never changes: answers were given to its very words."""
    clinic_id = source.file.clinic
    known = questionnaire_rows(connection, clinic_id)
    for questionnaire in source.questionnaires:
        document = dict(questionnaire.document)
        licence = _licence(source.file, questionnaire)
        digest = content_hash(document)
        old = known.get((questionnaire.url, questionnaire.version))
        if old is None:
            row = {
                "clinic_id": clinic_id,
                "url": questionnaire.url,
                "version": questionnaire.version,
                "content_hash": digest,
                "document": document,
                "licence": licence,
                "imported_at": now,
            }
            add_questionnaire(connection, row)
            yield f"questionnaire {questionnaire.name}: version {questionnaire.version}"
        elif old["content_hash"] != digest:
            told = f"{questionnaire.url} has other content than its stored version {questionnaire.version}: raise it"
            raise ClinicFileError([Fault(clinic_id, None, "questionnaires", told)])
        elif old["licence"] != licence:
            write_licence(connection, clinic_id, questionnaire.url, questionnaire.version, licence)
            yield f"questionnaire {questionnaire.name}: licence"


def _licence(file: ClinicFile, questionnaire: Questionnaire) -> dict[str, Any]:
    recorded = next((each for each in file.licences if each.questionnaire == questionnaire.url), None)
    return {
        "needed": needs_licence(questionnaire),
        "recorded": None if recorded is None else recorded.model_dump(mode="json"),
    }


def _pathways(
    connection: Connection, clinic_id: str, pathways: Sequence[Pathway], now: datetime, actor: str
) -> Iterator[str]:
    latest = latest_pathways(connection, clinic_id)
    for pathway in pathways:
        document = pathway.model_dump(mode="json")
        digest = content_hash(document)
        old = latest.get(pathway.id)
        if old is not None and old["content_hash"] == digest:
            continue
        version = 1 if old is None else old["version"] + 1
        row = {
            "clinic_id": clinic_id,
            "pathway_id": pathway.id,
            "version": version,
            "content_hash": digest,
            "document": document,
            "published_at": now,
            "published_by": actor,
            "reason": "the clinic's file was applied",
        }
        add_pathway(connection, row)
        if old is not None and only_adds_questionnaires(Pathway.model_validate(old["document"]), pathway):
            move_episodes(connection, clinic_id, pathway.id, [old["version"]], version)
            yield f"pathway {pathway.id}: version {version} (with a questionnaire that was missing; all follow it)"
            continue
        kept = "" if old is None else " (sessions under way keep theirs)"
        yield f"pathway {pathway.id}: version {version}{kept}"


def only_adds_questionnaires(old: Pathway, new: Pathway) -> bool:
    """Whether the two differ in nothing but questionnaires that were missing and are there now.

    Nothing could be asked of what was missing, so patients on the old version may follow the new one.
    """
    if [wave.key for wave in old.waves] != [wave.key for wave in new.waves]:
        return False
    waves = [
        before.model_copy(update={part: _filled_in(before, after, part) for part in ("core", "optional", "short")})
        for before, after in zip(old.waves, new.waves, strict=True)
    ]
    return old.model_copy(update={"waves": tuple(waves)}) == new


def _filled_in(before: WavePlan, after: WavePlan, part: str) -> tuple[str, ...]:
    """What was there, with the later names of what was missing."""
    names: tuple[str, ...] = getattr(before, part)
    later: tuple[str, ...] = getattr(after, part)
    if len(names) != len(later):
        return names
    return tuple(name if is_pinned(name) else found for name, found in zip(names, later, strict=True))


def _compared(old: Json, new: Json) -> Iterator[str]:
    """`hours.quiet_from: "21:00" → "22:00"`; a new clinic is told in one line."""
    if not old:
        yield f"clinic {new['clinic']}: new"
        return
    before, after = dict(_leaves("", old)), dict(_leaves("", new))
    for place in sorted(before.keys() | after.keys()):
        if before.get(place) != after.get(place):
            yield f"{place}: {_shown(before.get(place))} → {_shown(after.get(place))}"
    if before == after and old != new:
        yield "order: the first sender or endpoint is another one"


def _leaves(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Lists of named things are compared by their ids, so that a moved one is no change."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{place}.{key}" if place else key, inner)
    elif isinstance(value, list) and value and all(isinstance(each, dict) and "id" in each for each in value):
        for each in value:
            yield from _leaves(f"{place}[{each['id']}]", each)
    else:
        yield place, value


def _shown(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def _warnings(source: ClinicSource, today: date) -> Iterator[str]:
    file = source.file
    if not file.live:
        yield "not live: nothing is sent"
        yield from (f"before going live: {lacking}" for lacking in file.lacking())
    for questionnaire in source.questionnaires:
        if needs_licence(questionnaire) and not has_licence(file, questionnaire.url, today):
            yield f"{questionnaire.name} needs a licence: waves that ask it are not sent until one is recorded"
    for pathway in source.pathways:
        yield from _without_effect(pathway, {sender.channel for sender in file.senders})
        for wave in pathway.waves:
            missing = [name for name in wave.questionnaires if not is_pinned(name)]
            if missing:
                asked = "is not asked" if set(missing) & set(wave.core) else "is asked without it"
                yield f"{pathway.id} {wave.key}: {', '.join(missing)} is not imported; until then the wave {asked}"


def _without_effect(pathway: Pathway, channels: Collection[str]) -> Iterator[str]:
    """Steps that ask for what the clinic or the wave does not have: they are made the plain way."""
    for number, reminder in enumerate(pathway.schedule.reminders, start=1):
        wanted = reminder.channel
        if wanted not in (None, "phone", *channels):
            yield f"{pathway.id} reminder {number}: no sender writes by {wanted}, so it goes by the present way"
        if reminder.short:
            plain = [wave.key for wave in pathway.waves if not wave.short]
            if plain:
                yield f"{pathway.id} reminder {number}: {', '.join(plain)} has no short form to offer"


def has_licence(file: ClinicFile, url: str, today: date) -> bool:
    return any(
        each.questionnaire == url and (each.valid_until is None or each.valid_until >= today) for each in file.licences
    )
