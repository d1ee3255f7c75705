"""A questionnaire that needs a licence is kept back until one is recorded, and again when it is taken away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.clinic_applying import apply
from bot.clinic_file import ClinicFile
from bot.clinic_loading import ClinicSource
from bot.desk import open_desk
from bot.enrolment import EnrolmentForm, enrol
from flows.fhir import load_questionnaire
from store.crypto import Keyring
from triage.scoring import ITEM_CODES

URL = "https://example.org/fhir/Questionnaire/two-items"
Rows = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def owned(source: ClinicSource) -> ClinicSource:
    """The clinic asks a form that a pack with a licence fits: words of ours under that pack's item codes."""
    items = [
        {
            "linkId": key,
            "type": "integer",
            "text": f"A number for {key}?",
            "code": [{"system": ITEM_CODES, "code": f"pseq-2.{key}"}],
            "extension": [
                {"url": f"http://hl7.org/fhir/StructureDefinition/{name}", "valueInteger": value}
                for name, value in (("minValue", 0), ("maxValue", 6))
            ],
        }
        for key in ("q1", "q2")
    ]
    form = {"resourceType": "Questionnaire", "url": URL, "version": "1", "name": "TwoItems", "status": "active"}
    pathway = source.pathways[0]
    waves = (pathway.waves[0].model_copy(update={"core": (f"{URL}|1",)}), *pathway.waves[1:])
    return replace(
        source,
        questionnaires=(*source.questionnaires, load_questionnaire({**form, "item": items})),
        pathways=(pathway.model_copy(update={"waves": waves}),),
    )


def with_licence(source: ClinicSource, valid_until: str | None) -> ClinicSource:
    licence = {"questionnaire": URL, "holder": "Fjordby", "reference": "2026-17", "valid_until": valid_until}
    document = source.file.model_dump(mode="json") | {"licences": [licence]}
    return replace(source, file=ClinicFile.model_validate(document))


def test_kept_back_until_recorded(
    connection: Connection,
    keyring: Keyring,
    owned: ClinicSource,
    form: Callable[..., EnrolmentForm],
    now: datetime,
    rows: Rows,
) -> None:
    def reason() -> str | None:
        return next(row["reason"] for row in rows("wave") if row["wave_key"] == "baseline")

    difference = apply(connection, keyring, owned, now, "test")
    assert any("TwoItems needs a licence" in warning for warning in difference.warnings)
    enrol(connection, open_desk(connection, keyring, "fjordby", now), form(), now, actor="test")
    assert (reason(), rows("session")) == ("licence-missing", [])
    apply(connection, keyring, with_licence(owned, "2026-01-31"), now, "test")
    assert reason() == "licence-missing"  # it has run out
    difference = apply(connection, keyring, with_licence(owned, "2026-12-31"), now, "test")
    assert difference.warnings == ()
    assert (reason(), len(rows("session"))) == (None, 1)
    apply(connection, keyring, owned, now, "test")
    assert (reason(), rows("session")) == ("licence-missing", [])
