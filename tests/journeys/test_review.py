"""A reflective study is returned, written anew and accepted; then, and not before, its week's grade stands."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.looking import Looked
from tests.journeys.stack import Stack
from tests.journeys.steps_activity import go_to
from tests.journeys.steps_lms import AMINA, open_link, wait_for_grade
from tests.journeys.steps_quick import finish_quickly
from tests.practice_lms.server import PracticeLms

FIRST = "I went to see the family twice.\n\nAna said little. I filled the silence."
SECOND = FIRST.replace("I filled the silence.", "I let the silence be.")
STUDY = "Write your reflective study"


def test_returned_work_comes_back_and_its_acceptance_sends_the_grade(
    page: Page, stack: Stack, lms: PracticeLms
) -> None:
    looked = Looked()
    link = lms.place("m1-w2", "Week Two")
    _let_the_cohort_wait(page, lms, link, looked)
    _work_up_to_the_study(page, lms, link)
    _submit(page, FIRST)

    _return_the_study(page, lms, link, looked)

    open_link(page, lms, link, AMINA)
    go_to(page, "programme")
    expect(page.get_by_role("heading", name="From your trainer")).to_be_visible()
    looked.look("the map with work returned", page)
    page.get_by_role("link", name=STUDY).click()
    expect(page.get_by_text("What was the silence for?")).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_value(FIRST)
    looked.look("the task with work returned", page)
    _submit(page, SECOND)
    assert lms.find_grade("m1-w2", AMINA) is None

    _open_from_the_queue(page, lms, link, looked)
    expect(page.locator("ins", has_text="silence be.")).to_be_visible()
    expect(page.locator("del", has_text="filled")).to_be_visible()
    page.get_by_role("button", name="Accept and send").click()
    expect(page.get_by_text("You have accepted this work")).to_be_visible()
    looked.look("the work accepted", page)
    wait_for_grade(page, lms, key="m1-w2", person=AMINA, shown="100.00")

    open_link(page, lms, link, AMINA)
    go_to(page, "activity/m1-w2/task/reflective-study")
    expect(page.get_by_text("Accepted")).to_be_visible()
    looked.look("the task with work accepted", page)
    assert not looked.faults


def _let_the_cohort_wait(page: Page, lms: PracticeLms, link: int, looked: Looked) -> None:
    open_link(page, lms, link, "trainer")
    go_to(page, "cohort")
    page.get_by_role("link", name="What completion waits for").click()
    page.get_by_label("A trainer accepts reviewed work").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your choice is saved")).to_be_visible()
    looked.look("the choice of what waits", page)
    go_to(page, "cohort/review")
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    looked.look("the empty queue", page)


def _work_up_to_the_study(page: Page, lms: PracticeLms, link: int) -> None:
    open_link(page, lms, link, AMINA)
    for activity in ("m1-w1", "m1-w2-vignettes"):
        finish_quickly(page, activity)
    finish_quickly(page, "m1-w2", but=("reflective-study",))
    go_to(page, "activity/m1-w2/task/reflective-study")


def _return_the_study(page: Page, lms: PracticeLms, link: int, looked: Looked) -> None:
    _open_from_the_queue(page, lms, link, looked)
    page.get_by_text("Write beside paragraph 2").click()
    page.get_by_label("Note 1 on paragraph 2").fill("What was the silence for?")
    page.get_by_label("What note 1 is about").select_option("2")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    page.reload()
    expect(page.get_by_label("Note 1 on paragraph 2")).to_have_value("What was the silence for?")
    page.get_by_label("What more you ask for").fill("Say what you would do now.")
    looked.look("the work with a note", page)
    page.get_by_role("button", name="Return for more work").click()
    expect(page.get_by_text("You have returned this work")).to_be_visible()


def _submit(page: Page, words: str) -> None:
    page.get_by_label("Your answer").fill(words)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("is done", exact=False).first).to_be_visible()


def _open_from_the_queue(page: Page, lms: PracticeLms, link: int, looked: Looked) -> None:
    """As a trainer, find the study in the queue and open it."""
    open_link(page, lms, link, "trainer")
    go_to(page, "cohort/review?activity=m1-w2")
    looked.look("the queue", page)
    page.get_by_role("link", name=STUDY).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(STUDY)
