"""What every test may ask for: a database of its own, a keyring, and a moment."""

import json
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine

from store.crypto import Keyring, generate_root_key
from store.embedded import Embedded, start_embedded, url_of
from store.schema import migrate
from tests.databases import Databases
from tests.order import longest_first

TEMPLATE = "template_prosvar"
# The tests' data may be lost with the machine: that buys speed. The product's settings are the server's own.
UNSAFE_AND_FAST = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off", "max_connections": "100"}
# How long an example takes says how busy the machine is, and nothing about the product.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")
_numbers = count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write golden files anew; read the difference")
    parser.addoption("--soak", action="store_true", help="run what takes minutes, too: see make soak")


def pytest_configure() -> None:
    """Told to end, we end as at Ctrl-C: fixtures stop the servers that they have started."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--soak"):
        long = pytest.mark.skip(reason="takes minutes: make soak runs it")
        for item in items:
            if "soak" in item.keywords:
                item.add_marker(long)
    if hasattr(config, "workerinput"):  # one of several processes
        items[:] = longest_first(items)


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-goldens"))


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Prints an account, and keeps it with the test's result: `make soak` puts them together."""

    def say(**numbers: object) -> None:
        print(json.dumps(numbers))
        record_property("account", json.dumps(numbers))

    return say


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """One PostgreSQL for each test process."""
    embedded = start_embedded(tmp_path_factory.mktemp("home"), settings=UNSAFE_AND_FAST)
    yield embedded
    embedded.stop()


@pytest.fixture(scope="session")
def template(server: Embedded) -> str:
    """The name of a migrated database that others are copied from."""
    _administer(server, f"CREATE DATABASE {TEMPLATE}")
    migrate(url_of(server.cluster, TEMPLATE))
    return TEMPLATE


@pytest.fixture(scope="session")
def databases(server: Embedded, template: str) -> Databases:
    return Databases(server.cluster, template)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A migrated database without rows."""
    url = databases.take()
    yield url
    databases.give_back(url)


@pytest.fixture
def empty_url(server: Embedded) -> Iterator[str]:
    """A database without any schema."""
    name = f"empty_{next(_numbers)}"
    _administer(server, f"CREATE DATABASE {name}")
    yield url_of(server.cluster, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(databases: Databases, database_url: str) -> Iterator[Engine]:
    engine = databases.engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.parse(generate_root_key())


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning in summer time."""
    return datetime(2026, 5, 12, 8, 30, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A PROSVAR_HOME that nothing has been put into yet."""
    return tmp_path / "home"


def _administer(server: Embedded, statement: str) -> None:
    with psycopg.connect(url_of(server.cluster, "postgres"), autocommit=True) as connection:
        connection.execute(statement)
