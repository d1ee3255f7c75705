"""Counts of those who guess tokens and passwords, by the address they call from."""

import hashlib
from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import Final

_MOST_ADDRESSES: Final = 10_000
_HOUSEHOLD: Final = 64  # bits of an IPv6 address that one caller cannot choose freely


def place_of(host: str | None) -> str:
    """By what a caller is counted: the address, or the network of an IPv6 address; what is none stands by itself."""
    try:
        address = ip_address((host or "").partition("%")[0])
    except ValueError:
        return f"unknown {hashlib.sha256((host or '').encode()).hexdigest()[:16]}"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> (128 - _HOUSEHOLD) << (128 - _HOUSEHOLD)))
    return str(address)


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

    def forget(self, address: str) -> None:
        """It has shown that it knows."""
        with self._lock:
            self._by_address.pop(address, None)

    def are_too_many(self, address: str, now: datetime) -> bool:
        with self._lock:
            return self._standing(address, now)[1] >= self.most

    def _standing(self, address: str, now: datetime) -> tuple[datetime, int]:
        since, count = self._by_address.get(address, (now, 0))
        return (now, 0) if now - since >= self.span else (since, count)
