"""An LMS that sends notices, which no Moodle does, tells of a copied course before anybody opens it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.stack import Stack
from tests.journeys.steps_lms import WEEK_ONE, open_link
from tests.practice_lms.server import PracticeLms
from tests.score_delivery.waiting import wait_until


@pytest.fixture
def noticing(lms: PracticeLms) -> Iterator[PracticeLms]:
    """The LMS while it offers notices."""
    lms.offer_notices()
    yield lms
    lms.offer_notices(offered=False)


def test_a_copied_course_is_a_cohort_as_soon_as_its_notice_comes(
    page: Page, stack: Stack, noticing: PracticeLms
) -> None:
    link_id = noticing.place("m1-w1", WEEK_ONE)
    open_link(page, noticing, link_id, "trainer")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    wait_until(
        lambda: bool(noticing.notice_handlers()), what="the LMS knows where to send notices", seconds=30
    )
    (handler,) = noticing.notice_handlers()
    assert (handler["notice_type"], handler["handler"]) == (
        "LtiContextCopyNotice",
        f"{stack.tool_url}/lti/notices",
    )
    assert stack.count("cohorts") == 1
    noticing.copy_course()
    assert [one["answered"] for one in noticing.notice_handlers()] == [204]
    assert stack.count("cohorts") == 2
    assert stack.count("memberships") == 1
