"""The command line: `prosvar`. JSON goes to standard output, everything said to people to standard error.

Exit codes: 0 done, 1 the input is at fault (the message says what and where), 2 wrong usage, 70 a fault of ours.
"""

import sys
from types import TracebackType
from typing import Annotated, NoReturn

import typer

from bot import questionnaires
from prosvar.commands import (
    assessments,
    backups,
    clinics,
    experiments,
    keys,
    patients,
    phone,
    quality,
    reports,
    server,
    simulate,
    staff,
    texts,
    work,
)

FAULT_OF_OURS = 70
# By name, as importing where they are defined would load the database and the web for every `--help`.
# Their messages are written for the person at the terminal and hold no patient's data.
INPUT_FAULTS = frozenset(
    {
        "bot.accounts.AccountError",
        "bot.clinicians.NoSuchSessionError",
        "bot.delivering.NothingToReplayError",
        "bot.desk.NoSuchClinicError",
        "bot.enrolment_form.EnrolmentError",
        "bot.enrolment.UnknownPatientError",
        "bot.experiments.ExperimentError",
        "bot.keys.NoSuchPatientError",
        "bot.keys.RotationRunningError",
        "bot.links.NoTelegramError",
        "bot.patient_import.PatientImportError",
        "bot.pausing.NoSuchSenderError",
        "bot.phone_call.NotOnThePhoneError",
        "bot.phone_list.CallAgainError",
        "bot.phone_list.NotToCallError",
        "bot.reconciling.NothingToAskError",
        "bot.response_counts.CountsError",
        "bot.response_report.PeriodError",
        "bot.restoring.RestoreUnfinishedError",
        "bot.settings.SettingsError",
        "bot.staff.NoSuchTaskError",
        "bot.yaml_file.YamlFileError",
        "channels.telegram.TokenError",
        "prosvar.commands.opening.ChoiceError",
        "prosvar.demo.BroughtFormError",
        "prosvar.demo.NoExampleError",
        "prosvar.serve.ListenError",
        "store.backup.BackupError",
        "store.cluster.EmbeddedError",
        "store.crypto.SealBrokenError",
        "store.schema.SchemaOutdatedError",
        "triage.combine.OverrideError",
    }
)
DATABASE_AWAY = frozenset({"psycopg.OperationalError", "sqlalchemy.exc.OperationalError"})

app = typer.Typer(
    name="prosvar",
    help="Patient-reported outcomes by text message, one question at a time.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print the values of variables
)
app.add_typer(clinics.clinic, name="clinic")
app.add_typer(clinics.sender, name="sender")
app.add_typer(clinics.send, name="send")
app.add_typer(patients.patient, name="patient")
app.add_typer(patients.erase, name="erase")
app.add_typer(keys.keys, name="keys")
app.add_typer(questionnaires.app, name="questionnaire")
app.add_typer(work.task, name="task")
app.add_typer(work.delivery, name="delivery")
app.add_typer(assessments.assessment, name="assessment")
app.add_typer(phone.phone, name="phone")
app.add_typer(reports.report, name="report")
app.add_typer(experiments.experiment, name="experiment")
app.add_typer(staff.staff, name="staff")
server.add_to(app)
backups.add_to(app)
simulate.add_to(app)
texts.add_to(app)
quality.add_to(app)


@app.callback()
def begin(
    traceback: Annotated[
        bool, typer.Option("--traceback", help="Show Python's own traceback. Only with synthetic patients.")
    ] = False,
) -> None:
    sys.excepthook = sys.__excepthook__ if traceback else tell_fault_of_ours


def main() -> NoReturn:
    try:
        app()
    except Exception as error:  # the one place where a command ends; nothing is swallowed
        kinds = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
        if kinds & INPUT_FAULTS:
            sys.stderr.write(f"{str(error) or type(error).__doc__}\n")
            sys.exit(1)
        if kinds & DATABASE_AWAY:
            sys.stderr.write("the database cannot be used: check PROSVAR_DATABASE_URL, and that the server runs\n")
            sys.exit(1)
        sys.excepthook(type(error), error, error.__traceback__)
        sys.exit(FAULT_OF_OURS)
    sys.exit(0)


def tell_fault_of_ours(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    """Class and place only: an exception's own words may quote a row."""
    from bot.logs import describe_exception

    told = describe_exception(error)
    sys.stderr.write(
        f"Prosvar failed: {told['error']} at {told['at']}. The fault is ours.\n"
        "Run again as `prosvar --traceback …` to see more, where only synthetic patients are stored.\n"
    )
