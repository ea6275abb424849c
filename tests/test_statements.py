"""Statements that go straight to the driver behave as any other statement does."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from lti_app.database import Base, db, reading, transaction, writing
from lti_app.launch.records import LaunchLogLine
from lti_app.launch.visit_rules import LaunchOutcome
from lti_app.statements import Statement
from tests.benchmarks.inside import count_statements
from tests.builders import make_app, make_settings
from tests.databases import lend_postgres

LOG = Base.metadata.tables[LaunchLogLine.__tablename__]
ADD = Statement.adding(LOG, but={"id"})
FIND = Statement(
    select(LOG.c.at, LOG.c.outcome, LOG.c.platform_id)
    .where(LOG.c.reference == bindparam("reference"))
    .limit(5)
)
AT = datetime(2026, 11, 21, 9, 30, 15, 123456, tzinfo=UTC)
LINE = {
    "at": AT,
    "outcome": LaunchOutcome.ADMITTED,
    "reasons": "",
    "platform_id": None,
    "message_type": None,
    "milliseconds": 3,
}


@pytest.fixture
def postgres_app(tmp_path: Path, postgres_server: None) -> Iterator[Flask]:
    """The service on PostgreSQL."""
    with lend_postgres() as url, make_app(make_settings(tmp_path, DATABASE_URL=url)) as app:
        yield app


def add(reference: str) -> int:
    """Write a line in the launch log."""
    with writing() as connection:
        return ADD.run(connection, reference=reference, **LINE)


def test_values_come_back_as_the_columns_have_them(app: Flask) -> None:
    with app.app_context():
        assert add("one") == 1
        with reading() as connection:
            found = FIND.row(connection, reference="one")
            assert (found.at, found.outcome, found.platform_id) == (AT, LaunchOutcome.ADMITTED, None)
            assert isinstance(found.outcome, LaunchOutcome)
            assert FIND.rows(connection, reference="two") == []
            assert FIND.row(connection, reference="two") is None


def test_a_broken_rule_of_the_database_is_raised_as_for_any_other_statement(app: Flask) -> None:
    with app.app_context():
        add("one")
        with pytest.raises(IntegrityError) as raised:
            add("one")
    assert (raised.value.statement or "").startswith("INSERT INTO launch_log")
    assert raised.value.params is None


def test_what_is_written_is_gone_when_its_transaction_fails(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(ZeroDivisionError), writing() as connection:
            ADD.run(connection, reference="lost", **LINE)
            _ = 1 // 0
        with reading() as connection:
            assert FIND.rows(connection, reference="lost") == []


def test_a_connection_that_is_lost_is_thrown_away_and_the_next_one_is_good(app: Flask) -> None:
    with app.app_context():
        add("one")
        with pytest.raises(DBAPIError) as raised, reading() as connection:
            connection.connection.dbapi_connection.close()
            FIND.rows(connection, reference="one")
        assert raised.value.connection_invalidated
        with reading() as connection:
            assert len(FIND.rows(connection, reference="one")) == 1


def test_a_transaction_that_cannot_be_kept_is_raised_and_leaves_the_connection_usable(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(DBAPIError), writing() as connection:
            ADD.run(connection, reference="lost", **LINE)
            connection.connection.dbapi_connection.close()
        with reading() as connection:
            assert FIND.rows(connection, reference="lost") == []


def test_on_sqlite_a_writer_that_finds_another_at_work_is_told_so(tmp_path: Path) -> None:
    with make_app(make_settings(tmp_path)) as app, app.app_context():
        with writing() as first:
            with reading() as waiting:
                waiting.connection.dbapi_connection.execute("PRAGMA busy_timeout=1")
            with pytest.raises(OperationalError, match="locked"), writing():
                raise AssertionError
            ADD.run(first, reference="kept", **LINE)
        with reading() as connection:
            assert len(FIND.rows(connection, reference="kept")) == 1


def test_a_statement_counts_as_any_other(app: Flask) -> None:
    with app.app_context(), reading() as connection:
        assert count_statements(lambda: FIND.rows(connection, reference="one")) == 1


def take(app: Flask, *, fails: bool = False) -> object:
    """The driver's connection of a transaction that writes, and fails at its end if it is told to."""
    with app.app_context(), writing() as connection:
        ADD.run(connection, reference="lost" if fails else "kept", **LINE)
        taken: object = connection.connection.dbapi_connection
        if fails:
            raise ZeroDivisionError
    return taken


def test_a_thread_holds_its_connection_and_another_thread_has_its_own(app: Flask) -> None:
    first, again = take(app), take_reading(app)
    with ThreadPoolExecutor(1) as other:
        elsewhere = other.submit(take_reading, app).result()

    assert first is again
    assert elsewhere is not first


def take_reading(app: Flask) -> object:
    """The driver's connection of a transaction that reads."""
    with app.app_context(), reading() as connection:
        taken: object = connection.connection.dbapi_connection
        return taken


def test_a_transaction_inside_another_has_a_connection_of_its_own_and_neither_is_lost(app: Flask) -> None:
    with app.app_context():
        with writing() as outer:
            ADD.run(outer, reference="outer", **LINE)
            with reading() as inner:
                assert inner.connection.dbapi_connection is not outer.connection.dbapi_connection
                assert FIND.rows(inner, reference="outer") == []
        with reading() as connection:
            assert len(FIND.rows(connection, reference="outer")) == 1


def test_what_a_failed_transaction_wrote_is_not_kept_by_the_next_one_of_the_thread(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        take(app, fails=True)
    with app.app_context():
        with writing() as connection:
            assert FIND.rows(connection, reference="lost") == []
            ADD.run(connection, reference="next", **LINE)
        with reading() as connection:
            assert FIND.rows(connection, reference="lost") == []
            assert len(FIND.rows(connection, reference="next")) == 1


def test_a_statement_that_writes_is_refused_where_one_only_reads(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(ValueError, match="only reads"), reading() as connection:
            ADD.run(connection, reference="one", **LINE)
        with reading() as connection:
            assert FIND.rows(connection, reference="one") == []


@pytest.mark.postgres
def test_a_held_connection_that_the_server_has_ended_is_not_used_again(postgres_app: Flask) -> None:
    with postgres_app.app_context():
        held: Any = take_reading(postgres_app)
        with db.engine.connect() as other:
            ended = text("SELECT pg_terminate_backend(:pid, 5000)")
            assert other.scalar(ended, {"pid": held.info.backend_pid}) is True
        with writing() as connection:
            assert connection.connection.dbapi_connection is not held
            ADD.run(connection, reference="one", **LINE)
        assert take_reading(postgres_app) is not held


@pytest.mark.postgres
def test_what_a_thread_held_keeps_all_or_nothing_again_once_it_is_back_in_the_pool(
    postgres_app: Flask,
) -> None:
    with ThreadPoolExecutor(1) as other:
        held = other.submit(take_reading, postgres_app).result()
    with postgres_app.app_context():
        with pytest.raises(ZeroDivisionError), transaction() as session:
            driver: Any = session.connection().connection.dbapi_connection
            assert driver is held
            session.execute(insert(LOG).values(reference="lost", **LINE))
            _ = 1 // 0
        with reading() as connection:
            assert FIND.rows(connection, reference="lost") == []
