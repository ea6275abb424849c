"""The trainers' queue over a crowd with several versions of its work, on both databases, and what a migration fills."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from lti_app.activity.records import Submission
from lti_app.clock import utc_now
from lti_app.database import read_only, transaction
from lti_app.launch.reads import find_live_visit
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import ActivityKey, TaskKey, TaskRef
from lti_app.review.queue_reads import get_queue_page
from lti_app.review.queue_records import QueuedWork
from lti_app.review.queue_rules import (
    MOST_COUNTED,
    QueueLine,
    QueueState,
    QueueWish,
    WorkState,
    read_ref,
    sum_counts,
    write_ref,
)
from lti_app.review.reading_rules import list_queued
from lti_app.review.records import Feedback
from lti_app.web.current import BROWSER_COOKIE
from tests.benchmarks.cohort_work import add_work
from tests.builders import CLAIM, INSTRUCTOR, make_app, make_lms, make_settings
from tests.counting import count_of
from tests.dashboard.crowds import add_crowd

TRAINER = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}
PAGES = (
    "cohort/review",
    "cohort/review?state=all&page=2",
    "cohort/review?held=yes",
    "workshop/m1-w4/questions",
)
MIGRATIONS = Path(__file__).parents[2] / "lti_app/migrations/versions"
KEYS = st.text(st.sampled_from("abc1-"), min_size=1, max_size=8)


@pytest.fixture
def crowded(tmp_path: Path, database_url: str) -> Iterator[tuple[Flask, FlaskClient, str]]:
    """A cohort with three people and their work, a browser with its trainer, and where its pages begin."""
    with make_app(make_settings(tmp_path, DATABASE_URL=database_url)) as app, make_lms(app) as lms:
        lms.register()
        client = app.test_client()
        lms.enter(client)
        root = lms.enter(client, **TRAINER)
        add_work(app, add_crowd(app, people=3))
        yield app, client, root


def test_a_page_takes_as_many_statements_for_hundreds_as_for_three(
    crowded: tuple[Flask, FlaskClient, str],
) -> None:
    app, client, root = crowded
    # The first page of a visit notes that it was seen.
    assert client.get(f"{root}/cohort/review").status_code == 200
    few = {address: count_of(app, client, f"{root}/{address}") for address in PAGES}
    with app.app_context(), transaction() as session:
        for table in (Feedback, Submission):
            session.execute(delete(table))
    add_work(app, add_crowd(app, people=300))
    assert {address: count_of(app, client, f"{root}/{address}") for address in PAGES} == few
    assert max(few.values()) <= 6


def test_the_queue_has_each_piece_once_oldest_first_as_the_submissions_and_the_feedback_say(
    crowded: tuple[Flask, FlaskClient, str],
) -> None:
    app, client, root = crowded
    with app.app_context():
        visit = find_trainers_visit(client, root)
        for state in QueueState:
            lines = list_lines(app, visit, QueueWish(state))
            expected = list_expected(app, state)
            assert sorted(pair(one) for one in lines) == sorted(expected)
            assert [one.submitted_at for one in lines] == sorted(one.submitted_at for one in lines)
            held = list_lines(app, visit, QueueWish(state, held_only=True))
            assert [one for one in lines if one.holds] == held
        person = lines[0].person_id
        own = list_lines(app, visit, QueueWish(QueueState.ALL, person_id=person))
        assert own == [one for one in lines if one.person_id == person]


def find_trainers_visit(client: FlaskClient, root: str) -> Visit:
    """The visit at whose pages these addresses are."""
    cookies = client._cookies or {}
    secret = next(one.value for one in cookies.values() if one.key == BROWSER_COOKIE)
    found = find_live_visit(
        root.rpartition("/")[2],
        browser_secret=secret,
        csrf_token="",
        idle=timedelta(hours=1),
        now=utc_now(),
    )
    assert found is not None
    return found


def list_lines(app: Flask, visit: Visit, wish: QueueWish) -> list[QueueLine]:
    """Every line of the queue, from all its pages."""
    found: list[QueueLine] = []
    page = 1
    while True:
        shown = get_queue_page(
            visit=visit,
            programme=app.extensions["programme"],
            wish=QueueWish(wish.state, wish.activity_key, wish.person_id, wish.held_only, page),
        )
        found += shown.lines
        if not shown.has_next:
            assert shown.pages == page
            return found
        page += 1


def pair(line: QueueLine) -> tuple[int, str, int]:
    """Which piece of whose work a line is, and which version."""
    return line.person_id, write_ref(line.ref), line.number


def list_expected(app: Flask, state: QueueState) -> list[tuple[int, str, int]]:
    """The newest versions of what is queued in that state, from the submissions and the feedback alone."""
    refs = set(list_queued(app.extensions["programme"]))
    newest: dict[tuple[int, TaskRef], tuple[int, int]] = {}
    with read_only() as session:
        said = {row.submission_id: row.decision.value for row in session.scalars(select(Feedback))}
        for one in session.scalars(select(Submission).order_by(Submission.number)):
            ref = TaskRef(ActivityKey(one.activity_key), TaskKey(one.task_key))
            newest[one.person_id, ref] = (one.id, one.number)
    return [
        (person_id, write_ref(ref), number)
        for (person_id, ref), (submission_id, number) in newest.items()
        if ref in refs and state.value in ("all", said.get(submission_id, "waiting"))
    ]


def test_the_migration_fills_the_queue_as_the_actions_would_have(
    crowded: tuple[Flask, FlaskClient, str],
) -> None:
    app, _client, _root = crowded
    source = (MIGRATIONS / "0002_the_trainers_queue_is_kept.py").read_text()
    fill = source.partition('FILL = """')[2].partition('"""')[0]
    refs = {write_ref(ref) for ref in list_queued(app.extensions["programme"])}
    with app.app_context(), transaction() as session:
        before = {tuple(row) for row in session.execute(select(QueuedWork.__table__))}
        session.execute(delete(QueuedWork))
        session.execute(text(fill))
        session.expire_all()
        after = {tuple(row) for row in session.execute(select(QueuedWork.__table__)) if row.ref in refs}
    assert after == before != set()


@given(activity=KEYS, task=KEYS)
def test_a_tasks_keys_come_back_as_they_were_kept(activity: str, task: str) -> None:
    ref = TaskRef(ActivityKey(activity), TaskKey(task))
    assert read_ref(write_ref(ref)) == ref


@given(st.fixed_dictionaries({state: st.integers(0, MOST_COUNTED) for state in WorkState}))
def test_counts_add_up_as_far_as_anything_is_counted(found: dict[WorkState, int]) -> None:
    told = dict(sum_counts(found))
    assert told[QueueState.ALL] == min(MOST_COUNTED, sum(found.values()))
    assert {state.value: told[QueueState(state.value)] for state in WorkState} == {
        state.value: number for state, number in found.items()
    }


def test_what_is_not_counted_to_its_end_says_so(
    crowded: tuple[Flask, FlaskClient, str], monkeypatch: Any
) -> None:
    _app, client, root = crowded
    for module in ("queue_reads", "queue_rules", "queue_line_records"):
        monkeypatch.setattr(f"lti_app.review.{module}.MOST_COUNTED", 30)
    page = client.get(f"{root}/cohort/review?state=all").text
    assert "All (30 or more)" in page
    assert "Page 1<" in page and "Next page" in page
