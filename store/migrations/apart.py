"""Row-level security: the role `prosvar_clinic` sees and writes the rows of the clinic that is set, no others.

The owner of the tables, as whom the engine works over all clinics, is not bound by it.
"""

from sqlalchemy import Connection

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
# Null or empty where no clinic is set: then no row matches.
OURS = "clinic_id = current_setting('prosvar.clinic', true)"


def keep_apart(connection: Connection, table: str, rights: str | None = None) -> None:
    """For every new table with a `clinic_id`, in the migration that makes it; `table` is a name of ours."""
    for statement in (
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'CREATE POLICY own_clinic ON "{table}" TO prosvar_clinic USING ({OURS}) WITH CHECK ({OURS})',
        f'GRANT {rights or EVERYTHING} ON "{table}" TO prosvar_clinic',
    ):
        connection.exec_driver_sql(statement)
