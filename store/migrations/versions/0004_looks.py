"""A session's row is changed in place by a turn: the schedule finds it by when it looks next, not by its timer."""

from pathlib import Path

from alembic import op
from sqlalchemy import Connection

from store.migrations.scripts import run_script

revision = "0004"
down_revision = "0003"

CHANGES = Path(__file__).with_name("0004_looks.sql")


def upgrade() -> None:
    connection: Connection = op.get_bind()
    run_script(connection, CHANGES.read_text(encoding="utf-8"))
