"""A patient's plan for the terminal: what was said, what comes, and why not."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.plan import FutureContact, Plan, WaveReport

_ACTS = {"contact": "message", "phone": "staff ring", "close": "closes"}


def render_plan(plan: Plan) -> RenderableType:
    """Times are the patient's own."""
    zone = ZoneInfo(plan.zone)
    heading = f"{plan.ref}: {plan.status}, {plan.language}, by {plan.channel}, times of {plan.zone}"
    parts: list[RenderableType] = [Text(heading, style="bold")]
    parts += [Text(f"Nothing is sent: {hold.reason}. {hold.fix}", style="red") for hold in plan.holds]
    if not plan.waves:
        parts.append(Text("On no pathway: enrol the patient on one."))
    for wave in plan.waves:
        parts += [Text(), *_wave(wave, zone)]
    return Group(*parts)


def _wave(wave: WaveReport, zone: ZoneInfo) -> Iterator[RenderableType]:
    state = wave.state or wave.status
    part = " by its short form" if wave.part == "short" else ""
    yield Text(f"{wave.pathway} {wave.wave} ({wave.title}): {state.replace('_', ' ')}{part}", style="bold")
    if wave.arm is not None:
        yield Text(f"  in an experiment, by the schedule {wave.arm}")
    if wave.due_at is not None and wave.closes_at is not None:
        yield Text(f"  due {_shown(wave.due_at, zone)}, closes {_shown(wave.closes_at, zone)}")
    if wave.reason is not None:
        told = wave.reason if wave.detail is None else f"{wave.reason} ({wave.detail})"
        yield Text(f"  not asked: {told}. {wave.fix}", style="yellow")
    if not wave.past and not wave.future:
        return
    table = Table(box=None, padding=(0, 2), show_header=False)
    for contact in wave.past:
        at = contact.sent_at or contact.queued_at
        told = contact.status if contact.error_code is None else f"{contact.status} ({contact.error_code})"
        table.add_row("", _shown(at, zone), "schedule" if contact.scheduled else "reply", contact.kind, told)
    for action in wave.future:
        table.add_row("", _shown(action.at, zone), _ACTS[action.act], _told(action), "to come", style="cyan")
    yield table


def _told(action: FutureContact) -> str:
    """ "reminder-2 by telegram, short form (frequency-cap)"."""
    way = "" if action.channel is None or action.rule.startswith("by-") else f" by {action.channel}"
    because = f" ({', '.join(action.because)})" if action.because else ""
    return f"{action.rule}{way}{', short form' if action.short else ''}{because}"


def _shown(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%a %Y-%m-%d %H:%M")
