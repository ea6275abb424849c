"""The whole story: a trainer places, a participant does the weeks, and the marks stand in the course's gradebook."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.steps_activity import (
    do_activity,
    do_task,
    expect_page,
    go_to,
    task_row,
    wait_for_gradebook_line,
)
from tests.journeys.steps_lms import (
    AMINA,
    PLACED_ONE,
    PLACED_TWO,
    VIGNETTES,
    WEEK_ONE,
    WEEK_TWO,
    open_here,
    open_in_window,
    place_with_picker,
    sign_in,
    wait_for_grade,
)
from tests.journeys.steps_tasks import WEEK_TWO_TASKS
from tests.practice_lms.server import PracticeLms


def test_weeks_one_and_two_are_done_inside_the_course_page_and_their_marks_stand_in_the_gradebook(
    page: Page, lms: PracticeLms
) -> None:
    sign_in(page, lms, "Ruth Cartwright")
    place_with_picker(page, lms, PLACED_ONE, PLACED_TWO, VIGNETTES)

    sign_in(page, lms, "Amina Rahman")
    week = open_here(page, lms, PLACED_ONE)
    expect_page(week, WEEK_ONE)
    do_activity(week, "m1-w1")
    expect(week.get_by_text("9 of 9 essential tasks done")).to_be_visible()
    wait_for_gradebook_line(week, "100 out of 100 was sent to your gradebook")

    week = open_here(page, lms, PLACED_TWO)
    expect_page(week, WEEK_TWO)
    expect(task_row(week, "m1-w2-vignettes", "reflection")).to_contain_text("Closed")
    do_activity(week, "m1-w2-vignettes")
    for task in WEEK_TWO_TASKS:
        do_task(week, "m1-w2", task)
    wait_for_gradebook_line(week, "100 out of 100 was sent to your gradebook")
    for key in ("m1-w1", "m1-w2", "m1-w2-vignettes"):
        wait_for_grade(page, lms, key=key, person=AMINA, shown="100.00")


def test_week_one_is_done_in_a_new_window_and_its_mark_stands_in_the_gradebook(
    page: Page, lms: PracticeLms
) -> None:
    sign_in(page, lms, "Ruth Cartwright")
    place_with_picker(page, lms, PLACED_ONE, PLACED_TWO)
    sign_in(page, lms, "Amina Rahman")
    window = open_in_window(page, lms, PLACED_ONE)
    expect_page(window, WEEK_ONE)
    do_activity(window, "m1-w1")
    wait_for_gradebook_line(window, "100 out of 100 was sent to your gradebook")
    go_to(window, "activity/m1-w2")
    expect_page(window, WEEK_TWO)
    wait_for_grade(page, lms, key="m1-w1", person=AMINA, shown="100.00")
