"""Registrations that end before anything is kept: used pages, used tokens, and every refusal that was captured."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from threading import Event

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_app.organisation.records import Deployment, Organisation, PlatformRecord
from tests.organisation.registering import CAPTURE, RegisteringLms, count, send

REFUSALS = [
    pytest.param(exchange, id=exchange["label"])
    for exchange in CAPTURE["errors"]
    if exchange["response"]["status"] != 200
]


def test_a_page_is_sent_once(app: Flask, client: FlaskClient, moodle: RegisteringLms) -> None:
    shown = moodle.open_page(client)
    assert send(client, shown, "Northmoor Council").status_code == 200
    again = send(client, shown, "Northmoor Council")
    assert again.status_code == 400
    assert "used before" in again.get_data(as_text=True)
    assert len(moodle.sent) == 1


def test_a_token_that_was_used_before_leaves_nothing_behind(
    app: Flask, client: FlaskClient, moodle: RegisteringLms
) -> None:
    moodle.refuse(CAPTURE["same_token_again"]["POST"])
    answer = moodle.connect(client)
    assert answer.status_code == 400
    assert "can be used once" in answer.get_data(as_text=True)
    assert count(app, PlatformRecord) == count(app, Organisation) == 0


@pytest.mark.parametrize("exchange", REFUSALS)
def test_each_captured_refusal_is_a_readable_page_and_leaves_nothing_behind(
    app: Flask, client: FlaskClient, moodle: RegisteringLms, exchange: dict[str, object]
) -> None:
    moodle.refuse(exchange)
    answer = moodle.connect(client)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Your learning site could not be connected" in text
    assert "Reference" in text or "reference" in text
    assert "Exception" not in text
    assert count(app, PlatformRecord) == count(app, Deployment) == count(app, Organisation) == 0


@pytest.mark.parametrize("sealed", ["", "x", "e30.abc", "é"])
def test_a_page_that_is_not_ours_is_refused(client: FlaskClient, moodle: RegisteringLms, sealed: str) -> None:
    answer = client.post("/lti/register", data={"sealed": sealed, "organisation": "Northmoor Council"})
    assert answer.status_code == 400
    assert moodle.sent == []


def test_opened_by_nobody_the_page_says_what_it_is_for(client: FlaskClient) -> None:
    answer = client.get("/lti/register")
    assert answer.status_code == 400
    assert "registration address" in answer.get_data(as_text=True)


def test_while_one_site_is_asked_another_is_told_to_wait_and_holds_no_process(
    app: Flask, client: FlaskClient, moodle: RegisteringLms
) -> None:
    usual, asked, go_on = moodle.server.respond, Event(), Event()

    def answer_late(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        go_on.wait(timeout=10)
        usual(handler)

    moodle.server.respond = answer_late
    with ThreadPoolExecutor(1) as other:
        first = other.submit(moodle.open_page, app.test_client())
        assert asked.wait(timeout=10)
        second = moodle.open_page(client)
        go_on.set()
        assert first.result().status_code == 200
    assert (second.status_code, second.headers["Retry-After"]) == (503, "30")
    assert "Another learning site is being connected" in second.get_data(as_text=True)
    assert moodle.open_page(client).status_code == 200
