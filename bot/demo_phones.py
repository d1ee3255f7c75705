"""The demo's phones: a channel that keeps what it is handed, as a phone does."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from bot.clock import Clock
from channels.channel import Button, Outbound, Sent
from channels.phone import Phone

CHANNELS: Final = ("sms", "telegram", "phone")


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on a phone. `message_id` is ours; a patient's own has none, but `outcome`: how it was taken."""

    text: str
    at: datetime
    message_id: UUID | None = None
    segments: int = 1
    nonce: str | None = None
    buttons: tuple[Button, ...] = ()
    outcome: str = ""


class Handset(Phone):
    """A phone channel that keeps what it was handed, as a phone does."""

    def __init__(self, name: str, clock: Clock, threads: dict[str, list[Bubble]]) -> None:
        super().__init__(name)
        self._clock = clock
        self._threads = threads

    async def send(self, outbound: Outbound) -> Sent:
        segments = self.segments(outbound.text)
        self._threads[outbound.address].append(
            Bubble(outbound.text, self._clock(), outbound.message_id, segments, outbound.nonce, outbound.buttons)
        )
        return await super().send(outbound)


def open_phones(clock: Clock) -> tuple[dict[str, list[Bubble]], dict[str, Handset]]:
    """The threads, and the channels by name that write to them: they stand in for every real one."""
    threads: dict[str, list[Bubble]] = defaultdict(list)
    return threads, {name: Handset(name, clock, threads) for name in CHANNELS}
