"""What goes past SQLAlchemy to the driver comes back as SQLAlchemy would give it, and fails as it would fail."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from sqlalchemy import Connection, Engine, Table, select, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlmodel import SQLModel

from store.database import FRESH_SECONDS, RETURNED, transaction
from store.ids import new_id
from store.recordset import _together, changing, insertion, rows_by, run_together, tuples_by
from store.sessions import answers_by_session, patients_at, senders_at, sessions_of
from tests.store.rows import CLINIC_TABLES, MOMENT, insert_row

tables = SQLModel.metadata.tables
TASK = {"kind": "phone", "detail": {"wave": "baseline"}, "raised_at": MOMENT, "due_at": MOMENT}


@pytest.fixture(autouse=True)
def north(engine: Engine) -> None:
    with transaction(engine) as connection:
        insert_row(connection, tables["clinic"], "north")


def task(**more: Any) -> dict[str, Any]:
    return {"clinic_id": "north", "task_id": new_id(MOMENT), **TASK, **more}


def kinds(engine: Engine) -> list[str]:
    with transaction(engine) as connection:
        return list(connection.execute(select(tables["task"].c.kind).order_by(tables["task"].c.kind)).scalars())


@pytest.mark.parametrize("table", CLINIC_TABLES, ids=lambda table: table.name)
def test_rows_are_read_and_written_as_sqlalchemy_reads_and_writes_them(engine: Engine, table: Table) -> None:
    every = f"SELECT {table.name}.* FROM :rows AS wanted (clinic_id text) JOIN {table.name} USING (clinic_id)"
    with transaction(engine) as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # rows of others need not be there
        if table.name != "clinic":
            sealed = {column.name: b"\x00sealed\xff" for column in table.c if column.name.endswith("_sealed")}
            insert_row(connection, table, "north", **sealed)
        [expected] = [dict(row) for row in connection.execute(select(table)).mappings()]
        [found] = rows_by(connection, every, [{"clinic_id": "north"}])
        assert found == expected
        assert {name: type(value) for name, value in found.items()} == {
            name: type(value) for name, value in expected.items()
        }
        connection.execute(table.delete())
        run_together(connection, [insertion(table, [found])])
        [again] = [dict(row) for row in connection.execute(select(table)).mappings()]
        given_by_the_database = {column.name for column in table.c if column.identity is not None}
        assert {k: v for k, v in again.items() if k not in given_by_the_database} == {
            k: v for k, v in expected.items() if k not in given_by_the_database
        }


@pytest.mark.parametrize("number", [1, 2, 64, 250])
def test_all_rows_that_are_given_are_taken(engine: Engine, number: int) -> None:
    rows = [task() for _ in range(number)]
    closed = [{**row, "kind": "contact"} for row in rows[1:]]
    with transaction(engine) as connection:
        run_together(connection, [insertion(tables["task"], rows)])
    with transaction(engine) as connection:
        run_together(connection, [changing(tables["task"], "task_id", ("kind",), closed)])
        found = tuples_by(connection, "SELECT n FROM :rows AS given (n int)", [{"n": n} for n in range(number)])
    assert found == [(n,) for n in range(number)]
    assert kinds(engine) == ["contact"] * (number - 1) + ["phone"]


every_kind = st.fixed_dictionaries(
    {
        "t": st.none() | st.text(st.characters(exclude_characters="\0", codec="utf-8")),
        "u": st.none() | st.uuids(),
        "b": st.none() | st.binary(),
        "m": st.none()
        | st.datetimes(
            datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.sampled_from([UTC, ZoneInfo("Asia/Tokyo")])
        ),
        "i": st.none() | st.integers(-(2**31), 2**31 - 1),
        "o": st.none() | st.booleans(),
        "d": st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.lists(st.text('ab"\\{},é ')),
        "y": st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    }
)
EVERY_KIND = (
    "SELECT t, u, b, m, i, o, d, y, jsonb_typeof(d) FROM :rows AS given"
    " (t text, u uuid, b bytea, m timestamptz, i integer, o boolean, d jsonb, y date)"
)


@given(st.lists(every_kind, max_size=5))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_values_come_back_as_they_were(engine: Engine, rows: list[dict[str, Any]]) -> None:
    """Also where equal ones are of two types, as 1 and true are."""
    with transaction(engine) as connection:
        found = tuples_by(connection, EVERY_KIND, rows)
    assert [row[:-1] for row in found] == [tuple(row[name] for name in "tubmiody") for row in rows]
    assert [row[-1] for row in found] == [json_type(row["d"]) for row in rows]


def json_type(value: object) -> str | None:
    return None if value is None else {bool: "boolean", int: "number", list: "array"}[type(value)]


@pytest.mark.parametrize(
    ("kind", "said", "meant"),
    [
        ("text", 7, "7"),
        ("text", 'a "\\{,} b', 'a "\\{,} b'),
        ("uuid", "00000000-0000-7000-8000-000000000001", UUID("00000000-0000-7000-8000-000000000001")),
        ("uuid", "{00000000-0000-7000-80000000-00000001}", UUID("00000000-0000-7000-8000-000000000001")),
        ("timestamptz", "2026-11-17T09:00:00+01:00", datetime(2026, 11, 17, 8, tzinfo=UTC)),
        ("integer", "7", 7),
        ("boolean", "false", False),
        ("boolean", 1, True),
        ("double precision", 0.1, 0.1),
        ("bigint", 2**40, 2**40),
    ],
)
def test_postgresql_reads_what_is_no_value_of_its_column_beside_what_is_none(
    engine: Engine, kind: str, said: object, meant: object
) -> None:
    with transaction(engine) as connection:
        rows = [{"v": value} for value in (said, None, said)]
        assert tuples_by(connection, f"SELECT v FROM :rows AS given (v {kind})", rows) == [(meant,), (None,), (meant,)]


def test_one_wall_time_of_an_hour_that_comes_twice_is_two_moments(engine: Engine) -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))
    with transaction(engine) as connection:
        rows = [{"m": first}, {"m": first.replace(fold=1)}]
        found = tuples_by(connection, "SELECT m FROM :rows AS given (m timestamptz)", rows)
    assert [at.hour for (at,) in found] == [0, 1]


def test_columns_are_told_however_their_list_is_broken_into_lines(engine: Engine) -> None:
    """And by PostgreSQL's short names, as fast as any."""
    broken = "SELECT b, i FROM :rows AS given (\n    b bytea,\n    i int\n)"
    assert _together((broken,)).columns == ((("b", "bytea"), ("i", "integer")),)
    with transaction(engine) as connection:
        assert tuples_by(connection, broken, [{"b": b"\x00", "i": 7}]) == [(b"\x00", 7)]


def test_a_change_that_says_nothing_of_a_column_is_none(engine: Engine) -> None:
    """It would be emptied."""
    with pytest.raises(KeyError, match="task lacks one of"):
        changing(tables["task"], "task_id", ("kind", "level"), [task()])


def twice(connection: Connection) -> None:
    row = task()
    run_together(connection, [insertion(tables["task"], [row, row])])


def unreadable(connection: Connection) -> None:
    run_together(connection, [insertion(tables["task"], [task(task_id="no id")])])


def half_a_character(connection: Connection) -> None:
    run_together(connection, [insertion(tables["task"], [task(kind="\ud83d")])])


def zero_character(connection: Connection) -> None:
    run_together(connection, [insertion(tables["task"], [task(kind="\0")])])


def entangled(connection: Connection) -> None:
    connection.execute(
        text("CREATE FUNCTION pg_temp.tie() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE SQLSTATE '40P01'; END $$")
    )
    tuples_by(connection, "SELECT pg_temp.tie() FROM :rows AS given (n int)", [{"n": 1}])


@pytest.mark.parametrize(
    ("do", "kind", "sqlstate"),
    [
        (twice, IntegrityError, "23505"),
        (unreadable, DataError, "22P02"),
        (half_a_character, DataError, "22021"),
        (zero_character, DataError, "22021"),
        (entangled, OperationalError, "40P01"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_postgresql_refuses_is_told_as_sqlalchemy_tells_it(
    engine: Engine, do: Callable[[Connection], None], kind: type[DBAPIError], sqlstate: str
) -> None:
    def work() -> None:
        with transaction(engine) as connection:
            run_together(connection, [insertion(tables["task"], [task()])])
            do(connection)

    with pytest.raises(kind) as refused:
        work()
    assert getattr(refused.value.orig, "sqlstate", None) == sqlstate
    assert not refused.value.connection_invalidated
    assert kinds(engine) == [], "all or nothing"


def test_a_connection_that_ends_in_the_middle_is_told_and_not_used_again(engine: Engine) -> None:
    def work() -> None:
        with transaction(engine) as connection:
            run_together(connection, [insertion(tables["task"], [task()])])
            end(engine, pid_of(connection))
            rows_by(connection, "SELECT n FROM :rows AS given (n int)", [{"n": 1}])

    with pytest.raises(OperationalError) as lost:
        work()
    assert lost.value.connection_invalidated
    assert kinds(engine) == [], "nothing of it was kept"


@pytest.mark.parametrize("idle", [0.0, FRESH_SECONDS])
def test_a_connection_that_ended_in_the_pool_is_replaced_before_it_is_used(engine: Engine, idle: float) -> None:
    with transaction(engine) as connection:
        ended, info = pid_of(connection), connection.connection.info
    info[RETURNED] -= idle
    end(engine, ended)
    with transaction(engine) as connection:
        run_together(connection, [insertion(tables["task"], [task()])])
        assert pid_of(connection) != ended
    assert kinds(engine) == ["phone"]


@pytest.mark.parametrize("name", ["sender", "patient", "session", "answer"])
def test_a_column_that_a_newer_version_adds_is_no_fault_of_a_turn_of_this_one(engine: Engine, name: str) -> None:
    """A statement that a connection has prepared may not return more than before."""

    def read() -> int:
        with transaction(engine) as connection:
            found = [
                senders_at(connection, [("sms", "4520000001")]),
                patients_at(connection, [("north", b"phone")]),
                sessions_of(connection, [("north", patient["patient_id"])]),
                answers_by_session(connection, [("north", session["session_id"])]),
            ]
        return sum(len(each) for each in found)

    with transaction(engine) as connection:
        insert_row(connection, tables["sender"], "north", channel="sms", address="4520000001")
        patient = insert_row(connection, tables["patient"], "north", phone_index=b"phone")
        session = insert_row(connection, tables["session"], "north", patient_id=patient["patient_id"])
        insert_row(connection, tables["answer"], "north", session_id=session["session_id"], supersedes=None)
    assert read() == 4
    with psycopg.connect(address_of(engine), autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER TABLE {} ADD COLUMN newer text").format(sql.Identifier(name)))
    assert read() == 4


def end(engine: Engine, pid: int) -> None:
    """As an administrator or a restart of PostgreSQL ends it; returns when it is gone."""
    with psycopg.connect(address_of(engine), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])


def address_of(engine: Engine) -> str:
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def pid_of(connection: Connection) -> int:
    return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
