"""A mail server on this machine, and the service that sends through it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.databases import database_url, postgres_server  # noqa: F401 - fixtures
from tests.mail.rooms import make_mail_app, smtp_settings
from tests.mail.sink import MailSink, serve_mail


@pytest.fixture
def sink() -> Iterator[MailSink]:
    """A mail server."""
    with serve_mail() as one:
        yield one


@pytest.fixture
def app(tmp_path: Path, database_url: str, sink: MailSink) -> Iterator[Flask]:  # noqa: F811
    """The service, whose mails go there."""
    with make_mail_app(tmp_path, database_url, **smtp_settings(sink)) as made:
        yield made
