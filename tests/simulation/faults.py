"""The table of faults: by which tests each is tried, and what a play's account calls it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Fault:
    """`tests`: files, or one test of a file; `plays`: names of a play's account."""

    name: str
    tests: tuple[str, ...]
    plays: tuple[str, ...] = ()


FAULTS: Final = (
    Fault(
        "kill -9 between commit and send",
        ("processes/test_kill.py", "faults/test_processes.py::test_two_servers_and_two_workers_on_one_database",
         "faults/test_processes.py::test_how_long_a_dead_worker_is_in_the_way",
         "faults/test_processes.py::test_a_stop_by_sigterm_finishes_what_it_has_begun"),
        ("commit-before", "commit-after", "die-before-send", "die-after-send"),
    ),
    Fault(
        "a provider that fails, doubts, or loses",
        ("sending/test_faults.py", "faults/test_processes.py::test_a_provider_that_fails_three_times_in_ten"),
        ("send retry", "send too-fast", "send doubt", "send taken-doubt", "send lost", "send give-up"),
    ),
    Fault("webhooks twice and out of order", ("sending/test_statuses.py",), ("second copies",)),
    Fault(
        "two replies at once",
        ("faults/test_crowds.py::test_two_texts_of_each_of_many_sessions_behind_a_barrier",),
        ("steps two_at_once",),
    ),
    Fault(
        "the database away, the disk full",
        ("faults/test_processes.py::test_the_database_is_killed_under_load",
         "faults/test_processes.py::test_a_disk_that_is_full"),
        ("commit-away",),
    ),
    Fault(
        "a clock that is wrong or jumps, both nights of the year",
        ("faults/test_clock.py", "processes/test_clock_put_right.py", "schedule/test_hours.py"),
        ("steps wrong_clock",),
    ),
    Fault("kill -9 in a migration or a restore", ("faults/test_stores.py",)),
    Fault("a message that our code cannot work on", ("faults/test_crowds.py",), ("commit-fault", "parked")),
    Fault("the clinic's system away for days", ("delivering/test_deliveries.py",), ("steps endpoint", "summaries")),
    Fault("two machines that answer each other", ("conversations/test_properties.py",), ("echoes",)),
    Fault("signatures spoofed, replayed, missing", ("webhooks/test_twilio.py", "webhooks/test_telegram.py")),
    Fault("the wrong person", ("turns/test_turns.py", "conversations/test_goldens.py"), ("wrong persons",)),
    Fault("bodies too large, too deep, packed", ("faults/test_payloads.py", "house/test_guards.py")),
    Fault("words that a program would obey", ("faults/test_injection.py", "faults/test_payloads.py")),
    Fault("a STOP midway", ("sending/test_last_look.py", "simulation/test_machine.py"), ("stops",)),
    Fault("texts of any characters", ("replies/test_mutations.py", "replies/test_properties.py",
          "channels/test_segments.py")),
    Fault("an objection, an experiment, a clinician's colour", ("turns/test_objections.py", "turns/test_experiments.py",
          "turns/test_clinicians.py"), ("objections", "experiments, guardrail", "clinicians' colours")),
)  # fmt: skip
