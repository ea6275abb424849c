"""Connecting a learning site: its administrator, then ours, and a launch that works."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.installed import run_command
from tests.journeys.looking import Looked
from tests.journeys.stack import Stack, run_stack
from tests.journeys.steps_lms import WEEK_ONE, frame_of

EASTMERE = "Eastmere Council"


@pytest.fixture
def fresh_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A service and an LMS of their own: what registers here would stay for other journeys."""
    with run_stack(tmp_path_factory.mktemp("connecting")) as stack:
        yield stack


def _invitation(stack: Stack) -> str:
    said = run_command(stack.places.environment, "administrator", "invite", "--organisation", EASTMERE)
    found = re.search(r"http\S+", said)
    assert found is not None, said
    return found[0]


def _register(page: Page, stack: Stack, looked: Looked) -> None:
    page.goto(stack.lms.sign_in_address("administrator", "/admin/tools"))
    page.get_by_role("button", name="Add LTI Advantage").click()
    frame = page.frame_locator("iframe.tool")
    expect(frame.get_by_role("button", name="Connect")).to_be_visible()
    looked.look("registration", page, frame_of(page))
    frame.get_by_role("button", name="Connect").click()
    expect(frame.get_by_role("alert")).to_contain_text("Enter the full name")
    looked.look("registration with its error", page, frame_of(page))
    frame.get_by_label("Which organisation is it for?").fill(EASTMERE)
    frame.get_by_role("button", name="Connect").click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Your learning site is registered")
    looked.look("registered", page, frame_of(page))
    frame.get_by_role("button", name="Close").click()
    expect(page.get_by_text("Pending")).to_be_visible()
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_text("Active", exact=True)).to_be_visible()


def test_an_lms_is_connected_from_its_own_pages_approved_here_and_launches(
    browser: Browser, page: Page, fresh_stack: Stack
) -> None:
    stack, looked = fresh_stack, Looked()
    _register(page, stack, looked)
    link = stack.lms.place("m1-w1", WEEK_ONE)
    page.goto(stack.lms.sign_in_address("trainer"))
    page.goto(stack.lms.launch_address(link, new_window=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("This connection is waiting for approval")
    reference = re.search(r"\b[0-9a-f]{10}\b", page.locator("main").inner_text())
    assert reference is not None
    desk = browser.new_page()
    desk.goto(_invitation(stack))
    looked.look("invitation", desk)
    desk.get_by_label("Your name").fill("Sanjay Patel")
    desk.get_by_role("button", name="Accept the invitation").click()
    desk.get_by_role("link", name="Launch log").click()
    desk.get_by_label("Find an attempt by its reference").fill(reference[0])
    desk.get_by_role("button", name="Find").click()
    expect(desk.get_by_text("deployment that is not approved")).to_be_visible()
    looked.look("launch log", desk)
    desk.get_by_role("link", name="Learning sites").click()
    desk.get_by_role("link", name="Approve deployment").click()
    looked.look("approval", desk)
    desk.get_by_role("button", name="Approve").click()
    expect(desk.get_by_text("Nobody has opened an activity yet.")).to_be_visible()
    page.goto(stack.lms.launch_address(link, new_window=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("How your cohort is getting on")
    page.get_by_role("link", name="Administration").click()
    page.get_by_role("button", name="Ask to administer").click()
    desk.get_by_role("link", name="Administrators").click()
    looked.look("administrators", desk)
    desk.get_by_role("button", name="This is me").click()
    page.reload()
    page.get_by_role("button", name="Open the administrator’s pages").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Learning sites")
    looked.look("learning sites", page)
    desk.close()
    assert looked.faults == {}
