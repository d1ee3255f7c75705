"""What holds for every conversation, whatever is written and whenever the schedule speaks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.events import OptedIn, OptedOut, Raised, Stored
from flows.machine import OPEN
from flows.say import Say
from flows.script import Turn, dump, load
from flows.telling import IDLE_LIMIT
from tests.conversations.script import Play, make_script

SCRIPT = make_script()
WORDS = [
    *("GO", "JA", "NEJ", "1948", "1950", "7", "0", "11", "3", "7,5", "6-7", "2", "1, 2", "seven", "", "hmm"),
    *("TILBAGE", "ret 1", "ret 40", "SPRING OVER", "SENERE", "HJÆLP", "RING", "STOP", "START", "forkert nummer"),
    *("tak", "ok", "Jeg kører bil, svarer senere", "jeg vil ikke leve mere", "3/4", "kl 8", "2,5", "😀"),
]
Act = tuple[str, object]
ACTS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(WORDS)),
    st.tuples(st.just("write"), st.sampled_from(WORDS)),
    st.tuples(st.just("cross"), st.sampled_from(WORDS)),
    st.tuples(st.just("tap"), st.integers(0, 11)),
    st.tuples(st.just("stale"), st.just(0)),
    st.tuples(st.just("contact"), st.sampled_from(["invite", "reminder-1", "reminder-last"])),
    st.tuples(st.just("staff"), st.none()),
    st.tuples(st.just("wait"), st.sampled_from([timedelta(hours=1), timedelta(days=1)])),
    st.tuples(st.just("close"), st.none()),
)
# Most conversations begin; from there the unusual is worth trying.
OPENINGS = st.sampled_from([[], [("contact", "invite")], [("contact", "invite"), ("write", "GO"), ("write", "1948")]])


def act(play: Play, what: str, how: object) -> Turn | None:
    acts: dict[str, Callable[[], Turn | None]] = {
        "write": lambda: play.write(str(how)),
        "cross": lambda: play.write(str(how), unseen=True),
        "tap": lambda: play.tap(int(str(how))),
        "stale": lambda: play.tap(0, stale=True),
        "contact": lambda: play.contact(str(how)),
        "staff": play.staff_resume,
        "close": play.close,
    }
    if what == "wait":
        play.now += how  # type: ignore[operator]  # a wait comes with its length
        return None
    return acts[what]()


@pytest.mark.parametrize("language", ["da", "en"])
@settings(max_examples=150, deadline=None)
@given(opening=OPENINGS, acts=st.lists(ACTS, max_size=40))
def test_invariants(language: str, opening: list[Act], acts: list[Act]) -> None:
    play = Play(language, SCRIPT)
    idle: list[tuple[object, int]] = []
    for what, how in [*opening, *acts]:
        before = play.conversation
        turn = act(play, what, how)
        if turn is None:
            continue
        said = [effect for effect in turn.effects if isinstance(effect, Say)]
        assert len(said) <= 1, "one message a turn"
        assert load(dump(turn.conversation)) == turn.conversation, "a saved conversation is the same conversation"
        if before.state == "opted_out" and not any(isinstance(effect, OptedIn) for effect in turn.effects):
            assert not [say for say in said if say.kind != "safety"], "nothing is said after a STOP"
            assert not said or turn.outcome == "alarm", "but to a person in distress who writes to us"
        if any(isinstance(effect, OptedOut) for effect in turn.effects):
            assert turn.conversation.state not in OPEN
            assert all(say.kind in ("stop-done", "safety") for say in said)
        for effect in turn.effects:
            if isinstance(effect, Stored) and effect.value is not None:
                assert turn.outcome in ("answer", "confirmed", "amended", "alarm"), turn.outcome
        if turn.outcome in ("confirm", "invalid", "unclear", "denied"):
            assert not [e for e in turn.effects if isinstance(e, Stored) and e.value is not None]
        if turn.outcome == "alarm":
            assert isinstance(turn.effects[0], Raised), "the alert comes before everything"
            assert turn.effects[0].kind == "alert"
        if before.held and what in ("contact", "close"):
            assert not said, "a held conversation waits for staff"
        idle.append((turn.conversation.idle_since, turn.conversation.idle))
    assert all(count <= IDLE_LIMIT for _, count in idle)


@settings(max_examples=60, deadline=None)
@given(echo=st.sampled_from(["7", "??", "Auto: thank you for your message", "GO", "skip", "help", ""]))
def test_two_machines_do_not_talk_for_ever(echo: str) -> None:
    play = Play("en", SCRIPT)
    play.contact("invite")
    said = 0
    for _ in range(200):
        said += sum(isinstance(effect, Say) for effect in play.write(echo).effects)
    questions = 2 * (len(SCRIPT.core[0].questions) + len(SCRIPT.optional[0].questions))
    assert said <= IDLE_LIMIT + questions + 5


def test_an_unanswered_core_is_never_complete() -> None:
    play = Play("en", make_script(identity=False, consent=False))
    play.contact("invite")
    play.write("GO")
    while play.conversation.state == "asking":
        turn = play.write("skip")
    assert play.conversation.state == "partial"
    assert not play.conversation.core_done
    assert turn.outcome == "skipped"
