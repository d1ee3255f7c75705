"""A provider of messages that can be told to refuse, to lose its answer, or to take the worker down with it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from channels.channel import Outbound, SendError, SendUnknownError, Sent


class Killed(BaseException):
    """The worker is gone, as by kill -9: nothing after this line of it runs."""


@dataclass
class Provider:
    """`script`: what the next sends get, in order; after that everything is taken. `taken` is what a phone would show.

    A step is an exception to raise before the message is taken, a function that is called when it has been taken,
    or a status for the receipt.
    """

    name: str = "sms"
    can_look_up: bool = True
    script: list[Exception | BaseException | Callable[[Outbound], None] | str] = field(default_factory=list)
    taken: list[Outbound] = field(default_factory=list)
    asked: int = 0
    under_way: int = 0
    most_under_way: int = 0

    def segments(self, text: str) -> int:
        return 1

    async def send(self, outbound: Outbound) -> Sent:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        step = self.script.pop(0) if self.script else "queued"
        if isinstance(step, BaseException):
            raise step
        self.taken.append(outbound)
        if callable(step):
            step(outbound)
            step = "queued"
        return Sent(provider_id=self.id_of(len(self.taken)), status=step, segments=1)

    async def look_up(self, outbound: Outbound, since: datetime) -> Sent | None:
        self.asked += 1
        for number, taken in enumerate(self.taken, start=1):
            if (taken.address, taken.text) == (outbound.address, outbound.text):
                return Sent(provider_id=self.id_of(number), status="delivered", segments=1)
        return None

    async def aclose(self) -> None:
        """Nothing to close."""

    def id_of(self, number: int) -> str:
        return f"SM{self.name}{number:04}"

    def texts(self) -> list[str]:
        return [outbound.text for outbound in self.taken]


def drop_answer(_: Outbound) -> None:
    """Took the message, and the answer was lost on the way back."""
    raise SendUnknownError


def die(_: Outbound) -> None:
    """Took the message, and the worker died before it could note that."""
    raise Killed


def too_fast(seconds: float) -> SendError:
    return SendError("20429", "retry", timedelta(seconds=seconds))
