"""A task done with Tab, Enter and Space alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.steps_activity import expect_page, task_row
from tests.journeys.steps_keyboard import tab_to
from tests.journeys.steps_lms import WEEK_ONE, link_of, sign_in
from tests.practice_lms.server import PracticeLms


def test_a_task_is_done_from_the_course_page_to_the_end_with_the_keyboard_alone(
    page: Page, lms: PracticeLms
) -> None:
    lms.place("m1-w1", WEEK_ONE)
    sign_in(page, lms, "Amina Rahman")
    tab_to(page, link_of(page, WEEK_ONE).get_by_role("link", name="Open in a new window"))
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    window = opened.value
    expect_page(window, WEEK_ONE)
    tab_to(window, task_row(window, "m1-w1", "introduction").get_by_role("link"))
    window.keyboard.press("Enter")
    expect_page(window, "Re-read the introduction to the programme")

    tab_to(window, window.get_by_role("button", name="Submit", exact=True))
    window.keyboard.press("Enter")
    summary = window.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    tab_to(window, summary.get_by_role("link"))
    window.keyboard.press("Enter")
    box = window.get_by_role("checkbox")
    expect(box).to_be_focused()
    window.keyboard.press("Space")
    expect(box).to_be_checked()
    tab_to(window, window.get_by_role("button", name="Submit", exact=True))
    window.keyboard.press("Space")
    expect(task_row(window, "m1-w1", "introduction").locator("[id$='-status']")).to_have_text("Done")


def test_the_first_stop_of_the_keyboard_leads_past_the_head_of_the_page(page: Page, lms: PracticeLms) -> None:
    link_id = lms.place("m1-w1", WEEK_ONE)
    page.goto(lms.sign_in_address("4"))
    page.goto(lms.launch_address(link_id, new_window=True))
    expect_page(page, WEEK_ONE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
