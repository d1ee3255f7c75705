"""experiment start, status, stop: two schedules of one pathway, compared by chance."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prosvar.commands.opening import ClinicOption, JsonOption, actor, open_store, pick_clinic, print_json, tell

if TYPE_CHECKING:  # importing it loads the database, which `--help` does not need
    from bot.experiments import Difference, Standing
    from bot.response_rates import Rate

experiment = typer.Typer(help="Compare two schedules of one pathway, given by chance.", no_args_is_help=True)
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The experiment's id.")]


@experiment.command("start")
def start_experiment(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The experiment's YAML file.")],
    clinic_id: ClinicOption = None,
) -> None:
    """Begin: from now on chance says which schedule a round goes by, until the day the file names."""
    from bot.desk import open_desk
    from bot.experiments import load_experiment, start

    file = load_experiment(path)
    with open_store() as running, running.engine.begin() as connection:
        now = running.clock()
        desk = open_desk(connection, running.keyring, pick_clinic(connection, clinic_id), now)
        start(connection, desk, file, by=actor(), now=now)
    tell(f"{file.id} runs until {file.ends}; what came of it is shown then")


@experiment.command("status")
def show_experiments(
    experiment_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="One; all of the clinic without.")] = None,
    clinic_id: ClinicOption = None,
    as_json: JsonOption = False,
) -> None:
    """How many have been contacted; what came of it only after the end."""
    from bot import experiments

    with open_store() as running, running.engine.begin() as connection:
        named = pick_clinic(connection, clinic_id)
        found = (
            experiments.statuses(connection, named)
            if experiment_id is None
            else [experiments.status(connection, named, experiment_id)]
        )
    if as_json:
        print_json([experiments.as_json(each) for each in found])
        return
    for each in found:
        _show(each)
    if not found:
        tell("no experiments yet")


@experiment.command("stop")
def stop_experiment(experiment_id: IdArgument, clinic_id: ClinicOption = None) -> None:
    """Break it off: everybody goes by the pathway's own schedule again."""
    from bot.experiments import stop

    with open_store() as running, running.engine.begin() as connection:
        stop(connection, pick_clinic(connection, clinic_id), experiment_id, by=actor(), now=running.clock())
    tell(f"{experiment_id} is broken off")


def _show(standing: "Standing") -> None:
    contacted = ", ".join(f"{arm} {number}" for arm, number in standing.contacted.items())
    if standing.result is None:
        tell(f"{standing.id} on {standing.pathway}: runs until {standing.ends}; contacted: {contacted}")
        return
    tell(f"{standing.id} on {standing.pathway}: ended {standing.ended_at:%Y-%m-%d} ({standing.ended_reason})")
    if standing.ended_reason != "complete":
        tell("  broken off: this is not the comparison that was planned")
    for arm in standing.result.arms:
        tell(f"  {arm.arm}: complete {_rate(arm.complete)}, {arm.short} by the short form; STOP {_rate(arm.opted_out)}")
    first, second = standing.contacted
    tell(f"  {second} less {first}, complete: {_difference(standing.result.complete)}")
    tell(f"  {second} less {first}, STOP: {_difference(standing.result.opted_out)}")


def _rate(rate: "Rate") -> str:
    share = "" if rate.share is None else f" ({rate.share:.0%}, {rate.low:.0%} to {rate.high:.0%})"
    return f"{rate.count}/{rate.of}{share}"


def _difference(difference: "Difference") -> str:
    if difference.value is None:
        return "cannot be told: an arm is empty"
    return f"{difference.value:+.1%} ({difference.low:+.1%} to {difference.high:+.1%})"
