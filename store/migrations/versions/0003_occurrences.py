"""Answers say which occurrence of a group that repeats they belong to.

What waits to be sent to one patient is found by the patient, and a clinic knows for which year ages were looked at.
What every turn writes costs less: no check of its clinic, and no index that nothing is looked up by.
"""

from pathlib import Path

from alembic import op
from sqlalchemy import Connection

from store.migrations.scripts import run_script

revision = "0003"
down_revision = "0002"

TABLES = Path(__file__).with_name("0003_occurrences.sql")


def upgrade() -> None:
    connection: Connection = op.get_bind()
    run_script(connection, TABLES.read_text(encoding="utf-8"))
