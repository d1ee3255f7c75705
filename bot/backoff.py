"""How long to wait before trying again."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID


def wait_before(attempt: int, delays: Sequence[timedelta], key: UUID) -> timedelta:
    """The wait after the `attempt`th try (from 1); the last delay stands for all that follow.

    Spread by up to a quarter, so that what failed together does not come back together. The spread is drawn from
    the id, which is random enough, and the same row waits the same time wherever it is looked at.
    """
    delay = delays[min(attempt, len(delays)) - 1]
    part = (key.int >> (attempt % 32)) % 1000 / 1000
    return delay * (1 + part / 4)
