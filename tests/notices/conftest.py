"""The same courses as the tests of activities work in, and the whole service with a mail server of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.activity.conftest import open_course  # noqa: F401 - a fixture
from tests.builders import TestLms, make_app, make_settings
from tests.databases import database_url, postgres_server  # noqa: F401 - fixtures
from tests.mail.conftest import sink  # noqa: F401 - a fixture
from tests.mail.rooms import smtp_settings
from tests.mail.sink import MailSink
from tests.workshop.days import Day, join, write_pack


@pytest.fixture
def app(tmp_path: Path, database_url: str, sink: MailSink) -> Iterator[Flask]:  # noqa: F811
    """The service with a small pack that has a workshop; its mails go to the sink."""
    pack = write_pack(tmp_path)
    environment = smtp_settings(sink, DATABASE_URL=database_url, PROGRAMME_DIR=str(pack))
    with make_app(make_settings(tmp_path, **environment)) as made:
        yield made


@pytest.fixture
def day(app: Flask, lms: TestLms) -> Day:
    """A cohort with a trainer."""
    return Day(app, lms, join(app, lms, "Tara Teacher", trainer=True))
