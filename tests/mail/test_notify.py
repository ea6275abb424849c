"""Mail by GOV.UK Notify, to a stand-in for its API that checks tokens as the real one does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lti_app.mail.delivery_rules import MailState
from tests.mail.notify_sink import TEMPLATE, NotifySink, serve_notify
from tests.mail.rooms import TO, get_mail, make_mail_app, queue, send


@pytest.fixture
def sink() -> Iterator[NotifySink]:
    with serve_notify() as one:
        yield one


@pytest.fixture
def app(tmp_path: Path, database_url: str, sink: NotifySink) -> Iterator[Flask]:
    with make_mail_app(tmp_path, database_url, MAIL_FIRST_RETRY="0", **sink.settings) as made:
        yield made


def test_a_mail_reaches_notify_with_its_template_and_its_way_out(app: Flask, sink: NotifySink) -> None:
    assert app.extensions["settings"].can_mail
    mail_id = queue(app, unsubscribe_url="https://learn.example.org/notices/leave/abc")
    assert send(app) == 1
    (one,) = sink.received
    assert one == {
        "email_address": TO,
        "template_id": TEMPLATE,
        "personalisation": {"subject": "Your link", "text": "Dear Ana,\n\nHere is your link.\n"},
        "reference": get_mail(app, mail_id).reference,
        "one_click_unsubscribe_url": "https://learn.example.org/notices/leave/abc",
    }
    assert get_mail(app, mail_id).state is MailState.SENT


def test_an_address_that_notify_refuses_is_given_up(app: Flask, sink: NotifySink) -> None:
    sink.refusal = (400, "ValidationError", "email_address Not a valid email address")
    mail_id = queue(app)
    assert send(app) == 0
    assert (get_mail(app, mail_id).state, get_mail(app, mail_id).why) == (MailState.FAILED, "address refused")


@pytest.mark.parametrize(
    ("refusal", "why"),
    [
        ((403, "AuthError", "Invalid token: expired"), "mail server did not let us in"),
        (
            (400, "BadRequestError", "Can’t send to this recipient in trial mode"),
            "mail server did not let us in",
        ),
        ((429, "RateLimitError", "Exceeded rate limit"), "mail server asked to wait"),
        ((500, "Exception", "Internal server error"), "mail server does not answer"),
    ],
)
def test_what_a_person_or_time_can_put_right_is_tried_again(
    app: Flask, sink: NotifySink, refusal: tuple[int, str, str], why: str
) -> None:
    sink.refusal = refusal
    mail_id = queue(app)
    assert send(app) == 0
    assert (get_mail(app, mail_id).state, get_mail(app, mail_id).why) == (MailState.WAITING, why)
    sink.refusal = None
    assert send(app) == 1


def test_a_key_of_another_service_is_not_let_in(tmp_path: Path, database_url: str, sink: NotifySink) -> None:
    other = sink.settings["NOTIFY_API_KEY"][:-1] + "1"
    with make_mail_app(tmp_path, database_url, **sink.settings | {"NOTIFY_API_KEY": other}) as app:
        mail_id = queue(app)
        assert send(app) == 0
        assert get_mail(app, mail_id).why == "mail server did not let us in"
    assert sink.received == []
