"""Made-up patients by whom staff see what a schedule does: real dates, from the schedule's own functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flows.commands import LATER
from flows.hours import ContactHours
from flows.pathway import Pathway, WavePlan
from flows.schedule import Action, Schedule, Standing, after_contact, future_actions, next_action

_LONGEST_RUN: Final = 60  # days that a made-up patient may have been asked for


@dataclass(frozen=True, slots=True)
class Sample:
    """One patient. `past`: what has been done by today's schedule; `before` and `after`: what comes by today's and by
    the new one if the patient stays silent, the closing included. `stays`: the new one holds only if they are moved.
    """

    title: str
    told: str
    past: tuple[Action, ...]
    before: tuple[Action, ...]
    after: tuple[Action, ...]
    stays: bool = False


def samples_of(
    pathway: Pathway, schedule: Schedule, hours: ContactHours, zone: ZoneInfo, now: datetime
) -> tuple[Sample, ...]:
    """Somebody whose questions are due now, somebody in the middle of them, and somebody who wrote LATER.

    All in the first wave; then somebody due now in each of the others whose contacts are not the same.
    """
    first, *others = (_Making(wave, pathway.schedule, schedule, hours, zone, now) for wave in pathway.waves)
    samples = list(first.samples())
    seen = [_contacts(samples[0])]
    for made in others:
        due = made.due_now(f"Due now: {made.wave.title}")
        if _contacts(due) not in seen:
            seen.append(_contacts(due))
            samples.append(due)
    return tuple(samples)


def silent_timeline(
    wave: WavePlan, schedule: Schedule, hours: ContactHours, zone: ZoneInfo, due: datetime
) -> tuple[Action, ...]:
    """All contacts of a patient who never replies, the closing included."""
    return future_actions(schedule, hours, _standing(wave, zone, due), due)


def _standing(wave: WavePlan, zone: ZoneInfo, due: datetime) -> Standing:
    return Standing(
        due_at=due,
        closes_at=wave.window.after(due, zone),
        contacts=0,
        last_contact_at=None,
        last_inbound_at=None,
        snoozed_until=None,
        zone=zone,
        state="scheduled",
    )


@dataclass(frozen=True, slots=True)
class _Making:
    wave: WavePlan
    today: Schedule
    new: Schedule
    hours: ContactHours
    zone: ZoneInfo
    now: datetime

    def samples(self) -> Iterator[Sample]:
        yield self.due_now("Due now")
        past, standing = self._in_the_middle()
        if past:
            told = f"Invited {_days(past[0].at, self.now)}, and has not replied."
            yield self._sample("In the middle", told, past, standing, stays=True)
        invited = self._invited()
        if invited is not None:
            past, standing = invited
            paused = standing._replace(state="paused", last_inbound_at=self.now, snoozed_until=self.now + LATER)
            yield self._sample("Wrote LATER", "Was invited, and has just written LATER.", past, paused, stays=True)

    def due_now(self, title: str) -> Sample:
        due = _standing(self.wave, self.zone, self.now)
        return self._sample(title, f"“{self.wave.title}” is due today, and the patient never replies.", (), due)

    def _sample(
        self, title: str, told: str, past: tuple[Action, ...], standing: Standing, *, stays: bool = False
    ) -> Sample:
        before, after = (future_actions(each, self.hours, standing, self.now) for each in (self.today, self.new))
        return Sample(title, told, past, before, after, stays)

    def _in_the_middle(self) -> tuple[tuple[Action, ...], Standing]:
        """After the first reminder, where there is one; as late an invitation as that allows."""
        wanted = 2 if self.today.reminders else 1
        return self._with_contacts(wanted) or self._with_contacts(1) or ((), _standing(self.wave, self.zone, self.now))

    def _invited(self) -> tuple[tuple[Action, ...], Standing] | None:
        return self._with_contacts(1)

    def _with_contacts(self, wanted: int) -> tuple[tuple[Action, ...], Standing] | None:
        """The latest due day by which so many contacts have been made and the questions are still open."""
        for days in range(_LONGEST_RUN):
            past, standing = self._run(self.now - timedelta(days=days))
            if len(past) == wanted and standing.closes_at > self.now:
                return past, standing
        return None

    def _run(self, due: datetime) -> tuple[tuple[Action, ...], Standing]:
        """Today's schedule from a due day up to now, with a patient who is silent."""
        standing, at = _standing(self.wave, self.zone, due), due
        past: list[Action] = []
        while True:
            action = next_action(self.today, self.hours, standing, at)
            if action.at > self.now or action.act == "close":
                return tuple(past), standing
            past.append(action)
            at = max(at, action.at)
            standing = after_contact(self.today, standing, action)


def _contacts(sample: Sample) -> tuple[tuple[Action, ...], ...]:
    """Under both schedules, without the day on which the questions close."""
    return tuple(tuple(each for each in plan if each.act != "close") for plan in (sample.before, sample.after))


def _days(since: datetime, now: datetime) -> str:
    days = (now - since).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
