"""An experiment from its file to its result: who gets which schedule, who is let out, and when anything is shown."""

import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, text, update
from sqlmodel import SQLModel

from bot.arms import allocate
from bot.compiled import schedule_of
from bot.desk import open_desk
from bot.due import run_due
from bot.experiments import (
    ExperimentError,
    ExperimentFile,
    Standing,
    end_due_experiments,
    load_experiment,
    newcombe,
    start,
    status,
    stop,
)
from bot.plan import plan
from bot.response_rates import wilson
from bot.yaml_file import YamlFileError
from store.audit import verify
from store.database import transaction
from store.experiments import lock_experiments
from store.sessions import lock_patient_of, session_row
from tests.turns.conftest import House

tables = SQLModel.metadata.tables
FILE = """
id: soon
pathway: pain
reason: does a second message after one day help?
ends: 2027-03-01
patients: 20
guardrail: {opt_outs: 0.3, after: 10}
arms:
  usual: pathway
  next-day:
    window: {from: "09:00", until: "18:00"}
    reminders: [{after: P1D, wording: reminder-1}]
"""


@pytest.fixture
def file(tmp_path: Path) -> ExperimentFile:
    path = tmp_path / "experiment.yaml"
    path.write_text(FILE, encoding="utf-8")
    return load_experiment(path)


@dataclass
class Trial:
    house: House

    def begin(self, file: ExperimentFile) -> None:
        with transaction(self.house.running.engine) as connection:
            desk = open_desk(connection, self.house.running.keyring, "fjordby", self.house.clock())
            start(connection, desk, file, by="test", now=self.house.clock())

    def status(self) -> Standing:
        with transaction(self.house.running.engine) as connection:
            return status(connection, "fjordby", "soon")

    def write(self, statement: Any) -> None:
        with transaction(self.house.running.engine) as connection:
            connection.execute(statement)

    def contact(self) -> None:
        running = self.house.running
        run_due(running.engine, running.keyring, running.compiled, self.house.clock)

    def sessions(self) -> dict[UUID, dict[str, Any]]:
        return {row["patient_id"]: row for row in self.house.rows("session")}

    def opt_out(self, arm: str, number: int) -> None:
        people = [patient for patient, row in self.sessions().items() if row["arm"] == f"soon/{arm}"][:number]
        rows = [
            {
                "clinic_id": "fjordby",
                "opt_out_id": uuid4(),
                "patient_id": each,
                "channel": "sms",
                "source": "patient",
                "at": self.house.clock(),
            }
            for each in people
        ]
        self.write(insert(tables["opt_out"]).values(rows))


@pytest.fixture
def trial(house: House) -> Trial:
    for number in range(31):
        house.enrol(f"F-{number + 2}", f"+45200021{number:02}")
    return Trial(house)


async def test_chance_gives_each_patient_one_schedule_and_the_plan_names_it(trial: Trial, file: ExperimentFile) -> None:
    trial.begin(file)
    rows = trial.sessions()
    given = Counter(row["arm"] for row in rows.values())
    assert given.keys() == {"soon/usual", "soon/next-day"}
    assert min(given.values()) >= 8
    patient = trial.house.one("patient", ref="F-1")
    with transaction(trial.house.running.engine) as connection:
        desk = open_desk(connection, trial.house.running.keyring, "fjordby", trial.house.clock())
        shown = plan(connection, desk, "F-1", trial.house.clock()).waves[0]
    assert shown.arm == rows[patient["patient_id"]]["arm"]
    reminders = {"soon/usual": 3, "soon/next-day": 1}
    assert sum(each.rule.startswith("reminder") for each in shown.future) == reminders[shown.arm or ""]


async def test_no_more_than_the_file_says_are_contacted_in_it_and_nothing_is_shown_meanwhile(
    trial: Trial, file: ExperimentFile
) -> None:
    trial.begin(file)
    trial.contact()
    assert sum(row["arm"] is not None for row in trial.sessions().values()) == 20
    assert len(trial.house.rows("message_out")) == 32
    assert sum(trial.status().contacted.values()) == 20
    assert trial.status().result is None


async def test_the_guardrail_ends_it_and_lets_everybody_out(trial: Trial, file: ExperimentFile) -> None:
    trial.begin(file.model_copy(update={"patients": None, "guardrail": file.guardrail}))
    not_yet = next(iter(trial.sessions()))
    later = trial.house.clock() + timedelta(days=9)
    session = tables["session"]
    trial.write(update(session).where(session.c.patient_id == not_yet).values(due_at=later, next_action_at=later))
    trial.contact()
    trial.opt_out("next-day", 2)
    assert end_due_experiments(trial.house.running) == 0
    trial.opt_out("next-day", 9)
    assert end_due_experiments(trial.house.running) == 1
    standing = trial.status()
    assert standing.ended_reason == "guardrail"
    task = trial.house.one("task", kind="experiment")
    assert (task["detail"], task["patient_id"], task["closed_at"]) == ({"experiment": "soon"}, None, None)
    assert standing.result is not None
    assert standing.result.opted_out.value is not None
    assert trial.sessions()[not_yet]["arm"] is None
    with transaction(trial.house.running.engine) as connection:
        compiled, clinic = trial.house.running.compiled, trial.house.running.compiled.clinic(connection, "fjordby")
        pathway = compiled.pathway(connection, clinic, "pain", 1).pathway

        assert schedule_of(connection, "fjordby", pathway, "soon/next-day") == pathway.schedule
        assert verify(connection, "fjordby") is None
    actions = [row["action"] for row in trial.house.rows("audit") if row["subject"] == "experiment/soon"]
    assert actions == ["experiment.start", "experiment.end"]


async def test_on_its_day_it_ends_and_is_compared(trial: Trial, file: ExperimentFile) -> None:
    trial.begin(file)
    trial.contact()
    wave, done = tables["wave"], [row["wave_id"] for row in trial.sessions().values() if row["arm"] == "soon/usual"]
    trial.write(update(wave).where(wave.c.wave_id.in_(done)).values(status="completed"))
    trial.house.clock.advance(days=120)
    assert end_due_experiments(trial.house.running) == 1
    result = trial.status().result
    assert result is not None
    usual, next_day = result.arms
    assert (usual.arm, usual.complete.share, next_day.complete.share) == ("usual", 1.0, 0.0)
    assert result.complete.value == -1.0
    assert end_due_experiments(trial.house.running) == 0


async def test_a_round_that_ends_after_the_experiment_takes_no_part(trial: Trial, file: ExperimentFile) -> None:
    trial.begin(file.model_copy(update={"ends": date(2026, 12, 1)}))
    assert {row["arm"] for row in trial.sessions().values()} == {None}


async def test_what_cannot_be_begun_or_stopped_says_why(trial: Trial, file: ExperimentFile) -> None:
    usual = file.model_copy(update={"arms": {"one": "pathway", "two": "pathway"}})
    for wrong, told in (
        (file.model_copy(update={"pathway": "none"}), "no pathway 'none'. Known: pain"),
        (file.model_copy(update={"ends": date(2026, 11, 1)}), "a day to come"),
        (usual, "nothing to compare"),
    ):
        with pytest.raises(ExperimentError, match=told):
            trial.begin(wrong)
    trial.begin(file)
    with pytest.raises(ExperimentError, match="already: give this one another id"):
        trial.begin(file)
    with pytest.raises(ExperimentError, match="soon runs on pain already"):
        trial.begin(file.model_copy(update={"id": "another"}))
    with transaction(trial.house.running.engine) as connection:
        with pytest.raises(ExperimentError, match="Known: soon"):
            stop(connection, "fjordby", "none", by="test", now=trial.house.clock())
        stop(connection, "fjordby", "soon", by="test", now=trial.house.clock())
        with pytest.raises(ExperimentError, match=r"has ended already \(stopped\)"):
            stop(connection, "fjordby", "soon", by="test", now=trial.house.clock())
    assert {row["arm"] for row in trial.sessions().values()} == {None}


def test_allocation_is_stable_and_keeps_its_share() -> None:
    document = {"order": ["a", "b"], "share": 0.25}
    people = [UUID(int=number) for number in range(4000)]
    drawn = [allocate("x", document, each) for each in people]
    assert drawn == [allocate("x", document, each) for each in people]
    assert 0.22 < drawn.count("b") / len(drawn) < 0.28
    assert drawn != [allocate("y", document, each) for each in people]


def test_the_difference_has_newcombes_interval() -> None:
    """The worked example of the method's paper: 56 of 70 against 48 of 80."""
    difference = newcombe(wilson(48, 80), wilson(56, 70))
    assert [round(each or 0, 4) for each in (difference.value, difference.low, difference.high)] == [
        0.2,
        0.0524,
        0.3339,
    ]
    assert newcombe(wilson(0, 0), wilson(1, 2)).value is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("arms:", "arms:\n  third: pathway", "name exactly two"),
        ("ends: 2027-03-01", "ends: soon", "write a day as"),
        ("opt_outs: 0.3", "opt_outs: 3", "less than 1"),
        ("after: P1D", "after: soon", "length of time"),
    ],
)
def test_a_file_that_is_not_right_says_where(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "experiment.yaml"
    path.write_text(FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(YamlFileError, match=told):
        load_experiment(path)


def test_the_example_for_staff_is_one(tmp_path: Path) -> None:
    told = (Path(__file__).parents[2] / "docs" / "staff.md").read_text(encoding="utf-8")
    path = tmp_path / "experiment.yaml"
    path.write_text(told.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    assert list(load_experiment(path).arms) == ["usual", "next-day"]


def waits(trial: Trial) -> bool:
    """Whether anybody waits for a lock by now."""
    with transaction(trial.house.running.engine) as connection:
        found = connection.execute(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
        return bool(found.scalar_one())


def until_it_waits(trial: Trial, other: Future[Any]) -> None:
    while not waits(trial) and not other.done():
        time.sleep(0.01)


async def test_a_worker_and_the_end_of_an_experiment_wait_for_each_other_in_one_order(
    trial: Trial, file: ExperimentFile
) -> None:
    trial.begin(file)
    trial.house.clock.advance(days=150)  # past its last day
    row = next(row for row in trial.sessions().values() if row["arm"] is not None)
    with ThreadPoolExecutor() as beside:
        with transaction(trial.house.running.engine) as connection:
            lock_patient_of(connection, "fjordby", row["session_id"])
            session_row(connection, "fjordby", row["session_id"], lock=True)
            ended = beside.submit(end_due_experiments, trial.house.running)
            until_it_waits(trial, ended)
            lock_experiments(connection, {("fjordby", row["arm"])})
        assert ended.result(timeout=60) == 1
    assert trial.status().ended_reason == "complete"


async def test_a_worker_takes_experiments_in_the_order_of_their_names(trial: Trial, file: ExperimentFile) -> None:
    trial.begin(file)
    [row] = trial.house.rows("experiment")
    trial.write(insert(tables["experiment"]).values({**row, "experiment_id": "early"}))
    last = sorted(trial.house.rows("session"), key=lambda each: str(each["session_id"]))[-1]["session_id"]
    session = tables["session"]
    trial.write(update(session).where(session.c.session_id == last).values(arm="early/usual"))
    with ThreadPoolExecutor() as beside:
        with transaction(trial.house.running.engine) as connection:
            lock_experiments(connection, {("fjordby", "early/usual")})
            contacted = beside.submit(trial.contact)
            until_it_waits(trial, contacted)
            lock_experiments(connection, {("fjordby", "soon/usual")})
        contacted.result(timeout=60)
    assert len(trial.house.rows("message_out")) == 32
