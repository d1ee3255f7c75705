"""The demo's time: it runs by itself, and can be moved on, stopping wherever something is due."""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Connection, func, select, text

from bot.demo import Demo
from bot.demo_board import invited
from bot.jobs import settle
from store.database import transaction
from store.ledger import tables
from store.staff import carry_sessions
from store.tasks import ESCALATED

# Moments closer together than this are taken in one go: a step of a week with 200 patients then takes seconds.
STEP: Final = timedelta(minutes=2)
T = TypeVar("T")


async def begin(demo: Demo) -> None:
    """Do what is due; where nobody may be written to at this hour, move to the first moment when somebody may.

    Who opened a chat was answered there at any hour: that is no sign that the schedule may speak.
    """
    async with demo.lock:
        await _work(demo)
        written = await asyncio.to_thread(_read, demo, lambda connection, _: invited(connection))
    if not any(demo.people[ref].channel == "sms" for ref in written):
        await advance_to_next_contact(demo)


async def advance(demo: Demo, span: timedelta) -> None:
    """Move the clock, stopping wherever something is due, so that everything happens in its order."""
    async with demo.lock:
        await _go_to(demo, demo.clock() + span)


async def advance_to_next_contact(demo: Demo) -> None:
    """Move to the next moment when the schedule contacts somebody; stay where nobody is to be contacted."""
    async with demo.lock:
        moment = await asyncio.to_thread(_read, demo, next_contact)
        if moment is not None:
            await _go_to(demo, moment + STEP)


async def go_to_first_contact(demo: Demo, patients: Collection[UUID]) -> None:
    """Do what is due; where these may not be written to at this hour, move on until all of them have been.

    The caller holds the demo's lock.
    """
    await settle(demo.running)
    while (moment := await asyncio.to_thread(_read, demo, partial(_first_contact, patients))) is not None:
        await _go_to(demo, moment + STEP)


async def _go_to(demo: Demo, until: datetime) -> None:
    await settle(demo.running)
    while (moment := await asyncio.to_thread(_read, demo, next_moment)) is not None and moment <= until:
        await _set(demo, min(moment + STEP, until))
    await _set(demo, until)


async def _set(demo: Demo, to: datetime) -> None:
    """Move the clock with those who are signed in to the staff page, and do what is due then."""

    def carry(connection: Connection, now: datetime) -> None:
        carry_sessions(connection, max(to - now, timedelta()))

    await asyncio.to_thread(_read, demo, carry)
    demo.clock.set(to)
    await _work(demo)


async def keep_going(demo: Demo) -> None:
    """What is due while nobody moves the clock: time passes in the demo as well."""
    while True:
        await asyncio.sleep(1)
        async with demo.lock:
            await _work(demo)


async def _work(demo: Demo) -> None:
    """Do what is due, and show that it is done as a worker does: by a heartbeat, which `/readyz` looks for."""
    await settle(demo.running)
    await asyncio.to_thread(_beat, demo)


def _beat(demo: Demo) -> None:
    with transaction(demo.running.engine) as connection:
        if demo.worker_id is None:
            demo.worker_id = connection.execute(_BEGIN_TO_BEAT).scalar_one()
        else:
            connection.execute(_BEAT, {"worker": demo.worker_id})


_BEGIN_TO_BEAT: Final = text("SELECT worker_id FROM procrastinate_register_worker_v1()")
_BEAT: Final = text("SELECT procrastinate_update_heartbeat_v1(:worker)")


def _read(demo: Demo, question: Callable[[Connection, datetime], T]) -> T:
    with transaction(demo.running.engine) as connection:
        return question(connection, demo.clock())


def _first_contact(patients: Collection[UUID], connection: Connection, now: datetime) -> datetime | None:
    """The next of their sessions that has not begun."""
    session = tables["session"].c
    moment: datetime | None = connection.execute(
        select(func.min(session.next_action_at)).where(
            session.patient_id.in_(list(patients)), session.state == "scheduled", session.next_action_at > now
        )
    ).scalar()
    return moment


def next_moment(connection: Connection, now: datetime) -> datetime | None:
    """When something is due next, of all that waits for a time: timers, messages, deliveries, alerts."""
    session, out = tables["session"].c, tables["message_out"].c
    delivery, task = tables["delivery"].c, tables["task"].c
    waiting: list[tuple[Any, Any]] = [
        (session.next_action_at, session.next_action_at.is_not(None)),
        (out.not_before, out.status == "queued"),
        (delivery.next_attempt_at, delivery.status == "pending"),
        (task.due_at, task.kind.in_(ESCALATED) & task.escalated_at.is_(None) & task.closed_at.is_(None)),
    ]
    found = [
        connection.execute(select(func.min(moment)).where(condition, moment > now)).scalar()
        for moment, condition in waiting
    ]
    return min((moment for moment in found if moment is not None), default=None)


def next_contact(connection: Connection, now: datetime) -> datetime | None:
    session = tables["session"].c
    moment: datetime | None = connection.execute(
        select(func.min(session.next_action_at)).where(session.next_action != "close", session.next_action_at > now)
    ).scalar()
    return moment
