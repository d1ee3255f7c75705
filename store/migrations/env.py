"""What Alembic runs for every command: one transaction, on the connection that store/schema.py hands over."""

from alembic import context
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables that a new revision is compared with

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
