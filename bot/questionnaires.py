"""`prosvar questionnaire`: lint a form, run it over answers, play it in the terminal."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from flows.redcap import Imported

app = typer.Typer(name="questionnaire", help="Check, run and try FHIR questionnaires.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A FHIR R4 Questionnaire as JSON.", dir_okay=False)]
Language = Annotated[str | None, typer.Option(help="Language of the patient: en, da, nb, sv.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]


@app.command()
def lint(file: File, as_json: AsJson = False) -> None:
    """Name everything in a form that a chat cannot do, or should not."""
    from bot.wording_lint import lint_wording
    from flows.fhir import QuestionnaireError, load_questionnaire
    from flows.lint import lint_document

    document = _read_json(file)
    issues = lint_document(document)
    try:
        issues += lint_wording(load_questionnaire(document))
    except QuestionnaireError:
        assert issues, "what cannot be loaded has been named"
    if as_json:
        rows = [{"severity": i.severity, "code": i.code, "linkId": i.link_id, "message": i.message} for i in issues]
        _print_json({"issues": rows})
    else:
        for issue in issues:
            typer.echo(f"{issue.severity}: {issue.link_id or file.name}: {issue.message} [{issue.code}]")
        typer.echo(f"{len(issues)} {'finding' if len(issues) == 1 else 'findings'}", err=True)
    raise typer.Exit(1 if any(issue.severity == "error" for issue in issues) else 0)


@app.command()
def run(
    file: File,
    answers: Annotated[Path, typer.Option(help='JSON: {"linkId": value}.', dir_okay=False)],
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Run a form over given answers: what is asked, scored and coloured, and the QuestionnaireResponse."""
    from bot.questionnaire_run import run_form
    from bot.questionnaire_values import AnswersError
    from flows.fhir import QuestionnaireError

    try:
        outcome = run_form(_read_json(file), _read_json(answers), language)
    except (QuestionnaireError, AnswersError) as error:
        _fail(str(error))
    if as_json:
        _print_json(outcome)
        return
    typer.echo(f"asked: {', '.join(outcome['asked'])}")
    for code, value in outcome["scores"].items():
        typer.echo(f"{code}: {value}")
    typer.echo(f"triage: {outcome['triage']['level']}")
    for finding in outcome["triage"]["findings"]:
        typer.echo(f"  {finding['level']}: {finding['title'] or finding['kind']} {finding['question'] or ''}")


@app.command()
def chat(file: File, language: Language = None) -> None:
    """Play a form in the terminal, as a patient would meet it."""
    from bot.questionnaire_chat import play
    from flows.fhir import QuestionnaireError

    try:
        play(_read_json(file), language, sys.stdin)
    except QuestionnaireError as error:
        _fail(str(error))


@app.command("texts")
def write_texts(file: File, language: Annotated[str, typer.Option(help="Language to translate into.")]) -> None:
    """Write a form's texts as a gettext catalogue (.po) on standard output, for a translator."""
    from flows.translations import TranslationError, write_catalogue

    try:
        sys.stdout.buffer.write(write_catalogue(_read_json(file), language))
    except TranslationError as error:
        _fail(str(error))


@app.command()
def translate(
    file: File,
    catalogue: Annotated[Path, typer.Argument(help="The translated .po file.", dir_okay=False)],
    language: Annotated[str, typer.Option(help="Language of the catalogue.")],
) -> None:
    """Put a translated catalogue into a form; the new form is written on standard output."""
    from flows.translations import TranslationError, read_catalogue

    try:
        translated = read_catalogue(_read_json(file), catalogue.read_bytes(), language)
    except OSError as error:
        _fail(f"{catalogue}: cannot be read: {error.strerror}")
    except TranslationError as error:
        _fail(f"{catalogue}: {error}")
    for context in translated.stale:
        typer.echo(f"left out, the original has changed: {context}", err=True)
    typer.echo(f"{translated.taken} texts in {language}", err=True)
    _print_json(translated.document)


@app.command("import-redcap")
def import_redcap(
    file: Annotated[Path, typer.Argument(help="A REDCap data dictionary as CSV.", dir_okay=False)],
    url: Annotated[str, typer.Option(help="The canonical address the form shall have.")],
    version: Annotated[str, typer.Option(help="Its version.")] = "1",
    language: Annotated[str, typer.Option(help="The language its labels are written in.")] = "en",
) -> None:
    """Write a REDCap form as a FHIR Questionnaire on standard output; what has no counterpart is named."""
    from flows.redcap import DictionaryError, read_dictionary

    try:
        imported = read_dictionary(file.read_text("utf-8-sig"), url=url, version=version, language=language)
    except OSError as error:
        _fail(f"{file}: cannot be read: {error.strerror}")
    except (DictionaryError, UnicodeDecodeError) as error:
        _fail(f"{file}: {error}")
    _print_imported(imported)


@app.command("import-xlsform")
def import_xlsform(
    file: Annotated[Path, typer.Argument(help="An XLSForm as JSON, as pyxform writes it.", dir_okay=False)],
    url: Annotated[str, typer.Option(help="The canonical address the form shall have.")],
    version: Annotated[str, typer.Option(help="Its version.")] = "1",
    language: Annotated[str, typer.Option(help="The language of labels that name none.")] = "en",
) -> None:
    """Write an XLSForm as a FHIR Questionnaire on standard output; what has no counterpart is named."""
    from flows.xlsform import FormError, read_xlsform

    try:
        imported = read_xlsform(_read_json(file), url=url, version=version, language=language)
    except FormError as error:
        _fail(f"{file}: {error}")
    _print_imported(imported)


def _print_imported(imported: "Imported") -> NoReturn:
    for issue in imported.issues:
        typer.echo(f"{issue.severity}: {issue.link_id}: {issue.message} [{issue.code}]", err=True)
    _print_json(imported.document)
    raise typer.Exit(1 if any(issue.severity == "error" for issue in imported.issues) else 0)


def _read_json(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        _fail(f"{file}: cannot be read: {error.strerror}")
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        _fail(f"{file}: is not JSON: {error}")
    if not isinstance(document, dict):
        _fail(f"{file}: must hold a JSON object")
    return document


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


def _print_json(document: Any) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
