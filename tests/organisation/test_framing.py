"""Which learning sites may frame a page: those of the organisation whose page it is, and no other council's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from lti_app.database import transaction
from lti_app.protocol import FrameOrigins
from tests.builders import TestLms, make_lms
from tests.web.test_headers import policy_of


@pytest.fixture
def eastmere(app: Flask, lms: TestLms) -> Iterator[TestLms]:
    """A second council's LMS."""
    with make_lms(app, issuer="https://lms.eastmere.example", client_id="two") as other:
        other.register("Eastmere Council")
        yield other


def framers_of(client: FlaskClient, address: str) -> list[str]:
    """The sites that may frame that page."""
    return policy_of(client.get(address))["frame-ancestors"]


def test_a_page_of_a_visit_is_framed_by_its_own_councils_site_alone(
    client: FlaskClient, lms: TestLms, eastmere: TestLms
) -> None:
    ours, theirs = lms.launch(client), eastmere.launch(client)

    assert framers_of(client, ours.headers["Location"]) == ["'self'", lms.issuer]
    assert framers_of(client, theirs.headers["Location"]) == ["'self'", eastmere.issuer]


def test_a_launch_that_is_offered_a_new_window_tells_one_council_nothing_of_another(
    app: Flask, lms: TestLms, eastmere: TestLms
) -> None:
    browser = app.test_client(use_cookies=False)

    offered = lms.launch(browser)

    assert "new window" in offered.text
    assert policy_of(offered)["frame-ancestors"] == ["'self'", lms.issuer]


def test_a_page_that_is_nobodys_may_be_read_in_every_councils_course(
    client: FlaskClient, lms: TestLms, eastmere: TestLms
) -> None:
    assert framers_of(client, "/v/ended/programme") == ["'self'", eastmere.issuer, lms.issuer]


def test_while_the_database_is_away_the_last_known_sites_may_still_frame_the_error_page(
    app: Flask, lms: TestLms
) -> None:
    origins = FrameOrigins(timedelta(0))
    with app.app_context():
        known = origins.list_origins(None)
        with transaction() as session:
            session.execute(text("ALTER TABLE deployments RENAME TO away"))

        assert known == (lms.issuer,)
        assert origins.list_origins(None) == known
