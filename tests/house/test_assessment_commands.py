"""The clinician's colour at the terminal, on a database as it stands."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select

from bot.clinic_applying import apply
from bot.clinic_loading import load_clinic_file
from bot.desk import open_desk
from bot.enrolment import enrol
from bot.enrolment_form import EnrolmentForm
from store.crypto import Keyring, generate_root_key
from store.database import transaction
from store.ledger import tables

HOUSE = Path(__file__).parents[2]


def test_a_colour_is_given_set_and_shown(engine: Engine, database_url: str, now: datetime, home: Path) -> None:
    key = generate_root_key()
    keyring = Keyring.parse(key)
    patient = {"ref": "P-1", "phone": "20 00 00 09", "birth_year": 1958, "pathway": "pain"}
    with transaction(engine) as connection:
        apply(connection, keyring, load_clinic_file(HOUSE / "examples" / "clinic.yaml"), now, "test")
        events = [{"kind": "referral-accepted", "on": "2026-05-10"}]
        desk = open_desk(connection, keyring, "fjordby", now)
        enrol(connection, desk, EnrolmentForm.model_validate({**patient, "events": events}), now, actor="test")
        session_id = str(connection.execute(select(tables["session"].c.session_id)).scalar_one())

    def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        settings = {"PROSVAR_DATABASE_URL": database_url, "PROSVAR_KEY": key, "PROSVAR_HOME": str(home)}
        command = [sys.executable, "-m", "prosvar", "assessment", *words]
        return subprocess.run(
            command, cwd=HOUSE, env=settings, input=given, capture_output=True, text=True, timeout=60, check=False
        )

    assert run("combine", session_id, "yellow").stdout == "yellow\npatient not assessed, clinician yellow\n"
    made = json.loads(run("override", session_id, "green", "--json", given="She is well, I have seen her").stdout)
    assert (made["session_id"], made["together"], made["level"]) == (session_id, "yellow", "green")
    assert made["override"]["reason"] == "She is well, I have seen her"
    assert run("show", session_id).stdout.startswith("green (overridden)\n")
