"""One database, SQLite or PostgreSQL: opened, checked, migrated, read from a few threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeAlias, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from server.core.refusals import Refusal
from server.storage import schema
from server.storage.directory_lock import DirectoryLock
from server.storage.driver import Driver
from server.storage.schema import Unusable
from server.storage.sqlite_driver import SqliteDriver, pragmas

try:
    from server.storage.postgres_driver import CONNECTING, PostgresDriver, set_up
except ImportError:  # the extra `postgres` is not installed
    PostgresDriver = None  # type: ignore[assignment, misc]

Store: TypeAlias = Connection
"""What reading and writing functions are run on, for those above who only pass it on."""
P = ParamSpec("P")
T = TypeVar("T")
SYNCHRONOUS: Final = ("FULL", "EXTRA", "NORMAL")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseOptions:
    """How durable, how wide. `unsafe` lets a PostgreSQL pass that answers before it is on disk."""

    synchronous: str = "FULL"
    unsafe: bool = False
    readers: int = 4


class Database:
    """An open database; `driver` is the journal's own connection, `engine` serves everything else."""

    def __init__(self, engine: Engine, driver: Driver, lock: DirectoryLock | None, options: DatabaseOptions) -> None:
        self.engine = engine
        self.driver = driver
        self._lock = lock
        self._reading = _reading(engine)
        self._threads = ThreadPoolExecutor(options.readers, thread_name_prefix="reader")

    @property
    def kind(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return self.engine.dialect.name

    async def read(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a reading function on one snapshot, in a reader's thread. Raises Refusal when there is no store."""
        call = partial(self.call, fn, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    def call(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a reading function on one snapshot, here; once more when a pooled connection had died."""
        try:
            return self._once(fn, *args, **kwargs)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise Refusal("unavailable", retry_after_ms=1_000) from error
        try:
            return self._once(fn, *args, **kwargs)
        except DBAPIError as error:
            raise Refusal("unavailable", retry_after_ms=1_000) from error

    def _once(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self._reading.begin() as connection:
            return fn(connection, *args, **kwargs)

    def close(self) -> None:
        """Close everything; the journal must be closed before."""
        self._threads.shutdown()
        self.driver.close()
        self.engine.dispose()
        if self._lock is not None:
            self._lock.release()


def open_database(url: str, data_dir: Path | None = None, options: DatabaseOptions | None = None) -> Database:
    """Open, check and migrate. `data_dir` is where SQLite's lock stands. Raises Unusable."""
    chosen = options or DatabaseOptions()
    target = _target(url)
    if target.get_backend_name() == "sqlite":
        return _open_sqlite(target, data_dir, chosen)
    return _open_postgresql(target, chosen)


def _target(url: str) -> URL:
    """Read the address as platforms write it: `postgres://` and `postgresql://` mean psycopg."""
    try:
        target = make_url(url)
    except ArgumentError as error:
        raise Unusable("the database URL cannot be read") from error
    if target.get_backend_name() in {"postgres", "postgresql"}:
        return target.set(drivername="postgresql+psycopg")
    if target.get_backend_name() != "sqlite":
        raise Unusable(f"a database is sqlite or postgresql, not {target.get_backend_name()}")
    return target


def _open_sqlite(target: URL, data_dir: Path | None, options: DatabaseOptions) -> Database:
    if options.synchronous not in SYNCHRONOUS:
        raise Unusable(f"synchronous is one of {', '.join(SYNCHRONOUS)}")
    if not target.database or target.database == ":memory:":
        raise Unusable("SQLite needs a file: what is acknowledged must be on disk")
    path = Path(target.database).resolve()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = DirectoryLock(data_dir or path.parent)
    engine = create_engine(target.set(database=str(path)), pool_size=options.readers + 1)
    _speak_plainly(engine, options.synchronous)
    try:
        schema.migrate(engine)
        return Database(engine, SqliteDriver(path, options.synchronous), lock, options)
    except Exception as error:
        engine.dispose()
        lock.release()
        if isinstance(error, DBAPIError):
            raise Unusable(f"{path} cannot be used: {error.orig}") from error
        raise


def _speak_plainly(engine: Engine, synchronous: str) -> None:
    """Let a transaction begin where it begins: writers take the lock at once, readers get one snapshot."""

    def connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - sqlite3's own
        connection.isolation_level = None
        for pragma in pragmas(synchronous):
            connection.execute(pragma)

    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begin)


def _reading(engine: Engine) -> Engine:
    """Return the engine for reading: what one function reads is one moment of the database."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(reading=True)
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _open_postgresql(target: URL, options: DatabaseOptions) -> Database:
    if PostgresDriver is None:
        raise Unusable("PostgreSQL needs its driver: pip install 'parley[postgres]'")
    engine = create_engine(target, pool_size=options.readers + 1, connect_args=CONNECTING)
    event.listen(engine, "connect", set_up)
    driver = None
    try:
        driver = PostgresDriver(target.set(drivername="postgresql").render_as_string(hide_password=False))
        if not options.unsafe:
            driver.check_durable()
        schema.migrate(engine)
    except Exception as error:
        if driver is not None:
            driver.close()
        engine.dispose()
        if isinstance(error, (DBAPIError, *PostgresDriver.errors)):
            raise Unusable(f"the database on {target.host} cannot be used: {error}") from error
        raise
    return Database(engine, driver, None, options)
