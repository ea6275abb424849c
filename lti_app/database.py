"""The database: the base of all tables, column types for instants and closed sets, and the two kinds of transaction."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, MetaData, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from lti_app.connections import MANNERS, DirectConnection
from lti_app.secret_text import init_secret_text

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table of the service descends from."""

    metadata = MetaData(naming_convention=NAMES)


Row = TypeVar("Row", bound=Base)

db = SQLAlchemy(model_class=Base)
migrate = Migrate()


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC: `timestamptz` on PostgreSQL, UTC without its zone on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant without a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Writes what SQLAlchemy would, without its detour by a template of seven numbers on SQLite."""
        return _write_for_sqlite if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Reads what that wrote."""
        if dialect.name == "sqlite":
            return _read_from_sqlite
        return super().result_processor(dialect, coltype)


def _write_for_sqlite(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _read_from_sqlite(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def closed_set(of: type[StrEnum], *, name: str | None = None) -> Enum:
    """A column type that keeps the values of `of` as text, with a check constraint.

    `name` tells the constraints of one table apart where two of its columns hold the same set.
    """
    return Enum(
        of,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        name=name or of.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def init_database(app: Flask, *, url: str, data_keys: tuple[str, ...]) -> None:
    """Connect `app` to its database."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    # Faults are logged whole, and a fault of the database quotes the statement's values unless told not to.
    # The connection that was used last has most of what is asked next in its memory: it is the next to be used.
    # Each thread holds one, and may need more: none must wait for another thread's.
    options: dict[str, Any] = {"hide_parameters": True, "pool_use_lifo": True, "max_overflow": -1}
    if url.startswith("postgresql"):
        options["pool_pre_ping"] = True
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    init_secret_text(app, data_keys=data_keys)
    db.init_app(app)
    # The session that Flask-SQLAlchemy would close after each request is one that nothing here opens.
    app.teardown_appcontext_funcs.clear()
    migrate.init_app(app, db, directory=str(app.root_path) + "/migrations", render_as_batch=True)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)
        else:
            _prepare_postgresql(db.engine)
        app.extensions["engine"] = db.engine
        app.extensions["resting_connections"] = threading.local()
        app.extensions["writing_engine"] = db.engine.execution_options(service_writes=True)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("service_writes", False)
        statement = MANNERS["sqlite"].write if writes else MANNERS["sqlite"].read
        driver: Any = connection.connection.dbapi_connection
        try:
            # Straight to the driver: all that SQLAlchemy does around a statement costs more than this one.
            driver.execute(statement)
        except sqlite3.Error as fault:
            raise OperationalError(statement, None, fault) from fault


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "checkin")
    def _begin_by_itself_again(connection: Any, _record: Any) -> None:
        # What a thread held, and let go when it ended, must not keep a session's statements one by one.
        if connection is not None and not connection.closed and connection.autocommit:
            connection.autocommit = False


@contextmanager
def transaction() -> Iterator[Session]:
    """A session whose changes are kept all together when the block ends, or not at all when it raises."""
    with (
        Session(current_app.extensions["writing_engine"], expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def read_only() -> Iterator[Session]:
    """A session that only reads; what it would change is never kept."""
    with Session(db.engine, expire_on_commit=False, autoflush=False) as session:
        yield session
        session.rollback()


def writing() -> DirectConnection:
    """`transaction()` without the ORM, for what every launch does; it takes statements of `lti_app/statements.py`."""
    held = current_app.extensions
    return DirectConnection(held["engine"], writes=True, end=_end, rests=held["resting_connections"])


def reading() -> DirectConnection:
    """`read_only()` without the ORM, for what every page does; it takes statements of `lti_app/statements.py`."""
    held = current_app.extensions
    return DirectConnection(held["engine"], writes=False, end=_end, rests=held["resting_connections"])


def _end(connection: Any, is_kept: bool) -> None:
    if is_kept:
        connection.commit()
    else:
        connection.rollback()


def close_connections() -> None:
    """Let go of the database: what this thread holds, and what rests in the pool."""
    held = current_app.extensions
    resting = vars(held["resting_connections"]).pop("connection", None)
    if resting is not None:
        resting.close()
    held["engine"].dispose()


def flushed(session: Session) -> Connection:
    """The session's own connection, once everything that the session holds is written through it."""
    session.flush()
    return session.connection()


def add_if_absent(
    session: Session, table: type[Row], *, unique: tuple[str, ...], values: dict[str, Any]
) -> Row:
    """The row of `table` with these unique values, made now unless another process has just made it."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(table).values(**values).on_conflict_do_nothing(index_elements=list(unique)))
    return session.scalars(
        select(table).where(*(getattr(table, name) == values[name] for name in unique))
    ).one()


def find_newest_revision() -> str | None:
    """The revision of the tables that this version of the service needs."""
    config = Config()
    config.set_main_option("script_location", str(migrate.directory))
    return ScriptDirectory.from_config(config).get_current_head()


def find_revision() -> str | None:
    """The revision that the database's tables are at; None where there are none yet."""
    with read_only() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()
