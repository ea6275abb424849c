"""The service with mail set up, and without; a participant and a trainer in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.builders import TestLms, make_app, make_lms, make_settings
from tests.databases import database_url, postgres_server, sqlite_url  # noqa: F401 - fixtures
from tests.mail.conftest import sink  # noqa: F401 - a fixture
from tests.sign_off.scene import Desk, Scene, make_scene, open_desk

NO_SERVER = "smtp://127.0.0.1:9"
"""Mails are queued and read in the outbox; nothing is sent."""


@pytest.fixture
def app(tmp_path: Path, database_url: str) -> Iterator[Flask]:  # noqa: F811
    """The service, which can send mail."""
    settings = make_settings(
        tmp_path,
        DATABASE_URL=database_url,
        SMTP_URL=NO_SERVER,
        MAIL_FROM="Programme <programme@northmoor.gov.uk>",
    )
    with make_app(settings) as made:
        yield made


@pytest.fixture
def scene(app: Flask, lms: TestLms) -> Scene:
    """A participant and a trainer, and nobody named."""
    return make_scene(app, lms)


@pytest.fixture
def mailless(tmp_path: Path) -> Iterator[Scene]:
    """The same in a service that sends no mail."""
    settings = make_settings(tmp_path, DATABASE_URL=sqlite_url(tmp_path))
    with make_app(settings) as app, make_lms(app) as lms:
        lms.register()
        yield make_scene(app, lms)


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """A desk with one person on it, who has submitted nothing."""
    scene.name()
    return open_desk(scene, scene.make_link())
