"""What was asked and how the reply was read: the two values between a conversation and `understand`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

QuestionType = Literal["integer", "decimal", "boolean", "choice", "date", "time", "text"]
Kind = Literal["answer", "confirm", "invalid", "command", "acknowledgement", "auto-reply"]
CommandName = Literal["back", "correct", "skip", "dont-know", "later", "help", "call", "stop", "start", "wrong-person"]
# A number is int for integer questions, Decimal for decimal ones; a choice is its option's code, or a
# tuple of codes in the options' order where several are allowed; dates are YYYY-MM-DD, times HH:MM.
Value = int | Decimal | bool | str | tuple[str, ...]


class AskedOption(NamedTuple):
    """One choice as the patient saw it: `label` is in the language of the conversation.

    A tuple, as what the labels come to is looked up by all the options of a question.
    """

    code: str
    label: str
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it stood before the patient. `today` is the patient's own date, for "yesterday".

    `more`: it asks whether there is one more of what was asked about.
    """

    type: QuestionType
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    options: tuple[AskedOption, ...] = ()
    repeats: bool = False
    open: bool = False  # an open-choice: text beside the options is an answer
    today: date | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A reading. `answer` may be stored, `confirm` must be asked back, the rest stores nothing.

    `how` names the reading (digits, word, label, prefix, letter, ordinal, fuzzy, correction, …) and is kept
    with the answer; `alarm` names the group of safety words found, and stands beside any kind.
    """

    kind: Kind
    value: Value | None = None
    how: str = ""
    comment: str | None = None
    reason: str | None = None
    name: CommandName | None = None
    argument: str | None = None
    alarm: str | None = None

    def alarmed(self, group: str) -> "Reply":
        """The same reading beside a group of safety words; plain, as `replace` takes three times as long."""
        return Reply(self.kind, self.value, self.how, self.comment, self.reason, self.name, self.argument, group)
