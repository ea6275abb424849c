"""No fault that axe knows of, and no sideways scrolling, on the pages of the way in, of trainers, and of the LMS."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import Looked
from tests.journeys.stack import Stack
from tests.journeys.steps_activity import expect_page, go_to, open_task
from tests.journeys.steps_lms import (
    AMINA,
    PLACED_ONE,
    TOM,
    WEEK_ONE,
    frame_of,
    open_here,
    open_link,
    place_with_picker,
    sign_in,
)
from tests.journeys.steps_quick import finish_quickly
from tests.journeys.test_cookies_blocked import answer_without_cookies


@pytest.fixture
def looked() -> Looked:
    """What is found on the pages of one test."""
    return Looked()


@pytest.mark.long
def test_the_pages_of_a_trainer(page: Page, stack: Stack, looked: Looked) -> None:
    link_id = stack.lms.place("m1-w1", WEEK_ONE)
    open_link(page, stack.lms, link_id, "trainer")
    looked.look("cohort with nobody", page)
    go_to(page, "programme")
    looked.look("programme as a trainer sees it", page)
    go_to(page, "activity/m1-w1")
    looked.look("week one as a trainer sees it", page)
    for task in ("introduction", "self-evaluation", "learning-agreement"):
        go_to(page, f"activity/m1-w1/task/{task}")
        looked.look(f"{task} as a trainer sees it", page)
    open_link(page, stack.lms, link_id, AMINA)
    finish_quickly(page, "m1-w1")
    open_link(page, stack.lms, link_id, TOM)
    finish_quickly(page, "m1-w1", but=("strengths",))
    open_link(page, stack.lms, link_id, "trainer")
    expect(page.get_by_role("table")).to_contain_text("Amina Rahman")
    looked.look("cohort with two people", page)
    assert looked.faults == {}


def test_the_picker_in_its_dialogue_and_its_error(page: Page, stack: Stack, looked: Looked) -> None:
    sign_in(page, stack.lms, "Ruth Cartwright")
    page.get_by_role("link", name="Add activities from the programme").click()
    frame = frame_of(page)
    expect_page(frame, "Choose what to place in your course")
    looked.look("picker", page, frame)
    frame.get_by_role("button", name="Place in the course").click()
    expect(frame.locator(".govuk-error-summary")).to_be_visible()
    looked.look("picker with an error", page, frame)
    assert looked.faults == {}


def test_what_is_shown_to_those_who_cannot_come_in(page: Page, stack: Stack, looked: Looked) -> None:
    lms = stack.lms
    link_id = lms.place("m1-w1", WEEK_ONE)
    open_link(page, lms, link_id, AMINA)
    open_task(page, "m1-w1", "experience")
    stack.end_visits()
    page.get_by_label("Your answer").fill("Too late.")
    expect(page.locator("[data-save-state]")).to_contain_text("your visit has ended")
    looked.look("save state of an ended visit", page)
    page.reload()
    expect_page(page, "Your visit has ended")
    looked.look("ended visit", page)
    open_link(page, lms, link_id, AMINA)
    expect(page.get_by_text("This tab still holds words that were not saved")).to_be_visible()
    looked.look("week one with unsaved words", page)
    open_task(page, "m1-w1", "experience")
    expect(page.locator("[data-offer]")).to_be_visible()
    looked.look("experience with unsaved words offered", page)
    open_link(page, lms, lms.place("m9-w9", "Week Nine"), AMINA)
    expect_page(page, "There is no such activity")
    looked.look("no such activity", page)
    open_link(page, lms, link_id, "mentor")
    looked.look("line manager", page)
    page.goto(f"{stack.tool_url}/lti/login?iss=https://elsewhere.example&login_hint=1&target_link_uri=x")
    looked.look("refused login", page)
    for path in ("help", "privacy", "accessibility", "nowhere"):
        page.goto(f"{stack.tool_url}/{path}")
        looked.look(path, page)
    assert looked.faults == {}


def test_the_offer_of_a_new_window_inside_the_course(page: Page, stack: Stack, looked: Looked) -> None:
    stack.lms.place("m1-w1", WEEK_ONE)
    page.route(f"{stack.tool_url}/**", answer_without_cookies)
    sign_in(page, stack.lms, "Amina Rahman")
    frame = open_here(page, stack.lms, WEEK_ONE)
    expect_page(frame, "One more step")
    looked.look("new window offered", page, frame)
    with page.expect_popup():
        frame.get_by_role("button", name="Open in a new window").click()
    expect(frame.get_by_role("heading", name="It is open in the new window")).to_be_visible()
    looked.look("new window opened", page, frame)
    assert looked.faults == {}


@pytest.mark.long
def test_week_one_inside_the_course_page(page: Page, stack: Stack, looked: Looked) -> None:
    stack.lms.place("m1-w1", WEEK_ONE)
    sign_in(page, stack.lms, "Amina Rahman")
    frame = open_here(page, stack.lms, WEEK_ONE)
    expect_page(frame, WEEK_ONE)
    looked.look("week one embedded", page, frame)
    assert looked.faults == {}


@pytest.mark.long
def test_the_pages_of_the_practice_lms(page: Page, stack: Stack, looked: Looked) -> None:
    lms = stack.lms
    page.goto(lms.url)
    looked.look("lms chooser", page)
    sign_in(page, lms, "Ruth Cartwright")
    looked.look("lms empty course", page)
    place_with_picker(page, lms, PLACED_ONE)
    for path in ("course", "grades", "course/add", "course/pick", "mod/lti/return.php?lti_msg=Done"):
        page.goto(f"{lms.url}/{path}")
        looked.look(f"lms {path}", page)
    assert looked.faults == {}
