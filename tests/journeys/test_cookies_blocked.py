"""A browser that keeps no cookie inside the course page: the way on is a new window."""

from __future__ import annotations

import requests
from playwright.sync_api import Page, Route, expect

from tests.journeys.stack import Stack
from tests.journeys.steps_activity import do_task, expect_page
from tests.journeys.steps_lms import WEEK_ONE, open_here, sign_in


def answer_without_cookies(route: Route) -> None:
    """Answer with what the service says, less its cookie, as a browser that blocks it in frames would have it."""
    asked = route.request
    headers = {name: text for name, text in asked.headers.items() if name != "cookie"}
    answer = requests.request(
        asked.method,
        asked.url,
        headers=headers,
        data=asked.post_data_buffer,
        allow_redirects=False,
        timeout=30,
    )
    kept = {
        name: text
        for name, text in answer.headers.items()
        if name.lower() not in {"set-cookie", "content-encoding", "transfer-encoding", "content-length"}
    }
    route.fulfill(status=answer.status_code, headers=kept, body=answer.content)


def test_with_cookies_blocked_in_the_frame_a_task_is_done_in_the_new_window_that_the_service_offers(
    page: Page, stack: Stack
) -> None:
    stack.lms.place("m1-w1", WEEK_ONE)
    page.route(f"{stack.tool_url}/**", answer_without_cookies)
    sign_in(page, stack.lms, "Amina Rahman")
    frame = open_here(page, stack.lms, WEEK_ONE)
    expect_page(frame, "One more step")
    expect(frame.get_by_text("You come in as")).to_contain_text(
        "You come in as Amina Rahman, from Achieving Permanence, autumn cohort."
    )
    assert stack.count("visits") == 0
    with page.expect_popup() as opened:
        frame.get_by_role("button", name="Open in a new window").click()
    window = opened.value
    expect_page(window, WEEK_ONE)
    do_task(window, "m1-w1", "experience")
    expect(frame.get_by_role("heading", name="It is open in the new window")).to_be_visible()
