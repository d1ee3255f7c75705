"""The demo: a whole clinic on phones that live in this process, with a clock that can be moved.

Everything but the phones and the clock is the real thing: the same turns, schedules, outbox, deliveries and
signatures as in production, on the embedded database. Nothing leaves the machine.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Connection

from bot.clinic_applying import apply
from bot.clinic_file import ClinicFile
from bot.clinic_loading import load_clinic_file
from bot.clock import MovableClock
from bot.demo_inbox import Inbox
from bot.demo_phones import Bubble
from bot.desk import open_desk
from bot.enrolment import EnrolmentForm, enrol
from bot.jobs import settle
from bot.links import link_for
from bot.running import Running
from bot.staff import acknowledge
from bot.turns import TurnLoop
from channels.channel import Inbound, Tap
from flows.fhir import Issue
from flows.questionnaire import Questionnaire
from store.database import transaction

ACTOR: Final = "demo"
NURSE: Final = "Demo nurse"
LOGIN: Final = "demo"
PASSWORD: Final = "only for trying out"  # noqa: S105 - of a database that nobody else reaches and that is thrown away
NOTE_OPENING: Final = "The patient's own answers, collected by Prosvar"


@dataclass(frozen=True, slots=True)
class Person:
    """A synthetic patient, as the page names them. `pathway` is its title."""

    ref: str
    patient_id: UUID
    name: str
    birth_year: int | None
    language: str
    channel: str
    pathway: str
    address: str
    sender_address: str


@dataclass(frozen=True, slots=True)
class DemoForm:
    """A form that somebody has brought. `refs`: its patients, one for each language, that of the form first.

    `given_version`: the form's own, where it had to be given another, as other content was asked by that before.
    """

    title: str
    questionnaire: Questionnaire
    findings: tuple[Issue, ...]
    refs: tuple[str, ...]
    given_version: str | None = None


@dataclass(slots=True)
class Demo:
    """What the page shows and moves. `threads`: address → what stands on that phone, oldest first."""

    clock: MovableClock
    threads: dict[str, list[Bubble]]
    inbox: Inbox
    running: Running
    turns: TurnLoop
    clinic: ClinicFile
    people: dict[str, Person] = field(default_factory=dict)
    forms: list[DemoForm] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    worker_id: int | None = None  # as which it shows that its work is done; null before it is for the first time

    @property
    def clinic_id(self) -> str:
        return self.clinic.clinic


def open_clinic(running: Running, path: Path, inbox: Inbox, base_url: str) -> ClinicFile:
    """Apply the example clinic with its endpoints turned to the demo's own inbox."""
    source = load_clinic_file(path)
    endpoints = tuple(
        endpoint.model_copy(update={"url": f"{base_url}/demo/clinic/{endpoint.id}", "secret_env": None})
        for endpoint in source.file.endpoints
    )
    secrets = {endpoint.id: (inbox.secret,) for endpoint in endpoints}
    # In English, so that whoever tries the demo can read what the clinic gets.
    note = source.file.note.model_copy(update={"opening": NOTE_OPENING, "language": "en"})
    file = source.file.model_copy(update={"endpoints": endpoints, "note": note})
    with transaction(running.engine) as connection:
        apply(connection, running.keyring, replace(source, file=file, secrets=secrets), running.clock(), ACTOR)
    return file


def enrol_people(running: Running, clinic: ClinicFile, forms: Sequence[EnrolmentForm]) -> dict[str, Person]:
    """Everybody in one transaction; ref → person, in the order of the forms."""
    with transaction(running.engine) as connection:
        return enrol_in(connection, running, clinic, forms)


def enrol_in(
    connection: Connection, running: Running, clinic: ClinicFile, forms: Sequence[EnrolmentForm]
) -> dict[str, Person]:
    """As `enrol_people`, inside the caller's transaction."""
    addresses = {sender.channel: sender.address for sender in clinic.senders}
    people = {}
    now = running.clock()
    desk = open_desk(connection, running.keyring, clinic.clinic, now)
    for form in forms:
        enrolled = enrol(connection, desk, form, now, actor=ACTOR)
        channel = form.channel or "sms"
        people[form.ref] = Person(
            ref=form.ref,
            patient_id=enrolled.patient_id,
            name=form.name or form.ref,
            birth_year=form.birth_year,
            language=form.language or clinic.languages[0],
            channel=channel,
            pathway="No pathway" if form.pathway is None else desk.pathways[form.pathway][1].title,
            address=form.phone or form.ref,
            sender_address=addresses[channel],
        )
    return people


async def open_chats(demo: Demo, refs: Iterable[str]) -> None:
    """These patients open the link to the clinic's Telegram bot: from then on they are asked there."""
    bot = next(sender.address for sender in demo.clinic.senders if sender.channel == "telegram")
    for ref in refs:
        url = await asyncio.to_thread(_make_link, demo, ref)
        demo.people[ref] = replace(demo.people[ref], channel="telegram", address=f"chat-{ref}", sender_address=bot)
        await _take(demo, ref, "", "Start", link_token=url.rpartition("=")[2])


def _make_link(demo: Demo, ref: str) -> str:
    now = demo.clock()
    with transaction(demo.running.engine) as connection:
        desk = open_desk(connection, demo.running.keyring, demo.clinic_id, now)
        return link_for(connection, desk, ref, now, actor=ACTOR).url


async def write(demo: Demo, ref: str, text: str) -> None:
    """The patient sends a text."""
    async with demo.lock:
        await _take(demo, ref, text, text)
        await settle(demo.running)


async def tap(demo: Demo, ref: str, nonce: str, choice: int, label: str) -> None:
    """The patient presses a button under a message."""
    async with demo.lock:
        _put_away(demo.threads[demo.people[ref].address], nonce)
        await _take(demo, ref, "", label, tap=Tap(nonce, choice))
        await settle(demo.running)


def _put_away(thread: list[Bubble], nonce: str) -> None:
    """The buttons of a message go when one of them is pressed, as in a real chat."""
    thread[:] = [replace(bubble, buttons=()) if bubble.nonce == nonce else bubble for bubble in thread]


async def _take(
    demo: Demo, ref: str, text: str, shown: str, *, tap: Tap | None = None, link_token: str | None = None
) -> None:
    person, now = demo.people[ref], demo.clock()
    thread = demo.threads[person.address]
    place = len(thread)
    thread.append(Bubble(shown, now))
    inbound = Inbound(
        channel=person.channel,
        provider_id=f"demo:{uuid4()}",
        sender_address=person.sender_address,
        address=person.address,
        text=text,
        received_at=now,
        tap=tap,
        link_token=link_token,
    )
    taken = await demo.turns.take(inbound)
    thread[place] = replace(thread[place], outcome=taken.outcome)


async def see_to(demo: Demo, task_id: UUID, note: str, *, resume: bool) -> None:
    """A nurse acknowledges a task; `resume` lets the questions go on. Raises NoSuchTaskError."""

    def commit() -> None:
        with transaction(demo.running.engine) as connection:
            acknowledge(
                connection,
                demo.running.compiled,
                demo.running.keyring,
                demo.clinic_id,
                task_id,
                by=NURSE,
                note=note or None,
                resume=resume,
                now=demo.clock(),
            )

    async with demo.lock:
        await asyncio.to_thread(commit)
        await settle(demo.running)
