"""Plays what happens to one made-up patient over a year, day by day, by the functions that the scheduler itself calls.

Written down for a nurse to read: the day and the patient's own time, what happens, and why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.yaml_file import read_yaml
from flows.clinical_events import KNOWN_EVENTS, PathwayEvent
from flows.hours import ContactHours
from flows.machine import OPEN
from flows.pathway import Pathway
from flows.reasons import FIXES
from flows.runs import BegunAsking, begins_anew, taken_over
from flows.schedule import Action, Elsewhere, Standing, after_contact, future_actions, next_action
from flows.waves import Outcome, PlannedWave, Situation, plan_waves

ZONE = ZoneInfo("Europe/Copenhagen")
HOURS = ContactHours.model_validate(
    {
        "quiet_from": "20:00",
        "quiet_until": "08:00",
        "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat"],
        "holidays": {"country": "DK"},
    }
)
LIBRARY = Path(__file__).parents[2] / "flows/library/pathways"
OFFICE = time(10, 0)  # when staff report what has happened


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that staff report on a day. `on`: when it happened, where that is another day."""

    reported: str
    event: str = ""
    on: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    withdrawn: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    objects: bool | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The patient answers the whole of a wave so long after one of its contacts (1: the invitation)."""

    contact: int
    minutes: int
    level: str
    part: str = "core"


@dataclass(frozen=True, slots=True)
class Story:
    """`replies` by wave key; a wave that has none stays unanswered."""

    pathway: str
    about: str
    happenings: Sequence[Happening]
    replies: Mapping[str, Reply] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=lambda: {"age": 57})
    until: str = "2027-03-01"


def shipped(name: str) -> Pathway:
    return Pathway.model_validate(read_yaml(LIBRARY / f"{name}.yaml").content)


def told(story: Story) -> str:
    return _Telling(story).whole()


class _Telling:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.pathway = shipped(story.pathway)
        self.missing = frozenset(n for w in self.pathway.waves for n in w.questionnaires if n.startswith("pack:"))
        self.now = _office(story.happenings[0].reported)
        self.events: list[PathwayEvent] = []
        self.facts = dict(story.facts)
        self.status = "active"
        self.objected = False
        self.sessions: dict[str, Standing] = {}
        self.runs = 1
        self.replies: dict[str, datetime] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.written: list[datetime] = []
        self.shown: dict[str, str] = {}
        self.lines = [story.about, f"Pathway: {self.pathway.title}. Times of {ZONE.key}.", ""]

    def whole(self) -> str:
        waiting = list(self.story.happenings)
        end = _office(self.story.until)
        while True:
            moments = [_office(waiting[0].reported)] if waiting else []
            moments += [*self.replies.values(), *(action.at for action in self.actions().values())]
            if not moments or min(moments) >= end:
                return "\n".join(self.lines) + "\n"
            self.now = max(self.now, min(moments))
            if waiting and _office(waiting[0].reported) <= self.now:
                self.report(waiting.pop(0))
            elif any(at <= self.now for at in self.replies.values()):
                self.answer(min(self.replies, key=lambda key: self.replies[key]))
            else:
                actions = self.actions()
                key = min(actions, key=lambda each: actions[each].at)
                self.act(key, actions[key])

    def standing(self, key: str) -> Standing:
        """With what the patient's other askings say about gaps and caps, as bot/surroundings.py reads it."""
        schedule = self.pathway.schedule
        others = [
            each.last_contact_at for other, each in self.sessions.items() if other != key and each.last_contact_at
        ]
        return self.sessions[key]._replace(
            recent_contacts=tuple(self.written),
            elsewhere=tuple(Elsewhere(at, schedule.minimum_gap, schedule.frequency_cap) for at in others),
        )

    def actions(self) -> dict[str, Action]:
        """The next thing that each open session does; a patient who has died is written to no more."""
        if self.status != "active":
            return {}
        return {
            key: next_action(self.pathway.schedule, HOURS, self.standing(key), self.now)
            for key, each in self.sessions.items()
            if each.state in OPEN
        }

    def report(self, happening: Happening) -> None:
        if happening.objects is not None:
            self.objected = happening.objects
            self.say("staff", "the patient objects to this pathway" if self.objected else "the objection is lifted")
            if self.objected:
                self.close_all()
        elif happening.facts:
            self.facts |= happening.facts
            self.say("staff", f"facts: {_listed(happening.facts)}")
        else:
            self.record(happening)
        self.replan()

    def record(self, happening: Happening) -> None:
        on = date.fromisoformat(happening.on or happening.reported)
        event = PathwayEvent(happening.event, on, happening.detail)
        name = KNOWN_EVENTS.get(event.kind, event.kind).partition(";")[0]
        words = f"{name} ({event.kind}{f', {_listed(event.detail)}' if event.detail else ''}), {on:%a %Y-%m-%d}"
        self.say("staff", f"withdrawn as wrong: {words}" if happening.withdrawn else words)
        if event.kind == "deceased":
            self.status = "deceased"
            self.close_all()
        elif happening.withdrawn:
            self.events.remove(event)
        else:
            self.begin_anew(event)
            self.events.append(event)

    def begin_anew(self, event: PathwayEvent) -> None:
        """What happens again after its wave is over begins another run; what was asked in this one is kept by it."""
        begun = {key: each for key, each in self.sessions.items() if each.state != "scheduled" and " " not in key}
        askings = [BegunAsking(key, each.due_at, each.closes_at) for key, each in begun.items()]
        if not begins_anew(self.pathway, askings, event, ZONE):
            return
        self.events = list(taken_over(self.pathway, self.events, askings, [event]))
        self.say("staff", "this begins another run through the pathway")
        self.sessions = {f"{key} of run {self.runs}": each for key, each in begun.items()}
        self.replies = {f"{key} of run {self.runs}": at for key, at in self.replies.items()}
        self.shown = {}
        self.runs += 1

    def close_all(self) -> None:
        for key, standing in self.sessions.items():
            if standing.state in OPEN and standing.state != "scheduled":
                self.close(key, "stopped at once, nothing more is sent")
        self.replies = {}

    def replan(self) -> None:
        """As a new plan moves the rows: what has begun stays, unless it lost its event or something closes it."""
        situation = Situation(
            status=self.status,
            objected=self.objected,
            missing=self.missing,
            facts=self.facts,
            outcomes=self.outcomes,
        )
        planned = plan_waves(self.pathway, self.events, situation, self.now, ZONE)
        for each in planned:
            old = self.sessions.get(each.key)
            if old is not None and old.state != "scheduled":
                self.keep(each, old)
                continue
            self.sessions.pop(each.key, None)
            if each.reason is None:
                assert each.due_at is not None
                assert each.closes_at is not None
                self.sessions[each.key] = Standing(each.due_at, each.closes_at, 0, None, None, None, ZONE, "scheduled")
            self.show(each)
        for key in set(self.sessions) - {each.key for each in planned}:
            if self.sessions[key].state == "scheduled":
                del self.sessions[key]

    def keep(self, planned: PlannedWave, old: Standing) -> None:
        if old.state not in OPEN:
            return
        if planned.reason in ("event-missing", "event-other-detail"):
            self.close(planned.key, "closed: what it was asked for never was")
        elif planned.due_at != old.due_at:
            return
        elif planned.reason == "later-wave-wins":
            self.close(planned.key, "closes: a later wave takes its place")
        elif planned.reason is None and planned.closes_at != old.closes_at:
            assert planned.closes_at is not None
            self.sessions[planned.key] = old._replace(closes_at=planned.closes_at)
            self.say(planned.key, f"now takes answers until {_day(planned.closes_at)}")

    def show(self, planned: PlannedWave) -> None:
        if planned.reason is None:
            assert planned.due_at is not None
            assert planned.closes_at is not None
            words = f"planned for {_day(planned.due_at)}, takes answers until {_day(planned.closes_at)}"
        else:
            detail = "" if planned.detail is None else f" ({planned.detail})"
            words = f"not asked: {planned.reason}{detail}. {FIXES[planned.reason]}"
        if self.shown.get(planned.key) != words:
            self.shown[planned.key] = words
            self.lines.append(f"{'':24}{planned.key}: {words}")

    def act(self, key: str, action: Action) -> None:
        standing = self.standing(key)
        whole = future_actions(self.pathway.schedule, HOURS, standing, self.now)
        assert whole[0] == action, "the preview and the timer say the same"
        if action.act == "close":
            self.close(key, "closes without a whole answer")
            self.replan()
            return
        if standing.state == "scheduled":
            for other, open_one in self.sessions.items():
                if open_one.state in OPEN and open_one.state != "scheduled":
                    self.close(other, "closes: a later wave takes its place")
        self.sessions[key] = after_contact(self.pathway.schedule, standing, action)
        self.written += [action.at] if action.act == "contact" else []
        why = "".join(f", {code}" for code in action.because)
        short = ", offers the short form" if action.short and self.pathway.wave(key.partition(" ")[0]).short else ""
        what = "staff are asked to ring" if action.act == "phone" else f"message {action.wording}{short}"
        self.say(key, f"{what} [{action.rule}{why}]")
        reply = self.story.replies.get(self.named(key))
        if reply is not None and self.sessions[key].contacts == reply.contact:
            self.replies[key] = action.at.replace(microsecond=0) + reply.minutes * _MINUTE

    def answer(self, key: str) -> None:
        del self.replies[key]
        reply = self.story.replies[self.named(key)]
        self.sessions[key] = self.sessions[key]._replace(state="completed", core_done=True)
        self.outcomes[key] = Outcome(reply.level, self.now.astimezone(ZONE).date())
        part = " by the short form" if reply.part == "short" else ""
        self.say(key, f"the patient answers{part}; the colour is {reply.level}")
        self.replan()

    def close(self, key: str, words: str) -> None:
        self.replies.pop(key, None)
        self.sessions[key] = self.sessions[key]._replace(state="expired")
        self.say(key, words)

    def named(self, key: str) -> str:
        """How a story names an asking: in a later run with its number."""
        return key.removesuffix(" of run 1") if " " in key or self.runs == 1 else f"{key} of run {self.runs}"

    def say(self, who: str, words: str) -> None:
        self.lines.append(f"{self.now.astimezone(ZONE):%Y-%m-%d %a %H:%M}    {who}: {words}")


_MINUTE = datetime(2026, 1, 1, 0, 1, tzinfo=UTC) - datetime(2026, 1, 1, tzinfo=UTC)


def _office(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), OFFICE, ZONE).astimezone(UTC)


def _day(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%a %Y-%m-%d")


def _listed(pairs: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in pairs.items())
