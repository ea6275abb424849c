"""Keys: rotation with an overlap, several live at once, and secret texts encrypted anew."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from lti_app.cleaning import clean_up
from lti_app.clock import utc_now
from lti_app.cohort.records import Person
from lti_app.database import read_only, transaction
from lti_app.organisation.actions import Registration, register_platform
from lti_app.organisation.data_key_actions import BATCH, list_secret_columns
from lti_app.organisation.key_actions import drop_old_keys, rotate_keys
from lti_app.organisation.reads import get_signing_key
from tests.builders import TestLms, make_app, make_settings

AFTER, KEPT = timedelta(minutes=15), timedelta(days=14)


def _kids(client: FlaskClient) -> list[str]:
    keys = json.loads(client.get("/lti/jwks.json").get_data(as_text=True))["keys"]
    return [key["kid"] for key in keys]


def test_a_new_key_is_published_at_once_and_signs_after_the_lead(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    (old,) = _kids(client)
    now = utc_now()
    with app.app_context():
        (rotated,) = rotate_keys(None, signs_after=AFTER, published_for=KEPT, now=now)
        assert set(_kids(client)) == {old, rotated.kid}
        assert get_signing_key(1, now=now).kid == old
        assert get_signing_key(1, now=now + AFTER).kid == rotated.kid


def test_the_old_key_is_dropped_when_its_fourteen_days_are_over_and_the_new_one_stays(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    now = utc_now()
    with app.app_context():
        (rotated,) = rotate_keys(None, signs_after=AFTER, published_for=KEPT, now=now)
        assert drop_old_keys(now=now + AFTER + KEPT - timedelta(seconds=1)) == 0
        assert drop_old_keys(now=now + AFTER + KEPT + timedelta(seconds=1)) == 1
        assert drop_old_keys(now=now + timedelta(days=3650)) == 0
    assert _kids(client) == [rotated.kid]


def test_rotating_twice_keeps_the_first_end_of_the_oldest_key(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    (oldest,) = _kids(client)
    now = utc_now()
    with app.app_context():
        rotate_keys(None, signs_after=AFTER, published_for=KEPT, now=now)
        rotate_keys(None, signs_after=AFTER, published_for=KEPT, now=now + timedelta(days=7))
        assert len(_kids(client)) == 3
        drop_old_keys(now=now + timedelta(days=15))
    assert oldest not in _kids(client)
    assert len(_kids(client)) == 2


def test_the_command_rotates_one_organisations_key_and_says_what_happens(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    other = Registration(
        "Eastmere Council",
        "https://two.example",
        "c",
        "1",
        "https://two.example/a",
        "https://two.example/t",
        "https://two.example/k",
    )
    with app.app_context():
        register_platform(other, now=utc_now())
    runner = app.test_cli_runner()
    said = runner.invoke(args=["keys", "rotate", "--organisation", "Eastmere Council", "--at-once"])
    assert said.exit_code == 0, said.output
    assert "Eastmere Council: key" in said.output and "Northmoor" not in said.output
    with app.app_context():
        new = get_signing_key(2, now=utc_now()).kid
    assert new in said.output and "no older key is published any more" in said.output
    assert new in _kids(client) and len(_kids(client)) == 2
    assert runner.invoke(args=["keys", "rotate", "--organisation", "Nowhere"]).exit_code == 1
    assert len(runner.invoke(args=["keys", "rotate"]).output.splitlines()) == 2


def test_after_a_leak_nothing_that_an_older_key_signs_is_good_any_more(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    now = utc_now()
    with app.app_context():
        rotate_keys(None, signs_after=AFTER, published_for=KEPT, now=now)
        (new,) = rotate_keys(None, signs_after=timedelta(0), published_for=timedelta(0), now=now)
        assert get_signing_key(1, now=now + 2 * AFTER).kid == new.kid
    assert _kids(client) == [new.kid]


def test_the_private_half_stands_encrypted_in_the_database(app: Flask, lms: TestLms) -> None:
    with app.app_context(), read_only() as session:
        kept = session.execute(text("SELECT private_pem FROM signing_keys")).scalar_one()
    assert "PRIVATE KEY" not in kept and kept.startswith("gAAAA")


def test_every_secret_text_is_encrypted_anew_and_the_old_data_key_can_go(
    tmp_path: Path, database_url: str
) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    at = {"DATABASE_URL": database_url}
    with make_app(make_settings(tmp_path, DATA_KEYS=old, **at)) as app, app.app_context():
        register_platform(_registration("Northmoor Council"), now=utc_now())
        _fill(BATCH + 3)
    with make_app(make_settings(tmp_path, DATA_KEYS=f"{new},{old}", **at)) as app:
        first = app.test_cli_runner().invoke(args=["keys", "rotate-data"])
        assert first.exit_code == 0, first.output
        assert f"people.names: {BATCH + 3} seen, {BATCH + 3} encrypted anew" in first.output
        assert "signing_keys.private_pem: 1 seen, 1 encrypted anew" in first.output
        again = app.test_cli_runner().invoke(args=["keys", "rotate-data"])
        assert "Done: 0 texts" in again.output
    with make_app(make_settings(tmp_path, DATA_KEYS=new, **at)) as app, app.app_context():
        assert get_signing_key(1, now=utc_now()).private_pem.startswith("-----BEGIN PRIVATE KEY")


def test_without_the_old_data_key_nothing_is_changed_and_the_command_says_so(
    tmp_path: Path, database_url: str
) -> None:
    at = {"DATABASE_URL": database_url}
    with (
        make_app(make_settings(tmp_path, DATA_KEYS=Fernet.generate_key().decode(), **at)) as app,
        app.app_context(),
    ):
        register_platform(_registration("Northmoor Council"), now=utc_now())
    with make_app(make_settings(tmp_path, DATA_KEYS=Fernet.generate_key().decode(), **at)) as app:
        said = app.test_cli_runner().invoke(args=["keys", "rotate-data"])
        assert said.exit_code == 1
        assert "Put the old key back" in said.output
        with app.app_context(), pytest.raises(InvalidToken):
            get_signing_key(1, now=utc_now())


def test_every_column_of_secret_text_is_known(app: Flask) -> None:
    named = {f"{one.table}.{one.column}" for one in list_secret_columns()}
    assert {"people.names", "signing_keys.private_pem", "administrators.name", "visits.presentation"} <= named


def test_the_daily_clean_up_is_a_task_of_the_jobs_and_runs_once_a_day(app: Flask, lms: TestLms) -> None:
    huey = app.extensions["jobs"].huey
    (task,) = [one for one in huey._registry.periodic_tasks if one.name == "clean"]
    assert task.validate_datetime(utc_now())
    assert not task.validate_datetime(utc_now())
    with app.app_context():
        assert clean_up(app.extensions["settings"], now=utc_now()) == 0
    assert app.test_cli_runner().invoke(args=["upkeep", "clean"]).exit_code == 0


def _registration(organisation: str) -> Registration:
    site = "https://moodle.example.org"
    return Registration(organisation, site, "client-1", "1", f"{site}/a", f"{site}/t", f"{site}/k")


def _fill(rows: int) -> None:
    with transaction() as session:
        session.add_all(
            Person(
                organisation_id=1,
                issuer="i",
                subject=str(number),
                names='{"full": null}',
                created_at=utc_now(),
            )
            for number in range(rows)
        )
