"""The first schema: the tables, the jobs, clinics kept apart, an audit that is only ever added to."""

from pathlib import Path

from alembic import op
from sqlalchemy import Connection

from store.migrations.apart import keep_apart
from store.migrations.jobs import bring_jobs_schema
from store.migrations.scripts import run_script

revision = "0001"
down_revision = None

TABLES = Path(__file__).with_name("0001_tables.sql")
CLINIC_TABLES = (
    "answer",
    "api_token",
    "assessment",
    "audit",
    "clinic",
    "clinician_assessment",
    "consent",
    "delivery",
    "endpoint",
    "episode",
    "link_token",
    "message_in",
    "message_out",
    "opt_out",
    "pathway_version",
    "patient",
    "questionnaire_version",
    "sender",
    "session",
    "status_callback",
    "task",
    "wave",
)
# A clinic's role reads everything of its own; it may not rewrite its audit, nor make or remove a clinic.
FEWER_RIGHTS = {"audit": "SELECT, INSERT", "clinic": "SELECT, UPDATE"}

CLINIC_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'prosvar_clinic') THEN
        CREATE ROLE prosvar_clinic NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'prosvar_clinic', 'USAGE') THEN
        GRANT prosvar_clinic TO CURRENT_USER;
    END IF;
END $$
"""
AUDIT_IS_APPEND_ONLY = """
CREATE FUNCTION prosvar_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'the audit is only ever added to' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION prosvar_refuse_audit_change();
"""


def upgrade() -> None:
    connection: Connection = op.get_bind()
    for script in (TABLES.read_text(encoding="utf-8"), AUDIT_IS_APPEND_ONLY, CLINIC_ROLE):
        run_script(connection, script)
    bring_jobs_schema(connection)
    for table in CLINIC_TABLES:
        keep_apart(connection, table, FEWER_RIGHTS.get(table))
    connection.exec_driver_sql("INSERT INTO control (control_id, sending_paused) VALUES (1, false)")
    connection.exec_driver_sql("GRANT SELECT ON control TO prosvar_clinic")
