"""The simple part of XLSForm's XPath: what makes a field relevant, and which values it takes."""

import re
from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 2_000  # signs; of many brackets more take seconds to read
_NAME: Final = r"\$\{\s*(?P<name>[\w.-]+)\s*\}"
_VALUE: Final = r"(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"|(?P<number>-?\d+(?:\.\d+)?))"
_COMPARED: Final = re.compile(rf"{_NAME}\s*(?P<operator><=|>=|!=|=|<|>)\s*{_VALUE}")
_SELECTED: Final = re.compile(rf"(?P<not>not\s*\(\s*)?selected\s*\(\s*{_NAME}\s*,\s*{_VALUE}\s*\)(?(not)\s*\))")
_OWN_LIMIT: Final = re.compile(r"\.\s*(?P<operator><=|>=|<|>)\s*(?P<number>-?\d+(?:\.\d+)?)")
_LENGTH: Final = re.compile(r"string-length\s*\(\s*\.\s*\)\s*(?P<operator><=|<)\s*(?P<number>\d+)")
_PATTERN: Final = re.compile(r"regex\s*\(\s*\.\s*,\s*(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\")\s*\)")
_JOIN: Final = re.compile(r"""\s+(and|or)\s+(?=(?:[^'"]|'[^']*'|"[^"]*")*$)""")


@dataclass(frozen=True, slots=True)
class Clause:
    """A comparison of another field's answer. `value` null: with nothing, is it answered. `selected`: by choice."""

    name: str
    operator: str
    value: str | None
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """`kind`: at_least, at_most (numbers), longest (letters) or pattern (a regular expression)."""

    kind: str
    value: str


def read_relevant(text: str) -> tuple[str, list[Clause]] | None:
    """(all or any, comparisons); null for anything more, which a person has to rewrite."""
    parts = _split(text)
    if parts is None:
        return None
    join, pieces = parts
    clauses = [_clause(piece) for piece in pieces]
    found = [clause for clause in clauses if clause is not None]
    return ("any" if join == "or" else "all", found) if len(found) == len(pieces) else None


def read_constraint(text: str, *, whole: bool) -> list[Limit] | None:
    """Limits that must all hold; null for anything more. `whole`: of whole numbers, where < 10 is at most 9."""
    parts = _split(text)
    if parts is None or parts[0] == "or":
        return None
    limits = [_limit(piece, whole=whole) for piece in parts[1]]
    found = [limit for limit in limits if limit is not None]
    return found if len(found) == len(limits) else None


def _split(text: str) -> tuple[str, list[str]] | None:
    """Parts between `and`, or between `or`; brackets around a part or around all are taken off."""
    if len(text) > _LONGEST:
        return None
    pieces = _JOIN.split(_bare(text))
    joins = set(pieces[1::2])
    if len(joins) > 1:
        return None
    return next(iter(joins), "and"), [_bare(piece) for piece in pieces[::2]]


def _bare(text: str) -> str:
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and _closes(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closes(text: str) -> int:
    """Where the bracket that the text begins with is closed."""
    depth = 0
    for place, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return place
    return -1


def _clause(text: str) -> Clause | None:
    chosen = _SELECTED.fullmatch(text)
    if chosen is not None:
        return Clause(chosen["name"], "!=" if chosen["not"] else "=", _value(chosen), selected=True)
    compared = _COMPARED.fullmatch(text)
    if compared is None:
        return None
    value = _value(compared)
    if value == "" and compared["operator"] not in ("=", "!="):
        return None
    return Clause(compared["name"], compared["operator"], value or None)


def _value(match: re.Match[str]) -> str:
    return next(each for each in (match["single"], match["double"], match["number"]) if each is not None)


def _limit(text: str, *, whole: bool) -> Limit | None:
    pattern = _PATTERN.fullmatch(text)
    if pattern is not None:
        return Limit("pattern", pattern["single"] if pattern["single"] is not None else pattern["double"])
    length = _LENGTH.fullmatch(text)
    if length is not None:
        return Limit("longest", str(int(length["number"]) - (length["operator"] == "<")))
    own = _OWN_LIMIT.fullmatch(text)
    if own is None or (len(own["operator"]) == 1 and not (whole and own["number"].lstrip("-").isdigit())):
        return None
    step = {"<": -1, ">": 1}.get(own["operator"])
    value = own["number"] if step is None else str(int(own["number"]) + step)
    return Limit("at_most" if own["operator"].startswith("<") else "at_least", value)
