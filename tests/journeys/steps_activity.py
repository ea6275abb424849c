"""What a participant does in the service: open a task, answer it, submit it, look how it stands."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.steps_lms import Shown
from tests.journeys.steps_tasks import ANSWERS, TASKS


def visit_address(shown: Shown) -> str:
    """The address of the visit, which every page of it begins with."""
    found = re.match(r"https?://[^/]+/v/[^/]+", shown.url)
    assert found, shown.url
    return found[0]


def expect_page(shown: Shown, title: str) -> None:
    """Wait until a page with this heading is shown."""
    expect(shown.get_by_role("heading", level=1)).to_have_text(title)


def task_row(shown: Shown, activity: str, task: str) -> Locator:
    """The row of a task in its activity's list."""
    return shown.locator("li.govuk-task-list__item", has=shown.locator(f"#task-{activity}-{task}-status"))


def open_task(shown: Shown, activity: str, task: str) -> None:
    """Follow a task's link in the list; its form is shown."""
    task_row(shown, activity, task).get_by_role("link").click()
    shown.wait_for_url(f"**/task/{task}")


def submit(shown: Shown) -> None:
    """Press the form's button, whatever comes of it."""
    shown.get_by_role("button", name="Submit", exact=True).click()


def do_task(shown: Shown, activity: str, task: str) -> None:
    """Do one task from the list to the list."""
    open_task(shown, activity, task)
    ANSWERS[task](shown)
    submit(shown)
    expect(task_row(shown, activity, task).locator("[id$='-status']")).to_have_text("Done")


def do_activity(shown: Shown, activity: str) -> None:
    """Do every task of an activity, in the order of its list."""
    for task in TASKS[activity]:
        do_task(shown, activity, task)


def go_to(shown: Shown, path: str) -> None:
    """Go to another address of the same visit, as one who typed it would."""
    shown.goto(f"{visit_address(shown)}/{path}")


def wait_for_gradebook_line(shown: Shown, words: str) -> None:
    """Reload the activity's page until it says this of the gradebook."""
    line = shown.locator("#gradebook")
    for _ in range(60):
        if words in line.inner_text():
            break
        shown.goto(shown.url)
    expect(line).to_contain_text(words)
