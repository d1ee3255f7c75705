"""The demo's phones: nothing leaves this machine. What was said is read from the outbox, as the page shows it."""

from datetime import datetime

from channels.channel import Outbound, Sent
from channels.segments import count


class Phone:
    """Delivers at once. `name` is the channel it stands in for, so that a demo clinic is a real clinic's file."""

    can_look_up = True

    def __init__(self, name: str = "phone") -> None:
        self.name = name

    def segments(self, text: str) -> int:
        return count(text).segments

    async def send(self, outbound: Outbound) -> Sent:
        return self._receipt(outbound)

    async def look_up(
        self,
        outbound: Outbound,
        since: datetime,  # noqa: ARG002 - the protocol's signature
    ) -> Sent | None:
        """Whatever was handed over has arrived: a demo that was stopped in the middle says nothing twice."""
        return self._receipt(outbound)

    def _receipt(self, outbound: Outbound) -> Sent:
        return Sent(f"phone:{outbound.message_id}", "delivered", self.segments(outbound.text))

    async def aclose(self) -> None:
        return None
