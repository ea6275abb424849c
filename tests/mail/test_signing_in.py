"""Signing in to a mail server, and TLS: whom the service trusts with its mails and its password."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from tests.lti.test_http import make_certificate
from tests.mail.rooms import get_mail, make_mail_app, queue, send, smtp_settings
from tests.mail.sink import MailSink, serve_mail


def test_a_password_is_asked_for_and_a_wrong_one_is_named_in_the_outbox(
    tmp_path: Path, database_url: str, sink: MailSink
) -> None:
    sink.users["tool"] = "p@ss/word"
    environment = smtp_settings(sink)
    right = f"smtp://tool:p%40ss%2Fword@{sink.host}:{sink.port}"
    with make_mail_app(tmp_path / "right", database_url, **environment | {"SMTP_URL": right}) as app:
        queue(app)
        assert send(app) == 1
        assert sink.received[0].signed_in
        sink.users["tool"] = "changed"
        mail_id = queue(app)
        assert send(app) == 0
        assert get_mail(app, mail_id).why == "mail server did not let us in"


def test_over_starttls_the_servers_certificate_is_verified(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with serve_mail(tls=tls) as sink:
        environment = smtp_settings(sink) | {"SMTP_URL": sink.url + "?starttls=yes"}
        with make_mail_app(tmp_path, database_url, **environment) as app:
            mail_id = queue(app)
            assert send(app) == 0
            assert get_mail(app, mail_id).why == "mail server did not let us in"
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
            assert send(app) == 1
        assert sink.received[0].over_tls


def test_a_server_that_cannot_starttls_is_told_nothing(
    tmp_path: Path, database_url: str, sink: MailSink
) -> None:
    environment = smtp_settings(sink) | {"SMTP_URL": sink.url + "?starttls=yes"}
    with make_mail_app(tmp_path, database_url, **environment) as app:
        queue(app)
        assert send(app) == 0
    assert sink.received == [] and "MAIL" not in sink.verbs
