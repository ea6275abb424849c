"""Two people at one browser, each in a tab of their own."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from tests.journeys.steps_activity import open_task
from tests.journeys.steps_lms import WEEK_ONE, open_in_window, sign_in
from tests.practice_lms.server import PracticeLms


def test_two_participants_in_two_tabs_of_one_browser_each_see_and_save_their_own(
    context: BrowserContext, lms: PracticeLms
) -> None:
    lms.place("m1-w1", WEEK_ONE)
    course = context.new_page()
    tabs = {}
    for person in ("Amina Rahman", "Tom Llewellyn"):
        sign_in(course, lms, person)
        tabs[person] = open_in_window(course, lms, WEEK_ONE)
        open_task(tabs[person], "m1-w1", "experience")
    for person, tab in tabs.items():
        expect(tab.locator(".app-header__person")).to_contain_text(person)
        tab.get_by_label("Your answer").fill(f"These are the words of {person}.")
        tab.get_by_role("button", name="Save and come back later").click()
        expect(tab.get_by_text("Your draft of")).to_be_visible()
    for person, tab in tabs.items():
        open_task(tab, "m1-w1", "experience")
        expect(tab.get_by_label("Your answer")).to_have_value(f"These are the words of {person}.")
