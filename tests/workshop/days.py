"""A service with a small pack that has a workshop, its trainer, and participants, each in a browser without script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders import CLAIM, INSTRUCTOR, TestLms, csrf_of
from tests.programme.small_packs import write_small_pack, write_task

QUESTIONS = write_task("workshop-questions", '{ kind = "questions" }').replace(
    'readers = "participant"', 'readers = "trainer"'
)


def write_pack(folder: Path) -> Path:
    """A small pack in whose second week participants ask their questions for the workshop."""
    pack = write_small_pack(folder)
    with (pack / "module-1/m1-w2/activity.toml").open("a") as file:
        file.write(QUESTIONS)
    return pack


@dataclass
class Person:
    """Somebody's browser, and the beginning of their visit's addresses."""

    client: FlaskClient
    root: str

    def open(self, address: str, **headers: str) -> TestResponse:
        """The page at an address of the visit."""
        return self.client.get(f"{self.root}/{address}", headers=headers)

    def send(
        self, address: str, fields: Mapping[str, Any], *, at: str | None = None, **headers: str
    ) -> TestResponse:
        """What a button of the page `at` sends to an address of the visit."""
        token = csrf_of(self.open(at or address).text)
        return self.client.post(
            f"{self.root}/{address}", data={"csrf_token": token, **fields}, headers=headers
        )


@dataclass
class Day:
    """A cohort with a trainer and participants, by name."""

    app: Flask
    lms: TestLms
    trainer: Person

    def join(self, name: str, *, activity: str = "m1-w1", trainer: bool = False) -> Person:
        """Somebody launches an activity of the course."""
        return join(self.app, self.lms, name, activity=activity, trainer=trainer)

    def number_of(self, name: str) -> int:
        """The number of a participant, as the register has it."""
        page = self.trainer.open("workshop/m1-w4").text
        found = re.search(rf'data-row="(\d+)" data-name="{re.escape(name)}"', page)
        assert found is not None, f"{name} is not in the register"
        return int(found[1])


def join(app: Flask, lms: TestLms, name: str, *, activity: str = "m1-w1", trainer: bool = False) -> Person:
    """Somebody who launches an activity, known by a name."""
    client = app.test_client()
    roles: dict[str, Any] = {CLAIM + "roles": [INSTRUCTOR]} if trainer else {}
    return Person(client, lms.enter(client, activity=activity, sub=f"sub-{name}", name=name, **roles))
