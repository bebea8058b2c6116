"""The database: opening it, bringing its tables up to date, sessions that read or write."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as ConnectionsInUse
from sqlalchemy.orm import Session

from pipeline import audit
from pipeline.errors import OtklikError
from pipeline.settings import read_settings
from pipeline.word_index import give_functions, has_index, make_index

UPGRADING = 0x07_41_1C  # names PostgreSQL's lock for it; any number that nobody else uses
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "busy_timeout=30000",  # the longest transactions take seconds, more on a busy machine
    "foreign_keys=ON",
    "secure_delete=ON",  # what is erased leaves the file, too, whatever SQLite was built for
    "temp_store=MEMORY",
    "cache_size=-65536",
)


class Unavailable(OtklikError):  # noqa: N818  (what it is, not whose fault)
    """The database cannot be read or written just now: a full disk, a lock, a server away."""


class Database:
    """One database; hands out sessions that end with the block they are used in."""

    def __init__(self, url: str) -> None:
        self.engine = _open_engine(url)
        self.commits = 0  # of this process: what it keeps in memory is old after each
        self._writing = self.engine.execution_options(otklik_writes=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose changes, if any, are thrown away."""
        with _telling(self.engine), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits when the block ends well and rolls back when it raises."""
        try:
            with (
                _telling(self.engine),
                Session(self._writing, expire_on_commit=False) as session,
                session.begin(),
            ):
                audit.begin(session, datetime.now(UTC))  # where nobody says who acts, a command
                yield session
        finally:
            self.commits += 1

    def upgrade(self) -> None:
        """Bring the tables up to date; another process that wants to waits, and finds it done."""
        with (
            self._writing.connect() as connection,
            _without_foreign_keys(connection),
            connection.begin(),
        ):
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(UPGRADING)))
            if not _is_ready(connection):
                _upgrade(connection)

    def write_out(self) -> None:
        """Let SQLite's own file hold what was committed, and its log nothing of what was before."""
        if self.engine.dialect.name == "sqlite":
            connection = self.engine.raw_connection()  # it may not be within a transaction
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


@contextmanager
def _telling(engine: Engine) -> Iterator[None]:
    """Say as one line what people can put right; a statement that cannot be is our own mistake.

    SQLite tells of a full disk without the file that found no room there.
    """
    try:
        yield
    except ConnectionsInUse as error:
        raise _unavailable("all connections are in use") from error
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorname", "") == "SQLITE_ERROR":
            raise
        file = f"{engine.url.database}: " if engine.dialect.name == "sqlite" else ""
        raise _unavailable(str(error.orig).strip().partition("\n")[0], file) from error


def _unavailable(problem: str, file: str = "") -> Unavailable:
    """The problem without the file, which is nobody's business who only visits the desk."""
    return Unavailable(
        "database: %(file)s%(problem)s; nothing of this was kept, and it can be tried again",
        file=file,
        problem=problem,
    )


def open_database(url: str) -> Database:
    """The database at this address with its tables up to date.

    Raises OtklikError when it cannot be reached or was made by a newer version.
    """
    database = Database(url)
    try:
        with database.engine.begin() as connection:
            ready = _is_ready(connection)
        if not ready:
            database.upgrade()
    except DatabaseError as error:
        if isinstance(error, IntegrityError):
            raise  # a migration's own mistake
        raise OtklikError(
            f"database {_shown(url)}: {str(error.orig).splitlines()[0]} (see {_setting()})"
        ) from error
    return database


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, made here so that no ini file has to travel."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _is_ready(connection: Connection) -> bool:
    """Whether the tables are up to date; raises OtklikError when a newer version made them."""
    script = _migrations()
    known = {revision.revision for revision in script.walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        raise OtklikError(
            f"database {_shown(str(connection.engine.url))}: made by a newer version "
            f"(revision {current}); install that version, or point {_setting()} elsewhere"
        )
    return current == script.get_current_head() and has_index(connection)


def _upgrade(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "head")
    make_index(connection)
    _check_foreign_keys(connection)


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let SQLite's tables be made anew, which is how their columns change.

    With the keys on, dropping the old table deletes its rows, and with them those of other tables
    (https://sqlite.org/lang_altertable.html, section 7). Within a transaction they cannot be set.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: Connection) -> None:
    """Raise OtklikError, and so keep the old tables, where an upgrade left rows that name none."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            raise OtklikError(
                f"database: row {broken[1]} of {broken[0]} names a row of {broken[2]} that is not "
                "there; nothing was upgraded, and the version before still opens it"
            )


@cache
def _migrations() -> ScriptDirectory:
    """All migrations, read once: they do not change while a process runs."""
    return ScriptDirectory.from_config(alembic_config())


def _open_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
            make_folder(Path(str(parsed.database)).parent)
        engine = create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise OtklikError(f"database {_shown(url)}: {error} (see OTKLIK_DATABASE)") from error
    if engine.dialect.name == "sqlite":
        _tune_sqlite(engine, _OneFile(parsed.database or ""))
    return engine


def make_folder(folder: Path) -> None:
    """Make the data folder, or one in it; raises OtklikError when that may not be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OtklikError(f"data folder {folder}: {error.strerror} (see OTKLIK_DATA)") from error


class _OneFile:
    """The file of a database: what is written to one that was taken away is lost without a word."""

    def __init__(self, path: str) -> None:
        self._path = Path(path).absolute() if path not in ("", ":memory:") else None
        self._opened: int | None = None

    def remember(self) -> None:
        """Hold on to the file that is there."""
        self._opened = self._opened or self._inode()

    def check(self) -> None:
        """Raise Unavailable where another file is there now, or none."""
        if self._opened not in (None, self._inode()):
            problem = "its file was removed or replaced; move it back or start anew"
            raise _unavailable(problem, f"{self._path}: ")

    def _inode(self) -> int | None:
        try:
            return self._path.stat().st_ino if self._path else None
        except OSError:
            return None


def _tune_sqlite(engine: Engine, file: _OneFile) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:  # the driver's own connection
        file.check()  # before the first statement, which would make an empty file
        connection.isolation_level = None  # the driver must not begin for us: see begin below
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        file.remember()
        give_functions(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        file.check()
        # A transaction that reads first and writes later fails at once when another process
        # wrote in between; one that is to write therefore asks for the lock before it reads.
        writes = connection.get_execution_options().get("otklik_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _setting() -> str:
    """The setting that says where the database is."""
    return "OTKLIK_DATABASE" if read_settings().database else "OTKLIK_DATA"


def _shown(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return f'"{url}"'
