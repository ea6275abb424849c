"""No fault that axe knows of, and no sideways scrolling, on a participant's pages in each of their states."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.looking import Looked
from tests.journeys.steps_activity import go_to, submit, visit_address
from tests.journeys.steps_lms import AMINA, WEEK_ONE, WEEK_TWO, open_link
from tests.journeys.steps_quick import finish_quickly
from tests.journeys.steps_tasks import ANSWERS, TASKS
from tests.practice_lms.server import PracticeLms

# One task of each kind.
KINDS = (
    ("m1-w1", "introduction"),
    ("m1-w1", "experience"),
    ("m1-w1", "self-evaluation"),
    ("m1-w1", "study-plan"),
    ("m1-w1", "learning-agreement"),
    ("m1-w2-vignettes", "read"),
    ("m1-w2-vignettes", "first-responses"),
    ("m1-w2-vignettes", "reflection"),
    ("m1-w2", "views-of-others"),
    ("m1-w2", "reflective-study"),
    ("m1-w2", "blogs"),
    ("m1-w2", "workshop-questions"),
)


@pytest.fixture
def looked() -> Looked:
    """What is found on the pages of one test."""
    return Looked()


# The other kinds are in `make faults`, and every page in `make sweep`.
IN_CHECK = "m1-w1"
EACH = [one if one == IN_CHECK else pytest.param(one, marks=pytest.mark.long) for one in TASKS]


@pytest.mark.parametrize("activity", EACH)
def test_each_kind_of_task_empty_with_errors_and_submitted(
    page: Page, lms: PracticeLms, looked: Looked, activity: str
) -> None:
    open_link(page, lms, lms.place("m1-w1", WEEK_ONE), AMINA)
    for earlier in TASKS:
        if earlier == activity:
            break
        finish_quickly(page, earlier)
    for task in TASKS[activity]:
        if (activity, task) not in KINDS:
            finish_quickly(page, activity, but=tuple(one for one in TASKS[activity] if one != task))
            continue
        go_to(page, f"activity/{activity}/task/{task}")
        looked.look(f"{task} empty", page)
        submit(page)
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        looked.look(f"{task} with errors", page)
        ANSWERS[task](page)
        submit(page)
        expect(page.locator(".govuk-notification-banner--success")).to_be_visible()
        go_to(page, f"activity/{activity}/task/{task}")
        looked.look(f"{task} submitted", page)
    assert looked.faults == {}


def test_an_activity_open_with_a_draft_done_and_closed_and_the_programme_map(
    page: Page, lms: PracticeLms, looked: Looked
) -> None:
    open_link(page, lms, lms.place("m1-w1", WEEK_ONE), AMINA)
    looked.look("week one open", page)
    go_to(page, "activity/m1-w2")
    looked.look("week two closed", page)
    go_to(page, "activity/m1-w1/task/learning-agreement")
    looked.look("learning agreement closed", page)
    go_to(page, "programme")
    looked.look("map at the beginning", page)
    go_to(page, "activity/m1-w1/task/experience")
    page.get_by_label("Your answer").fill("A draft.")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    looked.look("experience with a draft", page)
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.locator(".govuk-notification-banner--success")).to_be_visible()
    looked.look("week one with a draft", page)
    finish_quickly(page, "m1-w1")
    go_to(page, "activity/m1-w1")
    looked.look("week one done", page)
    go_to(page, "activity/m1-w1/task/experience?change=yes")
    looked.look("experience being changed", page)
    go_to(page, "activity/m1-w2")
    looked.look("week two open", page)
    go_to(page, "programme")
    looked.look("map with week one done", page)
    assert looked.faults == {}


def test_two_versions_unsaved_words_and_a_visit_that_has_ended(
    page: Page, context: BrowserContext, lms: PracticeLms, looked: Looked
) -> None:
    link_id = lms.place("m1-w2", WEEK_TWO)
    open_link(page, lms, link_id, AMINA)
    task = f"{visit_address(page)}/activity/m1-w1/task/experience"
    other = context.new_page()
    for tab in (page, other):
        tab.goto(task)
    page.get_by_label("Your answer").fill("Mine.")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    other.get_by_label("Your answer").fill("Mine as well.")
    button = other.get_by_role("button", name="See both versions")
    expect(button).to_be_visible()
    looked.look("save state with a conflict", other)
    button.click()
    expect(other.get_by_role("heading", level=1)).to_have_text("There are two versions of your words")
    looked.look("two versions", other)
    context.set_offline(True)
    page.get_by_label("Your answer").fill("Mine, on a train.")
    expect(page.locator("[data-save-state]")).to_contain_text("no connection")
    looked.look("save state without a connection", page)
    context.set_offline(False)
    assert looked.faults == {}
