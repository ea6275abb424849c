"""A trainer reads the roster, compares the gradebook, mends it, and reviews the very submission."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.stack import Stack
from tests.journeys.test_course_copy import open_as
from tests.practice_lms.server import PracticeLms

READ = "The list of people was read"


def test_roster_comparison_and_review_from_one_course(page: Page, stack: Stack, lms: PracticeLms) -> None:
    link = lms.place("m1-w1", "Week One")
    open_as(page, lms, "4", lms.launch_address(link, new_window=True))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    open_as(page, lms, "trainer", lms.launch_address(link, new_window=True))
    cohort = page.url
    expect(page.get_by_text("Tom Llewellyn")).to_have_count(0)
    page.get_by_role("button", name="Read the list of people now").click()
    _reload_until(page, cohort, READ)
    expect(page.get_by_role("rowheader", name="Tom Llewellyn")).to_be_visible()

    lms.suspend(5)
    page.get_by_role("button", name="Read the list of people now").click()
    _reload_until(page, cohort, "No longer taking part")

    lms.override(lms.item_of(link), 4, 40)
    page.get_by_role("link", name="Compare the course’s gradebook").click()
    page.get_by_role("button", name="Compare with the gradebook").click()
    _reload_until(page, page.url, "The course shows 40; nothing has been earned here")

    page.goto(f"{lms.url}/grades")
    page.get_by_role("link", name="Review Amina Rahman, Week One").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What Amina Rahman has submitted")
    expect(page.get_by_text("That you looked at this work is recorded")).to_be_visible()


def _reload_until(page: Page, address: str, words: str) -> None:
    """Reload as a trainer does until a worker has done its part."""
    for _ in range(60):
        page.goto(address.partition("#")[0])
        if page.get_by_text(words).count():
            return
        page.wait_for_load_state("networkidle")
    expect(page.get_by_text(words).first).to_be_visible()
