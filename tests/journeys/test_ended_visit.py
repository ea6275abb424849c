"""A visit that ends while somebody writes: their words wait in the tab for them, and for nobody else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.stack import Stack
from tests.journeys.steps_activity import go_to, open_task, task_row
from tests.journeys.steps_lms import AMINA, TOM, WEEK_ONE, open_link
from tests.journeys.steps_quick import finish_quickly

WORDS = "Typed after the visit had ended."


@pytest.fixture
def link(page: Page, stack: Stack) -> int:
    """Week One's link, after Amina typed words in this tab that the service does not have."""
    link_id = stack.lms.place("m1-w1", WEEK_ONE)
    open_link(page, stack.lms, link_id, AMINA)
    open_task(page, "m1-w1", "experience")
    stack.end_visits()
    page.get_by_label("Your answer").fill(WORDS)
    expect(page.locator("[data-save-state]")).to_contain_text("Not saved: your visit has ended.")
    return link_id


def test_the_words_are_offered_after_the_same_persons_next_launch_and_cleared_once_saved(
    page: Page, stack: Stack, link: int
) -> None:
    open_link(page, stack.lms, link, AMINA)
    expect(page.get_by_text("This tab still holds words that were not saved")).to_be_visible()
    open_task(page, "m1-w1", "experience")
    expect(page.locator("[data-offer]")).to_contain_text(WORDS)
    page.get_by_role("button", name="Put them back").click()
    expect(page.get_by_label("Your answer")).to_have_value(WORDS)
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    assert WORDS not in page.evaluate("JSON.stringify(sessionStorage)")
    page.get_by_role("link", name="Back to all tasks").click()
    expect(task_row(page, "m1-w1", "experience")).to_contain_text("Draft saved")
    expect(page.get_by_text("This tab still holds words that were not saved")).to_be_hidden()


def test_changes_to_work_that_was_submitted_are_offered_in_its_form(page: Page, stack: Stack) -> None:
    link_id = stack.lms.place("m1-w1", WEEK_ONE)
    open_link(page, stack.lms, link_id, AMINA)
    finish_quickly(page, "m1-w1")
    go_to(page, "activity/m1-w1/task/experience?change=yes")
    stack.end_visits()
    page.get_by_label("Your answer").fill(WORDS)
    expect(page.locator("[data-save-state]")).to_contain_text("Not saved: your visit has ended.")
    open_link(page, stack.lms, link_id, AMINA)
    page.locator("[data-unsaved-tasks]").get_by_role("link").click()
    page.get_by_role("button", name="Put them back").click()
    expect(page.get_by_label("Your answer")).to_have_value(WORDS)


def test_the_words_are_not_offered_to_another_person_who_opens_the_activity_in_that_tab(
    page: Page, stack: Stack, link: int
) -> None:
    open_link(page, stack.lms, link, TOM)
    expect(page.locator(".app-header__person")).to_contain_text("Tom Llewellyn")
    expect(page.get_by_text("This tab still holds words that were not saved")).to_be_hidden()
    open_task(page, "m1-w1", "experience")
    expect(page.get_by_label("Your answer")).to_have_value("")
    expect(page.locator("[data-offer]")).to_be_hidden()
    assert WORDS not in page.content()


def test_a_page_of_an_ended_visit_says_so_and_how_to_go_on(page: Page, stack: Stack, link: int) -> None:
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit has ended")
    expect(page.get_by_text("Go back to your course and open the activity again from there.")).to_be_visible()
