"""What was asked and how the reply was read: the two values between a conversation and `understand`."""

from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple

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


class Asked:
    """One question as it stood before the patient. `today` is the patient's own date, for "yesterday".

    `open`: text beside the options is an answer. `more`: it asks whether there is one more of what was asked about.
    """

    __slots__ = ("maximum", "minimum", "more", "open", "options", "repeats", "today", "type")

    def __init__(
        self,
        type: QuestionType,  # noqa: A002 - FHIR's word
        minimum: Decimal | None = None,
        maximum: Decimal | None = None,
        options: tuple[AskedOption, ...] = (),
        repeats: bool = False,
        open: bool = False,  # noqa: A002 - FHIR's word
        today: date | None = None,
        more: bool = False,
    ) -> None:
        self.type: Final = type
        self.minimum: Final = minimum
        self.maximum: Final = maximum
        self.options: Final = options
        self.repeats: Final = repeats
        self.open: Final = open
        self.today: Final = today
        self.more: Final = more


class Reply:
    """A reading. `answer` may be stored, `confirm` must be asked back, the rest stores nothing.

    `how` names the reading (digits, word, label, prefix, letter, ordinal, fuzzy, correction, …) and is kept
    with the answer; `alarm` names the group of safety words found, and stands beside any kind.
    """

    __slots__ = ("alarm", "argument", "comment", "how", "kind", "name", "reason", "value")

    def __init__(
        self,
        kind: Kind,
        value: Value | None = None,
        how: str = "",
        comment: str | None = None,
        reason: str | None = None,
        name: CommandName | None = None,
        argument: str | None = None,
        alarm: str | None = None,
    ) -> None:
        self.kind: Final = kind
        self.value: Final = value
        self.how: Final = how
        self.comment: Final = comment
        self.reason: Final = reason
        self.name: Final = name
        self.argument: Final = argument
        self.alarm: Final = alarm

    def __repr__(self) -> str:
        return f"Reply({self.kind!r}, {self.value!r}, {self.how!r}, reason={self.reason!r}, name={self.name!r})"

    def alarmed(self, group: str | None) -> "Reply":
        """The same reading beside a group of safety words, or beside none."""
        return Reply(self.kind, self.value, self.how, self.comment, self.reason, self.name, self.argument, group)

    def doubted(self) -> "Reply":
        """The same reading, to be asked back."""
        return Reply("confirm", self.value, self.how, self.comment, self.reason, self.name, self.argument, self.alarm)
