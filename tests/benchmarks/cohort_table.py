"""What a trainer's pages cost with ten thousand people in one cohort: `python -m tests.benchmarks.cohort_table`."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from flask.testing import FlaskClient

from tests.builders import CLAIM, INSTRUCTOR, make_app, make_lms, make_settings
from tests.dashboard.crowds import add_crowd

PEOPLE, ROUNDS = 10_000, 5
AIM_MILLISECONDS = 300
PAGES = (
    "cohort",
    "cohort?page=100",
    "cohort?sort=furthest&order=desc",
    "cohort?sort=since",
    "cohort?q=garcia&state=Stuck",
    "cohort?module=1",
    "cohort/charts",
    "cohort/messages",
)


def measure(client: FlaskClient, address: str) -> tuple[float, float]:
    """The CPU of the first answer, and the median of the next ones, in milliseconds."""
    spent = []
    for _ in range(ROUNDS + 1):
        began = time.process_time()
        assert client.get(address).status_code == 200
        spent.append((time.process_time() - began) * 1000)
    return spent[0], sorted(spent[1:])[ROUNDS // 2]


def main(people: int = PEOPLE) -> None:
    """Print a line for each page."""
    trainer = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}
    with (
        tempfile.TemporaryDirectory() as folder,
        make_app(make_settings(Path(folder))) as app,
        make_lms(app) as lms,
    ):
        lms.register()
        client = app.test_client()
        lms.enter(client)
        root = lms.enter(client, **trainer)
        add_crowd(app, people=people)
        print(f"{people:,} people; CPU of the server, ms; the aim is {AIM_MILLISECONDS}", file=sys.stdout)
        for address in PAGES:
            first, median = measure(client, f"{root}/{address}")
            print(f"{address:36} first {first:6.0f}   then {median:6.0f}", file=sys.stdout)


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:2]))
