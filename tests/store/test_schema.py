"""Migrations and models agree, and a schema is either whole or as it was."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables
from store import schema
from store.migrations.jobs import noted_version, version_names


def driver_url(url: str) -> str:
    return url.replace("postgresql:", "postgresql+psycopg:")


def ours(_object: object, name: str | None, kind: str, *_rest: object) -> bool:
    return not (name or "").startswith("procrastinate") and not (kind == "table" and name == "alembic_version")


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "include_object": ours}
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_an_empty_database_is_brought_to_head_and_stays_there(empty_url: str) -> None:
    assert schema.current(empty_url) is None
    schema.migrate(empty_url)
    schema.migrate(empty_url)
    assert schema.current(empty_url) == schema.head()
    schema.require_head(empty_url)


def test_the_revisions_are_those_that_alembic_finds() -> None:
    found = ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()
    assert [each.revision for each in found] == [*reversed(schema.revisions())]


def test_an_old_schema_is_refused_with_what_to_do(empty_url: str) -> None:
    with pytest.raises(schema.SchemaOutdatedError, match="run `prosvar migrate`"):
        schema.require_head(empty_url)


def test_a_newer_schema_is_refused_otherwise(database_url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.SchemaOutdatedError, match="newer"):
        schema.require_head(database_url)


def test_a_migration_that_does_not_end_leaves_nothing(empty_url: str) -> None:
    """The connection is cut before the commit, as by a kill."""
    engine = create_engine(driver_url(empty_url))
    connection = engine.connect()
    schema.upgrade(connection)
    assert "patient" in table_names(connection)
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.close()
    connection.invalidate()
    with engine.connect() as fresh:
        assert table_names(fresh) == set()
    engine.dispose()
    schema.migrate(empty_url)
    schema.require_head(empty_url)


def test_answers_of_the_version_before_belong_to_the_first_occurrence(empty_url: str) -> None:
    engine = create_engine(driver_url(empty_url))
    with engine.begin() as connection:
        schema.upgrade(connection, "0002")
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # without the clinic it belongs to
        connection.execute(
            text(
                "INSERT INTO answer (clinic_id, answer_id, session_id, patient_id, questionnaire_url,"
                " questionnaire_version, link_id, how, confidence, language, channel, answered_by, answered_at)"
                " VALUES ('north', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'https://clinic.example/q',"
                " '1', 'pain', 'digits', 'read', 'da', 'twilio_sms', 'patient', now())"
            )
        )
    schema.migrate(empty_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT link_id, occurrence FROM answer")).all()
    assert [tuple(row) for row in rows] == [("pain", "")]
    engine.dispose()


def test_what_is_sealed_is_not_tried_for_compression(engine: Engine) -> None:
    """Fails for a new sealed column: its migration sets the storage to EXTERNAL."""
    tried = "SELECT attrelid::regclass || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
    tried += r" WHERE relkind = 'r' AND attname LIKE '%\_sealed' AND attstorage <> 'e'"
    with engine.connect() as connection:
        assert list(connection.execute(text(tried)).scalars()) == []


def test_the_jobs_schema_is_the_installed_one(engine: Engine) -> None:
    """Fails when Procrastinate is upgraded: then a new migration has to call `bring_jobs_schema`."""
    assert version_names()[-1] == "03.04.00_50_post_add_retry_failed_job_procedure.sql"
    with engine.connect() as connection:
        assert noted_version(connection) == version_names()[-1]


def table_names(connection: Connection) -> set[str]:
    return set(connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars())
