"""Which steps a play is made of, and how often of a thousand each comes."""

from collections.abc import Awaitable, Callable
from typing import Final

from tests.simulation import corners, staff_steps, steps
from tests.simulation.world import World

Step = Callable[[World], Awaitable[None]]
STEPS: Final[tuple[tuple[Step, int], ...]] = (
    (steps.patient_writes, 420),
    (steps.two_at_once, 50),
    (steps.second_copies, 30),
    (steps.statuses, 60),
    (steps.one_round, 50),
    (steps.all_rounds, 30),
    (steps.minutes, 60),
    (steps.hours, 50),
    (steps.days, 30),
    (steps.wrong_clock, 15),
    (steps.weather, 30),
    (steps.endpoint, 20),
    (steps.crash, 50),
    (steps.new_process, 8),
    (steps.fault_in_a_turn, 8),
    (steps.staff_acknowledge, 35),
    (steps.phone_call, 20),
    (steps.new_schedule, 10),
    (steps.erase, 4),
    (steps.stranger, 8),
    (steps.next_wave, 10),
    (staff_steps.objection, 12),
    (staff_steps.event, 14),
    (staff_steps.colour, 14),
    (staff_steps.experiment, 10),
    (corners.burst, 50),
    (corners.correction, 35),
    (corners.text_after_a_call, 30),
    (corners.after_an_objection, 25),
    (corners.call_for_help, 25),
    (corners.wrong_number, 8),
    (corners.erased_midway, 5),
)
