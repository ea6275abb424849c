"""One page of each sort, looked at as the whole sweep looks at all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from playwright.sync_api import Browser, Page

from lti_app.programme.model import Asks
from tests.content_preview.scene import Scene
from tests.sweep.looks import VIEWS, list_faults, list_keyboard_faults
from tests.sweep.pages import list_sights
from tests.sweep.standing import serve_preview

ONE_OF_EACH = (
    "study activity, open",
    "study activity, closed",
    "task write, returned",
    "task rate, error",
    "task confirm, submitted",
    "participant complaints",
    "trainer places",
    "administrator places",
    "administrator trail",
    "line manager’s person, open",
    "link used already, error",
)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Scene]]:
    """A preview of the pack, for all tests of this file."""
    with serve_preview(tmp_path_factory.mktemp("preview")) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of its own."""
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.long
def test_one_page_of_each_sort_has_no_fault_in_any_view(standing: tuple[str, Scene], page: Page) -> None:
    address, scene = standing
    with scene.app.app_context():
        sights = {sight.name: sight for sight in list_sights(scene)}
    faults = {}
    for name in ONE_OF_EACH:
        sights[name].open(page, address)
        found = [f"{view.name}: {fault}" for view in VIEWS for fault in list_faults(page, view)]
        if found := found + list_keyboard_faults(page):
            faults[name] = found
    assert not faults


def test_the_sweep_sees_a_fault_that_was_planted(page: Page) -> None:
    wide, unseen = "display:block; width:500px; overflow:auto", "outline:none; box-shadow:none"
    page.set_content(
        "<!doctype html><html lang=en><title>Planted</title><main><h1>Planted</h1>"
        f"<img src='data:,' style='{wide}'><a href='#a' style='{unseen}'>A link</a></main>"
    )
    phone = next(view for view in VIEWS if view.width == 320)
    found = " ".join(list_faults(page, phone))
    assert "image-alt" in found
    assert "pixels wide in 320" in found
    assert "focus cannot be seen" in " ".join(list_keyboard_faults(page))


def test_every_page_of_line_managers_and_administrators_is_swept(standing: tuple[str, Scene]) -> None:
    _, scene = standing
    with scene.app.app_context():
        ways = [sight.way.partition("?")[0] for sight in list_sights(scene)]
    routes = scene.app.url_map.bind("127.0.0.1")
    seen = {routes.match(way)[0] for way in ways if way.startswith(("/m/", "/a/"))}
    pages = {
        rule.endpoint
        for rule in scene.app.url_map.iter_rules()
        if rule.rule.startswith(("/m/", "/a/")) and "GET" in (rule.methods or ()) and "." not in rule.rule
    }
    # Nobody here has a certificate that could be withdrawn.
    assert pages - seen == {"certificates.show_withdrawing"}


def test_every_kind_of_task_and_activity_is_swept_in_every_state(standing: tuple[str, Scene]) -> None:
    _, scene = standing
    with scene.app.app_context():
        names = {sight.name for sight in list_sights(scene)}
    assert len({name.split(",")[0] for name in names if name.startswith("task ")}) == len(get_args(Asks))
    states = {"open", "closed", "draft", "submitted", "returned", "complete", "error", "trainer"}
    assert {name.split(", ")[1] for name in names if name.startswith("task write,")} == states
    for kind in ("study", "reading", "workshop", "case", "portfolio"):
        assert f"{kind} activity, open" in names
