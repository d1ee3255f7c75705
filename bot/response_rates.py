"""How many answered: the outcome of every asking, and the rates that come of them.

Outcomes and rates follow the American Association for Public Opinion Research's Standard Definitions, in which who
could not be reached or has opted out stays in the denominator. Intervals are Wilson's, which hold for small groups.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt
from statistics import NormalDist, median
from types import MappingProxyType
from typing import Final

# Every asking ends as one of these. Those under `LEAVES` are no part of a denominator.
OUTCOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "complete": "more than 80 % of the questions answered",
        "partial": "50 to 80 % answered",
        "break-off": "begun, less than 50 % answered",
        "silent": "asked, no answer",
        "declined": "said no to this pathway when asked, or to this questionnaire on the phone",
        "on-paper": "answered on paper or at the visit: not counted as complete here",
        "cannot": "cannot answer, alone or with help",
        "opted-out": "wrote STOP",
        "wrong-number": "the number belongs to somebody else",
        "never-delivered": "every message failed on its way",
        "no-channel": "no number or chat to write to",
        "not-sent": "due, but never sent: the plan says why",
        "with-staff": "handed over to staff, not answered there",
        "died": "died before the window closed",
        "withdrew-consent": "withdrew consent before it was due",
        "not-eligible": "the pathway does not ask this patient",
        "open": "still open",
    }
)
LEAVES: Final = frozenset({"died", "withdrew-consent", "not-eligible", "open"})
COMPLETE_ABOVE: Final = 0.8
PARTIAL_FROM: Final = 0.5
_95: Final = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class QuestionMark:
    """One question of one asking: `reached` when it was put, `answered` or passed over; `last`: nothing came after."""

    questionnaire: str
    link_id: str
    reached: bool
    answered: bool
    last: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """One wave of one patient as it went. Groups are labels by which rates are compared.

    `reply_after`: from the first message to the first reply. `step`: which contact came before the reply, 0 for the
    first one. `optional`: whether the larger part was answered, null where none was offered.
    """

    outcome: str
    groups: Mapping[str, str]
    invited: bool = False
    delivered: bool = False
    started: bool = False
    optional: bool | None = None
    short: bool = False
    proxy: bool = False
    reply_after: timedelta | None = None
    step: int | None = None
    contacts: int = 0
    phoned: bool = False
    marks: Sequence[QuestionMark] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % interval; all null of nobody."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report. RR1 counts the complete among the eligible, RR2 the partial as well."""

    groups: Mapping[str, str]
    eligible: int
    invited: int
    delivered: int
    started: int
    partial: int
    complete: int
    rr1: Rate
    rr2: Rate
    median_reply_minutes: float | None
    contacts: float | None  # mean, of those who were invited
    outcomes: Mapping[str, int] = field(default_factory=dict)


def wilson(count: int, of: int) -> Rate:
    """Wilson's score interval (Wilson 1927)."""
    if of == 0:
        return Rate(count, of, None, None, None)
    share = count / of
    middle = share + _95**2 / (2 * of)
    reach = _95 * sqrt(share * (1 - share) / of + _95**2 / (4 * of**2))
    whole = 1 + _95**2 / of
    low = (middle - reach) / whole if count else 0.0  # exact at the ends, where rounding would leave a trace
    high = (middle + reach) / whole if count < of else 1.0
    return Rate(count, of, share, low, high)


def how_whole(answered: int, asked: int) -> str:
    """The outcome of an asking that was begun, by the share of its questions that have an answer."""
    share = answered / asked if asked else 0.0
    if share > COMPLETE_ABOVE:
        return "complete"
    return "partial" if share >= PARTIAL_FROM else "break-off"


def row_of(askings: Sequence[Asking], groups: Mapping[str, str]) -> Row:
    outcomes = Counter(asking.outcome for asking in askings)
    counted = [asking for asking in askings if asking.outcome not in LEAVES]
    complete, partial = outcomes["complete"], outcomes["partial"]
    replies = [asking.reply_after.total_seconds() / 60 for asking in counted if asking.reply_after is not None]
    invited = [asking for asking in counted if asking.invited]
    return Row(
        groups=groups,
        eligible=len(counted),
        invited=len(invited),
        delivered=sum(asking.delivered for asking in counted),
        started=sum(asking.started for asking in counted),
        partial=partial,
        complete=complete,
        rr1=wilson(complete, len(counted)),
        rr2=wilson(complete + partial, len(counted)),
        median_reply_minutes=median(replies) if replies else None,
        contacts=sum(asking.contacts for asking in invited) / len(invited) if invited else None,
        outcomes={name: outcomes[name] for name in OUTCOMES if outcomes[name]},
    )


def rows_by(askings: Iterable[Asking], names: Sequence[str]) -> list[Row]:
    """One row for each combination of these groups that occurs, in order of their labels."""
    found: dict[tuple[str, ...], list[Asking]] = {}
    for asking in askings:
        found.setdefault(tuple(asking.groups[name] for name in names), []).append(asking)
    return [row_of(found[labels], dict(zip(names, labels, strict=True))) for labels in sorted(found)]


@dataclass(frozen=True, slots=True)
class StepYield:
    """What one contact brought: those it reached without a reply before, and those who replied before the next."""

    step: int
    sent: int
    replied: int


def yield_by_step(askings: Iterable[Asking]) -> list[StepYield]:
    """Step 0 is the first message; a contact that came after the reply reminded of what was begun, not of this."""
    sent: Counter[int] = Counter()
    replied: Counter[int] = Counter()
    for asking in askings:
        if not asking.invited:
            continue
        last = asking.contacts - 1 if asking.step is None else asking.step
        for step in range(last + 1):
            sent[step] += 1
        if asking.step is not None:
            replied[asking.step] += 1
    return [StepYield(step, sent[step], replied[step]) for step in sorted(sent)]


@dataclass(frozen=True, slots=True)
class DropOff:
    """One question over all askings: how many it was put to, how many answered, how many went no further."""

    questionnaire: str
    link_id: str
    reached: int
    answered: int
    stopped: int


def drop_off(askings: Iterable[Asking]) -> list[DropOff]:
    """In the order in which questions were first met."""
    reached: Counter[tuple[str, str]] = Counter()
    answered: Counter[tuple[str, str]] = Counter()
    stopped: Counter[tuple[str, str]] = Counter()
    for mark in (mark for asking in askings for mark in asking.marks):
        place = (mark.questionnaire, mark.link_id)
        reached[place] += mark.reached
        answered[place] += mark.answered
        stopped[place] += mark.last
    return [DropOff(*place, reached[place], answered[place], stopped[place]) for place in reached]


# Moments after the first message at which the curve is read.
CURVE: Final = (
    *(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120, 240, 480, 720)),
    *(timedelta(days=days) for days in (1, 2, 3, 5, 7, 9, 12, 14, 21, 28, 42, 60)),
)


def reply_curve(askings: Iterable[Asking]) -> list[tuple[timedelta, float]]:
    """The share of those invited who had replied by each moment; empty when nobody was."""
    waits = [asking.reply_after for asking in askings if asking.invited and asking.outcome != "open"]
    if not waits:
        return []
    replied = sorted(wait for wait in waits if wait is not None)
    return [(moment, bisect_right(replied, moment) / len(waits)) for moment in CURVE]


def age_band(birth_year: int | None, at: datetime) -> str:
    if birth_year is None:
        return "not known"
    age = at.year - birth_year
    bands = ((18, "under 18"), (40, "18-39"), (60, "40-59"), (75, "60-74"))
    return next((name for below, name in bands if age < below), "75 and over")
