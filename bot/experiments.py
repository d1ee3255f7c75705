"""Two schedules of one pathway, given to patients by chance: begun, watched, ended, and only then compared."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from math import sqrt
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import uuid4

import structlog
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from sqlalchemy import Connection

from bot.desk import Desk
from bot.field_faults import in_words
from bot.planning import replan
from bot.response_rates import Rate, wilson
from bot.running import Running
from bot.yaml_file import YamlFileError, read_yaml
from flows.hours import NeverOpenError, next_open
from flows.schedule import Schedule
from flows.spans import at_wall_time
from store.audit import append
from store.database import transaction
from store.episodes import patients_not_begun
from store.experiments import (
    Participant,
    add_experiment,
    end_experiment,
    experiment_row,
    experiments_of,
    locked_experiment,
    participants,
    running_experiments,
)
from store.ledger import Row
from store.patients import patient_by_id
from store.tasks import open_task

log = structlog.get_logger(__name__)

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
_FROZEN = ConfigDict(frozen=True, extra="forbid")


class ExperimentError(Exception):
    """What is asked of an experiment cannot be done; the message says why and what to do."""


class Guardrail(BaseModel):
    """Ends the experiment when the shares who opted out lie further apart than `opt_outs`, in either direction.

    Looked at once `after` patients of each arm have been contacted: below that one STOP more is chance.
    """

    model_config = _FROZEN
    opt_outs: float = Field(gt=0, lt=1)
    after: int = Field(default=50, ge=10)


class ExperimentFile(BaseModel):
    """An experiment as it is written down before it begins. `share`: of patients who get the second arm.

    `ends`: its last day at the latest, and only rounds that are over by then take part. `patients`: no more than these
    are contacted in it. An arm is a whole schedule, or `pathway` for the pathway's own.
    """

    model_config = _FROZEN
    id: Code
    pathway: Code
    reason: str = Field(min_length=1, max_length=500)
    ends: date
    patients: int | None = Field(default=None, ge=20)
    share: float = Field(default=0.5, ge=0.1, le=0.9)
    arms: dict[Code, Schedule | Literal["pathway"]]
    guardrail: Guardrail

    @model_validator(mode="after")
    def has_two_arms(self) -> "ExperimentFile":
        if len(self.arms) != 2:
            raise ValueError("an experiment compares two arms: name exactly two")
        return self


@dataclass(frozen=True, slots=True)
class Difference:
    """The second arm's share less the first's, with Newcombe's 95 % interval; null where an arm is empty."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ArmResult:
    arm: str
    complete: Rate
    short: int  # of the complete ones, by the short form
    opted_out: Rate


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it, by each patient's first round in the experiment. Shown when it has ended, and not before."""

    arms: tuple[ArmResult, ...]
    complete: Difference
    opted_out: Difference


@dataclass(frozen=True, slots=True)
class Standing:
    """How an experiment stands. `contacted` patients by arm; `result` null while it runs.

    `ended_reason`: complete, guardrail or stopped; after the latter two the result is not the one that was planned.
    """

    id: str
    pathway: str
    reason: str
    started_at: datetime
    ends: str  # the last day, at the clinic
    ended_at: datetime | None
    ended_reason: str | None
    contacted: Mapping[str, int]
    result: Result | None


def load_experiment(path: Path) -> ExperimentFile:
    """Raises YamlFileError."""
    source = read_yaml(path)
    try:
        return ExperimentFile.model_validate(source.content)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise YamlFileError([source.fault(tuple(each["loc"]), in_words(each)) for each in found]) from None


def start(connection: Connection, desk: Desk, file: ExperimentFile, *, by: str, now: datetime) -> None:
    """Begin an experiment: rounds that have not begun and are over by its end take part. Raises ExperimentError."""
    if file.pathway not in desk.pathways:
        raise ExperimentError(f"the clinic has no pathway {file.pathway!r}. Known: {', '.join(sorted(desk.pathways))}")
    version, pathway = desk.pathways[file.pathway]
    ends_at = at_wall_time(datetime.combine(file.ends + timedelta(days=1), time()), desk.file.time_zone())
    schedules = {name: pathway.schedule if arm == "pathway" else arm for name, arm in file.arms.items()}
    _check(connection, desk, file, schedules, ends_at, now)
    document = {
        "order": list(schedules),
        "arms": {name: schedule.model_dump(mode="json") for name, schedule in schedules.items()},
        "ends": file.ends.isoformat(),
        "share": file.share,
        "patients": file.patients,
        "guardrail": file.guardrail.model_dump(),
    }
    row = {
        "clinic_id": desk.clinic_id,
        "experiment_id": file.id,
        "pathway_id": file.pathway,
        "pathway_version": version,
        "document": document,
        "started_at": now,
        "ends_at": ends_at,
        "started_by": by,
        "reason": file.reason,
    }
    add_experiment(connection, row)
    for patient_id in patients_not_begun(connection, desk.clinic_id):
        replan(connection, desk, patient_by_id(connection, desk.clinic_id, patient_id, lock=True), now)
    detail = {"pathway": file.pathway, "version": version, "ends": file.ends.isoformat(), "arms": list(schedules)}
    _write_down(connection, row, "experiment.start", detail, by, now)


def stop(connection: Connection, clinic_id: str, experiment_id: str, *, by: str, now: datetime) -> None:
    """Break it off: nobody goes by its schedules any more. Raises ExperimentError."""
    _found(connection, clinic_id, experiment_id)
    row = locked_experiment(connection, clinic_id, experiment_id)
    if row["ended_at"] is not None:
        raise ExperimentError(f"{experiment_id} has ended already ({row['ended_reason']})")
    _end(connection, row, "stopped", by, now)


def status(connection: Connection, clinic_id: str, experiment_id: str) -> Standing:
    """How it stands; what came of it only when it has ended. Raises ExperimentError."""
    return _standing(connection, _found(connection, clinic_id, experiment_id))


def statuses(connection: Connection, clinic_id: str) -> list[Standing]:
    return [_standing(connection, row) for row in experiments_of(connection, clinic_id)]


def end_due_experiments(running: Running) -> int:
    """End what has come to its day, its number of patients, or past its guardrail; returns how many."""
    now = running.clock()
    with transaction(running.engine) as connection:
        due = [
            (row["clinic_id"], row["experiment_id"])
            for row in running_experiments(connection)
            if _reason_to_end(row, participants(connection, row), now) is not None
        ]
    return sum(_end_due(running, *key, now) for key in due)


def _end_due(running: Running, clinic_id: str, experiment_id: str, now: datetime) -> bool:
    """Decided once more with everything locked; false where it has been ended meanwhile."""
    with transaction(running.engine) as connection:
        row = locked_experiment(connection, clinic_id, experiment_id)
        reason = _reason_to_end(row, participants(connection, row), now)
        if row["ended_at"] is not None or reason is None:
            return False
        _end(connection, row, reason, "prosvar", now)
    return True


def _check(
    connection: Connection,
    desk: Desk,
    file: ExperimentFile,
    schedules: Mapping[str, Schedule],
    ends_at: datetime,
    now: datetime,
) -> None:
    if experiment_row(connection, desk.clinic_id, file.id) is not None:
        raise ExperimentError(f"there has been an experiment {file.id!r} already: give this one another id")
    for row in running_experiments(connection, desk.clinic_id):
        if row["pathway_id"] == file.pathway:
            raise ExperimentError(f"{row['experiment_id']} runs on {file.pathway} already: one at a time")
    if ends_at <= now:
        raise ExperimentError("`ends` is a day to come")
    one, other = schedules.values()
    if one == other:
        raise ExperimentError("both arms have the same schedule: there is nothing to compare")
    for name, schedule in schedules.items():
        try:
            next_open(desk.file.hours, desk.file.time_zone(), now, schedule.window)
        except NeverOpenError:
            raise ExperimentError(f"arm {name}: its window is never open within the clinic's hours") from None


def _reason_to_end(row: Row, people: Sequence[Participant], now: datetime) -> str | None:
    document = row["document"]
    rails, arms = document["guardrail"], [[each for each in people if each.arm == arm] for arm in document["order"]]
    if all(len(arm) >= rails["after"] for arm in arms):
        first, second = (sum(each.opted_out for each in arm) / len(arm) for arm in arms)
        if abs(second - first) > rails["opt_outs"]:
            return "guardrail"
    if now >= row["ends_at"]:
        return "complete"
    full = document["patients"] is not None and len(people) >= document["patients"]
    return "complete" if full and all(each.over for each in people) else None


def _end(connection: Connection, row: Row, reason: str, by: str, now: datetime) -> None:
    end_experiment(connection, row, reason, now)
    if reason == "guardrail":  # nobody asked for this end, so somebody is told of it
        open_task(connection, uuid4(), row["clinic_id"], "experiment", {"experiment": row["experiment_id"]}, now)
    _write_down(connection, row, "experiment.end", {"reason": reason}, by, now)
    log.info("experiment-ended", clinic=row["clinic_id"], reason=reason)


def _standing(connection: Connection, row: Row) -> Standing:
    people, order = participants(connection, row), row["document"]["order"]
    return Standing(
        id=row["experiment_id"],
        pathway=row["pathway_id"],
        reason=row["reason"],
        started_at=row["started_at"],
        ends=row["document"]["ends"],
        ended_at=row["ended_at"],
        ended_reason=row["ended_reason"],
        contacted={arm: sum(each.arm == arm for each in people) for arm in order},
        result=None if row["ended_at"] is None else result_of(people, order),
    )


def result_of(people: Sequence[Participant], order: Sequence[str]) -> Result:
    """Everybody who was contacted counts in the arm that chance gave them, whatever became of them."""
    arms = tuple(_arm(arm, [each for each in people if each.arm == arm]) for arm in order)
    first, second = arms
    return Result(arms, newcombe(first.complete, second.complete), newcombe(first.opted_out, second.opted_out))


def _arm(arm: str, people: Sequence[Participant]) -> ArmResult:
    complete = [each for each in people if each.complete]
    return ArmResult(
        arm=arm,
        complete=wilson(len(complete), len(people)),
        short=sum(each.short for each in complete),
        opted_out=wilson(sum(each.opted_out for each in people), len(people)),
    )


def newcombe(first: Rate, second: Rate) -> Difference:
    """Newcombe 1998, method 10: the interval of a difference from the two Wilson intervals (doi 10.1002/
    (SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I).
    """
    if first.share is None or second.share is None:
        return Difference(None, None, None)
    assert first.low is not None and first.high is not None, "a share has an interval"  # noqa: PT018 - one fact
    assert second.low is not None and second.high is not None, "a share has an interval"  # noqa: PT018 - one fact
    value = second.share - first.share
    return Difference(
        value,
        value - sqrt((second.share - second.low) ** 2 + (first.high - first.share) ** 2),
        value + sqrt((second.high - second.share) ** 2 + (first.share - first.low) ** 2),
    )


def _found(connection: Connection, clinic_id: str, experiment_id: str) -> Row:
    row = experiment_row(connection, clinic_id, experiment_id)
    if row is None:
        known = ", ".join(each["experiment_id"] for each in experiments_of(connection, clinic_id)) or "none yet"
        raise ExperimentError(f"there is no experiment {experiment_id!r}. Known: {known}")
    return row


def _write_down(
    connection: Connection, row: Row, action: str, detail: Mapping[str, Any], by: str, now: datetime
) -> None:
    append(
        connection,
        row["clinic_id"],
        at=now,
        actor=by,
        action=action,
        subject=f"experiment/{row['experiment_id']}",
        detail=detail,
    )


def as_json(standing: Standing) -> dict[str, Any]:
    return asdict(standing)
