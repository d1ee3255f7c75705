"""Where plays are put on: databases that hold the example clinic and nobody yet, each used for many plays.

To copy a database and to connect to the copy is a tenth of a play; to sweep one is nothing beside it. What a play
finds on a swept stage is what it finds on a new one, so a seed plays alike on both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import psycopg
from sqlalchemy import Engine

from bot.clinic_applying import apply
from bot.clinic_file import ClinicFile
from bot.clinic_loading import ClinicSource, load_clinic_file
from store.cluster import Cluster
from store.crypto import Keyring, generate_root_key
from store.database import open_engine, transaction
from store.embedded import url_of
from tests.databases import Databases
from tests.doubles.clinic_endpoint import SECRET
from tests.simulation.clockwork import seeded
from tests.simulation.people import ROOT

TEMPLATE: Final = "template_stage"
APPLIED: Final = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)  # before any play begins
with seeded(0):
    KEYRING: Final = Keyring.parse(generate_root_key())


@dataclass(frozen=True, slots=True)
class Stage:
    """`apart`: the books' own connection, outside any transaction."""

    url: str
    engine: Engine
    apart: psycopg.Connection[Any]


class Stages:
    """The stages of one server, all copies of a migrated `template` that the clinic was put into."""

    def __init__(self, cluster: Cluster, template: str) -> None:
        with psycopg.connect(url_of(cluster, "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE {template} STRATEGY file_copy")  # type: ignore[arg-type]
        found_clinic(url_of(cluster, TEMPLATE))
        self._databases = Databases(cluster, TEMPLATE, kept=True)
        self._apart: dict[str, psycopg.Connection[Any]] = {}

    @contextmanager
    def stage(self) -> Iterator[Stage]:
        """One that nobody has played on since it was new or swept. After a play that failed it is not used again."""
        url = self._databases.take()
        if url not in self._apart:
            self._apart[url] = psycopg.connect(url, autocommit=True, options="-c timezone=UTC")
        try:
            yield Stage(url, self._databases.engine(url), self._apart[url])
        except BaseException:
            self._databases.drop(url)
            raise
        self._databases.give_back(url)


def found_clinic(url: str) -> None:
    """The same in every template, to the last byte."""
    engine = open_engine(url)
    with seeded(0), transaction(engine) as connection:
        apply(connection, KEYRING, clinic(), APPLIED, "play")
    engine.dispose()


def clinic() -> ClinicSource:
    """The example clinic with fast senders, telling one endpoint on loopback."""
    loaded = load_clinic_file(ROOT / "examples" / "clinic.yaml")
    document = loaded.file.model_dump(mode="json")
    events = document["endpoints"][0]["events"]
    document["endpoints"] = [
        {"id": "on-call", "url": "http://127.0.0.1:9/prosvar", "events": events, "secret_env": "RECORD_SECRET"}
    ]
    return replace(loaded, file=ClinicFile.model_validate(document), secrets={"on-call": (SECRET,)})
