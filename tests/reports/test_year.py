"""The demo's clock runs a year, and the report says what happened, as the test itself has counted it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

import uvicorn
from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from bot.demo import Demo, Person, write
from bot.demo_clock import advance, advance_to_next_contact
from bot.response_report import Report, report_response
from bot.settings import Settings
from bot.synthetic import patients
from prosvar.demo import SEED, opened_demo
from prosvar.serve import address_of, listen, quiet_config
from store.database import transaction
from store.ledger import tables

PEOPLE = 22
CORE = 5  # questions of the pathway's core; the last one is whether a call is wanted
RECENT = timedelta(days=11)  # the youngest of the made-up referrals are no older
YES = {"en": "AGREE", "da": "JA", "nb": "JA", "sv": "JA"}
NO = {"en": "NO", "da": "NEJ", "nb": "NEI", "sv": "NEJ"}
WRONG = {"en": "wrong number", "da": "forkert nummer", "nb": "feil nummer", "sv": "fel nummer"}
# What each patient does whenever Prosvar writes first; `reminded` needs a reminder, `half` and `one` stop in between.
HABITS = ("all", "silent", "half", "reminded", "one", "stop", "all", "decline", "silent", "all", "wrong")
OUTCOMES = {
    "all": "complete",
    "reminded": "complete",
    "half": "partial",
    "one": "break-off",
    "silent": "silent",
    "stop": "opted-out",
    "wrong": "wrong-number",
    "decline": "declined",
}


@dataclass
class Patient:
    """One phone and the hand that holds it. Consent is asked for once, the birth year in each wave."""

    person: Person
    habit: str
    waves: list[tuple[str, date]]
    contacts: Counter[str] = field(default_factory=Counter)
    seen: int = 0
    inside: bool = False
    done: set[str] = field(default_factory=set)

    def wave(self, today: date) -> str | None:
        return max(((due, name) for name, due in self.waves if due <= today), default=(None, None))[1]

    def replies(self, wave: str) -> list[str]:
        """What to write now, in order; nothing where this habit has no more to say."""
        language = self.person.language
        doors = [str(self.person.birth_year)] if self.inside else [str(self.person.birth_year), YES[language]]
        answers = {"all": CORE, "reminded": CORE, "half": 3, "one": 1}.get(self.habit)
        if self.habit == "stop":
            return ["STOP"]
        if self.habit == "wrong":
            return [WRONG[language]]
        if self.habit == "decline":
            return ["GO", str(self.person.birth_year), NO[language]]
        if answers is None or (self.habit == "reminded" and self.contacts[wave] < 2):
            return []
        self.inside = True
        said = ["1"] * answers
        if answers == CORE:
            said = [*said[:-1], NO[language], NO[language]]  # no call is wanted; nor the larger part
        return ["GO", *doors, *said]


def test_a_year_is_reported_as_it_went() -> None:
    asyncio.run(_a_year())


async def _a_year() -> None:
    async with _demo() as demo:
        begun = demo.clock()
        today = begun.astimezone(demo.clinic.time_zone()).date()
        people = _people(demo, today)
        while demo.clock() < begun + timedelta(days=365 + 62):
            for patient in people:
                await _live(demo, patient)
            before = demo.clock()
            await advance_to_next_contact(demo)
            if demo.clock() - before < timedelta(minutes=1):
                await advance(demo, timedelta(days=20))
        since, until = today - RECENT, today + timedelta(days=365)
        expected = _expected(people, until)
        found = await asyncio.to_thread(_report, demo, since, until)
    assert dict(found.total.outcomes) == dict(expected["outcomes"])
    assert {(row.groups["wave"], row.complete, row.eligible) for row in found.tables[1]} == expected["waves"]
    assert found.total.rr1.count == expected["outcomes"]["complete"]
    assert found.steps[0].sent == found.total.invited
    replied = sum(step.replied for step in found.steps)
    assert (
        replied
        == sum(n for code, n in expected["outcomes"].items() if code not in ("silent", "withdrew-consent"))
        - expected["stopped before"]
    )


def _expected(people: list[Patient], until: date) -> dict[str, object]:
    outcomes: Counter[str] = Counter()
    waves: dict[str, list[int]] = {}
    stopped_before = 0
    for patient in people:
        mine = [name for due, name in sorted((due, name) for name, due in patient.waves) if due < until]
        for n, name in enumerate(mine):
            code = OUTCOMES[patient.habit]
            if n and code == "declined":
                code = "withdrew-consent"
            if n and code in ("opted-out", "wrong-number"):
                stopped_before += 1
            outcomes[code] += 1
            counted = waves.setdefault(name, [0, 0])
            counted[0] += code == "complete"
            counted[1] += code != "withdrew-consent"
    return {
        "outcomes": outcomes,
        "waves": {(name, complete, eligible) for name, (complete, eligible) in waves.items()},
        "stopped before": stopped_before,
    }


async def _live(demo: Demo, patient: Patient) -> None:
    """Look at the phone; when something came since, do what this patient does."""
    thread = demo.threads[demo.people[patient.person.ref].address]
    new = [bubble for bubble in thread[patient.seen :] if bubble.message_id is not None]
    patient.seen = len(thread)
    wave = patient.wave(demo.clock().astimezone(demo.clinic.time_zone()).date())
    if not new or wave is None or wave in patient.done:
        return
    patient.contacts[wave] += 1
    replies = patient.replies(wave)
    for text in replies:
        await write(demo, patient.person.ref, text)
        demo.clock.set(demo.clock() + timedelta(seconds=40))
    if replies:
        patient.done.add(wave)
        patient.seen = len(thread)


def _people(demo: Demo, today: date) -> list[Patient]:
    made = []
    asked = _on_the_pathway(demo)
    for n, form in enumerate(form for form in patients(PEOPLE, SEED, today) if form.ref in asked):
        days = {event.kind: event.on for event in form.events}
        waves = []
        if "referral-accepted" in days:
            waves.append(("baseline", days["referral-accepted"]))
        if "treatment-started" in days:
            started = days["treatment-started"]
            waves += [("month-3", started + relativedelta(months=3)), ("month-12", started + relativedelta(months=12))]
        assert not form.facts["interpreter"], "nobody here is excluded"
        waves = [(name, due) for name, due in waves if due >= today - RECENT]
        made.append(Patient(demo.people[form.ref], HABITS[n % len(HABITS)], waves))
    return made


def _on_the_pathway(demo: Demo) -> set[str]:
    """The demo has somebody on another pathway, too, whom this report is not about."""
    patient, episode = tables["patient"], tables["episode"]
    with transaction(demo.running.engine) as connection:
        found = select(patient.c.ref).join(episode, episode.c.patient_id == patient.c.patient_id)
        return set(connection.execute(found.where(episode.c.pathway_id == "pain")).scalars())


def _report(demo: Demo, since: date, until: date) -> Report:
    running = demo.running
    with transaction(running.engine) as connection:
        return report_response(
            connection,
            running.compiled,
            running.keyring,
            demo.clinic_id,
            since=since,
            until=until,
            now=demo.clock(),
            pathway="pain",
        )


@asynccontextmanager
async def _demo() -> AsyncIterator[Demo]:
    """The demo with its own web server, which takes what the clinic is told."""
    listening = listen("127.0.0.1", 0)
    async with opened_demo(Settings(), address_of(listening), PEOPLE) as (demo, app):
        server = uvicorn.Server(quiet_config(app))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield demo
        server.should_exit = True
        await serving
