"""Rosters are read once a night, in the hour that is set, by whichever consumer comes first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_app.clock import set_clock, utc_now
from lti_app.cohort.day_rules import LONDON
from tests.builders import TestLms
from tests.cohort.test_roster import PATH, member
from tests.lti.services import Services


@pytest.fixture(autouse=True)
def right_clock() -> Iterator[None]:
    """Leave the clock of this process as it was."""
    yield
    set_clock(offset=timedelta(0), file=None)


def go_to(hour: int, *, days: int = 0) -> None:
    """Let the service's clock stand at half past that hour in London, so many days on."""
    set_clock(offset=timedelta(0), file=None)
    there = utc_now().astimezone(LONDON).date() + timedelta(days=1 + days)
    wanted = datetime.combine(there, time(hour, 30), LONDON).astimezone(UTC)
    set_clock(offset=wanted - utc_now(), file=None)


def run_night(app: Flask) -> None:
    """Let the consumer's scheduler come by, as it does every minute."""
    engine = app.extensions["jobs"]
    engine.prepare()
    (night,) = [task for task in engine.huey._registry.periodic_tasks if task.name == "night"]
    engine.huey.execute(night)


def test_each_night_reads_every_roster_once_and_no_other_hour_does(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    lms.enter(client)
    services.put(PATH, {"members": [member(4), member(8)]})
    night_hour = app.extensions["settings"].roster_hour

    def count_asked() -> int:
        return sum(path.startswith(PATH) for path, _, _ in services.list_calls("GET"))

    go_to((night_hour + 5) % 24)
    run_night(app)
    assert count_asked() == 0
    go_to(night_hour)
    for _ in range(3):
        run_night(app)
    assert count_asked() == 1
    go_to(night_hour, days=1)
    run_night(app)
    assert count_asked() == 2
