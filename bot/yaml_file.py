"""YAML as people mean it: `NO` is Norway, `21:00` a time and `+45…` a number, and every value knows its line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

LARGEST: Final = 1024 * 1024  # bytes; no clinic writes more by hand
DEEPEST: Final = 30

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and where. `line` from 1, null where the file as a whole is meant."""

    file: str
    line: int | None
    place: str
    message: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.place}: {self.message}" if self.place else f"{where}: {self.message}"


class YamlFileError(Exception):
    """The file cannot be read; the message says where and what to do."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file's content with the line of every value."""

    name: str
    content: Any
    lines: dict[Place, int]

    def fault(self, place: Place, message: str) -> Fault:
        """The fault at a place, or at the nearest value around it that stands in the file."""
        line = next((self.lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in self.lines), None)
        return Fault(self.name, line, shown(place), message)


class _PlainLoader(yaml.SafeLoader):
    """Only true, false, null and plain numbers are more than text; YAML 1.1 reads `NO` as false and 21:00 as 1260."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the library's own attribute


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", "n~"),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), [*_first, ""])


def shown(place: Place) -> str:
    """`pathways[0].waves[2].window`"""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_yaml(path: Path) -> YamlFile:
    """Raises YamlFileError for what cannot be read, for keys given twice and for anchors, which hide what is meant."""
    name = path.name
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise YamlFileError([Fault(str(path), None, "", f"cannot be read ({error.strerror})")]) from None
    if len(data) > LARGEST:
        raise YamlFileError([Fault(name, None, "", f"is larger than {LARGEST} bytes")])
    try:
        loader = _PlainLoader(data.decode("utf-8-sig"))
        root = loader.get_single_node()
    except UnicodeDecodeError:
        raise YamlFileError([Fault(name, None, "", "is not UTF-8: save it as UTF-8")]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise YamlFileError([Fault(name, line, "", f"is not YAML: {error.problem}")]) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise YamlFileError([Fault(name, None, "", f"is not YAML ({type(error).__name__})")]) from None
    if root is None:
        raise YamlFileError([Fault(name, None, "", "is empty")])
    lines: dict[Place, int] = {}
    content = _build(loader, root, (), name, lines, set())
    return YamlFile(name, content, lines)


def _build(
    loader: _PlainLoader, node: yaml.Node, place: Place, name: str, lines: dict[Place, int], seen: set[int]
) -> Any:
    line = node.start_mark.line + 1
    lines[place] = line
    if id(node) in seen or len(place) > DEEPEST:
        what = "write it out: anchors are not read" if id(node) in seen else "is nested too deeply"
        raise YamlFileError([Fault(name, line, shown(place), what)])
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, item, (*place, n), name, lines, seen) for n, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return _scalar(loader, node, place, name)
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in built:
            raise YamlFileError([Fault(name, key_node.start_mark.line + 1, shown((*place, key)), "stands twice")])
        built[key] = _build(loader, value_node, (*place, key), name, lines, seen)
        lines[(*place, key)] = key_node.start_mark.line + 1
    return built


def _scalar(loader: _PlainLoader, node: yaml.Node, place: Place, name: str) -> Any:
    try:
        return loader.construct_object(node)
    except yaml.YAMLError:
        raise YamlFileError(
            [Fault(name, node.start_mark.line + 1, shown(place), "is of a kind that is not read here")]
        ) from None
