"""Counts of those who guess tokens and passwords, by the address they call from."""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

_MOST_ADDRESSES: Final = 10_000


class Failures:
    """Failed calls by address, in this process: `most` within `span`, and then one too many."""

    def __init__(self, most: int, span: timedelta) -> None:
        self.most = most
        self.span = span
        self._lock = Lock()
        self._by_address: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    def add(self, address: str, now: datetime) -> bool:
        """Count one; True when it is one too many."""
        with self._lock:
            since, count = self._standing(address, now)
            self._by_address.pop(address, None)
            self._by_address[address] = (since, count + 1)
            if len(self._by_address) > _MOST_ADDRESSES:
                self._by_address.popitem(last=False)
            return count >= self.most

    def are_too_many(self, address: str, now: datetime) -> bool:
        with self._lock:
            return self._standing(address, now)[1] >= self.most

    def _standing(self, address: str, now: datetime) -> tuple[datetime, int]:
        since, count = self._by_address.get(address, (now, 0))
        return (now, 0) if now - since >= self.span else (since, count)
