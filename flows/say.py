"""What is to be said, before there are words: a message kind with its placeholders, and perhaps a question."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from flows.json_text import dumps

Argument = str | int
_NO_ARGS: Final[Mapping[str, Argument]] = MappingProxyType({})


class QuestionRef(NamedTuple):
    """One question as it stands in a wave: `number` of `total` is the progress cue.

    `link_id` with its occurrence where it is not the first, as in a Place. `options`: (code, words) of those it has
    now, where they depend on other answers.
    """

    questionnaire: str  # canonical url
    version: str
    link_id: str
    number: int
    total: int
    options: tuple[tuple[str, str], ...] | None = None


class Say(NamedTuple):
    """One message. `kind` leads (null: the question alone), the question follows on a new line.

    `priority` 0 safety, 3 replies, 5 contacts of the schedule. `exempt` from quiet hours: the patient wrote
    just now, or safety. `buttons` says what reply it waits for, and what a channel may show as buttons: question,
    yes-no, start, start-short, typed (a reply is waited for, and there is nothing to press), or none.
    """

    kind: str | None
    args: Mapping[str, Argument] = _NO_ARGS
    question: QuestionRef | None = None
    priority: int = 3
    exempt: bool = True
    buttons: str = "none"


def dump_say(say: Say) -> str:
    """As JSON for the message's row: objects by field names."""
    row = {
        "kind": say.kind,
        "args": dict(say.args) if say.args else {},
        "question": None if say.question is None else _dumped(say.question),
        "priority": say.priority,
        "exempt": say.exempt,
        "buttons": say.buttons,
    }
    return dumps(row)


def _dumped(question: QuestionRef) -> dict[str, object]:
    return {
        "questionnaire": question.questionnaire,
        "version": question.version,
        "link_id": question.link_id,
        "number": question.number,
        "total": question.total,
        "options": question.options,
    }
