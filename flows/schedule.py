"""When a patient is contacted. Every contact time in the product comes from here: timer, plan, preview, simulation.

Times are planned on the clock where the patient lives and returned in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from flows.hours import ContactHours, DayWindow, NeverOpenError, next_open, quiet_from
from flows.machine import OPEN
from flows.reminders import LONGEST_CAP, MOST_REMINDERS, FrequencyCap, Reminder, Schedule
from flows.spans import Span, at_wall_time

__all__ = [
    "LONGEST_CAP",
    "MOST_REMINDERS",
    "Action",
    "ContactHours",
    "DayWindow",
    "Elsewhere",
    "FrequencyCap",
    "NeverOpenError",
    "Reminder",
    "Schedule",
    "Standing",
    "future_actions",
    "next_action",
    "next_open",
    "quiet_from",
]

Act = Literal["contact", "close", "phone"]
# Where nothing is asked by text any more, or only as an offer, the schedule has nothing left to say but the end.
_SILENT: Final = frozenset({"handed_over", "offering"})
_AGAIN: Final = "by-"
_SHORTEST: Final = Span("PT10M", seconds=600)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another session of the same patient asks of this one: its last contact, its gap and its cap."""

    last_contact_at: datetime
    gap: Span
    cap: FrequencyCap | None = None


class Standing(NamedTuple):
    """How far one session has come. `contacts` counts what the schedule did: messages, and the phone list.

    `last_contact_at`: when the last of them was sent. `state`: the machine's, of a session that is not held.
    `core_done`: what counts is answered, so nobody is reminded or rung about the rest.
    `recent_contacts`: messages that we began, in every pathway, of the last LONGEST_CAP. `best_minute`: of the local
    day, see flows/best_hour.py. `channel`: the session's now ("": not known, so that steps go as they are written);
    `channels`: by which the patient can be written to, the one to prefer first; a `channel` that is not among them
    is dead. `reached_at`: when the latest message that we began here was sent, of those not known to have failed.
    """

    due_at: datetime
    closes_at: datetime
    contacts: int
    last_contact_at: datetime | None
    last_inbound_at: datetime | None
    snoozed_until: datetime | None
    zone: ZoneInfo
    state: str
    core_done: bool = False
    recent_contacts: tuple[datetime, ...] = ()
    best_minute: int | None = None
    elsewhere: tuple[Elsewhere, ...] = ()
    channel: str = ""
    channels: tuple[str, ...] = ()
    reached_at: datetime | None = None


class Action(NamedTuple):
    """What the schedule does next.

    `rule` is the fixed code of why: first, reminder-N, snooze, phone, close, or by-CHANNEL for a contact that is made
    again because the channel before turned out dead. `channel`: the one to change to, null for no change.
    `short`: the short form is offered with it. `because`: codes of what moved it or changed it, see BECAUSE.
    """

    at: datetime
    act: Act
    rule: str
    wording: str = ""
    channel: str | None = None
    short: bool = False
    because: tuple[str, ...] = ()


# What the codes in `Action.because` say to staff.
BECAUSE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "minimum-gap": "Later than the step says: the gap after the contact before it, in this pathway or another.",
        "frequency-cap": "Later than the step says: the patient has been written to as often as the cap allows.",
        "closed-hours": "Later than the step says: outside the window, in quiet hours or on a closed day.",
        "best-hour": "Moved to the time of day at which this patient has answered before.",
        "no-sms": "The step asks for SMS, which the patient or the clinic does not have: it goes by the present way.",
        "no-telegram": "The step asks for Telegram, which the patient or the clinic does not have: it goes by the "
        "present way.",
    }
)


def next_action(schedule: Schedule, hours: ContactHours, standing: Standing, now: datetime) -> Action:
    """The next thing the schedule does; it is due when `at` is not after `now`.

    The answer does not change while time passes without events, until `at`; what was missed is done as soon as the
    hours allow. Raises ValueError for a closed conversation, for which there is nothing to plan.
    """
    if standing.state not in OPEN:
        raise ValueError(f"a conversation that is {standing.state} has no next contact")
    step = None if standing.state in _SILENT else _next_step(schedule, standing)
    if step is None or now >= standing.closes_at:
        return _close(standing)
    step = _spaced(schedule, standing, step)
    spaced = step.at if step.at >= now else now
    if spaced >= standing.closes_at:
        return _close(standing)
    try:
        at = next_open(hours, standing.zone, spaced, schedule.window)
    except NeverOpenError:
        return _close(standing)
    placed = _placed(schedule, hours, standing, step, at)
    return placed if placed.at < standing.closes_at else _close(standing)


def _close(standing: Standing) -> Action:
    return Action(standing.closes_at, "close", "close")


def future_actions(schedule: Schedule, hours: ContactHours, standing: Standing, now: datetime) -> tuple[Action, ...]:
    """All that the schedule will do if the patient stays silent, the closing included; nothing when it is closed."""
    actions: list[Action] = []
    while standing.state in OPEN:
        action = next_action(schedule, hours, standing, now)
        actions.append(action)
        if action.act == "close":
            break
        now = max(now, action.at)
        standing = after_contact(schedule, standing, action)
    return tuple(actions)


def after_contact(schedule: Schedule, standing: Standing, action: Action) -> Standing:
    """How the session stands when this contact was made at its moment and nothing else happened.

    A message that the patient asked for by "later" takes the place of a reminder where one is left, and never that of
    the phone list. One made again by another channel takes the place of the one that did not arrive.
    """
    messages = 1 + len(schedule.reminders)
    if action.rule == "phone":
        contacts = messages + 1
    elif action.rule.startswith(_AGAIN):
        contacts = standing.contacts
    else:
        contacts = min(standing.contacts + 1, messages)
    written = action.act == "contact"
    return standing._replace(
        contacts=contacts,
        last_contact_at=action.at,
        snoozed_until=None,
        state="invited" if standing.state == "scheduled" else standing.state,
        recent_contacts=(*standing.recent_contacts, action.at) if written else standing.recent_contacts,
        channel=action.channel or standing.channel,
        reached_at=action.at if written else standing.reached_at,
    )


def _next_step(schedule: Schedule, standing: Standing) -> Action | None:
    """The next contact at its own moment, before gaps and hours; null when the schedule is used up."""
    if standing.state == "scheduled":
        return Action(standing.due_at, "contact", "first", "invite", channel=_living(standing))
    if standing.snoozed_until is not None:
        return Action(standing.snoozed_until, "contact", "snooze", "resume", channel=_living(standing))
    if standing.core_done:
        return None
    if _living(standing) is not None and _was_written(schedule, standing):
        return _again(schedule, standing)
    # Who writes while a question waits needs no reminder yet: silence is counted from the last word of either side.
    base = standing.due_at
    if standing.last_contact_at is not None and standing.last_contact_at > base:
        base = standing.last_contact_at
    if standing.last_inbound_at is not None and standing.last_inbound_at > base:
        base = standing.last_inbound_at
    done = max(standing.contacts - 1, 0)
    if done < len(schedule.reminders):
        return _reminder(schedule.reminders[done], f"reminder-{done + 1}", base, standing)
    if done == len(schedule.reminders) and schedule.phone_after is not None:
        return Action(schedule.phone_after.after(base, standing.zone), "phone", "phone")
    return None


def _reminder(reminder: Reminder, rule: str, base: datetime, standing: Standing) -> Action:
    at = reminder.after.after(base, standing.zone)
    if reminder.channel == "phone":
        return Action(at, "phone", rule)
    wanted: str | None = reminder.channel
    because: tuple[str, ...] = ()
    if wanted is None or wanted == standing.channel:
        wanted = _living(standing)
    elif standing.channel and wanted not in standing.channels:
        wanted, because = _living(standing), (f"no-{wanted}",)
    return Action(at, "contact", rule, reminder.wording, wanted, reminder.short, because)


def _living(standing: Standing) -> str | None:
    """The channel to go over to when the session's own is dead; null where it lives, or where there is no other."""
    if not standing.channel or standing.channel in standing.channels:
        return None
    return next(iter(standing.channels), None)


def _was_written(schedule: Schedule, standing: Standing) -> bool:
    """Whether the last contact was a message, and not the list of people to ring."""
    last = standing.contacts - 2
    return last < 0 or (last < len(schedule.reminders) and schedule.reminders[last].channel != "phone")


def _again(schedule: Schedule, standing: Standing) -> Action:
    """The last contact once more, by a channel that lives: what could not arrive is not waited for.

    One that has arrived is made again, too, as its answer cannot arrive any more, but only after the gap. Who writes
    from the channel that is dead is heard out: then it is made when they fall silent.
    """
    last = standing.contacts - 2
    reminder = schedule.reminders[last] if last >= 0 else None
    channel = _living(standing)
    at = standing.last_contact_at or standing.due_at
    if standing.last_inbound_at is not None:
        at = max(at, _SHORTEST.after(standing.last_inbound_at, standing.zone))
    return Action(
        at,
        "contact",
        f"{_AGAIN}{channel}",
        reminder.wording if reminder else "invite",
        channel=channel,
        short=reminder is not None and reminder.short,
    )


def _spaced(schedule: Schedule, standing: Standing, step: Action) -> Action:
    """The step at the first moment that gaps and caps allow. What the patient asked for is held by no cap."""
    step = _moved(step, max([step.at, *_gaps(schedule, standing, step)]), "minimum-gap")
    if step.act == "phone" or step.rule == "snooze":
        return step
    if schedule.frequency_cap is None and not standing.elsewhere:
        return step
    caps = [schedule.frequency_cap, *(other.cap for other in standing.elsewhere)]
    return _moved(step, max([step.at, *_caps(caps, standing)]), "frequency-cap")


def _gaps(schedule: Schedule, standing: Standing, step: Action) -> list[datetime]:
    again = step.rule.startswith(_AGAIN)
    gap = _SHORTEST if again else schedule.minimum_gap
    own = [] if standing.last_contact_at is None else [gap.after(standing.last_contact_at, standing.zone)]
    if again and standing.reached_at is not None:
        own.append(schedule.minimum_gap.after(standing.reached_at, standing.zone))
    if not standing.elsewhere:
        return own
    others = [
        each.after(other.last_contact_at, standing.zone)
        for other in standing.elsewhere
        for each in (schedule.minimum_gap, other.gap)
    ]
    return own + others


def _caps(caps: Sequence[FrequencyCap | None], standing: Standing) -> list[datetime]:
    """When each cap has room again: its contact that is the last but N has to lie further back than it counts."""
    made = sorted(standing.recent_contacts)
    return [
        cap.within.after(made[-cap.contacts], standing.zone)
        for cap in caps
        if cap is not None and len(made) >= cap.contacts
    ]


def _placed(schedule: Schedule, hours: ContactHours, standing: Standing, step: Action, at: datetime) -> Action:
    """The step at an open moment, or at the patient's best one of the same day; the reason is told from `at` alone,

    so that it stays the same while time passes.
    """
    best = _best_moment(schedule, standing, step, at)
    if best is not None and (best == at or next_open(hours, standing.zone, best, schedule.window) == best):
        return _moved(step, best, "best-hour")
    if at == step.at:
        return step
    shut_before = next_open(hours, standing.zone, at - timedelta(seconds=1), schedule.window) == at
    return _moved(step, at, "closed-hours") if at > step.at and shut_before else step._replace(at=at)


def _best_moment(schedule: Schedule, standing: Standing, step: Action, at: datetime) -> datetime | None:
    """Not before `at` and on the same local day; what the patient asked for, and a call, stay where they are."""
    if not schedule.best_hour or standing.best_minute is None or step.act == "phone" or step.rule == "snooze":
        return None
    day = datetime.combine(at.astimezone(standing.zone).date(), time())
    best = at_wall_time(day + timedelta(minutes=standing.best_minute), standing.zone)
    return best if at <= best < standing.closes_at else None


def _moved(action: Action, at: datetime, because: str) -> Action:
    return action if at <= action.at else action._replace(at=at, because=(*action.because, because))
