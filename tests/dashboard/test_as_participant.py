"""A trainer sees the programme as a participant does: read only, for nobody, and with a way back on every page."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.records import Cohort
from lti_app.database import Base, read_only, transaction
from tests.builders import CLAIM, INSTRUCTOR, TestLms

TRAINER = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}
BANNER = "You see this as a participant"
WAYS = ("new", "open")


def count_rows(app: Flask) -> dict[str, int]:
    """How many rows each table has, but for the last sight of a visit."""
    with app.app_context(), read_only() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def list_links(page: str, root: str) -> list[str]:
    """The addresses of the preview that a page leads to."""
    return [one for one in re.findall(r'href="([^"#]+)', page) if one.startswith(f"{root}/activity/")]


def test_the_way_in_leads_to_both_previews(client: FlaskClient, lms: TestLms) -> None:
    root = lms.enter(client, **TRAINER)
    page = client.get(f"{root}/as-participant").text
    for way in WAYS:
        assert f'href="{root}~{way}/programme"' in page
        shown = client.get(f"{root}~{way}/programme")
        assert shown.status_code == 200
        assert BANNER in shown.text
        assert f'href="{root}/as-participant"' in shown.text


def test_somebody_new_finds_open_what_the_cohorts_order_opens(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    root = lms.enter(client, **TRAINER)
    assert client.get(f"{root}~new/activity/m1-w1").status_code == 200
    assert client.get(f"{root}~new/activity/m1-w2").status_code == 403
    with app.app_context(), transaction() as session:
        session.scalars(select(Cohort)).one().policy = CohortPolicy.OPEN
    assert client.get(f"{root}~new/activity/m1-w2").status_code == 200


def test_with_everything_open_every_activity_and_part_opens_and_nothing_is_kept(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    root = lms.enter(client, **TRAINER)
    before = count_rows(app)
    programme = app.extensions["programme"]
    for activity in programme.activities.values():
        addresses = [f"activity/{activity.key}"]
        addresses += [f"activity/{activity.key}/part/{part.key}" for part in activity.parts]
        addresses += [f"activity/{activity.key}/task/{task.key}" for task in activity.tasks[:2]]
        for address in addresses:
            answer = client.get(f"{root}~open/{address}")
            if "/task/" not in address:
                assert answer.status_code == 200, address
            assert answer.status_code in {200, 403}, address
            assert BANNER in answer.text, address
            assert "Trainer notes" not in answer.text, address
    assert count_rows(app) == before


@pytest.mark.parametrize("way", WAYS)
def test_nothing_can_be_saved_or_submitted_from_a_preview(
    app: Flask, client: FlaskClient, lms: TestLms, way: str
) -> None:
    root = lms.enter(client, **TRAINER)
    token = re.search(r'name="csrf_token" value="(\w+)"', client.get(f"{root}/cohort").text)
    assert token is not None
    before = count_rows(app)
    task = f"{root}~{way}/activity/m1-w1/task/experience"
    page = client.get(task).text
    assert "activity-save.js" not in page
    assert token[1] not in page
    for address in (task, f"{task}/draft", f"{root}~{way}/cohort/export"):
        for sent in ("", token[1]):
            fields = {"csrf_token": sent, "do": "submit", "text": "Words", "kind": "csv"}
            assert client.post(address, data=fields).status_code in {400, 403}, address
    assert count_rows(app) == before


def test_other_pages_are_no_part_of_a_preview(client: FlaskClient, lms: TestLms) -> None:
    root = lms.enter(client, **TRAINER)
    assert client.get(f"{root}~new/evidence").status_code == 403
    assert client.get(f"{root}~new/cohort").status_code == 403
    assert client.get(f"{root}~other/programme").status_code == 404
    assert client.get(f"{root}~new~new/programme").status_code == 404


def test_a_participant_has_no_previews(client: FlaskClient, lms: TestLms) -> None:
    root = lms.enter(client)
    assert client.get(f"{root}/as-participant").status_code == 404
    assert client.get(f"{root}~open/programme").status_code == 404
    assert client.get(f"{root}~open/activity/m1-w2").status_code == 404


def test_links_of_a_preview_stay_in_it(client: FlaskClient, lms: TestLms) -> None:
    root = lms.enter(client, **TRAINER)
    for address in ("programme", "activity/m1-w1", "activity/m1-w1/task/experience"):
        page = client.get(f"{root}~new/{address}").text
        assert list_links(page, f"{root}~new"), address
        assert not list_links(page, root), address
