"""Staff who sign in, calls they make, objections they record, and schedules that are compared by chance."""

from pathlib import Path

from alembic import op
from sqlalchemy import Connection

from store.migrations.apart import keep_apart
from store.migrations.scripts import run_script

revision = "0002"
down_revision = "0001"

TABLES = Path(__file__).with_name("0002_staff.sql")


def upgrade() -> None:
    connection: Connection = op.get_bind()
    run_script(connection, TABLES.read_text(encoding="utf-8"))
    for table in ("experiment", "objection", "phone_attempt", "staff_account", "staff_session"):
        keep_apart(connection, table)
