"""The one way to the database: sessions, and bringing its tables up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

from settings import PROJECT, settings

#: How long a writer waits for another one on SQLite, in milliseconds.
PATIENCE = 15_000
#: And how long somebody who empties its log waits for readers and writers.
HASTE = 500
#: How SQLite is to work: readers beside a writer, no row without what it belongs to, and what is deleted is gone.
PRAGMAS = (
    "journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={PATIENCE}", "foreign_keys=ON", "secure_delete=ON",
)  # fmt: skip


def open_engine(url: str) -> Engine:
    """An engine for a database address. SQLite gets write-ahead logging and foreign keys."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10)
    engine = create_engine(url, connect_args={"timeout": PATIENCE / 1000, "check_same_thread": False}, pool_size=10)

    @event.listens_for(engine, "connect")
    def prepare(connection, _record) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection) -> None:
        # A transaction that reads and then writes would fail, not wait, had somebody written in between.
        immediate = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


@cache
def engine() -> Engine:
    """The engine of this process."""
    settings().data_folder.mkdir(parents=True, exist_ok=True)
    return open_engine(settings().database_url)


@cache
def _writers() -> sessionmaker[Session]:
    return sessionmaker(engine().execution_options(writes=True), expire_on_commit=False)


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only reads."""
    with Session(engine(), expire_on_commit=False) as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A session that commits at the end, or leaves nothing behind."""
    with _writers().begin() as session:
        yield session


def settle() -> bool:
    """Bring home and empty SQLite's write-ahead log: what was deleted is then nowhere in the database's files.

    Returns False if somebody read or wrote for too long: try again. Other databases see to it themselves.
    """
    with engine().connect() as connection:
        if connection.dialect.name != "sqlite":
            return True
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA busy_timeout={HASTE}")
        try:
            busy, _pages, _moved = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            driver.execute(f"PRAGMA busy_timeout={PATIENCE}")
    return not busy


def migrate() -> None:
    """Bring the tables up to date. Safe to call at every start."""
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "storage" / "migrations"))
    with engine().connect() as connection, _rebuilding(connection), connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _rebuilding(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by building it anew; while it does, what points to the old one is let alone."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
