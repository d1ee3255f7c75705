"""The demo's clinic system: it takes what Prosvar delivers, verifies every signature, and keeps what is genuine."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_bytes
from typing import Any, Final

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

KEPT: Final = 500


class NotGenuineError(Exception):
    """The signature does not belong to this body, or the request is not of this time."""


@dataclass(frozen=True, slots=True)
class Received:
    """One event as it came, at the demo's own time. `data` is the payload's."""

    delivery_id: str
    endpoint: str
    type: str
    at: datetime
    data: Mapping[str, Any]


@dataclass(slots=True)
class Inbox:
    """Newest last. A delivery that comes twice is kept once, by its id."""

    secret: str = field(default_factory=lambda: "whsec_" + b64encode(token_bytes(24)).decode(), repr=False)
    received: dict[str, Received] = field(default_factory=dict)
    refused: int = 0

    def take(self, endpoint: str, headers: Mapping[str, str], body: str, now: datetime) -> Received:
        """Raises NotGenuineError."""
        try:
            payload = Webhook(self.secret).verify(body, dict(headers))
        except (WebhookVerificationError, ValueError, OverflowError):  # the last two: a time that cannot be one
            self.refused += 1
            raise NotGenuineError(NotGenuineError.__doc__) from None
        found = Received(headers["webhook-id"], endpoint, payload["type"], now, payload["data"])
        self.received.setdefault(found.delivery_id, found)
        while len(self.received) > KEPT:
            del self.received[next(iter(self.received))]
        return found
