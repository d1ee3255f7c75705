"""A table of counts from elsewhere, such as a registry's own: the same rates and intervals, without our rows."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.response_rates import Rate, wilson

NEEDED: Final = ("eligible", "complete")
LARGEST: Final = 1024 * 1024  # bytes


class CountsError(ValueError):
    """The table of counts is at fault; the message says where."""


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One line of such a table; `groups` are its other columns."""

    groups: Mapping[str, str]
    eligible: int
    complete: int
    partial: int
    rr1: Rate
    rr2: Rate


def read_counts(path: Path) -> list[CountedRow]:
    """A CSV file with the columns eligible, complete and perhaps partial; every other column names the line.

    A last line adds all of them up. Raises CountsError.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise CountsError(f"{path} is larger than a table of counts can be")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(_rows(csv.DictReader(file)))
    except OSError as error:
        raise CountsError(f"{path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise CountsError(f"{path} is not UTF-8 text") from None
    if not rows:
        raise CountsError(f"{path} has no line below its heading")
    return [*rows, _sum(rows)]


def _rows(reader: "csv.DictReader[str]") -> Iterator[CountedRow]:
    heading: Sequence[str] = reader.fieldnames or ()
    lacking = [name for name in NEEDED if name not in heading]
    if lacking:
        raise CountsError(f"the heading has no column {lacking[0]!r}: give eligible and complete, and perhaps partial")
    for line in reader:
        counts = {name: _count(line.get(name), name, reader.line_num) for name in (*NEEDED, "partial")}
        if counts["complete"] + counts["partial"] > counts["eligible"]:
            raise CountsError(f"line {reader.line_num}: more answers than were eligible")
        groups = {name: line[name] or "" for name in heading if name not in counts}
        yield _row(groups, **counts)


def _count(text: str | None, name: str, line: int) -> int:
    written = (text or "").strip()
    if name == "partial" and not written:
        return 0
    if not written.isascii() or not written.isdigit() or len(written) > 9:
        raise CountsError(f"line {line}: {name} must be a whole number")
    return int(written)


def _row(groups: Mapping[str, str], eligible: int, complete: int, partial: int) -> CountedRow:
    return CountedRow(
        groups, eligible, complete, partial, wilson(complete, eligible), wilson(complete + partial, eligible)
    )


def _sum(rows: Sequence[CountedRow]) -> CountedRow:
    return _row(
        dict.fromkeys(rows[0].groups, "all"),
        sum(row.eligible for row in rows),
        sum(row.complete for row in rows),
        sum(row.partial for row in rows),
    )
