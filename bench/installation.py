"""An installation to measure: the embedded database with a clinic in it that asks twelve questions."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Engine

from bot.clinic_applying import apply
from bot.clinic_loading import load_clinic_file
from bot.enrolment_form import EnrolmentForm
from store.crypto import Keyring, generate_root_key
from store.database import open_engine, transaction
from store.embedded import start_embedded
from store.schema import migrate

EXAMPLE = Path(__file__).parents[1] / "examples"
KINDS = ("scale", "choice", "yes", "choice", "scale", "choice", "scale", "yes", "scale", "choice", "choice", "words")
MORNING = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Installation:
    """`key` opens the keyring, also in another process."""

    url: str
    key: str
    engine: Engine
    keyring: Keyring


@contextmanager
def installed(home: Path) -> Iterator[Installation]:
    embedded = start_embedded(home / "database")
    migrate(embedded.url)
    key = generate_root_key()
    found = Installation(embedded.url, key, open_engine(embedded.url), Keyring.parse(key))
    try:
        with transaction(found.engine) as connection:
            apply(connection, found.keyring, load_clinic_file(write_clinic(home)), MORNING, "bench")
        yield found
    finally:
        found.engine.dispose()
        embedded.stop()


def questionnaire() -> dict[str, Any]:
    options = [{"valueCoding": {"code": f"o{n}", "display": f"Choice {n}"}} for n in range(1, 6)]
    scale = [
        {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
        {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 10},
    ]
    items: list[dict[str, Any]] = []
    for number, kind in enumerate(KINDS, start=1):
        item: dict[str, Any] = {"linkId": f"q{number}", "text": f"Question {number} of the bench?"}
        more = {
            "scale": {"type": "integer", "extension": scale},
            "choice": {"type": "choice", "answerOption": options},
            "yes": {"type": "boolean"},
            "words": {"type": "text"},
        }
        items.append({**item, **more[kind]})
    return {
        "resourceType": "Questionnaire",
        "url": "https://prosvar.example/fhir/Questionnaire/bench",
        "version": "1",
        "name": "Bench",
        "status": "active",
        "language": "en",
        "item": items,
    }


def write_clinic(home: Path) -> Path:
    """The example clinic, asking the twelve questions and nothing before them."""
    (home / "bench.json").write_text(json.dumps(questionnaire()), encoding="utf-8")
    clinic = yaml.safe_load((EXAMPLE / "clinic.yaml").read_text(encoding="utf-8"))
    pathway = yaml.safe_load((EXAMPLE / "pathways" / "pain.yaml").read_text(encoding="utf-8"))
    wave = {**pathway["waves"][0], "core": [questionnaire()["url"]], "optional": []}
    rule = {**pathway["rules"][1], "when": {"answer": "q1", "at_least": 7}}
    pathway |= {"waves": [wave], "rules": [rule], "consent": "exempt", "identity": "none"}
    clinic["senders"][0]["rate"] = 1000  # everybody is invited at once
    clinic |= {"questionnaires": ["bench.json"], "pathways": [pathway], "languages": ["en"]}
    path = home / "clinic.yaml"
    path.write_text(yaml.safe_dump(clinic, allow_unicode=True), encoding="utf-8")
    return path


def form(person: int) -> EnrolmentForm:
    return EnrolmentForm.model_validate(
        {
            "ref": f"B-{person}",
            "phone": f"+4520{person:06}",
            "language": "en",
            "pathway": "pain",
            "events": [{"kind": "referral-accepted", "on": "2026-11-16"}],
        }
    )
