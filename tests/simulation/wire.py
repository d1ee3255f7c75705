"""The world outside: providers that fail as they do, phones that show what arrived, and a clinic's endpoint."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
from standardwebhooks.webhooks import Webhook

from channels.channel import Outbound, SendError, SendUnknownError, Sent, StatusChange
from channels.segments import count
from tests.doubles.clinic_endpoint import SECRET
from tests.simulation.clockwork import Clock, Crashes

# What becomes of a send, and how often of a hundred on a bad day. taken-…: the provider has it. lost: it took it, and
# no phone ever showed it.
BAD_DAY: Mapping[str, int] = {
    "taken": 62,
    "lost": 5,
    "retry": 8,
    "too-fast": 4,
    "stop-number": 1,
    "opt-out": 1,
    "give-up": 1,
    "doubt": 4,
    "taken-doubt": 6,
    "die": 3,
    "taken-die": 5,
}
GOOD_DAY: Mapping[str, int] = {"taken": 1}
LOOKS_BACK = timedelta(minutes=1)  # a provider's clock and ours may differ so much


@dataclass(frozen=True, slots=True)
class Handed:
    outbound: Outbound
    provider_id: str
    at: datetime
    fate: str


@dataclass
class Provider:
    """`weather`: the chances of each fate. What it `took` is in the order of taking; `told` are statuses to come."""

    name: str
    can_look_up: bool
    clock: Clock
    crashes: Crashes
    dice: random.Random
    look: Callable[[str, Outbound, str], None]  # the books': called when a message is in the provider's hands
    weather: Mapping[str, int] = field(default_factory=lambda: GOOD_DAY)
    took: list[Handed] = field(default_factory=list)
    told: list[StatusChange] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)

    def segments(self, text: str) -> int:
        return count(text).segments

    async def send(self, outbound: Outbound) -> Sent:
        if self.crashes.dead:
            self.crashes.die()
        (fate,) = self.dice.choices(list(self.weather), list(self.weather.values()))
        self.asked[fate] += 1
        if fate == "die":
            self.crashes.note("die-before-send")
            self.crashes.die()
        self._refuse(fate)
        handed = self._take(outbound, fate)
        if fate == "taken-die":
            self.crashes.note("die-after-send")
            self.crashes.die()
        if fate == "taken-doubt":
            raise SendUnknownError
        return Sent(handed.provider_id, "queued", 1)

    def _refuse(self, fate: str) -> None:
        if fate == "doubt":
            raise SendUnknownError
        if fate == "retry":
            raise SendError("503", "retry")
        if fate == "too-fast":
            raise SendError("20429", "retry", timedelta(seconds=20))
        if fate in ("stop-number", "opt-out", "give-up"):
            raise SendError("21610", fate)  # type: ignore[arg-type]  # one of the remedies

    def _take(self, outbound: Outbound, fate: str) -> Handed:
        handed = Handed(outbound, f"{self.name}-{len(self.took):05}", self.clock.true, fate)
        self.took.append(handed)
        self._tell(handed, ("sent", "undelivered") if fate == "lost" else ("sent", "delivered"))
        self.look(self.name, outbound, fate)
        return handed

    def _tell(self, handed: Handed, statuses: tuple[str, ...]) -> None:
        for status in statuses:
            code = "30003" if status == "undelivered" else None
            change = StatusChange(
                self.name, handed.provider_id, status, code, self.clock(), handed.outbound.sender_address
            )
            self.told += [change] * self.dice.choice((1, 1, 2))

    async def look_up(self, outbound: Outbound, since: datetime) -> Sent | None:
        for handed in self.took:
            same = (handed.outbound.address, handed.outbound.text) == (outbound.address, outbound.text)
            if same and handed.at >= since - LOOKS_BACK:
                return Sent(handed.provider_id, "failed" if handed.fate == "lost" else "delivered", 1)
        return None

    async def aclose(self) -> None:
        """Nothing to close."""


@dataclass
class Endpoint:
    """A clinic's system: up, down, or taking the event and losing its answer. Every signature is checked."""

    dice: random.Random
    up: bool = True
    received: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # webhook-id → bodies
    attempts: int = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.attempts += 1
        if not self.up:
            if self.dice.random() < 0.3:
                raise httpx.ConnectError("refused", request=request)
            return httpx.Response(self.dice.choice((500, 502, 503, 429)), stream=httpx.ByteStream(b"down"))
        Webhook(SECRET).verify(request.content, dict(request.headers))
        self.received[request.headers["webhook-id"]].append(request.content.decode())
        if self.dice.random() < 0.1:
            raise httpx.ReadTimeout("the answer was lost", request=request)
        return httpx.Response(204, stream=httpx.ByteStream(b""))
