"""Columns over real HTTP: found before they are made, made once, and not made where scope or grading forbids."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_app.cohort.records import Cohort, Person
from lti_app.database import transaction
from lti_app.lti.ags import SCOPE_LINE_ITEM, SCOPE_LINE_ITEM_READ
from lti_app.organisation.records import PlatformRecord
from lti_app.placement.grading_rules import Grading
from lti_app.placement.records import Placement
from lti_app.score_delivery.line_items_worker import find_line_items
from lti_app.score_delivery.rules import ScoreState
from tests.lti.local_server import make_answer, serve
from tests.lti.services import Services, run_services
from tests.practice_lms.server import PracticeLms
from tests.score_delivery.conftest import OpenOutbox
from tests.score_delivery.outboxes import COLUMN, Outbox, signing_key

AMINA = 4
"""A participant's number at the practice LMS."""

LISTED = "/lineitems?type_id=1"
LISTED_FOR_THE_LINK = f"{LISTED}&resource_link_id=7&resource_id={COLUMN}&tag=completion"


@pytest.fixture(scope="module")
def running_lms() -> Iterator[PracticeLms]:
    """A practice LMS that reads the outbox's own key where it looks for the tool's."""
    keys = b'{"keys": [' + signing_key()[1].encode() + b"]}"
    with serve(make_answer(keys)) as tool, PracticeLms.start(tool.url) as started:
        yield started


@pytest.fixture
def lms(running_lms: PracticeLms) -> PracticeLms:
    """The practice LMS with an empty course."""
    running_lms.reset()
    return running_lms


def choose(session: Session, outbox: Outbox, grading: Grading | None, scope: str) -> None:
    """Set what a trainer chose for the link, and what the LMS lets the service do with columns."""
    session.get_one(Placement, outbox.placement_id).grading_in_link = grading
    session.get_one(Cohort, outbox.cohort_id).line_items_scopes = scope


def connect(
    outbox: Outbox,
    lms: PracticeLms,
    link_id: int,
    *,
    grading: Grading | None = Grading.COMPLETION,
    scope: str = SCOPE_LINE_ITEM,
) -> None:
    """Let the outbox be about a link of the practice LMS, where Amina has earned something."""
    registration = lms.registration
    with outbox.app.app_context(), transaction() as session:
        choose(session, outbox, grading, scope)
        platform = session.get_one(PlatformRecord, outbox.platform_id)
        platform.client_id, platform.token_url = registration.client_id, registration.token_url
        session.get_one(Placement, outbox.placement_id).resource_link_id = str(link_id)
        address = f"{lms.url}/mod/lti/services.php/2/lineitems?type_id=1"
        session.get_one(Cohort, outbox.cohort_id).line_items_url = address
        session.execute(update(Person).values(subject=str(AMINA)))
    outbox.queue(outbox.person_ids[0], 100)


def count_made(lms: PracticeLms) -> int:
    """How often the practice LMS was asked to make a column."""
    return sum(call["method"] == "POST" for call in lms.requests("line items"))


def line_item_url(outbox: Outbox) -> str | None:
    """The column that the link has now."""
    with outbox.app.app_context(), transaction() as session:
        return session.get_one(Placement, outbox.placement_id).line_item_url


def test_a_missing_column_is_made_for_its_link_and_the_grade_arrives(
    open_outbox: OpenOutbox, lms: PracticeLms
) -> None:
    outbox = open_outbox(lms.url, placed=False)
    link_id = lms.place_plainly(title="Week one", graded=False)
    connect(outbox, lms, link_id)
    outbox.jobs.sweep()
    (made,) = lms.line_items()
    assert (made["link_id"], made["resource_id"], made["tag"]) == (link_id, COLUMN, "completion")
    assert (made["label"], made["score_maximum"]) == ("Week one", 100)
    outbox.jobs.sweep()
    assert lms.find_grade(COLUMN, AMINA) == 100
    assert count_made(lms) == 1


def test_a_column_that_the_course_has_is_found_and_none_is_made(
    open_outbox: OpenOutbox, lms: PracticeLms
) -> None:
    outbox = open_outbox(lms.url, placed=False)
    link_id = lms.place(COLUMN, "Week one")
    connect(outbox, lms, link_id)
    outbox.jobs.sweep()
    url = line_item_url(outbox)
    assert url is not None
    assert f"/lineitems/{lms.item_of(link_id)}/lineitem" in url
    assert count_made(lms) == 0


FORBIDDEN: dict[str, dict[str, Any]] = {
    "the scope only reads": {"scope": SCOPE_LINE_ITEM_READ},
    "nothing is to be graded": {"grading": Grading.NONE},
    "nobody chose": {"grading": None},
}


@pytest.mark.parametrize("chosen", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_no_column_is_made_where_the_scope_or_the_grading_forbids(
    open_outbox: OpenOutbox, lms: PracticeLms, chosen: dict[str, Any]
) -> None:
    outbox = open_outbox(lms.url, placed=False)
    connect(outbox, lms, lms.place_plainly(title="Week one", graded=False), **chosen)
    outbox.jobs.sweep()
    assert [call["method"] for call in lms.requests("line items")] == ["GET"]
    assert lms.line_items() == []
    assert outbox.count_states() == {ScoreState.WAITING: 1}


@pytest.fixture
def services() -> Iterator[Services]:
    """An LMS whose every answer the test writes."""
    with run_services() as running:
        yield running


def column(services: Services, **changes: str) -> dict[str, str]:
    """The link's column as an LMS lists it."""
    said = {"id": f"{services.url}/items/1", "resourceLinkId": "7", "resourceId": COLUMN, "tag": "completion"}
    return said | changes


def await_column(outbox: Outbox) -> None:
    """Let the outbox's own link wait for a column that may be made."""
    with outbox.app.app_context(), transaction() as session:
        choose(session, outbox, Grading.COMPLETION, SCOPE_LINE_ITEM)
    outbox.queue(outbox.person_ids[0], 100)


def test_a_column_that_appeared_after_the_listing_is_found_by_link_activity_and_tag(
    open_outbox: OpenOutbox, services: Services
) -> None:
    outbox = open_outbox(services.url, placed=False)
    await_column(outbox)
    services.put(LISTED, [])
    others = [column(services, id="https://lms/other", tag="grade"), column(services, resourceLinkId="8")]
    services.put(LISTED_FOR_THE_LINK, [*others, column(services)])
    assert find_line_items(outbox.jobs.outward) == 1
    assert line_item_url(outbox) == f"{services.url}/items/1"
    assert services.list_calls("POST") == []


def test_a_column_whose_making_had_no_answer_is_not_made_again_but_found(
    open_outbox: OpenOutbox, services: Services
) -> None:
    outbox = open_outbox(services.url, placed=False)
    await_column(outbox)
    services.put(LISTED, [])
    services.put(LISTED_FOR_THE_LINK, [])
    # The same empty list answers the POST: a column may have been made, but nobody says where.
    assert find_line_items(outbox.jobs.outward) == 0
    assert find_line_items(outbox.jobs.outward) == 0
    assert len(services.list_calls("POST")) == 1
    services.put(LISTED, [column(services)])
    assert find_line_items(outbox.jobs.outward) == 1
    assert line_item_url(outbox) == f"{services.url}/items/1"
    assert len(services.list_calls("POST")) == 1


def test_while_one_worker_makes_a_column_another_makes_none(
    open_outbox: OpenOutbox, services: Services
) -> None:
    outbox = open_outbox(services.url, placed=False)
    await_column(outbox)
    services.put(LISTED, [])
    services.put(LISTED_FOR_THE_LINK, [])
    usual, making, other_is_done = services.server.respond, threading.Event(), threading.Event()

    def answer_once_the_other_is_done(handler: BaseHTTPRequestHandler) -> None:
        if handler.command != "POST" or "token" in handler.path:
            return usual(handler)
        making.set()
        other_is_done.wait(timeout=10)
        return make_answer(json.dumps(column(services)).encode(), status=201)(handler)

    services.server.respond = answer_once_the_other_is_done
    with ThreadPoolExecutor(1) as pool:
        one = pool.submit(find_line_items, outbox.jobs.outward)
        assert making.wait(timeout=10)
        assert find_line_items(outbox.jobs.outward) == 0
        other_is_done.set()
        assert one.result(timeout=10) == 1
    assert len(services.list_calls("POST")) == 1
    assert line_item_url(outbox) == f"{services.url}/items/1"
    assert outbox.count_states() == {ScoreState.QUEUED: 1}
