"""Where a question stands in a form whose groups repeat: its linkId and, past the first, the occurrence.

A spot is both in one text, so that everything that keeps answers by linkId keeps them apart. The first occurrence's
spot is the linkId itself. An occurrence is the path of numbers from the outermost group that repeats, as "2" or "2.1";
a path of nothing but ones is written as none. With a "+" it is the question for one more after that occurrence, and
the linkId is the group's.
"""

from collections.abc import Sequence
from typing import Final

# No FHIR string may hold it, so no linkId does
MARK: Final = "\x1f"
_MORE: Final = "+"

Path = tuple[int, ...]


def spot_of(link_id: str, occurrence: str) -> str:
    return f"{link_id}{MARK}{occurrence}" if occurrence else link_id


def at(link_id: str, path: Path) -> str:
    """The spot of an item within these occurrences of the groups around it."""
    return spot_of(link_id, "" if all(number == 1 for number in path) else _dotted(path))


def one_more_after(link_id: str, path: Path) -> str:
    """The spot of the question whether a group has one more occurrence after this one."""
    return spot_of(link_id, _dotted(path) + _MORE)


def link_id_of(spot: str) -> str:
    return spot.partition(MARK)[0]


def occurrence_of(spot: str) -> str:
    """ "" for the first, and for what does not repeat."""
    return spot.partition(MARK)[2]


def asks_one_more(spot: str) -> bool:
    return spot.endswith(_MORE) and MARK in spot


def path_of(spot: str) -> Path:
    """Empty for the first, and for what does not repeat."""
    return path(occurrence_of(spot))


def path(occurrence: str) -> Path:
    return tuple(int(number) for number in occurrence.removesuffix(_MORE).split(".")) if occurrence else ()


def written(spot: str) -> str:
    """As people and other programs read it: name#2."""
    link_id, mark, occurrence = spot.partition(MARK)
    return f"{link_id}#{occurrence}" if mark else link_id


def _dotted(path: Sequence[int]) -> str:
    return ".".join(map(str, path))
