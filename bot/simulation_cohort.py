"""One wave of simulated patients, moved through a schedule together: numbers in rows, one row a patient.

Every chance is drawn for every patient whether it is needed or not, from a stream of its own for each wave, step and
purpose. So the same patients meet the same luck under another schedule or other figures, and a difference between two
runs is the schedule's and not chance's (common random numbers).
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.simulation_assumptions import Assumptions
from bot.simulation_chances import Chances, Form, Numbers, expit
from bot.simulation_contacts import NEVER, Places, Timetable
from flows.schedule import MOST_REMINDERS, Action

Flags = NDArray[np.bool_]

DAY: Final = 24 * 60  # minutes
_MOST_STEPS: Final = MOST_REMINDERS + 3  # the invitation, the list of people to ring, and one look at what is left


class Purpose(IntEnum):
    """What a stream of chance is for; the numbers are part of every seed."""

    FRAILTY = 0
    NO_CHANNEL = 1
    OTHER_CHANNEL = 2
    REPLY = 3
    LATENCY = 4
    BREAK = 5
    STOP = 6
    REACH = 7
    PHONE = 8


@dataclass(frozen=True, slots=True)
class Luck:
    """The streams of one wave."""

    seed: int
    wave: int
    patients: int

    def uniform(self, step: int, purpose: Purpose, attempt: int = 0) -> Numbers:
        return self._stream(step, purpose, attempt).random(self.patients)

    def normal(self, step: int, purpose: Purpose) -> Numbers:
        return self._stream(step, purpose, 0).standard_normal(self.patients)

    def _stream(self, step: int, purpose: Purpose, attempt: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, self.wave, step, purpose, attempt])


@dataclass(frozen=True, slots=True)
class Asked:
    """What a wave asks: its chances, its form, and its short form where it has one."""

    chances: Chances
    form: Form
    short: Form | None


@dataclass(slots=True)
class Cohort:
    """How far each patient has come. Moments are minutes since the wave was due, NEVER where there is none.

    `place`: where the patient stands in the timetable. `word`: written since the last contact. `reply_at`: will reply
    then, moved by the contact `answering`. `progress`: of the questionnaire, 0 to 1.
    """

    frailty: Numbers
    no_channel: Flags
    has_other: Flags
    start: Places
    place: Places = field(init=False)
    word: Numbers = field(init=False)
    reply_at: Numbers = field(init=False)
    done_at: Numbers = field(init=False)
    answering: Places = field(init=False)
    progress: Numbers = field(init=False)
    texts: Places = field(init=False)
    free_texts: Places = field(init=False)
    calls: Places = field(init=False)
    begun: Flags = field(init=False)
    stopped: Flags = field(init=False)
    moved: Flags = field(init=False)
    short: Flags = field(init=False)
    by_phone: Flags = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.frailty)
        self.place = self.start.copy()
        self.word, self.reply_at, self.done_at = (np.full(size, NEVER) for _ in range(3))
        self.progress = np.zeros(size)
        self.answering, self.texts, self.free_texts, self.calls = (np.zeros(size, dtype=np.int64) for _ in range(4))
        self.begun, self.stopped, self.moved, self.short, self.by_phone = (np.zeros(size, dtype=bool) for _ in range(5))

    @property
    def answered(self) -> Flags:
        return np.isfinite(self.done_at)

    @property
    def waiting(self) -> Places:
        """Whom the schedule may still contact."""
        return np.flatnonzero(~(self.answered | self.stopped))


def run_cohort(asked: Asked, timetable: Timetable, assumptions: Assumptions, luck: Luck) -> Cohort:
    """Every patient from the due moment to the end of the window."""
    cohort = Cohort(
        frailty=assumptions.frailty_sd * luck.normal(0, Purpose.FRAILTY),
        no_channel=luck.uniform(0, Purpose.NO_CHANNEL) < assumptions.no_channel,
        has_other=luck.uniform(0, Purpose.OTHER_CHANNEL) < assumptions.other_channel,
        start=np.arange(luck.patients) % timetable.starts,
    )
    running = _Running(cohort, asked, timetable, assumptions, luck, timetable.closing[cohort.start])
    for step in range(_MOST_STEPS):
        if not running.take_step(step):
            break
    return cohort


@dataclass(frozen=True, slots=True)
class _Running:
    cohort: Cohort
    asked: Asked
    timetable: Timetable
    assumptions: Assumptions
    luck: Luck
    closing: Numbers

    def take_step(self, step: int) -> bool:
        """What happens before the next contact of each patient, and that contact. False when nobody has one."""
        cohort, ask = self.cohort, self.timetable.next_moves
        who = cohort.waiting
        moves = ask(cohort.place[who], cohort.word[who])
        heard = cohort.reply_at[who] < np.minimum(moves.at, self.closing[who])
        self._hear(who[heard], step)
        # Whoever wrote stands elsewhere now, and whoever finished has no next contact: a reply stops the contacts.
        moves.put(heard, ask(cohort.place[who[heard]], cohort.word[who[heard]]))
        coming = np.isfinite(moves.at) & ~cohort.answered[who]
        for kind in np.unique(moves.kind[coming]):
            these = coming & (moves.kind == kind)
            action = self.timetable.kinds[kind]
            contact = self._ring if action.act == "phone" else self._write
            contact(who[these], moves.at[these], action, int(kind), step)
        cohort.place[who[coming]], cohort.word[who[coming]] = moves.place[coming], NEVER
        return bool(coming.any())

    def _hear(self, who: Places, step: int) -> None:
        """Who replies answers until done or until they break off, at a moment that is alike over the questions."""
        cohort = self.cohort
        risk = np.where(cohort.short[who], (self.asked.short or self.asked.form).risk, self.asked.form.risk)
        # How much risk a patient would bear on this attempt: exponential, so that breaks come at their own rate.
        borne = -np.log1p(-self.luck.uniform(step, Purpose.BREAK)[who])
        left = (1 - cohort.progress[who]) * risk
        finished = borne >= left
        at = cohort.reply_at[who]
        cohort.begun[who], cohort.reply_at[who] = True, NEVER
        cohort.done_at[who[finished]] = at[finished]
        broke = who[~finished]
        cohort.word[broke] = at[~finished]
        cohort.progress[broke] += borne[~finished] / risk[~finished]
        cohort.progress[who[finished]] = 1

    def _write(self, who: Places, at: Numbers, action: Action, kind: int, step: int) -> None:
        cohort, figures = self.cohort, self.assumptions
        if action.channel is not None:
            cohort.moved[who] |= cohort.has_other[who]
        numbers = cohort.texts[who]
        cohort.texts[who] += 1
        cohort.free_texts[who] += cohort.moved[who]
        short = action.short and self.asked.short is not None
        row = self.asked.chances.short if short else self.asked.chances.contacts
        begins = expit(row[np.minimum(numbers, len(row) - 1)] + cohort.frailty[who])
        chance = np.where(cohort.begun[who], figures.resume, begins)
        read = ~cohort.no_channel[who] | cohort.moved[who]
        free = ~np.isfinite(cohort.reply_at[who])  # whoever will reply already is not made to twice
        replies = read & free & (self.luck.uniform(step, Purpose.REPLY)[who] < chance)
        stops = read & free & ~replies & (self.luck.uniform(step, Purpose.STOP)[who] < figures.opt_out)
        slower = self.luck.normal(step, Purpose.LATENCY)[who]
        latency = figures.latency_median * np.exp(figures.latency_sigma * slower)
        cohort.reply_at[who[replies]] = (at + latency)[replies]
        cohort.answering[who[replies]] = kind
        cohort.short[who[replies]] = short
        cohort.stopped[who[stops]] = True

    def _ring(self, who: Places, at: Numbers, _: Action, kind: int, step: int) -> None:
        """One attempt a day; whoever is reached says yes or no once, and who says yes is asked everything."""
        cohort, figures = self.cohort, self.assumptions
        agrees = expit(self.asked.chances.phone + cohort.frailty[who])
        yes = self.luck.uniform(step, Purpose.PHONE)[who] < agrees
        trying = np.ones(len(who), dtype=bool)
        for attempt in range(round(figures.phone_attempts)):
            moment = at + attempt * DAY
            trying &= (moment < self.closing[who]) & (cohort.reply_at[who] > moment)
            cohort.calls[who[trying]] += 1
            picked_up = trying & (self.luck.uniform(step, Purpose.REACH, attempt)[who] < figures.phone_reach)
            done = who[picked_up & yes]
            cohort.done_at[done], cohort.answering[done] = moment[picked_up & yes], kind
            cohort.by_phone[done] = True
            trying &= ~picked_up
