"""The states of a conversation and every way between them. All state changes go through this table.

A MachineError is our bug, never a patient's typo: what a patient may write in a state is decided before a trigger
is pulled. The machine holds no conversation: the state is a string kept in the session's row.
"""

from functools import cache
from typing import Final, Literal

from transitions import Machine

State = Literal[
    "scheduled",  # the wave is planned, nothing has been said
    "invited",  # the first message went out
    "identifying",  # waiting for the birth year
    "consenting",  # waiting for a yes to taking part
    "asking",  # a question is before the patient
    "paused",  # put off by the patient, or stopped by a safety word until staff have acted
    "offering",  # the core is done and counts; the larger part is offered
    "completed",
    "partial",  # closed with some answers
    "expired",  # closed with none, or declined
    "opted_out",
    "wrong_person",
    "handed_over",  # text does not work here: staff go on
]
STATES: Final[tuple[State, ...]] = (
    "scheduled",
    "invited",
    "identifying",
    "consenting",
    "asking",
    "paused",
    "offering",
    "completed",
    "partial",
    "expired",
    "opted_out",
    "wrong_person",
    "handed_over",
)
OPEN: Final[frozenset[State]] = frozenset(
    {"scheduled", "invited", "identifying", "consenting", "asking", "paused", "offering", "handed_over"}
)

Trigger = Literal[
    "plan",
    "invite",
    "identify",
    "ask_consent",
    "ask",
    "pause",
    "offer",
    "complete",
    "decline",
    "close_partial",
    "expire",
    "stop",
    "reject",
    "hand_over",
]
# A conversation that was put off, stopped, handed over or closed goes on where it was, so each of the doors back
# in is open from these.
_RETURNING: Final = ("paused", "opted_out", "handed_over")
_CLOSED_EARLY: Final = ("partial", "expired")
_OPEN: Final = tuple(state for state in STATES if state in OPEN)

TABLE: Final[tuple[tuple[Trigger, tuple[State, ...], State], ...]] = (
    ("plan", ("paused", "opted_out", *_CLOSED_EARLY), "scheduled"),  # stopped before the wave was due, and on again
    ("invite", ("scheduled", *_RETURNING, *_CLOSED_EARLY), "invited"),
    ("identify", ("scheduled", "invited", *_RETURNING, *_CLOSED_EARLY), "identifying"),
    ("ask_consent", ("scheduled", "invited", "identifying", *_RETURNING, *_CLOSED_EARLY), "consenting"),
    (
        "ask",
        # completed: an answer is corrected after the end while the window is open
        ("scheduled", "invited", "identifying", "consenting", "offering", "completed", *_RETURNING, *_CLOSED_EARLY),
        "asking",
    ),
    (
        "pause",
        ("scheduled", "invited", "identifying", "consenting", "asking", "offering", "handed_over", "opted_out"),
        "paused",
    ),
    ("offer", ("asking", *_RETURNING), "offering"),
    ("complete", ("invited", "identifying", "consenting", "asking", "offering", *_RETURNING), "completed"),
    ("decline", ("invited", "consenting"), "expired"),
    (
        "close_partial",
        ("scheduled", "invited", "identifying", "consenting", "asking", "paused", "handed_over"),
        "partial",
    ),
    ("expire", ("scheduled", "invited", "identifying", "consenting", "asking", "paused", "handed_over"), "expired"),
    ("stop", _OPEN, "opted_out"),
    ("reject", (*_OPEN, "completed", "opted_out", *_CLOSED_EARLY), "wrong_person"),
    ("hand_over", ("invited", "identifying", "consenting", "asking", "paused", "offering"), "handed_over"),
)

MACHINE: Final = Machine(
    model=None,
    states=list(STATES),
    transitions=[{"trigger": trigger, "source": list(sources), "dest": dest} for trigger, sources, dest in TABLE],
    initial="scheduled",
    auto_transitions=False,
)


class _Standing:
    """What `transitions` moves: a state without the conversation around it."""

    __slots__ = ("state",)

    def __init__(self, state: State) -> None:
        self.state = state


@cache
def move(state: State, trigger: Trigger) -> State:
    """The state after the trigger; raises transitions.MachineError where the table has no such way.

    Each way is asked for once: the machine takes longer to answer than the rest of most turns' decisions.
    """
    standing = _Standing(state)
    MACHINE.events[trigger].trigger(standing)
    return standing.state
