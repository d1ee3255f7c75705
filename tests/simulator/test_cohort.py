"""Simulated patients behave: replies stop contacts, and what can be reckoned by hand comes out."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from bot.simulating import Length, WaveShape, simulate
from bot.simulation_assumptions import Assumptions
from bot.simulation_chances import chances_of, form_of
from bot.simulation_cohort import Asked, Cohort, Luck, run_cohort
from bot.simulation_contacts import Timetable
from bot.simulation_outcome import METRICS
from bot.simulation_subjects import USUAL_WINDOW
from flows.schedule import Schedule
from tests.simulator.waves import DEFAULT, FILE, ONE, PLAIN, THREE, response, run

NEAR = 0.02  # more than three standard errors of 8,000 patients
FULL = {"reminders": [*THREE[:2], {**THREE[2], "short": True}], "phone_after": "P4D"}


def cohort(figures: Assumptions = DEFAULT, **schedule: object) -> tuple[Cohort, Timetable]:
    place, form = FILE.place, form_of(figures, 0, 12, 0)
    asked = Asked(chances_of(figures, 0.48, form), form, form_of(figures, 0, 4, 0))
    table = Timetable(Schedule.model_validate(schedule), place.hours(), place.time_zone(), USUAL_WINDOW, place.starts())
    return run_cohort(asked, table, figures, Luck(1, 0, 5_000)), table


def test_without_differences_between_people_chances_multiply() -> None:
    expected = 1 - (1 - 0.425) * (1 - 0.275) * (1 - 0.175) * (1 - 0.09)
    assert response(run(PLAIN, patients=8_000, reminders=THREE)) == pytest.approx(expected, abs=NEAR)


def test_the_phone_brings_reach_times_yes() -> None:
    yes = 0.425 / 0.575 * 2 / (1 + 0.425 / 0.575 * 2)
    expected = 1 - 0.575 * (1 - (1 - 0.5**2) * yes)
    outcome = run(PLAIN, patients=8_000, phone_after="P3D")
    assert response(outcome) == pytest.approx(expected, abs=NEAR)
    calls = outcome.overall.estimates["calls"].mean
    assert calls == pytest.approx(0.575 * 1.5, abs=0.03)  # the second attempt is for those whom the first missed
    minutes = outcome.overall.estimates["phone_minutes"].mean
    phoned = outcome.overall.by_channel["phone"]
    assert minutes == pytest.approx(calls * PLAIN.attempt_minutes + phoned * PLAIN.talk_minutes)


def test_breaks_come_at_their_own_rate_and_a_nudge_brings_some_back() -> None:
    figures = replace(PLAIN, drop_typical=0.05, levels={"one": 0.3})
    begun = 0.3 / 0.95**12
    alone = run(figures, patients=8_000)
    assert response(alone) == pytest.approx(0.3, abs=NEAR)
    assert alone.overall.begun == pytest.approx(begun, abs=NEAR)
    # A reminder that nobody new answers: only those who broke off can come back.
    nudged = run(replace(figures, reminder_1=1e-6), patients=8_000, reminders=THREE[:1])
    broken = begun - 0.3
    assert 0.3 < response(nudged) - broken * figures.resume * 0.3 < response(nudged)
    assert response(nudged) <= 0.3 + broken * figures.resume + NEAR


def test_differences_between_people_make_reminders_gain_less() -> None:
    gains = [
        response(run(figures, patients=8_000, reminders=THREE)) - response(run(figures, patients=8_000))
        for figures in (replace(PLAIN, frailty_sd=spread) for spread in (0.01, 1.5, 3.0))
    ]
    assert gains[0] > gains[1] + NEAR > gains[2] + 2 * NEAR


def test_without_differences_two_reminders_look_too_good() -> None:
    """What docs/simulator.md says of the trial that went from 34.5 to 51.1 %."""
    level = {"one": 0.345}
    steps = [{"after": "P7D"}, {"after": "P5D"}]
    alike = run(replace(DEFAULT, frailty_sd=0.01, levels=level), patients=8_000, reminders=steps)
    assert response(alike) == pytest.approx(0.57, abs=NEAR)
    assert response(run(replace(DEFAULT, levels=level), patients=8_000, reminders=steps)) == pytest.approx(
        0.5, abs=NEAR
    )


def test_a_reply_stops_the_contacts() -> None:
    found, table = cohort(**FULL)
    silent = table.next_moves(found.start, np.full(len(found.start), np.inf))
    quick = found.answered & (found.done_at < silent.at + 24 * 60)
    assert quick.any()
    assert (found.texts[quick] == 1).all(), "the first reminder is two days away"
    assert (found.calls[found.answered & ~found.by_phone & (found.texts < 4)] == 0).all()
    assert (found.calls[found.stopped] == 0).all()
    assert not (found.stopped & found.answered).any()
    assert found.texts.max() == 4
    assert (found.done_at[found.answered] < table.closing[found.start][found.answered]).all()


def test_who_breaks_off_has_come_part_of_the_way() -> None:
    found, _ = cohort(replace(DEFAULT, drop_typical=0.05))
    broken = found.begun & ~found.answered
    assert ((found.progress[broken] > 0) & (found.progress[broken] < 1)).all()
    assert found.progress[broken].mean() == pytest.approx(0.45, abs=0.05)  # a little before the middle
    assert (found.progress[found.answered & ~found.by_phone] == 1).all()
    assert (found.progress[~found.begun] == 0).all()


def test_nobody_is_rung_who_has_replied_meanwhile() -> None:
    """Replies take days here, so that many come between the two attempts."""
    figures = replace(DEFAULT, latency_median=2_500)
    found, table = cohort(figures, phone_after="P1D")
    first = table.next_moves(found.start, np.full(len(found.start), np.inf))
    listed = table.next_moves(first.place, np.full(len(found.start), np.inf))
    by_text = found.answered & ~found.by_phone
    once, twice = by_text & (found.calls == 1), by_text & (found.calls == 2)
    assert once.sum() > 50
    assert twice.sum() > 50
    assert (found.done_at[once] > listed.at[once]).all()
    assert (found.done_at[twice] > listed.at[twice] + 24 * 60).all()


def test_whom_no_text_reaches_answers_only_by_phone() -> None:
    found, _ = cohort(**FULL)
    assert found.by_phone[found.answered & found.no_channel].all()
    assert not (found.begun & found.no_channel).any()
    assert not (found.stopped & found.no_channel).any()


def test_another_channel_reaches_those_who_have_it() -> None:
    figures = replace(PLAIN, no_channel=0.5, other_channel=0.5, levels={"one": 0.2})
    plain = run(figures, patients=8_000, reminders=THREE[:1])
    moved = run(figures, patients=8_000, reminders=[{**THREE[0], "channel": "telegram"}])
    again, _ = cohort(figures, reminders=[{**THREE[0], "channel": "telegram"}])
    assert again.moved.any()
    assert not (again.moved & ~again.has_other).any()
    assert plain.overall.by_channel["other"] == 0
    assert moved.overall.by_channel["other"] > 0.05
    assert response(moved) > response(plain) + NEAR
    assert moved.overall.estimates["messages"].mean == pytest.approx(plain.overall.estimates["messages"].mean, abs=0.01)


def test_the_short_form_helps_where_the_wave_has_one() -> None:
    steps = [{"after": "P2D", "short": True}]
    without = (WaveShape("one", "One wave", Length(typical=12)),)
    usual = run(patients=8_000, reminders=THREE[:1])
    assert run(patients=8_000, reminders=steps, waves=without).overall == usual.overall
    short = run(patients=8_000, reminders=steps)
    assert short.overall.short > 0.05
    assert response(short) > response(usual) + 0.01


def test_the_same_seed_is_the_same_to_the_last_digit() -> None:
    assert run(**FULL, draws=3).as_json() == run(**FULL, draws=3).as_json()
    assert run(**FULL).overall != run(**FULL, seed=2).overall


def test_every_step_adds_and_the_curve_only_rises() -> None:
    outcomes = [run(patients=8_000, reminders=THREE[:count]) for count in range(4)]
    assert all(response(a) < response(b) for a, b in pairwise(outcomes))
    curve = outcomes[-1].overall.curve
    assert all(a <= b for a, b in pairwise(curve))
    assert curve[0] == 0
    assert curve[-1] == pytest.approx(response(outcomes[-1]), abs=0.005)
    steps = outcomes[-1].overall.by_step
    assert sum(steps.values()) == pytest.approx(response(outcomes[-1]), abs=1e-5)
    assert list(steps) == ["first", "reminder-1", "reminder-2", "reminder-3"]


def test_hours_that_never_open_bring_nothing() -> None:
    sundays = {"from": "09:00", "until": "10:00", "weekdays": ["sun"]}
    hours = FILE.place.hours().model_copy(update={"weekdays": ("mon",)})
    outcome = simulate(
        Schedule.model_validate({"window": sundays}),
        USUAL_WINDOW,
        hours,
        FILE.place.time_zone(),
        DEFAULT,
        patients=200,
        seed=1,
        waves=ONE,
        draws=2,
    )
    assert response(outcome) == outcome.overall.estimates["messages"].mean == 0
    assert outcome.overall.cost_per_answer is None


def test_money_is_messages_and_staff_time() -> None:
    figures = replace(PLAIN, reply_price=0.02, message_price=0.1)
    outcome = run(figures, patients=4_000)
    whole = outcome.overall
    answered = response(outcome)
    # one invitation each; twelve questions out and twelve answers and a GO back from each who answered
    assert whole.estimates["cost"].mean == pytest.approx(0.1 + answered * (12 * 0.1 + 13 * 0.02))
    assert whole.cost_per_answer == pytest.approx(whole.estimates["cost"].mean / answered)
    assert outcome.rows[0].shape == (len(METRICS), 4_000)
    assert ONE[0].key == outcome.waves[0].key
