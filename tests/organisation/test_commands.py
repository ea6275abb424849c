"""What an administrator types, and what it answers."""

from __future__ import annotations

import json

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lti_app.database import read_only
from lti_app.organisation.records import Organisation, PlatformRecord, SigningKeyRecord
from tests.builders import TOOL, TestLms

ADD = (
    *("platform", "add", "--issuer", "https://moodle.example.org", "--client-id", "abc", "--deployment", "1"),
    *("--auth-url", "https://moodle.example.org/mod/lti/auth.php"),
    *("--token-url", "https://moodle.example.org/mod/lti/token.php"),
    *("--jwks-url", "https://moodle.example.org/mod/lti/certs.php"),
)


def test_adding_a_platform_prints_what_the_lms_needs(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=[*ADD, "--organisation", "Northmoor Council"])
    assert answer.exit_code == 0, answer.output
    for address in ("/lti/launch", "/lti/login", "/lti/jwks.json"):
        assert TOOL + address in answer.output
    assert "activity=m1-w1" in answer.output
    for asked in ("context_id_history=$Context.id.history", "retrieve members", "accept grades"):
        assert asked in answer.output, "a copied course, the roster and grades need it"


def test_the_site_of_a_platform_that_serves_many_is_kept(app: Flask) -> None:
    runner = app.test_cli_runner()
    answer = runner.invoke(
        args=[*ADD, "--organisation", "Northmoor Council", "--site", " https://learn.northmoor.example "]
    )
    assert answer.exit_code == 0, answer.output
    with app.app_context(), read_only() as session:
        assert session.scalars(select(PlatformRecord.site)).all() == ["https://learn.northmoor.example"]


def test_adding_it_again_updates_and_keeps_the_key(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=[*ADD, "--organisation", "Northmoor Council"])
    again = runner.invoke(args=[*ADD, "--organisation", "Northmoor Council"])
    assert "Updated" in again.output
    with app.app_context(), read_only() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Organisation, PlatformRecord, SigningKeyRecord)
        ]
    assert counts == [1, 1, 1]


def test_a_registration_cannot_be_taken_over_by_another_organisation(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=[*ADD, "--organisation", "Northmoor Council"])
    answer = runner.invoke(args=[*ADD, "--organisation", "Eastmere Council"])
    assert answer.exit_code == 1
    assert "Nothing was changed" in answer.output
    with app.app_context(), read_only() as session:
        assert session.scalars(select(Organisation.name)).all() == ["Northmoor Council"]


def test_the_content_of_the_repository_has_no_fault(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["content", "check"])
    assert answer.exit_code == 0
    assert "No faults" in answer.output


def test_the_key_set_shows_public_halves_only(client: FlaskClient, lms: TestLms) -> None:
    keys = json.loads(client.get("/lti/jwks.json").get_data(as_text=True))["keys"]
    assert len(keys) == 1
    assert set(keys[0]) <= {"kty", "kid", "alg", "use", "n", "e"}
