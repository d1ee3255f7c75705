"""Which version of the schema a database has, and the way to the newest: Alembic, run from inside the package."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, make_url, pool, text

# Any number that no other program takes in the same database: two processes that start together migrate in turn.
MIGRATION_LOCK: Final = 7_306_611_902
VERSION_TABLE: Final = "alembic_version"
MIGRATIONS: Final = Path(__file__).parent / "migrations"


class SchemaOutdatedError(Exception):
    """The database's schema is not the one that this version of Prosvar needs."""


def migrate(url: str) -> None:
    """Bring the schema to head in one transaction: killed on the way, it stands where it stood before."""
    if current(url) == head():
        return
    with _engine(url).begin() as connection:
        upgrade(connection)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """As `migrate`, inside the caller's transaction."""
    from alembic import command

    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def head() -> str:
    """The newest revision that this program knows."""
    return revisions()[-1]


@cache
def revisions() -> tuple[str, ...]:
    """All that this program knows, the oldest first: by their files, as Alembic would take 11 MB to say the same."""
    return tuple(sorted(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*_*.py")))


def current(url: str) -> str | None:
    """The revision of a database; null for an empty one."""
    with _engine(url).connect() as connection:
        if connection.execute(text("SELECT to_regclass(:name)"), {"name": VERSION_TABLE}).scalar() is None:
            return None
        revision: str | None = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant
        return revision


def require_head(url: str) -> None:
    """Raises SchemaOutdatedError, whose message says what to do."""
    found = current(url)
    if found == head():
        return
    if found is not None and found not in revisions():
        raise SchemaOutdatedError(
            f"the database is at {found}, which is newer than this program: install the newer Prosvar again"
        )
    raise SchemaOutdatedError(f"the database is at {found or 'no version'}, not at {head()}: run `prosvar migrate`")


def _config() -> Any:
    # Here, as Alembic takes a tenth of a second to load and only a migration needs it.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _engine(url: str) -> Engine:
    """One connection, without the engine's time limits: building an index may take its time."""
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        poolclass=pool.NullPool,
        hide_parameters=True,
        connect_args={"application_name": "prosvar schema", "options": "-c timezone=UTC"},
    )
