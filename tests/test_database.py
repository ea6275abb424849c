"""What the database keeps and how: migrations, transactions, encrypted text, instants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import DateTime, QueuePool, func, select, text
from sqlalchemy.dialects import sqlite

from lti_app import create_app
from lti_app.database import Base, Instant, close_connections, db, read_only, transaction
from lti_app.organisation.health_reads import find_database_problem
from lti_app.organisation.records import Organisation
from tests.builders import TestLms, make_settings
from tests.databases import postgres_url, sqlite_url

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "make_url", [sqlite_url, lambda _folder: postgres_url()], ids=["sqlite", "postgresql"]
)
def test_the_migrations_make_the_very_tables_that_the_code_declares(
    tmp_path: Path, make_url: Callable[[Path], str], postgres_server: None
) -> None:
    settings = make_settings(tmp_path, DATABASE_URL=make_url(tmp_path))
    app = create_app(settings)
    upgraded = app.test_cli_runner().invoke(args=["database", "upgrade"])
    assert upgraded.exit_code == 0, upgraded.output
    with app.app_context(), read_only() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    with app.app_context():
        assert find_database_problem() is None
        close_connections()


def test_a_service_without_its_tables_is_alive_and_not_ready(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "flask --app wsgi database upgrade" in answer.get_json()["problem"]


def test_a_transaction_that_fails_keeps_nothing(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(ZeroDivisionError), transaction() as session:
            session.add(Organisation(name="Eastmere", created_at=NOW))
            session.flush()
            raise ZeroDivisionError
        with read_only() as session:
            assert session.scalar(select(func.count()).select_from(Organisation)) == 0


def test_what_a_reader_changes_is_never_kept(app: Flask) -> None:
    with app.app_context():
        with read_only() as session:
            session.add(Organisation(name="Eastmere", created_at=NOW))
            session.flush()
        with read_only() as session:
            assert session.scalar(select(func.count()).select_from(Organisation)) == 0


def test_an_instant_comes_back_in_utc_whatever_zone_it_had(app: Flask) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5)))
    with app.app_context():
        with transaction() as session:
            session.add(Organisation(name="Eastmere", created_at=elsewhere))
        with read_only() as session:
            found = session.scalars(select(Organisation.created_at)).one()
    assert found == NOW
    assert found.utcoffset() == timedelta(0)


def test_names_and_private_keys_are_unreadable_in_the_database(
    app: Flask, client: object, lms: TestLms
) -> None:
    lms.enter(app.test_client())
    with app.app_context(), read_only() as session:
        kept = [
            *session.scalars(text("SELECT names FROM people")),
            *session.scalars(text("SELECT private_pem FROM signing_keys")),
            *session.scalars(text("SELECT presentation FROM visits")),
        ]
    assert len(kept) == 3
    # Base64 of that length holds any three letters in one run of fifty, and some of these never.
    assert not any(
        word in one for one in kept for word in ('"full"', "lvarez", "PRIVATE KEY", "sesskey", "return_url")
    )


def test_loading_the_service_opens_no_connection_as_workers_are_forked_from_it(app: Flask) -> None:
    with app.app_context():
        pool = cast("QueuePool", db.engine.pool)
        assert (pool.checkedin(), pool.checkedout()) == (0, 0)


@given(at=st.datetimes(timezones=st.sampled_from([UTC, ZoneInfo("Europe/London"), ZoneInfo("Asia/Kolkata")])))
def test_sqlite_keeps_an_instant_as_sqlalchemy_would_write_it(at: datetime) -> None:
    dialect = sqlite.dialect()
    write = Instant().bind_processor(dialect)
    read = Instant().result_processor(dialect, None)
    theirs = DateTime().dialect_impl(dialect).bind_processor(dialect)
    assert write is not None and read is not None and theirs is not None
    try:
        utc = at.astimezone(UTC)
    except OverflowError:
        assume(False)

    assert write(at) == theirs(utc.replace(tzinfo=None))
    assert read(write(at)) == utc
    assert read(write(None)) is None


def test_an_instant_without_a_time_zone_is_not_kept() -> None:
    write = Instant().bind_processor(sqlite.dialect())
    assert write is not None
    with pytest.raises(ValueError, match="time zone"):
        write(NOW.replace(tzinfo=None))
