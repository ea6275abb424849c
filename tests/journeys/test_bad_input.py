"""Input that cannot be taken: each time a clear message names what to do, and nothing is lost."""

from __future__ import annotations

from urllib.parse import urlencode

from playwright.sync_api import Page, Route, expect

from tests.journeys.stack import Stack
from tests.journeys.steps_activity import expect_page, go_to, open_task, submit, task_row
from tests.journeys.steps_lms import AMINA, WEEK_ONE, open_link
from tests.journeys.steps_quick import finish_quickly
from tests.practice_lms.server import PracticeLms

FIVE_MEGABYTES = 5 * 1024 * 1024


def test_a_study_of_more_than_500_words_cannot_be_submitted_and_loses_nothing(
    page: Page, lms: PracticeLms
) -> None:
    open_link(page, lms, lms.place("m1-w1", WEEK_ONE), AMINA)
    finish_quickly(page, "m1-w1")
    finish_quickly(page, "m1-w2-vignettes")
    go_to(page, "activity/m1-w2")
    open_task(page, "m1-w2", "reflective-study")
    study = " ".join(["word"] * 501)
    page.get_by_label("Your answer").fill(study)
    expect(page.get_by_text("You have 1 word too many").first).to_be_visible()
    submit(page)
    expect(page.get_by_role("alert")).to_contain_text("501 words")
    expect(page.get_by_label("Your answer")).to_have_value(study)
    page.get_by_role("link", name="Back to all tasks").click()
    expect(task_row(page, "m1-w2", "reflective-study")).to_contain_text("Draft saved")
    open_task(page, "m1-w2", "reflective-study")
    expect(page.get_by_label("Your answer")).to_have_value(study)
    page.get_by_label("Your answer").fill(" ".join(["word"] * 500))
    submit(page)
    expect(task_row(page, "m1-w2", "reflective-study").locator("[id$='-status']")).to_have_text("Done")


def test_a_form_of_five_megabytes_is_refused_in_plain_words_and_its_text_stays_in_the_tab(
    page: Page, lms: PracticeLms
) -> None:
    open_link(page, lms, lms.place("m1-w1", WEEK_ONE), AMINA)
    open_task(page, "m1-w1", "experience")
    answer = page.get_by_label("Your answer")
    answer.evaluate("(field, size) => { field.value = 'words '.repeat(size / 6); }", FIVE_MEGABYTES)
    answer.press("End")
    answer.press("x")
    expect(page.locator("[data-save-state]")).to_contain_text("this is longer than the service keeps")
    submit(page)
    expect_page(page, "That was too long to send")
    page.go_back()
    page.wait_for_function(
        "size => document.querySelector('textarea').value.length >= size - 6", arg=FIVE_MEGABYTES
    )


def test_a_hand_typed_link_to_an_activity_that_does_not_exist_says_which_and_what_to_do(
    page: Page, stack: Stack
) -> None:
    open_link(page, stack.lms, stack.lms.place("m9-w9", "Week Nine"), AMINA)
    expect_page(page, "There is no such activity")
    expect(page.get_by_text("asks for an activity called “m9-w9”")).to_be_visible()
    expect(page.get_by_text("such as activity=m1-w1")).to_be_visible()


def test_a_learning_site_that_nobody_registered_is_told_who_can_help(page: Page, stack: Stack) -> None:
    login = urlencode(
        {
            "iss": "https://elsewhere.example",
            "login_hint": "4",
            "target_link_uri": f"{stack.tool_url}/lti/launch",
            "client_id": "nobody",
        }
    )
    page.goto(f"{stack.tool_url}/lti/login?{login}")
    expect_page(page, "Your learning site is not connected yet")
    expect(page.get_by_text("Reference:")).to_be_visible()


def test_a_launch_whose_token_is_broken_opens_no_visit_and_says_how_to_go_on(
    page: Page, stack: Stack
) -> None:
    def break_token(route: Route) -> None:
        sent = (route.request.post_data or "").replace("id_token=ey", "id_token=xx", 1)
        route.continue_(post_data=sent)

    page.route("**/lti/launch", break_token)
    open_link(page, stack.lms, stack.lms.place("m1-w1", WEEK_ONE), AMINA)
    expect_page(page, "This activity could not be opened")
    expect(page.get_by_text("Go back to your course and open the activity again from there.")).to_be_visible()
    assert stack.count("visits") == 0
