"""Any order of what can happen to a clinic's patients, found and made short by Hypothesis; the books are the plays'."""

import asyncio
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.simulation.clockwork import OneThread, seeded
from tests.simulation.people import COMMANDS, JUNK, STOPS, Person, alarms
from tests.simulation.play import close_books, heal
from tests.simulation.stage import Stages
from tests.simulation.steps import erase_person, publish_schedule, second_copies
from tests.simulation.world import LANGUAGES, World, open_world

PEOPLE = st.integers(0, 3)


class ClinicLife(RuleBasedStateMachine):
    """Each rule is one thing that happens; the books are looked at after each, and closed at the end."""

    def __init__(self, stages: Stages) -> None:
        super().__init__()
        self.stack = ExitStack()
        stage = self.stack.enter_context(stages.stage())
        self.stack.enter_context(seeded(1))
        self.runner = self.stack.enter_context(asyncio.Runner(loop_factory=OneThread))
        self.make = self.stack.enter_context(open_world(stage, 1))
        self.world: World

    def run(self, work: Any) -> None:
        self.runner.run(work)

    def person(self, number: int) -> Person:
        return self.world.people[number % len(self.world.people)]

    async def write(self, number: int, words: str, *, settled: bool = True, **more: Any) -> None:
        person = self.person(number)
        self.world.clock.advance(seconds=20)
        await self.world.post([self.world.text(person, words, **more)])
        if settled:
            await self.world.settle()

    @initialize()
    def open(self) -> None:
        async def first() -> None:
            self.world = await self.make()
            await self.world.settle()

        self.run(first())

    @rule(language=st.sampled_from(LANGUAGES))
    def enrol(self, language: str) -> None:
        number = len(self.world.people)
        person = Person(f"P-{number}", "Ane", f"+4520000{number + 100}", language, "sms", "willing")
        self.world.people.append(person)
        self.world.books.people[person.phone] = person
        self.world.enrol(person)
        self.run(self.world.settle())

    @rule(number=PEOPLE, times=st.integers(1, 4))
    def answer(self, number: int, times: int) -> None:
        for _ in range(times):
            said = self.person(number).fitting(self.world.dice)
            if said is not None:
                self.run(self.write(number, said.text, fits=True, value=said.value))

    @rule(number=PEOPLE, command=st.integers(0, len(COMMANDS["en"]) - 1), settled=st.booleans())
    def command(self, number: int, command: int, settled: bool) -> None:
        self.run(self.write(number, COMMANDS[self.person(number).language][command], settled=settled))

    @rule(number=PEOPLE, words=st.sampled_from(JUNK) | st.integers(0, 100).map(str), settled=st.booleans())
    def junk(self, number: int, words: str, settled: bool) -> None:
        self.run(self.write(number, words, settled=settled))

    @rule(number=PEOPLE, stop=st.sampled_from(STOPS), settled=st.booleans())
    def stop(self, number: int, stop: str, settled: bool) -> None:
        self.run(self.write(number, stop, settled=settled))

    @rule(number=PEOPLE)
    def start(self, number: int) -> None:
        self.run(self.write(number, "START"))

    @rule(number=PEOPLE, which=st.integers(0, 500))
    def call_for_help(self, number: int, which: int) -> None:
        words = alarms(self.person(number).language)
        self.run(self.write(number, words[which % len(words)], alarm=True))

    @rule()
    def duplicate(self) -> None:
        self.run(second_copies(self.world))

    @rule(hours=st.sampled_from((1, 7, 24, 49, 100)))
    def remind(self, hours: int) -> None:
        self.world.clock.advance(hours=hours)
        self.run(self.world.settle())

    @rule()
    def expire(self) -> None:
        self.world.clock.advance(days=40)
        self.run(self.world.settle())

    @rule(up=st.booleans())
    def clinic_system(self, up: bool) -> None:
        self.world.endpoint.up = up
        self.run(self.world.round("deliver"))

    @rule(share=st.sampled_from((0.5, 1.0)))
    def statuses(self, share: float) -> None:
        self.run(self.world.tell_statuses(share))

    @rule(bad=st.booleans())
    def weather(self, bad: bool) -> None:
        self.world.weather(bad)

    @rule(schedule=st.integers(0, 2), move=st.booleans())
    def edit_schedule(self, schedule: int, move: bool) -> None:
        self.run(publish_schedule(self.world, "pain", schedule, move=move))

    @rule(number=PEOPLE)
    def erase(self, number: int) -> None:
        person = self.person(number)
        if person.ref not in self.world.books.erased:
            self.run(erase_person(self.world, person))

    @invariant()
    def books_hold(self) -> None:
        if hasattr(self, "world"):
            self.world.books.check()

    def teardown(self) -> None:
        try:
            if hasattr(self, "world"):
                self.run(heal(self.world))
                close_books(self.world)
        finally:
            self.stack.close()


def test_no_order_of_happenings_breaks_a_promise(stages: Stages, request: pytest.FixtureRequest) -> None:
    long = request.config.getoption("--soak")
    run_state_machine_as_test(
        lambda: ClinicLife(stages),
        settings=settings(
            max_examples=100 if long else 3,
            stateful_step_count=40 if long else 20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=not long,
            phases=(Phase.explicit, Phase.generate, Phase.shrink) if long else (Phase.explicit, Phase.generate),
        ),
    )
