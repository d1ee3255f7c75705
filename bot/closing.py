"""What a new plan ends is over at once: an answer that came before the next round would lead to one question more."""

from datetime import datetime

from sqlalchemy import Connection

from bot.compiled import Compiled
from bot.desk import Desk
from bot.due import close_at_once
from bot.planning import replan
from store.ledger import Row


def plan_and_close(connection: Connection, desk: Desk, patient: Row, now: datetime) -> None:
    """After something was recorded or withdrawn. The patient is locked."""
    over = replan(connection, desk, patient, now)
    if over and patient["key_wrapped"] is not None:
        close_at_once(connection, Compiled(desk.keyring), desk.keyring, patient, over, now)
