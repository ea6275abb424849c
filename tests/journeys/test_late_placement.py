"""Work that was done before its activity was placed in the course."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.steps_activity import expect_page, go_to
from tests.journeys.steps_lms import (
    AMINA,
    PLACED_ONE,
    WEEK_ONE,
    open_in_window,
    place_with_picker,
    sign_in,
    wait_for_grade,
)
from tests.journeys.steps_quick import finish_quickly
from tests.practice_lms.server import PracticeLms


def test_a_week_that_is_placed_after_it_was_done_brings_its_grade_with_the_first_launch(
    page: Page, lms: PracticeLms
) -> None:
    lms.place("m1-w2", "Week Two")
    sign_in(page, lms, "Amina Rahman")
    window = open_in_window(page, lms, "Week Two")
    expect(window.get_by_text("This activity is not open to you yet.")).to_be_visible()
    window.get_by_role("button", name="Go to what opens it").click()
    expect_page(window, WEEK_ONE)
    finish_quickly(window, "m1-w1")
    window.reload()
    expect(window.locator("#gradebook")).to_have_text("This activity is not graded in your course.")
    assert lms.requests("score") == []

    sign_in(page, lms, "Ruth Cartwright")
    place_with_picker(page, lms, PLACED_ONE)
    sign_in(page, lms, "Tom Llewellyn")
    expect_page(open_in_window(page, lms, PLACED_ONE), WEEK_ONE)
    sign_in(page, lms, "Amina Rahman")
    wait_for_grade(page, lms, key="m1-w1", person=AMINA, shown="100.00")
    go_to(window, "activity/m1-w1")
    expect(window.locator("#gradebook")).to_contain_text("100 out of 100")
