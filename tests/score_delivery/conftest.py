"""The fixture that makes outboxes, each on a database of its own, and closes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.databases import database_url, postgres_server  # noqa: F401 - fixtures
from tests.score_delivery.outboxes import Outbox, make_outbox

OpenOutbox = Callable[..., Outbox]


@pytest.fixture
def open_outbox(tmp_path: Path, database_url: str) -> Iterator[OpenOutbox]:  # noqa: F811
    """Makes an outbox: `open_outbox(lms_url, people=…, placed=…, SETTING=…)`."""
    opened: list[Outbox] = []

    def open_one(lms_url: str, *, people: int = 1, placed: bool = True, **more: str) -> Outbox:
        opened.append(make_outbox(tmp_path, database_url, lms_url, people=people, placed=placed, **more))
        return opened[-1]

    yield open_one
    for outbox in opened:
        outbox.close()
