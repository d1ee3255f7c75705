"""What a new plan ends is over at once, and what it restores goes on at once.

An answer that came before the next round would lead to one question more, or to none.
"""

from datetime import datetime

from sqlalchemy import Connection

from bot.compiled import Compiled
from bot.desk import Desk
from bot.due import close_at_once, restore_at_once
from bot.planning import replan
from store.ledger import Row


def plan_and_close(connection: Connection, desk: Desk, patient: Row, now: datetime) -> None:
    """After something was recorded or withdrawn. The patient is locked."""
    moved = replan(connection, desk, patient, now)
    if patient["key_wrapped"] is None:
        return
    for act, sessions in (
        (close_at_once, [each for each in moved if each["closes_at"] <= now]),
        (restore_at_once, [each for each in moved if each["closes_at"] > now]),
    ):
        if sessions:
            act(connection, Compiled(desk.keyring), desk.keyring, patient, sessions, now)
