"""Pages that are kept as written: each reader gets exactly what would have been written for them alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, g, render_template
from hypothesis import given
from hypothesis import strategies as st

from lti_app.activity.page_rules import ActivityPage, Gradebook, GradebookLine
from lti_app.activity.reads import get_activity_page
from lti_app.clock import utc_now
from lti_app.launch.visit_rules import ShownAs, Visit
from lti_app.web.current import get_programme
from lti_app.web.kept_pages import KEPT_AT_MOST, render_kept
from tests.builders import make_app, make_settings
from tests.databases import sqlite_url
from tests.web.samples import NOW, PARTICIPANT, TRAINER

TEMPLATE = "activity/activity.html"
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
IDS = st.text("abcXYZ019-_", min_size=8, max_size=24)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service, whose pages are written and never stored."""
    folder = tmp_path_factory.mktemp("kept")
    with make_app(make_settings(folder, DATABASE_URL=sqlite_url(folder))) as made:
        yield made


def find_page(visit: Visit) -> ActivityPage:
    """The first week, with everything open."""
    shown = replace(visit, shown_as=ShownAs.OPEN)
    page = get_activity_page(
        visit=shown, programme=get_programme(), activity_key="m1-w1", moved=None, now=utc_now()
    )
    assert isinstance(page, ActivityPage)
    return page


@given(
    visit_id=IDS,
    name=NAMES,
    cohort=NAMES,
    way_back=NAMES,
    csrf=IDS,
    store=IDS,
    key=st.sampled_from([None, "m1-w1"]),
)
def test_it_is_what_would_be_written_for_this_visit_alone(
    app: Flask, visit_id: str, name: str, cohort: str, way_back: str, csrf: str, store: str, key: str | None
) -> None:
    visit = replace(
        PARTICIPANT,
        id=visit_id,
        person_name=name,
        cohort_title=cohort,
        return_url=f"https://lms.example.org/{way_back}" if way_back else None,
        csrf_token=csrf,
        activity_key=key,
    )
    with app.test_request_context(f"/v/{visit_id}/activity/m1-w1"):
        g.csp_nonce = "nonce-of-this-answer"
        page = find_page(visit)
        kept = render_kept(TEMPLATE, page=page, visit=visit, store_key=store)
        assert kept == render_template(TEMPLATE, page=page, visit=visit, store_key=store)


def test_it_is_written_once_and_each_reader_gets_a_nonce_of_their_own(app: Flask) -> None:
    seen = []
    before = set(app.extensions.setdefault("kept_pages", {}))
    for number in range(3):
        visit = replace(PARTICIPANT, id=f"visit-{number}", person_name=f"Person {number}")
        with app.test_request_context(f"/v/visit-{number}/activity/m1-w1"):
            page = replace(find_page(visit), title="Written once")
            seen.append(render_kept(TEMPLATE, page=page, visit=visit, store_key=f"tab-{number}"))
            assert f'nonce="{g.csp_nonce}"' in seen[-1]
    assert len(set(app.extensions["kept_pages"]) - before) == 1
    for number, html in enumerate(seen):
        assert f"Person {number}" in html
        assert f"/v/visit-{number}/activity" in html
        assert f'data-unsaved-list="tab-{number}"' in html
        assert not any(
            f"Person {other}" in html or f"visit-{other}" in html for other in range(3) if other != number
        )


def test_it_is_written_again_where_the_page_says_something_else(app: Flask) -> None:
    with app.test_request_context("/v/vis-1/activity/m1-w1"):
        page = find_page(PARTICIPANT)
        asked = replace(page, gradebook=GradebookLine(Gradebook.NEEDS_A_PERSON, 100, 100))
        assert "did not take the grade" not in render_kept(
            TEMPLATE, page=page, visit=PARTICIPANT, store_key=""
        )
        assert "did not take the grade" in render_kept(TEMPLATE, page=asked, visit=PARTICIPANT, store_key="")


def test_no_more_are_kept_than_are_allowed(app: Flask) -> None:
    with app.test_request_context("/v/vis-1/activity/m1-w1"):
        page = find_page(PARTICIPANT)
        app.extensions["kept_pages"] = {number: [] for number in range(KEPT_AT_MOST)}
        render_kept(TEMPLATE, page=page, visit=PARTICIPANT, store_key="")
        assert len(app.extensions["kept_pages"]) == 1


def test_what_is_for_a_moment_for_an_hour_or_for_trainers_is_not_kept(app: Flask) -> None:
    with app.test_request_context("/v/vis-1/activity/m1-w1"):
        page = find_page(PARTICIPANT)
        assert page.is_keepable
        assert not replace(page, just_moved=page.groups[0].tasks[0]).is_keepable
        assert not replace(page, gradebook=GradebookLine(Gradebook.SENT, 100, 100, sent_at=NOW)).is_keepable
        preview = get_activity_page(
            visit=TRAINER,
            programme=get_programme(),
            activity_key="m1-w1",
            moved=None,
            now=utc_now(),
        )
        assert isinstance(preview, ActivityPage)
        assert not preview.is_keepable
