"""What every way of reaching a patient has in common: a message in, a message out, and one error."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, runtime_checkable
from uuid import UUID

# What a provider's refusal asks of us; the table from provider codes to these is data beside each channel.
Remedy = Literal["retry", "retry-slowly", "stop-number", "opt-out", "pause-sender", "loop", "give-up"]


@dataclass(frozen=True, slots=True)
class Tap:
    """A button pressed: the nonce of one question instance, and which of its buttons (from 0)."""

    nonce: str
    choice: int


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message from a person. `sender_address` is the clinic's side, `address` theirs (E.164, or a chat id)."""

    channel: str
    provider_id: str
    sender_address: str
    address: str
    text: str
    received_at: datetime
    media: int = 0
    tap: Tap | None = None
    in_reply_to: str | None = None  # provider id of the message that is quoted
    link_token: str | None = None  # a deep link opened
    blocked: bool = False  # the person blocked us at the provider: an opt-out without words
    edited: bool = False  # a message of theirs written anew: about what it was about before, not what is asked now
    listed: bool = False  # from the provider's own list, at its own time: what we sent since then it cannot be about


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    choice: int


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message to a person. `valid_for` ends before quiet hours begin, so that a backlog cannot ring at night."""

    message_id: UUID
    sender_address: str
    address: str
    text: str
    nonce: str | None = None
    buttons: tuple[Button, ...] = ()
    valid_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider's receipt. `status` is one of queued, sent, delivered, undelivered, failed, read."""

    provider_id: str
    status: str
    segments: int
    error_code: str | None = None


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A later word about a message, in the provider's order or not."""

    channel: str
    provider_id: str
    status: str
    error_code: str | None
    received_at: datetime
    sender_address: str | None = None  # tells whose it is when it comes before our own record of the send


@dataclass(frozen=True, slots=True)
class Handed:
    """A message of ours as it stands in the provider's list; `at` is when the provider took it."""

    channel: str
    sent: Sent
    address: str
    text: str
    at: datetime


class SendError(Exception):
    """The provider refused: nothing was sent. `permanent` says that trying again cannot help."""

    def __init__(self, code: str, remedy: Remedy, retry_after: timedelta | None = None) -> None:
        super().__init__(f"the provider refused the message (code {code})")
        self.code = code
        self.remedy = remedy
        self.permanent = remedy not in ("retry", "retry-slowly")
        self.retry_after = retry_after


class SendUnknownError(Exception):
    """The provider may or may not have taken the message: look it up before anything is sent again."""


class Channel(Protocol):
    """A way of reaching patients. Raises SendError or SendUnknownError from `send`, nothing else of its own.

    `look_up` finds what became of a message handed over no earlier than `since`: null when the provider does not have
    it, SendUnknownError when it cannot be asked now. Only where `can_look_up`.
    """

    name: str
    can_look_up: bool

    def segments(self, text: str) -> int: ...

    async def send(self, outbound: Outbound) -> Sent: ...

    async def look_up(self, outbound: Outbound, since: datetime) -> Sent | None: ...

    async def aclose(self) -> None: ...


@runtime_checkable
class KeepsList(Protocol):
    """A channel whose provider keeps a list of what went both ways.

    `history` is all of one sender's since a moment, in any order. Raises SendError and SendUnknownError.
    """

    async def history(self, sender_address: str, since: datetime) -> Sequence[Inbound | Handed]: ...


def storable(text: str) -> str:
    """A text as a person sent it, without what no database and no encoder takes: NUL, and half surrogate pairs."""
    whole = text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\x00", "")
