"""Row-level security, with the role that the API and the console use: a clinic sees and writes its own rows only."""

import pytest
from sqlalchemy import Connection, Engine, Table, Update, delete, func, insert, select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlmodel import SQLModel

from store.audit import append
from store.database import clinic_transaction, transaction
from tests.store.rows import CLINIC_TABLES, MOMENT, insert_row

OURS, THEIRS = "north", "south"
APPEND_ONLY = {"audit"}
PARENTS = {"clinic"}


def rows_in(connection: Connection, table: Table) -> list[str]:
    return list(connection.execute(select(table.c.clinic_id)).scalars())


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Two clinics with a row in every table."""
    with transaction(engine) as connection:
        for clinic_id in (OURS, THEIRS):
            for table in CLINIC_TABLES:
                insert_row(connection, table, clinic_id)
    return engine


def test_every_table_with_a_clinic_is_guarded(engine: Engine) -> None:
    guarded = text(
        "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid WHERE relrowsecurity AND polcmd = '*'"
    )
    with transaction(engine) as connection:
        assert set(connection.execute(guarded).scalars()) == {table.name for table in CLINIC_TABLES}
    assert {table.name for table in SQLModel.metadata.sorted_tables} - {"control"} == {
        table.name for table in CLINIC_TABLES
    }


def test_a_clinic_reads_its_own_rows(filled: Engine) -> None:
    with clinic_transaction(filled, OURS) as connection:
        assert {table.name: rows_in(connection, table) for table in CLINIC_TABLES} == {
            table.name: [OURS] for table in CLINIC_TABLES
        }
    with transaction(filled) as connection:
        assert all(sorted(rows_in(connection, table)) == [OURS, THEIRS] for table in CLINIC_TABLES)


def test_nothing_is_seen_where_no_clinic_is_set(filled: Engine) -> None:
    with clinic_transaction(filled, "") as connection:
        assert all(rows_in(connection, table) == [] for table in CLINIC_TABLES)
    with filled.connect() as connection:
        connection.execute(text("SET ROLE prosvar_clinic"))
        assert all(rows_in(connection, table) == [] for table in CLINIC_TABLES)


def test_a_clinic_writes_into_no_other(filled: Engine) -> None:
    for table in CLINIC_TABLES:
        foreign = table.c.clinic_id == THEIRS
        if table.name not in APPEND_ONLY:
            with clinic_transaction(filled, OURS) as connection:
                assert connection.execute(update(table).where(foreign).values(clinic_id=THEIRS)).rowcount == 0
            refuses(filled, table, update(table).values(clinic_id=THEIRS))
        if table.name not in APPEND_ONLY | PARENTS:
            with clinic_transaction(filled, OURS) as connection:
                assert connection.execute(delete(table).where(foreign)).rowcount == 0
            refuses(filled, table, None)
        with transaction(filled) as connection:
            assert sorted(rows_in(connection, table)) == [OURS, THEIRS], table.name


def refuses(engine: Engine, table: Table, statement: Update | None) -> None:
    """Moving our row to them, or, without a statement, making one of theirs."""
    with clinic_transaction(engine, OURS) as connection, pytest.raises(ProgrammingError, match="row-level security"):
        connection.execute(statement) if statement is not None else insert_row(connection, table, THEIRS)


@pytest.mark.parametrize(
    "statement",
    [
        insert(SQLModel.metadata.tables["clinic"]).values(clinic_id=OURS + "2", config={}, key_wrapped=b""),
        delete(SQLModel.metadata.tables["clinic"]),
        update(SQLModel.metadata.tables["audit"]).values(actor="nobody"),
        delete(SQLModel.metadata.tables["audit"]),
        update(SQLModel.metadata.tables["control"]).values(sending_paused=True),
        select(func.count()).select_from(text("procrastinate_jobs")),
        text("ALTER TABLE patient DISABLE ROW LEVEL SECURITY"),
        text("TRUNCATE patient"),
    ],
    ids=["new clinic", "no clinic", "audit changed", "audit removed", "control", "jobs", "no guard", "truncate"],
)
def test_what_the_role_may_not_do_at_all(filled: Engine, statement: object) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        clinic_transaction(filled, OURS) as connection,
    ):
        connection.execute(statement)  # type: ignore[call-overload] - three kinds of statement


def test_a_clinic_reads_whether_sending_is_paused_and_adds_to_its_audit(filled: Engine) -> None:
    with clinic_transaction(filled, OURS) as connection:
        assert connection.execute(select(SQLModel.metadata.tables["control"].c.sending_paused)).scalar() is False
    with transaction(filled) as connection:
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(delete(SQLModel.metadata.tables["audit"]))
    with clinic_transaction(filled, OURS) as connection:
        append(connection, OURS, at=MOMENT, actor="nurse", action="patient.read", subject="patient/1", detail={})


def test_the_role_ends_with_its_transaction(filled: Engine) -> None:
    with clinic_transaction(filled, OURS):
        pass
    with transaction(filled) as connection:
        assert connection.execute(text("SELECT current_user")).scalar() == "postgres"
        assert not connection.execute(text("SELECT current_setting('prosvar.clinic', true)")).scalar()
