"""The table of states: every legal move, every illegal one, and the diagram that developers read."""

from pathlib import Path
from typing import get_args

import pytest
from transitions import MachineError

from flows.machine import OPEN, STATES, TABLE, State, Trigger, move

DIAGRAM = Path(__file__).parents[2] / "docs" / "conversation-states.md"
LEGAL = {(trigger, source): dest for trigger, sources, dest in TABLE for source in sources}


@pytest.mark.parametrize(("trigger", "source", "dest"), [(t, s, d) for (t, s), d in LEGAL.items()])
def test_a_legal_move_leads_where_the_table_says(trigger: Trigger, source: State, dest: State) -> None:
    assert move(source, trigger) == dest


def test_every_other_move_is_refused() -> None:
    for trigger in get_args(Trigger):
        for source in STATES:
            if (trigger, source) not in LEGAL:
                with pytest.raises(MachineError):
                    move(source, trigger)


def test_every_state_can_be_reached_and_every_open_one_can_be_stopped() -> None:
    reached = {"scheduled"}
    while True:
        more = reached | {dest for (_, source), dest in LEGAL.items() if source in reached}
        if more == reached:
            break
        reached = more
    assert reached == set(STATES)
    assert {source for (trigger, source) in LEGAL if trigger == "stop"} == set(OPEN)


def test_nothing_leads_out_of_a_wrong_person() -> None:
    assert not [trigger for (trigger, source) in LEGAL if source == "wrong_person"]


def test_the_diagram_is_the_table(update_goldens: bool) -> None:
    drawn = draw()
    if update_goldens:
        DIAGRAM.write_text(drawn, encoding="utf-8")
    assert DIAGRAM.read_text(encoding="utf-8") == drawn, "stale: run `pytest tests/conversations --update-goldens`"


def draw() -> str:
    lines = [f"    {source} --> {dest}: {trigger}" for trigger, sources, dest in TABLE for source in sources]
    return "\n".join(
        [
            "# States of a conversation",
            "",
            "Drawn from `flows/machine.py` by its test. Open states: "
            + ", ".join(s for s in STATES if s in OPEN)
            + ".",
            "",
            "```mermaid",
            "stateDiagram-v2",
            "    [*] --> scheduled",
            *lines,
            "```",
            "",
        ]
    )
