"""A list of patients: whole or not at all, with faults by line and column."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from bot.clinic_applying import apply
from bot.clinic_loading import ClinicSource
from bot.desk import Desk, open_desk
from bot.patient_import import PatientImportError, import_csv, read_csv
from bot.synthetic import patients
from store.crypto import Keyring
from store.database import transaction
from store.ledger import tables

EXAMPLES = Path(__file__).parents[2] / "examples"
HEADING = "ref,phone,birth_year,pathway,event:referral-accepted"
GOOD = "A-1,20000011,1960,pain,2026-05-01"


def written(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "patients.csv"
    path.write_bytes("\n".join(lines).encode(encoding, "surrogatepass"))
    return path


def test_the_example_list(connection: Connection, desk: Desk, rows: Callable[..., Any]) -> None:
    """By the day the example was written for, each of the four stands somewhere else."""
    now = datetime.fromisoformat("2026-11-21T10:00:00+00:00")
    imported = import_csv(connection, desk, EXAMPLES / "patients.csv", now, actor="test")
    assert (imported.created, imported.updated) == (4, 0)
    again = import_csv(connection, desk, EXAMPLES / "patients.csv", now, actor="test")
    assert (again.created, again.updated) == (0, 4)
    waves = {(str(row["patient_id"]), row["wave_key"]): row["reason"] for row in rows("wave")}
    told = {row["ref"]: waves[str(row["patient_id"]), "baseline"] for row in rows("patient")}
    assert told == {"F-1001": None, "F-1002": "window-passed", "F-1003": "window-passed", "F-1004": "excluded"}


@pytest.mark.parametrize(
    ("lines", "encoding"),
    [
        ((HEADING, GOOD), "utf-8"),
        ((HEADING, GOOD, ""), "utf-8-sig"),
        ((HEADING.replace(",", ";") + "\r", GOOD.replace(",", ";") + "\r", ";;;;"), "utf-8-sig"),
        ((HEADING, '"A-1","20000011","1960","pain","2026-05-01"'), "utf-8"),
    ],
)
def test_what_spreadsheets_write_is_read(tmp_path: Path, lines: tuple[str, ...], encoding: str) -> None:
    ((line, form),) = read_csv(written(tmp_path, *lines, encoding=encoding))
    assert (line, form.ref, form.birth_year, form.events[0].on) == (2, "A-1", 1960, date(2026, 5, 1))


def test_an_event_may_have_a_detail(tmp_path: Path) -> None:
    heading = "ref,phone,birth_year,pathway,event:procedure[procedure=rf],event:procedure[procedure=scs]"
    ((_, form),) = read_csv(written(tmp_path, heading, "A-1,20000011,1960,chronic-pain,2026-05-01,2026-06-01"))
    assert [(event.kind, event.detail["procedure"]) for event in form.events] == [
        ("procedure", "rf"),
        ("procedure", "scs"),
    ]


FAULTS = [
    ((HEADING.replace("accepted", "accepted[x"), GOOD), "line 2, event:referral-accepted[x:"),
    ((HEADING, GOOD, "A-1,20000012,1960,pain,2026-05-01"), "line 3, ref: stands on line 2 already"),
    ((HEADING, "A-1,20000011,19x0,pain,2026-05-01"), "line 2, birth_year:"),
    ((HEADING, "A-1,20000011,1960,pain,1 May"), "line 2, event:referral-accepted:"),
    ((HEADING, "=cmd(),20000011,1960,pain,2026-05-01"), "line 2, ref:"),
    ((HEADING, "010158-1234,20000011,1960,pain,2026-05-01"), "line 2, ref: looks like a national number"),
    ((HEADING, "A-1,20000011"), "line 2: has 2 cells where the heading has 5"),
    ((HEADING + ",fact:x", GOOD + ",=1+1"), "line 2, fact:x:"),
    ((HEADING + ",name", GOOD + ',"=HYPERLINK(""http://x"")"'), "line 2, name:"),
    ((HEADING + ",colour", GOOD + ",red"), "line 1: there is no column 'colour'"),
    (("phone,birth_year", "20000011,1960"), "line 1, ref: this column is missing"),
    ((HEADING + ",ref", GOOD + ",A-2"), "line 1, ref: stands twice"),
    ((HEADING,), "there is no patient in this file"),
    ((), "line 1, ref"),
    ((HEADING, '"A-1,20000011'), "cannot be read as CSV"),
    ((HEADING, '"A\n-1",20000011,1960,pain,2026-05-01', GOOD.replace("A-1", "A 2")), "line 4, ref:"),
]


@pytest.mark.parametrize(("lines", "told"), FAULTS)
def test_faults_by_line_and_column(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    with pytest.raises(PatientImportError) as refused:
        read_csv(written(tmp_path, *lines))
    assert told in str(refused.value)
    assert "20000011" not in str(refused.value)


def test_another_encoding_is_named(tmp_path: Path) -> None:
    with pytest.raises(PatientImportError, match="not UTF-8"):
        read_csv(written(tmp_path, HEADING + ",name", GOOD + ",Søren", encoding="latin-1"))


def test_one_fault_and_nobody_is_taken_in(
    engine: Engine, keyring: Keyring, source: ClinicSource, now: datetime, tmp_path: Path
) -> None:
    with transaction(engine) as connection:
        apply(connection, keyring, source, now, "test")
    path = written(tmp_path, HEADING, GOOD, "A-2,12,1960,pain,2026-05-01", "A-3,20000011,1960,pain,2026-05-01")
    with pytest.raises(PatientImportError) as refused, transaction(engine) as connection:
        import_csv(connection, open_desk(connection, keyring, "fjordby", now), path, now, actor="test")
    assert [(fault.line, fault.column) for fault in refused.value.faults] == [(3, "phone"), (4, "phone")]
    with transaction(engine) as connection:
        assert connection.execute(tables["patient"].select()).all() == []


def test_made_up_patients_are_the_same_for_a_seed_and_all_different() -> None:
    today = date(2026, 5, 12)
    made = patients(200, 7, today)
    assert made == patients(200, 7, today)
    assert made != patients(200, 8, today)
    assert len({form.phone for form in made}) == len({form.ref for form in made}) == 200
    assert {form.language for form in made} == {"da", "nb", "sv", "en"}
