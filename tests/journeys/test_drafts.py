"""What is typed is never lost: drafts, a lost connection, two tabs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.journeys.steps_activity import go_to, open_task, submit, task_row
from tests.journeys.steps_lms import AMINA, WEEK_ONE, open_link
from tests.journeys.steps_quick import finish_quickly
from tests.practice_lms.server import PracticeLms

POINTS_NOWHERE = """
() => [...document.querySelectorAll("[aria-describedby]")]
  .flatMap((one) => one.getAttribute("aria-describedby").split(" "))
  .filter((id) => !document.getElementById(id))
"""

LISTEN = """
() => {
  const line = document.querySelector("[data-save-state]");
  window.heard = [];
  const note = () => line.ariaLive === "off" || window.heard.push(line.textContent);
  new MutationObserver(note).observe(line, { childList: true });
}
"""


@pytest.fixture
def answer(page: Page, lms: PracticeLms) -> Locator:
    """The field of a writing task of week one, empty."""
    open_link(page, lms, lms.place("m1-w1", WEEK_ONE), AMINA)
    open_task(page, "m1-w1", "experience")
    return page.get_by_label("Your answer")


def test_what_is_typed_is_saved_as_one_types_and_is_there_after_a_reload(page: Page, answer: Locator) -> None:
    answer.press_sequentially("Kinship care, mostly.")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    page.reload()
    expect(answer).to_have_value("Kinship care, mostly.")
    page.get_by_role("link", name="Back to all tasks").click()
    expect(task_row(page, "m1-w1", "experience")).to_contain_text("Draft saved")


def test_what_is_typed_before_the_script_came_is_saved_once_it_is_there(page: Page, answer: Locator) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/static/activity-save.*", hold)
    page.goto(page.url, wait_until="commit")
    answer.fill("Typed on a slow line.")
    expect(page.locator("[data-save-state]")).to_have_text("")
    (script,) = held
    script.continue_()
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")


def test_a_page_that_one_goes_back_to_has_what_was_saved_last(
    page: Page, context: BrowserContext, answer: Locator
) -> None:
    answer.fill("Said first.")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    page.get_by_role("link", name="Back to all tasks").click()
    other = context.new_page()
    other.goto(page.url)
    open_task(other, "m1-w1", "experience")
    other.get_by_label("Your answer").fill("Said first, and better.")
    expect(other.locator("[data-save-state]")).to_contain_text("Saved at")
    page.go_back()
    expect(answer).to_have_value("Said first, and better.")


def test_words_that_the_tab_offers_wait_while_one_types_and_change_places_with_what_was_typed(
    page: Page, context: BrowserContext, answer: Locator
) -> None:
    page.route("**/draft", lambda route: route.abort())
    offered = page.locator("[data-offer]")
    answer.fill("Of the first evening.")
    expect(page.locator("[data-save-state]")).to_contain_text("no connection")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    answer.fill("Of the second evening.")
    expect(offered).to_contain_text("Of the first evening.")
    page.get_by_role("button", name="Put them back").click()
    expect(answer).to_have_value("Of the first evening.")
    expect(offered.get_by_role("heading")).to_be_focused()
    expect(offered).to_contain_text("Of the second evening.")
    page.unroute("**/draft")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    page.get_by_role("link", name="Back to all tasks").click()
    expect(page.get_by_text("This tab still holds words that were not saved")).to_be_visible()
    open_task(page, "m1-w1", "experience")
    expect(offered).to_contain_text("Of the second evening.")
    page.get_by_role("button", name="Throw them away").click()
    expect(offered).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert "evening" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_words_that_a_task_takes_no_more_are_shown_until_they_are_thrown_away(
    page: Page, answer: Locator
) -> None:
    vignettes = "m1-w2-vignettes"
    finish_quickly(page, "m1-w1")
    finish_quickly(page, vignettes, but=("first-responses", "reflection"))
    go_to(page, f"activity/{vignettes}/task/first-responses")
    finish_quickly(page, vignettes, but=("read", "reflection"))
    page.get_by_role("textbox").first.fill("On second thoughts.")
    expect(page.locator("[data-save-state]")).to_contain_text("this task can no longer be changed")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("[data-offer]")).to_contain_text("On second thoughts.")
    expect(page.get_by_role("button", name="Put them back")).to_be_hidden()
    page.get_by_role("button", name="Throw them away").click()
    expect(page.locator("[data-offer]")).to_be_hidden()
    assert "second thoughts" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_words_typed_without_a_connection_stay_in_the_tab_and_are_saved_when_it_is_back(
    page: Page, context: BrowserContext, answer: Locator
) -> None:
    context.set_offline(True)
    answer.fill("Written on a train.")
    expect(page.locator("[data-save-state]")).to_contain_text("Not saved: no connection.")
    assert "Written on a train." in page.evaluate("JSON.stringify(sessionStorage)")
    context.set_offline(False)
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    assert "Written on a train." not in page.evaluate("JSON.stringify(sessionStorage)")
    page.reload()
    expect(answer).to_have_value("Written on a train.")


def test_the_second_of_two_tabs_to_save_is_shown_both_texts_and_can_put_them_in_one(
    page: Page, context: BrowserContext, answer: Locator
) -> None:
    other = context.new_page()
    other.goto(page.url)
    answer.fill("What the first tab says.")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    other.get_by_label("Your answer").fill("What the second tab says.")
    expect(other.locator("[data-save-state]")).to_contain_text("You changed this task elsewhere too.")
    other.get_by_role("button", name="See both versions").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("There are two versions of your words")
    for words in ("What the first tab says.", "What the second tab says."):
        expect(other.get_by_text(words, exact=True)).to_be_visible()
    other.get_by_role("button", name="Put both in one").click()
    joined = other.get_by_label("Your answer")
    expect(joined).to_have_value("What the first tab says.\n\nWhat the second tab says.")
    submit(other)
    expect(task_row(other, "m1-w1", "experience")).to_contain_text("Done")


def test_saving_is_heard_where_it_is_news_and_not_at_each_pause(answer: Locator) -> None:
    page = answer.page
    page.evaluate(LISTEN)
    for words in ("What I bring.", " And more.", " And more still."):
        with page.expect_response(lambda sent: sent.url.endswith("/draft")):
            answer.press_sequentially(words)
        expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    heard = page.evaluate("window.heard")
    assert heard and all(words.startswith("Saved at") for words in heard)
    assert len(heard) == len(set(heard)), "once for each minute at most"


def test_a_single_row_cannot_be_taken_away_and_one_of_two_can(page: Page, lms: PracticeLms) -> None:
    open_link(page, lms, lms.place("m1-w1", WEEK_ONE), AMINA)
    finish_quickly(page, "m1-w1", but=("study-plan", "learning-agreement"))
    go_to(page, "activity/m1-w1/task/study-plan")
    goals = page.get_by_label("What you want to learn")
    removing = page.get_by_role("button", name="Remove goal")
    expect(goals).to_have_count(1)
    expect(removing).to_have_count(0)
    page.get_by_role("button", name="Add another goal").click()
    expect(removing).to_have_count(2)
    goals.nth(0).fill("The goal that goes.")
    removing.nth(0).click()
    expect(goals).to_have_count(1)
    page.get_by_role("button", name=re.compile("^Bring it back.+goal 1$")).click()
    expect(goals.nth(0)).to_have_value("The goal that goes.")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_role("button", name="Add another step").click()
    assert page.evaluate(POINTS_NOWHERE) == [], "a row that is added points at no error of the row before it"
