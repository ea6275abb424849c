"""Each template in a real browser: axe, a frame of 320 pixels, and what the script of every page does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import render_template_string
from playwright.sync_api import Browser, Page, ViewportSize, expect

from lti_app.activity.answers_rules import clean_text
from lti_app.activity.fault_rules import count_words
from tests.journeys.looking import run_axe
from tests.served import serve_app
from tests.web.samples import SAMPLES, build_front_door

pytestmark = pytest.mark.browser
NARROW: ViewportSize = {"width": 320, "height": 640}
WORDS = """{% extends "base.html" %}{% from "components/fields.html" import text_area %}
{% block title %}Words{% endblock %}{% block content %}<h1>Words</h1>
{{ text_area("text", "Your answer", max_words=10) }}{% endblock %}"""
FRAMING = "<script>window.told = []; addEventListener('message', (sent) => told.push(sent.data))</script>"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the samples, served on this machine."""
    app = build_front_door()
    app.add_url_rule("/words", "words", lambda: render_template_string(WORDS))
    with serve_app(app) as served:
        yield served


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    """A page as narrow as the narrowest frame, which fails on anything that the console says."""
    page = browser.new_page(viewport=NARROW)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    yield page
    page.close()
    assert said == []


@pytest.mark.parametrize("name", [sample.name for sample in SAMPLES if sample.name != "returning"])
def test_a_page_is_accessible_and_fits_in_the_narrowest_frame(narrow: Page, address: str, name: str) -> None:
    narrow.goto(f"{address}/samples/{name}")

    found = run_axe(narrow)
    assert found == []
    assert narrow.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_one_box_chooses_a_whole_module_and_shows_when_only_part_is_chosen(
    narrow: Page, address: str
) -> None:
    narrow.goto(f"{address}/samples/picker")
    whole = narrow.locator("#whole-1")
    chosen = narrow.locator("#module-1 input[name]:checked")
    assert whole.evaluate("box => box.indeterminate")

    whole.check()
    expect(chosen).to_have_count(5)
    narrow.locator("#activity-3").uncheck()

    expect(whole).not_to_be_checked()
    assert whole.evaluate("box => box.indeterminate")
    expect(narrow.locator("#module-2 input[name]:checked")).to_have_count(0)


def test_the_words_that_are_left_are_counted_as_the_service_counts_them(narrow: Page, address: str) -> None:
    typed = "Decision-making – the child’s\vown view,\ufeffor/and ours"
    assert count_words(clean_text(typed)) == 8

    narrow.goto(f"{address}/words")
    narrow.get_by_label("Your answer").fill(typed)

    expect(narrow.locator(".govuk-character-count__status")).to_have_text("You have 2 words remaining")


def test_the_way_back_is_posted_at_once_and_the_policy_lets_it_go(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.route("https://moodle.council.test/**", lambda route: route.fulfill(body="The course took it"))

    with page.expect_request("https://moodle.council.test/**") as sent:
        page.goto(f"{address}/samples/returning")

    assert sent.value.method == "POST"
    assert sent.value.post_data == "JWT=a.b.c"
    expect(page.get_by_text("The course took it")).to_be_visible()
    page.close()


def test_the_page_before_a_new_window_says_afterwards_what_to_do(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.context.route("**/launch/ticket", lambda route: route.fulfill(body="The activity"))
    page.goto(f"{address}/samples/new-window")
    told = page.get_by_role("heading", name="It is open in the new window")
    expect(told).to_be_hidden()

    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Open in a new window").click()

    expect(opened.value.get_by_text("The activity")).to_be_visible()
    expect(told).to_be_visible()
    expect(page.get_by_role("button", name="Open in a new window")).to_be_disabled()
    page.context.close()


def test_a_course_that_listens_is_told_the_height_of_the_page(browser: Browser, address: str) -> None:
    page = browser.new_page()
    frame = f'{FRAMING}<iframe width="400" src="{address}/samples/plain"></iframe>'
    page.route("**/course", lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto(f"{address}/course")

    page.wait_for_function("window.told.length > 0")

    first = page.evaluate("window.told[0]")
    assert first["subject"] == "lti.frameResize"
    assert first["height"] > 200
    page.close()
