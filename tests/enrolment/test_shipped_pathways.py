"""The shipped pathways in a real database: repeats, corrections, objections, and an instrument that comes later."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, update

from bot.batch import run_batch
from bot.clinic_applying import apply
from bot.clinic_loading import ClinicFileError, ClinicSource, load_clinic_file
from bot.clinicians import override_level
from bot.compiled import Compiled
from bot.correcting import withdraw_event
from bot.desk import Desk, open_desk
from bot.due import run_due
from bot.enrolment import EnrolmentForm, enrol, record_event
from bot.enrolment_form import EnrolmentError, EventForm
from bot.objecting import lift_objection, record_objection
from bot.plan import WaveReport, plan
from channels.channel import Inbound
from store.audit import verify
from store.crypto import Keyring
from store.database import transaction
from store.ledger import tables
from tests.enrolment.conftest import EXAMPLES
from triage.pack import packs
from triage.scoring import ITEM_CODES

OURS = ("pain-core", "pain-more", "contact", "health-competence", "palliative-needs", "palliative-short")
# Words of ours under the item codes of a pack: a stand-in for an instrument that the clinic imports.
INSTRUMENT = "https://example.org/fhir/Questionnaire/risk"


def clinic(tmp_path: Path, *, imports: bool = False) -> ClinicSource:
    text = (EXAMPLES / "clinic.yaml").read_text("utf-8").partition("questionnaires:\n  - library:")[0]
    forms = [f"library:{name}" for name in OURS] + (["risk.json"] if imports else [])
    text += "questionnaires: [" + ", ".join(forms) + "]\n"
    text += "pathways: [library:chronic-pain, library:back-pain, library:palliative-needs]\n"
    (tmp_path / "clinic.yaml").write_text(text, "utf-8")
    return load_clinic_file(tmp_path / "clinic.yaml")


@dataclass
class House:
    """The clinic, its clock in hand."""

    engine: Engine
    keyring: Keyring
    compiled: Compiled
    now: datetime

    def work(self, act: Callable[[Connection, Desk], Any]) -> Any:
        with transaction(self.engine) as connection:
            return act(connection, open_desk(connection, self.keyring, "fjordby", self.now))

    def enrol(self, pathway: str, *events: tuple[str, str], **facts: Any) -> None:
        form = EnrolmentForm.model_validate(
            {
                "ref": "P-1",
                "phone": "+45 20 00 00 09",
                "birth_year": 1958,
                "pathway": pathway,
                "facts": facts,
                "events": [{"kind": kind, "on": on} for kind, on in events],
            }
        )
        self.work(lambda connection, desk: enrol(connection, desk, form, self.now, actor="test"))

    def event(self, kind: str, on: str, *, withdraw: bool = False, **detail: str) -> None:
        event = EventForm(kind=kind, on=date.fromisoformat(on), detail=detail)
        act = withdraw_event if withdraw else record_event
        self.work(lambda connection, desk: act(connection, desk, "P-1", event, self.now, actor="test"))

    def waves(self) -> dict[str, WaveReport]:
        found = self.work(lambda connection, desk: plan(connection, desk, "P-1", self.now)).waves
        return {report.wave: report for report in found}

    def reasons(self) -> dict[str, str | None]:
        return {key: report.reason for key, report in self.waves().items()}

    def pass_to(self, moment: datetime) -> None:
        """What is queued is sent at once, then what is due is done."""
        self.now = moment
        run_due(self.engine, self.keyring, self.compiled, lambda: self.now)
        out = tables["message_out"]
        with transaction(self.engine) as connection:
            connection.execute(update(out).where(out.c.status == "queued").values(status="sent", sent_at=self.now))

    def say(self, words: str) -> str:
        """The patient writes; what we say is sent at once."""
        self.now += timedelta(minutes=1)
        inbound = Inbound("sms", f"SM{self.now.timestamp()}", "+4520000002", "+4520000009", words, self.now)
        with transaction(self.engine) as connection:
            taken = run_batch(connection, self.compiled, self.keyring, [inbound], self.now)
        self.pass_to(self.now)
        return taken[0].outcome

    def rows(self, name: str, **where: Any) -> list[dict[str, Any]]:
        table = tables[name]
        conditions = [table.c[column] == value for column, value in where.items()]
        with transaction(self.engine) as connection:
            return [dict(row) for row in connection.execute(table.select().where(*conditions)).mappings()]


@pytest.fixture
def house(engine: Engine, keyring: Keyring, now: datetime, tmp_path: Path) -> Iterator[House]:
    with transaction(engine) as connection:
        apply(connection, keyring, clinic(tmp_path), now, "test")
    house = House(engine, keyring, Compiled(keyring), now)
    yield house
    with transaction(engine) as connection:
        assert verify(connection, "fjordby") is None


def test_a_wrong_procedure_is_put_right(house: House) -> None:
    house.enrol("chronic-pain", ("treatment-started", "2026-03-01"))
    before = house.waves()
    house.event("procedure", "2026-02-15", procedure="rf")
    assert house.reasons()["rf-3m"] is None
    assert house.reasons()["scs-6m"] == "event-other-detail"
    house.pass_to(house.now + timedelta(hours=1))  # the first message of the wrong wave is on its way
    assert house.waves()["rf-3m"].state == "invited"
    with pytest.raises(EnrolmentError, match="no such event"):
        house.event("procedure", "2026-03-11", withdraw=True)
    house.event("procedure", "2026-02-15", withdraw=True)
    house.pass_to(house.now + timedelta(minutes=1))
    assert house.waves()["rf-3m"].state == "expired"
    rest = {key: (each.reason, each.due_at, each.closes_at) for key, each in house.waves().items() if key != "rf-3m"}
    assert rest == {
        key: (each.reason, each.due_at, each.closes_at) for key, each in before.items() if key != "rf-3m"
    }  # as if it had never been reported
    house.event("procedure", "2026-02-15", procedure="scs")
    assert house.reasons()["scs-6m"] is None
    assert house.reasons()["rf-6m"] == "event-other-detail"
    assert len(house.rows("episode")) == 1


def test_a_death_that_was_none_is_taken_back(house: House) -> None:
    house.enrol("chronic-pain", ("referral-accepted", "2026-05-11"))
    house.event("deceased", "2026-05-12")
    assert set(house.reasons().values()) == {"deceased"}
    house.event("deceased", "2026-05-12", withdraw=True)
    assert house.reasons()["baseline"] is None


def test_a_new_run_takes_over_what_still_counts_and_gives_way_when_it_was_a_mistake(house: House) -> None:
    house.enrol("chronic-pain", ("treatment-started", "2025-09-01"))
    house.event("procedure", "2026-03-10", procedure="rf")
    house.pass_to(house.now + timedelta(hours=1))
    status = house.waves()["status-1"]
    house.pass_to(house.now + timedelta(days=70))
    again = house.now.date().isoformat()
    house.event("procedure", again, procedure="rf")
    assert [row["ended_at"] is None for row in sorted(house.rows("episode"), key=lambda row: row["created_at"])] == [
        False,
        True,
    ]
    assert (house.waves()["status-1"].due_at, house.waves()["status-1"].reason) == (status.due_at, None)
    assert len(house.rows("session", wave_key="status-1")) == 1
    house.event("procedure", again, withdraw=True)
    ended = {row["ended_at"] is None for row in house.rows("episode")}
    assert ended == {True, False}
    assert len(house.rows("session", wave_key="status-1")) == 1


def test_the_next_asking_is_planned_when_the_one_before_is_over(house: House) -> None:
    """By colour, where nobody has answered: the plan and what is done agree all the way through the second."""
    house.enrol("back-pain", ("referral-accepted", "2026-05-12"))
    assert house.reasons()["status-2"] == "colour-awaited"
    assert house.reasons()["risk"] == "event-missing"
    for key in ("status-1", "status-2"):
        planned = house.waves()[key].future
        assert [action.rule for action in planned] == [
            "first",
            "reminder-1",
            "reminder-2",
            "reminder-3",
            "phone",
            "close",
        ]
        for number, action in enumerate(planned):
            assert house.waves()[key].future[0].at == action.at
            house.pass_to(action.at)
            assert len(house.waves()[key].future) == len(planned) - number - 1
        assert house.waves()[key].state == "expired"
    third = house.waves()["status-3"]
    assert third.due_at is not None
    assert third.due_at.date() == date(2026, 11, 11)  # six months on, at midnight in Copenhagen
    house.event("treatment-ended", house.now.date().isoformat())
    assert (house.reasons()["status-3"], house.reasons()["ended-6m"]) == ("ended", None)
    assert {row["wave_key"] for row in house.rows("session")} == {"status-1", "status-2", "ended-6m"}


def test_who_objects_is_asked_no_more_by_that_pathway(house: House) -> None:
    house.enrol("palliative-needs", ("admission", "2026-05-12"), diagnosis="lung")
    house.enrol("chronic-pain", ("treatment-started", "2026-05-01"))
    house.pass_to(house.now + timedelta(hours=1))
    assert house.waves()["admission"].state == "invited"

    where = ("P-1", "palliative-needs")

    def object_to_it() -> None:
        house.work(
            lambda connection, desk: record_objection(
                connection, house.compiled, desk, *where, "no-time", house.now, actor="test"
            )
        )

    def lift_it() -> None:
        house.work(lambda connection, desk: lift_objection(connection, desk, *where, house.now, actor="test"))

    object_to_it()
    object_to_it()
    assert house.waves()["admission"].state == "expired"
    assert {house.reasons()[key] for key in ("discharge", "transition")} == {"objected"}
    assert house.reasons()["status-1"] is None  # the other pathway goes on
    assert [row["reason"] for row in house.rows("objection")] == ["no-time"]
    lift_it()
    assert house.reasons()["transition"] == "event-missing"
    with pytest.raises(EnrolmentError, match="has not objected"):
        lift_it()
    assert [row["action"] for row in house.rows("audit") if "object" in row["action"]] == [
        "patient.objected",
        "patient.objection-lifted",
    ]


def test_a_first_visit_closes_what_was_to_be_known_before_it(house: House) -> None:
    house.enrol("chronic-pain", ("referral-accepted", "2026-05-12"))
    house.pass_to(house.now + timedelta(hours=1))
    closes = house.waves()["baseline"].closes_at
    house.event("first-visit", "2026-05-20")
    assert house.waves()["baseline"].closes_at == datetime.fromisoformat("2026-05-21T00:00+02:00")
    house.event("first-visit", "2026-05-20", withdraw=True)  # it was moved
    assert house.waves()["baseline"].closes_at == closes
    house.event("first-visit", "2026-06-02")
    house.pass_to(datetime.fromisoformat("2026-06-03T00:00+02:00"))
    assert house.waves()["baseline"].state == "expired"


def test_an_instrument_that_is_imported_later_is_asked_from_then_on(house: House, tmp_path: Path) -> None:
    house.enrol("back-pain", ("referral-accepted", "2026-05-12"), ("first-visit", "2026-05-14"))
    house.pass_to(house.now + timedelta(hours=1))
    assert house.reasons()["risk"] == "questionnaire-missing"
    (tmp_path / "risk.json").write_text(instrument("start-back"), "utf-8")
    source = clinic(tmp_path, imports=True)
    with transaction(house.engine) as connection:
        difference = apply(connection, house.keyring, source, house.now, "test")
    assert any("all follow it" in line for line in difference.lines)
    assert not any("risk" in warning and "imported" in warning for warning in difference.warnings)
    assert house.reasons()["risk"] in (None, "licence-missing")
    assert {row["pathway_version"] for row in house.rows("session", wave_key="status-1")} == {
        1
    }  # begun: it keeps its own
    assert house.waves()["status-1"].state == "invited"


def test_a_pathway_that_is_not_shipped_is_named(tmp_path: Path) -> None:
    clinic(tmp_path)
    text = (tmp_path / "clinic.yaml").read_text("utf-8").replace("library:back-pain", "library:gout")
    (tmp_path / "clinic.yaml").write_text(text, "utf-8")
    with pytest.raises(
        ClinicFileError, match=r"no pathway 'gout' is shipped\. Known: back-pain, chronic-pain, palliat"
    ):
        load_clinic_file(tmp_path / "clinic.yaml")


def instrument(pack_id: str) -> str:
    """A form with made-up words that the pack fits by its item codes."""
    items = [
        {
            "linkId": item.key,
            "type": "integer",
            "text": f"A number for {item.key}?",
            "_text": {"extension": [translated(language, item.key) for language in ("da", "nb", "sv")]},
            "code": [{"system": ITEM_CODES, "code": f"{pack_id}.{item.key}"}],
            "extension": [
                {"url": f"http://hl7.org/fhir/StructureDefinition/{name}", "valueInteger": value}
                for name, value in (("minValue", item.low), ("maxValue", item.high))
            ],
        }
        for item in packs()[pack_id].items
    ]
    form = {"resourceType": "Questionnaire", "url": INSTRUMENT, "version": "1", "name": "Risk", "status": "active"}
    return json.dumps({**form, "language": "en", "item": items})


def translated(language: str, key: str) -> dict[str, Any]:
    return {
        "url": "http://hl7.org/fhir/StructureDefinition/translation",
        "extension": [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": f"Et tal for {key}?"}],
    }


def answer_all(house: House, *, number: str) -> None:
    """The patient answers everything, each number alike; what is no number is refused once, and then answered."""
    for words in ("JA", "1958", "JA"):
        house.say(words)
    while house.waves()["status-1"].state == "asking":
        for words in (number, "nej", "1"):
            if house.say(words) != "invalid":
                break


def test_the_colour_of_an_asking_decides_on_the_next_and_a_clinician_may_change_it(house: House) -> None:
    house.enrol("back-pain", ("referral-accepted", "2026-05-12"))
    house.pass_to(house.now + timedelta(hours=1))
    answer_all(house, number="8")
    first = house.waves()["status-1"]
    assert first.state in ("offering", "completed")
    second = house.waves()["status-2"]
    assert (second.reason, second.state) == (None, "scheduled")
    assert second.due_at is not None
    assert second.due_at.date() == date(2026, 8, 11)  # yellow: three months on
    with transaction(house.engine) as connection:
        assert first.session_id is not None
        override_level(
            connection,
            house.compiled,
            house.keyring,
            "fjordby",
            first.session_id,
            "red",
            reason="Seen at the visit: much worse than the answers say",
            by="test",
            now=house.now + timedelta(minutes=1),
        )
    third = house.waves()["status-2"]
    assert third.due_at is not None
    assert third.due_at.date() == date(2026, 6, 11)  # red: one month on
