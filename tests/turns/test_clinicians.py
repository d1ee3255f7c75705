"""The clinician's colour beside the patient's: in the session, in what the clinic is told, in work and audit."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml

from bot.clinic_applying import apply
from bot.clinic_loading import load_clinic_file
from bot.clinicians import NoSuchSessionError, give_own, override_level, standing
from store.audit import verify
from store.database import clinic_transaction, transaction
from tests.turns.conftest import House, example_files
from triage.combine import Colours, OverrideError

WHY = "Spoke with her: the pain is from the operation yesterday"
OTHER = "+4520000102"
MATRIX = {
    "levels": {
        "green": {"green": "green", "yellow": "green", "red": "red"},
        "yellow": {"green": "green", "yellow": "yellow", "red": "red"},
        "red": {"green": "red", "yellow": "red", "red": "red"},
    },
    "deadline": 1,
    "source": "the clinic's chronic care group",
    "author": "Dr Example",
    "date": "2026-05-01",
}
# Pain, how much it hinders, change, health, a call
GREEN = ("2", "2", "3", "70", "no")
YELLOW = ("8", "2", "3", "70", "no")
RED = ("9", "9", "3", "70", "no")


def said(house: House, do: Any, *words: Any, session: dict | None = None, **more: Any) -> Colours:
    """As the interface for record systems does it: by the clinic's own role."""
    with clinic_transaction(house.running.engine, "fjordby") as connection:
        session_id: UUID = (session or house.session())["session_id"]
        return do(connection, house.running.compiled, house.running.keyring, "fjordby", session_id, *words, **more)


def now(house: House) -> dict:
    return {"by": "nurse-4", "now": house.clock()}


async def chronic(house: House, answers: tuple[str, ...], tmp_path: Path) -> dict:
    """Another patient, on a pathway where both colours are needed, who has given these answers; their session."""
    file = example_files(house.endpoint, tmp_path)
    path = file.parent / "pathways" / "pain.yaml"
    pathway = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**pathway, "matrix": MATRIX}, allow_unicode=True), encoding="utf-8")
    with transaction(house.running.engine) as connection:
        apply(connection, house.running.keyring, load_clinic_file(file), house.clock(), "test")
    house.enrol("F-2", phone=OTHER)
    await house.settle()
    for text in ("GO", "1948", "AGREE", *answers):
        await house.write(text, OTHER)
    return session_of(house)


def session_of(house: House) -> dict:
    patient = house.one("patient", ref="F-2")
    return house.one("session", patient_id=patient["patient_id"], wave_key="baseline")


def summaries(house: House) -> list[dict]:
    return [
        each["data"] for each in house.endpoint.received if each["type"] in ("session.completed", "session.partial")
    ]


async def test_an_override_holds_until_the_patient_says_more(house: House) -> None:
    house.enrol()
    await house.begin("9")
    assert said(house, standing).level == "yellow"
    made = said(house, override_level, "green", reason=WHY, **now(house))
    assert (made.patient, made.level) == ("yellow", "green")
    assert made.override is not None
    assert (made.override.by, made.override.reason) == ("nurse-4", WHY)
    assert house.session()["level"] == "green"
    with pytest.raises(OverrideError, match="already"):
        said(house, override_level, "green", reason=WHY, **now(house))
    row = house.one("clinician_assessment")
    assert (row["kind"], row["was"], row["level"], row["assessed_by"]) == ("override", "yellow", "green", "nurse-4")
    assert WHY.encode() not in row["reason_sealed"]
    audit = house.one("audit", action="assessment.override")
    assert audit["detail"] == {"was": "yellow", "level": "green", "reason": str(row["clinician_assessment_id"])}
    with transaction(house.running.engine) as connection:
        assert verify(connection, "fjordby") is None
    await house.write("HELP")  # says nothing about the answers
    assert house.session()["level"] == "green"
    await house.write("6")  # as yellow as before, and news all the same
    assert (house.session()["level"], said(house, standing).override) == ("yellow", None)
    said(house, override_level, "green", reason=WHY, **now(house))
    await house.write("I want to die")
    assert (house.session()["level"], said(house, standing).override) == ("red", None)


async def test_an_override_stands_when_the_time_is_over(house: House) -> None:
    await house.begin("9")
    said(house, override_level, "green", reason=WHY, **now(house))
    await house.wait(days=40)
    [told] = summaries(house)
    assert (told["status"], told["triage"]["level"], told["triage"]["patient"]) == ("partial", "green", "yellow")
    assert told["triage"]["override"]["reason"] == WHY


async def test_the_graver_of_two_stands_where_no_matrix_says_otherwise(house: House) -> None:
    house.enrol()
    await house.begin("9")
    made = said(house, give_own, "green", reason="", **now(house))
    assert (made.patient, made.clinician, made.level) == ("yellow", "green", "yellow")
    assert house.one("clinician_assessment")["reason_sealed"] is None
    assert summaries(house) == []  # nothing was told yet that this would change


async def test_both_are_needed_where_the_pathway_has_a_matrix(house: House, tmp_path: Path) -> None:
    session = await chronic(house, GREEN, tmp_path)
    assert (session["level"], session["patient_level"], session["clinician_level"]) == ("grey", "green", None)
    first = summaries(house)[-1]
    assert (first["triage"]["level"], first["triage"]["waiting_for_clinician"]) == ("grey", True)
    assert "Venter på klinikerens egen vurdering" in first["note"]
    made = said(house, give_own, "yellow", reason="", session=session, **now(house))
    assert (made.together, made.level, made.waiting) == ("green", "green", False)
    await house.settle()
    second = summaries(house)[-1]
    assert (second["status"], second["part"], second["triage"]["level"]) == ("amended", "core", "green")
    assert (second["triage"]["patient"], second["triage"]["clinician"]) == ("green", "yellow")
    assert second["answers"] == first["answers"]
    [impression] = [
        entry["resource"]
        for entry in second["clinical_impression"]["entry"]
        if entry["resource"]["resourceType"] == "ClinicalImpression"
    ]
    assert impression["finding"][0]["itemCodeableConcept"]["coding"][0]["code"] == "green"
    assert session_of(house)["level"] == "green"


@pytest.mark.parametrize(
    ("answers", "own", "level"),
    [(YELLOW, "green", "green"), (YELLOW, "yellow", "yellow"), (GREEN, "red", "red"), (RED, "green", "red")],
)
async def test_the_matrix_says_what_both_come_to(
    house: House, tmp_path: Path, answers: tuple[str, ...], own: str, level: str
) -> None:
    session = await chronic(house, answers, tmp_path)
    assert said(house, give_own, own, reason="", session=session, **now(house)).level == level
    assert session_of(house)["level"] == level
    tasks = house.rows("task", session_id=session["session_id"], closed_at=None)
    assert [task["kind"] for task in tasks if task["level"] == "red"] == {
        "red": ["alert"] if answers is RED else ["assessment"]
    }.get(level, [])


async def test_a_red_of_the_clinician_is_work_by_the_matrix_deadline(house: House, tmp_path: Path) -> None:
    session = await chronic(house, GREEN, tmp_path)
    said(house, give_own, "red", reason=WHY, session=session, **now(house))
    task = house.one("task", kind="assessment")
    # a Tuesday; one working day later, when those who read alerts go home
    assert task["due_at"].isoformat() == "2026-11-18T14:00:00+00:00"
    assert task["detail"] == {"said": "clinician", "wave": "baseline"}
    said(house, give_own, "red", reason=WHY, session=session, **now(house))
    assert len(house.rows("task", kind="assessment")) == 1  # it was red already


async def test_an_override_is_told_with_its_reason(house: House, tmp_path: Path) -> None:
    session = await chronic(house, RED, tmp_path)
    assert session["level"] == "red"
    said(house, override_level, "yellow", reason=WHY, session=session, **now(house))
    await house.settle()
    told = summaries(house)[-1]
    assert told["triage"]["override"] | {"at": None} == {
        "was": "red",
        "level": "yellow",
        "reason": WHY,
        "by": "nurse-4",
        "at": None,
    }
    assert f"Ændret fra RØD til GUL af nurse-4: {WHY}" in told["note"]
    assert house.one("task", session_id=session["session_id"], kind="alert")["closed_at"] is None  # still to be seen to
    assert said(house, give_own, "green", reason="", session=session, **now(house)).level == "red"


async def test_a_colour_in_the_middle_of_the_larger_part_is_told_with_what_there_is(house: House) -> None:
    await house.begin(*YELLOW, "YES", "OK", "1, 2")
    assert house.session()["state"] == "asking"
    said(house, override_level, "green", reason=WHY, **now(house))
    await house.settle()
    told = summaries(house)[-1]
    assert (told["status"], told["part"], told["triage"]["level"]) == ("amended", "optional", "green")
    assert len(told["answers"]) > len(summaries(house)[0]["answers"])


async def test_another_clinics_session_is_not_found(house: House) -> None:
    await house.begin()
    running, session_id = house.running, house.session()["session_id"]
    with transaction(running.engine) as connection, pytest.raises(NoSuchSessionError):
        standing(connection, running.compiled, running.keyring, "elsewhere", session_id)
