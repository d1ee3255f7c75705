"""The quality list: each fault of a clinic's data by its code, nothing else, and every code in the manual."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.enrolment import EnrolmentForm, enrol
from bot.quality import QUALITY_FIXES, quality
from store.ledger import tables
from tests.enrolment.test_shipped_pathways import House
from tests.enrolment.test_shipped_pathways import house as house  # a fixture

Found = set[tuple[str, str | None]]
# What the shipped pathways lack for everybody until the clinic has imported it.
ALWAYS = {("questionnaire-missing", None)}


def found(house: House) -> Found:
    listed: list[Any] = house.work(lambda connection, desk: quality(connection, house.compiled, desk, house.now))
    assert all(each.fix == QUALITY_FIXES[each.code] for each in listed)
    return {(each.code, each.ref) for each in listed} - ALWAYS


def change(house: House, name: str, **values: Any) -> None:
    house.work(lambda connection, _: connection.execute(update(tables[name]).values(values)))


def test_nothing_is_said_of_a_patient_who_is_asked(house: House) -> None:
    house.enrol("chronic-pain", ("referral-accepted", "2026-05-12"))
    assert found(house) == set()


def test_what_is_missing_is_named_for_the_pathway(house: House) -> None:
    listed = house.work(lambda connection, desk: quality(connection, house.compiled, desk, house.now))
    risk = [(each.pathway, each.about) for each in listed if each.wave == "risk"]
    assert risk == [("back-pain", "pack:start-back")]


def contradict(house: House) -> None:
    house.event("procedure", "2026-05-01", procedure="rf")
    house.event("procedure", "2026-05-01", procedure="scs")


FAULTS: list[tuple[str, Callable[[House], None]]] = [
    ("no-way-to-write", lambda house: change(house, "patient", unreachable_at=house.now)),
    ("no-end-event", lambda house: setattr(house, "now", house.now + timedelta(days=500))),
    ("ended-before-started", lambda house: house.event("treatment-ended", "2026-02-20")),
    ("detail-missing", lambda house: house.event("procedure", "2026-05-01")),
    ("detail-unknown", lambda house: house.event("procedure", "2026-05-01", procedure="rff")),
    ("detail-contradicts", contradict),
    ("language-without-wording", lambda house: change(house, "patient", language="fi")),
    ("never-sent", lambda house: change(house, "session", next_action="close")),
]


@pytest.mark.parametrize(("code", "spoil"), FAULTS)
def test_each_fault_is_found(house: House, code: str, spoil: Callable[[House], None]) -> None:
    house.enrol("chronic-pain", ("treatment-started", "2026-03-01"))
    spoil(house)
    assert found(house) == {(code, "P-1")}


def test_two_runs_at_once(house: House) -> None:
    house.enrol("chronic-pain", ("treatment-started", "2026-03-01"))
    change(house, "episode", ended_at=house.now)
    house.enrol("chronic-pain", ("treatment-started", "2026-03-02"))
    change(house, "episode", ended_at=None)
    assert ("two-open-runs", "P-1") in found(house)


def test_a_patient_of_whom_nothing_is_planned(house: House) -> None:
    house.enrol("back-pain", ("referral-accepted", "2026-05-12"), interpreter=True)
    listed = house.work(lambda connection, desk: quality(connection, house.compiled, desk, house.now))
    assert [each.about for each in listed if each.code == "nothing-planned"] == ["excluded"]


def test_a_schedule_that_is_never_open(house: House) -> None:
    form = EnrolmentForm.model_validate({"ref": "P-9", "phone": "+45 20 00 00 19"})

    def look(connection: Any, desk: Any) -> list[Any]:
        enrol(connection, desk, form, house.now, actor="test")
        hours = desk.file.hours.model_copy(update={"quiet_from": 17 * 60, "quiet_until": 9 * 60})
        object.__setattr__(desk, "file", desk.file.model_copy(update={"hours": hours}))
        night = desk.pathways["back-pain"][1]
        window = night.schedule.window.model_copy(update={"from_": 18 * 60, "until": 20 * 60})
        shut = night.model_copy(update={"schedule": night.schedule.model_copy(update={"window": window})})
        object.__setattr__(desk, "pathways", {**desk.pathways, "back-pain": (1, shut)})
        return quality(connection, house.compiled, desk, house.now)

    assert [(each.code, each.pathway) for each in house.work(look) if each.code == "never-open"] == [
        ("never-open", "back-pain")
    ]


def test_a_licence_that_lacks_is_named(house: House) -> None:
    def look(connection: Any, desk: Any) -> list[Any]:
        core = desk.pathways["palliative-needs"][1].waves[0].core[0]
        object.__setattr__(desk, "unlicensed", frozenset({core}))
        return quality(connection, house.compiled, desk, house.now)

    assert {each.pathway for each in house.work(look) if each.code == "licence-missing"} == {"palliative-needs"}


def test_every_code_is_in_the_manual() -> None:
    manual = (Path(__file__).parents[2] / "docs/staff.md").read_text("utf-8").split("## What to put right")[1]
    told = dict(re.findall(r"^\| `([a-z-]+)` \| .+ \| (.+) \|$", manual, re.MULTILINE))
    assert told == dict(QUALITY_FIXES)
