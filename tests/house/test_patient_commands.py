"""What has happened to a patient, an objection and the quality list at the terminal."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.clinic_applying import apply
from bot.clinic_loading import load_clinic_file
from bot.desk import open_desk
from bot.enrolment import enrol
from bot.enrolment_form import EnrolmentForm
from store.crypto import Keyring, generate_root_key
from store.database import transaction

HOUSE = Path(__file__).parents[2]


def test_events_objections_and_what_to_put_right(engine: Engine, database_url: str, now: datetime, home: Path) -> None:
    key = generate_root_key()
    keyring = Keyring.parse(key)
    with transaction(engine) as connection:
        apply(connection, keyring, load_clinic_file(HOUSE / "examples" / "clinic.yaml"), now, "test")
        form = EnrolmentForm.model_validate({"ref": "P-1", "birth_year": 1958, "pathway": "pain", "channel": "sms"})
        enrol(connection, open_desk(connection, keyring, "fjordby", now), form, now, actor="test")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        settings = {"PROSVAR_DATABASE_URL": database_url, "PROSVAR_KEY": key, "PROSVAR_HOME": str(home)}
        return subprocess.run(
            [sys.executable, "-m", "prosvar", *words],
            cwd=HOUSE,
            env=settings,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    listed = json.loads(run("quality", "--json").stdout)
    assert {(each["code"], each["ref"]) for each in listed} == {("no-way-to-write", "P-1"), ("nothing-planned", "P-1")}
    told = run("patient", "event", "P-1", "treatment-started", "2026-05-01", "--detail", "kind=new")
    assert told.stderr == "treatment-started of 2026-05-01 is recorded: see prosvar patient plan P-1\n"
    wrong = run("patient", "event", "P-1", "treatment-started", "May 1st")
    assert (wrong.returncode, wrong.stderr.partition(":")[0]) == (1, "on")
    assert run("patient", "object", "P-1", "pain", "--reason", "no-time").stderr == "P-1 is asked no more by pain\n"
