"""Procrastinate's own schema, in its default place, brought along by our migrations.

The name of the newest of its migration files that is in force is noted as the comment of its jobs table. When
Procrastinate is upgraded, a migration of ours that calls `bring_jobs_schema` is all that is needed.
"""

from importlib import resources

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

from store.migrations.scripts import run_script


def bring_jobs_schema(connection: Connection) -> None:
    """Make the tables, functions and triggers of the installed Procrastinate, or follow its own migrations."""
    noted = noted_version(connection)
    names = version_names()
    if noted is None:
        run_script(connection, SchemaManager.get_schema())
    else:
        for name in names:
            if name > noted:
                run_script(connection, _migrations().joinpath(name).read_text(encoding="utf-8"))
    connection.execute(text(f"COMMENT ON TABLE procrastinate_jobs IS '{names[-1]}'"))


def noted_version(connection: Connection) -> str | None:
    """The newest migration file of Procrastinate that this database has had; null without its tables."""
    noted: str | None = connection.execute(
        text("SELECT obj_description(to_regclass('procrastinate_jobs'), 'pg_class')")
    ).scalar()
    return noted


def version_names() -> list[str]:
    """Procrastinate's migration files, oldest first: their names begin with the version."""
    return sorted(file.name for file in _migrations().iterdir() if file.name.endswith(".sql"))


def _migrations() -> resources.abc.Traversable:
    return resources.files("procrastinate.sql") / "migrations"
