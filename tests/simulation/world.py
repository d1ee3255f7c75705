"""The product without its edges, in a world that goes wrong: how a play opens it, feeds it, breaks it and heals it."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
from psycopg import sql
from psycopg.rows import dict_row

from bot.ageing import LAST_ZONE, replan_aged
from bot.compiled import Compiled
from bot.delivering import deliver_due
from bot.desk import open_desk
from bot.enrolment import enrol
from bot.enrolment_form import EnrolmentForm
from bot.escalating import escalate_due
from bot.experiments import end_due_experiments
from bot.jobs import decide_due, senders_ready, settle_once
from bot.links import link_for
from bot.running import Running
from bot.sending import drain
from bot.settings import Settings
from bot.statuses import record_status
from bot.turns import TurnLoop
from bot.unknowns import ASK_FOR, LOST_AFTER, release_claims, resolve_unknown
from channels.channel import Inbound, StatusChange
from flows.questionnaire import Questionnaire
from store.database import transaction
from store.tasks import ESCALATED
from tests.doubles.provider import Killed
from tests.simulation.books import CLINIC, Books
from tests.simulation.clockwork import Clock, Crashes, let_die
from tests.simulation.people import Person
from tests.simulation.stage import KEYRING, Stage
from tests.simulation.wire import BAD_DAY, GOOD_DAY, Endpoint, Provider

NUMBER, BOT = "+4520000002", "fjordby_demo_bot"
BEGINNINGS = (
    datetime(2026, 10, 23, 8, 0, tzinfo=UTC),  # two days before the hour that comes twice
    datetime(2026, 11, 17, 9, 0, tzinfo=UTC),
    datetime(2026, 12, 21, 9, 0, tzinfo=UTC),  # before days on which the clinic is closed
    datetime(2027, 3, 26, 9, 0, tzinfo=UTC),  # Good Friday, two days before the hour that does not come
)
# For each kind of round whether it would find something.
_STIRS = """
    SELECT
        EXISTS (SELECT FROM message_out WHERE status = 'claimed') AS tidy,
        EXISTS (SELECT FROM clinic WHERE aged_in IS NULL OR aged_in < %(year)s) AS ages,
        EXISTS (SELECT FROM session WHERE next_action_at <= %(now)s) AS due,
        EXISTS (SELECT FROM task WHERE kind = ANY(%(red)s) AND due_at <= %(now)s AND closed_at IS NULL
                AND acknowledged_at IS NULL AND escalated_at IS NULL) AS escalate,
        EXISTS (SELECT FROM experiment AS e WHERE ended_at IS NULL AND (
            ends_at <= %(now)s OR EXISTS (SELECT FROM opt_out WHERE at >= e.started_at)
            OR (SELECT count(DISTINCT patient_id) FROM session
                WHERE contacts > 0 AND arm LIKE e.experiment_id || '/%%') >= (e.document ->> 'patients')::int
        )) AS experiments,
        EXISTS (SELECT FROM message_out WHERE status = 'queued' AND not_before <= %(now)s) AS drain,
        EXISTS (SELECT FROM message_out WHERE status = 'sending' AND claimed_at < %(lost)s
                OR status = 'unknown' AND (claimed_at >= %(asked)s AND channel = 'sms'
                    OR claimed_at < %(asked)s AND error_code IS NULL)) AS unknowns,
        EXISTS (SELECT FROM delivery WHERE status = 'pending' AND next_attempt_at <= %(now)s) AS deliver
"""
ON_BOTH = 0.25  # of the patients are on two pathways from the start
RESTART = 25  # seconds until a new process stands in the place of one that died
LANGUAGES = ("en", "da", "nb", "sv")


@dataclass
class World:
    """`late`: texts that no answer has confirmed, so that their provider posts them again; `log` is what happened."""

    dice: random.Random
    clock: Clock
    crashes: Crashes
    running: Running
    turns: TurnLoop
    providers: dict[str, Provider]
    endpoint: Endpoint
    books: Books
    people: list[Person] = field(default_factory=list)
    late: list[Inbound] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    processes: int = 1

    def note(self, what: str) -> None:
        self.log.append(f"{len(self.log):4} {self.clock():%Y-%m-%d %H:%M:%S} {what}")

    # -- processes ------------------------------------------------------------------------------------------------

    async def survive(self, work: Callable[[], Awaitable[Any]]) -> bool:
        """Do something that may end the process; False when it did, and a new one stands there."""
        task = asyncio.ensure_future(work())
        # Whoever waits for what died beside it would wait for ever. An event would be one turn of the loop late.
        while not (task.done() or self.crashes.dead):  # noqa: ASYNC110 - see above
            await asyncio.sleep(0)
        try:
            if task.done():
                task.result()
        except Killed:
            pass
        except ExceptionGroup as group:
            self._must_be_ours(group)
        except Exception as error:
            self._must_be_ours(error)
        if not self.crashes.dead:
            return True
        await self.start_anew()
        return False

    def _must_be_ours(self, error: Exception) -> None:
        """Faults that the play has made are what a job raises; any other is the product's own."""
        faults = error.exceptions if isinstance(error, ExceptionGroup) else (error,)
        for fault in faults:
            if isinstance(fault, ExceptionGroup):
                self._must_be_ours(fault)
            elif "a bug of ours" not in str(fault) and "the database is away" not in str(fault):
                raise fault
        self.note("a job failed, as it was made to")

    async def start_anew(self) -> None:
        """A new process on the same database."""
        await let_die()
        self.crashes.dead = False
        self.crashes.disarm()
        self.processes += 1
        self.running = replace(self.running, compiled=made_anew(self.running.compiled))
        self.turns = TurnLoop(self.running.engine, self.running.keyring, self.clock)
        self.clock.advance(seconds=RESTART)
        self.note(f"process {self.processes} starts")

    # -- what comes in ----------------------------------------------------------------------------------------------

    def text(self, person: Person | None, words: str, *, phone: str = "", fits: bool = False, **more: Any) -> Inbound:
        channel = "sms" if person is None else person.channel
        kept = {name: more.pop(name) for name in ("value", "alarm") if name in more}
        inbound = Inbound(
            channel=channel,
            provider_id=f"{channel}-in-{len(self.books.written):05}",
            sender_address=NUMBER if channel == "sms" else BOT,
            address=phone if person is None else person.address,
            text=words,
            received_at=self.clock(),
            **more,
        )
        if person is not None:
            person.waits = False
        return self.books.write(inbound, person, fits=fits, **kept)

    async def post(self, inbounds: Sequence[Inbound]) -> None:
        """All at once, as in one batch. What is not acknowledged is posted again later, under the same id."""
        tasks = [asyncio.ensure_future(self.turns.take(inbound)) for inbound in inbounds]
        for _ in range(3):
            await asyncio.sleep(0)
            await self.turns.drain()
        await asyncio.sleep(0)
        for inbound, task in zip(inbounds, tasks, strict=True):
            if task.done() and task.exception() is None:
                self.books.acknowledge(inbound, task.result())
            elif inbound.provider_id not in self.books.acknowledged:
                self.late.append(inbound)
        told = [task.result().outcome if task.done() and not task.exception() else "no answer" for task in tasks]
        self.note("  → " + ", ".join(told))
        if self.crashes.dead:
            await self.start_anew()
        self.books.read()

    async def post_late(self, person: Person | None = None) -> None:
        """What its provider has had no answer to; of one person, or of all."""
        waiting = [each for each in self.late if person is None or each.address == person.address]
        self.late = [each for each in self.late if each not in waiting]
        for inbound in waiting:
            self.note(f"again {inbound.provider_id}")
            self.books.post_again(inbound)
            await self.post([inbound])

    # -- what happens by itself -------------------------------------------------------------------------------------

    def stirring(self) -> list[str]:
        """The rounds that would find something, in the order in which the product makes them."""
        now = self.clock()
        values = {
            "now": now,
            "year": (now - LAST_ZONE).year,
            "red": list(ESCALATED),
            "lost": now - LOST_AFTER,
            "asked": now - ASK_FOR,
        }
        found = self.books.connection.cursor(row_factory=dict_row).execute(_STIRS, values).fetchone()
        assert found is not None, "one row"
        return [name for name, stirs in found.items() if stirs]

    async def settle(self) -> None:
        """The rounds that find something, until none does; one that found nothing is not made again."""
        quiet: set[str] = set()
        while names := [name for name in self.stirring() if name not in quiet]:
            for name in names:
                if await self.round(name) == 0:
                    quiet.add(name)

    async def settle_all(self) -> None:
        """As the product makes them by itself. What they find has to be what the look has told of."""
        await self.settle()
        still = self.stirring()
        found = await self._count(lambda: settle_once(self.running))
        self.books.say(
            bool(still) or not found or self.crashes.how is not None, "a round found what no look has told of"
        )

    async def round(self, name: str) -> int | None:
        rounds: dict[str, Callable[[], Awaitable[int]]] = {
            "tidy": lambda: asyncio.to_thread(release_claims, self.running),
            "ages": lambda: asyncio.to_thread(replan_aged, self.running),
            "due": lambda: asyncio.to_thread(decide_due, self.running),
            "escalate": lambda: asyncio.to_thread(escalate_due, self.running),
            "experiments": lambda: asyncio.to_thread(end_due_experiments, self.running),
            "drain": self._drain,
            "unknowns": lambda: resolve_unknown(self.running),
            "deliver": lambda: deliver_due(self.running),
        }
        return await self._count(rounds[name])

    async def _count(self, work: Callable[[], Awaitable[int]]) -> int | None:
        """How much was found; null when the process died of it."""
        found = 0

        async def once() -> None:
            nonlocal found
            found = await work()

        return found if await self.survive(once) else None

    async def _drain(self) -> int:
        ready = await asyncio.to_thread(senders_ready, self.running)
        return sum([(await drain(self.running, key, paced=False)).taken for key in ready])

    async def tell_statuses(self, share: float) -> None:
        """Some of what the providers have to say, in any order."""
        telling: list[StatusChange] = []
        for provider in self.providers.values():
            self.dice.shuffle(provider.told)
            number = round(len(provider.told) * share)
            telling += provider.told[:number]
            provider.told = provider.told[number:]
        # Each comes in a transaction of its own. Where no commit is to fail, one for all leaves the same rows.
        calls = [telling] if self.crashes.how is None else [[change] for change in telling]
        for changes in calls:

            async def tell(changes: list[StatusChange] = changes) -> None:
                with transaction(self.running.engine) as connection:
                    for change in changes:
                        record_status(connection, self.running.keyring, change)

            if not await self.survive(tell):
                for change in changes:
                    self.providers[change.channel].told.append(change)

    # -- the clinic ---------------------------------------------------------------------------------------------------

    def enrol(self, person: Person, pathway: str = "pain") -> None:
        kind = "referral-accepted" if pathway == "pain" else "visit-booked"
        form = EnrolmentForm.model_validate(
            {
                "ref": person.ref,
                "phone": person.phone,
                "name": person.name,
                "birth_year": 1948,
                "language": person.language,
                "pathway": pathway,
                "events": [{"kind": kind, "on": f"{self.clock():%Y-%m-%d}"}],
            }
        )
        with transaction(self.running.engine) as connection:
            enrol(
                connection,
                open_desk(connection, self.running.keyring, CLINIC, self.clock()),
                form,
                self.clock(),
                actor="play",
            )

    def move(self, person: Person, phone: str) -> None:
        """The patient has another number from now on, and somebody else may have the old one."""
        form = EnrolmentForm.model_validate({"ref": person.ref, "phone": phone})
        with transaction(self.running.engine) as connection:
            desk = open_desk(connection, self.running.keyring, CLINIC, self.clock())
            enrol(connection, desk, form, self.clock(), actor="play")
        self.books.people.pop(person.phone)
        self.books.people[phone] = person
        person.phone = phone

    def link(self, person: Person) -> str:
        with transaction(self.running.engine) as connection:
            desk = open_desk(connection, self.running.keyring, CLINIC, self.clock())
            link = link_for(connection, desk, person.ref, self.clock(), actor="play")
        return link.url.partition("start=")[2]

    def rows(self, table: str, **where: Any) -> list[dict[str, Any]]:
        wanted = [
            sql.SQL("{} IS NOT DISTINCT FROM {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in where
        ]
        every = sql.SQL("SELECT * FROM {} WHERE {}").format(
            sql.Identifier(table), sql.SQL(" AND ").join(wanted or [sql.SQL("true")])
        )
        return self.books.connection.cursor(row_factory=dict_row).execute(every, where).fetchall()

    def somebody(self) -> Person | None:
        present = [person for person in self.people if person.ref not in self.books.erased]
        return self.dice.choice(present) if present else None

    def patient_id(self, person: Person) -> Any:
        (row,) = self.rows("patient", ref=person.ref)
        return row["patient_id"]

    def weather(self, bad: bool) -> None:
        for provider in self.providers.values():
            provider.weather = BAD_DAY if bad else GOOD_DAY


@contextmanager
def open_world(stage: Stage, seed: int) -> Iterator[Callable[[], Awaitable[World]]]:
    """The example clinic on a stage that nobody has played on, with its patients on their phones."""
    dice, crashes = random.Random(seed), Crashes()
    with crashes.watch(stage.engine):
        yield lambda: _make(stage, crashes, dice)


def made_anew(compiled: Compiled | None = None) -> Compiled:
    """What a new process has made ready: nothing but forms. They are the same on every stage, and a tenth of a play."""
    if compiled is not None:
        _forms.update(compiled._questionnaires)
    anew = Compiled(KEYRING)
    anew._questionnaires.update(_forms)
    return anew


_forms: dict[tuple[str, str, str], Questionnaire] = {}


async def _make(stage: Stage, crashes: Crashes, dice: random.Random) -> World:
    clock = Clock(dice.choice(BEGINNINGS))
    books = Books(stage.apart, clock, crashes)
    endpoint = Endpoint(dice)
    providers = {
        name: Provider(name, look, clock, crashes, dice, books.take)
        for name, look in (("sms", True), ("telegram", False))
    }
    running = Running(
        settings=Settings(_env_file=None, allow_loopback_endpoints=True),
        engine=stage.engine,
        keyring=KEYRING,
        compiled=made_anew(),
        clock=clock,
        channels=providers,
        http=httpx.AsyncClient(transport=httpx.MockTransport(endpoint.answer)),
        embedded=None,
        database_url=stage.url,
    )
    world = World(dice, clock, crashes, running, TurnLoop(stage.engine, KEYRING, clock), providers, endpoint, books)
    tempers = ("willing", "willing", "wild", "silent", "echo", "wild", "willing", "wild")
    for number in range(dice.randint(4, 8)):
        language, temper = dice.choice(LANGUAGES), tempers[number]
        person = Person(f"P-{number}", "Ane", f"+4520000{number + 100}", language, "sms", temper)
        world.people.append(person)
        books.people[person.phone] = person
        pathway = dice.choice(("pain", "pain", "visit"))
        world.enrol(person, pathway)
        if dice.random() < ON_BOTH:
            world.enrol(person, "visit" if pathway == "pain" else "pain")
        if dice.random() < 0.3:
            person.chat = str(70_000 + number)
            books.people[person.chat] = person
            token = world.link(person)
            person.channel = "telegram"
            await world.post([world.text(person, f"/start {token}", link_token=token)])
    return world
