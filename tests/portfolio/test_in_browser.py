"""The portfolio in a real browser: chosen, mapped, looked through, handed over and fetched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from lti_app.portfolio.worker import make_documents
from tests.databases import sqlite_url
from tests.journeys.looking import run_axe
from tests.portfolio.filling import Writer
from tests.served import bring_in, serve_app

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SHOTS")
"""A folder in which each page that is looked at is pictured, for people to look at too."""
NARROWEST: ViewportSize = {"width": 320, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}


@dataclass
class Desk:
    """The service where a browser can reach it, and a browser in which the writer's visit is open."""

    writer: Writer
    context: BrowserContext
    address: str

    def open(self, address: str = "") -> Page:
        """A page of the portfolio."""
        page = self.context.new_page()
        page.goto(self.address + self.writer.address(address))
        return page


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: what is seen does not depend on the database, and the pages' own tests run on both."""
    return sqlite_url(tmp_path)


@pytest.fixture
def desk(full: Writer, browser: Browser) -> Iterator[Desk]:
    """The participant who has submitted everything."""
    with serve_app(full.app) as address:
        context = browser.new_context(viewport=DESK)
        bring_in(context.new_page(), address=address, client=full.client)
        yield Desk(full, context, address)
        context.close()


def look(page: Page, name: str) -> None:
    """Hold a page to axe and to the narrowest window."""
    found = run_axe(page)
    assert (name, found) == (name, [])
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    page.set_viewport_size(NARROWEST)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"], name
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-narrow.png", full_page=True)
    page.set_viewport_size(DESK)


def test_a_portfolio_is_chosen_mapped_handed_over_and_fetched(desk: Desk) -> None:
    page = desk.open()
    look(page, "portfolio-empty-handed")
    page.get_by_role("link", name="Choose what is in it").click()
    look(page, "portfolio-choose")
    page.get_by_role("checkbox", name="Evaluate yourself").first.check()
    page.get_by_role("button", name="Save my choice").click()
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    look(page, "portfolio-chosen")

    page.get_by_role("link", name="Map it to the five concerns").click()
    page.get_by_role("checkbox", name="Negotiating the legal process").first.check()
    look(page, "portfolio-concerns")
    page.get_by_role("button", name="Save the map").click()
    expect(page.get_by_text("1 of 5 shown")).to_be_visible()

    page.get_by_role("link", name="Look through it and hand it over").click()
    look(page, "portfolio-preview")
    page.get_by_role("button", name="Hand over to my line manager").click()
    expect(page.get_by_text("Your portfolio is handed over.")).to_be_visible()
    look(page, "portfolio-handed-over")
    page.get_by_role("link", name="portfolio 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Portfolio 1")
    look(page, "portfolio-one")

    page.get_by_role("button", name="Make a PDF").click()
    expect(page.get_by_text("It is waiting its turn.")).to_be_visible()
    look(page, "portfolio-document-waiting")
    make_documents(desk.writer.app)
    expect(page.get_by_text("It is ready.")).to_be_visible()
    look(page, "portfolio-document-ready")
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Download the PDF").click()
    assert fetched.value.suggested_filename == "portfolio.pdf"


def test_the_activity_leads_to_the_portfolio(desk: Desk) -> None:
    page = desk.context.new_page()
    page.goto(f"{desk.address}{desk.writer.root}/activity/portfolio")
    look(page, "portfolio-activity")
    page.get_by_role("button", name="Go to your portfolio").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your portfolio")
