"""From what studies report, chances over everybody, to the chance of one person: a logistic model with a person's own
intercept, which is normal with mean 0 and the given standard deviation (frailty).

Odds ratios of studies are marginal: they compare whole groups. Each is applied to the group and turned into the log
odds of a person with intercept 0 that give it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.simulation_assumptions import Assumptions

Numbers = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(61)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_STEPS: Final = 8
# No contact makes fewer or more than these begin, whatever level was drawn.
_RAREST: Final = 1e-6
_SUREST: Final = 0.995


@dataclass(frozen=True, slots=True)
class Form:
    """What a wave asks, by how easily a question ends it. `risk`: sum of -log(1 - break-off) over its questions."""

    questions: int
    risk: float

    @property
    def finished(self) -> float:
        """The share of those who begin that come to its end without a break."""
        return float(np.exp(-self.risk))


@dataclass(frozen=True, slots=True)
class Chances:
    """Log odds to begin of a person with intercept 0, for one wave: by contact (first, reminders), and on the phone.

    `short`: the same contacts where they offer the short form.
    """

    contacts: Numbers
    short: Numbers
    phone: float


def mean_chance(log_odds: Numbers, frailty_sd: float) -> Numbers:
    """The share of a whole group that begins, by the log odds of its middle person."""
    return np.asarray(expit(log_odds[:, None] + frailty_sd * _NODES) @ _WEIGHTS)


def log_odds_of(shares: Numbers, frailty_sd: float) -> Numbers:
    """The other way: the middle person's log odds that give a group these shares.

    Newton's steps on the logit of the share, which is almost a straight line, so that few reach the last digits.
    """
    wanted = _logit(shares)
    middle = wanted * np.sqrt(1 + 0.35 * frailty_sd**2)
    for _ in range(_STEPS):
        persons = expit(middle[:, None] + frailty_sd * _NODES)
        found = persons @ _WEIGHTS
        slope = (persons * (1 - persons)) @ _WEIGHTS / (found * (1 - found))
        middle = middle - (_logit(found) - wanted) / slope
    return np.asarray(middle)


def chances_of(assumptions: Assumptions, level: float, form: Form) -> Chances:
    """The chances at which one invitation alone brings back the share `level`, whole, of everybody invited."""
    sd = assumptions.frailty_sd
    begin = min(max(level / ((1 - assumptions.no_channel) * form.finished), _RAREST), _SUREST)
    usual = (assumptions.first, assumptions.reminder_1, assumptions.reminder_2, assumptions.reminder_3)
    *steps, anchor = log_odds_of(np.array([*usual, begin]), sd)
    contacts = np.array(steps) + (anchor - steps[0])
    shares = mean_chance(contacts, sd)
    wanted = np.append(_times_odds(shares, assumptions.short_odds), _times_odds(shares[:1], assumptions.phone_odds))
    *short, phone = log_odds_of(wanted, sd)
    return Chances(contacts, np.array(short), float(phone))


def form_of(assumptions: Assumptions, easy: int, typical: int, free_text: int) -> Form:
    counts = np.array([easy, typical, free_text])
    stops = np.array([assumptions.drop_easy, assumptions.drop_typical, assumptions.drop_free_text])
    return Form(int(counts.sum()), float(-(counts * np.log1p(-stops)).sum()))


def expit(log_odds: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-log_odds)))


def _times_odds(shares: Numbers, ratio: float) -> Numbers:
    odds = shares / (1 - shares) * ratio
    return np.asarray(odds / (1 + odds))


def _logit(shares: Numbers) -> Numbers:
    return np.asarray(np.log(shares / (1 - shares)))
