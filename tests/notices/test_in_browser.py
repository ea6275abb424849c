"""The page of the weekly mail, and a first page with what waits, in a real browser: accessible, narrow, usable."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.databases import sqlite_url
from tests.journeys.looking import run_axe
from tests.mail.rooms import send
from tests.mail.sink import MailSink
from tests.served import bring_in, serve_app
from tests.workshop.days import Day

pytestmark = pytest.mark.browser
NARROW = 320


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: what is seen does not depend on the database, and the pages' own tests run on both."""
    return sqlite_url(tmp_path)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where a browser reaches the service."""
    with serve_app(app) as served:
        yield served


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A narrow screen."""
    context = browser.new_context(viewport={"width": NARROW, "height": 700})
    yield context
    context.close()


def check(page: Page, name: str) -> None:
    """The page is accessible and needs no sideways scrolling."""
    found = run_axe(page)
    assert (name, found) == (name, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW, name
    if os.environ.get("SHOTS"):
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"notices-{name}.png", full_page=True)


def test_a_participant_chooses_the_mail_on_a_narrow_screen_and_stops_it_again(
    app: Flask, day: Day, sink: MailSink, address: str, phone: BrowserContext
) -> None:
    ana = day.join("Ana")
    page = phone.new_page()
    bring_in(page, address=address, client=ana.client)
    page.goto(f"{address}{ana.root}/programme")
    check(page, "map")
    page.get_by_role("link", name="Have this mailed to you once a week").click()
    check(page, "off")
    page.get_by_label("Your e-mail address").fill("nobody")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter one e-mail address")
    check(page, "fault")

    page.get_by_label("Your e-mail address").fill("ana@northmoor.example")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
    check(page, "asked")
    send(app)
    found = re.search(r"Your code is (\d{6})", sink.received[-1].text)
    assert found is not None
    page.get_by_label("Code").fill(found[1])
    page.get_by_role("button", name="Start the mail").click()
    expect(page.get_by_text("You have chosen it.")).to_be_visible()
    check(page, "on")
    page.get_by_role("button", name="Stop the mail").click()
    expect(page.get_by_text("You get no more mails from us")).to_be_visible()
