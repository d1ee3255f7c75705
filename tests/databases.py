"""Databases for tests: made once by copying, then swept after each test and given to the next.

To copy a database costs forty milliseconds, and the first connection to a new one reads its whole catalogue. To
sweep one costs two. A test that changed more than rows (a trigger, statistics, what the migrations had put in) leaves
a database that nobody gets again.
"""

from typing import Final

import psycopg
from sqlalchemy import Engine

from store.cluster import Cluster
from store.database import open_engine
from store.embedded import url_of

# What tests delete stays in the files, as nothing tidies up meanwhile: rows must keep the order in which they came.
USES: Final = 40
SEEDED: Final = ("alembic_version", "control")

_OTHERS: Final = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_OURS: Final = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_SEQUENCES: Final = """
    SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence
    WHERE pg_sequence_last_value(seqrelid) IS NOT NULL
"""
# All but rows: what there is, who may do what, what is known of its size, and what the migrations put in.
_SHAPE: Final = f"""
    SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
        SELECT format('%s %s %s %s %s %s', oid, relname, relrowsecurity, relacl, reloptions, reltuples < 0)
        FROM pg_class WHERE oid >= 16384
        UNION ALL SELECT format('column %s %s %s', attrelid, attnum, xmin) FROM pg_attribute WHERE attrelid >= 16384
        UNION ALL SELECT format('function %s %s', oid, xmin) FROM pg_proc WHERE oid >= 16384
        UNION ALL SELECT format('trigger %s %s', oid, xmin) FROM pg_trigger WHERE oid >= 16384
        UNION ALL SELECT format('rule %s %s', oid, xmin) FROM pg_constraint WHERE oid >= 16384
        UNION ALL SELECT format('policy %s %s', oid, xmin) FROM pg_policy WHERE oid >= 16384
        UNION ALL SELECT format('owner %s %s', datdba, datacl) FROM pg_database WHERE datname = current_database()
        UNION ALL SELECT format('setting %s %s', setrole, setconfig) FROM pg_db_role_setting
        WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
        {"".join(f"UNION ALL SELECT format('seeded %s', s) FROM {table} AS s " for table in SEEDED)}
    ) AS parts (part)
"""


class Databases:
    """The databases of one server, all copies of `template`. `kept`: their connections outlive the sweeping."""

    def __init__(self, cluster: Cluster, template: str, *, kept: bool = False) -> None:
        self._cluster = cluster
        self._template = template
        self._kept = kept
        self._made = 0
        self._uses: dict[str, int] = {}
        self._free: list[str] = []
        self._engines: dict[str, Engine] = {}
        with psycopg.connect(url_of(cluster, template)) as connection:
            self._shape = connection.execute(_SHAPE).fetchone()
            tables = {name for (name,) in connection.execute(_OURS)} - set(SEEDED)
            self._rows = {table: rows for table in sorted(tables) if (rows := _copied(connection, table))}
        self._filled = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in sorted(tables)
        )

    def take(self) -> str:
        """The address of a database that is as the template is."""
        if self._free:
            return self._free.pop()
        self._made += 1
        name = f"{self._template}_{self._made}"
        self.administer(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY file_copy")
        return url_of(self._cluster, name)

    def give_back(self, url: str) -> None:
        """Swept for the next test, or gone."""
        self._uses[url] = self._uses.get(url, 0) + 1
        if self._uses[url] < USES and self._is_swept(url):
            self._free.append(url)
        else:
            self.drop(url)

    def drop(self, url: str) -> None:
        self._engines.pop(url, None)
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        self.administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def engine(self, url: str) -> Engine:
        """The one engine that fixtures hand out for this database: it remembers how statements are written."""
        if url not in self._engines:
            self._engines[url] = open_engine(url)
        return self._engines[url]

    def administer(self, statement: str) -> None:
        with psycopg.connect(url_of(self._cluster, "postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]  # our own words

    def _is_swept(self, url: str) -> bool:
        try:
            with psycopg.connect(url) as connection:
                if not self._kept:
                    connection.execute(_OTHERS)
                connection.execute("SET LOCAL session_replication_role = replica")  # no trigger, no foreign key
                for (table,) in connection.execute(self._filled).fetchall():  # type: ignore[arg-type]
                    connection.execute(f"DELETE FROM {table}")  # type: ignore[arg-type]
                for table, rows in self._rows.items():
                    _paste(connection, table, rows)
                connection.execute(_SEQUENCES)
                return connection.execute(_SHAPE).fetchone() == self._shape
        except psycopg.Error:  # a table is gone, or the database is
            return False


def _copied(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT") as rows:  # type: ignore[arg-type]
        return b"".join(rows)


def _paste(connection: psycopg.Connection, table: str, rows: bytes) -> None:
    with connection.cursor().copy(f"COPY {table} FROM STDIN") as into:  # type: ignore[arg-type]
        into.write(rows)
