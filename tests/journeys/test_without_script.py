"""The service in a browser that runs no script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps_activity import expect_page, open_task, submit, task_row
from tests.journeys.steps_lms import AMINA, WEEK_ONE
from tests.journeys.steps_tasks import ANSWERS
from tests.practice_lms.server import PracticeLms


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A tab in which no script runs."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_script_one_reads_saves_a_draft_adds_rows_and_submits(
    plain_page: Page, lms: PracticeLms
) -> None:
    page = plain_page
    page.goto(lms.sign_in_address(str(AMINA)))
    page.goto(lms.launch_address(lms.place("m1-w1", WEEK_ONE), new_window=True))
    for _ in ("to the service", "and back with the launch"):
        page.get_by_role("button", name="Continue").click()
    expect_page(page, WEEK_ONE)

    open_task(page, "m1-w1", "introduction")
    ANSWERS["introduction"](page)
    submit(page)
    expect(task_row(page, "m1-w1", "introduction")).to_contain_text("Done")

    open_task(page, "m1-w1", "experience")
    page.get_by_label("Your answer").fill("Saved by hand.")
    page.get_by_role("button", name="Save and come back later").click()
    expect(task_row(page, "m1-w1", "experience")).to_contain_text("Draft saved")
    open_task(page, "m1-w1", "experience")
    expect(page.get_by_label("Your answer")).to_have_value("Saved by hand.")
    submit(page)

    open_task(page, "m1-w1", "self-evaluation")
    ANSWERS["self-evaluation"](page)
    submit(page)
    open_task(page, "m1-w1", "study-plan")
    goals = page.get_by_label("What you want to learn")
    before = goals.count()
    for place in range(before):
        goals.nth(place).fill(f"Goal number {place + 1}")
    page.get_by_role("button", name="Add another goal").click()
    expect(goals.nth(before)).to_be_visible()
    for place in range(before):
        expect(goals.nth(place)).to_have_value(f"Goal number {place + 1}")
