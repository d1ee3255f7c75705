"""Whole turns against the least that any engine must do: `python -m bench.turns [people]`.

Ours: inbox, unseal, understand, advance, triage, answer, outbox, timer, seal, commit on the embedded PostgreSQL as it
is installed, 64 callers at once. The floor: sqlite with synchronous=FULL, one hand-written turn and one commit each,
the same twelve questions and replies, in the same run on the same disk. Only the ratio means something.
"""

import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import text

from bot.clinic_applying import apply
from bot.clinic_loading import load_clinic_file
from bot.compiled import Compiled
from bot.desk import open_desk
from bot.due import run_due
from bot.enrolment import enrol
from bot.enrolment_form import EnrolmentForm
from bot.turns import TurnLoop
from channels.channel import Inbound
from store.crypto import Keyring, generate_root_key
from store.database import open_engine, transaction
from store.embedded import start_embedded
from store.schema import migrate

EXAMPLE = Path(__file__).parents[1] / "examples"
CALLERS = 64
NUMBER = "+4520000002"
KINDS = ("scale", "choice", "yes", "choice", "scale", "choice", "scale", "yes", "scale", "choice", "choice", "words")
MORNING = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


def reply_to(person: int, question: int) -> str:
    """The same for both engines, different from person to person."""
    dice = (person * 7919 + question * 104_729) % 1_000_003
    return {
        "scale": str(dice % 11),
        "choice": str(dice % 5 + 1),
        "yes": "yes",
        "words": f"Note of person {person}: slept badly.",
    }[KINDS[question]]


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


async def measure_turns(people: int, home: Path) -> tuple[float, list[float]]:
    """(turns a second, sorted latencies in seconds). Sending is stood in for by one statement between the rounds."""
    embedded = start_embedded(home / "database")
    migrate(embedded.url)
    engine = open_engine(embedded.url)
    keyring = Keyring.parse(generate_root_key())
    now = [MORNING]
    with transaction(engine) as connection:
        apply(connection, keyring, load_clinic_file(write_clinic(home)), MORNING, "bench")
        desk = open_desk(connection, keyring, "fjordby", MORNING)
        for person in range(people):
            enrol(connection, desk, form(person), MORNING, actor="bench")
    run_due(engine, keyring, Compiled(keyring), lambda: now[0])
    turns, latencies, spent = TurnLoop(engine, keyring, lambda: now[0]), [], 0.0
    room = asyncio.Semaphore(CALLERS)

    async def write(person: int, step: int) -> None:
        async with room:
            begun = time.perf_counter()
            await turns.take(inbound(person, step, now[0]))
            latencies.append(time.perf_counter() - begun)

    for step in range(len(KINDS) + 1):
        with transaction(engine) as connection:
            connection.execute(text("UPDATE message_out SET status = 'sent', sent_at = now() WHERE status = 'queued'"))
        now[0] += timedelta(minutes=1)
        begun = time.perf_counter()
        await asyncio.gather(*(write(person, step) for person in range(people)))
        spent += time.perf_counter() - begun
    with transaction(engine) as connection:
        stored = connection.execute(
            text("SELECT count(*) FROM answer WHERE value IS NOT NULL OR text_sealed IS NOT NULL")
        )
        assert stored.scalar() == people * len(KINDS), "every reply is an answer"
    engine.dispose()
    embedded.stop()
    return people * (len(KINDS) + 1) / spent, sorted(latencies)


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


def inbound(person: int, step: int, at: datetime) -> Inbound:
    said = "GO" if step == 0 else reply_to(person, step - 1)
    return Inbound("sms", f"SM{step}-{person}", NUMBER, f"+4520{person:06}", said, at)


def measure_floor(people: int, home: Path) -> float:
    """Turns a second of the floor: find the place, read a digit, store, move on, commit."""
    database = sqlite3.connect(home / "floor.db", isolation_level=None)
    for statement in (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "CREATE TABLE place (person INTEGER PRIMARY KEY, question INTEGER NOT NULL)",
        "CREATE TABLE answer (person INTEGER, question INTEGER, value, PRIMARY KEY (person, question)) WITHOUT ROWID",
    ):
        database.execute(statement)
    begun = time.perf_counter()
    for step in range(len(KINDS) + 1):
        for person in range(people):
            database.execute("BEGIN IMMEDIATE")
            row = database.execute("SELECT question FROM place WHERE person = ?", (person,)).fetchone()
            if row is None:
                database.execute("INSERT INTO place VALUES (?, 0)", (person,))
            else:
                said = reply_to(person, step - 1)
                value = int(said) if said.isdigit() else said
                database.execute("INSERT INTO answer VALUES (?, ?, ?)", (person, row[0], value))
                database.execute("UPDATE place SET question = ? WHERE person = ?", (row[0] + 1, person))
            database.execute("COMMIT")
    spent = time.perf_counter() - begun
    database.close()
    return people * (len(KINDS) + 1) / spent


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory(prefix="prosvar-bench-") as folder:
        floor = measure_floor(people, Path(folder))
        ours, latencies = asyncio.run(measure_turns(people, Path(folder)))
    middle, late = latencies[len(latencies) // 2], latencies[int(len(latencies) * 0.99)]
    print(f"{people} people, {len(latencies)} turns, {CALLERS} callers at once")
    print(f"floor {floor:8.0f} turns/s   (sqlite, synchronous=FULL, one commit a turn)")
    print(f"ours  {ours:8.0f} turns/s   ratio {ours / floor:.2f}   p50 {middle * 1e3:.0f} ms   p99 {late * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
