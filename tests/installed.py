"""Installations that services in processes of their own run on, made from this one: a process for each command is slow.

The very commands run as processes in tests of the demonstration and of many launches at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url

from lti_app import create_app
from lti_app.database import close_connections
from lti_app.settings import read_settings
from tests.kept import load_kept

CLOCK = ("CLOCK_OFFSET", "CLOCK_OFFSET_FILE")

_migrated: list[bytes] = []
"""The file of an SQLite database that is at this version, once a run has made one."""


def install(environment: Mapping[str, str], registration: Sequence[str]) -> None:
    """Bring the database to this version and register an LMS by the options of `platform add`."""
    address = make_url(read_settings(environment).database_url)
    file = Path(address.database or "") if address.get_backend_name() == "sqlite" else None
    if file and _migrated:
        file.write_bytes(_migrated[0])
    else:
        run_command(environment, "database", "upgrade")
        if file:
            _migrated.append(file.read_bytes())
    run_command(environment, "platform", "add", *registration)


def run_command(environment: Mapping[str, str], *words: str) -> str:
    """What one of the service's own commands says; raises AssertionError with it where the command fails."""
    with _open_app(environment) as app:
        done = app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output
    return done.output


@contextmanager
def _open_app(environment: Mapping[str, str]) -> Iterator[Flask]:
    # This process keeps its own hour, whatever the service's is to be.
    settings = read_settings({name: text for name, text in environment.items() if name not in CLOCK})
    app = create_app(settings, programme=load_kept(settings.programme_dir))
    yield app
    with app.app_context():
        close_connections()
