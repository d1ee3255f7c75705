"""Patients from a CSV file: all of them or none, with every fault by its line and column.

`ref` and `pathway` are columns, `event:KIND` holds a day, `event:procedure[procedure=rf]` that of an event with a
detail, `fact:NAME` a fact. Comma or semicolon, with or without a
byte order mark, as spreadsheets write it. A cell is only ever read as what its column says: a formula is a fault.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Connection

from bot.desk import Desk
from bot.enrolment import EnrolmentError, EnrolmentForm, enrol
from bot.field_faults import in_words

LARGEST: Final = 20 * 1024 * 1024  # bytes
_PLAIN: Final = ("ref", "phone", "name", "birth_year", "language", "zone", "channel", "pathway", "consent")
_TRUTH: Final = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class ImportFault:
    """`line` as an editor shows it, the heading being line 1."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return (
            f"line {self.line}, {self.column}: {self.message}" if self.column else f"line {self.line}: {self.message}"
        )


class PatientImportError(Exception):
    """Nothing was imported; each line of the message names a line and a column of the file."""

    def __init__(self, *faults: ImportFault) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Imported:
    created: int
    updated: int


def import_csv(connection: Connection, desk: Desk, path: Path, now: datetime, *, actor: str) -> Imported:
    """Enrol every row, in the caller's transaction. Raises PatientImportError; the caller then rolls back."""
    forms = read_csv(path)
    faults: list[ImportFault] = []
    created = 0
    for line, form in forms:
        try:
            created += enrol(connection, desk, form, now, actor=actor).created
        except EnrolmentError as error:
            faults += [ImportFault(line, fault.field, fault.message) for fault in error.faults]
    if faults:
        raise PatientImportError(*faults)
    return Imported(created, len(forms) - created)


def read_csv(path: Path) -> list[tuple[int, EnrolmentForm]]:
    """Every row as a form with its line. Raises PatientImportError with all the faults found."""
    text = _text(path)
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    forms: list[tuple[int, EnrolmentForm]] = []
    faults: list[ImportFault] = []
    seen: dict[str, int] = {}
    try:
        heading = [name.strip() for name in next(reader, [])]
        _check_heading(heading)
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                form = _form(line, heading, cells, faults)
                if form is not None and form.ref in seen:
                    faults.append(ImportFault(line, "ref", f"stands on line {seen[form.ref]} already"))
                elif form is not None:
                    seen[form.ref] = line
                    forms.append((line, form))
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(ImportFault(reader.line_num, "", f"cannot be read as CSV ({error})"))
    if faults:
        raise PatientImportError(*faults)
    if not forms:
        raise PatientImportError(ImportFault(1, "", "there is no patient in this file"))
    return forms


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)  # not by its stated size: a pipe states none
        if len(content) > LARGEST:
            raise PatientImportError(ImportFault(1, "", f"the file is larger than {LARGEST} bytes: split it"))
        return content.decode("utf-8-sig")
    except OSError as error:
        raise PatientImportError(ImportFault(1, "", f"{path} cannot be read ({error.strerror})")) from None
    except UnicodeDecodeError:
        raise PatientImportError(ImportFault(1, "", "the file is not UTF-8: save it as “CSV UTF-8”")) from None


def _check_heading(heading: list[str]) -> None:
    unknown = [name for name in heading if name not in _PLAIN and name.partition(":")[0] not in ("event", "fact")]
    known = f"{', '.join(_PLAIN)}, event:KIND, event:KIND[NAME=VALUE], fact:NAME"
    faults = [ImportFault(1, "", f"there is no column {name[:40]!r}. Known: {known}") for name in unknown]
    if "ref" not in heading:
        faults.append(ImportFault(1, "ref", "this column is missing: the clinic's own reference of each patient"))
    faults += [ImportFault(1, name, "stands twice") for name in sorted({n for n in heading if heading.count(n) > 1})]
    if faults:
        raise PatientImportError(*faults)


def _form(line: int, heading: list[str], cells: list[str], faults: list[ImportFault]) -> EnrolmentForm | None:
    if len(cells) != len(heading):
        faults.append(ImportFault(line, "", f"has {len(cells)} cells where the heading has {len(heading)}"))
        return None
    row = {name: cell.strip() for name, cell in zip(heading, cells, strict=True) if cell.strip()}
    try:
        return EnrolmentForm.model_validate(_document(row))
    except ValidationError as error:
        for item in error.errors(include_input=False, include_url=False):
            message = in_words(item)
            faults.append(ImportFault(line, _column(item["loc"], row), message))
        return None


def _document(row: Mapping[str, str]) -> dict[str, Any]:
    document: dict[str, Any] = {name: row[name] for name in _PLAIN if name in row}
    if "consent" in row:
        document["consent"] = _TRUTH.get(row["consent"].lower(), row["consent"])
    document["events"] = [
        {**_event(name.partition(":")[2]), "on": cell} for name, cell in row.items() if name.startswith("event:")
    ]
    document["facts"] = {name.partition(":")[2]: _fact(cell) for name, cell in row.items() if name.startswith("fact:")}
    return document


def _event(heading: str) -> dict[str, Any]:
    """`procedure[procedure=rf]` → its kind and detail; what is not written so is a kind that the form refuses."""
    kind, bracket, details = heading.partition("[")
    if not bracket or not details.endswith("]"):
        return {"kind": heading}
    pairs = (each.partition("=") for each in details.removesuffix("]").split(","))
    return {"kind": kind, "detail": {name.strip(): value.strip() for name, _, value in pairs}}


def _fact(cell: str) -> bool | int | str:
    if cell.lower() in _TRUTH:
        return _TRUTH[cell.lower()]
    return int(cell) if cell.isdecimal() and len(cell) < 10 else cell


def _column(place: tuple[str | int, ...], row: Mapping[str, str]) -> str:
    """The column's own heading: events and facts are columns each."""
    if place[0] == "events" and len(place) > 1 and isinstance(place[1], int):
        return [name for name in row if name.startswith("event:")][place[1]]
    if place[0] == "facts" and len(place) > 1:
        return f"fact:{place[1]}"
    return str(place[0]) if place else ""
