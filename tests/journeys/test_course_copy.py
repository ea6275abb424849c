"""A trainer copies the course: a new cohort, the old settings offered, and nobody of the old one in it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.stack import Stack
from tests.practice_lms.server import PracticeLms


def open_as(page: Page, lms: PracticeLms, person: str, address: str) -> None:
    """Sign in as somebody, and go where the address leads."""
    page.goto(lms.sign_in_address(person))
    page.goto(address)


def test_a_copied_course_takes_the_settings_and_never_the_people(
    page: Page, stack: Stack, lms: PracticeLms
) -> None:
    link = lms.place("m1-w1", "Week One")
    open_as(page, lms, "4", lms.launch_address(link, new_window=True))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    open_as(page, lms, "trainer", lms.launch_address(link, new_window=True))
    page.get_by_role("link", name="Links in your course").click()
    page.get_by_label("What it reports to the gradebook").select_option("progress")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is set")).to_be_visible()

    page.goto(f"{lms.url}/course")
    page.get_by_role("button", name="Copy this course").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Achieving Permanence, autumn cohort copy 1")
    copied = page.get_by_role("link", name="Open in a new window").first.get_attribute("href")
    page.goto(f"{lms.url}{copied}")
    expect(page.get_by_text("This course is a copy of an earlier one")).to_be_visible()
    expect(page.get_by_text("Amina Rahman")).to_have_count(0)
    page.get_by_role("link", name="See what would be the same").click()
    expect(page.get_by_text("graded as work goes on")).to_be_visible()
    page.get_by_role("button", name="Use these settings").click()
    expect(page.get_by_label("What it reports to the gradebook")).to_have_value("progress")
    assert stack.count("cohorts") == 2
