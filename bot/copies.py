"""The copies of one question, as it may be put more than once: is it before the patient, so that words answer it?"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from store.ledger import Row
from store.phone import VOICE

# Of one message of ours. `seen`: on the patient's own phone, as far as is known. `unclear`: it may be. `waiting`: it
# has not left us. `never`: it has not, and will not.
Fate = Literal["seen", "unclear", "waiting", "never"]
UNSENT: Final = frozenset({"queued", "claimed"})
_ARRIVING: Final = frozenset({"sent", "delivered", "read"})
# A send that takes this long has lost its worker.
_HANDED_OVER_WITHIN: Final = timedelta(seconds=20)
_SUREST: Final[tuple[Fate, ...]] = ("seen", "unclear", "waiting", "never")
# The provider's times have whole seconds, and its clock is not ours.
CLOCKS_DIFFER: Final = timedelta(seconds=30)
# Of one question: the first copy and the latest ones are remembered.
MOST_COPIES: Final = 8


def fate(sent: Row, now: datetime) -> Fate:
    """What was read out in a call stands on the phone nowhere: a text that comes then may be about what was before it.

    What a provider took or may have taken, and lost, may be there all the same, also when it is to be sent once more.
    """
    status = sent["status"]
    if sent["channel"] == VOICE:
        return "unclear"
    if status in _ARRIVING:
        return "seen"
    if status == "sending":
        return "unclear" if sent["claimed_at"] <= now - _HANDED_OVER_WITHIN else "seen"
    if sent["sent_at"] is not None or sent["doubts"] or status in ("unknown", "undelivered"):
        return "unclear"
    return "waiting" if status in UNSENT else "never"


def fate_of_all(copies: Sequence[Row], now: datetime) -> Fate:
    """Of a question, by its copies: one that is there will do. What left us so long ago that it is forgotten is."""
    if not copies:
        return "seen"
    found = {fate(copy, now) for copy in copies}
    return min(found, key=_SUREST.index)


def replied_to(copies: Sequence[Row], now: datetime) -> Row | None:
    """The copy that words about the question answer: the first that is there, else the first that may be."""
    return min(copies, key=lambda copy: _SUREST.index(fate(copy, now)), default=None)


def most(copies: Iterable[str], replied: str | None) -> tuple[str, ...]:
    """What is remembered of many: the first, the one that was replied to, and the latest."""
    every = tuple(copies)
    if len(every) <= MOST_COPIES:
        return every
    latest = every[2 - MOST_COPIES :]
    return tuple(dict.fromkeys((every[0], *((replied,) if replied in every else ()), *latest)))


def was_sent_after(sent: Row, at: datetime) -> bool:
    """By more than clocks differ, as `at` is the provider's."""
    return sent["sent_at"] is not None and bool(sent["sent_at"] > at + CLOCKS_DIFFER)
