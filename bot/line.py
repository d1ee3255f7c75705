"""Who waits for a turn, and who is being served: several batches at once, and nobody passed by their own next words.

A message is held back while another of the same person, or another copy of it, is being served or waits before it.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

Each = TypeVar("Each")


class Line(Generic[Each]):
    """Those who wait, in the order in which they came. `names` gives what no two batches may have at once."""

    def __init__(self, names: Callable[[Each], Iterable[Hashable]]) -> None:
        self._names = names
        self._waiting: list[Each] = []
        self._served: set[Hashable] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    def join(self, each: Each) -> None:
        self._waiting.append(each)

    def serve(self, most: int) -> list[Each]:
        """The first that may be served now, up to `most`; empty where all who wait are held back."""
        chosen: list[Each] = []
        held: list[Each] = []
        names_held: set[Hashable] = set()
        for each in self._waiting:
            names = set(self._names(each))
            if names.isdisjoint(names_held) and names.isdisjoint(self._served):
                chosen.append(each)
            else:
                held.append(each)
                names_held |= names
            if len(chosen) == most:
                break
        self._waiting = held + self._waiting[len(chosen) + len(held) :]
        self._served.update(name for each in chosen for name in self._names(each))
        return chosen

    def release(self, batch: Iterable[Each]) -> None:
        """They have been served: who was held back because of them may be served next."""
        for each in batch:
            self._served.difference_update(self._names(each))
