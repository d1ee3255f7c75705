"""What can happen to a conversation, and what follows from it: the two ends of `advance`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from flows.occurrences import link_id_of, occurrence_of
from flows.replies.reply import Value
from flows.say import Say


class Place(NamedTuple):
    """One question of one questionnaire. A tuple, as it is the key of every answer and looked up many times a turn."""

    questionnaire: str  # canonical url
    spot: str  # the linkId, with the occurrence where it is not the first

    @property
    def link_id(self) -> str:
        return link_id_of(self.spot)

    @property
    def occurrence(self) -> str:
        return occurrence_of(self.spot)


class Received(NamedTuple):
    """A message from the patient.

    `choice`: the button pressed under the current question (from 0); `stale`: a button of an earlier one.
    `window_open`: the wave still takes answers, so a closed conversation may open again.
    `unseen`: what we asked last has not left us yet, so the words are about what was before it.
    `unsaid`: what we said last that waits ("do you mean 7?", the offer of the short form) has not left us, or will not.
    `edited`: an earlier message of theirs, written anew: never an answer, as nobody can tell to which question.
    `lost`: nobody knows whether the question their words would be about reached them, so it may be another one; of
    what they are asked to agree to: it did not.
    `due`: a wave that has not begun may begin at once. `opted_out`: a STOP of this patient or their address stands.
    `birth_year`: what the clinic knows, null where it knows none. `tries_left`: of the identity check, today.
    """

    text: str
    today: date
    media: int = 0
    choice: int | None = None
    stale: bool = False
    unseen: bool = False
    unsaid: bool = False
    edited: bool = False
    lost: bool = False
    window_open: bool = True
    due: bool = False
    opted_out: bool = False
    birth_year: int | None = None
    tries_left: int = 5

    @property
    def is_unbound(self) -> bool:
        """Nobody can tell which question it is about: it is never an answer."""
        return self.edited or self.lost


@dataclass(frozen=True, slots=True)
class ContactDue:
    """The schedule's moment to write first; `wording` is the message kind it chose.

    `short`: the short form is offered with it, where the wave has one. `unseen`: as of a message received.
    """

    wording: str
    short: bool = False
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class CallBegun:
    """Somebody of the clinic has the patient on the phone and reads out what waits to be answered."""


@dataclass(frozen=True, slots=True)
class CloseDue:
    """The schedule is over, or the window is."""


@dataclass(frozen=True, slots=True)
class StaffResumed:
    """Staff have looked at what stopped the conversation and let it go on."""


@dataclass(frozen=True, slots=True)
class WaveRestored:
    """What the wave counts from stands again: it had been withdrawn, and that had closed the conversation.

    `due`: by its day as it is recorded now.
    """

    due: bool


Event = Received | ContactDue | CallBegun | CloseDue | StaffResumed | WaveRestored


class Stored(NamedTuple):
    """An answer to keep. `value` null: passed over (`how` says why). `amends`: an earlier answer stands behind it."""

    place: Place
    version: str
    value: Value | None
    raw: str
    how: str
    confidence: Literal["read", "confirmed", "none"]
    comment: str | None = None
    amends: bool = False


TaskKind = Literal["alert", "contact", "not_understood", "wrong_number", "identity", "loop", "message"]


@dataclass(frozen=True, slots=True)
class Raised:
    """Work for staff. `detail` holds codes only, never the patient's words."""

    kind: TaskKind
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Completed:
    """The wave counts: by its core, by its short form, or with the larger part added to the core (`part` optional)."""

    part: Literal["core", "short", "optional"]


@dataclass(frozen=True, slots=True)
class PartlyAnswered:
    """Closed with some of the core unanswered; what there is goes to the clinic."""


@dataclass(frozen=True, slots=True)
class OptedOut:
    pass


@dataclass(frozen=True, slots=True)
class OptedIn:
    pass


@dataclass(frozen=True, slots=True)
class WrongPerson:
    pass


@dataclass(frozen=True, slots=True)
class Identified:
    pass


@dataclass(frozen=True, slots=True)
class IdentityFailed:
    """A wrong year: one of the day's tries is spent."""


@dataclass(frozen=True, slots=True)
class Consented:
    given: bool


@dataclass(frozen=True, slots=True)
class PutOff:
    """The patient asked for later: the schedule speaks no sooner than `until`."""

    until: datetime


Effect = (
    Say
    | Stored
    | Raised
    | Completed
    | PartlyAnswered
    | OptedOut
    | OptedIn
    | WrongPerson
    | Identified
    | IdentityFailed
    | Consented
    | PutOff
)
