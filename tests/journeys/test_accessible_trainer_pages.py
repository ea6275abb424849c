"""No fault that axe knows of on a trainer's pages about links, copies, rosters, gradebooks and submitted work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import Looked
from tests.journeys.stack import Stack
from tests.journeys.steps_activity import expect_page
from tests.journeys.steps_lms import (
    AMINA,
    PLACED_ONE,
    TOM,
    WEEK_ONE,
    frame_of,
    open_link,
    sign_in,
    wait_for_grade,
)
from tests.journeys.steps_quick import finish_quickly
from tests.journeys.test_trainer_services import _reload_until
from tests.practice_lms.server import PracticeLms


@pytest.fixture
def looked() -> Looked:
    """What is found on the pages of one test."""
    return Looked()


@pytest.fixture
def link_id(lms: PracticeLms) -> int:
    """Week one's link in the course."""
    return lms.place("m1-w1", WEEK_ONE)


@pytest.mark.long
def test_links_of_the_course_and_the_choice_for_one_without_an_activity(
    page: Page, lms: PracticeLms, link_id: int, looked: Looked
) -> None:
    open_link(page, lms, link_id, "trainer")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    loose = lms.place_plainly(title="A link without an activity")
    open_link(page, lms, loose, AMINA)
    looked.look("link that opens nothing yet, for a participant", page)
    open_link(page, lms, loose, "trainer")
    expect_page(page, "Choose what this link opens")
    looked.look("choose activity", page)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    looked.look("choose activity with an error", page)
    open_link(page, lms, link_id, "trainer")
    page.get_by_role("link", name="Links in your course").click()
    expect_page(page, "Links in your course")
    looked.look("placements", page)
    page.get_by_role("button", name=f"Save what ‘{WEEK_ONE}’ reports").click()
    expect(page.get_by_text("is set")).to_be_visible()
    looked.look("placements with one set", page)
    assert looked.faults == {}


@pytest.mark.long
def test_the_offer_to_a_copied_course(page: Page, lms: PracticeLms, link_id: int, looked: Looked) -> None:
    open_link(page, lms, link_id, "trainer")
    page.goto(f"{lms.url}/course")
    page.get_by_role("button", name="Copy this course").click()
    copied = page.get_by_role("link", name="Open in a new window").first.get_attribute("href")
    page.goto(f"{lms.url}{copied}")
    expect(page.get_by_text("This course is a copy of an earlier one")).to_be_visible()
    looked.look("cohort of a copied course", page)
    page.get_by_role("link", name="See what would be the same").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("This course is a copy of")
    looked.look("copy offer", page)
    assert looked.faults == {}


@pytest.mark.long
def test_standing_and_the_cohort_that_shows_it(
    page: Page, lms: PracticeLms, link_id: int, looked: Looked
) -> None:
    open_link(page, lms, link_id, TOM)
    open_link(page, lms, link_id, "trainer")
    page.get_by_role("link", name="Tom Llewellyn").click()
    expect_page(page, "Tom Llewellyn")
    looked.look("one person", page)
    page.get_by_role("link", name="Defer, withdraw or take part again").click()
    expect_page(page, "How Tom Llewellyn stands in this cohort")
    looked.look("standing", page)
    page.get_by_role("radio", name="Deferred to a later cohort").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    looked.look("standing with an error", page)
    for label, typed in (("Day", "3"), ("Month", "3"), ("Year", "2026")):
        page.get_by_label(label).fill(typed)
    page.get_by_label("Reason").fill("Long leave until the autumn.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Deferred to a later cohort on 3 March 2026")).to_be_visible()
    looked.look("cohort with somebody deferred", page)
    assert looked.faults == {}


def test_a_lost_grade_is_found_by_comparing_and_arrives_when_sent_again(
    page: Page, lms: PracticeLms, link_id: int, looked: Looked
) -> None:
    open_link(page, lms, link_id, AMINA)
    finish_quickly(page, "m1-w1")
    wait_for_grade(page, lms, key="m1-w1", person=AMINA, shown="100.00")
    lms.reset(keep_course=True)
    assert lms.find_grade("m1-w1", AMINA) is None
    open_link(page, lms, link_id, "trainer")
    page.get_by_role("link", name="Compare the course’s gradebook").click()
    comparison = page.url
    looked.look("gradebook not compared yet", page)
    page.get_by_role("button", name="Compare with the gradebook").click()
    _reload_until(page, comparison, "We hold 100; the course shows no grade")
    looked.look("gradebook with a difference", page)
    page.get_by_role("button", name="Send 1 grade again").click()
    expect(page.get_by_text("1 grade is on the way again")).to_be_visible()
    looked.look("grade on its way again", page)
    with keeping(page) as trainer:
        wait_for_grade(trainer, lms, key="m1-w1", person=AMINA, shown="100.00")
    assert lms.find_grade("m1-w1", AMINA) == 100
    page.get_by_role("button", name=re.compile("^Compare")).click()
    _reload_until(page, comparison, "No differences")
    looked.look("gradebook without a difference", page)
    assert looked.faults == {}


@contextmanager
def keeping(page: Page) -> Iterator[Page]:
    """Another tab of the same browser, so that the page itself stays where it is."""
    other = page.context.new_page()
    yield other
    other.close()


def test_submitted_work_and_the_line_managers_desk(
    page: Page, lms: PracticeLms, link_id: int, looked: Looked
) -> None:
    open_link(page, lms, link_id, AMINA)
    finish_quickly(page, "m1-w1", but=("strengths",))
    page.goto(lms.review_address(link_id, AMINA))
    expect_page(page, "What you have submitted")
    looked.look("review of one's own work", page)
    page.goto(lms.sign_in_address("trainer"))
    page.goto(lms.review_address(link_id, AMINA))
    expect_page(page, "What Amina Rahman has submitted")
    looked.look("review by a trainer", page)
    open_link(page, lms, link_id, "mentor")
    expect_page(page, "Your people in the programme")
    looked.look("line manager's desk", page)
    assert looked.faults == {}


def test_everything_in_a_module_is_ticked_at_once_and_set_before_it_is_placed(
    page: Page, stack: Stack, lms: PracticeLms, looked: Looked
) -> None:
    sign_in(page, lms, "Ruth Cartwright")
    page.get_by_role("link", name="Add activities from the programme").click()
    frame = frame_of(page)
    module = frame.locator(".app-tree").first
    whole = module.get_by_role("checkbox", name="Everything in this module")
    expect(whole).to_be_visible()
    boxes = module.locator("input[name='activity']")
    whole.check()
    expect(module.locator("input[name='activity']:checked")).to_have_count(boxes.count())
    expect(frame.locator("input[name='activity']:checked")).to_have_count(boxes.count())
    frame.get_by_role("checkbox", name=PLACED_ONE, exact=True).uncheck()
    expect(whole).to_be_checked(indeterminate=True)
    whole.check()
    expect(frame.get_by_role("checkbox", name=PLACED_ONE, exact=True)).to_be_checked()
    looked.look("picker with a whole module", page, frame)
    wanted = boxes.count()
    frame.get_by_role("button", name="Set titles and grading first").click()
    expect_page(frame, "Set titles and grading")
    looked.look("titles and grading", page, frame)
    frame.get_by_role("button", name="Place in the course").click()
    page.get_by_role("button", name="Save and return to course").click()
    expect(page.locator("ol.links > li")).to_have_count(wanted)
    assert looked.faults == {}
