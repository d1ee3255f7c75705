"""A clinic's file brought into force: once, again, changed, and refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.clinic_applying import apply
from bot.clinic_file import ClinicFile
from bot.clinic_loading import ClinicFileError, ClinicSource
from flows.schedule import Schedule
from store.audit import verify
from store.crypto import Keyring

Rows = Callable[..., list[dict[str, Any]]]


def changed(source: ClinicSource, **values: Any) -> ClinicSource:
    return replace(source, file=ClinicFile.model_validate({**source.file.model_dump(mode="json"), **values}))


def test_applied_again_nothing_changes(
    connection: Connection, keyring: Keyring, source: ClinicSource, now: datetime, rows: Rows
) -> None:
    first = apply(connection, keyring, source, now, "test")
    assert first.lines[0] == "clinic fjordby: new"
    assert set(first.made) == {"record", "on-call"}
    assert all(secret.startswith("whsec_") for secret in first.made.values())
    before = {name: rows(name) for name in ("clinic", "sender", "endpoint", "pathway_version", "audit")}
    again = apply(connection, keyring, source, now + timedelta(hours=1), "test")
    assert (again.lines, again.made) == ((), {})
    assert before == {name: rows(name) for name in before}
    assert verify(connection, "fjordby") is None
    stored = rows("clinic")[0]
    assert first.made["record"] not in str(stored)
    assert ClinicFile.model_validate(stored["config"]) == source.file
    assert stored["live"]


def test_steps_that_ask_for_what_is_not_there_are_told(
    connection: Connection, keyring: Keyring, source: ClinicSource, now: datetime
) -> None:
    pain = next(pathway for pathway in source.pathways if pathway.id == "pain")
    steps = [{"after": "P2D", "channel": "telegram"}, {"after": "P2D", "short": True}]
    schedule = Schedule.model_validate({"reminders": steps})
    waves = (pain.waves[0].model_copy(update={"short": pain.waves[0].core[:1]}), *pain.waves[1:])
    asking = pain.model_copy(update={"schedule": schedule, "waves": waves})
    by_sms = [sender for sender in source.file.model_dump(mode="json")["senders"] if sender["channel"] == "sms"]
    made = replace(changed(source, senders=by_sms), pathways=(asking,))
    warnings = apply(connection, keyring, made, now, "test").warnings
    assert "pain reminder 1: no sender writes by telegram, so it goes by the present way" in warnings
    assert f"pain reminder 2: {', '.join(wave.key for wave in waves[1:])} has no short form to offer" in warnings


def test_a_change_is_shown_and_a_pathway_gets_a_version_only_when_its_content_changed(
    connection: Connection, keyring: Keyring, source: ClinicSource, now: datetime, rows: Rows
) -> None:
    apply(connection, keyring, source, now, "test")
    hours = {**source.file.model_dump(mode="json")["hours"], "quiet_from": "21:30"}
    later = apply(connection, keyring, changed(source, hours=hours), now + timedelta(hours=1), "test")
    assert later.lines == ('hours.quiet_from: "20:00" → "21:30"',)
    assert [row["version"] for row in rows("pathway_version", pathway_id="pain")] == [1]
    assert rows("clinic")[0]["applied_at"] == now + timedelta(hours=1)
    pathway = source.pathways[0].model_copy(update={"title": "Pain that lasts"})
    new = apply(connection, keyring, replace(source, pathways=(pathway,)), now + timedelta(hours=2), "test")
    assert "pathway pain: version 2 (sessions under way keep theirs)" in new.lines
    assert sorted(row["version"] for row in rows("pathway_version", pathway_id="pain")) == [1, 2]


def test_a_removed_sender_and_endpoint_rest_and_come_back(
    connection: Connection, keyring: Keyring, source: ClinicSource, now: datetime, rows: Rows
) -> None:
    apply(connection, keyring, source, now, "test")
    document = source.file.model_dump(mode="json")
    only_sms = [sender for sender in document["senders"] if sender["id"] == "sms"]
    endpoints = [{**each, "id": "on-call-2"} if each["id"] == "on-call" else each for each in document["endpoints"]]
    safety = {**document["safety"], "second_level": "on-call-2"}
    without = changed(source, senders=only_sms, endpoints=endpoints, safety=safety)
    difference = apply(connection, keyring, without, now, "test")
    assert set(difference.made) == {"on-call-2"}
    assert rows("sender", sender_id="telegram")[0]["paused_reason"] == "removed"
    assert rows("endpoint", endpoint_id="on-call")[0]["events"] == []
    apply(connection, keyring, source, now, "test")
    assert not rows("sender", sender_id="telegram")[0]["paused"]
    assert rows("endpoint", endpoint_id="on-call")[0]["disabled_at"] is None
    assert rows("endpoint", endpoint_id="on-call")[0]["events"] == ["alert.raised"]


def test_a_sender_of_another_clinic_is_refused(
    connection: Connection, keyring: Keyring, source: ClinicSource, now: datetime
) -> None:
    apply(connection, keyring, source, now, "test")
    with pytest.raises(ClinicFileError, match="belongs to another clinic"):
        apply(connection, keyring, changed(source, clinic="elsewhere"), now, "test")


def test_a_questionnaire_may_not_change_under_its_version(
    connection: Connection, keyring: Keyring, source: ClinicSource, now: datetime
) -> None:
    from flows.fhir import load_questionnaire

    apply(connection, keyring, source, now, "test")
    document = {**source.questionnaires[0].document, "title": "Another title"}
    other = replace(source, questionnaires=(load_questionnaire(document), *source.questionnaires[1:]))
    with pytest.raises(ClinicFileError, match=r"stored version 1\.0\.0: raise it"):
        apply(connection, keyring, other, now, "test")
