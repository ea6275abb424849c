"""Mail by SMTP, to a real server on this machine: what arrives, what is kept, and what happens when it is not taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import NoResultFound

from lti_app.cleaning import clean_up
from lti_app.clock import utc_now
from lti_app.database import db
from lti_app.jobs import wake_mail
from lti_app.mail.delivery_rules import MailState
from lti_app.mail.worker import send_mails
from tests.mail.rooms import TO, get_mail, make_mail_app, make_room, queue, send, smtp_settings
from tests.mail.sink import MailSink, serve_mail

Open = Callable[..., Flask]
CONTENT = ("address", "subject", "text", "unsubscribe_url")


def test_a_mail_arrives_whole_and_leaves_nothing_of_itself_behind(app: Flask, sink: MailSink) -> None:
    out = "http://127.0.0.1:8000/notices/leave/abc"
    mail_id = queue(app, subject="Önskan – 7 weeks", text="Dear Zoë,\n\n.A dot first.\n", unsubscribe_url=out)
    assert send(app) == 1

    (one,) = sink.received
    assert (one.to, one.sender) == (TO, "learning@northmoor.example")
    assert one.subject == "Önskan – 7 weeks"
    assert one.text == "Dear Zoë,\n\n.A dot first.\n"
    assert str(one.message["From"]) == "Achieving Permanence <learning@northmoor.example>"
    assert str(one.message["List-Unsubscribe"]) == f"<{out}>"
    assert one.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert one.message["Auto-Submitted"] == "auto-generated"

    kept = get_mail(app, mail_id)
    assert (kept.state, kept.attempts, kept.lease) == (MailState.SENT, 1, None)
    assert [getattr(kept, name) for name in CONTENT] == [None] * 4
    assert send(app) == 0


def test_the_way_out_stands_whole_in_the_head_however_long_it_is(app: Flask, sink: MailSink) -> None:
    out = "https://permanence.northmoor.gov.uk/notices/leave/" + "0123456789abcdef" * 5
    queue(app, unsubscribe_url=out, subject="Seven things wait for you – " + "and more " * 12)
    assert send(app) == 1
    # As the mail stands on the wire: a mail program looks for an address there, and decodes no words in it.
    head = sink.received[0].written.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert f"List-Unsubscribe: <{out}>".encode() in head
    assert all(len(line) <= 78 for line in head if not line.startswith(b"List-Unsubscribe:"))


def test_a_batch_goes_over_one_connection(app: Flask, sink: MailSink) -> None:
    for number in range(25):
        queue(app, to=f"person{number}@northmoor.example")
    assert send(app) == 25
    assert {one.to for one in sink.received} == {f"person{n}@northmoor.example" for n in range(25)}
    assert len({one.message["Message-ID"] for one in sink.received}) == 25
    assert sink.verbs.count("EHLO") == 1


def test_the_outbox_is_sealed(app: Flask) -> None:
    mail_id = queue(app, subject="A subject to seal", text="A text to seal")
    query = f"SELECT address, subject, text FROM mails WHERE id = {mail_id}"
    with app.app_context(), db.engine.connect() as connection:
        row = connection.exec_driver_sql(query).one()
    assert all(str(value).startswith("gAAAA") for value in row)


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"RCPT": "550 no such mailbox"}, "address refused"),
        ({"TAKEN": "554 not from you"}, "mail refused"),
    ],
)
def test_what_the_server_will_never_take_is_given_up_at_once(
    app: Flask, sink: MailSink, answers: dict[str, str], why: str
) -> None:
    sink.answers |= answers
    refused = queue(app)
    assert send(app) == 0
    kept = get_mail(app, refused)
    assert (kept.state, kept.why, kept.address, kept.text) == (MailState.FAILED, why, None, None)
    sink.answers.clear()
    fine = queue(app)
    assert send(app) == 1
    assert get_mail(app, fine).state is MailState.SENT
    assert get_mail(app, refused).attempts == 1


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"RCPT": "451 greylisted"}, "mail server asked to wait"),
        ({"MAIL": "421 too many"}, "mail server asked to wait"),
        ({"MAIL": "550 who are you"}, "mail server did not let us in"),
        ({"CONNECT": "554 go away"}, "mail server does not answer"),
        ({"DATA": "451 later"}, "mail server asked to wait"),
    ],
)
def test_what_may_pass_is_tried_again(app: Flask, sink: MailSink, answers: dict[str, str], why: str) -> None:
    sink.answers |= answers
    first, second = queue(app), queue(app, to="ben@northmoor.example")
    assert send(app) == 0
    kept = get_mail(app, first)
    assert (kept.state, kept.why, kept.lease) == (MailState.WAITING, why, None)
    # What the whole server says is not asked a second time for the next mail.
    assert get_mail(app, second).attempts == 0

    sink.answers.clear()
    assert send(app) == 2
    assert get_mail(app, first).attempts == 2


def test_a_server_that_is_not_there_costs_one_try_and_then_the_wait_grows(
    tmp_path: Path, database_url: str
) -> None:
    with serve_mail() as gone:
        environment = smtp_settings(gone, MAIL_FIRST_RETRY="600")
    with make_mail_app(tmp_path, database_url, **environment) as app:
        mail_id = queue(app)
        began = utc_now()
        assert send(app) == 0
        kept = get_mail(app, mail_id)
        assert (kept.why, kept.attempts) == ("mail server does not answer", 1)
        assert kept.due_at >= began + timedelta(seconds=300)
        assert send(app) == 0
        assert get_mail(app, mail_id).attempts == 1


def test_a_mail_that_nobody_took_for_three_days_is_given_up_and_says_why(app: Flask, sink: MailSink) -> None:
    sink.answers["MAIL"] = "451 later"
    mail_id = queue(app, now=utc_now() - timedelta(days=3, minutes=1))
    assert send(app) == 0
    kept = get_mail(app, mail_id)
    assert (kept.state, kept.why, kept.address) == (MailState.FAILED, "mail server asked to wait", None)


def test_without_a_server_mails_wait_and_say_why(tmp_path: Path, database_url: str) -> None:
    with make_mail_app(tmp_path, database_url) as app:
        assert not app.extensions["settings"].can_mail
        mail_id = queue(app)
        assert send(app) == 0
        assert (get_mail(app, mail_id).state, get_mail(app, mail_id).why) == (
            MailState.WAITING,
            "no mail is set up",
        )


def test_the_log_never_names_an_address(
    app: Flask, sink: MailSink, capfd: pytest.CaptureFixture[str]
) -> None:
    sink.answers["RCPT"] = f"550 {TO} is unknown"
    refused = queue(app)
    sent = queue(app, to="ben@northmoor.example")
    send(app)
    sink.answers.clear()
    send(app)
    out, err = capfd.readouterr()
    told = out + err
    assert str(refused) in told and "mail given up" in told
    assert get_mail(app, sent).state is MailState.FAILED
    assert "northmoor.example" not in told and "unknown" not in told


def test_a_command_counts_what_waits_and_what_was_given_up(app: Flask, sink: MailSink) -> None:
    sink.answers["RCPT"] = "550 no such mailbox"
    queue(app)
    send(app)
    queue(app)
    told = app.test_cli_runner().invoke(args=["mail", "state"]).output
    assert "organisation 1: 1 failed, address refused; the oldest from 20" in told
    assert "organisation 1: 1 waiting; the oldest from 20" in told
    assert TO not in told


def test_a_worker_that_is_told_to_stop_gives_its_mails_back(app: Flask, sink: MailSink) -> None:
    mail_id = queue(app)
    room = make_room(app)
    room.stop.set()
    assert send_mails(room) == 0
    assert sink.received == []
    assert send(app) == 1
    assert get_mail(app, mail_id).attempts == 1


def test_old_lines_of_sent_mails_are_cleared_away(app: Flask) -> None:
    settled = queue(app)
    send(app)
    waiting = queue(app)
    with app.app_context():
        clean_up(app.extensions["settings"], now=utc_now() + timedelta(days=91))
    assert get_mail(app, waiting).state is MailState.WAITING
    with pytest.raises(NoResultFound):
        get_mail(app, settled)


def test_a_wake_up_after_the_commit_has_the_consumer_send(app: Flask, sink: MailSink) -> None:
    queue(app)
    with app.app_context():
        wake_mail()
    huey = app.extensions["jobs"].huey
    task = huey.dequeue()
    assert task is not None
    huey.execute(task)
    assert len(sink.received) == 1
